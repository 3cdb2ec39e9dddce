use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Event, Origin, Source, Value,
    model::{Effect, Identity, Role},
};
use assay_evidence::{Confidence, Topic};

use super::callers::{self, Stranger, caused_by_strangers};
use super::{flow, reach::blind_spots_on_platform, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "account-from-payload",
    title: "an account id that the caller says is theirs",
    claims: &["authz/identity-from-context"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("account_from_payload.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots_on_platform(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for (event, entry, stranger) in caused_by_strangers(code) {
        if !matches!(stranger, Stranger::User | Stranger::ProjectAdmin | Stranger::Agent) {
            continue;
        }
        look.looked_at(1);
        let Some((value, deed)) = decided_by(event) else { continue };
        let Some(origin) = claimed_account(&value) else { continue };
        // Somebody compared it with the account of the context, or asked about it.
        if event.guards.iter().any(|guard| guard.covers(&value)) || !seen.insert((event.site, entry.id)) {
            continue;
        }
        let what = flow::origin_words(&origin);
        let found = Found::new(
            "authz/identity-from-context",
            format!("{what} at {deed} from {}", entry.name),
            format!("{} can name any account in {what}, and `{}` {deed} for it", callers::words(stranger), entry.name),
        )
        .at(code.place(event.site))
        .help("take the account from the invocation's context (`context.accountId`), which the platform vouches for")
        .path(flow::steps_from(code, event, &origin, "the account decides here"));
        look.against(found);
    }
}

/// What decides whose data is touched, and how that is called.
fn decided_by(event: &Event) -> Option<(Value, &'static str)> {
    let Action::Call(call) = &event.action else { return None };
    match call.effect()? {
        Effect::StorageRead | Effect::SecretRead => Some((call.role(Role::Key), "reads what is stored")),
        Effect::StorageWrite | Effect::SecretWrite => Some((call.role(Role::Key), "writes what is stored")),
        Effect::StorageDelete | Effect::SecretDelete => {
            Some((call.role(Role::Key), "deletes what is stored"))
        }
        _ if call.identity() == Some(Identity::NamedUser) => Some((call.role(Role::Account), "acts")),
        _ if call.path.ends_with(":asUser") => Some((call.argument(0), "acts")),
        _ => None,
    }
}

/// The origin that is an account id of the caller's own choosing.
fn claimed_account(value: &Value) -> Option<Origin> {
    value
        .deep_origins()
        .iter()
        .find(|origin| {
            matches!(origin.source, Source::Caller(_) | Source::Agent)
                && !origin.cleansed.is_summed_up()
                && names_caller(origin.last_field())
        })
        .cloned()
}

/// True for names by which a front end tells who its user is; `assignee` and its like name others on purpose.
fn names_caller(field: &str) -> bool {
    matches!(
        field,
        "accountId"
            | "userId"
            | "userAccountId"
            | "currentUser"
            | "currentUserId"
            | "user"
            | "aaid"
            | "myAccountId"
            | "account_id"
            | "user_id"
    )
}
