//! How far the code was followed, for every rule that rests on it.

use std::collections::BTreeSet;

use assay_app::{App, AppType};
use assay_code::{
    Call, Entry, Invocation, Resolution, Side, Source,
    ir::Language,
    model::{Effect, Role},
};
use assay_evidence::{Applicability, Remedy};
use assay_source::{Place, RelPath};

use crate::{Case, Look};

/// For rules that read code: every app may have some. What of it could not be read is for [`blind_spots`] to say.
pub(crate) fn reads_code(_: &App) -> Applicability {
    Applicability::Applies
}

/// Notes what a rule about all of an app's code could not look at: what [`blind_spots_on_platform`] notes, the server
/// where its code is not here, and code in languages that are not followed.
pub(crate) fn blind_spots(case: &Case<'_>, look: &mut Look<'_>) {
    if let Some(server) = server_elsewhere(case) {
        let because = "its code is not among the files of the app";
        look.skip_without(Remedy::ServerCode, server, because, Some(case.app.head()));
    }
    skip_other_languages(case, look);
    blind_spots_on_platform(case, look);
}

/// Notes what a rule about a Forge app's functions and pages could not look at: entries whose handlers were not found,
/// functions that were not followed to their end, files that could not be read.
pub(crate) fn blind_spots_on_platform(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    if !code.complete {
        look.skip("the app's code", "the system gave no thread to follow it on", Some(case.app.head()));
    }
    for file in code.unread.iter().filter(|file| !file.because.is_foreign()) {
        look.skip(format!("`{}`", file.file), file.because.to_string(), Some(Place::file(file.file.clone())));
    }
    for entry in &code.entries {
        match &entry.resolution {
            Resolution::Resolved => {}
            Resolution::Partly { because } | Resolution::Unresolved { because } => {
                look.skip(
                    format!("the entry `{}`", entry.name),
                    because.clone(),
                    Some(entry.declared_at.clone()),
                );
            }
        }
    }
    if let Some(place) = evaluated_file(case) {
        look.skip("the files that are run as text", "which they are is known when the app runs", Some(place));
    }
    for hit in &code.budgets {
        let because = "following it takes more work than one function may cost";
        look.skip(format!("the function `{}`", hit.function), because, Some(code.place(hit.site)));
    }
}

/// Where text is run as code that was read from a file: `eval(fs.readFileSync(name))`.
fn evaluated_file(case: &Case<'_>) -> Option<Place> {
    let of_file = |call: &Call| {
        let code = call.role_all(Role::Code);
        code.iter().any(|code| code.origins().iter().any(|origin| matches!(origin.source, Source::File(_))))
    };
    let mut calls = case.code.calls_with(Effect::Evaluate).filter(|(_, call)| of_file(call));
    calls.next().map(|(event, _)| case.code.place(event.site))
}

/// The part of the app that runs on a machine of its owner, where no code of it was found.
fn server_elsewhere(case: &Case<'_>) -> Option<&'static str> {
    let code = case.code;
    // What a server offers agents is no server that a product calls.
    let serves = |entry: &Entry| entry.side == Side::Server && entry.invocation != Invocation::Tool;
    let found = code.entries.iter().any(serves) || code.unread.iter().any(|file| file.because.is_foreign());
    let remotes = case.manifest().is_some_and(|manifest| !manifest.remotes.is_empty());
    match () {
        () if found => None,
        () if remotes => Some("the server behind the app's remotes"),
        () if case.app.may_be(AppType::Connect) || case.app.may_be(AppType::OAuth) => {
            Some("the app's server")
        }
        () if code.functions == 0 => Some("the app's code"),
        () => None,
    }
}

/// Notes code that is not followed: in languages and of frameworks that are not, and in languages that the rule does not
/// know.
fn skip_other_languages(case: &Case<'_>, look: &mut Look<'_>) {
    let foreign = case.code.unread.iter().filter(|file| file.because.is_foreign());
    let mut reasons: Vec<(String, Vec<&RelPath>)> = Vec::new();
    let mut add = |because: String, file| match reasons.iter_mut().find(|(known, _)| *known == because) {
        Some((_, files)) => files.push(file),
        None => reasons.push((because, vec![file])),
    };
    let mut told = BTreeSet::new();
    for file in foreign {
        told.insert(&file.file);
        add(file.because.to_string(), &file.file);
    }
    let known = look.languages();
    for (file, language) in case.code.files() {
        if !known.contains(&language) && !told.contains(file) {
            add(format!("this rule does not know {language} yet"), file);
        }
    }
    for (because, files) in reasons {
        if let Some((what, first)) = in_words(&files) {
            look.skip(what, because, Some(Place::file(first.clone())));
        }
    }
}

/// What of the app is code in other languages than JavaScript, in words, and the first file of it.
pub(crate) fn other_languages<'a>(case: &Case<'a>) -> Option<(String, &'a RelPath)> {
    let foreign = case.code.unread.iter().filter(|file| file.because.is_foreign()).map(|file| &file.file);
    let read = case.code.files().filter(|(_, language)| *language != Language::JavaScript);
    let files: BTreeSet<&RelPath> = foreign.chain(read.map(|(file, _)| file)).collect();
    in_words(&files.into_iter().collect::<Vec<_>>())
}

/// Files in words, and the first of them.
fn in_words<'a>(files: &[&'a RelPath]) -> Option<(String, &'a RelPath)> {
    let first = files.first()?;
    let mut endings: Vec<String> =
        files.iter().filter_map(|file| Some(format!("`.{}`", file.extension()?))).collect();
    endings.sort();
    endings.dedup();
    let count = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
    Some((format!("{count} ({})", endings.join(", ")), first))
}

/// Why something of the app may be missing from what the code was seen to do; none where all of it was followed.
pub(crate) fn unseen(case: &Case<'_>, look: &Look<'_>) -> Option<String> {
    let code = case.code;
    let entry = code.entries.iter().find_map(|entry| match &entry.resolution {
        Resolution::Resolved => None,
        Resolution::Partly { because } | Resolution::Unresolved { because } => {
            Some(format!("what `{}` does is not known: {because}", entry.name))
        }
    });
    let hit = || {
        let hit = code.budgets.first()?;
        let place = code.place(hit.site);
        Some(format!("`{}` in {}:{} was not followed to its end", hit.function, place.file, place.line()))
    };
    // A Forge app's own rights reach its functions and pages; a server gets there by tokens, which are weighed apart.
    let counts = |is_foreign: bool| !is_foreign || !case.app.is_forge();
    let unread = || {
        let file = code.unread.iter().find(|file| counts(file.because.is_foreign()))?;
        Some(format!("what `{}` does is not known: it is {}", file.file, file.because))
    };
    let unknown = || {
        let known = look.languages();
        let (file, language) =
            code.files().find(|(_, language)| counts(true) && !known.contains(language))?;
        Some(format!("what `{file}` does is not known: this rule does not know {language} yet"))
    };
    let evaluated = || {
        let place = evaluated_file(case)?;
        Some(format!("which files are run as text in {}:{} is not known", place.file, place.line()))
    };
    entry.or_else(hit).or_else(evaluated).or_else(unread).or_else(unknown)
}

/// Whether a file of the app names a text: code, pages and settings, not manifests, lock files and prose.
pub(crate) fn mentions(case: &Case<'_>, text: &str) -> bool {
    const READ: [&str; 21] = [
        "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "html", "vue", "svelte", "json", "css", "scss",
        "py", "java", "kt", "php", "rb", "go", "cs",
    ];
    case.app.files().any(|file| {
        let path = &file.path;
        let name = path.file_name();
        let read = path.extension().is_some_and(|extension| READ.contains(&extension.as_str()));
        let of_packages = matches!(name, "package-lock.json" | "npm-shrinkwrap.json" | "composer.lock");
        read && !of_packages && case.app.tree.read(path).is_ok_and(|file| holds(file.as_str(), text))
    })
}

/// Whether a text holds another, in any case, and with `_` for `-`: headers are read as `HTTP_X_NAME` by some.
fn holds(text: &str, wanted: &str) -> bool {
    text.contains(wanted) || {
        let folded = text.to_ascii_lowercase().replace('_', "-");
        folded.contains(&wanted.to_ascii_lowercase().replace('_', "-"))
    }
}

/// A server in another language than the functions' lies in the repository.
pub(crate) fn has_backend(case: &Case<'_>) -> bool {
    const SERVERS: [&str; 8] = [
        "requirements.txt",
        "pyproject.toml",
        "pom.xml",
        "build.gradle",
        "composer.json",
        "go.mod",
        "Gemfile",
        "index.php",
    ];
    case.app.tree.files().iter().any(|file| SERVERS.contains(&file.path.file_name()))
}
