use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Guard, GuardKind, NOT_PRODUCTION, Origin, Reach, Side, Site, Source, Value,
    ir::Language,
    model::{Effect, Identity, Part, Role},
};
use assay_evidence::{Confidence, Topic};
use assay_source::Span;

use super::sensitive::{self, Exposed, Sensitive};
use super::{
    connect_lifecycle_unverified, flow, hosts, kept_records, logged_addresses,
    logged_records::{self, IdsInPaths},
    logged_requests, product,
    reach::blind_spots,
    reads_code,
    shown_objects::ShownObjects,
    written,
};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "sensitive-data-logged",
    title: "log lines with personal data, user content or secrets",
    claims: &["logs/no-personal-data", "logs/no-user-content", "secrets/logs"],
    topic: Topic::PiiLog,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("sensitive_data_logged.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let installing = connect_lifecycle_unverified::installing(case);
    let shown = ShownObjects::of(case);
    let ids = IdsInPaths::of(code);
    let mut lines: BTreeMap<Site, Option<(&Event, &Call, Exposed)>> = BTreeMap::new();
    for (event, call) in code.calls_with(Effect::Log) {
        let mut logs_any = false;
        for value in call.role_all(Role::Value) {
            let installs = code.entry_of(event).is_some_and(|entry| installing.contains(&entry.id));
            let known = installation(case, call, &value)
                .filter(|_| installs)
                .or_else(|| logged_requests::with_credential(code, event, call, &value))
                .or_else(|| logged_requests::tokens_granted(&value))
                .or_else(|| sensitive::worst(&value));
            let known = known
                .filter(|exposed| !ids.hold(exposed) && !is_an_answer_unread(&exposed.origin))
                .or_else(|| logged_addresses::with_code(code, event, call, &value))
                .or_else(|| logged_addresses::of_media(code, call, &value))
                .or_else(|| part_written_out(case, call, &value))
                .or_else(|| record(case, &value))
                .or_else(|| found_records(case, &value))
                .or_else(|| {
                    let beside = logged_records::read_beside(code, event, &value)?;
                    (!is_put_into_words(case, call, &beside)).then_some(beside)
                });
            let Some(exposed) = known else { continue };
            let is_object =
                exposed.origin.field.is_empty() && matches!(exposed.origin.source, Source::Caller(_));
            if is_object && !shown.are_shown(call) {
                continue;
            }
            logs_any = true;
            // What is doubtful is told once, at the logger.
            let is_doubted = doubt(case, event, call, &exposed).is_some();
            let site = match is_doubted {
                false => written::logged(code, event, &exposed.origin),
                true => event.site,
            };
            let line = lines.entry(site).or_default();
            let rank = |is_doubted: bool, event: &Event, exposed: &Exposed| {
                (is_doubted, !is_proved(event, exposed), exposed.kind)
            };
            let is_worse = line.as_ref().is_none_or(|(known, call, worst)| {
                let known_doubted = doubt(case, known, call, worst).is_some();
                rank(is_doubted, event, &exposed) < rank(known_doubted, known, worst)
            });
            if is_worse {
                *line = Some((event, call, exposed));
            }
        }
        if !logs_any {
            lines.entry(call.site).or_default();
        }
    }
    look.looked_at(lines.len());
    for (site, line) in lines {
        let Some((event, call, exposed)) = line else { continue };
        note(case, look, site, event, call, &exposed);
    }
}

/// All that the platform sends when an app is installed: the secret it shares with the app for this customer, among others.
///
/// Source: <https://developer.atlassian.com/cloud/jira/platform/connect-app-descriptor/#lifecycle-http-request-payload>
fn installation(case: &Case<'_>, call: &Call, body: &Value) -> Option<Exposed> {
    // Ruby's frameworks have one name for all that was sent, the body and the query: `params`.
    let has_params = case.code.language(call.site) == Language::Ruby;
    let is_body = |source: &Source| match source {
        Source::Caller(Part::Body) => true,
        Source::Caller(Part::Query) => has_params,
        _ => false,
    };
    let is_whole = |origin: &&Origin| {
        is_body(&origin.source) && origin.field.is_empty() && !origin.cleansed.is_summed_up()
    };
    let origin = body.deep_origins().iter().find(is_whole)?.clone();
    let words = "the body of an installation, with the secret that is shared,".to_owned();
    // `const { sharedSecret, ...rest } = req.body`: what is left of something unknown looks like the whole.
    let end = call.site.span.end;
    let start = case.code.function_around(call.site).map_or(call.site.span.start, |head| head.span.start);
    let takes_it_out = case.code.text(call.site).slice(Span { start, end }).contains("sharedSecret");
    Some(Exposed {
        kind: Sensitive::Secret,
        words,
        sure: !takes_it_out && !origin.cleansed.is_through_unknown(),
        origin,
    })
}

fn is_proved(event: &Event, exposed: &Exposed) -> bool {
    exposed.sure && event.reach != Reach::Orphan
}

fn note(case: &Case<'_>, look: &mut Look<'_>, site: Site, event: &Event, call: &Call, exposed: &Exposed) {
    let code = case.code;
    let (claim, kind, severity) = match exposed.kind {
        Sensitive::Secret => ("secrets/logs", "a secret", Severity::High),
        Sensitive::Personal => ("logs/no-personal-data", "personal data", Severity::Medium),
        Sensitive::Content => ("logs/no-user-content", "what users wrote", Severity::Medium),
    };
    let where_to = if is_error_tracker(call) { "an error tracker" } else { "a log" };
    let words = &exposed.words;
    let found =
        Found::new(claim, format!("{words} in {}", call.path), format!("{words} goes to {where_to}: {kind}"))
            .at(code.place(site))
            .severity(severity)
            .help("log what happened and an id, not what was in it")
            .path(flow::steps_from(code, event, &exposed.origin, "it is written to a log"));
    match doubt(case, event, call, exposed) {
        None => look.against(found),
        Some(because) => look.unsure(found.confidence(Confidence::Low), because),
    }
}

fn is_error_tracker(call: &Call) -> bool {
    call.model.and_then(|model| model.product.as_deref()) == Some("error-tracker")
}

/// `JSON.stringify(data.result)`: the part of an answer that says what was asked.
fn part_written_out(case: &Case<'_>, call: &Call, value: &Value) -> Option<Exposed> {
    let span = call.site.span;
    let written = case.code.text(call.site).as_str().get(span.start..span.end)?;
    if !written.contains("stringify(") {
        return None;
    }
    let origins = value.deep_origins();
    let origin = origins.iter().find(|origin| sensitive::is_part_of_an_answer(origin))?;
    let sure = !origin.cleansed.is_through_unknown();
    Some(Exposed {
        kind: Sensitive::Content,
        words: flow::origin_words(origin),
        origin: origin.clone(),
        sure,
    })
}

/// A record of the store, written out whole: what is kept under its key, by the names it is kept under.
fn record(case: &Case<'_>, value: &Value) -> Option<Exposed> {
    let origins = value.deep_origins();
    let whole = |origin: &&Origin| origin.field.is_empty() && origin.cleansed.is_as_it_came();
    origins.iter().filter(whole).find_map(|origin| {
        let Source::Stored(read) = &origin.source else { return None };
        let kept = kept_records::written(case.code, read);
        let worst = kept.iter().filter_map(sensitive::worst).min_by_key(|kept| (!kept.sure, kept.kind))?;
        let words = format!("what is stored, with {},", worst.words);
        Some(Exposed { kind: worst.kind, words, origin: origin.clone(), sure: worst.sure })
    })
}

/// What a query of the store found, written out: certain where all that is kept holds something.
fn found_records(case: &Case<'_>, value: &Value) -> Option<Exposed> {
    let origins = value.deep_origins();
    origins.iter().find_map(|origin| {
        let Source::Stored(read) = &origin.source else { return None };
        if !kept_records::is_whole_of_a_query(&origin.field) || !origin.cleansed.is_as_it_came() {
            return None;
        }
        let kept = kept_records::found(case.code, read);
        let known: Vec<Option<Exposed>> = kept.iter().map(sensitive::worst).collect();
        let all = known.iter().all(Option::is_some);
        let worst = known.into_iter().flatten().min_by_key(|kept| (!kept.sure, kept.kind))?;
        let words = format!("what is stored, with {},", worst.words);
        Some(Exposed { kind: worst.kind, words, origin: origin.clone(), sure: worst.sure && all })
    })
}

/// True where it is part of a longer text, and the call doesn't write it out first.
fn is_put_into_words(case: &Case<'_>, call: &Call, exposed: &Exposed) -> bool {
    if exposed.origin.cleansed.is_written_out() {
        return false;
    }
    let holds = |value: &Value| value.deep_origins().iter().any(|origin| *origin == exposed.origin);
    let mut holding = call.role_all(Role::Value).into_iter().filter(holds);
    let in_words = holding.all(|value| value.texts().any(|text| text.parts().len() > 1));
    let span = call.site.span;
    let written = case.code.text(call.site).as_str().get(span.start..span.end).unwrap_or_default();
    in_words && !["stringify", "inspect", "dump"].iter().any(|word| written.contains(word))
}

/// Whether it is the answer of `fetch` or of a product's client itself, whose body nobody has read: a log shows its status and
/// headers, and nothing of what is in it.
fn is_an_answer_unread(origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    let function = fetched.call.path.rsplit(['.', ':']).next().unwrap_or_default();
    let is_fetch = matches!(function, "fetch" | "requestJira" | "requestConfluence" | "requestBitbucket")
        || fetched.call.path == "node-fetch:default";
    is_fetch && origin.field.is_empty() && !origin.cleansed.is_read_out()
}

/// True for the whole answer to a call that changes something in a product.
fn answers_a_change(origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    let changes = || product::method(&fetched.call).is_some_and(|method| method != "GET");
    let asks = || product::asks_in_body(&fetched.call);
    origin.field.is_empty() && fetched.call.effect() == Some(Effect::ProductCall) && changes() && !asks()
}

/// True for what a product tells everybody alike, or of what the user may do: nobody wrote it.
fn is_of_the_product_itself(origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    let route = fetched.call.role(Role::Route);
    let paths: Vec<String> = route.texts().map(|text| text.template()).collect();
    let is_own = |path: &String| {
        let path = path.split('?').next().unwrap_or_default();
        product::is_common_knowledge(path)
            && !path.contains("/properties")
            && !path.contains("/user")
            && !path.ends_with("/myself")
    };
    fetched.call.effect() == Some(Effect::ProductCall) && !paths.is_empty() && paths.iter().all(is_own)
}

/// True for the whole answer of a service that was sent nothing of anybody's: of its own state, mostly.
fn is_asked_without_data(origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    let call = &fetched.call;
    // With the user's own account it is the user's own that is asked for; what is read may hold what anybody wrote.
    let sets = || product::method(call).is_some_and(|method| method != "GET");
    if call.identity() == Some(Identity::User) || !sets() {
        return false;
    }
    let is_data = |origin: &Origin| {
        !matches!(
            origin.source,
            Source::Environment(_) | Source::Secret(..) | Source::Clock | Source::Random(_)
        )
    };
    let sends_data = call.arguments.iter().any(|argument| argument.deep_origins().iter().any(is_data));
    (origin.field.is_empty() || sensitive::is_part_of_an_answer(origin))
        && call.effect() == Some(Effect::Egress)
        && !hosts::is_atlassian(call)
        && !sends_data
}

fn doubt(case: &Case<'_>, event: &Event, call: &Call, exposed: &Exposed) -> Option<&'static str> {
    let side = case.code.entry_of(event).map(|entry| entry.side);
    if side == Some(Side::FrontEnd) && exposed.kind == Sensitive::Content && !is_error_tracker(call) {
        return Some("it is written to the console of the user's own browser");
    }
    if event.reach == Reach::Orphan {
        return Some("no entry point of the app was seen to reach it");
    }
    let is_page = || case.code.file(call.site).extension().is_some_and(|ending| ending == "html");
    // A page's script runs when it is loaded, and what a server logs before anybody calls is of no customer.
    let by_itself = || case.app.is_forge() || case.code.language(call.site) != Language::JavaScript;
    if event.reach == Reach::Loading && exposed.kind != Sensitive::Secret && by_itself() && !is_page() {
        return Some("it runs when its file is loaded: a script of the developers, at their own shell");
    }
    if !exposed.sure {
        return Some("what becomes of it on its way is not known");
    }
    if exposed.origin.cleansed.is_widened() {
        return Some("it goes through a function that is called in more ways than are told apart");
    }
    if sensitive::is_whole(&exposed.origin) && is_put_into_words(case, call, exposed) {
        return Some("an object in a text shows nothing of what is in it");
    }
    if exposed.kind == Sensitive::Content && is_of_the_product_itself(&exposed.origin) {
        return Some("the product tells that to everybody alike, or says what the user may do");
    }
    if exposed.kind == Sensitive::Content && is_asked_without_data(&exposed.origin) {
        return Some("nothing that users wrote went into the request, which sets something up at a service");
    }
    if answers_a_change(&exposed.origin) {
        return Some("a product answers a change with ids and links mostly, and not with what was written");
    }
    if event
        .guards
        .iter()
        .any(|guard| matches!(&guard.kind, GuardKind::FlagTested(name) if name == NOT_PRODUCTION))
    {
        return Some(
            "it is written only where a setting says that it is not production, which may be where none says anything",
        );
    }
    if exposed.kind != Sensitive::Secret && is_switched_on(event) {
        return Some("it is written only where a setting for developers is on");
    }
    let is_of_answer = exposed.kind == Sensitive::Content || sensitive::is_part_of_an_answer(&exposed.origin);
    if (is_of_answer || exposed.origin.field.is_empty()) && tells_of_failure(event, call, &exposed.origin) {
        return Some("the answer to a request that failed usually says why, and not what was asked");
    }
    None
}

/// Whether what is printed of an answer is that of a request that failed: by the test before it, or else by how it is
/// printed, where no test says that all went well and no member of a good answer is named.
fn tells_of_failure(event: &Event, call: &Call, origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    let about = |guard: &&Guard| guard.call.as_ref().is_some_and(|by| by.site == fetched.call.site);
    let mut tested = event.guards.iter().filter(about).map(|guard| &guard.kind).peekable();
    let is_tested = tested.peek().is_some();
    if tested.any(|kind| *kind == GuardKind::Refused) {
        return true;
    }
    let is_member = !origin.field.is_empty() && !sensitive::is_part_of_an_answer(origin);
    let is_called = |word: &str| call.path.to_lowercase().contains(word);
    // A service may say `200` and mean that it failed: whoever prints that as an error knows.
    !is_member && (is_called("error") || is_called("exception") || is_called("warn") && !is_tested)
}

/// Whether it is done only where a setting for developers says so: `DEBUG`, `LOG_LEVEL`.
fn is_switched_on(event: &Event) -> bool {
    const WORDS: [&str; 5] = ["debug", "verbose", "trace", "loglevel", "debugging"];
    let is_switch = |origin: &Origin| {
        let Source::Environment(name) = &origin.source else { return false };
        let words = words(if origin.field.is_empty() { name } else { origin.last_field() });
        words.iter().any(|word| WORDS.contains(&word.as_str()))
            || words.windows(2).any(|pair| pair[0] == "log" && pair[1] == "level")
    };
    let switches = |value: &Value| value.deep_origins().iter().any(is_switch);
    event.guards.iter().any(|guard| guard.certain && guard.about.first().is_some_and(switches))
}
