//! What apps log: redacted, kept for each environment and site, and read where the site's admin allows it.

use std::{collections::BTreeMap, fs::OpenOptions, io::Write, path::PathBuf};

use assay_jail::LogLine;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Facts, Failure, Platform, held};
use crate::{
    decision::{Note, Place, Refusal},
    error::Error,
    guard::Guard,
    redact::{Needles, Redacted, redact},
    state::{act::EnvironmentId, variables::Sealing},
};

/// A line of a log, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// When its invocation ended, by the platform's clock.
    pub at: Timestamp,
    /// In which invocation.
    pub invocation: String,
    /// The function.
    pub function: String,
    /// The platform's numbers: 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
    pub level: u8,
    /// The text, without what it may not hold, on one line.
    pub text: String,
    /// How much of what kind was taken out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub redacted: BTreeMap<Redacted, u32>,
}

/// The file is begun anew beyond this many bytes; one older file is kept.
const LARGEST: u64 = 8 << 20;

impl Platform {
    /// Keeps what an invocation logged, and gives it as it is kept. `seen` is what it read or wrote of secrets.
    pub(crate) fn keep_logs(
        &self,
        facts: &Facts,
        mut lines: Vec<LogLine>,
        failure: Option<Failure>,
        seen: Needles,
    ) -> Vec<Logged> {
        lines.extend(failure.map(|failure| LogLine { level: 50, text: failure.told() }));
        if lines.is_empty() {
            return Vec::new();
        }
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let redacted = if self.options.guards.hold(Guard::LogRedacted) {
            redact(&texts, &self.needles(facts, seen))
        } else {
            texts.iter().map(|text| ((*text).to_owned(), BTreeMap::new())).collect()
        };
        let kept: Vec<Logged> = lines
            .iter()
            .zip(redacted)
            .map(|(line, (text, redacted))| Logged {
                at: self.now(),
                invocation: facts.id.clone(),
                function: facts.function.clone(),
                level: line.level,
                text,
                redacted,
            })
            .collect();
        let path = self.log_path(&facts.installation.environment, &facts.installation.site);
        let mut lost = held(&self.logging);
        // What was done counts, whether it can be written down or not; whoever reads the log is told.
        if let Err(error) = append(&path, &kept) {
            *lost = Some(error.to_string());
        }
        kept
    }

    /// What an invocation may not show: `seen`, and the variables of its environment.
    pub(crate) fn secrets(&self, facts: &Facts, mut seen: Needles) -> Needles {
        let sealing = Sealing::of(&self.master, &facts.code.environment);
        let variables = &facts.code.variables;
        let open: Vec<String> = variables.told().into_iter().filter_map(|it| it.value).collect();
        for (_, value) in variables.opened(&sealing).unwrap_or_default() {
            seen.add(&value, if open.contains(&value) { Redacted::Variable } else { Redacted::Secret });
        }
        seen
    }

    fn needles(&self, facts: &Facts, seen: Needles) -> Needles {
        let mut needles = self.secrets(facts, seen);
        if let Ok(site) = self.site(&facts.installation.site) {
            for it in &site.personal {
                needles.add(it, Redacted::Personal);
            }
            for it in &site.accounts {
                needles.add(it, Redacted::Account);
            }
        }
        needles
    }

    /// The log of an environment on a site, the oldest line first: for the app's makers, where the site's admin allows it.
    ///
    /// # Errors
    /// [`Error::LogsClosed`], which is written down among the decisions; [`Error::Damaged`] where lines were lost.
    pub fn logs(&self, environment: &EnvironmentId, site: &str) -> Result<Vec<Logged>, Error> {
        self.site(site)?;
        let is_off = held(&self.book).state.logs_off.contains(&(environment.clone(), site.to_owned()));
        if is_off && self.options.guards.hold(Guard::LogSwitch) {
            let installations = self.installations();
            let mut own = installations.iter().filter(|it| it.environment == *environment && it.site == site);
            if let Some(installation) = own.next() {
                let reason = "the site's admin does not allow that its logs are read";
                let refusal = Some(Refusal::of(Guard::LogSwitch, reason, "ask the admin"));
                let note = Note { kind: "logs", subject: "read".to_owned(), refusal, ..Note::default() };
                self.record(&Place::outside(self, installation, "").record(note));
            }
            return Err(Error::LogsClosed { site: site.to_owned() });
        }
        let path = self.log_path(environment, site);
        if let Some(because) = held(&self.logging).clone() {
            return Err(Error::Damaged { path, because: format!("lines could not be written: {because}") });
        }
        let mut all = Vec::new();
        for path in [path.with_extension("old"), path] {
            let text = self.folder.read(&path)?.unwrap_or_default();
            all.extend(
                text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()),
            );
        }
        Ok(all)
    }

    fn log_path(&self, environment: &EnvironmentId, site: &str) -> PathBuf {
        self.folder.hidden("logs", &[&environment.app, &environment.name, site]).with_extension("jsonl")
    }
}

fn append(path: &std::path::Path, lines: &[Logged]) -> std::io::Result<()> {
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above)?;
    }
    if std::fs::metadata(path).is_ok_and(|it| it.len() > LARGEST) {
        std::fs::rename(path, path.with_extension("old"))?;
    }
    let mut bytes = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut bytes, line)?;
        bytes.push(b'\n');
    }
    OpenOptions::new().create(true).append(true).open(path)?.write_all(&bytes)
}
