//! `uv.lock`.

use std::{collections::HashMap, sync::Arc};

use assay_advisories::Ecosystem;
use toml::de::DeTable;

use super::asked_beside;
use crate::{
    Hash, Origin, Purpose, Version,
    reading::Reading,
    resolution::{Entry, Resolution, Slot},
    toml_file::{self, Lenient, Value, entries, items_at, table_at, text_at},
};

pub(super) fn read(reading: &mut Reading<'_>, resolution: &mut Resolution) {
    let text = Arc::clone(&reading.text);
    let root = toml_file::read(reading, &text);
    let mut slots: HashMap<String, Vec<(Slot, String)>> = HashMap::new();
    let mut packages: Vec<(Option<Slot>, &DeTable<'_>)> = Vec::new();
    for package in items_at(&root, "package").iter().filter_map(Lenient::table) {
        let Some(name) = text_at(package, "name") else { continue };
        let origin = origin(package);
        // The project itself, and the other members of its workspace.
        if table_at(package, &["source"])
            .is_some_and(|it| it.contains_key("virtual") || it.contains_key("editable"))
        {
            packages.push((None, package));
            continue;
        }
        let Some(version) = package.get("version") else { continue };
        let written = version.text().unwrap_or_default().to_owned();
        let at = reading.anchor(version.place());
        let mut entry = Entry::new(Ecosystem::PyPi, name, Version::Exact(written.clone()), at);
        entry.origin = origin;
        let source = package.get("sdist").into_iter().chain(items_at(package, "wheels"));
        entry.hashes = source.filter_map(digest).collect();
        let name = entry.name.clone();
        let slot = resolution.add(entry);
        slots.entry(name).or_default().push((slot, written));
        packages.push((Some(slot), package));
    }
    let find = |wish: &Value<'_>| -> Vec<Slot> {
        let Some(table) = wish.table() else { return Vec::new() };
        let name = Ecosystem::PyPi.normalized(text_at(table, "name").unwrap_or_default()).into_owned();
        let wanted = text_at(table, "version");
        let known = slots.get(&name).into_iter().flatten();
        known
            .filter(|(_, version)| wanted.is_none_or(|wanted| wanted == version))
            .map(|(slot, _)| *slot)
            .collect()
    };
    for (from, package) in packages {
        let plain = items_at(package, "dependencies").iter().map(|wish| (wish, Purpose::Production));
        let grouped = |key, purpose| {
            let groups = table_at(package, &[key]).into_iter().flat_map(entries);
            groups.flat_map(move |(_, _, items)| items.items().iter().map(move |wish| (wish, purpose)))
        };
        let extras = grouped("optional-dependencies", Purpose::Optional);
        for (wish, purpose) in plain.chain(extras).chain(grouped("dev-dependencies", Purpose::Development)) {
            for to in find(wish) {
                match from {
                    Some(from) => resolution.brings(from, to, purpose),
                    None => resolution.root(to, purpose),
                }
            }
        }
    }
    for request in asked_beside(reading) {
        let slot = slots.get(&request.name).and_then(|known| known.first()).map(|(slot, _)| *slot);
        resolution.ask(request, slot);
    }
}

fn origin(package: &DeTable<'_>) -> Origin {
    let Some(source) = table_at(package, &["source"]) else { return Origin::Registry };
    let text = |key| text_at(source, key).map(ToOwned::to_owned);
    if let Some(address) = text("registry") {
        let is_public = address.starts_with("https://pypi.org/");
        return if is_public { Origin::Registry } else { Origin::OtherRegistry(address) };
    }
    let git = text("git").map(Origin::Git);
    let local = || text("directory").or(text("path")).map(Origin::Local);
    git.or_else(|| text("url").map(Origin::Archive)).or_else(local).unwrap_or(Origin::Registry)
}

fn digest(archive: &Value<'_>) -> Option<Hash> {
    Hash::sha256(text_at(archive.table()?, "hash")?.strip_prefix("sha256:")?)
}
