use assay_app::manifest::Function;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::RelPath;

use crate::{Case, Found, Look, Rule, case, words::has_name};

pub(crate) const RULE: Rule = Rule {
    id: "handler-not-found",
    title: "a function whose file or export is not there",
    claims: &["wiring/references-resolve"],
    topic: Topic::Policy,
    severity: Severity::Low,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("handler_not_found.md"),
};

/// Endings the platform's bundler tries, in its order.
///
/// Source: developer.atlassian.com/platform/forge/manifest-reference/modules/function, read 2026-08.
const ENDINGS: [&str; 8] = ["ts", "tsx", "js", "jsx", "mts", "mjs", "cts", "cjs"];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let has_source = case
        .app
        .files()
        .any(|file| file.path.extension().is_some_and(|ending| ENDINGS.contains(&ending.as_str())));
    let bundled_by_hand = manifest.app.package.as_ref().is_some_and(|package| package.path.is_some());
    for function in &manifest.functions {
        let Some(handler) = &function.handler else { continue };
        let place = manifest.place(handler.span);
        let reason = match (handler.is_certain(), bundled_by_hand, has_source) {
            (false, ..) => Some("it depends on a variable"),
            (_, true, _) => Some("`app.package.path` names code that was bundled beforehand"),
            (.., false) => Some("no source of the app is at hand"),
            (true, false, true) => None,
        };
        if let Some(because) = reason {
            look.skip(format!("the handler `{handler}`"), because, Some(place));
            continue;
        }
        look.looked_at(1);
        if let Some((what, confidence)) = fault(case, handler.as_str()) {
            look.against(
                Found::new("wiring/references-resolve", identity(function), what)
                    .at(place)
                    .confidence(confidence)
                    .help("name the file below `src` without its ending, a dot, and the exported function: `index.run`"),
            );
        }
    }
}

fn identity(function: &Function) -> String {
    let key = function.key.as_ref().map_or("?", |key| key.as_str());
    format!("modules.function.{key}: handler")
}

/// What is wrong with a handler, in one sentence, and how sure that is.
fn fault(case: &Case<'_>, handler: &str) -> Option<(String, Confidence)> {
    let Some((stem, export)) = handler.rsplit_once('.') else {
        return Some((format!("the handler `{handler}` names no export"), Confidence::High));
    };
    let files = ENDINGS.iter().filter_map(|ending| case.app.root.join(&format!("src/{stem}.{ending}")).ok());
    let file = files.into_iter().find(|file| case.app.tree.contains(file));
    let Some(file) = file else {
        return Some((
            format!("the handler `{handler}` names the file `src/{stem}`, which is not there"),
            Confidence::High,
        ));
    };
    let text = case.app.tree.read(&file).ok()?;
    let is_open = ["export *", "module.exports", "export {}", "Object.assign"]
        .iter()
        .any(|it| text.as_str().contains(it));
    if export == "default" || is_open || has_name(text.as_str(), export) {
        return None;
    }
    Some((said_of_export(handler, export, &file), Confidence::Medium))
}

fn said_of_export(handler: &str, export: &str, file: &RelPath) -> String {
    format!("the handler `{handler}` names the export `{export}`, and `{file}` does not have the word")
}
