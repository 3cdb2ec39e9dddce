//! `Gemfile`: Ruby, of which the plain statements are read: `gem "name", "~> 1.0"`, and the groups around them.

use assay_advisories::Ecosystem;

use crate::{Origin, Purpose, Request, Version, reading::Reading, resolution::Entry};

/// What it asks for. Statements that are computed are not seen.
pub(super) fn requests(reading: &Reading<'_>) -> Vec<Request> {
    let mut requests = Vec::new();
    // For each open block whether it is a group of tools.
    let mut open: Vec<bool> = Vec::new();
    for line in reading.text.as_str().lines() {
        let code = line.split(" #").next().unwrap_or_default().trim();
        if code.starts_with('#') || code.is_empty() {
            continue;
        }
        if code == "end" {
            open.pop();
        } else if code.ends_with(" do")
            || code.contains(" do |")
            || code.starts_with("if ")
            || code.starts_with("unless ")
        {
            open.push(code.starts_with("group ") && is_for_work(code));
        }
        let Some(rest) = code.strip_prefix("gem ").or_else(|| code.strip_prefix("gem(")) else { continue };
        let mut texts = quoted(rest);
        let Some(name) = texts.next() else { continue };
        // Versions stand right behind the name; what has a key is something else.
        let versions: Vec<&str> = texts
            .take_while(|text| text.starts_with(|c: char| c.is_ascii_digit() || "~<>=! ".contains(c)))
            .collect();
        let git = ["git:", "github:", ":git =>", ":github =>"].iter().any(|key| rest.contains(key));
        let path = ["path:", ":path =>"].iter().any(|key| rest.contains(key));
        let wanted = match (git, path) {
            (true, _) => "git".to_owned(),
            (_, true) => "path".to_owned(),
            _ => versions.join(", "),
        };
        let is_tool = open.contains(&true) || (rest.contains("group") && is_for_work(rest));
        let purpose = if is_tool { Purpose::Development } else { Purpose::Production };
        requests.push(Request {
            name: name.to_owned(),
            wanted,
            purpose,
            at: reading.anchor_of(code),
            resolved: None,
        });
    }
    requests
}

/// The package of a request, as far as it can be told without a lock file.
pub(super) fn entry(request: &Request) -> Entry {
    let wanted = request.wanted.trim_start_matches(['=', ' ']);
    let is_exact = wanted.starts_with(|c: char| c.is_ascii_digit()) && !wanted.contains(',');
    let version = match is_exact {
        true => Version::Exact(wanted.to_owned()),
        false => Version::Range(request.wanted.clone()),
    };
    let mut entry = Entry::new(Ecosystem::RubyGems, &request.name, version, request.at.clone());
    match request.wanted.as_str() {
        "git" => (entry.origin, entry.version) = (Origin::Git(String::new()), Version::Unknown),
        "path" => (entry.origin, entry.version) = (Origin::Local(String::new()), Version::Unknown),
        _ => {}
    }
    entry
}

/// A group without one that runs.
fn is_for_work(code: &str) -> bool {
    code.contains("development") || code.contains("test")
}

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(['"', '\''])?;
        let quote = rest[start..].chars().next()?;
        let inner = &rest[start + 1..];
        let end = inner.find(quote)?;
        rest = &inner[end + 1..];
        Some(&inner[..end])
    })
}
