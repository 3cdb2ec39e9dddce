use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Event, Guard, GuardKind, Reach, Side,
    model::{CheckKind, Effect},
};
use assay_evidence::{Confidence, Topic};

use super::product::{self, Access};
use super::{flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-permission-unchecked",
    title: "a route that acts for every user who has a token",
    claims: &["connect/permission-checked"],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("connect_permission_unchecked.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    let mut places: BTreeMap<_, (&Event, String)> = BTreeMap::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let Some(entry) = code.entry_of(event).filter(|entry| entry.side == Side::Server) else { continue };
        let Some(what) = change(event) else { continue };
        look.looked_at(1);
        let by_token = event.guards.iter().any(|guard| guard.kind == GuardKind::Check(CheckKind::Connect));
        // Lifecycle callbacks come from the product, not from a user.
        let is_lifecycle = ["install", "uninstall", "enabled", "disabled", "webhook"]
            .iter()
            .any(|word| entry.name.contains(word));
        if by_token && !is_lifecycle && !event.guards.surely(&is_permission) {
            places.entry((event.site, entry.name.clone())).or_insert((event, what));
        }
    }
    for (event, what) in places.into_values() {
        let Some(entry) = code.entry_of(event) else { continue };
        let found = Found::new(
            "connect/permission-checked",
            format!("{what} in {}", entry.name),
            format!("`{}` {what} for anyone with a valid token: every user of the site has one", entry.name),
        )
        .at(code.place(event.site))
        .help("check what the token's user may do (`addon.authorizeJira`, `permissions/check`) before it happens")
        .path(flow::steps(code, event, "this happens for any user"));
        if event.guards.iter().any(|guard| {
            matches!(
                guard.kind,
                GuardKind::UnknownTested(_) | GuardKind::StoreTested | GuardKind::OneOfSeveral
            )
        }) {
            look.unsure(found.confidence(Confidence::Low), "something is tested before that may be a check");
        } else {
            look.against(found);
        }
    }
}

fn is_permission(guard: &Guard) -> bool {
    matches!(
        guard.kind,
        GuardKind::Check(CheckKind::Permission | CheckKind::AdminPermission)
            | GuardKind::PermissionAsked
            | GuardKind::UserRead
            | GuardKind::AccountCompared
            | GuardKind::Member
    )
}

/// What a route changes that is the app's or the product's.
fn change(event: &Event) -> Option<String> {
    let Action::Call(call) = &event.action else { return None };
    if let Some(product) = product::as_somebody(event, call) {
        return (product.access == Access::Write).then(|| format!("calls `{}`", product.operation()));
    }
    matches!(
        call.effect()?,
        Effect::StorageWrite | Effect::StorageDelete | Effect::SecretWrite | Effect::SecretDelete
    )
    .then(|| format!("calls `{}`", call.path))
}
