//! What a draft comes to.

use assay_catalogue::Truth;
use assay_verdict::questionnaire::{Answer, Reply};
use serde::Serialize;

/// Numbers of prompts, by what became of them.
#[derive(Serialize)]
pub(super) struct Summary<'a> {
    /// Answered by the draft.
    pub(super) drafted: Vec<&'a str>,
    /// Left to people.
    pub(super) blank: Vec<&'a str>,
    /// Ruled out by an earlier answer.
    pub(super) not_asked: Vec<&'a str>,
    /// Answered so that the app is not listed.
    pub(super) blocking: Vec<&'a str>,
    /// Answered so that there is a warning.
    pub(super) warning: Vec<&'a str>,
    /// Blank, and able to keep the app from being listed.
    pub(super) may_block: Vec<&'a str>,
}

impl<'a> Summary<'a> {
    pub(super) fn of(answers: &'a [Answer<'_>]) -> Self {
        let ids = |keep: fn(&Answer<'_>) -> bool| {
            answers.iter().filter(|answer| keep(answer)).map(|answer| answer.prompt.id.as_str()).collect()
        };
        Self {
            drafted: ids(|answer| answer.reply != Reply::Blank),
            blank: ids(|answer| answer.is_open()),
            not_asked: ids(|answer| answer.asked == Truth::No),
            blocking: ids(|answer| answer.is_blocking()),
            warning: ids(|answer| answer.is_warning()),
            may_block: ids(|answer| answer.is_open() && answer.prompt.can_block()),
        }
    }
}
