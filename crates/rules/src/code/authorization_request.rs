//! Requests for authorisation (RFC 6749, section 4.1.1) that the code makes, and the redemptions of what comes back.

use std::{collections::BTreeSet, sync::Arc};

use assay_code::{
    Action, Analysis, Call, Event, Origin, Part, Reach, Shape, Site, Text, Value,
    model::{Effect, Role},
};

/// An address that asks a user for authorisation, or a client's function that makes one.
pub(crate) struct AuthorizationRequest<'a> {
    /// Where it is used.
    pub(crate) event: &'a Event,
    /// Its `state`.
    pub(crate) state: State,
    /// For people: the host, or the function.
    pub(crate) whose: String,
}

/// The `state` of a request.
pub(crate) enum State {
    /// It has none.
    Absent,
    /// It is this.
    Sent(Value),
    /// Whether it has one is not known.
    Unknown,
}

/// Whether an origin is a `state` that came back, or a part of one: `state`, `state.split.[]`.
pub(crate) fn is_state(origin: &Origin) -> bool {
    origin.field.to_ascii_lowercase().contains("state")
}

/// Whether a part of a state is a text of which nothing is known: a signature, for one.
pub(crate) fn has_unknown_part(state: &Value) -> bool {
    let is_unknown = |hole: &Value| !hole.is_constant() && hole.deep_origins().is_empty();
    state.texts().any(|text| text.holes().any(is_unknown))
}

/// Every request for authorisation, one for each place.
pub(crate) fn requests(code: &Analysis) -> Vec<AuthorizationRequest<'_>> {
    let mut found: Vec<AuthorizationRequest<'_>> = Vec::new();
    // Addresses that were seen already, in a log for one.
    let mut known: BTreeSet<String> = BTreeSet::new();
    for event in &code.events {
        let values: Vec<Value> = match &event.action {
            Action::Call(call) if call.effect() == Some(Effect::OauthAuthorize) => {
                if product(call) == Some("passport") {
                    found.extend(by_strategy(code, event, call));
                } else if product(call) == Some("omniauth") {
                    found.extend(by_middleware(event, call));
                } else if product(call) == Some("state-drawn") {
                    found.extend(by_session(event, call));
                } else {
                    found.push(by_client(event, call));
                }
                continue;
            }
            Action::Call(call) => {
                let tells = call.effect() == Some(Effect::Respond) || product(call) == Some("told-as-json");
                let fields = call.arguments.iter().filter(|_| tells).flat_map(told);
                let is_new = |value: &Value| value.texts().all(|text| !known.contains(&text.template()));
                call.arguments.iter().cloned().chain(fields.filter(is_new)).collect()
            }
            Action::Assign(assign) => vec![assign.value.clone()],
            Action::Render(render) => {
                ["href", "src", "action", "to"].iter().map(|name| render.attributes.field(name)).collect()
            }
            // A redirect, the address itself, or an object that holds it for the front end.
            Action::Respond(value) => {
                let mut values = vec![
                    value.clone(),
                    value.field_at("headers.Location"),
                    value.field_at("headers.location"),
                ];
                values.extend(told(value));
                let made_of = value.as_external().map(|answer| answer.made_with.to_vec()).unwrap_or_default();
                values.extend(made_of.iter().flat_map(told));
                values
            }
            Action::Import(_) | Action::Match(_) => Vec::new(),
        };
        let texts = values.iter().flat_map(Value::texts);
        let asked = texts.filter_map(|text| {
            let request = read(event, text)?;
            known.insert(text.template());
            Some(request)
        });
        // `if (state) url.searchParams.set('state', state)`: it may be there, and no more is known.
        let asked = asked.min_by_key(|request| match request.state {
            State::Sent(_) => 0,
            State::Unknown => 1,
            State::Absent => 2,
        });
        // A redirect that is handed back is one request.
        let is_known = |known: &AuthorizationRequest<'_>| {
            let (known, new) = (known.event.site, event.site);
            known.module == new.module
                && known.span.start < new.span.end
                && new.span.start < known.span.end
                && (known == new || matches!(event.action, Action::Respond(_)))
        };
        if let Some(request) = asked
            && !found.iter().any(is_known)
        {
            found.push(request);
        }
    }
    found
}

/// What an answer tells a front end by name: `jsonify(url=url)`, `JSONResponse({"url": url})`.
fn told(answer: &Value) -> Vec<Value> {
    answer.fields().values().cloned().collect()
}

fn by_client<'a>(event: &'a Event, call: &Call) -> AuthorizationRequest<'a> {
    if product(call) == Some("state-alone") {
        // An option of this name takes the place of what the client was given; an empty text is sent as none.
        let named = call.arguments.iter().skip(1).map(|option| option.field("state"));
        let state = named.rev().find(|state| !state.is_undefined());
        let state = state.unwrap_or_else(|| call.role(Role::Value));
        let is_empty = state.is_undefined() || state.as_constant() == Some("");
        let state = if is_empty { State::Absent } else { State::Sent(state) };
        return AuthorizationRequest { event, state, whose: "the authorisation server".to_owned() };
    }
    let settings = call.role(Role::Settings);
    let known = settings.fields();
    let state = match known.get("state") {
        Some(state) => State::Sent(state.clone()),
        None if settings.is_undefined() || !known.is_empty() => State::Absent,
        None => State::Unknown,
    };
    AuthorizationRequest { event, state, whose: format!("`{}`", call.path) }
}

/// Clients of Python draw a state where they are given none.
///
/// Source: requests-oauthlib.readthedocs.io, `OAuth2Session.authorization_url`; docs.authlib.org, `create_authorization_url`; read
/// 2026-11-23.
fn by_session<'a>(event: &'a Event, call: &Call) -> Option<AuthorizationRequest<'a>> {
    let made_with = call.receiver.as_external().map(|session| session.made_with.to_vec()).unwrap_or_default();
    let mut named =
        call.arguments.iter().chain(&made_with).filter_map(|option| option.fields().get("state").cloned());
    let second = call.arguments.get(1).filter(|it| it.fields().is_empty()).cloned();
    // What is named on the spot comes first; a function of the session draws one.
    let state = named.next().or(second).filter(|state| !state.is_function())?;
    let server = call.argument(0).texts().find_map(|text| super::hosts::host_of(&text.template()));
    let whose = server.map_or_else(|| "the authorisation server".to_owned(), |host| format!("`{host}`"));
    Some(AuthorizationRequest { event, state: State::Sent(state), whose })
}

/// OmniAuth sends and compares a state unless its settings say that it need not.
fn by_middleware<'a>(event: &'a Event, call: &Call) -> Option<AuthorizationRequest<'a>> {
    let ignores =
        call.arguments.iter().any(|it| it.field("provider_ignores_state").as_boolean() == Some(true));
    ignores.then(|| AuthorizationRequest { event, state: State::Absent, whose: format!("`{}`", call.path) })
}

/// Passport asks for itself, and sends and compares a state where its settings say so. Of other ways nothing is told.
fn by_strategy<'a>(code: &Analysis, event: &'a Event, call: &Call) -> Option<AuthorizationRequest<'a>> {
    const KEPT: [&str; 3] = ["state", "store", "pkce"];
    let known = call.role(Role::Settings).fields();
    let is_kept = KEPT.iter().any(|name| known.get(name).is_some_and(|it| it.as_boolean() != Some(false)));
    let sends_one =
        |call: &Call| call.path.ends_with(".authenticate") && !call.argument(1).field("state").is_undefined();
    let is_bare =
        known.contains_key("callbackURL") && !is_kept && !code.calls().any(|(_, call)| sends_one(call));
    let whose = "the authorisation server of Passport's strategy".to_owned();
    // A strategy of the app's own may put one among the options before it asks.
    let may_add_one = code.text(event.site).as_str().contains(".state =");
    let state = if may_add_one { State::Unknown } else { State::Absent };
    is_bare.then_some(AuthorizationRequest { event, state, whose })
}

fn product(call: &Call) -> Option<&str> {
    call.model.and_then(|model| model.product.as_deref())
}

fn read<'a>(event: &'a Event, text: &Text) -> Option<AuthorizationRequest<'a>> {
    // Parameters may be written out or stand in an object of their own.
    let objects: Vec<&Value> = text.holes().filter(|hole| hole.fields().contains_key("client_id")).collect();
    // What is posted for tokens names the client as well.
    if objects.iter().any(|object| object.fields().contains_key("grant_type")) {
        return None;
    }
    let names_client = |part: &Part| matches!(part, Part::Literal(text) if text.contains("client_id="));
    if objects.is_empty() && !text.parts().iter().any(names_client) {
        return None;
    }
    let template = text.template();
    let written = template.contains("client_id=")
        && (template.contains("redirect_uri=") || template.contains("response_type="));
    if !written && objects.is_empty() || template.contains("grant_type=") || template.contains(['\n', '<']) {
        return None;
    }
    let whose = super::hosts::host_of(&template)
        .map_or_else(|| "the authorisation server".to_owned(), |host| format!("`{host}`"));
    let state = match objects.first() {
        Some(object) => object.fields().remove("state").map_or(State::Absent, State::Sent),
        None => parameter(text, "state"),
    };
    Some(AuthorizationRequest { event, state, whose })
}

/// A parameter of an address.
fn parameter(text: &Text, name: &str) -> State {
    let head = [format!("?{name}="), format!("&{name}=")];
    let mut whole_holes = false;
    let mut parts = text.parts().iter();
    let mut before = String::new();
    while let Some(part) = parts.next() {
        match part {
            Part::Literal(literal) => {
                before.push_str(literal);
                let found = head.iter().find_map(|head| before.find(head.as_str()).map(|at| at + head.len()));
                if let Some(at) = found {
                    let rest = &before[at..];
                    let (rest, ends) = rest.split_once('&').map_or((rest, false), |(rest, _)| (rest, true));
                    let written = Part::Literal(rest.into());
                    let further = parts.map_while(until_the_next());
                    let whole: Vec<Part> = match ends {
                        true => vec![written],
                        false => {
                            std::iter::once(written).chain(further).filter(|part| !is_empty(part)).collect()
                        }
                    };
                    return State::Sent(match whole.as_slice() {
                        [] => Value::text(""),
                        [Part::Hole(value)] => value.clone(),
                        _ => Value::of(Shape::Text(Arc::new(Text::of_parts(whole)))),
                    });
                }
            }
            // More parameters may stand in a hole that no name stands before.
            Part::Hole(_) => {
                whole_holes |= before.ends_with('&') || before.ends_with('?') || !before.ends_with('=');
                before.push('x');
            }
        }
    }
    let in_host = text.prefix().is_empty() && text.holes().count() == 1;
    if whole_holes && !in_host && !before.contains("client_id=x&") && before.matches('=').count() < 3 {
        State::Unknown
    } else {
        State::Absent
    }
}

/// The parts of a parameter's value, up to the name of the next one.
fn until_the_next() -> impl FnMut(&Part) -> Option<Part> {
    let mut ended = false;
    move |part| {
        if ended {
            return None;
        }
        let Part::Literal(literal) = part else { return Some(part.clone()) };
        let (value, _) = literal.split_once('&').inspect(|_| ended = true).unwrap_or((literal, ""));
        Some(Part::Literal(value.into()))
    }
}

fn is_empty(part: &Part) -> bool {
    matches!(part, Part::Literal(literal) if literal.is_empty())
}

/// A request that trades a code for tokens (RFC 6749, section 4.1.3), and the code.
pub(crate) struct Redemption<'a> {
    /// Where it is sent.
    pub(crate) event: &'a Event,
    /// Where the callback begins it: its own call of what sends it.
    pub(crate) site: Site,
    /// The code.
    pub(crate) code: Value,
}

/// Every redemption, one for each callback that begins it.
pub(crate) fn redemptions(analysis: &Analysis) -> Vec<Redemption<'_>> {
    let mut found: Vec<Redemption<'_>> = Vec::new();
    for (event, call) in analysis.calls() {
        let site = event.hops.first().map_or(event.site, |hop| hop.site);
        let is_known = |known: &Redemption<'_>| {
            known.event.site == event.site && (known.site == site || event.reach == Reach::Orphan)
        };
        if found.iter().any(is_known) {
            continue;
        }
        if let Some(code) = redeemed(call) {
            found.push(Redemption { event, site, code });
        }
    }
    found
}

/// Whether a request is one for tokens, of whichever grant: the answer holds them.
pub(crate) fn asks_for_tokens(call: &Call) -> bool {
    call.effect() == Some(Effect::Egress) && grant(call).is_some()
}

/// What a request asks for tokens with (RFC 6749, sections 4 and 6); none where it is no such request.
pub(crate) fn grant(call: &Call) -> Option<&'static str> {
    const GRANTS: [&str; 4] = ["authorization_code", "refresh_token", "client_credentials", "password"];
    let bodies = bodies(call);
    let says = |grant: &str| {
        bodies.iter().any(|body| {
            let fields = body.fields();
            let kind = fields.get("grant_type").or(fields.get("grantType"));
            kind.is_some_and(|kind| kind.constants().any(|kind| kind == grant))
                || body.texts().any(|text| text.template().contains(&format!("grant_type={grant}")))
        })
    };
    GRANTS.into_iter().find(|grant| says(grant))
}

/// What a request sends, wherever it says so, also where that is written out as a text.
pub(crate) fn bodies(call: &Call) -> Vec<Value> {
    let mut bodies = vec![
        call.role(Role::Body),
        call.role(Role::Options).field("body"),
        call.role(Role::Options).field("data"),
    ];
    bodies.extend(call.arguments.iter().cloned());
    bodies.iter().flat_map(super::sink::opened).collect()
}

/// The code that a call redeems; none where it is no redemption.
pub(crate) fn redeemed(call: &Call) -> Option<Value> {
    if product(call) == Some("code-alone") {
        return Some(call.role(Role::Value));
    }
    let is_request = matches!(call.effect(), Some(Effect::Egress | Effect::OauthAuthorize))
        || call.path.ends_with(".getToken")
        // PHP says beforehand what is sent later.
        || call.path.ends_with(":curl_setopt");
    if !is_request {
        return None;
    }
    let bodies = bodies(call);
    let code = bodies.iter().find_map(|body| {
        let fields = body.fields();
        let kind = fields.get("grant_type").or(fields.get("grantType"))?;
        let by_code = kind.constants().any(|kind| kind == "authorization_code");
        by_code.then(|| fields.get("code").cloned()).flatten()
    });
    code.or_else(|| {
        let text = bodies
            .iter()
            .flat_map(Value::texts)
            .find(|text| text.template().contains("grant_type=authorization_code"))?;
        match parameter(text, "code") {
            State::Sent(code) => Some(code),
            State::Absent | State::Unknown => None,
        }
    })
}
