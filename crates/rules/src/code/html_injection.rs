use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Call, Event, Origin, Reach, Site, Source, Value,
    model::{Cleansing, Effect, Part, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    flow, hosts, html_answers, html_mails, published_files, reach::blind_spots, reads_code, resolver_answers,
    script_hosts, sink::is_sure,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "html-injection",
    title: "markup made of somebody else's text",
    claims: &["injection/html"],
    topic: Topic::Xss,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("html_injection.md"),
};

/// What a page of PHP shows; a view's variables are set by whoever loads it, which is not always seen.
const SHOWN: &str = "<?=";

const HELP: &str = "put it into the page as text (`textContent`, a component's child), or clean it with a sanitiser such as DOMPurify";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    let mut places: BTreeMap<Site, Option<(&Event, String, Origin)>> = BTreeMap::new();
    let mut unknown: BTreeMap<Site, (&Event, String)> = BTreeMap::new();
    for event in code.events.iter().filter(|event| !is_of_a_shell(code, event)) {
        for (what, value) in markup(event).into_iter().chain(html_answers::pages(code, event)) {
            let worst = places.entry(event.site).or_default();
            if is_unknown(&value) && what != SHOWN {
                unknown.insert(event.site, (event, what.clone()));
            }
            let written = |origin: &Origin| {
                !published_files::is_one(code, origin)
                    && !is_id_of_a_product(origin)
                    && !is_nobodys_choice(origin)
                    && !resolver_answers::is_harmless(code, origin)
            };
            let Some(origin) = foreign_among(&value, written) else { continue };
            if what == SHOWN && matches!(origin.source, Source::Parameter) {
                continue;
            }
            if worst.as_ref().is_none_or(|(_, _, known)| is_sure(&origin) && !is_sure(known)) {
                *worst = Some((event, what, origin));
            }
        }
    }
    let mails = code.events.iter().flat_map(|event| {
        html_mails::markup(event).into_iter().map(move |(what, value)| (event, what, value))
    });
    for (event, what, value) in mails {
        let worst = places.entry(event.site).or_default();
        let Some(origin) = foreign_among(&value, html_mails::is_foreign) else { continue };
        if worst.as_ref().is_none_or(|(_, _, known)| is_sure(&origin) && !is_sure(known)) {
            *worst = Some((event, what, origin));
        }
    }
    look.looked_at(places.len() + code.entries.len());
    let mut loaded: BTreeSet<Site> = BTreeSet::new();
    for event in code.events.iter().filter(|event| !is_of_a_shell(code, event)) {
        // What is markup by itself is told as such.
        let is_told = places.get(&event.site).is_some_and(Option::is_some);
        let Some(origin) = script_hosts::chosen_host(code, event).filter(|_| !is_told) else { continue };
        if !loaded.insert(event.site) {
            continue;
        }
        let words = flow::origin_words(&origin);
        let found = Found::new(
            "injection/html",
            format!("a script's host <- {words}"),
            format!("{words} chooses the host of a script that the page runs"),
        )
        .at(code.place(event.site))
        .help("load scripts from hosts that are written out: `https://connect-cdn.atl-paas.net/all.js`")
        .path(flow::steps_from(code, event, &origin, "the page loads a script from there"));
        if is_sure(&origin) && event.reach != Reach::Orphan {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "what happens to the address on its way is not known",
            );
        }
    }
    unknown.retain(|site, _| places.get(site).is_none_or(Option::is_none));
    for (event, what) in unknown.into_values() {
        let found = Found::new(
            "injection/html",
            what.clone(),
            format!("`{what}` is given markup of which nothing is known"),
        )
        .at(code.place(event.site))
        .help(HELP)
        .path(flow::steps(code, event, "it becomes markup"))
        .confidence(Confidence::Low);
        look.unsure(found, "it comes from code that is not here");
    }
    for (event, what, origin) in places.into_values().flatten() {
        let words = flow::origin_words(&origin);
        let is_mail = !html_mails::markup(event).is_empty();
        let whose = if is_mail { "a mail" } else { "a page" };
        let found = Found::new(
            "injection/html",
            format!("{what} <- {words}"),
            format!("{words} becomes markup of {whose} through `{what}`"),
        )
        .at(code.place(event.site))
        .help(HELP)
        .path(flow::steps_from(code, event, &origin, "it becomes markup"));
        // Whoever calls it: the text comes in here, on the way to the page.
        let sure = is_sure(&origin) && !matches!(origin.source, Source::Parameter);
        if sure {
            let found = found.severity(if is_mail { Severity::Medium } else { severity(&origin) });
            look.against(if event.reach == Reach::Orphan {
                found.confidence(Confidence::Medium)
            } else {
                found
            });
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "where the text comes from, or what happens to it on its way, is not known",
            );
        }
    }
}

/// What a PHP file writes that names its interpreter in its first line is read at a shell, and not by a browser.
fn is_of_a_shell(code: &Analysis, event: &Event) -> bool {
    code.file(event.site).extension().is_some_and(|extension| extension == "php")
        && code.text(event.site).as_str().starts_with("#!")
}

/// An id that a product has made holds no markup; one that an app has kept in a property may.
fn is_id_of_a_product(origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    let call = &fetched.call;
    let name = origin.last_field();
    let is_id = name == "id"
        || name.ends_with("Id")
        || name
            .strip_prefix("id")
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
    let is_kept_by_an_app = origin.field.split('.').any(|part| matches!(part, "value" | "properties"));
    is_id && !is_kept_by_an_app && (call.effect() == Some(Effect::ProductCall) || hosts::is_atlassian(call))
}

fn severity(origin: &Origin) -> Severity {
    match origin.source {
        Source::Environment(_) | Source::File(_) => Severity::Low,
        Source::Error | Source::Shared(_) => Severity::Medium,
        _ => Severity::High,
    }
}

/// What a page is given as markup: through a call, a property, or an attribute.
fn markup(event: &Event) -> Vec<(String, Value)> {
    match &event.action {
        Action::Call(call) if call.effect() == Some(Effect::HtmlWrite) => {
            // What a component's template shows as it is: `v-html`, `{@html}`.
            let name = match call.path.as_str() {
                "global:html_" => "the template",
                "@php/core:shown" => SHOWN,
                path => path,
            };
            call.role_all(Role::Html).into_iter().map(|value| (name.to_owned(), value)).collect()
        }
        Action::Call(call) => {
            elements_of(call).into_iter().map(|value| (call.path.to_string(), value)).collect()
        }
        Action::Assign(assign) => {
            let writes = assign.model.is_some_and(|model| model.effect == Some(Effect::HtmlWrite));
            let assay_code::Target::External(path) = &assign.target else { return Vec::new() };
            if writes { vec![(path.to_string(), assign.value.clone())] } else { Vec::new() }
        }
        Action::Render(render) => {
            let html = render.attributes.field_at("dangerouslySetInnerHTML.__html");
            let document =
                if render.tag == "iframe" { render.attributes.field("srcDoc") } else { Value::undefined() };
            let named = [("dangerouslySetInnerHTML", html), ("srcDoc", document)];
            named
                .into_iter()
                .filter(|(_, value)| !value.is_undefined())
                .map(|(name, value)| (name.to_owned(), value))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// It is nothing of the program's, and nothing says where it comes from.
fn is_unknown(value: &Value) -> bool {
    let unknown = |value: &Value| {
        matches!(value.shape(), assay_code::Shape::Unknown | assay_code::Shape::External(_))
            && value.deep_origins().is_empty()
            && !is_element(value)
    };
    value
        .alternatives()
        .iter()
        .any(|value| unknown(value) || value.texts().any(|text| text.holes().any(unknown)))
}

/// What jQuery makes elements of: `$('<li>' + name + '</li>')`, `$('<li>', { html: name })`. Other texts find some.
fn elements_of(call: &Call) -> Vec<Value> {
    if !matches!(call.path.as_str(), "global:$" | "global:jQuery" | "jquery:" | "jquery:default") {
        return Vec::new();
    }
    let first = call.argument(0);
    let is_markup = first.texts().any(|text| text.prefix().trim_start().starts_with('<'));
    let inner = call.argument(1).field("html");
    [(first, is_markup), (inner.clone(), is_markup && !inner.is_undefined())]
        .into_iter()
        .filter_map(|(value, counts)| counts.then_some(value))
        .collect()
}

/// An element that the page's script has made or found, and puts elsewhere: `$('<li>', { text })`, `document.createElement('li')`.
fn is_element(value: &Value) -> bool {
    const MADE: [&str; 4] = ["global:$()", "global:jQuery()", "jquery:()", "global:document."];
    value.external_path().is_some_and(|path| MADE.iter().any(|made| path.starts_with(made)))
}

/// The origin of text that the app did not write.
pub(crate) fn foreign(value: &Value) -> Option<Origin> {
    foreign_among(value, |_| true)
}

/// Nobody else chooses what a browser has in its cookies, nor where the server is reached.
fn is_nobodys_choice(origin: &Origin) -> bool {
    const WHERE: [&str; 5] = ["origin", "host", "hostname", "port", "protocol"];
    match origin.source {
        Source::Caller(Part::Cookies) => true,
        Source::Caller(Part::Url) => WHERE.contains(&origin.last_field()),
        _ => false,
    }
}

fn foreign_among(value: &Value, counts: impl Fn(&Origin) -> bool) -> Option<Origin> {
    const HARMLESS: [Cleansing; 6] = [
        Cleansing::Html,
        Cleansing::Url,
        Cleansing::Number,
        Cleansing::Boolean,
        Cleansing::AllowList,
        Cleansing::Token,
    ];
    let written_elsewhere = |origin: &&Origin| {
        !origin.cleansed.contains_any(&HARMLESS)
            && !origin.cleansed.is_summed_up()
            && counts(origin)
            && !matches!(
                origin.source,
                Source::Random(_)
                    | Source::Clock
                    | Source::Environment(_)
                    | Source::Platform
                    | Source::Schedule
            )
    };
    let origins = value.deep_origins();
    let mut found: Vec<&Origin> = origins.iter().filter(written_elsewhere).collect();
    found.sort_by_key(|origin| !is_sure(origin));
    found.first().map(|origin| (*origin).clone())
}
