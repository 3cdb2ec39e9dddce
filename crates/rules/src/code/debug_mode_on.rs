use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Call, Event, Reach, Value, model::Effect};
use assay_evidence::{Confidence, Step, Topic};
use assay_hosting::{Format, Variable};
use assay_source::RelPath;

use super::{actuator, flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule, config::address::doubt};

pub(crate) const RULE: Rule = Rule {
    id: "debug-mode-on",
    title: "a server that shows how it is made, or takes commands, where something fails",
    claims: &["injection/code", "endpoints/no-debug-output"],
    topic: Topic::Policy,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("debug_mode_on.md"),
};

/// Variables and settings, and the values by which replies show stack traces, settings or source.
///
/// Source: docs.djangoproject.com/en/5.2/ref/settings, flask.palletsprojects.com/en/stable/config, laravel.com/docs/12.x/errors,
/// Spring Boot 3.5, appendix of application properties, learn.microsoft.com/aspnet/core/fundamentals/error-handling (read
/// 2026-11-23).
const SWITCHES: [(&str, &[&str]); 6] = [
    ("APP_DEBUG", &["1", "true"]),
    ("ASPNETCORE_ENVIRONMENT", &["development"]),
    ("DEBUG", &["true"]),
    ("FLASK_DEBUG", &["1", "true"]),
    ("FLASK_ENV", &["development"]),
    ("server.error.include-stacktrace", &["always"]),
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    look.looked_at(case.code.entries.len() + case.hosting.variables.len() + 1);
    consoles(case, look);
    shown_errors(case, look);
    settings(case, look);
    endpoints(case, look);
}

/// Flask's debugger runs what is typed into the page of an error.
fn consoles(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Listen) {
        let given = |name: &str| {
            call.arguments.iter().map(|argument| argument.field(name)).find(|value| !value.is_undefined())
        };
        let is_on = given("debug").is_some_and(|value| value.as_boolean() == Some(true));
        if !call.path.contains("/flask:") || !is_on || !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "injection/code",
            "debugger of Flask",
            "`debug=True` starts Flask's debugger, which runs what is typed into the page of an error",
        )
        .at(code.place(event.site))
        .severity(Severity::High)
        .help("leave `debug` out, and let a developer say `flask --debug run`")
        .path(flow::steps(code, event, "the server starts with its debugger"));
        let host = given("host").or_else(|| call.arguments.first().cloned()).unwrap_or_default();
        if host.constants().any(|host| matches!(host, "0.0.0.0" | "::")) && event.reach != Reach::Orphan {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "by what is here, only its own machine reaches it",
            );
        }
    }
}

/// `ini_set('display_errors', 1)`
fn shown_errors(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let shown: Vec<(&Event, bool)> =
        code.calls().filter_map(|(event, call)| Some((event, shows(call)?))).collect();
    let mut seen = BTreeSet::new();
    for (event, _) in shown.iter().filter(|(_, is_on)| *is_on) {
        if !seen.insert(event.site) {
            continue;
        }
        let found = Found::new(
            "endpoints/no-debug-output",
            "display_errors",
            "`display_errors` puts errors of the program, with its paths, into what callers are answered",
        )
        .at(code.place(event.site))
        .help("log errors (`log_errors`), and leave `display_errors` off but for a developer's machine")
        .path(flow::steps(code, event, "errors are shown from here on"));
        let goes_off =
            shown.iter().any(|(other, is_on)| !is_on && code.file(other.site) == code.file(event.site));
        if event.reach == Reach::Orphan {
            look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this");
        } else if goes_off || event.guards.iter().next().is_some() {
            look.unsure(found.confidence(Confidence::Low), "it depends on something whether it is on");
        } else {
            look.against(found);
        }
    }
}

/// Whether a call of PHP's shows errors from now on, or hides them.
fn shows(call: &Call) -> Option<bool> {
    let is_setting = call.path.starts_with("@php/")
        && call.path.ends_with(":ini_set")
        && call.argument(0).as_constant() == Some("display_errors");
    is_setting.then(|| is_on(&call.argument(1)))
}

fn is_on(value: &Value) -> bool {
    let is_word =
        |text: &str| ["1", "on", "yes", "true", "stdout"].iter().any(|word| text.eq_ignore_ascii_case(word));
    value.as_boolean() == Some(true)
        || value.as_number() == Some(1.0)
        || value.as_constant().is_some_and(is_word)
}

fn settings(case: &Case<'_>, look: &mut Look<'_>) {
    for variable in case.hosting.variables.iter().filter(|variable| !variable.for_development) {
        let value = variable.value.as_deref().unwrap_or_default().trim();
        let is_on = |(name, on): &(&str, &[&str])| {
            variable.name.eq_ignore_ascii_case(name) && on.iter().any(|on| value.eq_ignore_ascii_case(on))
        };
        // `DEBUG` is a name that many use; in Django's settings it is this.
        if !SWITCHES.iter().any(is_on)
            || variable.name == "DEBUG" && !is_of_django(case, &variable.place.file)
        {
            continue;
        }
        let what = format!("{}={value}", variable.name);
        let found = Found::new(
            "endpoints/no-debug-output",
            what.clone(),
            format!(
                "`{what}` puts stack traces and settings into what callers are answered when something fails"
            ),
        )
        .at(variable.place.clone())
        .help("switch it off where the app runs, and leave it to a developer's own settings")
        .path(vec![Step {
            place: variable.place.clone(),
            text: "the framework shows what went wrong from here on".to_owned(),
        }]);
        match whether(case, variable) {
            None => look.against(found),
            Some(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
}

/// Spring Boot's actuator, with more than the app's health.
fn endpoints(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(opened) = actuator::opened(case) else { return };
    let setting = opened.setting;
    let value = setting.value.as_deref().unwrap_or_default();
    let named: Vec<String> =
        opened.endpoints.iter().take(3).map(|name| format!("`/actuator/{name}`")).collect();
    let found = Found::new(
        "endpoints/no-debug-output",
        format!("{}={value}", setting.name),
        format!(
            "`{}={value}` opens {} to anybody: settings, memory and logs of the app",
            setting.name,
            named.join(", ")
        ),
    )
    .at(setting.place.clone())
    .help("expose `health` alone, or ask for a role before the others (`EndpointRequest.toAnyEndpoint()`)")
    .path(vec![Step { place: setting.place.clone(), text: "the endpoints answer from here on".to_owned() }]);
    match opened.doubt.or_else(|| doubt(case, setting)) {
        None => look.against(found),
        Some(because) => look.unsure(found.confidence(Confidence::Low), because),
    }
}

/// Why it may not be so where the app runs.
fn whether(case: &Case<'_>, variable: &Variable) -> Option<&'static str> {
    let variables = || case.hosting.variables.iter();
    if is_of_django(case, &variable.place.file) {
        let others =
            variables().filter(|other| other.name == "DEBUG" && other.place.file != variable.place.file);
        let is_set_elsewhere =
            |other: &Variable| is_of_django(case, &other.place.file) && other.value != variable.value;
        return others.into_iter().any(is_set_elsewhere).then_some("other settings say otherwise");
    }
    let says_production = |other: &Variable| {
        other.place.file == variable.place.file
            && matches!(other.name.as_str(), "APP_ENV" | "FLASK_ENV" | "ENVIRONMENT")
            && matches!(other.value.as_deref(), Some("production" | "prod"))
    };
    if variables().any(says_production) { None } else { doubt(case, variable) }
}

fn is_of_django(case: &Case<'_>, path: &RelPath) -> bool {
    case.hosting.files.iter().any(|(file, format)| file == path && *format == Format::Django)
}
