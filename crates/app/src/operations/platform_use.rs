//! What needs a scope beside the products' REST operations.

use std::sync::LazyLock;

/// Functions of the platform's packages that need a scope.
#[derive(Debug, PartialEq, Eq)]
pub struct PlatformUse {
    /// What the path of such a function begins with, `@forge/kvs`.
    pub path: &'static str,
    /// Any one of these suffices; with one of several, what is written decides which.
    pub scopes: Vec<&'static str>,
    /// The page it was read from.
    pub source: &'static str,
}

impl PlatformUse {
    /// Those that a path belongs to: one whose path is this one, or goes on behind a separator.
    pub fn of(path: &str) -> impl Iterator<Item = &'static Self> {
        static USES: LazyLock<Vec<PlatformUse>> = LazyLock::new(|| {
            let text = include_str!("../../data/platform-uses.tsv");
            let rows = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1);
            rows.filter_map(|row| {
                let [path, scopes, source] =
                    <[&str; 3]>::try_from(row.split('\t').collect::<Vec<_>>()).ok()?;
                Some(PlatformUse { path, scopes: scopes.split('|').collect(), source })
            })
            .collect()
        });
        USES.iter().filter(move |known| {
            let rest = path.strip_prefix(known.path);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ':', '(', '/']))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cards::ScopeCard;

    fn scopes(path: &str) -> Vec<&'static str> {
        PlatformUse::of(path).flat_map(|known| known.scopes.iter().copied()).collect()
    }

    #[test]
    fn a_path_belongs_to_the_function_it_goes_on_from() {
        assert_eq!(scopes("@forge/kvs:kvs.set"), ["storage:app"]);
        assert_eq!(scopes("@forge/api:privacy.reportPersonalData"), ["report:personal-data"]);
        assert_eq!(scopes("@forge/react:UserPickerOfMine"), [""; 0]);
        assert_eq!(scopes("@forge/events:Queue"), [""; 0]);
    }

    #[test]
    fn every_scope_named_is_a_documented_one() {
        let text = include_str!("../../data/platform-uses.tsv");
        for row in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let columns: Vec<&str> = row.split('\t').collect();
            assert_eq!(columns.len(), 3, "{row}");
            for scope in columns[1].split('|') {
                assert!(ScopeCard::of(scope).is_some(), "{scope}");
            }
        }
    }
}
