use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::{
    connect::{descriptor, wants_tokens},
    connect_signed_install_missing::migrations_are_unknown,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "connect-context-qsh-missing",
    title: "context tokens that cannot be told from others",
    claims: &["connect/context-token-marked"],
    topic: Topic::Qsh,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: descriptor,
    examine,
    page: include_str!("connect_context_qsh_missing.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(descriptor) = &case.app.descriptor else { return };
    // Context tokens go to frames; an app without modules has none.
    if !wants_tokens(descriptor) || descriptor.modules.is_empty() || !descriptor.is_complete() {
        look.looked_at(1);
        return;
    }
    if migrations_are_unknown(descriptor) {
        let what = "the descriptor's `apiMigrations`";
        look.skip(what, "what they hold is filled in by a template", Some(descriptor.head()));
        return;
    }
    look.looked_at(1);
    let found = |statement: &str| {
        Found::new("connect/context-token-marked", "apiMigrations.context-qsh", statement)
            .help("set `apiMigrations.context-qsh` to `true`, and refuse such tokens except where the frame itself calls")
    };
    match descriptor.api_migrations.get("context-qsh") {
        Some(marked) if marked.value => {}
        Some(marked) => look.against(
            found("context tokens come without their fixed query hash: `context-qsh` is `false`")
                .at(descriptor.place(marked.span)),
        ),
        None => look.against(
            found("context tokens come without their fixed query hash: the descriptor does not ask for it")
                .at(descriptor.head())
                .by_absence(),
        ),
    }
}
