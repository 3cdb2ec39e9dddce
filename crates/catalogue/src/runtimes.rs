//! Which runtimes are still supported, and until when.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{DatedTableError, Source, dated::parse};

/// A release line of Node.js.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NodeRelease {
    /// Its name in the schedule: `v20`, or `v0.12` for the oldest.
    pub release: String,
    /// The day of its first version.
    pub start: Date,
    /// The day it became long-term support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_term_support: Option<Date>,
    /// The day it went into maintenance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintenance: Option<Date>,
    /// The last day it is supported.
    pub end: Date,
    /// Its name as a long-term release, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codename: Option<String>,
}

/// A runtime that a Forge manifest can name in `app.runtime.name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgeRuntime {
    /// The name.
    pub name: String,
    /// The Node.js release behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The last day the platform ran it, where that is known apart from its Node.js release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
}

/// Whether a runtime is supported on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum RuntimeSupport {
    /// It is.
    InSupport {
        /// The last day it will be.
        until: Date,
    },
    /// It no longer is.
    EndOfLife {
        /// The last day it was.
        since: Date,
    },
    /// The table does not say: a name it does not have, or a release that has not started.
    Unknown,
}

/// Releases of Node.js and the runtimes of Forge, with the day the schedule was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runtimes {
    /// Where this was read, and when.
    pub source: Source,
    /// Every release line of Node.js, oldest first.
    pub node: Vec<NodeRelease>,
    /// Every runtime a Forge manifest can name.
    pub forge: Vec<ForgeRuntime>,
}

impl Runtimes {
    /// The table that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Runtimes> = LazyLock::new(|| {
            Runtimes::from_toml(include_str!("../data/runtimes.toml"))
                .expect("the bundled table is read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads a table of the shape of `data/runtimes.toml`.
    ///
    /// # Errors
    /// [`DatedTableError`]: it cannot be read, a release ends before it starts or stands twice, or a Forge
    /// runtime names a release that is not in the table.
    pub fn from_toml(text: &str) -> Result<Self, DatedTableError> {
        let table: Self = parse(text)?;
        for (place, release) in table.node.iter().enumerate() {
            let NodeRelease { release: name, start, end, .. } = release;
            if end <= start {
                return Err(DatedTableError::inconsistent(name, "it ends before it starts"));
            }
            if table.node[..place].iter().any(|earlier| earlier.release == *name) {
                return Err(DatedTableError::inconsistent(name, "it stands there twice"));
            }
        }
        for runtime in &table.forge {
            if runtime.release.is_none() && runtime.end.is_none() {
                return Err(DatedTableError::inconsistent(
                    &runtime.name,
                    "it has neither a Node.js release nor an end",
                ));
            }
            if let Some(release) = &runtime.release
                && !table.node.iter().any(|node| node.release == *release)
            {
                let why = format!("its Node.js release `{release}` is not in the table");
                return Err(DatedTableError::inconsistent(&runtime.name, why));
            }
        }
        Ok(table)
    }

    /// The Forge runtime that stays supported longest from `today` on, to recommend.
    pub fn newest_forge(&self, today: Date) -> Option<&str> {
        let supported = self.forge.iter().filter_map(|runtime| match self.support(&runtime.name, today) {
            RuntimeSupport::InSupport { until } => Some((until, runtime.name.as_str())),
            _ => None,
        });
        supported.max().map(|(_, name)| name)
    }

    /// Whether `name` is supported on `today`. The last day of support still counts as supported.
    ///
    /// Names are those of a Forge manifest (`nodejs20.x`, `sandbox`) and single versions of Node.js as images
    /// and version files write them: `20`, `v20.11.1`, `20-alpine`, `iron`, `lts/iron`. A range (`>=18`) or
    /// a moving name (`latest`, `lts/*`) is unknown: what it stands for is not in the name.
    pub fn support(&self, name: &str, today: Date) -> RuntimeSupport {
        let name = name.trim().to_ascii_lowercase();
        let runtime = self.forge.iter().find(|runtime| runtime.name == name);
        let node = match runtime {
            Some(runtime) => runtime.release.as_deref().and_then(|release| self.line(release)),
            None => self.node_release(&name),
        };
        if node.is_some_and(|node| today < node.start) {
            return RuntimeSupport::Unknown;
        }
        let ends = [runtime.and_then(|runtime| runtime.end), node.map(|node| node.end)];
        match ends.into_iter().flatten().min() {
            None => RuntimeSupport::Unknown,
            Some(end) if today <= end => RuntimeSupport::InSupport { until: end },
            Some(end) => RuntimeSupport::EndOfLife { since: end },
        }
    }

    /// The release line of a single version of Node.js, however it is written.
    pub fn node_release(&self, version: &str) -> Option<&NodeRelease> {
        let version = version.trim().to_ascii_lowercase();
        let version = version.strip_prefix("lts/").unwrap_or(&version);
        let version =
            version.strip_prefix("nodejs").or_else(|| version.strip_prefix("node")).unwrap_or(version);
        let version = version.trim_start_matches([':', '@', '-']);
        // The flavour of an image: `20-alpine`, `iron-slim`.
        let version = version.split('-').next().unwrap_or(version);
        if let Some(named) = self.node.iter().find(|node| node.codename.as_deref() == Some(version)) {
            return Some(named);
        }
        let mut numbers = version.strip_prefix('v').unwrap_or(version).split('.');
        let major = numbers.next().filter(|major| is_number(major))?;
        let rest: Vec<&str> = numbers.collect();
        if !rest.iter().all(|part| is_number(part) || matches!(*part, "x" | "*")) {
            return None;
        }
        match (major, rest.first()) {
            ("0", Some(minor)) => self.line(&format!("v0.{minor}")),
            ("0", None) => None,
            (major, _) => self.line(&format!("v{major}")),
        }
    }

    fn line(&self, release: &str) -> Option<&NodeRelease> {
        self.node.iter().find(|node| node.release == release)
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn support(name: &str, today: Date) -> RuntimeSupport {
        Runtimes::bundled().support(name, today)
    }

    #[test]
    fn the_last_day_of_support_still_counts() {
        let end = date(2026, 4, 30);
        assert_eq!(support("nodejs20.x", end), RuntimeSupport::InSupport { until: end });
        assert_eq!(support("nodejs20.x", end.tomorrow().unwrap()), RuntimeSupport::EndOfLife { since: end });
        assert_eq!(support("nodejs20.x", end.yesterday().unwrap()), RuntimeSupport::InSupport { until: end });
    }

    #[test]
    fn the_runtimes_of_a_forge_manifest_are_known() {
        assert_eq!(support("sandbox", TODAY), RuntimeSupport::EndOfLife { since: date(2025, 2, 28) });
        assert_eq!(support("nodejs18.x", TODAY), RuntimeSupport::EndOfLife { since: date(2025, 4, 30) });
        assert_eq!(support("nodejs22.x", TODAY), RuntimeSupport::InSupport { until: date(2027, 4, 30) });
        assert_eq!(support("nodejs24.x", TODAY), RuntimeSupport::InSupport { until: date(2028, 4, 30) });
    }

    #[test]
    fn the_runtime_to_recommend_is_the_one_supported_longest() {
        let table = Runtimes::bundled();
        assert_eq!(table.newest_forge(TODAY), Some("nodejs24.x"));
        assert_eq!(table.newest_forge(date(2028, 5, 1)), None);
    }

    #[test]
    fn a_version_is_recognised_however_it_is_written() {
        let iron = RuntimeSupport::EndOfLife { since: date(2026, 4, 30) };
        for name in [
            "20",
            "v20",
            "20.11.1",
            "v20.11.1",
            "20.x",
            "20-alpine",
            "20.11-bookworm-slim",
            "iron",
            "lts/Iron",
            "node:20",
        ] {
            assert_eq!(support(name, TODAY), iron, "{name}");
        }
        assert_eq!(support("0.10.48", TODAY), RuntimeSupport::EndOfLife { since: date(2016, 10, 31) });
        assert_eq!(support("v26", TODAY), RuntimeSupport::InSupport { until: date(2029, 4, 30) });
    }

    #[test]
    fn what_names_no_single_release_is_unknown() {
        for name in [
            "",
            "latest",
            "lts/*",
            ">=18",
            "^20.0.0",
            "18 || 20",
            "99",
            "python3.12",
            "nodejs",
            "20.abc",
            "0",
        ] {
            assert_eq!(support(name, TODAY), RuntimeSupport::Unknown, "{name}");
        }
    }

    #[test]
    fn a_release_that_has_not_started_is_unknown() {
        let start = date(2026, 5, 5);
        assert_eq!(support("26", start.yesterday().unwrap()), RuntimeSupport::Unknown);
        assert!(matches!(support("26", start), RuntimeSupport::InSupport { .. }));
    }

    #[test]
    fn every_release_is_in_order_and_no_phase_precedes_another() {
        let table = Runtimes::bundled();
        assert!(table.node.is_sorted_by_key(|node| node.start));
        for node in &table.node {
            let phases = [Some(node.start), node.long_term_support, node.maintenance, Some(node.end)];
            assert!(phases.into_iter().flatten().is_sorted(), "{}", node.release);
        }
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        let source = "[source]\ntitle = \"t\"\nread = \"2026-01-01\"\n";
        let node = "[[node]]\nrelease = \"v1\"\nstart = \"2020-01-01\"\nend = \"2021-01-01\"\n";
        let refused = |text: &str| Runtimes::from_toml(&format!("{source}{text}")).unwrap_err().to_string();
        assert_eq!(
            refused(&format!("{node}[[forge]]\nname = \"x\"\n")),
            "x: it has neither a Node.js release nor an end"
        );
        assert_eq!(refused(&format!("{node}{node}[[forge]]\nname = \"x\"\n")), "v1: it stands there twice");
        assert_eq!(
            refused(&format!("{node}[[forge]]\nname = \"x\"\nrelease = \"v9\"\n")),
            "x: its Node.js release `v9` is not in the table"
        );
        let backwards = node.replace("2021", "2019");
        assert_eq!(refused(&format!("{backwards}[[forge]]\nname = \"x\"\n")), "v1: it ends before it starts");
    }
}
