//! `assay data`: which advisories there are, and new ones.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use assay_advisories::{Completeness, Metadata, vex::Vex};
use assay_conformance::{Knowledge, Source, update_data};

#[cfg(feature = "probe")]
use crate::today;
use crate::{
    arguments::{DataArguments, DataVerb, KnowledgeArguments, StatusArguments, UpdateArguments},
    output,
};

/// The file's name below the folder for data.
const FILE: &str = "assay/advisories.db";

pub(crate) fn run(arguments: &DataArguments, quiet: bool) -> Result<u8> {
    match &arguments.verb {
        DataVerb::Update(options) => update(options, quiet),
        DataVerb::Status(options) => status(options),
    }
}

/// What a check knows of published packages.
pub(crate) fn knowledge(arguments: &KnowledgeArguments) -> Result<Knowledge> {
    let mut knowledge = match (&arguments.data, default_file()) {
        (Some(file), _) => Knowledge::read(file)?,
        (None, Some(file)) if file.exists() => Knowledge::read(&file)?,
        (None, _) => Knowledge::bundled(),
    };
    for file in &arguments.vex {
        let read = || format!("the statements `{}` cannot be read", file.display());
        knowledge.add_vex(Vex::read(&std::fs::read(file).with_context(read)?).with_context(read)?);
    }
    Ok(knowledge)
}

fn update(arguments: &UpdateArguments, quiet: bool) -> Result<u8> {
    let Some(file) = arguments.data.clone().or_else(default_file) else {
        bail!("no folder for data is known: name a file with `--data`");
    };
    let mut sources = Vec::new();
    for from in &arguments.from {
        let is_address = from.contains("://");
        sources.push(if is_address {
            fetched(from, arguments, quiet)?
        } else {
            Source::Path(PathBuf::from(from))
        });
    }
    let earlier = std::fs::read(&file).ok();
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (bytes, taken) = update_data(sources, earlier, arguments.as_of, workers)?;
    for source in taken {
        let unread = match source.unreadable {
            0 => String::new(),
            count => format!(", {count} files not read"),
        };
        output::say(quiet, &format!("{}: {} records{unread}\n", source.name, source.records));
        for (path, why) in source.told {
            output::say(quiet, &format!("  {path}: {why}\n"));
        }
    }
    write(&file, &bytes)?;
    let knowledge = Knowledge::read(&file)?;
    output::say(quiet, &format!("{} ({} bytes)\n", file.display(), bytes.len()));
    output::print(&told(&knowledge))?;
    Ok(0)
}

/// An archive from its address.
#[cfg(feature = "probe")]
fn fetched(address: &str, arguments: &UpdateArguments, quiet: bool) -> Result<Source> {
    use assay_probes::{Download, Proxy};

    let download = Download {
        proxy: arguments.proxy.as_deref().map(Proxy::parse).transpose()?,
        trust: trust(arguments.ca_file.as_deref())?,
        ..Download::default()
    };
    let mut shown = 0;
    let fetched = Source::fetch(address, &download, today::today(None)?, |so_far, of| {
        // Drawing takes longer than a piece does.
        let mebibytes = so_far >> 20;
        if mebibytes > shown {
            shown = mebibytes;
            let of = of.map_or_else(String::new, |of| format!(" of {}", of >> 20));
            output::progress(quiet, &format!("{mebibytes}{of} MiB have come …"));
        }
    });
    output::progress(quiet, "");
    Ok(fetched?)
}

#[cfg(not(feature = "probe"))]
fn fetched(address: &str, _arguments: &UpdateArguments, _quiet: bool) -> Result<Source> {
    bail!("`{address}` is an address; this build fetches nothing: download it, and name the file");
}

/// Whose certificates are good: the public authorities, and those in a file.
#[cfg(feature = "probe")]
pub(crate) fn trust(file: Option<&Path>) -> Result<assay_probes::Trust> {
    let Some(file) = file else { return Ok(assay_probes::Trust::default()) };
    let read = || format!("`{}` cannot be used", file.display());
    let text = std::fs::read_to_string(file).with_context(read)?;
    assay_probes::Trust::with_authorities(&text).with_context(read)
}

fn status(arguments: &StatusArguments) -> Result<u8> {
    let options = KnowledgeArguments { data: arguments.data.clone(), vex: Vec::new() };
    output::print(&told(&knowledge(&options)?))?;
    Ok(0)
}

/// A line for each ecosystem of each source.
fn told(knowledge: &Knowledge) -> String {
    let mut out = String::new();
    for origin in knowledge.metadata().flat_map(|Metadata { origins }| origins) {
        let kind = match origin.completeness {
            Completeness::Whole => "all it publishes",
            Completeness::Selection => "a selection",
        };
        out.push_str(&format!("{}  {} ({kind})\n", origin.as_of, origin.name));
        for (ecosystem, counts) in &origin.counts {
            let whole =
                assay_advisories::Ecosystem::named(ecosystem).is_some_and(|known| origin.is_whole(known));
            let note = if whole { "" } else { "; too few to show that all is well" };
            let malware = match counts.malware {
                0 => String::new(),
                count => format!(", {count} of malware"),
            };
            out.push_str(&format!(
                "            {ecosystem}: {} advisories{malware}, {} packages{note}\n",
                counts.advisories, counts.packages
            ));
        }
    }
    out
}

/// Each origin of the data at hand with its day, for `--version`.
pub(crate) fn dates() -> Vec<(String, jiff::civil::Date)> {
    let options = KnowledgeArguments { data: None, vex: Vec::new() };
    let knowledge = knowledge(&options).unwrap_or_default();
    let origins = knowledge.metadata().flat_map(|Metadata { origins }| origins);
    origins.map(|origin| (origin.name.clone(), origin.as_of)).collect()
}

/// Writes beside it and moves: who reads at the same time reads the old one or the new one.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || format!("`{}` cannot be written", file.display());
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(failed)?;
    let mut beside = file.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = std::fs::File::create(&beside).and_then(|mut new| {
        new.write_all(bytes)?;
        new.sync_all()?;
        std::fs::rename(&beside, file)
    });
    if written.is_err() {
        let _gone = std::fs::remove_file(&beside);
    }
    written.with_context(failed)
}

/// `$XDG_DATA_HOME/assay/advisories.db`, else below `~/.local/share`; on Windows below `%LOCALAPPDATA%`.
fn default_file() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = || folder("HOME").map(|home| home.join(".local/share"));
    folder("XDG_DATA_HOME").or_else(|| folder("LOCALAPPDATA")).or_else(home).map(|folder| folder.join(FILE))
}
