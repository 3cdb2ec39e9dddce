use std::collections::BTreeSet;

use assay_app::App;
use assay_catalogue::Severity;
use assay_code::{
    Call, Reach, Source, Text, Value,
    model::{CheckKind, Effect, Role},
};
use assay_evidence::{Applicability, Confidence, Topic};

use super::{flow, reach::blind_spots};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "invocation-token-unbound",
    title: "an invocation token that may have been meant for another app",
    claims: &["fit/audience-constant", "fit/issuer-checked"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("invocation_token_unbound.md"),
};

fn reads_code(app: &App) -> Applicability {
    if app.manifest.as_ref().is_some_and(|manifest| !manifest.remotes.is_empty()) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "the app has no remote".to_owned() }
    }
}

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::TokenVerify) {
        look.looked_at(1);
        if !is_for_invocations(call) || !seen.insert(event.site) {
            continue;
        }
        let checks = [
            ("fit/audience-constant", Role::Audience, "audience", "the app's own id"),
            ("fit/issuer-checked", Role::Issuer, "issuer", "`forge/invocation-token`"),
        ];
        for (claim, role, what, right) in checks {
            let asked = call.role(role);
            let theirs = asked
                .deep_origins()
                .iter()
                .any(|it| matches!(it.source, Source::Caller(_) | Source::Claims(_)));
            let how = match (asked.is_undefined(), theirs) {
                (true, _) => format!("does not ask for an {what}"),
                (_, true) => format!("takes the {what} it asks for from the caller"),
                _ => continue,
            };
            let found = Found::new(
                claim,
                format!("{}: {what}", call.path),
                format!("`{}` verifies a token and {how}", call.path),
            )
            .at(code.place(event.site))
            .help(format!("ask for {right}, as a constant of the configuration"))
            .path(flow::steps(code, event, "the token is verified"));
            match event.reach {
                Reach::Orphan => {
                    look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
                }
                Reach::Entry | Reach::Loading => look.against(found),
            }
        }
    }
}

/// A JSON Web Token that is verified with a public key set, by a call that can be told what to ask for.
fn is_for_invocations(call: &Call) -> bool {
    let Some(model) = call.model else { return false };
    let token =
        model.check.as_ref().is_some_and(|check| matches!(check.kind, CheckKind::Jwt | CheckKind::Fit));
    let by_key_set =
        call.role(Role::Secret).external_path().is_some_and(|path| path.to_lowercase().contains("jwk"))
            || call.role(Role::Secret).is_function();
    let said = call.role(Role::Issuer);
    let by_issuer = said.constants().any(|issuer| issuer == "forge/invocation-token");
    token
        && (by_key_set || by_issuer || has_key_of_the_platform(call))
        && !model.positions(Role::Audience).is_empty()
}

/// Whether the key was fetched from where the platform publishes its own.
fn has_key_of_the_platform(call: &Call) -> bool {
    let keys = call.role(Role::Secret).deep_origins();
    keys.iter().any(|origin| match &origin.source {
        Source::Response(fetched) => {
            let addresses = fetched.call.role_all(Role::Url);
            addresses
                .iter()
                .flat_map(Value::texts)
                .map(Text::template)
                .any(|url| url.contains("forge.cdn") && url.contains("jwks"))
        }
        _ => false,
    })
}
