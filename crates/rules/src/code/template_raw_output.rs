use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Origin, Source, Value,
    model::{Cleansing, Role},
};
use assay_evidence::{Confidence, Topic};
use assay_source::{Place, RelPath, SourceText};

use super::{
    flow, html_injection,
    raw_holes::{self, Hole},
    reach::blind_spots,
    reads_code,
    script_holes::{self, CodeHole},
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
const ENDINGS: [&str; 15] = [
    "hbs",
    "handlebars",
    "ejs",
    "mustache",
    "pug",
    "njk",
    "html",
    "eta",
    "liquid",
    "twig",
    "blade.php",
    "jinja",
    "jinja2",
    "j2",
    "erb",
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    in_rails_pages(case, look);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls().filter(|(_, call)| renders(call)) {
        for template in templates(case, call) {
            let Ok(text) = case.app.tree.read(&template) else { continue };
            look.looked_at(1);
            for hole in script_holes::of(text.as_str()) {
                if let Some(origin) = written_as_code(call, &hole)
                    && seen.insert((template.clone(), hole.span.start))
                {
                    look.against(as_code(case, event, &text, &hole, &origin));
                }
            }
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

/// What a caller sent, where a template writes it into a script as code.
fn written_as_code(call: &Call, hole: &CodeHole) -> Option<Origin> {
    const NO_CODE: [Cleansing; 3] = [Cleansing::Number, Cleansing::Boolean, Cleansing::AllowList];
    let data = call.role(Role::Data);
    let data = if data.is_undefined() { call.role(Role::Value) } else { data };
    let value = data.field_at(&hole.path);
    let origins = value.deep_origins();
    let is_code = |origin: &&Origin| {
        matches!(origin.source, Source::Caller(_))
            && is_sure(origin)
            && !origin.cleansed.contains_any(&NO_CODE)
    };
    origins.iter().find(is_code).cloned()
}

fn as_code(
    case: &Case<'_>,
    event: &Event,
    text: &std::sync::Arc<SourceText>,
    hole: &CodeHole,
    origin: &Origin,
) -> Found {
    let (words, name) = (flow::origin_words(origin), &hole.path);
    let place: Place = text.place(hole.span);
    let mut path = flow::steps_from(case.code, event, origin, "the page is rendered");
    path.push(assay_evidence::Step { place: place.clone(), text: format!("`{name}` becomes code") });
    Found::new(
        "injection/html",
        format!("{name} as code <- {words}"),
        format!("`{name}` is written into a script of the page as code; it holds {words}"),
    )
    .at(place)
    .help("hand data to scripts in an attribute that the template escapes, or as JSON with `<` escaped")
    .path(path)
}

/// Rails' pages: they read what the request holds themselves, and fields of the controller, which are not followed to there.
fn in_rails_pages(case: &Case<'_>, look: &mut Look<'_>) {
    let pages = case.app.files().filter(|file| file.path.extension().as_deref() == Some("erb"));
    for file in pages {
        let Ok(text) = case.app.tree.read(&file.path) else { continue };
        look.looked_at(1);
        for hole in raw_holes::of(text.as_str(), "erb") {
            let of_request =
                ["params[", "request.", "cookies["].iter().any(|source| hole.expression.contains(source));
            let is_cleaned = ["sanitize", "escape", "to_json", "json_escape"]
                .iter()
                .any(|word| hole.expression.contains(word));
            if is_cleaned || !of_request && !hole.expression.starts_with('@') {
                continue;
            }
            let place = text.place(hole.span);
            let what = if of_request { "what the request holds" } else { "what the controller put there" };
            let found = Found::new(
                "injection/html",
                format!("raw: {}", hole.expression),
                format!("`{}` is written into the page without escaping: {what}", hole.expression),
            )
            .at(place.clone())
            .help("let the template escape it, or clean it with `sanitize` first")
            .path(vec![assay_evidence::Step { place, text: "it is written as it is".to_owned() }]);
            if of_request {
                look.against(found);
            } else {
                look.unsure(
                    found.confidence(Confidence::Low),
                    "what the controller put there is not followed",
                );
            }
        }
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
    // Laravel writes `notes.show` for `notes/show`.
    let folders = name.replace('.', "/");
    let wanted: Vec<String> = match has_ending {
        true => vec![name.to_owned()],
        false => ENDINGS
            .iter()
            .map(|ending| format!("{name}.{ending}"))
            .chain([format!("{folders}.blade.php")])
            .collect(),
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
        let value: Value = data.field(name.trim_start_matches('$'));
        Some((name.clone(), html_injection::foreign(&value)?))
    })
}
