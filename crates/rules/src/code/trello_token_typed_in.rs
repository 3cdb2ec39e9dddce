use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Origin, Part, Source, Text, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    credential_fields::{Asked, fields},
    flow,
    reach::blind_spots,
    trello::power_up,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "trello-token-typed-in",
    title: "a Trello token that members type in",
    claims: &["trello/tokens-by-consent"],
    topic: Topic::Credentials,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: power_up,
    examine,
    page: include_str!("trello_token_typed_in.md"),
};

const HELP: &str = "ask for it by Trello's own flow: `t.getRestApi().authorize(…)`";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    let mut seen = BTreeSet::new();
    for (event, call) in code.calls_with(Effect::Egress) {
        look.looked_at(1);
        let Some(origin) = typed_in(call).filter(|_| seen.insert(event.site)) else { continue };
        tell_use(case, look, event, call, &origin);
    }
    for field in fields(case) {
        look.looked_at(1);
        if field.asked != Asked::TrelloToken {
            continue;
        }
        look.against(
            Found::new(
                "trello/tokens-by-consent",
                format!("field: {}", field.words),
                format!("a form asks for a Trello token: `{}`", field.words),
            )
            .at(field.place)
            .path(field.path)
            .help(HELP),
        );
    }
}

fn tell_use(case: &Case<'_>, look: &mut Look<'_>, event: &Event, call: &Call, origin: &Origin) {
    look.against(
        Found::new(
            "trello/tokens-by-consent",
            format!("{}: token", call.path),
            "Trello is asked with a token that a person typed in, not one they consented to",
        )
        .at(case.code.place(event.site))
        .help(HELP)
        .path(flow::steps_from(case.code, event, origin, "Trello is asked with it")),
    );
}

/// What a person typed, where it is the token of a request to Trello.
fn typed_in(call: &Call) -> Option<Origin> {
    let urls = call.role_all(Role::Url);
    urls.iter().flat_map(Value::texts).find_map(|text| {
        let template = text.template();
        let to_trello = template.contains("api.trello.com/") || template.contains("trello.com/1/");
        let token = token_parameter(text).filter(|_| to_trello)?;
        token.deep_origins().iter().find(|origin| matches!(origin.source, Source::UserInput)).cloned()
    })
}

/// `?token={}` of an address.
fn token_parameter(text: &Text) -> Option<Value> {
    let mut before = String::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal) => before.push_str(literal),
            Part::Hole(value) if before.ends_with("token=") => return Some(value.clone()),
            Part::Hole(_) => before.push('x'),
        }
    }
    None
}
