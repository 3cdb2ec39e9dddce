//! Takes in folders and archives of advisories, and answers lines such as `npm lodash 4.17.20` with what is known.
//!
//! ```console
//! $ echo 'crates.io openssl 0.10.54' | cargo run -p assay-advisories --example lookup -- advisory-db/
//! ```
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::{fs, io::BufRead as _, path::Path, process::ExitCode, time::Instant};

use assay_advisories::{Builder, Database, Ecosystem, Import};

fn main() -> ExitCode {
    let started = Instant::now();
    let mut builder = Builder::default();
    for source in std::env::args().skip(1) {
        let mut import = Import::default();
        if source.ends_with(".zip") {
            let read = fs::read(&source).map_err(|error| error.to_string());
            match read.and_then(|bytes| Import::archive(&bytes, 2).map_err(|error| error.to_string())) {
                Ok(whole) => import = whole,
                Err(error) => {
                    eprintln!("{source}: {error}");
                    return ExitCode::from(2);
                }
            }
        } else {
            walk(Path::new(&source), &mut import);
        }
        let as_of = import.newest_day().unwrap_or_default();
        eprintln!(
            "{source}: {} records, {:?}, {} other, {} not read",
            import.len(),
            import.files,
            import.other,
            import.unreadable
        );
        import.told.iter().for_each(|(path, why)| eprintln!("  {path}: {why}"));
        import.add_to(&mut builder, &source, as_of);
    }
    let bytes = builder.finish();
    eprintln!("built {} bytes in {:?}", bytes.len(), started.elapsed());
    let started = Instant::now();
    let database = match Database::with(bytes) {
        Ok(database) => database,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    eprintln!("opened in {:?}", started.elapsed());
    database
        .metadata()
        .skip(1)
        .flat_map(|metadata| &metadata.origins)
        .for_each(|origin| eprintln!("{origin:?}"));
    let (started, mut asked) = (Instant::now(), 0);
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [ecosystem, package, version] = words[..] else { continue };
        let Some(ecosystem) = Ecosystem::named(ecosystem) else { continue };
        let answer = database.lookup(ecosystem, package, version);
        asked += 1;
        let found = answer.matches.iter().map(|found| {
            let names: Vec<&str> = std::iter::once(found.main().id).chain(found.aliases()).collect();
            format!("{}>{}", names.join("="), found.fixed.unwrap_or("-"))
        });
        println!("{line}\t{}\t{}", found.collect::<Vec<_>>().join(" "), answer.undecided.join(" "));
    }
    eprintln!("{asked} asked in {:?}", started.elapsed());
    ExitCode::SUCCESS
}

fn walk(path: &Path, import: &mut Import) {
    let Ok(entries) = fs::read_dir(path) else {
        if let Ok(bytes) = fs::read(path) {
            import.take(&path.to_string_lossy(), &bytes);
        }
        return;
    };
    for entry in entries.flatten().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
        walk(&entry.path(), import);
    }
}
