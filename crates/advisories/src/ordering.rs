//! Which of two versions comes first, by the rules of their ecosystem.

mod composer;
mod maven;
mod number;
mod ruby_gems;
mod semantic;

use std::{cmp::Ordering, fmt, str::FromStr as _};

use crate::Ecosystem;

/// Longest version that is read, in bytes. Published ones stay below 100; what is longer is nobody's version, and
/// may be made to cost.
pub const LONGEST_VERSION: usize = 512;

/// A version, ready to be compared with others of its ecosystem.
///
/// | ecosystem | ordering | source |
/// |---|---|---|
/// | npm, crates.io, Go | semantic versions; a missing part is zero, `v`, `=` and `go` in front are left aside | semver.org 2.0.0, section 11; node-semver, loose |
/// | NuGet | the same with a fourth part, and without telling cases apart | NuGet, package versioning |
/// | PyPI | epochs, releases, pre-, post-, development and local parts | PEP 440 |
/// | Maven | `ComparableVersion` | Maven 3.9, `org.apache.maven.artifact.versioning` |
/// | RubyGems | segments of digits and of letters | `Gem::Version` |
/// | Packagist | four numbers, then stability | Composer, `VersionParser`; PHP, `version_compare` |
#[derive(Clone)]
pub struct Version<'a> {
    text: &'a str,
    key: Key<'a>,
}

#[derive(Clone)]
enum Key<'a> {
    Semantic(semantic::Semantic<'a>),
    Pep440(pep440_rs::Version),
    Maven(maven::Comparable<'a>),
    RubyGems(ruby_gems::Segments<'a>),
    Composer(composer::Parts<'a>),
}

impl<'a> Version<'a> {
    /// Reads a version. None where it is none by the rules of the ecosystem, or longer than [`LONGEST_VERSION`].
    pub fn parse(ecosystem: Ecosystem, text: &'a str) -> Option<Self> {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.len() > LONGEST_VERSION {
            return None;
        }
        let key = match ecosystem {
            Ecosystem::Npm | Ecosystem::CratesIo | Ecosystem::Go => {
                Key::Semantic(semantic::Semantic::parse(trimmed)?)
            }
            Ecosystem::NuGet => Key::Semantic(semantic::Semantic::parse(trimmed)?.without_case()),
            Ecosystem::PyPi => Key::Pep440(pep440_rs::Version::from_str(trimmed).ok()?),
            Ecosystem::Maven => Key::Maven(maven::Comparable::parse(trimmed)),
            Ecosystem::RubyGems => Key::RubyGems(ruby_gems::Segments::parse(trimmed)?),
            Ecosystem::Packagist => Key::Composer(composer::Parts::parse(trimmed)?),
        };
        Some(Self { text: trimmed, key })
    }

    /// As it was written, without the space around it.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Which comes first. Versions of one ecosystem only; of two they are compared as texts.
    pub fn compare(&self, other: &Version<'_>) -> Ordering {
        match (&self.key, &other.key) {
            (Key::Semantic(one), Key::Semantic(two)) => one.compare(two),
            (Key::Pep440(one), Key::Pep440(two)) => one.cmp(two),
            (Key::Maven(one), Key::Maven(two)) => one.compare(two),
            (Key::RubyGems(one), Key::RubyGems(two)) => one.compare(two),
            (Key::Composer(one), Key::Composer(two)) => one.compare(two),
            _ => self.text.cmp(other.text),
        }
    }
}

impl fmt::Debug for Version<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Version({})", self.text)
    }
}
