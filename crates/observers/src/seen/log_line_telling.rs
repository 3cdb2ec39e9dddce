use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Found, Line, Look, Masked, Observer, Scene};

const SECRETS: &str = "secrets/logs";
const PERSONAL: &str = "logs/no-personal-data";
const CONTENT: &str = "logs/no-user-content";

pub(crate) const OBSERVER: Observer = Observer {
    id: "log-line-telling",
    title: "a log line that carries a secret, what tells who a person is, or what users wrote",
    claims: &[PERSONAL, CONTENT, SECRETS],
    topic: Topic::PiiLog,
    severity: Severity::Medium,
    confidence: Confidence::High,
    watch,
    page: include_str!("log_line_telling.md"),
};

/// What something that was taken out of a line says, and how sure that is. Ids of accounts say nothing: they are made to be
/// logged in the place of names.
fn meaning(masked: Masked) -> Option<(&'static str, &'static str, Confidence)> {
    Some(match masked {
        Masked::Secret => (SECRETS, "a secret of the app", Confidence::High),
        // By its form alone: a text may look like a key and be none.
        Masked::Credential => (SECRETS, "something of the form of a credential", Confidence::Medium),
        Masked::Personal => (PERSONAL, "a name or an address of a person of the site", Confidence::High),
        Masked::Mail => (PERSONAL, "something of the form of an address of mail", Confidence::Medium),
        Masked::Card => (CONTENT, "something of the form of a card's number", Confidence::Medium),
        Masked::Machine => (PERSONAL, "something of the form of a machine's address", Confidence::Low),
        // Who set it says that it is no secret.
        Masked::Account | Masked::Variable => return None,
    })
}

fn watch(scene: &Scene<'_>, look: &mut Look<'_>) {
    look.ways(|_| true);
    for site in &scene.transcript.closed_logs {
        let because = "its admin does not allow that logs are read".to_owned();
        look.skip(None, format!("the log of {site}"), because, None);
    }
    for call in &scene.transcript.calls {
        let mut seen: BTreeMap<(&'static str, &'static str), Confidence> = BTreeMap::new();
        for line in &call.lines {
            for (claim, what, confidence) in told_by(line) {
                seen.insert((claim, what), confidence);
            }
        }
        for ((claim, what), confidence) in seen {
            let severity = if claim == SECRETS { Severity::High } else { Severity::Medium };
            let found = Found::new(
                claim,
                format!("{}: {what}", call.what()),
                format!("`{}` logged {what} while it ran", call.what()),
                scene.place(&call.function),
            );
            let help =
                "log the ids and the states that are needed to find the trouble, and nothing that was read";
            look.against(found.severity(severity).confidence(confidence).help(help));
        }
    }
}

fn told_by(line: &Line) -> impl Iterator<Item = (&'static str, &'static str, Confidence)> {
    let content = line.holds_content.then_some((CONTENT, "what users wrote", Confidence::High));
    line.masked.keys().filter_map(|masked| meaning(*masked)).chain(content)
}
