//! The Marketplace's security questionnaire for Forge apps: what it asks, which answers weigh, and what an
//! answer can be drafted from. Drafting itself is for the verdict crate.

use std::{collections::BTreeSet, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{Applies, Catalogue, ClaimId, DatedTableError, RequirementId, Source, dated::parse};

/// How a prompt is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerKind {
    /// By yes or no.
    YesNo,
    /// In words.
    Text,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum YesNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl std::fmt::Display for YesNo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Yes => "yes",
            Self::No => "no",
        })
    }
}

/// What the bad answer does to a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The app is not listed.
    Blocking,
    /// It is listed with a warning to the partner.
    Warning,
}

/// The answer that weighs against the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bad {
    /// The answer.
    pub answer: YesNo,
    /// What it does.
    pub effect: Effect,
}

/// The answer to another prompt that makes this one asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedWhen {
    /// The other prompt; it stands earlier.
    pub prompt: String,
    /// Its answer.
    pub is: YesNo,
}

/// Expressions over facts that answer a prompt. Each is a list of alternatives.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FactBasis {
    /// Yes, for certain.
    pub yes: Vec<Applies>,
    /// No, for certain.
    pub no: Vec<Applies>,
    /// Probably yes; asked where neither of the above holds.
    pub likely_yes: Vec<Applies>,
    /// Probably no; asked last.
    pub likely_no: Vec<Applies>,
}

/// Claims that answer a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimBasis {
    /// All of these have to be proven for [`Self::when_proven`].
    pub all: Vec<ClaimId>,
    /// One of these contradicted gives [`Self::when_refuted`]; empty means all of [`Self::all`].
    #[serde(default)]
    pub refuted_by: Vec<ClaimId>,
    /// Those of [`Self::refuting`] whose contradiction suggests the answer and does not settle it.
    #[serde(default)]
    pub likely_by: Vec<ClaimId>,
    /// The answer that a complete proof carries, where one does.
    #[serde(default)]
    pub when_proven: Option<YesNo>,
    /// The answer that a contradiction carries, where one does.
    #[serde(default)]
    pub when_refuted: Option<YesNo>,
}

impl ClaimBasis {
    /// The claims whose contradiction speaks to the prompt.
    pub fn refuting(&self) -> &[ClaimId] {
        if self.refuted_by.is_empty() { &self.all } else { &self.refuted_by }
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// Its number in the questionnaire: `6d-i`.
    pub id: String,
    /// The question, in our own words.
    pub text: String,
    /// How it is answered.
    pub answer: AnswerKind,
    /// When it is asked; always where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_when: Option<AskedWhen>,
    /// The answer that weighs against the app, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad: Option<Bad>,
    /// The rows that ask the same. Their duties say what proves the claims below.
    pub requirements: Vec<RequirementId>,
    /// What a person looks at to answer it, one sentence.
    pub by_hand: String,
    /// Claims that decide nothing, and whose contradiction a person should know of before answering.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<ClaimId>,
    /// Facts that answer it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<FactBasis>,
    /// Claims that answer it; of a prompt answered in words, those that attestations speak to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<ClaimBasis>,
}

impl Prompt {
    /// True where this answer would keep the app from being listed.
    pub fn is_blocked_by(&self, answer: YesNo) -> bool {
        self.bad == Some(Bad { answer, effect: Effect::Blocking })
    }

    /// True where one of its answers would.
    pub fn can_block(&self) -> bool {
        self.bad.is_some_and(|bad| bad.effect == Effect::Blocking)
    }
}

/// Every prompt, in the order of the questionnaire, checked against a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// Where it was read, and when.
    pub source: Source,
    /// The prompts.
    #[serde(rename = "prompt")]
    pub prompts: Vec<Prompt>,
}

impl Questionnaire {
    /// The one that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Questionnaire> = LazyLock::new(|| {
            Questionnaire::from_toml(include_str!("../data/questionnaire.toml"), Catalogue::bundled())
                .expect("the bundled questionnaire is read by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads a questionnaire of the shape of `data/questionnaire.toml`.
    ///
    /// # Errors
    /// [`DatedTableError`]: it cannot be read; a prompt stands twice, follows no earlier prompt, or names a
    /// requirement, claim or fact the catalogue does not have; a claim no duty of its requirements rests on;
    /// an answer to a prompt that is answered in words, or two bases for one.
    pub fn from_toml(text: &str, catalogue: &Catalogue) -> Result<Self, DatedTableError> {
        let questionnaire: Self = parse(text)?;
        let mut earlier: Vec<&Prompt> = Vec::new();
        for prompt in &questionnaire.prompts {
            check(prompt, &earlier, catalogue)
                .map_err(|why| DatedTableError::inconsistent(&format!("prompt {}", prompt.id), why))?;
            earlier.push(prompt);
        }
        Ok(questionnaire)
    }

    /// The prompt with this number.
    pub fn prompt(&self, id: &str) -> Option<&Prompt> {
        self.prompts.iter().find(|prompt| prompt.id == id)
    }
}

fn check(prompt: &Prompt, earlier: &[&Prompt], catalogue: &Catalogue) -> Result<(), String> {
    if earlier.iter().any(|other| other.id == prompt.id) {
        return Err("it stands there twice".to_owned());
    }
    if let Some(AskedWhen { prompt: parent, .. }) = &prompt.asked_when
        && !earlier.iter().any(|other| other.id == *parent && other.answer == AnswerKind::YesNo)
    {
        return Err(format!("no earlier prompt `{parent}` is answered by yes or no"));
    }
    if let Some(row) = prompt.requirements.iter().find(|id| catalogue.requirement(id).is_none()) {
        return Err(format!("the requirement {row} does not exist"));
    }
    if let Some(claim) = prompt.related.iter().find(|claim| catalogue.claim(claim).is_none()) {
        return Err(format!("the claim `{claim}` is not described"));
    }
    if prompt.facts.is_some() && prompt.claims.is_some() {
        return Err("it rests on facts and on claims; one of them has to decide".to_owned());
    }
    if prompt.answer == AnswerKind::Text {
        let answers = prompt.claims.iter().any(|basis| basis.when_proven.or(basis.when_refuted).is_some());
        if answers || prompt.bad.is_some() || prompt.facts.is_some() {
            return Err("it is answered in words and has an answer by yes or no".to_owned());
        }
    }
    prompt.facts.as_ref().map_or(Ok(()), |basis| check_facts(basis, catalogue))?;
    prompt.claims.as_ref().map_or(Ok(()), |basis| check_claims(basis, prompt, catalogue))
}

fn check_facts(basis: &FactBasis, catalogue: &Catalogue) -> Result<(), String> {
    let known: BTreeSet<_> = catalogue.facts().map(|(id, _)| id).collect();
    let lists = [&basis.yes, &basis.no, &basis.likely_yes, &basis.likely_no];
    let mut facts = lists.into_iter().flatten().flat_map(Applies::facts);
    match facts.find(|fact| !known.contains(fact)) {
        Some(fact) => Err(format!("the fact `{fact}` is not described")),
        None => Ok(()),
    }
}

fn check_claims(basis: &ClaimBasis, prompt: &Prompt, catalogue: &Catalogue) -> Result<(), String> {
    if let Some(claim) = basis.refuted_by.iter().find(|claim| !basis.all.contains(claim)) {
        return Err(format!("`{claim}` refutes it and is not among the claims it rests on"));
    }
    if let Some(claim) = basis.likely_by.iter().find(|claim| !basis.refuting().contains(claim)) {
        return Err(format!("`{claim}` suggests an answer and is not among the claims that refute"));
    }
    let rests_on = |claim: &ClaimId| {
        let rows = prompt.requirements.iter().filter_map(|id| catalogue.requirement(id));
        rows.flat_map(|row| &row.duties).any(|duty| duty.claims.contains(claim))
    };
    match basis.all.iter().find(|claim| !rests_on(claim)) {
        Some(claim) => Err(format!("no duty of its requirements rests on the claim `{claim}`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(from: &str, to: &str) -> String {
        let text = include_str!("../data/questionnaire.toml");
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        Questionnaire::from_toml(&changed, Catalogue::bundled()).unwrap_err().to_string()
    }

    #[test]
    fn the_bundled_questionnaire_has_every_prompt_in_order() {
        let questionnaire =
            Questionnaire::from_toml(include_str!("../data/questionnaire.toml"), Catalogue::bundled())
                .unwrap_or_else(|error| panic!("{error}"));
        let ids: Vec<&str> = questionnaire.prompts.iter().map(|prompt| prompt.id.as_str()).collect();
        let expected =
            "1 1a 2 2a 2b 3 4 4a 5 5a 6 6a 6b 6c 6d 6d-i 7 8 9 9a 10 11 12 12a 12a-i 13 14 14a 15 16 17";
        assert_eq!(ids.join(" "), expected);
    }

    #[test]
    fn the_answers_that_weigh_are_those_of_the_questionnaire() {
        let bad = |effect: Effect| {
            let prompts = Questionnaire::bundled().prompts.iter();
            let bad = prompts.filter_map(|prompt| Some((&prompt.id, prompt.bad?)));
            let bad = bad.filter(|(_, bad)| bad.effect == effect);
            bad.map(|(id, bad)| format!("{id} {}", bad.answer)).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(bad(Effect::Blocking), "2a no, 2b no, 3 no, 6b no, 10 no, 11 yes, 13 yes");
        let warnings = "1a no, 4a no, 5a yes, 6a yes, 6c no, 6d no, 7 no, 8 yes, 9 no";
        assert_eq!(bad(Effect::Warning), warnings);
    }

    #[test]
    fn a_prompt_names_every_row_that_carries_its_number() {
        let catalogue = Catalogue::bundled();
        for prompt in &Questionnaire::bundled().prompts {
            for row in catalogue.aliased("questionnaire", &prompt.id) {
                assert!(prompt.requirements.contains(&row.id), "{} and {}", prompt.id, row.id);
            }
        }
        for row in catalogue.requirements() {
            for alias in row.aliases.iter().filter(|alias| alias.list == "questionnaire") {
                assert!(Questionnaire::bundled().prompt(&alias.id).is_some(), "{} of {}", alias.id, row.id);
            }
        }
    }

    #[test]
    fn what_is_named_and_not_there_is_refused() {
        assert_eq!(
            refused(r#"requirements = ["FORGE-R-1.3"]"#, r#"requirements = ["FORGE-R-99"]"#),
            "prompt 2: the requirement FORGE-R-99 does not exist"
        );
        assert_eq!(
            refused("\"egress/no-open-wildcard\"", "\"egress/no-stars\""),
            "prompt 6a: no duty of its requirements rests on the claim `egress/no-stars`"
        );
        assert_eq!(
            refused("{ all = [\"egress\"] }", "{ all = [\"way-out\"] }"),
            "prompt 6: the fact `way-out` is not described"
        );
        assert_eq!(
            refused("\"policy/no-finding-overdue\"", "\"policy/none\""),
            "prompt 15: the claim `policy/none` is not described"
        );
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        assert_eq!(refused("id = \"1a\"", "id = \"1\""), "prompt 1: it stands there twice");
        assert_eq!(
            refused("prompt = \"14\"", "prompt = \"17\""),
            "prompt 14a: no earlier prompt `17` is answered by yes or no"
        );
        assert_eq!(
            refused(
                "answer = \"text\"",
                "answer = \"text\"\nbad = { answer = \"no\", effect = \"warning\" }"
            ),
            "prompt 6d-i: it is answered in words and has an answer by yes or no"
        );
        assert_eq!(
            refused("refuted_by = [\"eud/encrypted-at-rest\"]", "refuted_by = [\"eud/access-authorised\"]"),
            "prompt 6d: `eud/access-authorised` refutes it and is not among the claims it rests on"
        );
    }
}
