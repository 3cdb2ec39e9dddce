//! One requirement: `name[extra] >=1.0, <2 ; python_version < "3.9"`.
//!
//! Source: PyPA specifications, dependency specifiers (PEP 508) and version specifiers (PEP 440).

use assay_advisories::Ecosystem;

use crate::{Anchor, Origin, Purpose, Request, Version, resolution::Entry};

/// A requirement as written; none where it begins with no name.
pub(super) fn parse(text: &str, purpose: Purpose, at: Anchor) -> Option<Request> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return None;
    }
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map(|(_, rest)| rest)?.trim_start(),
        None => rest,
    };
    let wanted = if rest.starts_with('@') { rest } else { rest.split(';').next().unwrap_or_default() };
    let wanted = wanted.trim().trim_start_matches('(').trim_end_matches(')').trim();
    Some(request(name, wanted, purpose, at))
}

pub(super) fn request(name: &str, wanted: &str, purpose: Purpose, at: Anchor) -> Request {
    let name = Ecosystem::PyPi.normalized(name).into_owned();
    Request { name, wanted: wanted.to_owned(), purpose, at, resolved: None }
}

/// The package a requirement is for, as far as it can be told without a lock file.
pub(super) fn entry(request: &Request) -> Entry {
    let (origin, version) = read(&request.wanted);
    let mut entry = Entry::new(Ecosystem::PyPi, &request.name, version, request.at.clone());
    entry.origin = origin;
    entry
}

fn read(wanted: &str) -> (Origin, Version) {
    if let Some(address) = wanted.strip_prefix('@').map(str::trim) {
        let address = address.split(" ;").next().unwrap_or(address).trim();
        let origin = match address {
            _ if address.starts_with("git+") => Origin::Git(address.to_owned()),
            _ if address.starts_with("file:") => Origin::Local(address.to_owned()),
            _ => Origin::Archive(address.to_owned()),
        };
        return (origin, Version::Unknown);
    }
    let exact = wanted.strip_prefix("===").or_else(|| wanted.strip_prefix("==")).map(str::trim);
    match exact {
        Some(version) if !version.contains(['*', ',', ' ']) => {
            (Origin::Registry, Version::Exact(version.to_owned()))
        }
        _ => (Origin::Registry, Version::Range(wanted.to_owned())),
    }
}
