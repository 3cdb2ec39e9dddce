use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Guard, GuardKind, Origin, Part, Source, Text, Value,
    model::{self, Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code, request_forgery,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "open-redirect",
    title: "a redirect to where a caller likes",
    claims: &["injection/redirect"],
    topic: Topic::Injection,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("open_redirect.md"),
};

const SINK: Sink = Sink {
    claim: "injection/redirect",
    effects: &[Effect::Redirect],
    roles: &[Role::Target],
    harmless: &[Cleansing::Url, Cleansing::KnownHost],
    spares: |event, origin| is_own_host(origin) || is_tested(event, origin),
    reaches: "the address a browser is sent to",
    help: "send browsers to addresses of a fixed list, or to a path of the app's own: one slash, and behind it neither another nor a backslash",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    sink::examine_where(case, look, &SINK, |_, call| {
        let Some(call) = call else { return true };
        !call
            .role(Role::Target)
            .texts()
            .any(|text| has_host(text.prefix()) || is_below_a_base(text) || has_own_path(text))
            && !is_own_address(call)
    });
    // `reply.code(302).header('location', address)`
    let header = Sink { effects: &[Effect::HeaderSet], roles: &[Role::Value], ..SINK };
    sink::examine_where(case, look, &header, |_, call| {
        let Some(call) = call else { return false };
        let is_location =
            call.role(Role::Key).as_constant().is_some_and(|it| it.eq_ignore_ascii_case("location"));
        let value = call.role(Role::Value);
        is_location
            && !value
                .texts()
                .any(|text| has_host(text.prefix()) || is_below_a_base(text) || has_own_path(text))
            && !of_own_host(&value)
    });
}

/// `new URL(request.url)`, with another path perhaps, and `new URL('/boards', request.url)`: the server's own host.
fn is_own_address(call: &Call) -> bool {
    of_own_host(&call.role(Role::Target))
}

fn of_own_host(target: &Value) -> bool {
    let addresses = target.alternatives();
    let mut made = addresses.iter().filter(|address| !address.is_constant()).peekable();
    made.peek().is_some() && made.all(is_of_own_host)
}

fn is_of_own_host(address: &Value) -> bool {
    // `${origin}/boards`, and what an address made of an origin is known as.
    if let Some(text) = address.as_text() {
        let parts = match text.parts() {
            [Part::Literal(scheme), rest @ ..] if scheme.ends_with("//") => rest,
            all => all,
        };
        return match parts {
            [Part::Hole(host)] => is_own(host),
            [Part::Hole(host), Part::Literal(path), ..] => path.starts_with('/') && is_own(host),
            // The address itself begins with a slash: `https://${host}${path}`, and with a host that is written out.
            [Part::Hole(host), Part::Hole(path), ..] => is_own(host) && is_own(path),
            _ => false,
        };
    }
    let parsed = address.as_external().filter(|external| external.path.starts_with("global:URL("));
    match parsed.map(|url| &url.made_with[..]) {
        Some([path, base, ..]) => {
            let is_path = |path: &Value| path.texts().all(is_own_path) && path.as_text().is_some();
            path.alternatives().iter().all(is_path) && is_own(base)
        }
        Some([whole]) => is_own(whole),
        _ => false,
    }
}

/// The address that the server itself was called by, or its origin.
fn is_own(address: &Value) -> bool {
    const CHOSEN: [&str; 4] = ["searchParams", "search", "query", "hash"];
    let origins = address.deep_origins();
    let is_own = |origin: &Origin| {
        matches!(origin.source, Source::Caller(model::Part::Url))
            && !origin.field.split('.').any(|name| CHOSEN.contains(&name))
    };
    !origins.is_empty() && origins.iter().all(is_own)
}

/// The host that the browser itself asked: nobody can make another one of it.
fn is_own_host(origin: &Origin) -> bool {
    matches!(origin.source, Source::Caller(model::Part::Url))
        && matches!(origin.last_field(), "origin" | "protocol" | "host" | "hostname" | "port")
}

/// The host was compared with a known one, or the address begins with one slash, which no host does.
fn is_tested(event: &Event, origin: &Origin) -> bool {
    let about = |guard: &Guard| {
        guard.about.first().is_some_and(|value| value.deep_origins().iter().any(|it| it.names_same(origin)))
    };
    let holds = |kind: &GuardKind| event.guards.surely(&|guard: &Guard| guard.kind == *kind && about(guard));
    holds(&GuardKind::SlashFirst) && holds(&GuardKind::OneSlash)
        || request_forgery::is_host_compared(event, origin)
}

/// One slash, and then what cannot make it two.
fn is_own_path(text: &Text) -> bool {
    text.as_constant() == Some("/") || has_host(text.prefix())
}

/// `${config.frontEnd}/boards/${id}`: a path of an address that the caller did not choose.
fn is_below_a_base(text: &Text) -> bool {
    let [Part::Hole(base), Part::Literal(next), ..] = text.parts() else { return false };
    let is_chosen = base.deep_origins().iter().any(|origin| origin.source.is_chosen_outside());
    next.starts_with('/') && !is_chosen
}

/// `https://notes.example.com${path}`, where the path is that of the address the server was called by.
fn has_own_path(text: &Text) -> bool {
    let [Part::Literal(host), Part::Hole(path), ..] = text.parts() else { return false };
    let is_host = |host: &str| !host.is_empty() && !host.contains(['/', ' ']);
    ["https://", "http://"].iter().any(|scheme| host.strip_prefix(scheme).is_some_and(is_host))
        && is_own(path)
}

/// The host is written out, so that what follows can only be a path of it.
fn has_host(prefix: &str) -> bool {
    let rest = prefix.strip_prefix("https://").or_else(|| prefix.strip_prefix("http://"));
    match rest {
        Some(rest) => rest.contains('/'),
        None => prefix.starts_with('/') && prefix.len() > 1 && !prefix.starts_with("//"),
    }
}
