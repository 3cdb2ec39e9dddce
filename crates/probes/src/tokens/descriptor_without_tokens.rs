//! Does the descriptor that is served ask for tokens?

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::applies;
#[cfg(feature = "live")]
use crate::Act;
use crate::Probe;

#[cfg(feature = "live")]
mod live {
    use serde_json::Value;

    use crate::{Found, Look, Probing, Request, Role, Scene};

    pub(super) fn probing<'a>(scene: &'a Scene<'a>, look: &'a mut Look) -> Probing<'a> {
        Box::pin(async move {
            for endpoint in scene.target.of_role(Role::Descriptor) {
                let case = format!("descriptor-without-tokens/read {}", endpoint.label());
                let answer = scene.client.send(Request::get(case, &endpoint.url)).await;
                let body = answer.reply().filter(|reply| reply.is_success() && reply.whole);
                let Some(Value::Object(descriptor)) =
                    body.and_then(|reply| serde_json::from_str(&reply.body).ok())
                else {
                    look.skip(endpoint.label(), "no descriptor came");
                    continue;
                };
                look.looked_at(1);
                let authentication = descriptor.get("authentication").and_then(|it| it.get("type")?.as_str());
                if authentication != Some("jwt") {
                    let says = authentication.unwrap_or("nothing");
                    let statement =
                        format!("the descriptor that is served asks for `{says}` as its authentication");
                    let found =
                        Found::new("connect/authentication-jwt", "descriptor: authentication", statement);
                    look.against(
                        found.help("Set `authentication.type` to `jwt`.").shown_by("the descriptor", &answer),
                    );
                }
                let migration = descriptor.get("apiMigrations").and_then(|it| it.get("signed-install"));
                if migration != Some(&Value::Bool(true)) {
                    let statement =
                        "the descriptor that is served does not ask for signed installation callbacks";
                    let found = Found::new("connect/signed-install", "descriptor: signed-install", statement);
                    let help = "Set `apiMigrations.signed-install` to `true`, and verify the callbacks.";
                    look.against(found.help(help).shown_by("the descriptor", &answer));
                }
            }
        })
    }
}

/// See its page.
pub(crate) static PROBE: Probe = Probe {
    id: "descriptor-without-tokens",
    title: "descriptors that ask for no tokens",
    claims: &["connect/authentication-jwt", "connect/signed-install"],
    topic: Topic::Lifecycle,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: applies::to_descriptor,
    #[cfg(feature = "live")]
    act: Act::Try(|scene, look| live::probing(scene, look)),
    page: include_str!("descriptor_without_tokens.md"),
};
