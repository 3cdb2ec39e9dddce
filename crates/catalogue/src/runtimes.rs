//! Which runtimes are in support, and since when they are not.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::{CatalogueError, Source, load::parse};

/// One line of Node.js releases: `22`, or `0.10` of old.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeLine {
    /// `22`; before Node.js 4, `0.10`.
    pub line: String,
    /// The day of its first release.
    pub start: Date,
    /// The day its long-term support began, where it has any.
    #[serde(default)]
    pub lts: Option<Date>,
    /// The day from which only critical fixes are made.
    #[serde(default)]
    pub maintenance: Option<Date>,
    /// The day of its end of life: the last on which it is in support.
    pub end: Date,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ForgeRuntime {
    name: String,
    #[serde(default)]
    node: Option<String>,
    #[serde(default)]
    ended: Option<Date>,
}

/// Whether a runtime is in support on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    /// It is, up to and including `until`.
    InSupport {
        /// Its last day.
        until: Date,
    },
    /// It is not, since the day after `since`.
    EndOfLife {
        /// The last day it was in support.
        since: Date,
    },
    /// The table does not have it.
    Unknown,
}

/// Runtimes with their ends of life, as of one day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuntimeTable {
    /// The day the table was made.
    pub as_of: Date,
    /// Where its facts were read.
    pub sources: Vec<Source>,
    #[serde(default)]
    forge: Vec<ForgeRuntime>,
    #[serde(default)]
    node: Vec<NodeLine>,
}

impl RuntimeTable {
    /// The table that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<RuntimeTable> = LazyLock::new(|| {
            RuntimeTable::from_toml(include_str!("../data/runtimes.toml")).expect("read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads a table of the same form as the bundled one.
    ///
    /// # Errors
    /// [`CatalogueError::Syntax`].
    pub fn from_toml(text: &str) -> Result<Self, CatalogueError> {
        parse("runtimes.toml", text)
    }

    /// Every line of Node.js releases, oldest first.
    pub fn node_lines(&self) -> &[NodeLine] {
        &self.node
    }

    /// Whether a line of Node.js releases (`22`; `0.10` before Node.js 4) is in support on `today`.
    pub fn node(&self, line: &str, today: Date) -> Support {
        let line = self.node.iter().find(|known| known.line == line);
        line.map_or(Support::Unknown, |line| support(line.end, today))
    }

    /// Whether a Forge runtime (`app.runtime.name`, such as `nodejs22.x`) is in support on `today`. A name the
    /// table does not have is judged by the Node.js line it names, where it names one.
    pub fn forge(&self, name: &str, today: Date) -> Support {
        let known = self.forge.iter().find(|runtime| runtime.name == name);
        match known {
            Some(ForgeRuntime { ended: Some(ended), .. }) => support(*ended, today),
            Some(ForgeRuntime { node: Some(line), .. }) => self.node(line, today),
            _ => match name.strip_prefix("nodejs").and_then(|rest| rest.strip_suffix(".x")) {
                Some(line) => self.node(line, today),
                None => Support::Unknown,
            },
        }
    }

    /// The newest Forge runtime in support on `today`, to recommend.
    pub fn recommended_forge(&self, today: Date) -> Option<&str> {
        let in_support = self.forge.iter().filter_map(|runtime| match self.forge(&runtime.name, today) {
            Support::InSupport { until } => Some((until, runtime.name.as_str())),
            _ => None,
        });
        in_support.max().map(|(_, name)| name)
    }
}

fn support(end: Date, today: Date) -> Support {
    if today <= end { Support::InSupport { until: end } } else { Support::EndOfLife { since: end } }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_day_of_the_end_of_life_is_the_last_in_support() {
        let table = RuntimeTable::bundled();
        let end = date(2026, 4, 30);
        assert_eq!(table.node("20", end), Support::InSupport { until: end });
        assert_eq!(table.node("20", date(2026, 5, 1)), Support::EndOfLife { since: end });
        assert_eq!(table.forge("nodejs20.x", date(2026, 5, 1)), Support::EndOfLife { since: end });
    }

    #[test]
    fn the_legacy_runtime_is_off() {
        let table = RuntimeTable::bundled();
        assert!(matches!(table.forge("sandbox", date(2026, 11, 1)), Support::EndOfLife { .. }));
        assert_eq!(table.recommended_forge(date(2026, 11, 1)), Some("nodejs24.x"));
    }

    #[test]
    fn a_runtime_the_table_does_not_have_is_unknown() {
        assert_eq!(RuntimeTable::bundled().forge("bun1.x", date(2026, 11, 1)), Support::Unknown);
        assert_eq!(RuntimeTable::bundled().node("99", date(2026, 11, 1)), Support::Unknown);
    }
}
