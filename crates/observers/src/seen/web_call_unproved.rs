use assay_app::operations::{OperationClass, operation};
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use crate::{Cause, Decision, Found, Look, Observer, Request, Scene};

const AUTHENTICATED: &str = "web-trigger/authenticated";
const BEFORE_EFFECT: &str = "web-trigger/checked-before-effect";

pub(crate) const OBSERVER: Observer = Observer {
    id: "web-call-unproved",
    title: "a call from the web that proves nothing, and has an effect",
    claims: &[AUTHENTICATED, BEFORE_EFFECT],
    topic: Topic::Authz,
    severity: Severity::High,
    confidence: Confidence::High,
    watch,
    page: include_str!("web_call_unproved.md"),
};

fn watch(scene: &Scene<'_>, look: &mut Look<'_>) {
    let is_trigger = |function: &str| {
        let own = |it: &assay_app::manifest::WebTrigger| {
            it.function.as_ref().is_some_and(|it| it.value == function)
        };
        scene.manifest.web_triggers.iter().any(own)
    };
    look.ways(|way| is_trigger(&way.function));
    for call in &scene.transcript.calls {
        let Cause::Web { trigger, bears_something, status } = &call.cause else { continue };
        if *bears_something || scene.anonymous.contains(trigger) {
            continue;
        }
        let place = || scene.place(&call.function);
        if let Some(effect) = call.requests.iter().find(|it| is_effect(it)) {
            let statement = format!(
                "a call of the web trigger `{trigger}` without any header, parameter or body had an effect: {} {}",
                effect.kind, effect.subject
            );
            let help = "ask for a shared secret or a signature before anything is read or changed, or name it in `anonymous` with the reason";
            look.against(
                Found::new(BEFORE_EFFECT, format!("{trigger}: effect"), statement, place()).help(help),
            );
            continue;
        }
        if *status < 400 && call.requests.iter().any(is_allowed) {
            let statement = format!(
                "a call of the web trigger `{trigger}` without any header, parameter or body was answered with {status}, from what the app read for it"
            );
            let found = Found::new(AUTHENTICATED, format!("{trigger}: answer"), statement, place());
            look.against(found.severity(Severity::Medium).confidence(Confidence::Low));
        }
    }
}

fn is_allowed(asked: &Request) -> bool {
    asked.decision == Decision::Allow
}

/// Something is changed by it: a write to a store, a job, a call of a product that is no reading.
fn is_effect(asked: &Request) -> bool {
    let verb = asked.subject.split_whitespace().next_back().unwrap_or_default();
    let writes = ["set", "delete", "transaction"].iter().any(|it| verb.ends_with(it));
    is_allowed(asked)
        && asked.status < 400
        && match asked.kind.as_str() {
            "store" => writes,
            "product" => changes_a_product(&asked.subject),
            "queue" => asked.subject == "publish",
            _ => false,
        }
}

/// By what the operation does. Of one that no table has, a POST may be a search.
fn changes_a_product(subject: &str) -> bool {
    let (method, path) = subject.split_once(' ').unwrap_or((subject, ""));
    operation(method, path).map_or(matches!(method, "PUT" | "DELETE" | "PATCH"), |operation| {
        operation.class() != OperationClass::Read
    })
}
