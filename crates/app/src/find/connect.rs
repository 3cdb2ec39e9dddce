//! Connect descriptors among the files, and the frameworks that make one.

use std::sync::Arc;

use assay_source::{Diagnostic, Level, RelPath, SourceText, Tree};

use super::signs::Sign;
use crate::{AppType, ConnectDescriptor};

/// Largest file that is looked into for the shape of a descriptor, in bytes; real ones stay below 100 kB.
const LARGEST: usize = 512 * 1024;

/// Every descriptor, or template of one.
pub(super) fn descriptors(tree: &Tree, files: &[&RelPath]) -> Vec<ConnectDescriptor> {
    files
        .iter()
        .filter(|path| may_be_one(path))
        .filter_map(|path| tree.read(path).ok())
        .filter(|text| text.as_str().len() <= LARGEST && has_the_words(text))
        .map(|text: Arc<SourceText>| ConnectDescriptor::read(&text))
        .filter(|descriptor| {
            let named = is_named_so(descriptor.document.text.path());
            ConnectDescriptor::fits(&descriptor.document.root) || named && !descriptor.is_complete()
        })
        .collect()
}

fn is_named_so(path: &RelPath) -> bool {
    let name = path.file_name().to_ascii_lowercase().replace('_', "-");
    name.contains("atlassian-connect")
        || name.contains("connect-descriptor")
        || name.contains("addon-descriptor")
}

fn may_be_one(path: &RelPath) -> bool {
    let extension = path.extension();
    let extension = extension.as_deref().unwrap_or_default();
    let is_json = extension == "json"
        && !matches!(
            path.file_name(),
            "package.json" | "package-lock.json" | "tsconfig.json" | "composer.lock"
        );
    let is_template =
        ["hbs", "mustache", "handlebars", "tpl", "template", "erb", "ejs", "j2", "jinja", "tmpl"];
    is_json
        || is_named_so(path)
            && (matches!(extension, "yml" | "yaml" | "json5") || is_template.contains(&extension))
}

fn has_the_words(text: &SourceText) -> bool {
    let has = |word| text.as_str().contains(word);
    has("baseUrl") && has("key") && (has("modules") || has("lifecycle") || has("authentication"))
}

/// Which of several descriptors stands for the app: the one with the usual name, then the one nearest to the
/// root, then by path.
pub(super) fn preference(descriptor: &ConnectDescriptor) -> (bool, usize, RelPath) {
    let path = descriptor.document.text.path();
    (path.file_name() != "atlassian-connect.json", path.as_str().split('/').count(), path.clone())
}

/// Says which of several descriptors is read.
pub(super) fn several(descriptors: &[ConnectDescriptor]) -> Option<Diagnostic> {
    let [first, others @ ..] = descriptors else { return None };
    if others.is_empty() {
        return None;
    }
    let message = format!(
        "the app has {} descriptors; `{}` is the one that is read",
        descriptors.len(),
        first.document.text.path()
    );
    let note = Diagnostic::new(Level::Note, "connect-several-descriptors", message)
        .help("exclude the one that does not count, in `assay.toml`");
    Some(descriptors.iter().fold(note, |note, descriptor| note.at(descriptor.head(), "")))
}

/// Build files, and the words in them that tell of a Connect framework.
///
/// Source: "Frameworks and tools" on developer.atlassian.com/cloud/jira/platform, and package registries, read
/// 2026-11.
const FRAMEWORKS: [(&[&str], &[&str]); 7] = [
    (
        &["package.json"],
        &["\"atlassian-connect-express", "\"@atlassian/atlassian-connect", "\"atlassian-connect-js\""],
    ),
    (&["pom.xml", "build.gradle", "build.gradle.kts"], &["atlassian-connect-spring-boot", "ac-play-java"]),
    (&["build.sbt"], &["atlassian-connect-play", "ac-play", "atlassian-jwt"]),
    (
        &["requirements.txt", "pyproject.toml", "setup.py", "Pipfile"],
        &[
            "atlassian-connect",
            "atlassian_connect",
            "django-atlassian",
            "django-ac-tools",
            "flask-atlassian-connect",
            "atlassian-jwt-auth-connect",
        ],
    ),
    (
        &["Gemfile", "gemspec"],
        &["atlassian-connect", "atlassian_connect", "jira_connect", "atlassian_jwt_authentication"],
    ),
    (&["composer.json"], &["atlassian-connect", "atlassian_connect"]),
    (&["go.mod"], &["atlassian-connect"]),
];

/// Connect frameworks that build files ask for.
pub(super) fn frameworks(tree: &Tree, files: &[&RelPath]) -> Vec<Sign> {
    let mut signs = Vec::new();
    for path in files {
        let words = FRAMEWORKS.iter().find(|(names, _)| {
            names.contains(&path.file_name())
                || path.extension().is_some_and(|it| names.contains(&it.as_str()))
        });
        let Some((_, words)) = words else { continue };
        let Ok(text) = tree.read(path) else { continue };
        if let Some((word, at)) = words.iter().find_map(|word| Some((word, text.as_str().find(word)?))) {
            let word = word.trim_matches('"');
            let line = text.position(at).line;
            signs.push(Sign {
                kind: AppType::Connect,
                is_strong: true,
                // What the source itself says is plainer.
                rank: usize::MAX,
                reason: format!("`{path}` names the Connect framework `{word}`"),
                place: text.place(text.line_span(line)),
            });
        }
    }
    signs
}
