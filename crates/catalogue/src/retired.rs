//! Packages that their makers have given up, as far as somebody looked them up.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{DatedTableError, Source, dated::parse};

/// In what way a package is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retirement {
    /// A package of the platform's SDK that the platform no longer serves.
    Retired,
    /// Its makers say not to use it.
    Deprecated,
    /// Nobody mends it.
    Unmaintained,
    /// A release of a framework that lacks something it has to have.
    Superseded,
}

/// A package that is given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetiredPackage {
    /// `<type of purl>:<name>`; `*` at the end stands for anything.
    pub package: String,
    /// Versions below this one; all where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// In what way.
    pub what: Retirement,
    /// Why, as a clause.
    pub because: String,
    /// What to use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// Where this was read, and when.
    pub source: Source,
}

/// All that are known, with the day the list was gone through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetiredPackages {
    /// The day.
    pub as_of: Date,
    /// The packages.
    pub packages: Vec<RetiredPackage>,
}

impl RetiredPackages {
    /// The list that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<RetiredPackages> = LazyLock::new(|| {
            RetiredPackages::from_toml(include_str!("../data/retired-packages.toml"))
                .expect("the bundled list is read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads a list of the shape of `data/retired-packages.toml`.
    ///
    /// # Errors
    /// [`DatedTableError`]: it cannot be read, or an entry has no type, no address, or stands there twice.
    pub fn from_toml(text: &str) -> Result<Self, DatedTableError> {
        let list: Self = parse(text)?;
        for (place, entry) in list.packages.iter().enumerate() {
            if !entry.package.contains(':') {
                return Err(DatedTableError::inconsistent(
                    &entry.package,
                    "it does not say of which type it is",
                ));
            }
            if entry.source.address.is_none() {
                return Err(DatedTableError::inconsistent(&entry.package, "its source has no address"));
            }
            let twin =
                |earlier: &RetiredPackage| earlier.package == entry.package && earlier.what == entry.what;
            if list.packages[..place].iter().any(twin) {
                return Err(DatedTableError::inconsistent(&entry.package, "it stands there twice"));
            }
        }
        Ok(list)
    }

    /// What is known of a package: `("npm", "request")`. Whether its version is meant is for the caller to say, who
    /// knows how versions of its kind are ordered.
    pub fn about<'s, 'n>(
        &'s self,
        purl_type: &'n str,
        package: &'n str,
    ) -> impl Iterator<Item = &'s RetiredPackage> + use<'s, 'n> {
        self.packages.iter().filter(move |entry| is_named(&entry.package, purl_type, package))
    }
}

/// True where `pattern`, `<type>:<name>` with or without a `*` at its end, names a package.
pub(crate) fn is_named(pattern: &str, purl_type: &str, package: &str) -> bool {
    let Some((kind, name)) = pattern.split_once(':') else { return false };
    kind == purl_type
        && match name.strip_suffix('*') {
            Some(start) => package.starts_with(start),
            None => package == name,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_found_by_its_name_or_its_group() {
        let list = RetiredPackages::bundled();
        let about =
            |kind: &str, name: &str| list.about(kind, name).map(|entry| entry.what).collect::<Vec<_>>();
        assert_eq!(about("npm", "@forge/ui"), [Retirement::Retired]);
        assert_eq!(
            about("maven", "com.atlassian.connect:atlassian-connect-spring-boot-starter"),
            [Retirement::Superseded]
        );
        assert!(about("npm", "@forge/ui-kit").is_empty());
        assert!(about("pypi", "request").is_empty());
    }

    #[test]
    fn an_entry_without_a_source_is_refused() {
        let entry = "as_of = \"2026-01-01\"\n[[packages]]\npackage = \"npm:x\"\nwhat = \"retired\"\nbecause = \"b\"\n";
        let text = format!("{entry}source = {{ title = \"t\", read = \"2026-01-01\" }}\n");
        let error = RetiredPackages::from_toml(&text).unwrap_err();
        assert_eq!(error.to_string(), "npm:x: its source has no address");
    }
}
