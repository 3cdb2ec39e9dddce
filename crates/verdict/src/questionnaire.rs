//! The Marketplace's security questionnaire, drafted from an assessment.
//!
//! An answer is given only where facts, or evidence weighed by the law of judging, carry it: the duties that a
//! prompt's rows rest on are judged once more, narrowed to the prompt's claims. What is not known stays blank,
//! with what would answer it. No prompt knows a rule, so drafts get fuller as instruments are added.

mod by_claims;
mod by_facts;
mod exhibit;
mod in_words;
mod settle;

use std::collections::BTreeMap;

use assay_catalogue::{
    Catalogue, FactId, Truth,
    questionnaire::{AnswerKind, AskedWhen, Effect, Prompt, Questionnaire, YesNo},
};
use assay_evidence::AppType;
use serde::Serialize;

use crate::{Assessment, Need, duty::Bench};

pub use exhibit::{Exhibit, ExhibitKind};

/// What a draft answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "is", content = "text")]
pub enum Reply {
    /// Yes.
    Yes,
    /// No.
    No,
    /// In words, those of an attestation.
    Text(String),
    /// Nothing: a person has to.
    Blank,
}

impl Reply {
    /// The answer where it is yes or no.
    pub fn yes_no(&self) -> Option<YesNo> {
        match self {
            Self::Yes => Some(YesNo::Yes),
            Self::No => Some(YesNo::No),
            Self::Text(_) | Self::Blank => None,
        }
    }
}

impl From<YesNo> for Reply {
    fn from(answer: YesNo) -> Self {
        match answer {
            YesNo::Yes => Self::Yes,
            YesNo::No => Self::No,
        }
    }
}

/// How well a draft is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It can be read off the places shown, or a complete look by sure instruments proves it.
    Certain,
    /// A person vouches for it, with name, date and expiry.
    Stated,
    /// What was seen speaks for it and does not settle it: a person should look before pasting it.
    Likely,
    /// It is not known.
    Unknown,
}

impl Certainty {
    /// Every certainty, best first.
    pub const EVERY: [Self; 4] = [Self::Certain, Self::Stated, Self::Likely, Self::Unknown];
}

impl std::fmt::Display for Certainty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Certain => "certain",
            Self::Stated => "stated",
            Self::Likely => "likely",
            Self::Unknown => "unknown",
        })
    }
}

/// The draft of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'q> {
    /// The question.
    pub prompt: &'q Prompt,
    /// Whether it is asked at all: `No` where the answer to an earlier prompt rules it out.
    pub asked: Truth,
    /// The draft.
    pub reply: Reply,
    /// How well it is founded.
    pub certainty: Certainty,
    /// Why it is what it is, one or two plain sentences.
    pub because: String,
    /// What it rests on; for a blank, what a person should look at first.
    pub evidence: Vec<Exhibit>,
    /// The looks that are missing, where a proof is.
    pub needs: Vec<Need>,
    /// What a person does, or which instrument is missing; none where the answer stands.
    pub what_would_answer_it: Option<String>,
}

impl Answer<'_> {
    /// True where the draft is the answer that keeps an app from being listed.
    pub fn is_blocking(&self) -> bool {
        self.reply.yes_no().is_some_and(|answer| self.prompt.is_blocked_by(answer))
    }

    /// True where the draft is the answer that brings a warning.
    pub fn is_warning(&self) -> bool {
        let bad = self.prompt.bad.filter(|bad| bad.effect == Effect::Warning);
        bad.is_some_and(|bad| self.reply.yes_no() == Some(bad.answer))
    }

    /// True where a person has to answer it: it is asked, or may be, and nothing is known.
    pub fn is_open(&self) -> bool {
        self.reply == Reply::Blank && self.asked != Truth::No
    }
}

/// The questionnaire is for Forge apps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotForge {
    /// What the app calls itself.
    pub name: String,
    /// What it is.
    pub types: Vec<AppType>,
}

impl std::fmt::Display for NotForge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let article = |kind: &AppType| if *kind == AppType::OAuth { "an" } else { "a" };
        let types: Vec<String> = self.types.iter().map(|kind| format!("{} {kind}", article(kind))).collect();
        let is = if types.is_empty() { "of no known type".to_owned() } else { types.join(" and ") };
        // The sentence goes to a terminal as it is, and the name is the app's own text.
        let name = self.name.escape_debug();
        write!(f, "`{name}` is {is}; the questionnaire drafted here is the one for Forge apps")
    }
}

impl std::error::Error for NotForge {}

/// Drafts every answer, in the order of the questionnaire.
///
/// Pure, as judging is. A Forge app with Connect modules is drafted as the Forge app it is.
///
/// # Errors
/// [`NotForge`] for every other type of app.
pub fn draft<'q>(
    assessment: &Assessment,
    catalogue: &Catalogue,
    questionnaire: &'q Questionnaire,
) -> Result<Vec<Answer<'q>>, NotForge> {
    let Assessment { dossier, statements, today, .. } = assessment;
    let types: Vec<AppType> = dossier.app.types.iter().map(|reason| reason.app_type).collect();
    let is_forge = match dossier.facts.truth(&FactId::from("type.forge")) {
        Truth::Yes => true,
        Truth::No => false,
        Truth::Unknown => types.iter().any(|kind| matches!(kind, AppType::Forge | AppType::ForgeRemote)),
    };
    if !is_forge {
        return Err(NotForge { name: dossier.app.name.clone(), types });
    }
    let desk = Desk { bench: Bench { catalogue, dossier, statements, today: *today }, assessment };
    let mut earlier = Earlier::new();
    let mut answers = Vec::new();
    for prompt in &questionnaire.prompts {
        let answer = desk.answer(prompt, &earlier);
        earlier.insert(&prompt.id, (answer.asked, answer.reply.yes_no(), answer.certainty));
        answers.push(answer);
    }
    Ok(answers)
}

/// Of each earlier prompt: whether it is asked, its answer, how sure that is.
type Earlier<'q> = BTreeMap<&'q str, (Truth, Option<YesNo>, Certainty)>;

/// What answers are drafted with.
struct Desk<'a> {
    bench: Bench<'a>,
    assessment: &'a Assessment,
}

/// A draft before it is dressed up.
struct Sketch {
    reply: Reply,
    certainty: Certainty,
    because: String,
    evidence: Vec<Exhibit>,
    needs: Vec<Need>,
}

impl Sketch {
    fn blank(because: impl Into<String>) -> Self {
        Self {
            reply: Reply::Blank,
            certainty: Certainty::Unknown,
            because: because.into(),
            evidence: Vec::new(),
            needs: Vec::new(),
        }
    }
}

impl Desk<'_> {
    fn answer<'q>(&self, prompt: &'q Prompt, earlier: &Earlier<'_>) -> Answer<'q> {
        let asked = asked(prompt, earlier);
        let mut sketch = match (asked, &prompt.asked_when) {
            (Truth::No, Some(AskedWhen { prompt: parent, is })) => {
                Sketch::blank(format!("It is asked only where {parent} is answered {is}."))
            }
            _ => self.sketch(prompt),
        };
        if asked != Truth::No {
            sketch.evidence.extend(self.related(prompt, &sketch.evidence));
        }
        let settled = asked == Truth::No
            || sketch.reply != Reply::Blank
                && matches!(sketch.certainty, Certainty::Certain | Certainty::Stated);
        let what_would_answer_it = (!settled).then(|| settle::settle(prompt, &sketch, &self.bench));
        let Sketch { reply, certainty, because, evidence, needs } = sketch;
        Answer { prompt, asked, reply, certainty, because, evidence, needs, what_would_answer_it }
    }

    fn sketch(&self, prompt: &Prompt) -> Sketch {
        match (prompt.answer, &prompt.facts, &prompt.claims) {
            (AnswerKind::Text, _, Some(basis)) => self.in_words(basis),
            (AnswerKind::YesNo, Some(basis), _) => self.by_facts(basis),
            (AnswerKind::YesNo, None, Some(basis)) => self.by_claims(prompt, basis),
            (_, _, None) => Sketch::blank("Nothing in this build answers it."),
        }
    }
}

/// Whether a prompt is asked, by the answer to the one it depends on. What is only likely rules nothing out.
fn asked(prompt: &Prompt, earlier: &Earlier<'_>) -> Truth {
    let Some(AskedWhen { prompt: parent, is }) = &prompt.asked_when else { return Truth::Yes };
    match earlier.get(parent.as_str()) {
        Some((Truth::No, ..)) => Truth::No,
        Some((_, Some(answer), _)) if answer == is => Truth::Yes,
        Some((_, Some(_), Certainty::Certain | Certainty::Stated)) => Truth::No,
        _ => Truth::Unknown,
    }
}
