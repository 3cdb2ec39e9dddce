use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Reach, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, reads_code};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "cors-open",
    title: "replies that pages of any origin can read",
    claims: &["headers/cors-restricted"],
    topic: Topic::Headers,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("cors_open.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len() + 1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Cors) {
        look.looked_at(1);
        let Some(open) = open(call) else { continue };
        if !seen.insert(event.site) {
            continue;
        }
        let (what, severity) = match open {
            Open::WithCredentials => {
                ("pages of any origin can ask with the user's cookies and read the replies", Severity::High)
            }
            Open::ToAll => ("pages of any origin can read the replies", Severity::Medium),
        };
        let found = Found::new("headers/cors-restricted", format!("{}: {open:?}", call.path), what)
            .at(code.place(event.site))
            .help("name the origins that need it: the product's hosts, and the app's own")
            .severity(severity)
            .path(flow::steps(code, event, "the replies are opened"));
        match event.reach {
            Reach::Orphan => {
                look.unsure(found.confidence(Confidence::Low), "nothing was found that runs this")
            }
            Reach::Entry | Reach::Loading => look.against(found),
        }
    }
}

#[derive(Debug)]
enum Open {
    /// Cookies included.
    WithCredentials,
    /// Without cookies.
    ToAll,
}

fn open(call: &Call) -> Option<Open> {
    // Of servers to which any middleware is added by one call, the argument says which.
    let named = call.role(Role::Name);
    if named.external_path().is_some_and(|path| !path.to_ascii_lowercase().contains("cors"))
        || named.as_external().is_none() && !named.is_undefined()
    {
        return None;
    }
    let settings = call.role(Role::Settings);
    let fields = settings.fields();
    let origin = call.role(Role::Origin);
    let any = |value: &Value| value.as_constant() == Some("*") || value.as_boolean() == Some(true);
    // Without settings, or with settings that name no origin, the middleware lets all in.
    let unset = settings.is_undefined() || (!fields.is_empty() && !fields.contains_key("origin"));
    // Starlette's lets nobody in where no origin is named.
    let unset = unset && named.is_undefined();
    let open = any(&origin) || origin.elements().iter().any(any) || unset && origin.is_undefined();
    let allowed = ["credentials", "allow_credentials", "supports_credentials", "allowCredentials"];
    let mut allowed = allowed.iter().filter_map(|name| fields.get(name));
    let credentials =
        allowed.any(|value| value.as_boolean() == Some(true) || value.as_constant() == Some("true"));
    match (open, credentials) {
        (true, true) => Some(Open::WithCredentials),
        (true, false) => Some(Open::ToAll),
        (false, _) => None,
    }
}
