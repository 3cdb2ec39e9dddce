//! What a rule is, and how it is run.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use assay_app::{App, ConnectDescriptor, Manifest};
use assay_catalogue::{ClaimId, Method, Severity};
use assay_code::ir::Language;
use assay_evidence::{
    Applicability, Completion, Confidence, Evidence, InstrumentCard, InstrumentId, Sweep, Topic,
};
use assay_source::{Place, RelPath};

use crate::{Case, Example, Look, Page, PageError, suppression};

/// One rule.
pub struct Rule {
    /// Kebab-case, named for the bad thing it sees; stable for ever.
    pub id: &'static str,
    /// The bad thing in a few words.
    pub title: &'static str,
    /// The claims it can speak to.
    pub claims: &'static [&'static str],
    /// What it is about.
    pub topic: Topic,
    /// How bad what it sees usually is.
    pub severity: Severity,
    /// How sure it usually is.
    pub confidence: Confidence,
    /// Whether it has anything to look at in an app.
    pub applies: fn(&App) -> Applicability,
    /// Looks, and writes down what it sees.
    pub examine: fn(&Case<'_>, &mut Look<'_>),
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rule({})", self.id)
    }
}

/// What a rule has to say about one app.
#[derive(Debug)]
pub struct Examination {
    /// What it saw.
    pub evidence: Vec<Evidence>,
    /// How far it looked: one sweep per claim; none where it does not apply.
    pub sweeps: Vec<Sweep>,
}

impl Rule {
    /// How it introduces itself: for one app, or for the catalogue where there is none.
    pub fn card(&self, app: Option<&App>) -> InstrumentCard {
        InstrumentCard {
            id: InstrumentId::from(self.id),
            title: self.title.to_owned(),
            method: Method::Examine,
            claims: self.claims.iter().copied().map(ClaimId::from).collect(),
            topic: self.topic,
            severity: self.severity,
            confidence: self.confidence,
            applicability: app.map_or(Applicability::Applies, self.applies),
        }
    }

    /// Its page, taken apart.
    ///
    /// # Errors
    /// [`PageError`] where the page does not have the fixed headings or an example cannot be read; the tests
    /// of this crate hold that none is such.
    pub fn page(&self) -> Result<Page<'static>, PageError> {
        Page::read(self.page)
    }

    /// The languages it knows: JavaScript, and those that its page shows both a bad and a good app in. An example is a test,
    /// so no language is claimed without one.
    pub fn languages(&self) -> BTreeSet<Language> {
        let of = |examples: &[Example<'_>]| -> BTreeSet<Language> {
            let files = examples.iter().flat_map(|example| &example.files);
            files.filter_map(|(name, _)| Language::of(&RelPath::parse(name).ok()?)).collect()
        };
        let page = self.page().ok();
        let known = page.map(|page| &of(&page.examples) & &of(&page.instead)).unwrap_or_default();
        known.into_iter().chain([Language::JavaScript]).collect()
    }

    /// Looks at one app. Where a part of its manifest or descriptor could not be read, no look is whole. A rule
    /// that panics is an error of ours: it is caught, and its sweeps say that it broke.
    pub fn run(&self, case: &Case<'_>) -> Examination {
        if (self.applies)(case.app) != Applicability::Applies {
            return Examination { evidence: Vec::new(), sweeps: Vec::new() };
        }
        let mut look = Look::new(self, case.subject);
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.examine)(case, &mut look)));
        if let Some(place) = unread(case.app) {
            look.skip("a part of the manifest or descriptor", "it could not be read", Some(place));
        }
        let completion = match outcome {
            Ok(()) => Completion::Completed,
            Err(panic) => Completion::Broke { because: panic_words(panic.as_ref()) },
        };
        let (mut evidence, sweeps) = look.end(&completion);
        suppression::note(case, &mut evidence);
        Examination { evidence, sweeps }
    }
}

/// The head of the app's manifest or descriptor where a part of it could not be read: what stands there, nobody
/// has looked at.
fn unread(app: &App) -> Option<Place> {
    let manifest = app.manifest.as_ref().filter(|manifest| !manifest.is_complete()).map(Manifest::head);
    let descriptor = || app.descriptor.as_ref().filter(|descriptor| !descriptor.is_complete());
    manifest.or_else(|| descriptor().map(ConnectDescriptor::head))
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(ToString::to_string);
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
}
