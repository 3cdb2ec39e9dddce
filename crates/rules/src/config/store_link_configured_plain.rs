use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_hosting::{Opening, Variable};

use super::{
    address::{doubt, host, is_near},
    applies, note_settings,
};
use crate::{Case, Found, Look, Rule, code::store_link_plain::plain_address, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "store-link-configured-plain",
    title: "settings by which a database, cache, queue or mail server is reached without TLS",
    claims: &["tls/links-to-stores"],
    topic: Topic::Tls,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("store_link_configured_plain.md"),
};

const HELP: &str = "ask for TLS in the address or the settings of the link";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_settings(case, look);
    for variable in &case.hosting.variables {
        let Some(why) = why_plain(variable) else { continue };
        let name = &variable.name;
        let found = Found::new(
            "tls/links-to-stores",
            format!("{name}: {why}"),
            format!("`{name}` opens a link that is not encrypted: {why}"),
        )
        .at(variable.place.clone())
        .help(HELP);
        match doubt(case, variable) {
            None => look.against(found),
            Some(_) if variable.for_development => {}
            Some(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
    for store in &case.hosting.stores {
        for (_, place) in store.openings.iter().filter(|(opening, _)| *opening == Opening::PlainLinks) {
            let what = &store.what;
            let found = Found::new(
                "tls/links-to-stores",
                format!("{what}: plain links"),
                format!("{what} takes connections without TLS"),
            )
            .at(place.clone())
            .help("let it refuse them");
            look.against(found);
        }
    }
}

fn why_plain(variable: &Variable) -> Option<&'static str> {
    let value = variable.value.as_deref()?.trim();
    let lower = value.to_ascii_lowercase();
    if let Some(host) = host(value) {
        // The address of a page may hold such words, too.
        let of_store = !lower.starts_with("http");
        return if of_store && !is_near(host) { plain_address(value, value) } else { None };
    }
    let name = words(&variable.name);
    let says = |list: &[&str]| name.iter().any(|word| list.contains(&word.as_str()));
    if variable.name.eq_ignore_ascii_case("PGSSLMODE") && lower == "disable" {
        return Some("it switches TLS off");
    }
    let of_store = [
        "db",
        "database",
        "pg",
        "postgres",
        "postgresql",
        "mysql",
        "mongo",
        "mongodb",
        "redis",
        "rabbitmq",
        "amqp",
        "kafka",
        "smtp",
    ];
    let last = name.last().map(String::as_str);
    let about_tls = matches!(last, Some("ssl" | "tls" | "sslmode"));
    let off = matches!(lower.as_str(), "false" | "0" | "off" | "disable" | "disabled");
    // A framework's keys say so for a host that is named elsewhere, and mostly for one nearby.
    (says(&of_store) && about_tls && off && !variable.name.contains('.')).then_some("it switches TLS off")
}
