//! How long it takes to build the data of whole ecosystems, to open it, and to judge a lock file of 5,000 packages by it.
//!
//! ```console
//! $ cargo bench -p assay-advisories
//! ```
//!
//! Each line says what a step costs beside the one that opens the data, measured in the same run.
#![expect(clippy::print_stdout, reason = "a program for people")]

#[path = "../tests/generated/mod.rs"]
mod generated;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use assay_advisories::{Builder, Database, Ecosystem, Import};
use generated::Numbers;

/// About what OSV.dev held in 2026: reviewed advisories, and entries of malware.
const ECOSYSTEMS: [(Ecosystem, u64, u64); 3] =
    [(Ecosystem::Npm, 7_000, 210_000), (Ecosystem::Maven, 6_500, 0), (Ecosystem::PyPi, 18_000, 12_000)];
const PACKAGES: u64 = 5_000;
const RUNS: usize = 20;

fn main() {
    let archives: Vec<(Ecosystem, Vec<u8>)> = ECOSYSTEMS
        .map(|(ecosystem, advisories, malware)| {
            (ecosystem, generated::archive(ecosystem, advisories, malware))
        })
        .into();
    let packed: usize = archives.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut builder = Builder::default();
    let (bytes, built) = timed(|| {
        for (ecosystem, archive) in &archives {
            let import = Import::archive(archive, 2).expect("it was just made");
            let day = import.newest_day().expect("every record has one");
            import.add_to(&mut builder, ecosystem.name(), day);
        }
        std::mem::take(&mut builder).finish()
    });
    let size = bytes.len();
    let opened = best(|| drop(black_box(Database::with(bytes.clone()).expect("it was just made"))));
    let database = Database::with(bytes).expect("it was just made");
    let mut numbers = Numbers::new(7);
    let lock: Vec<(String, String)> = (0..PACKAGES)
        .map(|number| {
            // One in six is a package that something is known of.
            let name = match numbers.below(6) {
                0 => generated::package(Ecosystem::Npm, numbers.below(4_000)),
                _ => format!("clean-{number}"),
            };
            (name, generated::version(&mut numbers))
        })
        .collect();
    let mut found = 0;
    let judged = best(|| {
        found = 0;
        for (name, version) in &lock {
            found += black_box(database.lookup(Ecosystem::Npm, name, version)).matches.len();
        }
    });
    println!("archives: {packed} bytes; database: {size} bytes");
    println!("built    {:>9.1} ms", milliseconds(built));
    println!("opened   {:>9.2} ms", milliseconds(opened));
    let ratio = judged.as_secs_f64() / opened.as_secs_f64();
    println!(
        "judged   {:>9.2} ms  {PACKAGES} packages, {found} matches; {ratio:.2} times what opening costs",
        milliseconds(judged)
    );
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let value = run();
    (value, started.elapsed())
}

/// The quickest of several runs: the others were disturbed.
fn best(mut run: impl FnMut()) -> Duration {
    (0..RUNS).map(|_| timed(&mut run).1).min().unwrap_or_default()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
