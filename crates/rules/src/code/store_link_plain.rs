use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Reach, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "store-link-plain",
    title: "a link to a database, cache, queue or mail server without TLS",
    claims: &["tls/links-to-stores"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("store_link_plain.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Connect) {
        look.looked_at(1);
        let links =
            [Role::Connection, Role::Tls, Role::Settings].into_iter().flat_map(|role| call.role_all(role));
        let Some(why) = links.into_iter().find_map(|link| plain(&link)) else { continue };
        if !seen.insert(event.site) {
            continue;
        }
        let statement = format!("`{}` opens a link that is not encrypted: {why}", call.path);
        let found = Found::new("tls/links-to-stores", format!("{}: {why}", call.path), statement)
            .at(code.place(event.site))
            .help("ask for TLS in the address or the settings of the link")
            .path(flow::steps(code, event, "the link is opened"));
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}

/// What says that a link is plain; none where it is encrypted or not known.
fn plain(link: &Value) -> Option<&'static str> {
    for text in link.texts() {
        if let Some(why) = plain_address(text.prefix(), &text.template()) {
            return Some(why);
        }
    }
    let fields = link.fields();
    let off = |name: &str| fields.get(name).and_then(Value::as_boolean) == Some(false);
    if off("ssl") || off("tls") || off("requireTLS") && off("secure") {
        return Some("its settings switch TLS off");
    }
    if fields.get("ignoreTLS").and_then(Value::as_boolean) == Some(true) {
        return Some("its settings switch TLS off");
    }
    let inner = ["connectionString", "url", "uri", "connection", "dialectOptions", "socket"];
    inner.iter().filter_map(|name| fields.get(name)).find_map(plain)
}

/// What says that an address of a store is plain: by what it surely begins with, and by the whole of it.
pub(crate) fn plain_address(prefix: &str, whole: &str) -> Option<&'static str> {
    let lower = whole.to_ascii_lowercase();
    let off = [
        "sslmode=disable",
        "ssl mode=disable",
        "sslmode=none",
        "ssl=false",
        "tls=false",
        "usessl=false",
        "encrypt=false",
    ];
    if off.iter().any(|word| lower.contains(word)) {
        return Some("its address switches TLS off");
    }
    let host = prefix.split_once("://").map(|(_, rest)| rest.rsplit('@').next().unwrap_or(rest));
    let local = host.is_some_and(|host| {
        [
            "localhost",
            "127.0.0.1",
            "redis",
            "db",
            "mongo",
            "postgres",
            "mysql",
            "rabbitmq",
            "host.docker.internal",
        ]
        .iter()
        .any(|name| {
            host.strip_prefix(name).is_some_and(|rest| !rest.starts_with('.') && !rest.starts_with('-'))
        })
    });
    let scheme = prefix.split_once("://").map(|(scheme, _)| scheme);
    match scheme {
        Some("redis" | "amqp" | "smtp" | "mqtt") if !local => {
            return Some("the scheme of its address is the plain one");
        }
        _ => {}
    }
    None
}
