//! Which app, and what it is.

use assay_catalogue::Truth;
use assay_verdict::Assessment;

use super::{Detail, Pen};
use crate::{
    frame::diagnostics,
    paint::Ink,
    text::{capital, count, indented, neutral},
};

/// Name, path, types with their reasons; then what was wrong with the input.
pub(super) fn header(pen: &Pen<'_>, assessment: &Assessment) -> String {
    let app = &assessment.dossier.app;
    let name = neutral(&app.name);
    let path = neutral(app.main_file.as_str());
    let mut out = format!("{}  {}\n", pen.ink(Ink::Strong, &name), pen.ink(Ink::Faint, &path));
    if app.types.is_empty() {
        out.push_str(&indented("Its type could not be told; set it in assay.toml.", 2, pen.width));
    }
    for reason in &app.types {
        let because = neutral(reason.because.trim_end_matches('.'));
        let perhaps = if reason.truth == Truth::Unknown { "Perhaps " } else { "" };
        let place = neutral(&reason.place.to_string()).into_owned();
        let line = format!("{perhaps}{}: {because} ({place})", reason.app_type);
        out.push_str(&indented(&line, 2, pen.width));
    }
    if pen.detail == Detail::Quiet {
        return out;
    }
    let notes = &assessment.dossier.diagnostics;
    if !notes.is_empty() {
        out.push('\n');
        out.push_str(diagnostics(notes, pen.paint.color, pen.width).trim_end_matches('\n'));
        out.push('\n');
    }
    out.push_str(&unlisted(pen, assessment));
    out
}

/// Names the bundled lists do not have, a line a kind.
fn unlisted(pen: &Pen<'_>, assessment: &Assessment) -> String {
    let names = &assessment.dossier.unlisted;
    let mut kinds: Vec<&str> = names.iter().map(|name| name.what.as_str()).collect();
    kinds.dedup();
    let mut out = String::new();
    for kind in kinds {
        let named: Vec<String> = names
            .iter()
            .filter(|name| name.what == kind)
            .map(|name| format!("`{}` ({})", neutral(&name.name), neutral(&name.place.to_string())))
            .collect();
        let shown = if pen.detail == Detail::Full { named.len() } else { 4 };
        let more = match named.len().saturating_sub(shown) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let listed = named.iter().take(shown).cloned().collect::<Vec<_>>().join(", ");
        let what = count(named.len(), kind, &format!("{kind}s"));
        let line = format!("{} not in the bundled lists, judged neither way: {listed}{more}", capital(&what));
        out.push_str(&indented(&line, 2, pen.width));
    }
    out
}
