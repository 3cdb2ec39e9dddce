//! Hosts that the pages of a Forge app load scripts, styles, images and frames from.
//!
//! Source: developer.atlassian.com/platform/forge/manifest-reference/permissions, `external`; read 2026-11-24.

use assay_app::manifest::EgressList;
use assay_code::{Action, Reach, Target};
use assay_source::{Place, SourceText, Span};

use super::{credential_fields::attribute, hosts, script_hosts};
use crate::Case;

/// Largest page that is read, in bytes.
const LARGEST: u64 = 256 * 1024;
/// Tags that load something, the attribute that says from where, and the list that lets them.
const TAGS: [(&str, &str, EgressList); 4] = [
    ("<script", "src", EgressList::Scripts),
    ("<link", "href", EgressList::Styles),
    ("<img", "src", EgressList::Images),
    ("<iframe", "src", EgressList::Frames),
];

/// Something that is loaded from elsewhere.
pub(super) struct Loaded {
    pub(super) host: String,
    pub(super) list: EgressList,
    pub(super) place: Place,
}

/// Everything that pages of the manifest's resources load from other hosts, in the order of the files.
pub(super) fn loaded(case: &Case<'_>) -> Vec<Loaded> {
    let mut found = Vec::new();
    let folders = folders(case);
    for file in case.app.files().filter(|file| file.length <= LARGEST) {
        let is_page = file.path.extension().is_some_and(|ending| ending == "html");
        let path = file.path.to_string();
        if !is_page || !folders.iter().any(|folder| path.starts_with(folder.as_str())) {
            continue;
        }
        if let Ok(text) = case.app.tree.read(&file.path) {
            found.extend(in_page(&text));
        }
    }
    found.extend(by_code(case));
    found.retain(|loaded| !is_the_platforms(&loaded.host));
    found
}

/// The folders that resources are built from: `static/main/public` for `static/main/build`.
fn folders(case: &Case<'_>) -> Vec<String> {
    let Some(manifest) = case.manifest() else { return Vec::new() };
    let root = case.app.root.to_string();
    let paths = manifest.resources.iter().filter_map(|resource| resource.path.as_ref());
    let paths = paths.map(|path| path.value.trim_start_matches("./").trim_end_matches('/').to_owned());
    paths
        .map(|path| {
            let built = ["/build", "/dist", "/out"].iter().find_map(|end| path.strip_suffix(end));
            let folder = built.unwrap_or(&path);
            if root.is_empty() || root == "." { format!("{folder}/") } else { format!("{root}/{folder}/") }
        })
        .collect()
}

fn in_page(text: &SourceText) -> Vec<Loaded> {
    let page = text.as_str();
    let lower = page.to_ascii_lowercase();
    let mut found = Vec::new();
    for (tag, from, list) in TAGS {
        for (at, _) in lower.match_indices(tag) {
            let end = lower[at..].find('>').map_or(lower.len(), |end| at + end).min(at + 2000);
            let Some(written) = page.get(at..end) else { continue };
            let is_style = written.to_ascii_lowercase().contains("stylesheet");
            if list == EgressList::Styles && !is_style || is_in_comment(&page[..at]) {
                continue;
            }
            if let Some(host) = attribute(written, from).and_then(host) {
                let place = text.place(Span::new(at, at + tag.len()));
                found.push(Loaded { host, list, place });
            }
        }
    }
    found
}

fn is_in_comment(before: &str) -> bool {
    before.rfind("<!--").is_some_and(|begun| !before[begun..].contains("-->"))
}

/// `https://…` and `//…`
fn host(address: &str) -> Option<String> {
    let address = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    hosts::host_of(&address)
        .filter(|host| is_web && host.contains('.') && !host.contains(['{', '%', '$', '<']))
}

/// `script.src = 'https://…'`, `new Image().src = 'https://…'`
fn by_code(case: &Case<'_>) -> Vec<Loaded> {
    let code = case.code;
    let mut found = Vec::new();
    for event in code.events.iter().filter(|event| event.reach != Reach::Orphan) {
        let Action::Assign(assign) = &event.action else { continue };
        let Target::External(path) = &assign.target else { continue };
        let list = match path.as_str() {
            "global:Image().src" => EgressList::Images,
            path if path.starts_with("global:document.")
                && path.ends_with(".src")
                && script_hosts::is_of_a_script(code, event) =>
            {
                EgressList::Scripts
            }
            _ => continue,
        };
        let addresses = assign.value.texts().map(assay_code::Text::template).collect::<Vec<_>>();
        let hosts = addresses.iter().filter_map(|address| host(address));
        found.extend(hosts.map(|host| Loaded { host, list, place: code.place(event.site) }));
    }
    found
}

/// What the platform serves its pages from needs no leave.
fn is_the_platforms(host: &str) -> bool {
    const OWN: [&str; 5] =
        ["atlassian.com", "atlassian.net", "atl-paas.net", "atlassian-dev.net", "localhost"];
    OWN.iter().any(|own| host == *own || host.strip_suffix(own).is_some_and(|sub| sub.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::{attribute, host};

    #[test]
    fn an_address_of_a_tag_has_a_host_or_none() {
        for tag in ["<script src='https://a.example/x.js'", "<script\n\tsrc=https://a.example/x.js"] {
            assert_eq!(attribute(tag, "src").and_then(host).as_deref(), Some("a.example"), "{tag}");
        }
        assert_eq!(host("//a.example/x.js").as_deref(), Some("a.example"));
        assert_eq!(host("main.js"), None);
        assert_eq!(host("%PUBLIC_URL%/x.js"), None);
    }
}
