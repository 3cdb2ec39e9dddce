use std::collections::BTreeSet;

use assay_catalogue::Severity;
use assay_code::{Action, Invocation, Reach, Source, model::Role};
use assay_evidence::{Confidence, Topic};

use super::{flow, reach::blind_spots, reads_code, sensitive};
use crate::{Case, Found, Look, Rule, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "secret-to-front-end",
    title: "a secret handed to code that runs in a browser",
    claims: &["secrets/kept-from-front-end"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("secret_to_front_end.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let mut seen = BTreeSet::new();
    for event in code.events.iter().filter(|event| event.reach == Reach::Entry) {
        let (Some(entry), Action::Respond(answer)) = (code.entry_of(event), &event.action) else { continue };
        if !matches!(entry.invocation, Invocation::Resolver | Invocation::Function) {
            continue;
        }
        look.looked_at(1);
        let Some(exposed) = sensitive::secret(answer) else { continue };
        // What the front end itself has sent, it had before; addresses and tokens that are made for it are its own.
        let source = &exposed.origin.source;
        let kept = matches!(source, Source::Environment(_) | Source::Stored(_))
            || matches!(source, Source::Secret(name, _) if !matches!(name.as_str(), "presigned-address" | "realtime-token" | "signed-token"));
        if !kept || !seen.insert((event.site, entry.id)) {
            continue;
        }
        let words = &exposed.words;
        let found = Found::new(
            "secrets/kept-from-front-end",
            format!("{words} from {}", entry.name),
            format!("`{}` hands {words} to the browser of whoever calls it", entry.name),
        )
        .at(code.place(event.site))
        .help("keep it on the backend: make the call that needs it there, or answer only whether it is set")
        .path(flow::steps_from(code, event, &exposed.origin, "it is handed to the front end"));
        if !exposed.sure {
            look.unsure(found.confidence(Confidence::Low), "what becomes of it on its way is not known");
        } else if is_called_an_id(source) {
            look.unsure(
                found.confidence(Confidence::Low),
                "the name it is kept under is that of an identifier",
            );
        } else {
            look.against(found);
        }
    }
}

/// True for what lies among secrets under the name of something that is mostly none: `client-id`, `connectionId`.
fn is_called_an_id(source: &Source) -> bool {
    let key = source.fetched().map(|fetched| fetched.call.role(Role::Key));
    let names =
        |name: &str| words(name).last().is_some_and(|last| matches!(last.as_str(), "id" | "ids" | "url"));
    key.is_some_and(|key| key.constants().next().is_some() && key.constants().all(names))
}
