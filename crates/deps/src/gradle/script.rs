//! `build.gradle` and `build.gradle.kts`, as far as they are plain statements.

use std::collections::BTreeMap;

use crate::{Anchor, Purpose, reading::Reading};

use super::catalogue::Catalogue;

/// A dependency that a script declares.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// `group:artifact`.
    pub(super) name: String,
    /// As far as its variables are known.
    pub(super) version: Option<String>,
    pub(super) purpose: Purpose,
    pub(super) at: Anchor,
}

/// Configurations and what they are for.
const CONFIGURATIONS: [(&str, Purpose); 16] = [
    ("implementation", Purpose::Production),
    ("api", Purpose::Production),
    ("compile", Purpose::Production),
    ("runtime", Purpose::Production),
    ("runtimeOnly", Purpose::Production),
    ("compileOnly", Purpose::Peer),
    ("providedCompile", Purpose::Peer),
    ("annotationProcessor", Purpose::Development),
    ("developmentOnly", Purpose::Development),
    ("kapt", Purpose::Development),
    ("classpath", Purpose::Development),
    ("testImplementation", Purpose::Development),
    ("testCompile", Purpose::Development),
    ("testRuntimeOnly", Purpose::Development),
    ("testCompileOnly", Purpose::Development),
    ("mavenBom", Purpose::Production),
];

pub(super) fn read(
    reading: &Reading<'_>,
    properties: &BTreeMap<String, String>,
    catalogue: &Catalogue,
) -> Vec<Declared> {
    let text = reading.text.as_str();
    let mut variables = properties.clone();
    let mut plugins: Vec<(String, String)> = Vec::new();
    let mut found: Vec<Declared> = Vec::new();
    let mut in_comment = false;
    for line in text.lines() {
        let code = line.trim();
        if in_comment || code.starts_with("/*") {
            in_comment = !code.contains("*/");
            continue;
        }
        if code.starts_with("//") || code.starts_with('*') {
            continue;
        }
        if let Some((name, value)) = assignment(code) {
            variables.insert(name.to_owned(), value.to_owned());
        }
        plugins.extend(plugin(code, &variables, catalogue));
        let Some((purpose, rest)) = statement(code) else { continue };
        let at = reading.anchor_of(code);
        let mut note = |name: String, version: Option<String>| {
            found.push(Declared { name, version, purpose, at: at.clone() });
        };
        if let Some(accessor) = accessor(rest) {
            let names = match accessor.strip_prefix("bundles.") {
                Some(bundle) => catalogue.bundles.get(bundle).cloned().unwrap_or_default(),
                None => vec![accessor.to_owned()],
            };
            for (name, version) in names.iter().filter_map(|name| catalogue.libraries.get(name)) {
                note(name.clone(), version.clone());
            }
        } else if rest.contains("group") && rest.contains("name") {
            let part = |key: &str| named_part(rest, key);
            if let (Some(group), Some(name)) = (part("group"), part("name")) {
                note(format!("{group}:{name}"), part("version").map(|version| fill_in(version, &variables)));
            }
        } else if let Some(notation) = quoted(rest) {
            let notation = fill_in(notation, &variables);
            let parts: Vec<&str> = notation.split(['@']).next().unwrap_or_default().split(':').collect();
            if let [group, artifact, version @ ..] = parts.as_slice()
                && !group.is_empty()
                && !artifact.is_empty()
            {
                note(format!("{group}:{artifact}"), version.first().map(|version| (*version).to_owned()));
            }
        }
    }
    // A plugin of a framework decides the versions of the framework's own group.
    for dependency in found.iter_mut().filter(|dependency| dependency.version.is_none()) {
        let group = dependency.name.split(':').next().unwrap_or_default();
        dependency.version = plugins.iter().find(|(id, _)| id == group).map(|(_, version)| version.clone());
    }
    found
}

/// The configuration of a statement and what follows it.
fn statement(code: &str) -> Option<(Purpose, &str)> {
    let end = code.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (word, rest) = code.split_at(end);
    let purpose = CONFIGURATIONS.iter().find(|(name, _)| *name == word)?.1;
    let rest = rest.trim_start().trim_start_matches('(').trim_start();
    let inner = ["platform(", "enforcedPlatform("].iter().find_map(|wrapper| rest.strip_prefix(wrapper));
    Some((purpose, inner.unwrap_or(rest)))
}

/// `spring.web` of `libs.spring.web)`.
fn accessor(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("libs.")?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches(".get"))
}

/// `id("org.springframework.boot") version "2.7.0"` and `alias(libs.plugins.boot)`.
fn plugin(
    code: &str,
    variables: &BTreeMap<String, String>,
    catalogue: &Catalogue,
) -> Option<(String, String)> {
    if let Some(accessor) =
        code.strip_prefix("alias").map(|rest| rest.trim_start_matches(['(', ' '])).and_then(accessor)
    {
        let (id, version) = catalogue.plugins.get(accessor.strip_prefix("plugins.")?)?;
        return Some((id.clone(), version.clone()?));
    }
    let rest = code.strip_prefix("id")?.trim_start_matches(['(', ' ']);
    let id = quoted(rest)?;
    let (_, version) = rest.split_once("version")?;
    Some((id.to_owned(), fill_in(quoted(version)?, variables)))
}

/// `val name = "text"`, `def name = 'text'`, `ext.name = "text"`, `name = "text"`, `set("name", "text")`, and
/// `extra["name"] = "text"`.
fn assignment(code: &str) -> Option<(&str, &str)> {
    if let Some(rest) = code.strip_prefix("set(") {
        let name = quoted(rest)?;
        return Some((name, quoted(rest.split_once(',')?.1)?));
    }
    let (left, right) = code.split_once('=')?;
    let right = right.trim();
    let value = if right.starts_with(['"', '\'']) { quoted(right)? } else { return None };
    let name = match left.contains('[') {
        true => quoted(left)?,
        false => left.trim().rsplit([' ', '.']).next()?.trim_end_matches(':'),
    };
    Some((name, value))
}

/// The text behind `key:` or `key =`.
fn named_part<'t>(rest: &'t str, key: &str) -> Option<&'t str> {
    let (_, after) = rest.split_once(key)?;
    quoted(after.trim_start().strip_prefix([':', '='])?)
}

/// The first text in quotes.
fn quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\''])?;
    let quote = text[start..].chars().next()?;
    let inner = &text[start + 1..];
    Some(&inner[..inner.find(quote)?])
}

/// `$name` and `${name}` replaced where they are known; a variable has no variables in it.
fn fill_in(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        filled.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, length) = match after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((inner, _)) => (inner, inner.len() + 2),
            None => {
                let end =
                    after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
                (&after[..end], end)
            }
        };
        let name = name.rsplit('.').next().unwrap_or(name).trim_matches(['"', ')', '(', '\'']);
        match variables.get(name) {
            Some(value) => filled.push_str(value),
            None => filled.push_str(&rest[at..at + 1 + length]),
        }
        rest = &after[length..];
    }
    filled + rest
}
