use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    address::{Named, Parts, every_address},
    credential::place_without,
};
use crate::{Case, Found, Look, Rule, case};

pub(crate) const RULE: Rule = Rule {
    id: "egress-userinfo",
    title: "an outside address with a user name in it",
    claims: &["consent/plain-names"],
    topic: Topic::Egress,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: case::forge,
    examine,
    page: include_str!("egress_userinfo.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    let every = every_address(manifest);
    let user = |named: &Named<'_>| Parts::of(&named.address.value).user.map(ToOwned::to_owned);
    let secrets: Vec<_> =
        every.iter().filter(|named| user(named).is_some()).map(|named| named.address.span).collect();
    for named in &every {
        look.looked_at(1);
        let Some(user) = user(named) else { continue };
        // What stands before the sign may be a secret: it is not repeated, nor shown.
        let what = if user.contains(':') { "a user name and a password" } else { "a user name" };
        let host = Parts::of(&named.address.value).host;
        look.against(
            Found::new(
                "consent/plain-names",
                format!("user information before {host} {}", named.role),
                format!("the address of `{host}` {} has {what} before its host", named.role),
            )
            .at(place_without(&manifest.document, named.address.span, &secrets))
            .help("keep the address to scheme and host; let the code sign in, with a secret from the secret store"),
        );
    }
}
