use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Action, Analysis, Invocation, Origin, Reach, Side, Source, Value, model::Effect};
use assay_evidence::{Confidence, Topic};

use super::kept_whole::KeptWhole;
use super::sensitive::{self, Exposed, Sensitive};
use super::{
    flow, hosts, kept_records, reach::blind_spots, reads_code, refresh_token_told,
    stored_data_unchecked::short_name,
};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "secret-to-front-end",
    title: "a secret handed to code that runs in a browser",
    claims: &["secrets/kept-from-front-end", "secrets/refresh-token-on-server"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("secret_to_front_end.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    built_in(case, look);
    refresh_token_told::tell(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let kept_whole = KeptWhole::of(code);
    let mut seen = BTreeSet::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let (Some(entry), Action::Respond(answer)) = (code.entry_of(event), &event.action) else { continue };
        if !matches!(entry.invocation, Invocation::Resolver | Invocation::Function) {
            continue;
        }
        look.looked_at(1);
        let known = sensitive::secret(answer).or_else(|| in_a_record(code, answer)).or_else(|| {
            let (field, origin) = kept_whole.handed_on(answer)?;
            let words = format!("`{}` of what is stored", field.name);
            Some(Exposed { kind: Sensitive::Secret, words, origin, sure: true })
        });
        let Some(exposed) = known else { continue };
        // What the front end itself has sent, it had before; addresses and tokens that are made for it are its own.
        let source = &exposed.origin.source;
        let kept = matches!(source, Source::Environment(_) | Source::Stored(_))
            || matches!(source, Source::Secret(name, _) if !matches!(name.as_str(), "presigned-address" | "realtime-token" | "signed-token"));
        // Of a helper that answers for the handler the handler is the place to change.
        let site = event.hops.first().map_or(event.site, |hop| hop.site);
        // Two resolvers with the same definitions are one way in.
        let definition = (short_name(entry), entry.declared_at.to_string());
        if !kept || !seen.insert((site, definition)) {
            continue;
        }
        let words = &exposed.words;
        let found = Found::new(
            "secrets/kept-from-front-end",
            format!("{words} from {}", entry.name),
            format!("`{}` hands {words} to the browser of whoever calls it", entry.name),
        )
        .at(code.place(site))
        .help("keep it on the backend: make the call that needs it there, or answer only whether it is set")
        .path(flow::steps_from(code, event, &exposed.origin, "it is handed to the front end"));
        if !exposed.sure {
            look.unsure(found.confidence(Confidence::Low), "what becomes of it on its way is not known");
        } else if sensitive::is_called_an_id(source) {
            look.unsure(
                found.confidence(Confidence::Low),
                "the name it is kept under is that of an identifier",
            );
        } else {
            look.against(found);
        }
    }
}

/// A record that is answered whole, and under whose key a secret is written.
fn in_a_record(code: &Analysis, answer: &Value) -> Option<Exposed> {
    let origins = answer.deep_origins();
    let whole = |origin: &&Origin| origin.field.is_empty() && origin.cleansed.is_as_it_came();
    origins.iter().filter(whole).find_map(|origin| {
        let Source::Stored(read) = &origin.source else { return None };
        let secret = kept_records::written(code, read).iter().find_map(|value| {
            let kept = value
                .fields()
                .into_iter()
                .find(|(name, value)| sensitive::is_secret_name(name) && sensitive::is_text(value));
            kept.map(|(name, _)| name)
        })?;
        let words = format!("`{secret}` of what is stored");
        Some(Exposed { kind: Sensitive::Secret, words, origin: origin.clone(), sure: true })
    })
}

/// What a page's script sends as a credential, and was put into it when it was built.
fn built_in(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        let on_page = code.entry_of(event).is_some_and(|entry| entry.side == Side::FrontEnd);
        if !on_page || event.reach == Reach::Orphan {
            continue;
        }
        look.looked_at(1);
        let fields = hosts::headers(call).fields();
        let mut sent = fields.into_iter().filter(|(name, _)| shows_who(name));
        let Some((origin, name)) = sent.find_map(|(header, value)| {
            let origins = value.deep_origins();
            origins.iter().find_map(|origin| Some((origin.clone(), secret_variable(origin, &header)?)))
        }) else {
            continue;
        };
        if !seen.insert((event.site, name.clone())) {
            continue;
        }
        let found = Found::new(
            "secrets/kept-from-front-end",
            format!("{name} in {}", call.path),
            format!(
                "`{name}` is built into a script that every visitor's browser gets, and sent as a credential"
            ),
        )
        .at(code.place(event.site))
        .help("make the call on the backend, which keeps the credential; what a page is built with is public")
        .path(flow::steps_from(code, event, &origin, "it is sent with the request"));
        look.against(found);
    }
}

/// Headers for credentials, those of single services too: `X-Figma-Token`.
fn shows_who(header: &str) -> bool {
    let is_known = hosts::CREDENTIALS.iter().any(|known| header.eq_ignore_ascii_case(known));
    is_known
        || words(header).iter().any(|word| matches!(word.as_str(), "token" | "secret" | "key" | "password"))
}

/// The name of a variable that is called a secret, or is sent as one.
fn secret_variable(origin: &Origin, header: &str) -> Option<String> {
    const SECRET: [&str; 5] = ["secret", "token", "password", "key", "credential"];
    const PUBLIC: [&str; 4] = ["public", "publishable", "anon", "client"];
    let Source::Environment(variable) = &origin.source else { return None };
    let name = if origin.field.is_empty() { variable.as_str() } else { origin.last_field() };
    // Frameworks mark what they build in: `NEXT_PUBLIC_`.
    let own = ["NEXT_PUBLIC_", "EXPO_PUBLIC_", "PUBLIC_"].iter().find_map(|prefix| name.strip_prefix(prefix));
    let said = words(own.unwrap_or(name));
    let has = |of: &[&str]| said.iter().any(|word| of.contains(&word.as_str()));
    let sent_as_one =
        words(header).iter().any(|word| matches!(word.as_str(), "token" | "secret" | "password"));
    ((has(&SECRET) || sent_as_one) && !has(&PUBLIC)).then(|| name.to_owned())
}
