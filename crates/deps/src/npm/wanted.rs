//! What stands behind a package's name in `package.json`: a version, a range, a tag, an address.

use assay_advisories::Ecosystem;

use crate::{Origin, Request, Version, resolution::Entry};

/// The package a request is for, as far as it can be told without a lock file; none for another member of the same
/// workspace.
pub(crate) fn entry(request: &Request) -> Option<Entry> {
    let (name, wanted) = alias(&request.name, &request.wanted);
    let (origin, version) = read(wanted)?;
    let mut entry = Entry::new(Ecosystem::Npm, name, version, request.at.clone());
    entry.origin = origin;
    Some(entry)
}

/// `npm:real-name@^1` names another package than the key does.
pub(crate) fn alias<'a>(name: &'a str, wanted: &'a str) -> (&'a str, &'a str) {
    let Some(rest) = wanted.strip_prefix("npm:") else { return (name, wanted) };
    match rest.rfind('@').filter(|at| *at > 0) {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None if rest.starts_with(|c: char| c.is_ascii_digit() || "^~*<>=".contains(c)) => (name, rest),
        None => (rest, ""),
    }
}

fn read(wanted: &str) -> Option<(Origin, Version)> {
    let wanted = wanted.trim();
    Some(match origin(wanted) {
        Origin::Local(_) if wanted.starts_with("workspace:") => return None,
        Origin::Registry if is_exact(wanted) => {
            (Origin::Registry, Version::Exact(wanted.trim_start_matches(['=', 'v', ' ']).to_owned()))
        }
        Origin::Registry => (Origin::Registry, Version::Range(wanted.to_owned())),
        origin => (origin, Version::Unknown),
    })
}

/// Where a wanted version says that the package comes from.
///
/// Source: npm documentation, `package.json`, section `dependencies`.
pub(crate) fn origin(wanted: &str) -> Origin {
    const LOCAL: [&str; 8] = ["file:", "link:", "portal:", "workspace:", "patch:", "./", "../", "/"];
    let owned = || wanted.to_owned();
    if LOCAL.iter().any(|start| wanted.starts_with(start)) {
        return Origin::Local(owned());
    }
    let is_git = ["git+", "git:", "git@", "ssh:", "github:", "gitlab:", "bitbucket:", "gist:"]
        .iter()
        .any(|start| wanted.starts_with(start));
    if is_git || wanted.split('#').next().is_some_and(|address| address.ends_with(".git")) {
        return Origin::Git(owned());
    }
    if wanted.starts_with("http:") || wanted.starts_with("https:") {
        return Origin::Archive(owned());
    }
    let is_short_hand = wanted.contains('/') && !wanted.contains(' ') && !wanted.starts_with('@');
    if is_short_hand { Origin::Git(owned()) } else { Origin::Registry }
}

/// `1.2.3`, `v1.2.3-beta.1`, `=1.2.3`; not `1.2`, which stands for many.
pub(crate) fn is_exact(wanted: &str) -> bool {
    let version = wanted.trim_start_matches(['=', 'v', ' ']);
    let core = version.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        && !version.contains([' ', '|', ','])
}
