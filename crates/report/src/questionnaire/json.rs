//! The drafts for programs.

use assay_catalogue::{
    RequirementId, Source, Truth,
    questionnaire::{AnswerKind, AskedWhen, Bad, Questionnaire},
};
use assay_evidence::{AppType, InstrumentId};
use assay_verdict::{
    Need,
    questionnaire::{Answer, Certainty, Exhibit, ExhibitKind, Reply},
};
use jiff::civil::Date;
use serde::Serialize;

use super::{Draft, summary::Summary};
use crate::Tool;

/// The version of the document this build writes.
pub const QUESTIONNAIRE_SCHEMA_ID: &str = "assay-questionnaire-1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: &'a Tool,
    source: &'a Source,
    apps: Vec<App<'a>>,
}

#[derive(Serialize)]
struct App<'a> {
    path: &'a str,
    name: &'a str,
    main_file: &'a str,
    types: Vec<AppType>,
    drafted_at: Date,
    revision: Option<Date>,
    summary: Summary<'a>,
    answers: Vec<AnswerOut<'a>>,
}

#[derive(Serialize)]
struct AnswerOut<'a> {
    prompt: &'a str,
    question: &'a str,
    kind: AnswerKind,
    requirements: &'a [RequirementId],
    #[serde(skip_serializing_if = "Option::is_none")]
    asked_when: Option<&'a AskedWhen>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bad: Option<Bad>,
    asked: Truth,
    draft: &'a Reply,
    certainty: Certainty,
    blocking: bool,
    warning: bool,
    because: &'a str,
    evidence: Vec<ExhibitOut<'a>>,
    needs: &'a [Need],
    #[serde(skip_serializing_if = "Option::is_none")]
    what_would_answer_it: Option<&'a str>,
}

#[derive(Serialize)]
struct ExhibitOut<'a> {
    kind: ExhibitKind,
    statement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a InstrumentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// The drafts as one JSON document, indented, with a line end.
pub fn questionnaire_json(tool: &Tool, questionnaire: &Questionnaire, drafts: &[Draft<'_>]) -> String {
    let document = Document {
        schema: QUESTIONNAIRE_SCHEMA_ID,
        tool,
        source: &questionnaire.source,
        apps: drafts.iter().map(app).collect(),
    };
    let text = serde_json::to_string_pretty(&document);
    text.expect("every map in it has text keys, and no writer of ours fails") + "\n"
}

fn app<'a>(draft: &'a Draft<'_>) -> App<'a> {
    let card = &draft.assessment.dossier.app;
    App {
        path: card.path.as_str(),
        name: &card.name,
        main_file: card.main_file.as_str(),
        types: card.types.iter().map(|reason| reason.app_type).collect(),
        drafted_at: draft.assessment.today,
        revision: draft.assessment.revision,
        summary: Summary::of(draft.answers),
        answers: draft.answers.iter().map(answer).collect(),
    }
}

fn answer<'a>(answer: &'a Answer<'_>) -> AnswerOut<'a> {
    let prompt = answer.prompt;
    AnswerOut {
        prompt: &prompt.id,
        question: &prompt.text,
        kind: prompt.answer,
        requirements: &prompt.requirements,
        asked_when: prompt.asked_when.as_ref(),
        bad: prompt.bad,
        asked: answer.asked,
        draft: &answer.reply,
        certainty: answer.certainty,
        blocking: answer.is_blocking(),
        warning: answer.is_warning(),
        because: &answer.because,
        evidence: answer.evidence.iter().map(exhibit).collect(),
        needs: &answer.needs,
        what_would_answer_it: answer.what_would_answer_it.as_deref(),
    }
}

fn exhibit(exhibit: &Exhibit) -> ExhibitOut<'_> {
    ExhibitOut {
        kind: exhibit.kind,
        statement: &exhibit.statement,
        file: exhibit.place.as_ref().map(|place| place.file.as_str()),
        line: exhibit.place.as_ref().and_then(|place| place.region).map(|region| region.start.line),
        by: exhibit.by.as_ref(),
        note: exhibit.note.as_deref(),
    }
}
