//! What would move on what nobody can call yet.

use std::collections::{BTreeMap, BTreeSet};

use assay_catalogue::{Method, RequirementId};
use assay_evidence::{Completion, Remedy};
use assay_verdict::{Assessment, Need, RowVerdict};

use crate::{
    figures::Figures,
    text::{and, count},
};

/// What would settle an open row: the methods this build has something for, and whether a claim is left that
/// nothing in it looks at. Ordered so that what can be done comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Next {
    /// True where nothing in this build helps at all.
    pub(crate) nothing: bool,
    /// True where something is left that this build does not look at.
    pub(crate) unserved: bool,
    /// By which methods.
    pub(crate) methods: BTreeSet<Method>,
    /// What to do.
    pub(crate) steps: BTreeSet<Step>,
}

/// One thing to do. The order is that in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// To look by a method that nobody has looked by yet.
    Look(Method),
    /// To look again, with what was missing.
    Again(Remedy),
    /// The look was made and left something out; to make it again would change nothing.
    LeftOut,
}

impl Step {
    /// In words.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Look(method) => way(method),
            Self::Again(Remedy::History) => "assay check <dir> --history",
            Self::Again(Remedy::LockFile) => "a lock file",
            Self::Again(Remedy::ServerCode) => "assay check <the server's code>",
            Self::Again(Remedy::Advisories) => "assay data update",
            Self::LeftOut => "what the check left out",
        }
    }

    /// Those that are commands.
    pub(crate) fn commands() -> Vec<&'static str> {
        let looks = Method::EVERY.map(Self::Look);
        let again = Remedy::EVERY.map(Self::Again);
        // The longer before what it begins with.
        let mut words: Vec<&str> = looks.into_iter().chain(again).map(Self::words).collect();
        words.retain(|words| words.starts_with("assay "));
        words.sort_by_key(|words| std::cmp::Reverse(words.len()));
        words
    }
}

/// What meets these needs: to check again what was checked brings nothing new, unless with what was missing.
pub(crate) fn steps<'n>(
    needs: impl IntoIterator<Item = &'n Need>,
    assessment: &Assessment,
) -> BTreeSet<Step> {
    needs.into_iter().filter(|need| need.served).flat_map(|need| steps_of(need, assessment)).collect()
}

fn steps_of(need: &Need, assessment: &Assessment) -> Vec<Step> {
    let looks = assessment.dossier.sweeps.iter().filter(|sweep| {
        sweep.about == need.claim && sweep.method == need.method && sweep.completion == Completion::Completed
    });
    let skips: Vec<_> = looks.flat_map(|sweep| &sweep.skipped).collect();
    if need.method != Method::Examine || skips.is_empty() {
        return vec![Step::Look(need.method)];
    }
    let step = |remedy: Option<Remedy>| remedy.map_or(Step::LeftOut, Step::Again);
    skips.into_iter().map(|skip| step(skip.remedy)).collect()
}

impl Next {
    /// What would settle this row; its own duties speak first, then its twins.
    pub(crate) fn of(row: &RowVerdict, assessment: &Assessment) -> Self {
        let mut needs = open_needs(row);
        if needs.is_empty() {
            let twin = |id: &RequirementId| assessment.rows.iter().find(|row| row.requirement == *id);
            needs = row.twins.iter().filter_map(|t| twin(&t.requirement)).flat_map(open_needs).collect();
        }
        let methods: BTreeSet<Method> =
            needs.iter().filter(|need| need.served).map(|need| need.method).collect();
        let unserved = needs.iter().any(|need| !need.served);
        let steps = steps(needs, assessment);
        Self { nothing: methods.is_empty(), unserved, methods, steps }
    }

    /// In words: `assay probe <url> and an attestation in assay.toml`.
    pub(crate) fn words(&self) -> String {
        let ways: Vec<String> = self.steps.iter().map(|step| step.words().to_owned()).collect();
        match (self.nothing, self.unserved) {
            (true, true) => "nothing in this build looks at these yet".to_owned(),
            (true, false) => "what the reason says".to_owned(),
            (false, false) => and(&ways),
            (false, true) => {
                format!("{}, and then what nothing in this build looks at yet", and(&ways))
            }
        }
    }
}

pub(crate) fn open_needs(row: &RowVerdict) -> Vec<&Need> {
    row.duties.iter().filter(|duty| duty.outcome.is_open()).flat_map(|duty| &duty.needs).collect()
}

/// “31 of 97 duties were looked at; nobody looked at 66. Next: `assay probe <url>` for 9 requirements.”
pub(crate) fn coverage_line(assessment: &Assessment, figures: &Figures) -> String {
    let mut by_way: BTreeMap<Step, usize> = BTreeMap::new();
    let mut nothing = 0;
    for row in assessment.rows.iter().filter(|row| row.is_open()) {
        let next = Next::of(row, assessment);
        next.steps.iter().for_each(|step| *by_way.entry(*step).or_default() += 1);
        nothing += usize::from(next.nothing && next.unserved);
    }
    let duties = count(figures.duties, "duty", "duties");
    let mut line = format!("Looked at {} of {duties}", figures.looked_at);
    match figures.duties - figures.looked_at {
        0 => line.push('.'),
        left => line.push_str(&format!("; nobody looked at the other {left}.")),
    }
    let steps: Vec<String> = by_way
        .iter()
        .map(|(step, rows)| format!("{} for {}", step.words(), count(*rows, "requirement", "requirements")))
        .collect();
    if !steps.is_empty() {
        line.push_str(&format!(" Next: {}.", and(&steps)));
    }
    if nothing > 0 {
        let rows = count(nothing, "requirement", "requirements");
        line.push_str(&format!(" Nothing in this build looks at {rows} yet."));
    }
    line
}

/// How the reason of an open row or duty starts where a look is missing; the ids of claims follow.
pub(crate) const LEADS: [&str; 2] = ["Nobody looked.", "Not all of it was looked at."];

/// The reason of an open row or duty without what every such reason says; what is missing by its claims.
pub(crate) fn reason<'a>(because: &str, needs: impl Iterator<Item = &'a Need>) -> String {
    let Some(rest) = LEADS.iter().find_map(|lead| because.strip_prefix(lead)) else {
        return because.to_owned();
    };
    let mut left: Vec<&str> = needs.filter(|need| !need.served).map(|need| need.claim.as_str()).collect();
    left.sort_unstable();
    left.dedup();
    match left.as_slice() {
        [] => rest.trim().trim_end_matches('.').to_owned(),
        [one, two, three, more @ ..] if more.len() > 1 => {
            format!("nothing looks at {one}, {two}, {three} and {} more claims yet", more.len())
        }
        left => format!("nothing looks at {} yet", left.join(", ")),
    }
}

/// What a person types, or does, to get evidence by a method.
pub(crate) fn way(method: Method) -> &'static str {
    match method {
        Method::Examine => "assay check <dir>",
        Method::Test => "assay probe <url>",
        Method::Observe => "assay run <dir>",
        Method::Interview => "an attestation in assay.toml",
    }
}
