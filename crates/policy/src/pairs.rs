//! Which manifest of the old side is the earlier version of which of the new side.

use std::collections::BTreeMap;

use assay_source::RelPath;

use crate::{Answer, Comparison, Environment, Grants, compare};

/// One app on one side.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its manifest, as seen from the directory that was named.
    pub path: RelPath,
    /// It lies outside that directory, and counts only as the former place of an app that moved into it.
    pub outside: bool,
    /// What it asks for.
    pub grants: Grants,
}

/// What came of one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppDiff {
    /// Its manifest: the new one, where there is one.
    pub manifest: RelPath,
    /// Number of things both versions ask for.
    pub looked_at: usize,
    /// How the two sides stand to each other.
    pub standing: Standing,
}

/// How the two sides of an app stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Both are there.
    Compared(Comparison),
    /// There is no earlier version: nothing is installed that could grow.
    First,
    /// Whether there is an earlier version cannot be told.
    Unpaired,
    /// There is no later version.
    Gone,
}

impl AppDiff {
    /// Whether the new version waits for an admin.
    pub fn answer(&self) -> Answer {
        match &self.standing {
            Standing::Compared(comparison) => comparison.answer(),
            Standing::First | Standing::Gone => Answer::NotNeeded,
            Standing::Unpaired => Answer::CannotTell,
        }
    }
}

/// Pairs the versions and compares each pair, in the order of the manifests.
///
/// Where each side has one app, those two are a pair, whatever they are called. Otherwise the same certain
/// `app.id` makes a pair, else the same path. `old_is_whole` is false where there are manifests on the old side
/// that could not be read: an app without a partner may then have one all the same.
pub fn pair(old: &[Version], new: &[Version], old_is_whole: bool, environment: Environment) -> Vec<AppDiff> {
    let (old_ids, new_ids) = (ids(old), ids(new));
    // An id that several share names none of them.
    let single = |ids: &BTreeMap<&str, Vec<usize>>, id: &str| match ids.get(id).map(Vec::as_slice) {
        Some([at]) => Some(*at),
        _ => None,
    };
    let by_path: BTreeMap<&RelPath, usize> =
        old.iter().enumerate().filter(|(_, old)| !old.outside).map(|(at, old)| (&old.path, at)).collect();
    let inside = || old.iter().enumerate().filter(|(_, version)| !version.outside);
    let mut taken = vec![false; old.len()];
    let mut diffs = Vec::new();
    for version in new {
        let id = certain_id(&version.grants);
        let by_id = id.filter(|id| single(&new_ids, id).is_some()).and_then(|id| single(&old_ids, id));
        let only = match (inside().next(), inside().nth(1), new) {
            (Some((at, _)), None, [_]) => Some(at),
            _ => None,
        };
        let same_path = by_path.get(&version.path).copied().filter(|at| {
            // The path was another app's, and this one's id is nobody's: two apps, not two versions.
            let theirs = certain_id(&old[*at].grants);
            theirs.is_none() || id.is_none() || theirs == id
        });
        let partner = by_id.or(only).or(same_path).filter(|at| !taken[*at]);
        let standing = match partner {
            Some(at) => {
                taken[at] = true;
                Standing::Compared(compare(&old[at].grants, &version.grants, environment))
            }
            None if old_is_whole && id.is_some_and(|id| !old_ids.contains_key(id)) => Standing::First,
            None => Standing::Unpaired,
        };
        let before = partner.map_or(0, |at| old[at].grants.count());
        diffs.push(AppDiff {
            manifest: version.path.clone(),
            looked_at: before + version.grants.count(),
            standing,
        });
    }
    let gone = inside().filter(|(at, _)| !taken[*at]);
    diffs.extend(gone.map(|(_, version)| AppDiff {
        manifest: version.path.clone(),
        looked_at: version.grants.count(),
        standing: Standing::Gone,
    }));
    diffs.sort_by(|a, b| (&a.manifest, a.looked_at).cmp(&(&b.manifest, b.looked_at)));
    diffs
}

fn certain_id(grants: &Grants) -> Option<&str> {
    grants.app_id.as_ref().filter(|id| id.is_certain() && !id.value.trim().is_empty()).map(|id| id.as_str())
}

/// Who has each certain id.
fn ids(versions: &[Version]) -> BTreeMap<&str, Vec<usize>> {
    let mut ids: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, version) in versions.iter().enumerate() {
        if let Some(id) = certain_id(&version.grants) {
            ids.entry(id).or_default().push(at);
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use assay_app::{Manifest, manifest::Variables};
    use assay_source::SourceText;

    use super::*;

    fn version(path: &str, id: &str, scope: &str) -> Version {
        let path = RelPath::parse(path).unwrap();
        let text = format!("app: {{ id: '{id}' }}\npermissions: {{ scopes: [{scope}] }}\n");
        let text = Arc::new(SourceText::new(path.clone(), text.as_bytes()));
        Version { path, outside: false, grants: Grants::read(&Manifest::read(&text), &Variables::default()) }
    }

    fn answers(old: &[Version], new: &[Version]) -> Vec<String> {
        let told = |diff: &AppDiff| match &diff.standing {
            Standing::Compared(comparison) => format!("{:?}", comparison.answer()),
            other => format!("{other:?}"),
        };
        let diffs = pair(old, new, true, Environment::Same);
        diffs.iter().map(|diff| format!("{} {}", diff.manifest, told(diff))).collect()
    }

    #[test]
    fn one_app_on_each_side_is_a_pair_wherever_it_lies() {
        let (old, new) = (version("a/manifest.yml", "1", "x"), version("b/manifest.yml", "2", "x"));
        assert_eq!(answers(&[old], &[new]), ["b/manifest.yml NotNeeded"]);
    }

    #[test]
    fn an_app_that_moved_is_known_by_its_id() {
        let old = [version("a/m.yml", "1", "x"), version("b/m.yml", "2", "x")];
        let new = [version("a/m.yml", "2", "y"), version("c/m.yml", "1", "x")];
        assert_eq!(answers(&old, &new), ["a/m.yml Needed", "c/m.yml NotNeeded"]);
    }

    #[test]
    fn an_app_with_a_new_id_is_a_first_version_one_without_cannot_be_told() {
        let old = [version("a/m.yml", "1", "x"), version("b/m.yml", "2", "x")];
        let new = [version("a/m.yml", "1", "x"), version("c/m.yml", "3", "y"), version("d/m.yml", "", "y")];
        assert_eq!(
            answers(&old, &new),
            ["a/m.yml NotNeeded", "b/m.yml Gone", "c/m.yml First", "d/m.yml Unpaired"]
        );
        let whole = pair(&[], &new[1..2], false, Environment::Same);
        assert_eq!(whole[0].standing, Standing::Unpaired);
    }

    #[test]
    fn an_id_that_two_apps_share_pairs_nobody_the_path_does() {
        let old = [version("a/m.yml", "1", "x"), version("b/m.yml", "1", "y")];
        let new = [version("a/m.yml", "1", "x"), version("b/m.yml", "1", "x")];
        assert_eq!(answers(&old, &new), ["a/m.yml NotNeeded", "b/m.yml Needed"]);
    }

    #[test]
    fn what_lies_outside_counts_only_as_a_former_place() {
        let mut moved = version("elsewhere/m.yml", "1", "x");
        moved.outside = true;
        let mut other = version("other/m.yml", "9", "x");
        other.outside = true;
        assert_eq!(answers(&[moved, other], &[version("m.yml", "1", "y")]), ["m.yml Needed"]);
    }
}
