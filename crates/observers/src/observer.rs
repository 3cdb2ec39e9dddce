//! What an observer is.

use assay_catalogue::{ClaimId, Method, Severity};
use assay_evidence::{
    Applicability, Confidence, Evidence, InstrumentCard, InstrumentId, Page, PageError, Sweep, Topic,
};

use crate::{Look, Scene};

/// One observer.
pub struct Observer {
    /// Kebab-case, stable for ever.
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
    /// Looks, and writes down what it sees.
    pub watch: fn(&Scene<'_>, &mut Look<'_>),
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl std::fmt::Debug for Observer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Observer({})", self.id)
    }
}

impl Observer {
    /// How it introduces itself. Which apps it has something to watch of, the claims say by their own conditions.
    #[must_use]
    pub fn card(&self) -> InstrumentCard {
        InstrumentCard {
            id: InstrumentId::from(self.id),
            title: self.title.to_owned(),
            method: Method::Observe,
            claims: self.claims.iter().copied().map(ClaimId::from).collect(),
            topic: self.topic,
            severity: self.severity,
            confidence: self.confidence,
            applicability: Applicability::Applies,
        }
    }

    /// Its page, taken apart.
    ///
    /// # Errors
    /// [`PageError`] where the page does not have the fixed headings or an example cannot be read; the tests of this crate
    /// hold that none is such.
    pub fn page(&self) -> Result<Page<'static>, PageError> {
        Page::read(self.page)
    }

    /// What it has to say of a run, with one sweep for each of its claims.
    #[must_use]
    pub fn run(&'static self, scene: &Scene<'_>) -> (Vec<Evidence>, Vec<Sweep>) {
        let mut look = Look::new(self, *scene);
        (self.watch)(scene, &mut look);
        look.end()
    }
}
