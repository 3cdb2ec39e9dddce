use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::{Form, Surroundings, surroundings};
use assay_source::{Place, RelPath};

use super::finds::{applies, finds, note_reach};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-url",
    title: "a secret in the query of an address",
    claims: &["secrets/urls"],
    topic: Topic::Secrets,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("secret_in_url.md"),
};

const HELP: &str = "send it in a header, `Authorization` above all: addresses are written to logs, histories and Referer headers";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    for find in finds(case, |detection| matches!(detection.form, Form::Query { .. })) {
        let Form::Query { name, .. } = &find.detection.form else { continue };
        let statement = format!("the parameter `{name}` of an address is given a secret");
        find.tell(case, "secrets/urls", &statement, HELP, look);
    }
    skip_other_languages(case, look);
}

/// Code and templates in which nobody follows how an address is put together, by the endings of their files. In
/// JavaScript, TypeScript, components and pages the rule `secret-in-address` does.
const NOT_FOLLOWED: [&str; 27] = [
    "clj",
    "cs",
    "dart",
    "ejs",
    "erb",
    "ex",
    "fs",
    "ftl",
    "go",
    "groovy",
    "handlebars",
    "hbs",
    "java",
    "jinja",
    "jsp",
    "kt",
    "liquid",
    "lua",
    "mustache",
    "php",
    "pl",
    "pug",
    "py",
    "rb",
    "rs",
    "scala",
    "vm",
];

fn skip_other_languages(case: &Case<'_>, look: &mut Look<'_>) {
    let paths = case.app.files().map(|file| &file.path);
    let not_followed = |ending: &str| NOT_FOLLOWED.iter().copied().find(|known| *known == ending);
    let is_code = |path: &RelPath| {
        let text = case.app.tree.read(path);
        text.is_ok_and(|text| surroundings(path, text.as_str().as_bytes()) == Surroundings::Code)
    };
    let files: Vec<_> = paths
        .filter_map(|path| Some((path, not_followed(&path.extension()?)?)))
        .filter(|(path, _)| is_code(path))
        .collect();
    let Some((first, _)) = files.first() else { return };
    let mut endings: Vec<String> = files.iter().map(|(_, ending)| format!("`.{ending}`")).collect();
    endings.sort();
    endings.dedup();
    let count = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
    look.skip(
        format!("addresses that {count} ({}) may put together of parts", endings.join(", ")),
        "in these languages only what stands in one text is seen",
        Some(Place::file((*first).clone())),
    );
}
