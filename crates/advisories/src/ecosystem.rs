//! Where packages are published.

use std::{borrow::Cow, fmt};

/// A registry, or a family of registries that share names and an ordering of versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Ecosystem {
    /// JavaScript: npm.
    Npm,
    /// Java and its kin: Maven Central and repositories of its layout. Names are `group:artifact`.
    Maven,
    /// Python: the Python Package Index.
    PyPi,
    /// PHP: Packagist, for Composer. Names are `vendor/package`.
    Packagist,
    /// Ruby: RubyGems.
    RubyGems,
    /// Go: modules, by their path; the standard library is `stdlib`, the toolchain `toolchain`.
    Go,
    /// Rust: crates.io.
    CratesIo,
    /// .NET: NuGet.
    NuGet,
}

impl Ecosystem {
    /// Every ecosystem, in the order of the enumeration.
    pub const EVERY: [Self; 8] = [
        Self::Npm,
        Self::Maven,
        Self::PyPi,
        Self::Packagist,
        Self::RubyGems,
        Self::Go,
        Self::CratesIo,
        Self::NuGet,
    ];

    /// Its name in OSV records, which is also how people see it.
    ///
    /// Source: OSV schema, section `affected[].package`, defined ecosystems.
    pub fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Maven => "Maven",
            Self::PyPi => "PyPI",
            Self::Packagist => "Packagist",
            Self::RubyGems => "RubyGems",
            Self::Go => "Go",
            Self::CratesIo => "crates.io",
            Self::NuGet => "NuGet",
        }
    }

    /// The ecosystem of an OSV record. What follows a colon names a registry of the same family
    /// (`Packagist:https://packages.drupal.org/8`) and is left aside. None for operating systems and others whose
    /// packages no lock file of an app names.
    pub fn named(name: &str) -> Option<Self> {
        let family = name.split_once(':').map_or(name, |(family, _)| family);
        Self::EVERY.into_iter().find(|ecosystem| ecosystem.name().eq_ignore_ascii_case(family))
    }

    /// The type of its package URLs: `pkg:npm/…`.
    ///
    /// Source: the package URL specification, list of types.
    pub fn purl_type(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Maven => "maven",
            Self::PyPi => "pypi",
            Self::Packagist => "composer",
            Self::RubyGems => "gem",
            Self::Go => "golang",
            Self::CratesIo => "cargo",
            Self::NuGet => "nuget",
        }
    }

    /// The one spelling of a package's name, by the rules of its registry: two names that are equal here are one
    /// package. Python: lower case, runs of `-`, `_` and `.` become one `-`. Packagist and NuGet: lower case, since
    /// their registries do not tell cases apart. All others: as it is written.
    ///
    /// Source: PEP 503, normalized names; composer.json schema, `name`; NuGet, package identifiers.
    pub fn normalized(self, name: &str) -> Cow<'_, str> {
        match self {
            Self::PyPi => python(name),
            Self::Packagist | Self::NuGet if name.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                Cow::Owned(name.to_ascii_lowercase())
            }
            _ => Cow::Borrowed(name),
        }
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn python(name: &str) -> Cow<'_, str> {
    let is_separator = |byte: u8| matches!(byte, b'-' | b'_' | b'.');
    let bytes = name.as_bytes();
    let is_plain = bytes.iter().enumerate().all(|(at, &byte)| {
        let repeated = byte == b'-' && at > 0 && bytes[at - 1] == b'-';
        !byte.is_ascii_uppercase() && !matches!(byte, b'_' | b'.') && !repeated
    });
    if is_plain {
        return Cow::Borrowed(name);
    }
    let mut normal = String::with_capacity(name.len());
    for character in name.chars() {
        match u8::try_from(character) {
            Ok(byte) if is_separator(byte) => {
                if !normal.ends_with('-') {
                    normal.push('-');
                }
            }
            _ => normal.push(character.to_ascii_lowercase()),
        }
    }
    Cow::Owned(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_spelling() {
        // The examples of PEP 503.
        for spelling in [
            "friendly-bard",
            "Friendly-Bard",
            "FRIENDLY-BARD",
            "friendly.bard",
            "friendly_bard",
            "FrIeNdLy-._.-bArD",
        ] {
            assert_eq!(Ecosystem::PyPi.normalized(spelling), "friendly-bard");
        }
        assert_eq!(Ecosystem::NuGet.normalized("Newtonsoft.Json"), "newtonsoft.json");
        assert_eq!(Ecosystem::Packagist.normalized("Drupal/Core"), "drupal/core");
        assert_eq!(Ecosystem::Npm.normalized("JSONStream"), "JSONStream");
        assert_eq!(Ecosystem::Maven.normalized("org.Yaml:snakeyaml"), "org.Yaml:snakeyaml");
    }

    #[test]
    fn a_registry_of_a_family_is_the_family() {
        assert_eq!(Ecosystem::named("Packagist:https://packages.drupal.org/8"), Some(Ecosystem::Packagist));
        assert_eq!(Ecosystem::named("crates.io"), Some(Ecosystem::CratesIo));
        assert_eq!(Ecosystem::named("Debian:12"), None);
        for ecosystem in Ecosystem::EVERY {
            assert_eq!(Ecosystem::named(ecosystem.name()), Some(ecosystem));
        }
    }
}
