use std::collections::BTreeMap;

use assay_app::{App, AppType};
use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Origin, Reach, Site, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::{Applicability, Confidence, Topic};

use super::{flow, reach::blind_spots, sink::is_sure};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "template-runs-code",
    title: "a template engine whose templates are code",
    claims: &["templates/sandboxed", "templates/no-code-functions"],
    topic: Topic::Injection,
    severity: Severity::High,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("template_runs_code.md"),
};

/// Engines whose templates hold expressions of the language they run in, without a sandbox.
///
/// Source: the documentation of each, read 2026-11. Mustache, Handlebars, Hogan and Liquid have none.
const ENGINES: [&str; 13] = [
    "ejs",
    "pug",
    "jade",
    "nunjucks",
    "eta",
    "dot",
    "swig",
    "vash",
    "squirrelly",
    "art-template",
    "marko",
    "lodash",
    "underscore",
];
const HELP: &str = "use templates without expressions of the language (Mustache, Handlebars), or run them in a process that is locked in";

fn applies(app: &App) -> Applicability {
    if app.may_be(AppType::Connect) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "the requirement is one of Connect apps".to_owned() }
    }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let views = view_engine(case);
    look.looked_at(code.entries.len() + 1);
    let mut used: BTreeMap<&'static str, (&Event, Site)> = BTreeMap::new();
    let mut fed: BTreeMap<Site, (&Event, &'static str, Origin)> = BTreeMap::new();
    if let Some((engine, event)) = &views {
        used.insert(engine, (event, event.site));
    }
    for (event, call) in code.calls() {
        let Some(engine) = engine(call, views.as_ref().map(|(engine, _)| *engine)) else { continue };
        look.looked_at(1);
        if call.effect() == Some(Effect::TemplateRender) {
            used.entry(engine).or_insert((event, event.site));
        }
        if let Some(origin) = whole_request(call) {
            fed.entry(event.site).or_insert((event, engine, origin));
        }
    }
    for (event, engine, origin) in fed.into_values() {
        let words = flow::origin_words(&origin);
        let found = Found::new(
            "templates/sandboxed",
            format!("{engine} <- {words}"),
            format!("{words} is handed whole to a template of `{engine}`, whose settings are read from the same object"),
        )
        .at(code.place(event.site))
        .help("hand over the fields that the template shows, each by its name")
        .path(flow::steps_from(code, event, &origin, "the template is rendered"));
        match event.reach {
            Reach::Entry if is_sure(&origin) => look.against(found),
            _ => look.unsure(found.confidence(Confidence::Low), "whether a caller reaches this is not known"),
        }
    }
    for (engine, (event, site)) in used {
        let found = Found::new(
            "templates/no-code-functions",
            engine,
            format!("templates of `{engine}` hold code that is run in the app's own process"),
        )
        .at(code.place(site))
        .severity(Severity::Low)
        .help(HELP)
        .path(flow::steps(code, event, "the engine is used"));
        look.against(found);
    }
}

/// The engine that pages of the app are made by, where a call names it: `app.set('view engine', 'ejs')`.
fn view_engine<'a>(case: &Case<'a>) -> Option<(&'static str, &'a Event)> {
    case.code.calls().find_map(|(event, call)| {
        let named = match call.path.rsplit('.').next().unwrap_or_default() {
            "set" if call.argument(0).as_constant() == Some("view engine") => call.argument(1),
            "engine" => call.argument(0),
            _ => return None,
        };
        let name = named.as_constant()?.trim_start_matches('.').to_owned();
        ENGINES.iter().find(|engine| **engine == name).map(|engine| (*engine, event))
    })
}

/// The engine that a call renders by.
fn engine(call: &Call, views: Option<&'static str>) -> Option<&'static str> {
    let package = call.path.split(':').next().unwrap_or_default();
    match call.effect()? {
        Effect::TemplateRender => ENGINES
            .iter()
            .find(|engine| **engine == package || package == format!("{engine}.template"))
            .copied(),
        Effect::Respond if call.model?.product.as_deref() == Some("template") => {
            let template = call.role(Role::Template);
            let ending = template
                .constants()
                .find_map(|name| name.rsplit_once('.').map(|(_, ending)| ending.to_owned()));
            match ending {
                Some(ending) => ENGINES.iter().find(|engine| **engine == ending).copied(),
                None => views,
            }
        }
        _ => None,
    }
}

/// An object of the caller that is the data as a whole: engines read settings of theirs from it.
fn whole_request(call: &Call) -> Option<Origin> {
    let data: Value = call.role(Role::Data);
    let whole =
        data.alternatives().iter().flat_map(|value| value.origins().iter().cloned().collect::<Vec<_>>());
    whole.into_iter().find(|origin| {
        matches!(origin.source, Source::Caller(_))
            && origin.field.is_empty()
            && !origin.cleansed.is_summed_up()
    })
}
