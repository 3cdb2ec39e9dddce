//! Which front-end libraries are known, and how they tell their versions.

use std::sync::LazyLock;

/// A library.
#[derive(Debug)]
pub(super) struct Library {
    /// Its name on npm.
    pub(super) package: &'static str,
    /// Names of files and folders.
    pub(super) names: Vec<&'static str>,
    /// Texts right before the version.
    pub(super) banners: Vec<String>,
}

static TABLE: &str = include_str!("../../data/libraries.tsv");

/// Every library of `data/libraries.tsv`.
pub(super) static LIBRARIES: LazyLock<Vec<Library>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let libraries = lines.map(|line| {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (package, names, banners) = (column(), column(), column());
        let banners = banners.split(" | ").filter(|banner| !banner.is_empty());
        Library {
            package,
            names: names.split(' ').filter(|name| !name.is_empty()).collect(),
            banners: banners.map(|banner| banner.replace("\\n", "\n")).collect(),
        }
    });
    libraries.collect()
});

/// The npm name behind the name of a file or folder: of `moment.js`, `moment`.
pub(super) fn package_named(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let found =
        LIBRARIES.iter().find(|library| library.package == lower || library.names.contains(&lower.as_str()));
    found.map(|library| library.package)
}

/// The version a text begins with: digits and dots, and what follows a dash. Two numbers at least.
pub(super) fn leading_version(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let core = text[..end].trim_end_matches('.');
    let is_version = core.starts_with(|c: char| c.is_ascii_digit()) && core.contains('.') && core.len() <= 20;
    if !is_version {
        return None;
    }
    let rest = &text[core.len()..];
    let is_tag = ["-rc", "-beta", "-alpha", "-pre", "-next"].iter().any(|tag| rest.starts_with(tag));
    let tag = rest[usize::from(is_tag)..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '.'));
    let length = if is_tag { tag.map_or(rest.len(), |tag| tag + 1) } else { 0 };
    Some(text[..core.len() + length].trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_name_or_a_banner_for_each_library() {
        assert!(LIBRARIES.len() > 40);
        for library in LIBRARIES.iter() {
            assert!(!library.package.is_empty());
            assert!(!library.names.is_empty() || !library.banners.is_empty(), "{}", library.package);
        }
    }

    #[test]
    fn a_version_ends_where_it_ends() {
        assert_eq!(leading_version("3.6.0.min.js"), Some("3.6.0"));
        assert_eq!(leading_version("1.12.1 - 2016"), Some("1.12.1"));
        assert_eq!(leading_version("4.0.0-rc.1.js"), Some("4.0.0-rc.1.js"));
        assert_eq!(leading_version("4.0.0-beta2 "), Some("4.0.0-beta2"));
        assert_eq!(leading_version("2"), None);
        assert_eq!(leading_version("v1.2"), None);
    }
}
