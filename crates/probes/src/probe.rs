//! What a probe is, and how it is run.

use assay_catalogue::{ClaimId, Method, Severity};
use assay_evidence::{Applicability, Confidence, InstrumentCard, InstrumentId, Page, PageError, Topic};
#[cfg(feature = "live")]
use assay_evidence::{Completion, Evidence, Sweep};

use crate::{Look, Scene, Target};

/// One probe.
pub struct Probe {
    /// Kebab-case, a proposition that is true of a bad app; stable for ever.
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
    /// Whether it has anything to ask of a target.
    pub applies: fn(&Target) -> Applicability,
    /// Asks, and writes down what it sees.
    #[cfg(feature = "live")]
    pub act: Act,
    /// Its page, in Markdown.
    pub page: &'static str,
}

/// How a probe comes to know what it tells.
#[derive(Clone, Copy)]
pub enum Act {
    /// It judges what the survey has seen; it asks nothing and is pure.
    Judge(fn(&Scene<'_>, &mut Look)),
    /// It sends requests of its own through the scene's client.
    Try(Trial),
}

/// A probe that sends requests. Several run at once: their requests have names that no other request of the run
/// has, and what they write down does not depend on which answer comes first.
pub type Trial = for<'a> fn(&'a Scene<'a>, &'a mut Look) -> Probing<'a>;

/// A probe at work.
pub type Probing<'a> = std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>;

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Probe({})", self.id)
    }
}

impl Probe {
    /// How it introduces itself: for one target, or for the catalogue where there is none.
    pub fn card(&self, target: Option<&Target>) -> InstrumentCard {
        InstrumentCard {
            id: InstrumentId::from(self.id),
            title: self.title.to_owned(),
            method: Method::Test,
            claims: self.claims.iter().copied().map(ClaimId::from).collect(),
            topic: self.topic,
            severity: self.severity,
            confidence: self.confidence,
            applicability: target.map_or(Applicability::Applies, self.applies),
        }
    }

    /// Its page, taken apart.
    ///
    /// # Errors
    /// [`PageError`] where the page does not have the fixed headings or an example cannot be read; the tests of
    /// this crate hold that none is such.
    pub fn page(&self) -> Result<Page<'static>, PageError> {
        Page::read(self.page)
    }

    /// Asks one target. A probe that panics is an error of ours: it is caught, and its sweeps say that it broke.
    /// Nothing comes back where it does not apply.
    #[cfg(feature = "live")]
    pub async fn run(&'static self, scene: &Scene<'_>) -> (Vec<Evidence>, Vec<Sweep>) {
        use std::panic::{AssertUnwindSafe, catch_unwind};

        if (self.applies)(scene.target) != Applicability::Applies {
            return (Vec::new(), Vec::new());
        }
        let mut look = Look::new(self, scene.subject);
        let outcome = match self.act {
            Act::Judge(judge) => catch_unwind(AssertUnwindSafe(|| judge(scene, &mut look))),
            Act::Try(trial) => {
                let mut probing = trial(scene, &mut look);
                std::future::poll_fn(|context| {
                    match catch_unwind(AssertUnwindSafe(|| probing.as_mut().poll(context))) {
                        Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
                        Ok(std::task::Poll::Ready(())) => std::task::Poll::Ready(Ok(())),
                        Err(panic) => std::task::Poll::Ready(Err(panic)),
                    }
                })
                .await
            }
        };
        let completion = match outcome {
            Ok(()) => Completion::Completed,
            Err(panic) => Completion::Broke { because: panic_words(panic.as_ref()) },
        };
        look.end(&completion)
    }
}

/// For probes that have something to ask of every target.
pub(crate) fn always(_: &Target) -> Applicability {
    Applicability::Applies
}

fn panic_words(panic: &(dyn std::any::Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(ToString::to_string);
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned())
}
