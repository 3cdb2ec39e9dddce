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
                look.skip(format!("the entry `{}`", entry.name), because.clone(), Some(entry.declared_at.clone()));
            }
        }
    }
    for hit in &code.budgets {
        let because = "following it takes more work than one function may cost";
        look.skip(format!("the function `{}`", hit.function), because, Some(code.place(hit.site)));
    }
}
