use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_source::{Place, SourceText, Span};

use crate::{Found, Held, Leak, Look, Observer, Reuse, Scene};

const STATE: &str = "tenant/no-module-state";

pub(crate) const OBSERVER: Observer = Observer {
    id: "tenant-data-crossed",
    title: "a text of one tenant in the hands of another",
    claims: &[STATE],
    topic: Topic::Tenant,
    severity: Severity::High,
    confidence: Confidence::High,
    watch,
    page: include_str!("tenant_data_crossed.md"),
};

fn watch(scene: &Scene<'_>, look: &mut Look<'_>) {
    match scene.transcript.reuse {
        Reuse::CloudLike => look.ways(|_| true),
        Reuse::Fresh | Reuse::TenantWarm => {
            let because = "no process served two tenants, so nothing could be left in one: run it with `--reuse cloud-like`";
            for way in scene.ways {
                look.skip(None, format!("`{}`", way.what()), because.to_owned(), way.place.clone());
            }
        }
    }
    // One variable is one finding: what was shown to another tenant is told before what is only kept.
    let (kept, shown): (Vec<&Leak>, Vec<&Leak>) =
        scene.transcript.leaks.iter().partition(|leak| leak.within == "process");
    for leak in shown.into_iter().chain(kept) {
        let within = match leak.within.as_str() {
            "process" => "kept in the process that serves it".to_owned(),
            within => format!("seen in the {within}"),
        };
        let about = if leak.function.is_empty() { String::new() } else { format!(" of `{}`", leak.function) };
        if leak.held.is_empty() {
            let statement = format!("a text of one tenant was {within}{about} on another");
            let found = Found::new(
                STATE,
                format!("{} {}", leak.function, leak.within),
                statement,
                scene.place(&leak.function),
            );
            look.against(with_confidence(found, scene));
            continue;
        }
        for held in &leak.held {
            let statement =
                format!("a text of one tenant was {within}{about} on another: it lies in `{}`", held.path);
            let place = place(scene, leak, held);
            // Keys of a cache are content; the variable is what is to be changed.
            let identity =
                format!("{} in {}", variable(&held.path), held.file.as_deref().unwrap_or("the globals"));
            let found = Found::new(STATE, identity, statement, place).help(
                "keep nothing of a call in variables that outlive it, or key it by the tenant: the hosted platform uses processes again, for whoever is next",
            );
            // What is kept by tenant is kept rightly, and by what it is kept cannot be told.
            look.against(if leak.within == "process" { found.confidence(Confidence::Low) } else { found });
        }
    }
}

/// Where each call has a process of its own, a text of another tenant came some other way than by a variable.
fn with_confidence(found: Found, scene: &Scene<'_>) -> Found {
    match scene.transcript.reuse {
        Reuse::CloudLike => found,
        Reuse::Fresh | Reuse::TenantWarm => found.confidence(Confidence::Low),
    }
}

/// The variable that a way begins with.
fn variable(path: &str) -> &str {
    let end = path.find(|it: char| !(it.is_alphanumeric() || matches!(it, '_' | '$'))).unwrap_or(path.len());
    &path[..end]
}

fn place(scene: &Scene<'_>, leak: &Leak, held: &Held) -> Place {
    let file = held.file.as_deref().and_then(|file| scene.root.join(file).ok());
    let text = file.and_then(|file| scene.tree.read(&file).ok());
    let Some(text) = text else { return scene.place(&leak.function) };
    let span = declaration(&text, &held.path).map_or(Span::new(0, 0), |line| text.line_span(line));
    text.place(span)
}

/// The line, from 1, that declares the variable a way begins with: the first of its file that declares one of its name; else
/// where that name stands first.
#[must_use]
pub fn declaration(text: &SourceText, path: &str) -> Option<u32> {
    let name = variable(path);
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
    let mut first = None;
    for number in 1..=text.line_count() {
        let words: Vec<&str> = text.line(number).split(|it| !is_part(it)).collect();
        let Some(at) = words.iter().position(|word| *word == name) else { continue };
        let declares = ["const", "let", "var", "class", "function", "import"];
        if words[..at].iter().any(|word| declares.contains(word)) {
            return Some(number);
        }
        first.get_or_insert(number);
    }
    first
}
