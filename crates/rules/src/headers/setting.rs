//! Every header that the app's replies are given, with its value as far as it is known.

use std::collections::BTreeSet;

use assay_code::{
    Action, Call, Event, NEXT_HEADERS, Reach, Side, Target, Value,
    ir::Language,
    model::{Effect, Role},
};
use assay_evidence::Step;
use assay_hosting::{Breadth, takes_all};
use assay_source::{Place, Span};

use super::{absence::is_for_show, frameworks, helmet};
use crate::{Case, code::flow};

/// A value, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Given {
    /// This text; what is filled in while the app runs stands as `x`.
    Text(String),
    /// It is not known.
    Unknown,
}

/// One header that is set in one place.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    /// Its name, in lower case.
    pub(super) name: String,
    pub(super) given: Given,
    /// It is for some of the replies only, as far as can be told.
    pub(super) for_some: bool,
    /// A tag of a page says so, no header.
    pub(super) by_tag: bool,
    /// How code gets there; empty elsewhere.
    pub(super) path: Vec<Step>,
    /// What runs it; none where it is no code.
    pub(super) reach: Option<Reach>,
    /// The value depends on a choice of whoever asks.
    pub(super) echoes: bool,
    pub(super) place: Place,
}

impl Setting {
    /// Its value, where it is known.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.given {
            Given::Text(text) => Some(text),
            Given::Unknown => None,
        }
    }

    /// False where nothing was found that runs it.
    pub(super) fn runs(&self) -> bool {
        self.reach != Some(Reach::Orphan)
    }
}

/// All headers that are set.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    pub(super) all: Vec<Setting>,
    /// Where a header is set whose name is not known.
    pub(super) unnamed: Option<Place>,
}

impl Settings {
    /// Those of a name, given in lower case.
    pub(super) fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Setting> {
        self.all.iter().filter(move |setting| setting.name == name)
    }

    /// All of an app, in a fixed order, each place once.
    pub(super) fn of_app<'a>(case: &Case<'a>) -> &'a Self {
        case.gathered.headers.get_or_init(|| Self::gather(case))
    }

    fn gather(case: &Case<'_>) -> Self {
        let mut settings = Self::default();
        settings.of_code(case);
        for header in &case.hosting.headers {
            settings.all.push(Setting {
                name: header.name.clone(),
                given: header.value.clone().map_or(Given::Unknown, Given::Text),
                for_some: header.breadth == Breadth::Part,
                by_tag: false,
                path: by_script(&header.place),
                reach: None,
                echoes: header.value.as_deref().is_some_and(|value| value.contains("$http_origin")),
                place: header.place.clone(),
            });
        }
        settings.of_pages(case);
        settings
    }

    fn of_code(&mut self, case: &Case<'_>) {
        let code = case.code;
        let mut seen = BTreeSet::new();
        for (event, call) in code.calls() {
            if code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd) {
                continue;
            }
            let headers = match call.effect() {
                Some(Effect::HeaderSet | Effect::MiddlewareRegister)
                    if call.model.is_some_and(|model| model.product.is_some()) =>
                {
                    Some(frameworks::headers(code, call))
                }
                Some(Effect::HeaderSet) => of_reply(call),
                Some(Effect::Respond) => map(&call.role(Role::Settings).field_ignoring_case("headers")),
                Some(Effect::MiddlewareCreate) => helmet::headers(case, call),
                _ if is_fetch_answer(call) => map(&call.role(Role::Settings).field_ignoring_case("headers")),
                _ => continue,
            };
            let Some(headers) = headers else {
                // A request's own headers, or a name that is computed.
                self.unnamed.get_or_insert_with(|| code.place(event.site));
                continue;
            };
            for (name, value) in headers {
                if seen.insert((event.site, name.clone(), value.clone().map(|value| value.0))) {
                    self.all.push(of_event(case, event, name, value));
                }
            }
        }
        for event in &code.events {
            for (name, value) in of_assignment(event) {
                if seen.insert((event.site, name.clone(), value.clone().map(|value| value.0))) {
                    self.all.push(of_event(case, event, name, value));
                }
            }
        }
        self.of_next(case);
        if let Some((event, headers)) = frameworks::spring_defaults(code) {
            for (name, value) in headers {
                // Of several chains one may be for pages that no product shows.
                let for_some = name == "x-frame-options";
                self.all.push(Setting { for_some, ..of_event(case, event, name, value) });
            }
        }
    }

    /// `[{ source: '/(.*)', headers: [{ key, value }] }]`, the answer of `headers()` in `next.config`.
    fn of_next(&mut self, case: &Case<'_>) {
        let code = case.code;
        for event in &code.events {
            let Action::Respond(answer) = &event.action else { continue };
            if code.entry_of(event).is_none_or(|entry| entry.name != NEXT_HEADERS) {
                continue;
            }
            for rule in answer.elements() {
                let source = rule.field("source");
                let for_some = source.as_constant().is_none_or(|path| takes_all(path) == Breadth::Part);
                let is_interface = source.as_constant().is_some_and(|path| path.starts_with("/api/"));
                for header in rule.field("headers").elements() {
                    for name in header.field("key").constants() {
                        for (name, value) in with_values(name, &header.field("value")) {
                            // What is sent with pictures may be open; what the app answers is all of it.
                            let for_some =
                                for_some && !(is_interface && name == "access-control-allow-origin");
                            self.all.push(Setting { for_some, ..of_event(case, event, name, value) });
                        }
                    }
                }
            }
        }
    }

    /// `<meta http-equiv>` and `<meta name="referrer">` of pages.
    fn of_pages(&mut self, case: &Case<'_>) {
        for file in case.app.files() {
            let extension = file.path.extension().unwrap_or_default();
            const PAGES: [&str; 12] =
                ["html", "htm", "hbs", "ejs", "vm", "jsp", "erb", "twig", "mustache", "pug", "php", "cshtml"];
            if !PAGES.contains(&extension.as_str()) || is_for_show(case, &file.path) {
                continue;
            }
            let Ok(text) = case.app.tree.read(&file.path) else { continue };
            let lower = text.as_str().to_ascii_lowercase();
            if !lower.contains("<meta") || !(lower.contains("http-equiv") || lower.contains("referrer")) {
                continue;
            }
            let mut note = |name: &str, value: String, word: &str| {
                let at = lower.find(word).unwrap_or_default();
                self.all.push(Setting {
                    name: name.to_owned(),
                    given: Given::Text(value),
                    for_some: true,
                    by_tag: true,
                    path: Vec::new(),
                    reach: None,
                    echoes: false,
                    place: text.place(text.line_span(text.position(Span::new(at, at).start).line)),
                });
            };
            for policy in assay_headers::meta_policies(text.as_str()) {
                note("content-security-policy", policy, "content-security-policy");
            }
            if let Some(policy) = assay_headers::meta_referrer(text.as_str()) {
                note("referrer-policy", policy.name().to_owned(), "referrer");
            }
        }
    }
}

/// A header's name in lower case with a text it is given, and whether whoever asks chose a part of that; none where the text
/// is not known.
pub(super) type Named = (String, Option<(String, bool)>);

/// The way to a header that a framework's settings send, where these are a script.
fn by_script(place: &Place) -> Vec<Step> {
    let is_script = Language::of(&place.file).is_some();
    is_script
        .then(|| Step { place: place.clone(), text: "the header is set".to_owned() })
        .into_iter()
        .collect()
}

/// `response.headers["Referrer-Policy"] = "no-referrer"`.
fn of_assignment(event: &Event) -> Vec<Named> {
    let Action::Assign(assign) = &event.action else { return Vec::new() };
    let Target::External(path) = &assign.target else { return Vec::new() };
    if assign.model.and_then(|model| model.effect) != Some(Effect::HeaderSet) {
        return Vec::new();
    }
    let last = path.rsplit('.').next().unwrap_or_default();
    if assign.model.and_then(|model| model.product.as_deref()) == Some("spring-block") {
        return frameworks::spring_block(last, &assign.value);
    }
    if last != "*" {
        let name = if path.starts_with("@dotnet/") { hyphenated(last) } else { last.to_owned() };
        return with_values(&name, &assign.value);
    }
    let names = assign.key.iter().flat_map(Value::constants);
    names.flat_map(|name| with_values(name, &assign.value)).collect()
}

/// `CacheControl`, the property, as the header's name; what has hyphens already stays.
fn hyphenated(property: &str) -> String {
    let mut name = String::new();
    for (at, letter) in property.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() && !property.contains('-') {
            name.push('-');
        }
        name.push(letter);
    }
    name
}

/// The headers a call gives a reply; none where a name is not known.
fn of_reply(call: &Call) -> Option<Vec<Named>> {
    let key = call.role(Role::Key);
    let names: Vec<&str> = key.constants().collect();
    if !names.is_empty() {
        let value = call.role(Role::Value);
        return Some(names.iter().flat_map(|name| with_values(name, &value)).collect());
    }
    let headers = call.role(Role::Headers);
    // PHP gives name and value as one text.
    if let Some((name, value)) = headers.as_text().and_then(|text| text.prefix().split_once(':')) {
        let rest = text_of(&headers).map(|line| (line[name.len() + 1..].trim().to_owned(), false));
        return Some(vec![(name.trim().to_ascii_lowercase(), rest.filter(|_| !value.trim().is_empty()))]);
    }
    if headers.fields().is_empty() { map(&key).filter(|map| !map.is_empty()) } else { map(&headers) }
}

/// `new Response(body, { headers })`, as workers and route handlers answer.
fn is_fetch_answer(call: &Call) -> bool {
    matches!(call.path.as_str(), "global:Response" | "global:Response.json")
}

/// `{ name: value }`; none where it is something else that may hold any.
fn map(value: &Value) -> Option<Vec<Named>> {
    if value.is_undefined() {
        return Some(Vec::new());
    }
    let fields = value.fields();
    if fields.is_empty() && !value.is_constant() {
        return None;
    }
    Some(fields.iter().flat_map(|(name, value)| with_values(name, value)).collect())
}

/// A name with every value it may have: the text, and whether whoever asks chose a part of it.
fn with_values(name: &str, value: &Value) -> Vec<Named> {
    let name = name.to_ascii_lowercase();
    let from_caller = value.deep_origins().iter().any(|origin| origin.source.is_chosen_outside());
    let mut values: Vec<_> = value
        .alternatives()
        .iter()
        .map(|one| (name.clone(), text_of(one).map(|text| (text, from_caller))))
        .collect();
    if values.is_empty() {
        values.push((name, None));
    }
    values
}

/// A value as text: of what is filled in later, an `x`. A list is its elements with commas between.
pub(super) fn text_of(value: &Value) -> Option<String> {
    if let Some(text) = value.as_text() {
        let whole = text.template();
        // Nothing of it is known.
        return (whole != "{}").then(|| whole.replace("{}", "x"));
    }
    if let Some(number) = value.as_number() {
        return Some(number.to_string());
    }
    if let Some(truth) = value.as_boolean() {
        return Some(truth.to_string());
    }
    let elements = value.elements();
    if elements.is_empty() {
        let from_caller = value.origins().iter().any(|origin| origin.source.is_chosen_outside());
        return from_caller.then(|| "x".to_owned());
    }
    let parts: Option<Vec<String>> = elements.iter().map(text_of).collect();
    parts.map(|parts| parts.join(", "))
}

fn of_event(case: &Case<'_>, event: &Event, name: String, value: Option<(String, bool)>) -> Setting {
    let code = case.code;
    let echoes = value.as_ref().is_some_and(|(_, chosen)| *chosen);
    Setting {
        name,
        given: value.map_or(Given::Unknown, |(text, _)| Given::Text(text)),
        for_some: false,
        by_tag: false,
        path: flow::steps(code, event, "the header is set"),
        reach: Some(event.reach),
        echoes,
        place: code.place(event.site),
    }
}
