use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{
    Action, Event, Value,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, trello::power_up};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "trello-token-long-lived",
    title: "a Trello token that never ends",
    claims: &["trello/token-lifetime-short"],
    topic: Topic::Scopes,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: power_up,
    examine,
    page: include_str!("trello_token_long_lived.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(1);
    let mut seen = BTreeSet::new();
    for event in &code.events {
        let Some(asked) = asked(event) else { continue };
        look.looked_at(1);
        if !asked.never || !seen.insert(event.site) {
            continue;
        }
        let with = if asked.scope.is_empty() {
            String::new()
        } else {
            format!(", with the scope `{}`", asked.scope)
        };
        look.against(
            Found::new(
                "trello/token-lifetime-short",
                format!("expiration: never{with}"),
                format!("members are asked for a token that never ends{with}"),
            )
            .at(code.place(event.site))
            .help("ask for the shortest `expiration` that will do (`1hour`, `1day`, `30days`), and anew when it has passed")
            .path(flow::steps(code, event, "members are asked")),
        );
    }
}

struct Asked {
    never: bool,
    scope: String,
}

/// What members are asked for: by the client's function, or by an address of Trello's.
fn asked(event: &Event) -> Option<Asked> {
    let values: Vec<Value> = match &event.action {
        Action::Call(call) if call.effect() == Some(Effect::OauthAuthorize) => {
            let settings = call.role(Role::Settings);
            if let Some(expiration) = settings.fields().get("expiration") {
                let never = expiration.constants().any(|it| it == "never");
                return Some(Asked { never, scope: constant(&settings.field("scope")) });
            }
            call.arguments.clone()
        }
        Action::Call(call) => call.arguments.clone(),
        Action::Assign(assign) => vec![assign.value.clone()],
        Action::Render(render) => ["href", "src"].iter().map(|name| render.attributes.field(name)).collect(),
        _ => return None,
    };
    let address = values.iter().flat_map(Value::texts).map(|text| text.template()).find(|template| {
        ["trello.com/1/authorize", "trello.com/1/OAuthAuthorizeToken"]
            .iter()
            .any(|part| template.contains(part))
            && template.len() < 2000
    })?;
    let parameter = |name: &str| {
        let at = address.find(&format!("{name}="))? + name.len() + 1;
        address[at..].split(['&', '#', '"', '\'']).next().map(str::to_owned)
    };
    Some(Asked {
        never: parameter("expiration").is_some_and(|value| value == "never"),
        scope: parameter("scope").unwrap_or_default().replace("%2C", ","),
    })
}

fn constant(value: &Value) -> String {
    match value.as_constant() {
        Some(text) => text.to_owned(),
        None => {
            let fields = value.fields();
            let on =
                fields.iter().filter(|(_, value)| !value.is_undefined()).map(|(name, _)| name.to_string());
            on.collect::<Vec<_>>().join(",")
        }
    }
}
