use assay_app::manifest::Action;
use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::actions::{action_name, action_place};
use crate::{Case, Found, Look, Rule, case, words::words};

pub(crate) const RULE: Rule = Rule {
    id: "action-verb-untruthful",
    title: "an action whose verb contradicts its name",
    claims: &["rovo/action-verb-truthful"],
    topic: Topic::Rovo,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    applies: case::forge,
    examine,
    page: include_str!("action_verb_untruthful.md"),
};

/// Words that, at the start of a name, can only mean a change.
const CHANGES: [&str; 32] = [
    "archive",
    "approve",
    "assign",
    "cancel",
    "create",
    "delete",
    "disable",
    "edit",
    "enable",
    "grant",
    "insert",
    "invite",
    "merge",
    "modify",
    "move",
    "overwrite",
    "publish",
    "reassign",
    "reject",
    "remove",
    "rename",
    "reopen",
    "reset",
    "restore",
    "revoke",
    "send",
    "submit",
    "transition",
    "unassign",
    "update",
    "upload",
    "write",
];
/// Words that mostly do, and are nouns or harmless at times (`post mortem`, `add numbers`).
const MAY_CHANGE: [&str; 16] = [
    "add", "append", "attach", "close", "comment", "escalate", "import", "link", "notify", "post",
    "register", "resolve", "save", "schedule", "set", "unlink",
];
/// Words that mean looking.
const READS: [&str; 14] = [
    "count",
    "fetch",
    "find",
    "get",
    "list",
    "lookup",
    "query",
    "read",
    "retrieve",
    "search",
    "show",
    "summarise",
    "summarize",
    "view",
];
/// What is made out of words and kept nowhere: an action that creates a summary changes nothing.
const TEXTS: [&str; 12] = [
    "answer",
    "chart",
    "draft",
    "list",
    "outline",
    "overview",
    "plan",
    "preview",
    "report",
    "suggestion",
    "suggestions",
    "summary",
];

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let Some(manifest) = case.manifest() else { return };
    look.looked_at(1);
    look.looked_at(manifest.actions.len());
    for action in &manifest.actions {
        let Some(verb) = action.verb.as_ref().filter(|verb| verb.is_certain()) else { continue };
        let name = action_name(action);
        let Some((word, sure)) = contradiction(&verb.value, action) else { continue };
        let reads = verb.value == "GET";
        let does = if reads { "only reads" } else { "changes something" };
        let statement =
            format!("the action `{name}` says by `{verb}` that it {does}, and by `{word}` that it does not");
        let found = Found::new("rovo/action-verb-truthful", format!("modules.action: {name}: {verb}, {word}"), statement)
            .at(action_place(manifest, action))
            .help("declare the verb of the most that the action can do; `GET` is for actions that change nothing at all");
        let found = match (reads, sure) {
            (true, Confidence::Low) => found.confidence(Confidence::Low),
            (true, _) => found,
            // People are asked once too often, which harms nobody.
            (false, _) => found.severity(Severity::Low).confidence(Confidence::Low),
        };
        look.against(found);
    }
}

/// The word that speaks against the verb, and how sure that makes.
fn contradiction(verb: &str, action: &Action) -> Option<(String, Confidence)> {
    let names = || [&action.key, &action.name, &action.title].into_iter().flatten();
    let starts = names().map(|name| words(&name.value)).filter(|words| !words.is_empty());
    let description = action.description.as_ref().map(|text| words(&text.value)).unwrap_or_default();
    let told = description.first().map(|word| stem(word)).unwrap_or_default();
    let says = |list: &[&str], word: &str| list.contains(&word);
    let mut doubtful = None;
    match verb {
        "GET" => {
            let reads_by_description = says(&READS, told);
            for words in starts {
                let Some(word) = words.first() else { continue };
                let makes_text = words.last().is_some_and(|last| says(&TEXTS, last));
                if says(&CHANGES, word) && !makes_text && !reads_by_description {
                    return Some((word.clone(), Confidence::Medium));
                }
                if says(&CHANGES, word) || says(&MAY_CHANGE, word) {
                    doubtful.get_or_insert_with(|| (word.clone(), Confidence::Low));
                }
            }
            doubtful.or_else(|| says(&CHANGES, told).then(|| (description[0].clone(), Confidence::Low)))
        }
        "CREATE" | "UPDATE" | "DELETE" => {
            let mut starts = starts.filter_map(|words| words.into_iter().next());
            let reads = starts.find(|word| says(&READS, word));
            let changes = says(&CHANGES, told) || says(&MAY_CHANGE, told);
            reads.filter(|_| !changes).map(|word| (word, Confidence::Low))
        }
        _ => None,
    }
}

/// `creates` and `create` are the same word.
fn stem(word: &str) -> &str {
    match word.strip_suffix("es") {
        Some(stem) if ["publish", "search", "fetch", "attach"].contains(&stem) => stem,
        _ => word.strip_suffix('s').unwrap_or(word),
    }
}
