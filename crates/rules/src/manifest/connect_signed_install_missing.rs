use assay_app::ConnectDescriptor;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::connect::{descriptor, wants_tokens};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-signed-install-missing",
    title: "installation callbacks that the platform does not sign",
    claims: &["connect/signed-install"],
    topic: Topic::Lifecycle,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: descriptor,
    examine,
    page: include_str!("connect_signed_install_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(descriptor) = &case.app.descriptor else { return };
    let hook = descriptor
        .lifecycle
        .iter()
        .find(|hook| matches!(hook.event.value.as_str(), "installed" | "uninstalled"));
    // Where nothing is called back, nothing has to be signed. What could not be read may hold what is missing.
    let Some(hook) = hook.filter(|_| wants_tokens(descriptor) && descriptor.is_complete()) else {
        look.looked_at(1);
        return;
    };
    let what = format!("the callback `{}`", hook.url);
    if migrations_are_unknown(descriptor) {
        let place = descriptor.place(hook.url.span);
        look.skip(what, "what `apiMigrations` holds is filled in by a template", Some(place));
        return;
    }
    look.looked_at(1);
    let found = |statement: &str| {
        Found::new("connect/signed-install", "apiMigrations.signed-install", format!("{what} {statement}"))
            .help("set `apiMigrations.signed-install` to `true` and verify the callbacks with Atlassian's public keys")
    };
    match descriptor.signed_install() {
        Some(signed) if signed.value => {}
        Some(signed) => look.against(
            found("comes without Atlassian's signature: `signed-install` is `false`")
                .at(descriptor.place(signed.span)),
        ),
        None => look.against(
            found("comes without Atlassian's signature: the descriptor does not ask for signed installs")
                .at(descriptor.place(hook.url.span))
                .by_absence(),
        ),
    }
}

/// True where `apiMigrations` stands there and is no map that can be read.
pub(crate) fn migrations_are_unknown(descriptor: &ConnectDescriptor) -> bool {
    let migrations = descriptor.document.root.get("apiMigrations");
    let known =
        |key: &str| migrations.is_none_or(|node| node.get(key).is_none_or(|value| value.as_bool().is_some()));
    migrations.is_some_and(|node| !matches!(node.value, assay_app::document::Value::Map(_)))
        || !known("signed-install")
        || !known("context-qsh")
}
