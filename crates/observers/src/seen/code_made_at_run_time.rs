use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::{Place, Span};

use crate::{Call, Found, Look, Made, Observer, Scene};

const SANDBOXED: &str = "execution/code-sandboxed";

pub(crate) const OBSERVER: Observer = Observer {
    id: "code-made-at-run-time",
    title: "code that the app made of a text while it ran, or asked for elsewhere",
    claims: &[SANDBOXED],
    topic: Topic::Injection,
    severity: Severity::Medium,
    confidence: Confidence::Low,
    watch,
    page: include_str!("code_made_at_run_time.md"),
};

fn watch(scene: &Scene<'_>, look: &mut Look<'_>) {
    look.ways(|_| true);
    for call in &scene.transcript.calls {
        for made in call.code.iter().filter(|made| says_something(made)) {
            let found =
                Found::new(SANDBOXED, identity(made), statement(call, made), place(scene, call, made));
            let found = found.help("run only code that was deployed; read data with a parser, and choose functions by name from a fixed list");
            // Code from another host is somebody else's. What a text of the app's own process holds does not show.
            look.against(match made.by.starts_with("import of ") {
                true => found.severity(Severity::High).confidence(Confidence::Medium),
                false => found,
            });
        }
    }
}

/// What a package makes while it is loaded, it makes of its own texts: nobody has asked the app for anything yet.
fn says_something(made: &Made) -> bool {
    let is_of_a_package = made.place.as_deref().is_some_and(|place| place.contains("node_modules/"));
    let is_import = made.by.starts_with("import of ");
    !made.is_harmless && (is_import || !(made.at_load && is_of_a_package))
}

fn identity(made: &Made) -> String {
    format!("{} {}", made.by, made.place.as_deref().unwrap_or_default())
}

fn statement(call: &Call, made: &Made) -> String {
    let at = made.place.as_deref().map(|place| format!(", at {place}")).unwrap_or_default();
    let when = match made.at_load {
        true => "the app was loaded".to_owned(),
        false => format!("`{}` ran", call.what()),
    };
    match (made.by.strip_prefix("import of "), made.is_refused) {
        (Some(from), true) => {
            format!("while {when}, code of {from} was to be imported, which is refused here{at}")
        }
        (Some(from), false) => format!("while {when}, code of {from} was imported{at}"),
        (None, true) => {
            format!("while {when}, a text was to be run as code by `{}`, which is refused here{at}", made.by)
        }
        (None, false) => format!("while {when}, code was made of a text by `{}`{at}", made.by),
    }
}

/// The line, where it is one of a file that is there; else the function.
fn place(scene: &Scene<'_>, call: &Call, made: &Made) -> Place {
    let own = || {
        let mut parts = made.place.as_deref()?.rsplitn(3, ':');
        let (_column, line, file) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let text = scene.tree.read(&scene.root.join(file).ok()?).ok()?;
        let span = if line <= text.line_count() { text.line_span(line) } else { Span::new(0, 0) };
        Some(text.place(span))
    };
    own().unwrap_or_else(|| scene.place(&call.function))
}
