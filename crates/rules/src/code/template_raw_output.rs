use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Call, Event, Origin, Source, Value, model::Role};
use assay_evidence::{Confidence, Topic};
use assay_source::{Place, RelPath, SourceText};

use super::{
    flow, html_injection,
    raw_holes::{self, Hole},
    reach::blind_spots,
    reads_code,
    sink::is_sure,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "template-raw-output",
    title: "a template that writes what others wrote into a page without escaping it",
    claims: &["injection/html"],
    topic: Topic::Xss,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("template_raw_output.md"),
};

/// Endings of templates, in the order in which one is looked for where the code leaves it out.
const ENDINGS: [&str; 10] =
    ["hbs", "handlebars", "ejs", "mustache", "pug", "njk", "html", "eta", "liquid", "twig"];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls().filter(|(_, call)| renders(call)) {
        for template in templates(case, call) {
            let Ok(text) = case.app.tree.read(&template) else { continue };
            look.looked_at(1);
            for hole in raw_holes::of(text.as_str(), &template.extension().unwrap_or_default()) {
                let Some((name, origin)) = raw(call, &hole) else { continue };
                if seen.insert((template.clone(), hole.span.start)) {
                    tell(case, look, event, &text, &hole, &name, &origin);
                }
            }
        }
    }
}

fn tell(
    case: &Case<'_>,
    look: &mut Look<'_>,
    event: &Event,
    text: &std::sync::Arc<SourceText>,
    hole: &Hole,
    name: &str,
    origin: &Origin,
) {
    let words = flow::origin_words(origin);
    let place: Place = text.place(hole.span);
    let mut path = flow::steps_from(case.code, event, origin, "the page is rendered");
    path.push(assay_evidence::Step { place: place.clone(), text: format!("`{name}` is written as it is") });
    let whereabouts = if hole.in_script { "into a script of the page" } else { "into the page" };
    let found = Found::new(
        "injection/html",
        format!("{name} <- {words}"),
        format!("`{name}` is written {whereabouts} without escaping; it holds {words}"),
    )
    .at(place)
    .help(if hole.in_script {
        "hand data to scripts in an attribute that the template escapes, or escape `<` in the JSON"
    } else {
        "let the template escape it, or clean it with a sanitiser first"
    })
    .path(path);
    let chosen = matches!(origin.source, Source::Caller(_) | Source::UserInput | Source::Extension);
    match () {
        // No markup is meant in a script, and nothing is escaped in JSON.
        () if is_sure(origin) && (chosen || hole.in_script) => look.against(found),
        () => look.unsure(
            found.confidence(Confidence::Low),
            "it may be markup that was cleaned before it got here",
        ),
    }
}

/// A template by its name, with data.
fn renders(call: &Call) -> bool {
    call.model.is_some_and(|model| {
        model.product.as_deref() == Some("template")
            || model.effect == Some(assay_code::model::Effect::TemplateRender)
    })
}

/// The files a template's name can mean.
fn templates(case: &Case<'_>, call: &Call) -> Vec<RelPath> {
    let named = call.role_all(Role::Template).into_iter().chain(call.role_all(Role::Path));
    let names: Vec<String> =
        named.flat_map(|value| value.constants().map(str::to_owned).collect::<Vec<_>>()).collect();
    let mut found: Vec<RelPath> = names.iter().filter_map(|name| template(case, name)).collect();
    found.sort();
    found.dedup();
    found
}

fn template(case: &Case<'_>, name: &str) -> Option<RelPath> {
    let name = name.trim_start_matches("./").trim_start_matches('/');
    let has_ending = ENDINGS.iter().any(|ending| name.ends_with(&format!(".{ending}")));
    let wanted: Vec<String> = match has_ending {
        true => vec![name.to_owned()],
        false => ENDINGS.iter().map(|ending| format!("{name}.{ending}")).collect(),
    };
    wanted.iter().find_map(|wanted| {
        let mut files = case.app.files().map(|file| &file.path);
        files.find(|path| path.as_str() == wanted || path.as_str().ends_with(&format!("/{wanted}"))).cloned()
    })
}

/// What is written raw at a hole, where it is text that others wrote.
fn raw(call: &Call, hole: &Hole) -> Option<(String, Origin)> {
    let data = call.role(Role::Data);
    let data = if data.is_undefined() { call.role(Role::Value) } else { data };
    hole.names.iter().find_map(|name| {
        let value: Value = data.field(name);
        Some((name.clone(), html_injection::foreign(&value)?))
    })
}
