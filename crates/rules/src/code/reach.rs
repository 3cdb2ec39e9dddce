//! How far the code was followed, for every rule that rests on it.

use assay_app::App;
use assay_code::Resolution;
use assay_evidence::Applicability;

use crate::{Case, Look};

/// For rules that read code: every app may have some; where it has none, there is nothing to skip and nothing to find.
pub(crate) fn reads_code(_: &App) -> Applicability {
    Applicability::Applies
}

/// Notes what a rule about code could not look at: entries whose handlers were not found, functions that were not
/// followed to their end, files that could not be read.
pub(crate) fn blind_spots(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
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
    for hit in &code.budgets {
        let because = "following it takes more work than one function may cost";
        look.skip(format!("the function `{}`", hit.function), because, Some(code.place(hit.site)));
    }
}

/// Why something of the app may be missing from what the code was seen to do; none where all of it was followed.
pub(crate) fn unseen(case: &Case<'_>) -> Option<String> {
    let code = case.code;
    let entry = code.entries.iter().find_map(|entry| match &entry.resolution {
        Resolution::Resolved => None,
        Resolution::Partly { because } | Resolution::Unresolved { because } => {
            Some(format!("what `{}` does is not known: {because}", entry.name))
        }
    });
    entry.or_else(|| {
        let hit = code.budgets.first()?;
        let place = code.place(hit.site);
        Some(format!("`{}` in {}:{} was not followed to its end", hit.function, place.file, place.line()))
    })
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
