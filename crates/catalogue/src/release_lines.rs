//! Which releases of languages, frameworks and systems are still supported, and until when.
//!
//! Node.js and the runtimes of Forge have their own table, [`runtimes`](crate::runtimes).

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{DatedTableError, Source, dated::parse, runtimes::RuntimeSupport};

/// What a [`Product`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProductKind {
    /// A language with its runtime: code runs on it.
    Language,
    /// A framework or library: code rests on it.
    Framework,
    /// An operating system that images are built on.
    System,
}

/// A stretch of releases that is supported as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseLine {
    /// The first parts of its versions: `3.8`, `11`.
    pub release: String,
    /// The day of its first version.
    pub start: Date,
    /// The last day it is supported by those who make it; none where no day is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
    /// The name images use for it, in lower case: `bullseye`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codename: Option<String>,
}

/// Something that is released in lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ProductKind,
    /// Packages it is recognised by, `<type of purl>:<name>`; `*` at the end stands for anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<String>,
    /// Where its makers say what they support.
    pub policy: String,
    /// Its lines, oldest first.
    pub lines: Vec<ReleaseLine>,
}

/// Release lines, with the day they were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseLines {
    /// Where this was read, and when.
    pub source: Source,
    /// The products.
    pub products: Vec<Product>,
}

impl ReleaseLines {
    /// The table that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<ReleaseLines> = LazyLock::new(|| {
            ReleaseLines::from_toml(include_str!("../data/release-lines.toml"))
                .expect("the bundled table is read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads a table of the shape of `data/release-lines.toml`.
    ///
    /// # Errors
    /// [`DatedTableError`]: it cannot be read, a product or a line of it stands there twice, or a line ends before it
    /// starts.
    pub fn from_toml(text: &str) -> Result<Self, DatedTableError> {
        let table: Self = parse(text)?;
        for (place, product) in table.products.iter().enumerate() {
            if table.products[..place].iter().any(|earlier| earlier.name == product.name) {
                return Err(DatedTableError::inconsistent(&product.name, "it stands there twice"));
            }
            for (place, line) in product.lines.iter().enumerate() {
                let at = format!("{} {}", product.name, line.release);
                if line.end.is_some_and(|end| end <= line.start) {
                    return Err(DatedTableError::inconsistent(&at, "it ends before it starts"));
                }
                if product.lines[..place].iter().any(|earlier| earlier.release == line.release) {
                    return Err(DatedTableError::inconsistent(&at, "it stands there twice"));
                }
            }
        }
        Ok(table)
    }

    /// The product with a name.
    pub fn product(&self, name: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.name == name)
    }

    /// The product that a package is of: `("npm", "express")`, `("maven", "org.springframework.boot:spring-boot")`.
    pub fn product_of(&self, purl_type: &str, package: &str) -> Option<&Product> {
        let named = |pattern: &String| crate::retired::is_named(pattern, purl_type, package);
        self.products.iter().find(|product| product.packages.iter().any(named))
    }
}

impl Product {
    /// The line a version belongs to: of `2.7.18`, `2.7`. A leading `v` and what follows a dash are left aside; of
    /// several lines the longest counts.
    pub fn line(&self, version: &str) -> Option<&ReleaseLine> {
        let version = version.trim().trim_start_matches(['v', 'V']);
        let codename = version.split('-').next().unwrap_or(version).to_ascii_lowercase();
        let core = version.split(['-', '+']).next().unwrap_or(version);
        let belongs = |line: &&ReleaseLine| {
            let rest = core.strip_prefix(&line.release);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                || line.codename.as_deref() == Some(codename.as_str())
        };
        self.lines.iter().filter(belongs).max_by_key(|line| line.release.len())
    }

    /// Whether a version is supported on a day. The last day still counts as supported.
    pub fn support(&self, version: &str, today: Date) -> RuntimeSupport {
        self.line(version).map_or(RuntimeSupport::Unknown, |line| line.support(today))
    }
}

impl ReleaseLine {
    /// Whether it is supported on a day; unknown before it starts.
    pub fn support(&self, today: Date) -> RuntimeSupport {
        match self.end {
            _ if today < self.start => RuntimeSupport::Unknown,
            Some(end) if today > end => RuntimeSupport::EndOfLife { since: end },
            Some(end) => RuntimeSupport::InSupport { until: end },
            None => RuntimeSupport::InSupport { until: Date::MAX },
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 22);

    fn ended(product: &str, version: &str) -> Option<Date> {
        match ReleaseLines::bundled().product(product).unwrap().support(version, TODAY) {
            RuntimeSupport::EndOfLife { since } => Some(since),
            _ => None,
        }
    }

    #[test]
    fn a_version_belongs_to_its_longest_line() {
        for (product, version, end) in [
            ("Python", "3.8.10", Some(date(2024, 10, 7))),
            ("Python", "3.13", None),
            ("Java", "8", None),
            ("PHP", "7.4.33", Some(date(2022, 11, 28))),
            ("Spring Boot", "2.2.6.RELEASE", Some(date(2020, 10, 16))),
            ("Express", "3.3.4", Some(date(2015, 7, 5))),
            ("Ruby on Rails", "4.2.11.1", Some(date(2017, 4, 27))),
            ("Debian", "buster-slim", Some(date(2024, 6, 30))),
        ] {
            assert_eq!(ended(product, version), end, "{product} {version}");
        }
    }

    #[test]
    fn every_line_is_in_order() {
        for product in &ReleaseLines::bundled().products {
            assert!(product.lines.is_sorted_by_key(|line| line.start), "{}", product.name);
            assert!(!product.lines.is_empty());
        }
    }

    #[test]
    fn a_package_tells_its_product() {
        let table = ReleaseLines::bundled();
        let of = |kind, name| table.product_of(kind, name).map(|product| product.name.as_str());
        assert_eq!(of("maven", "org.springframework.boot:spring-boot-starter-web"), Some("Spring Boot"));
        assert_eq!(of("npm", "express"), Some("Express"));
        assert_eq!(of("npm", "express-hbs"), None);
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        let head = "[source]\ntitle = \"t\"\nread = \"2026-01-01\"\n[[products]]\nname = \"X\"\nkind = \"language\"\npolicy = \"p\"\n";
        let refused = |lines: &str| {
            ReleaseLines::from_toml(&format!("{head}lines = [{lines}]\n")).unwrap_err().to_string()
        };
        let line = "{ release = \"1\", start = \"2020-01-01\", end = \"2021-01-01\" }";
        assert_eq!(refused(&format!("{line}, {line}")), "X 1: it stands there twice");
        assert_eq!(refused(&line.replace("2021", "2019")), "X 1: it ends before it starts");
    }
}
