//! `poetry.lock`.

use std::{collections::HashMap, sync::Arc};

use assay_advisories::Ecosystem;

use super::asked_beside;
use crate::{
    Hash, Origin, Purpose, Version,
    reading::Reading,
    resolution::{Entry, Resolution, Slot},
    toml_file::{self, Lenient, entries, items_at, table_at, text_at},
};

pub(super) fn read(reading: &mut Reading<'_>, resolution: &mut Resolution) {
    let text = Arc::clone(&reading.text);
    let root = toml_file::read(reading, &text);
    // Versions before 2 list the digests apart.
    let files = table_at(&root, &["metadata", "files"]);
    let mut slots: HashMap<String, Vec<Slot>> = HashMap::new();
    let mut packages = Vec::new();
    for item in items_at(&root, "package") {
        let Some(package) = item.table() else { continue };
        let (Some(name), Some(version)) = (text_at(package, "name"), package.get("version")) else {
            continue;
        };
        let Some(written) = version.text() else { continue };
        let exact = Version::Exact(written.to_owned());
        let mut entry = Entry::new(Ecosystem::PyPi, name, exact, reading.anchor(version.place()));
        let listed = files.map(|files| items_at(files, name)).unwrap_or_default();
        entry.hashes = digests(items_at(package, "files")).chain(digests(listed)).collect();
        if let Some(source) = table_at(package, &["source"]) {
            let address = text_at(source, "url").unwrap_or_default().to_owned();
            entry.origin = match text_at(source, "type") {
                Some("git") => Origin::Git(address),
                Some("url") => Origin::Archive(address),
                Some("directory" | "file") => Origin::Local(address),
                Some("legacy") => Origin::OtherRegistry(address),
                _ => Origin::Registry,
            };
        }
        let name = entry.name.clone();
        let slot = resolution.add(entry);
        slots.entry(name).or_default().push(slot);
        let groups: Vec<&str> = items_at(package, "groups").iter().filter_map(Lenient::text).collect();
        let is_for_work = match text_at(package, "category") {
            Some(category) => category == "dev",
            None => !groups.is_empty() && !groups.contains(&"main"),
        };
        resolution.tell(slot, if is_for_work { Purpose::Development } else { Purpose::Production });
        packages.push((slot, package));
    }
    let find = |name: &str| slots.get(Ecosystem::PyPi.normalized(name).as_ref()).cloned().unwrap_or_default();
    for (slot, package) in packages {
        for (name, _, value) in table_at(package, &["dependencies"]).into_iter().flat_map(entries) {
            let spare = value.table().and_then(|table| table.get("optional"));
            let is_spare = spare.is_some_and(|it| matches!(it.get_ref(), toml::de::DeValue::Boolean(true)));
            let purpose = if is_spare { Purpose::Optional } else { Purpose::Production };
            find(name).into_iter().for_each(|to| resolution.brings(slot, to, purpose));
        }
    }
    for request in asked_beside(reading) {
        let slot = find(&request.name).first().copied();
        resolution.ask(request, slot);
    }
}

fn digests<'a>(items: &'a [toml_file::Value<'_>]) -> impl Iterator<Item = Hash> + 'a {
    let digests = items.iter().filter_map(|item| text_at(item.table()?, "hash"));
    digests.filter_map(|digest| Hash::sha256(digest.strip_prefix("sha256:")?))
}
