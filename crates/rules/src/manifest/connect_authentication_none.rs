use assay_app::Spanned;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::Place;

use super::connect::connect_part;
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-authentication-none",
    title: "a Connect app that is called without a token",
    claims: &["connect/authentication-jwt"],
    topic: Topic::Jwt,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: connect_part,
    examine,
    page: include_str!("connect_authentication_none.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    if let Some(descriptor) = &case.app.descriptor {
        let place = |given: &Spanned<String>| descriptor.place(given.span);
        judge(look, "authentication.type", descriptor.authentication.as_ref(), place);
    }
    if let Some(manifest) = case.manifest()
        && let Some(connect) = &manifest.app.connect
    {
        let place = |given: &Spanned<String>| manifest.place(given.span);
        judge(look, "app.connect.authentication", connect.authentication.as_ref(), place);
    }
}

/// Where nothing is given, the product sends tokens.
fn judge(
    look: &mut Look<'_>,
    path: &str,
    given: Option<&Spanned<String>>,
    place: impl Fn(&Spanned<String>) -> Place,
) {
    match given {
        Some(given) if !given.is_certain() => {
            look.looked_at(1);
            look.unsure(
                Found::new(
                    "connect/authentication-jwt",
                    path,
                    format!("whether calls carry a token depends on a variable: `{given}`"),
                )
                .at(place(given))
                .confidence(Confidence::Low),
                "the value depends on a variable",
            );
        }
        Some(given) if given.value.eq_ignore_ascii_case("none") => {
            look.looked_at(1);
            look.against(
                Found::new(
                    "connect/authentication-jwt",
                    path,
                    format!("`{path}` is `none`: calls to the app carry no token, so it cannot tell who is calling"),
                )
                .at(place(given))
                .help("set it to `jwt`, keep the shared secret of each installation, and check the token of every call"),
            );
        }
        _ => look.looked_at(1),
    }
}
