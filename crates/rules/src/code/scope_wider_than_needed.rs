use assay_app::{
    cards::{ScopeCard, ScopeClass},
    operations::Operation,
};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    needed_scopes::Needed,
    reach::{blind_spots, blind_spots_on_platform, unseen},
};
use crate::{
    Case, Found, Look, Rule,
    manifest::declared_scopes::{applies, declared_scopes},
};

pub(crate) const RULE: Rule = Rule {
    id: "scope-wider-than-needed",
    title: "a scope wider than the calls need",
    claims: &["scopes/no-wider-than-needed"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("scope_wider_than_needed.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    // On the platform rights are used by functions and pages; what remotes do by tokens is weighed below.
    if case.app.is_forge() {
        blind_spots_on_platform(case, look)
    } else {
        blind_spots(case, look)
    }
    let scopes = declared_scopes(case);
    look.looked_at(scopes.len());
    let needed = Needed::of(case);
    for scope in &scopes {
        let name = scope.name.as_str();
        let Some(card) = scope.card else { continue };
        if let Some(narrower) = ladder(card, &needed) {
            let statement = format!(
                "`{name}` is more than the calls need: `{narrower}` is enough for all that were found"
            );
            let found = Found::new("scopes/no-wider-than-needed", format!("scopes: {name}"), statement)
                .at(scope.place.clone())
                .by_absence()
                .help(format!("ask for `{narrower}`"));
            let doubt = needed.open.first().map(|call| {
                let place = case.code.place(call.event.site);
                format!("{} in {}:{} may need it", call.operation(), place.file, place.line())
            });
            match doubt.or_else(|| unseen(case, look)) {
                None => look.against(found),
                Some(because) => look.unsure(found.confidence(Confidence::Low), because),
            }
            continue;
        }
        // A granular scope opens one kind of thing: no classic one is narrower, whatever its class.
        let Some(operations) = needed.by.get(name).filter(|_| card.kind != "granular") else { continue };
        let narrower: Option<Vec<&str>> =
            operations.iter().map(|operation| narrower(operation, name, card.class)).collect();
        let Some(mut narrower) = narrower else { continue };
        narrower.sort_unstable();
        narrower.dedup();
        let narrower = narrower.join("`, `");
        let statement = format!(
            "`{name}` is more than the calls need: everything that was found to use it also takes `{narrower}`"
        );
        let found = Found::new("scopes/no-wider-than-needed", scope.identity(), statement)
            .at(scope.place.clone())
            .path(scope.path())
            .by_absence()
            .help(format!("ask for `{narrower}` instead"));
        match unseen(case, look) {
            None => look.against(found),
            Some(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
}

/// One scope of a lower class that suffices for an operation in place of this one.
fn narrower(operation: &Operation, name: &str, class: ScopeClass) -> Option<&'static str> {
    let of = |scope: &str| ScopeCard::of(scope).map_or(ScopeClass::Admin, |card| card.class);
    operation
        .classic
        .iter()
        .filter(|set| !set.contains(&name) && set.len() == 1)
        .map(|set| set[0])
        .find(|scope| rank(of(scope)) < rank(class))
}

fn rank(class: ScopeClass) -> u8 {
    match class {
        ScopeClass::None => 0,
        ScopeClass::Read => 1,
        ScopeClass::Notify | ScopeClass::Storage => 2,
        ScopeClass::Write => 3,
        ScopeClass::Delete => 4,
        ScopeClass::PersonalData | ScopeClass::Token => 5,
        ScopeClass::Manage => 6,
        ScopeClass::Admin | ScopeClass::Impersonate => 7,
    }
}

/// The rungs of Connect's ladder, from the lowest.
const LADDER: [&str; 6] = ["NONE", "READ", "WRITE", "DELETE", "PROJECT_ADMIN", "ADMIN"];

/// The rung that is enough, where a scope of the ladder stands higher.
fn ladder(card: &ScopeCard, needed: &Needed<'_>) -> Option<&'static str> {
    let rung = |scope: &str| LADDER.iter().position(|known| *known == scope);
    let declared = rung(card.scope).filter(|_| card.kind == "connect-only")?;
    let operations = needed.calls.iter().flat_map(|(_, operations)| operations);
    let enough = operations.filter_map(|operation| rung(operation.connect?)).max().unwrap_or(1);
    // READ opens most pages a frame can stand on: an app without calls may need it.
    (declared > enough.max(1)).then(|| LADDER[enough.max(1)])
}
