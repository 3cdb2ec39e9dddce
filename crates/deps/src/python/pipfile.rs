//! `Pipfile` and `Pipfile.lock`.

use std::sync::Arc;

use assay_advisories::Ecosystem;
use serde::Deserialize;

use super::requirement;
use crate::{
    Hash, Origin, Purpose, Request, Version,
    lenient_json::{Items, Pairs, Text, Written},
    reading::Reading,
    resolution::{Entry, Resolution},
    toml_file::{self, Lenient, entries, table_at, text_at},
};

#[derive(Deserialize, Default)]
#[serde(default)]
struct LockFile<'a> {
    #[serde(borrow)]
    default: Pairs<'a, Locked<'a>>,
    #[serde(borrow)]
    develop: Pairs<'a, Locked<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Locked<'a> {
    #[serde(borrow)]
    version: Option<Written<'a>>,
    #[serde(borrow)]
    git: Option<Written<'a>>,
    #[serde(borrow)]
    hashes: Items<Text<'a>>,
}

/// The lock file says nothing of who brings in what: whatever the `Pipfile` does not ask for is known by its purpose
/// alone.
pub(super) fn read_lock(reading: &mut Reading<'_>, resolution: &mut Resolution) {
    let text = Arc::clone(&reading.text);
    let file = match serde_json::from_str::<LockFile<'_>>(text.as_str()) {
        Ok(file) => file,
        Err(error) => return reading.broken_json(&error),
    };
    for (section, purpose) in [(&file.default, Purpose::Production), (&file.develop, Purpose::Development)] {
        for (name, locked) in section.iter() {
            let Some(written) = locked.version.as_ref().or(locked.git.as_ref()) else { continue };
            let version = locked.version.as_ref().and_then(Written::text);
            let version =
                version.map_or(Version::Unknown, |it| Version::Exact(it.trim_start_matches('=').to_owned()));
            let mut entry = Entry::new(Ecosystem::PyPi, name, version, reading.anchor(written.span(&text)));
            if let Some(address) = locked.git.as_ref().and_then(Written::text) {
                entry.origin = Origin::Git(address.into_owned());
            }
            let digests = locked.hashes.0.iter().filter_map(Text::as_str);
            entry.hashes = digests.filter_map(|it| Hash::sha256(it.strip_prefix("sha256:")?)).collect();
            let slot = resolution.add(entry);
            resolution.tell(slot, purpose);
        }
    }
    let path = reading.path().parent().join("Pipfile");
    let Ok(Ok(text)) = path.map(|path| reading.tree.read(&path)) else { return };
    let mut beside = Reading::new(reading.tree, text);
    for request in requests(&mut beside) {
        let slot = resolution.named(&request.name).next().map(|(slot, _)| slot);
        resolution.ask(request, slot);
    }
    reading.diagnostics.append(&mut beside.diagnostics);
    reading.gaps.append(&mut beside.gaps);
}

/// What a `Pipfile` asks for.
pub(super) fn requests(reading: &mut Reading<'_>) -> Vec<Request> {
    let text = Arc::clone(&reading.text);
    let root = toml_file::read(reading, &text);
    let mut requests = Vec::new();
    for (section, purpose) in [("packages", Purpose::Production), ("dev-packages", Purpose::Development)] {
        for (name, span, value) in table_at(&root, &[section]).into_iter().flat_map(entries) {
            let git = value.table().and_then(|table| text_at(table, "git"));
            let written = value.text().or_else(|| text_at(value.table()?, "version")).unwrap_or_default();
            let wanted = git.map_or_else(|| written.to_owned(), |address| format!("@ git+{address}"));
            requests.push(requirement::request(name, &wanted, purpose, reading.anchor(span)));
        }
    }
    requests
}
