use assay_app::App;
use assay_catalogue::Severity;
use assay_evidence::{Applicability, Confidence, Topic};
use assay_source::{RelPath, SourceText, Span};

use crate::{Case, Found, Look, Rule, suppression::Comment};

pub(crate) const RULE: Rule = Rule {
    id: "suppression-without-reason",
    title: "a comment that would suppress a finding and does not say why",
    claims: &["policy/suppressions-reasoned"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("suppression_without_reason.md"),
};

/// Files in which a finding may lie and a comment may stand. Prose is left out: it speaks of such comments.
const EXTENSIONS: [&str; 39] = [
    "cjs",
    "conf",
    "cs",
    "css",
    "cts",
    "ejs",
    "go",
    "gradle",
    "groovy",
    "hbs",
    "html",
    "java",
    "js",
    "json",
    "json5",
    "jsonc",
    "jsx",
    "kt",
    "kts",
    "less",
    "mjs",
    "mts",
    "php",
    "properties",
    "py",
    "rb",
    "rs",
    "scala",
    "scss",
    "sh",
    "sql",
    "svelte",
    "tf",
    "toml",
    "ts",
    "tsx",
    "vue",
    "yaml",
    "yml",
];

/// What a comment begins with.
const OPENINGS: [&str; 6] = ["#", "//", "/*", "*", "<!--", "--"];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    for file in case.app.files().map(|file| &file.path).filter(|path| may_hold_one(path)) {
        // A file that cannot be read holds no comment that counts either.
        let Ok(text) = case.app.tree.read(file) else { continue };
        look.looked_at(1);
        if text.as_str().contains("assay-ignore") {
            search(&text, look);
        }
    }
}

fn may_hold_one(path: &RelPath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    path.extension().is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
        || name.starts_with("dockerfile")
        || matches!(
            name.as_str(),
            "containerfile" | "jenkinsfile" | ".nvmrc" | ".node-version" | ".tool-versions"
        )
}

fn search(text: &SourceText, look: &mut Look<'_>) {
    let mut start = 0;
    for line in text.as_str().split_inclusive('\n') {
        let before = line.find("assay-ignore").map(|at| (at, line[..at].trim_end()));
        if let Some((at, before)) = before
            && OPENINGS.iter().any(|opening| before.ends_with(opening))
            && let Some(comment) = Comment::read(line.trim_end())
            && (comment.reason.is_none() || comment.rules.is_empty())
        {
            let rules = comment.rules.join(", ");
            let (statement, help) = if comment.rules.is_empty() {
                (
                    "the comment names no rule, so it suppresses nothing".to_owned(),
                    "name the rule: `assay-ignore <rule>: <reason>`",
                )
            } else {
                let statement =
                    format!("the comment gives no reason to ignore `{rules}`, so it suppresses nothing");
                (statement, "write the reason behind a colon: `assay-ignore <rule>: <reason>`")
            };
            let span = Span::new(start + at, start + line.trim_end().len());
            let identity = format!("assay-ignore {rules}");
            let found = Found::new("policy/suppressions-reasoned", identity, statement);
            look.against(found.at(text.place(span)).help(help));
        }
        start += line.len();
    }
}
