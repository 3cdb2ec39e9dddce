use std::collections::BTreeSet;

use assay_app::AppType;
use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Reach, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Step, Topic};

use super::kept_whole::KeptWhole;
use super::sensitive::{self, Exposed};
use super::{flow, product, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-in-plain-store",
    title: "a secret kept where it is not kept secret",
    claims: &[
        "secrets/plain-storage-clean",
        "secrets/entity-properties-clean",
        "secrets/at-rest",
        "trello/secrets-in-secret-store",
    ],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("secret_in_plain_store.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    by_trellos_client(case, look);
    let kept_whole = KeptWhole::of(code);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls() {
        let Some((value, key, store)) = kept(case, event, call) else { continue };
        look.looked_at(1);
        if seen.contains(&call.site) {
            continue;
        }
        let named = secret_in(&value, &key);
        let inside = if named.is_none() { kept_whole.secret(event, &value, &key) } else { None };
        let in_a_record =
            inside.as_ref().map(|field| (format!("a record with the secret `{}`", field.name), true, None));
        let Some((words, sure, origin)) = named.or(in_a_record) else { continue };
        seen.insert(call.site);
        let (claim, place) = match store {
            Store::Property if case.app.is_forge() => {
                ("secrets/plain-storage-clean", "a property, which users and other apps can read")
            }
            Store::Property => {
                ("secrets/entity-properties-clean", "a property, which users and other apps can read")
            }
            Store::Shared => {
                ("trello/secrets-in-secret-store", "Trello's storage, which is not made for secrets")
            }
            Store::Plain if case.app.is_forge() => ("secrets/plain-storage-clean", "plain storage"),
            Store::Plain => ("secrets/at-rest", "plain storage"),
            Store::Browser => {
                (browser_claim(case), "the browser's storage, which every script of the page can read")
            }
        };
        let mut path = flow::steps(code, event, "it is stored");
        if let Some(origin) = &origin {
            path = flow::steps_from(code, event, origin, "it is stored");
        }
        if let Some(field) = &inside {
            let text = format!("`{}` of it is sent as a secret", field.name);
            path.push(Step { place: code.place(field.site), text });
        }
        let found =
            Found::new(claim, format!("{words} at {}", call.path), format!("{words} is written to {place}"))
                .at(code.place(call.site))
                .help(match store {
                    Store::Shared => "keep it with `t.storeSecret`",
                    Store::Browser if case.app.may_be(AppType::Trello) => "keep it with `t.storeSecret`",
                    Store::Browser => "keep it on a server, behind a session cookie that scripts cannot read",
                    _ if case.app.is_forge() => "keep it in the secret store: `kvs.setSecret`",
                    _ => "keep it encrypted, in a store of the app's own",
                })
                .path(path);
        // A script of a page runs when the page does, whoever calls its functions.
        if sure && (event.reach != Reach::Orphan || store == Store::Browser) {
            look.against(found);
        } else {
            look.unsure(
                found.confidence(Confidence::Low),
                "whether it is a secret, or whether this runs, is not known",
            );
        }
    }
}

/// `Trello.authorize` keeps what it is given in the browser's storage, unless it is told not to.
///
/// Source: developer.atlassian.com/cloud/trello/guides/client-js/client-js-reference, `persist`; read 2026-11.
fn by_trellos_client(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::OauthAuthorize) {
        if !matches!(call.path.as_str(), "global:Trello.authorize" | "trello:Client.authorize") {
            continue;
        }
        look.looked_at(1);
        let settings = call.role(Role::Settings);
        let persist = settings.field("persist");
        let is_known =
            persist.as_boolean().is_some() || persist.is_undefined() && !settings.fields().is_empty();
        if persist.as_boolean() == Some(false) || !seen.insert(call.site) {
            continue;
        }
        let words = "the member's token";
        let found = Found::new(
            "trello/secrets-in-secret-store",
            format!("{words} at {}", call.path),
            format!("`Trello.authorize` keeps {words} in the browser's storage, which every script of the page can read"),
        )
        .at(code.place(call.site))
        .help("ask with `persist: false`, or with `t.getRestApi().authorize`, and keep the token with `t.storeSecret`")
        .path(flow::steps(code, event, "it is stored"));
        if is_known {
            look.against(found);
        } else {
            look.unsure(found.confidence(Confidence::Low), "whether `persist` is switched off is not known");
        }
    }
}

/// What the browser's storage is measured by: Trello's library has a store for secrets in it.
fn browser_claim(case: &Case<'_>) -> &'static str {
    match () {
        () if case.app.is_forge() => "secrets/plain-storage-clean",
        () if case.app.may_be(AppType::Trello) => "trello/secrets-in-secret-store",
        () => "secrets/at-rest",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Store {
    /// The platform's store, not its secret one.
    Plain,
    /// A property of an issue, a user, a page.
    Property,
    /// Trello's store beside boards, cards and members.
    Shared,
    /// `localStorage` and its like.
    Browser,
}

/// What is kept, under which name, and where.
fn kept(case: &Case<'_>, event: &Event, call: &Call) -> Option<(Value, Value, Store)> {
    let product = call.model.and_then(|model| model.product.as_deref());
    match call.effect()? {
        Effect::StorageWrite if matches!(product, Some("kvs" | "entity" | "object-store")) => {
            Some((call.role(Role::Value), call.role(Role::Key), Store::Plain))
        }
        Effect::SharedStorageWrite if product == Some("entity-property") => {
            Some((call.role(Role::Value), call.role(Role::Key), Store::Property))
        }
        Effect::BrowserStorageWrite => Some((call.role(Role::Value), call.role(Role::Key), Store::Browser)),
        // What is kept for all to see is told by `trello-shared-data-sensitive`.
        Effect::SharedStorageWrite if call.role(Role::Visibility).constants().any(|it| it == "shared") => {
            None
        }
        Effect::SharedStorageWrite => Some((call.role(Role::Value), call.role(Role::Key), Store::Shared)),
        Effect::ProductCall => {
            let read = product::as_somebody(event, call)?;
            let is_property = read.path.contains("/properties") || read.path.contains("/property");
            if !is_property || read.access != product::Access::Write {
                return None;
            }
            // Properties of the app itself are the app's own, but on Connect as open as the others.
            if product::is_own_data(&read.path) && case.app.is_forge() {
                return None;
            }
            let options = call.role(Role::Options);
            let body = ["body", "data", "json"]
                .iter()
                .map(|name| options.field(name))
                .find(|body| !body.is_undefined());
            let key = call.role(Role::Route);
            Some((body?, key, Store::Property))
        }
        _ => None,
    }
}

/// Something that is a secret by where it came from, or by the name it is kept under.
fn secret_in(value: &Value, key: &Value) -> Option<(String, bool, Option<assay_code::Origin>)> {
    if let Some(Exposed { words, sure, origin, .. }) = sensitive::secret(value) {
        return Some((words, sure, Some(origin)));
    }
    if is_harmless(value) {
        return None;
    }
    let last = |text: &str| text.rsplit(['/', '.', ':']).next().unwrap_or_default().to_owned();
    let named = key.texts().map(|text| last(&text.template())).find(|name| sensitive::is_secret_name(name));
    if let Some(name) = named {
        return Some((format!("`{name}`"), true, None));
    }
    let field = value
        .fields()
        .into_iter()
        .find(|(name, value)| sensitive::is_secret_name(name) && !is_harmless(value));
    field.map(|(name, _)| (format!("`{name}`"), true, None))
}

/// Flags, empty texts, and what was encrypted or starred out.
fn is_harmless(value: &Value) -> bool {
    use assay_code::model::Cleansing;
    let origins = value.deep_origins();
    let covered = !origins.is_empty()
        && origins.iter().all(|origin| {
            origin.cleansed.contains_any(&[
                Cleansing::Encrypted,
                Cleansing::Hashed,
                Cleansing::Masked,
                Cleansing::Boolean,
            ]) || origin.cleansed.is_summed_up()
        });
    let constant = value.is_constant() && value.constants().all(|text| text.len() < 8);
    covered || constant && value.fields().is_empty()
}
