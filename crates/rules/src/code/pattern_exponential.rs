use assay_catalogue::Severity;
use assay_code::{Action, Side, model::Cleansing};
use assay_evidence::{Confidence, Topic};

use super::{
    backtracking::is_exponential,
    reach::blind_spots,
    reads_code,
    sink::{self, Reached, Told},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "pattern-exponential",
    title: "a regular expression that some texts keep busy for ever",
    claims: &["injection/pattern"],
    topic: Topic::Injection,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    applies: reads_code,
    examine,
    page: include_str!("pattern_exponential.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let code = case.code;
    look.looked_at(code.entries.len());
    let matches = code.events.iter().filter_map(|event| match &event.action {
        // In a browser the person who typed it is the one who waits.
        Action::Match(met) if code.entry_of(event).is_none_or(|entry| entry.side != Side::FrontEnd) => {
            Some((event, met))
        }
        _ => None,
    });
    let matches: Vec<_> = matches.collect();
    look.looked_at(matches.len());
    let harmless = [Cleansing::Number, Cleansing::Boolean, Cleansing::AllowList];
    let reached = matches.into_iter().filter_map(|(event, met)| {
        let origin = sink::chosen(&met.subject, &harmless, event)?;
        let met = Reached { event, site: event.site, what: met, origin };
        (is_exponential(&met.what.pattern) == Some(true)).then_some(met)
    });
    for reached in sink::worst(code, reached) {
        let told = Told {
            severity: None,
            claim: "injection/pattern",
            about: &reached.what.pattern,
            does: "meets a pattern that some texts keep busy for ever",
            end: "it meets the pattern",
            help: "write the pattern so that a text can be cut into its rounds in one way only, or limit the text's length first",
        };
        sink::tell(code, look, &reached, &told);
    }
}
