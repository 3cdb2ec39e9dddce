use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::Span;

use crate::{Case, Found, Look, Rule, code::descriptor_urls::connect};

pub(crate) const RULE: Rule = Rule {
    id: "connect-authentication-off",
    title: "a switch that lets every call in without a token",
    claims: &["connect/authentication-on"],
    topic: Topic::Jwt,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: connect,
    examine,
    page: include_str!("connect_authentication_off.md"),
};

/// Largest file that is read, in bytes.
const LARGEST: u64 = 256 * 1024;
/// What switches the framework's checks off: a variable, and the word in it.
///
/// Source: atlassian-connect-express 11.5, `lib/middleware/authentication.js`, read 2026-11.
const SWITCH: (&str, &str) = ("AC_OPTS", "no-auth");
/// Words of files and lines that are for a developer's machine.
const AT_HOME: [&str; 10] =
    ["dev", "local", "test", "example", "sample", "debug", "watch", "mock", "e2e", "template"];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    let files = case.app.files().filter(|file| file.length <= LARGEST && may_set(file.path.file_name()));
    for file in files {
        let Ok(text) = case.app.tree.read(&file.path) else { continue };
        look.looked_at(1);
        for (at, _) in text.as_str().match_indices(SWITCH.0) {
            let line = text.position(at).line;
            let content = text.line(line);
            let comment = content.trim_start();
            let is_comment = ["#", "//", "*", "--"].iter().any(|sign| comment.starts_with(sign));
            if is_comment || !content.contains(SWITCH.1) || is_asked(content) {
                continue;
            }
            let found = Found::new(
                "connect/authentication-on",
                format!("{}={}", SWITCH.0, SWITCH.1),
                format!(
                    "`{}` holds `{}`: the framework lets every call in, with a token or without",
                    SWITCH.0, SWITCH.1
                ),
            )
            .at(text.place(Span::new(at, at + SWITCH.0.len())))
            .help("take it out of everything that reaches a server others can call");
            let told = format!("{} {}", file.path, content).to_ascii_lowercase();
            let at_home = AT_HOME.iter().find(|word| told.contains(*word));
            match at_home {
                Some(word) => look.unsure(
                    found.confidence(Confidence::Low),
                    format!("by the word `{word}` it is for a developer's machine"),
                ),
                None => look.against(found),
            }
        }
    }
}

/// Files that set variables: of environments, containers, services, builds, and code that does it itself.
fn may_set(name: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        ".yml",
        ".yaml",
        ".json",
        ".sh",
        ".env",
        ".toml",
        ".tf",
        ".js",
        ".ts",
        ".mjs",
        ".cjs",
        ".conf",
        ".service",
        ".properties",
    ];
    const NAMES: [&str; 5] = ["Dockerfile", "Procfile", "Makefile", "docker-compose", ".env"];
    ENDINGS.iter().any(|ending| name.ends_with(ending)) || NAMES.iter().any(|part| name.starts_with(part))
}

/// Code that asks for the switch does not set it.
fn is_asked(line: &str) -> bool {
    ["includes(", "indexOf(", "===", "==", ".test(", "match("].iter().any(|word| line.contains(word))
}
