//! Signs of Connect, Trello and OAuth 2.0 (3LO) in the text of source files.

use assay_source::{Place, RelPath, SourceText, Tree};

use crate::AppType;

/// Something that gives an app's type away.
#[derive(Debug, Clone)]
pub(super) struct Sign {
    pub(super) kind: AppType,
    /// Enough by itself to tell that there is an app.
    pub(super) is_strong: bool,
    /// How plainly it tells: the least is shown to people.
    pub(super) rank: usize,
    pub(super) reason: String,
    pub(super) place: Place,
}

/// How far to look, each for want of anything that the one before finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Leave bundles that a tool wrote aside: what they hold is mostly other people's code.
    OwnCode,
    /// Read them as well.
    Bundles,
    /// Take calls of the products for a sign.
    Calls,
}

/// Largest file that is searched, in bytes. Files that people write stay far below.
const LARGEST: u64 = 512 * 1024;
/// Most bytes that are searched in one tree; beyond, a type that shows only in the last files is missed.
const MOST: u64 = 64 * 1024 * 1024;
/// A text with lines this long on average was written by a tool, in bytes.
const BUNDLED_LINE: usize = 400;

/// Languages that a web app's own code is written in.
const LANGUAGES: [&str; 36] = [
    "js",
    "jsx",
    "ts",
    "tsx",
    "mjs",
    "cjs",
    "mts",
    "cts",
    "html",
    "htm",
    "py",
    "php",
    "rb",
    "go",
    "java",
    "kt",
    "kts",
    "scala",
    "groovy",
    "cs",
    "fs",
    "vb",
    "vue",
    "svelte",
    "hbs",
    "handlebars",
    "ejs",
    "erb",
    "haml",
    "pug",
    "mustache",
    "jsp",
    "cshtml",
    "ex",
    "exs",
    "coffee",
];

/// The type, the words (all of them in one file), whether they are enough, and what they are.
type Words = (AppType, &'static [&'static str], bool, &'static str);

/// Words that tell in code.
const WORDS: [Words; 15] = [
    (AppType::Trello, &["TrelloPowerUp.initialize"], true, "starts a Trello Power-Up"),
    (AppType::Trello, &["TrelloPowerUp.iframe"], true, "is a page of a Trello Power-Up"),
    (AppType::Trello, &["power-up.min.js"], true, "loads Trello's Power-Up library"),
    (AppType::Trello, &["p.trellocdn.com/power-up"], true, "loads Trello's Power-Up library"),
    (AppType::Trello, &["iframeConnectorUrl"], true, "names a Power-Up's connector page"),
    (
        AppType::OAuth,
        &["auth.atlassian.com/authorize"],
        true,
        "sends users to Atlassian's OAuth 2.0 (3LO) page",
    ),
    (
        AppType::OAuth,
        &["auth.atlassian.com", "/authorize"],
        true,
        "sends users to Atlassian's OAuth 2.0 (3LO) page",
    ),
    (AppType::OAuth, &["passport-atlassian-oauth2"], true, "signs users in by Atlassian's OAuth 2.0 (3LO)"),
    (
        AppType::OAuth,
        &["next-auth/providers/atlassian"],
        true,
        "signs users in by Atlassian's OAuth 2.0 (3LO)",
    ),
    (AppType::OAuth, &["atlassian_oauth2"], true, "signs users in by Atlassian's OAuth 2.0 (3LO)"),
    (
        AppType::OAuth,
        &["Socialite::driver('atlassian"],
        true,
        "signs users in by Atlassian's OAuth 2.0 (3LO)",
    ),
    (
        AppType::OAuth,
        &["SocialiteProviders\\Atlassian"],
        true,
        "signs users in by Atlassian's OAuth 2.0 (3LO)",
    ),
    (
        AppType::OAuth,
        &["auth.atlassian.com/oauth/token"],
        false,
        "gets tokens by Atlassian's OAuth 2.0 (3LO)",
    ),
    (
        AppType::Connect,
        &["apiMigrations", "lifecycle", "authentication"],
        true,
        "writes a Connect descriptor",
    ),
    (AppType::Connect, &["atlassian-connect.json", "baseUrl"], true, "serves a Connect descriptor"),
];

/// Words that tell in settings: Spring's, ASP.NET's, and variables of the environment, with their templates.
const IN_SETTINGS: [Words; 4] = [
    (
        AppType::OAuth,
        &["auth.atlassian.com/authorize", "authorization-uri"],
        true,
        "sends users to Atlassian's OAuth 2.0 (3LO) page",
    ),
    (
        AppType::OAuth,
        &["auth.atlassian.com/authorize", "authorizationUri"],
        true,
        "sends users to Atlassian's OAuth 2.0 (3LO) page",
    ),
    (
        AppType::OAuth,
        &["auth.atlassian.com/authorize", "AuthorizationEndpoint"],
        true,
        "sends users to Atlassian's OAuth 2.0 (3LO) page",
    ),
    (
        AppType::OAuth,
        &["=https://auth.atlassian.com/authorize"],
        true,
        "names Atlassian's OAuth 2.0 (3LO) page",
    ),
];

/// Words that tell where nothing else does: the address that 3LO tokens are good for, in code that sends a bearer token. An app of
/// another type may ask the products this way as well.
const OF_CALLS: [Words; 2] = [
    (
        AppType::OAuth,
        &["api.atlassian.com/oauth/token/accessible-resources"],
        true,
        "asks for the sites that an OAuth 2.0 (3LO) token is good for",
    ),
    (
        AppType::OAuth,
        &["api.atlassian.com/ex/", "earer"],
        true,
        "calls products with tokens of Atlassian's OAuth 2.0 (3LO)",
    ),
];

/// Looks for signs, at most one for each type and file, in the order of the files.
pub(super) fn search(tree: &Tree, files: &[&RelPath], effort: Effort) -> Vec<Sign> {
    let mut signs = Vec::new();
    let mut searched = 0;
    for file in tree.files() {
        let path = &file.path;
        let words = words_for(path, effort);
        if files.binary_search(&path).is_err() || words.is_empty() || file.length > LARGEST {
            continue;
        }
        searched += file.length;
        if searched > MOST {
            break;
        }
        let Ok(text) = tree.read(path) else { continue };
        if effort != Effort::Bundles && is_bundle(&text) {
            continue;
        }
        for kind in [AppType::Connect, AppType::Trello, AppType::OAuth] {
            signs.extend(sign(&text, kind, words));
        }
    }
    signs
}

fn sign(text: &SourceText, kind: AppType, words: &[Words]) -> Option<Sign> {
    words.iter().enumerate().filter(|(_, (of, ..))| *of == kind).find_map(
        |(rank, (_, words, is_strong, what))| {
            let (first, others) = words.split_first()?;
            let at = outside_comments(text, first)?;
            if !others.iter().all(|word| text.as_str().contains(word)) {
                return None;
            }
            let line = text.position(at).line;
            Some(Sign {
                kind,
                is_strong: *is_strong,
                rank,
                reason: format!("`{}` {what}", text.path()),
                place: text.place(text.line_span(line)),
            })
        },
    )
}

/// Where a word first stands on a line that is no comment.
fn outside_comments(text: &SourceText, word: &str) -> Option<usize> {
    text.as_str().match_indices(word).map(|(at, _)| at).find(|at| {
        let line = text.line(text.position(*at).line).trim_start();
        !["//", "*", "/*", "#", "--"].iter().any(|comment| line.starts_with(comment))
    })
}

/// What to look for in a file; nothing where it is no file of the app's own.
fn words_for(path: &RelPath, effort: Effort) -> &'static [Words] {
    match effort {
        Effort::Calls if is_code(path) => &OF_CALLS,
        Effort::Calls => &[],
        _ if is_code(path) => &WORDS,
        _ if is_settings(path) => &IN_SETTINGS,
        _ => &[],
    }
}

/// `application-prod.yml`, `appsettings.json`, `.env`, `config.env.example`.
fn is_settings(path: &RelPath) -> bool {
    let name = path.file_name();
    let extension = path.extension().unwrap_or_default();
    matches!(extension.as_str(), "properties" | "yml" | "yaml")
        || name.starts_with("appsettings") && extension == "json"
        || name.split('.').skip(1).any(|part| part == "env")
}

/// A file of the app's own code, not of its tests or documentation.
fn is_code(path: &RelPath) -> bool {
    let name = path.file_name();
    let of_a_test =
        [".test.", ".spec.", "_test.", "_spec.", ".stories.", ".min."].iter().any(|part| name.contains(part))
            || name.starts_with("test_");
    path.extension().is_some_and(|extension| LANGUAGES.contains(&extension.as_str())) && !of_a_test
}

fn is_bundle(text: &SourceText) -> bool {
    text.as_str().len() / text.line_count() as usize > BUNDLED_LINE
}
