//! What is known of published packages: from where it is read, and how it is brought up to date.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use assay_advisories::{
    ArchiveError, Builder, Database, DatabaseError, Import, Metadata,
    vex::{Vex, VexStatus},
};
use assay_code::{
    Analysis,
    graph::{Program, Target},
    ir::RequestId,
};
use assay_evidence::Evidence;
use assay_source::{Diagnostic, Level};
use jiff::civil::Date;

use crate::{Config, tables::below};

/// What the caller knows of published packages: advisories, and what makers say of them.
#[derive(Debug, Default)]
pub struct Knowledge {
    database: Option<Database>,
    vex: Vec<Vex>,
}

/// Why there is no data.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// A file or folder cannot be read.
    #[error("`{}` cannot be read: {why}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// The system's words.
        why: std::io::Error,
    },
    /// An archive cannot be read.
    #[error("`{name}`: {why}")]
    Archive {
        /// Which.
        name: String,
        /// Why.
        why: ArchiveError,
    },
    /// An address gives nothing.
    #[cfg(feature = "probe")]
    #[error(transparent)]
    Download(#[from] assay_probes::DownloadError),
    /// A source holds no advisory.
    #[error("`{name}` holds no advisory in a format that is read")]
    Nothing {
        /// Which.
        name: String,
    },
    /// Nothing tells what day a source is of.
    #[error("no record of `{name}` says what day it is of: say so with `--as-of`")]
    Undated {
        /// Which.
        name: String,
    },
    /// A database cannot be opened.
    #[error("`{}`: {why}", path.display())]
    Database {
        /// Which.
        path: PathBuf,
        /// Why.
        why: DatabaseError,
    },
}

impl Knowledge {
    /// What comes with the build.
    pub fn bundled() -> Self {
        Self::default()
    }

    /// What a file that `assay data update` wrote adds to that.
    ///
    /// # Errors
    /// [`DataError::Read`], [`DataError::Database`].
    pub fn read(path: &Path) -> Result<Self, DataError> {
        let bytes = fs::read(path).map_err(|why| DataError::Read { path: path.to_owned(), why })?;
        let database = Database::with(bytes);
        let database = database.map_err(|why| DataError::Database { path: path.to_owned(), why })?;
        Ok(Self { database: Some(database), vex: Vec::new() })
    }

    /// Adds what makers say of vulnerabilities.
    pub fn add_vex(&mut self, vex: Vex) {
        self.vex.push(vex);
    }

    /// What the data says of itself, what comes with the build first.
    pub fn metadata(&self) -> impl Iterator<Item = &Metadata> {
        self.database().metadata()
    }

    /// The advisories.
    pub(crate) fn database(&self) -> &Database {
        self.database.as_ref().unwrap_or_else(|| Database::bundled())
    }

    /// The same with the database a configuration names in place of its own; none where it names none, or one that
    /// cannot be read.
    pub(crate) fn of_config(&self, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let (file, beside) = (config.data.advisories.as_ref()?, config.file.as_ref()?);
        let path = below(beside.parent().unwrap_or(Path::new("")), file);
        match path.and_then(|path| Self::read(&path).map_err(|error| error.to_string())) {
            Ok(read) => Some(Self { vex: self.vex.clone(), ..read }),
            Err(why) => {
                let message = format!("the advisories `{}` cannot be read: {why}", file.display());
                let help = "until they can, those that are used elsewhere are used here";
                diagnostics.push(Diagnostic::new(Level::Error, "config-data", message).help(help));
                None
            }
        }
    }

    /// Notes on evidence about a vulnerability what its maker says of it, where that closes it. Of several packages
    /// in one piece each has to be spoken of.
    pub(crate) fn note_statements(&self, evidence: &mut [Evidence]) {
        for evidence in evidence {
            let Some(vulnerability) = &evidence.vulnerability else { continue };
            let aliases = vulnerability.aliases.iter().map(String::as_str);
            let names: Vec<&str> = aliases.chain([vulnerability.id.as_str()]).collect();
            let closes = |package: &String| {
                let statement = self.vex.iter().rev().find_map(|vex| vex.about(&names, package))?;
                matches!(statement.status, VexStatus::NotAffected | VexStatus::Fixed).then_some(statement)
            };
            let statements: Option<Vec<_>> = vulnerability.packages.iter().map(closes).collect();
            let Some(statement) = statements.as_ref().and_then(|statements| statements.first()) else {
                continue;
            };
            let status = match statement.status {
                VexStatus::Fixed => "fixed",
                _ => "not affected",
            };
            let mut words = format!("VEX says: {status}");
            for (lead, text) in
                [(", ", &statement.justification), ("; ", &statement.author), (", ", &statement.date)]
            {
                if !text.is_empty() {
                    words.push_str(lead);
                    words.push_str(text);
                }
            }
            evidence.suppressed = Some(words);
        }
    }
}

/// One source of advisories, as it was named.
#[derive(Debug)]
pub enum Source {
    /// A folder, or a file: a ZIP archive or a single record.
    Path(PathBuf),
    /// What was fetched from an address, with the day its server gives.
    Fetched {
        /// The address.
        address: String,
        /// What came.
        bytes: Vec<u8>,
        /// The day of it.
        as_of: Option<Date>,
    },
}

/// What was taken in of one source.
#[derive(Debug)]
pub struct Taken {
    /// What it is called.
    pub name: String,
    /// Number of records.
    pub records: usize,
    /// Files that look like advisories and could not be read.
    pub unreadable: usize,
    /// The first of them, with the reason.
    pub told: BTreeMap<String, String>,
}

/// Builds the file of a database from sources; what `earlier` holds of ecosystems that none of them speaks of is kept.
///
/// # Errors
/// [`DataError`].
pub fn update_data(
    sources: Vec<Source>,
    earlier: Option<Vec<u8>>,
    as_of: Option<Date>,
    workers: usize,
) -> Result<(Vec<u8>, Vec<Taken>), DataError> {
    let mut builder = Builder::default();
    let mut taken = Vec::new();
    for source in sources {
        let (name, import, fetched) = take(source, workers)?;
        if import.is_empty() {
            return Err(DataError::Nothing { name });
        }
        let day = as_of.or(fetched).or_else(|| import.newest_day());
        let day = day.ok_or_else(|| DataError::Undated { name: name.clone() })?;
        let (records, unreadable, told) = (import.len(), import.unreadable, import.told.clone());
        import.add_to(&mut builder, &name, day);
        taken.push(Taken { name, records, unreadable, told });
    }
    // An earlier file that is damaged is replaced like any other.
    if let Some(earlier) = earlier {
        let _kept = builder.keep_from(earlier);
    }
    Ok((builder.finish(), taken))
}

fn take(source: Source, workers: usize) -> Result<(String, Import, Option<Date>), DataError> {
    let archive = |name: &str, bytes: &[u8]| {
        let import = Import::archive(bytes, workers);
        import.map_err(|why| DataError::Archive { name: name.to_owned(), why })
    };
    match source {
        Source::Fetched { address, bytes, as_of } => {
            let import = archive(&address, &bytes)?;
            Ok((address, import, as_of))
        }
        Source::Path(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            let read =
                |path: &Path| fs::read(path).map_err(|why| DataError::Read { path: path.to_owned(), why });
            if path.is_file()
                && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
            {
                return Ok((name.clone(), archive(&name, &read(&path)?)?, None));
            }
            let mut files = Vec::new();
            list(&path, &mut files)?;
            files.sort();
            let mut import = Import::default();
            for file in files {
                let shown = file.strip_prefix(&path).unwrap_or(&file).to_string_lossy().into_owned();
                let shown = if shown.is_empty() { name.clone() } else { shown };
                match fs::read(&file) {
                    Ok(bytes) => import.take(&shown, &bytes),
                    Err(error) => import.tell(&shown, error.to_string()),
                }
            }
            Ok((name, import, None))
        }
    }
}

/// Every file below a folder, what is hidden left out; links are not followed.
fn list(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), DataError> {
    let error = |why| DataError::Read { path: path.to_owned(), why };
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(error)? {
        let entry = entry.map_err(error)?;
        let kind = entry.file_type().map_err(error)?;
        if entry.file_name().to_string_lossy().starts_with('.') || kind.is_symlink() {
            continue;
        }
        list(&entry.path(), files)?;
    }
    Ok(())
}

/// The packages that are imported by modules of the program which an entry reaches. None where no entry was found: then
/// nobody can tell.
pub(crate) fn imported_packages(program: &Program, code: &Analysis) -> Option<BTreeSet<String>> {
    let mut open: Vec<_> = code
        .events
        .iter()
        .filter(|event| code.entry_of(event).is_some())
        .filter_map(|event| program.at(code.file(event.site)))
        .collect();
    let mut reached: BTreeSet<_> = open.iter().copied().collect();
    let mut packages = BTreeSet::new();
    if open.is_empty() {
        return None;
    }
    while let Some(module) = open.pop() {
        for request in 0..program.module(module).requests.len() as u32 {
            match program.target(module, RequestId(request)) {
                Target::Module(next) if reached.insert(*next) => open.push(*next),
                Target::Package { name, .. } => {
                    packages.insert(name.to_string());
                }
                _ => {}
            }
        }
    }
    Some(packages)
}
