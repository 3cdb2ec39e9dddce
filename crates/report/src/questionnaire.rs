//! The drafted security questionnaire: a document to paste from, a text for the terminal, JSON for programs.
//!
//! What is drafted, and how sure it is, was decided in the verdict crate; nothing is added here.

mod escape;
mod human;
mod json;
mod markdown;
mod schema;
mod summary;

use assay_catalogue::{
    Truth,
    questionnaire::{Effect, Prompt, Questionnaire},
};
use assay_verdict::{
    Assessment,
    questionnaire::{Answer, Exhibit, Reply},
};

use crate::Tool;

pub use human::questionnaire_human;
pub use json::{QUESTIONNAIRE_SCHEMA_ID, questionnaire_json};
pub use markdown::questionnaire_markdown;
pub use schema::questionnaire_schema;

/// The drafted answers of one app, and what they were drafted from.
#[derive(Clone, Copy)]
pub struct Draft<'a> {
    /// Who made it.
    pub tool: &'a Tool,
    /// The questionnaire.
    pub questionnaire: &'a Questionnaire,
    /// What it was drafted from.
    pub assessment: &'a Assessment,
    /// The answers, in the order of the questionnaire.
    pub answers: &'a [Answer<'a>],
}

/// At most so many exhibits are printed for one answer; JSON has all of them.
const EXHIBITS: usize = 6;

/// The answer as it is printed; not asked outranks all else.
fn reply(answer: &Answer<'_>) -> String {
    match &answer.reply {
        _ if answer.asked == Truth::No => "Not asked".to_owned(),
        Reply::Yes => "Yes".to_owned(),
        Reply::No => "No".to_owned(),
        Reply::Text(text) => text.clone(),
        Reply::Blank => "Blank".to_owned(),
    }
}

/// What the answer does, or could do where it is blank: `blocks the listing`.
fn weight(answer: &Answer<'_>) -> Option<String> {
    let bad = answer.prompt.bad?;
    let does = match bad.effect {
        Effect::Blocking => "blocks the listing",
        Effect::Warning => "brings a warning",
    };
    match () {
        () if answer.asked == Truth::No => None,
        () if answer.reply.yes_no() == Some(bad.answer) => Some(does.to_owned()),
        () if answer.is_open() => Some(format!("{} {does}", bad.answer)),
        () => None,
    }
}

/// The condition of a prompt whose parent is not answered: `only where 5 is answered yes`.
fn condition(answer: &Answer<'_>) -> Option<String> {
    let Prompt { asked_when, .. } = answer.prompt;
    let when = asked_when.as_ref().filter(|_| answer.asked == Truth::Unknown)?;
    Some(format!("only where {} is answered {}", when.prompt, when.is))
}

/// The exhibits that are printed, and how many are not.
fn shown<'a>(answer: &'a Answer<'_>) -> (&'a [Exhibit], usize) {
    let shown = answer.evidence.len().min(EXHIBITS);
    (&answer.evidence[..shown], answer.evidence.len() - shown)
}
