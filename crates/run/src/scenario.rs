//! Scenarios: what is done, one step after the other, and what is expected of each.

use std::{path::Path, sync::Arc};

use assay_app::document::{Document, Node, Value as Kind, read_yaml};
use assay_sandbox::Reuse;
use assay_source::{Diagnostic, Level, Place, RelPath, SourceText};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    act::{Act, Who},
    error::Error,
    expect::{Expectation, Unmet},
    session::{Seen, Session},
};

/// A scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Its name: that of its file.
    pub name: String,
    /// Whether a process serves more than one invocation, where it says so.
    pub reuse: Option<Reuse>,
    /// Its steps, in their order.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it is called in reports.
    pub name: String,
    /// Who acts from here on.
    pub who: Option<Who>,
    /// What is done; none where only somebody else acts from here on.
    pub act: Option<Act>,
    /// What is expected.
    pub expected: Expectation,
    /// Where it stands.
    pub place: Place,
}

impl Step {
    /// Its line in the file, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.place.region.as_ref().map_or(1, |region| region.start.line)
    }
}

/// What came of a step.
#[derive(Debug)]
pub struct Outcome {
    /// The step.
    pub step: Step,
    /// Who acted.
    pub who: String,
    /// What was seen; none where it could not be done.
    pub seen: Option<Seen>,
    /// What is not as expected.
    pub unmet: Vec<Unmet>,
}

impl Outcome {
    /// It is as expected.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.unmet.is_empty()
    }
}

/// Keys of a step that say what is done.
const ACTS: [&str; 6] = ["invoke", "event", "tick", "web", "product", "storage"];
const OTHERS: [&str; 3] = ["name", "as", "expect"];

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    /// [`Error::Scenario`] with everything that is wrong with it, each with its place.
    pub fn read(path: &Path, text: &str) -> Result<Self, Error> {
        let name = path
            .file_name()
            .map_or_else(|| "scenario.yaml".to_owned(), |it| it.to_string_lossy().into_owned());
        let file = RelPath::parse(&name)
            .unwrap_or_else(|_| RelPath::parse("scenario.yaml").expect("a path of one word"));
        let document = read_yaml(&Arc::new(SourceText::new(file, text.as_bytes())));
        let mut reading = Reading { wrong: document.diagnostics.clone(), document };
        let root = reading.document.root.clone();
        let steps = match root.get("steps").map(|it| &it.value) {
            Some(Kind::List(steps)) => {
                steps.iter().enumerate().filter_map(|(at, node)| reading.step(at, node)).collect()
            }
            _ => {
                reading.say(&root, "a scenario has a list `steps`".to_owned());
                Vec::new()
            }
        };
        let reuse = root.get("reuse").and_then(|node| reading.read::<Reuse>(node, json_of(node)));
        let is_known = |name: &str| matches!(name, "steps" | "reuse");
        for entry in root.entries().iter().filter(|entry| !is_known(&entry.key.text)) {
            reading.say(&entry.value, format!("a scenario has no `{}`", entry.key.text));
        }
        if reading.wrong.is_empty() {
            Ok(Self { name, reuse, steps })
        } else {
            Err(Error::Scenario(reading.wrong))
        }
    }
}

/// Reads a whole file of YAML as one value.
pub(crate) fn read_yaml_as<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Error> {
    let name =
        path.file_name().map_or_else(|| "file.yaml".to_owned(), |it| it.to_string_lossy().into_owned());
    let file = RelPath::parse(&name).unwrap_or_else(|_| RelPath::root());
    let document = read_yaml(&Arc::new(SourceText::new(file, text.as_bytes())));
    let mut reading = Reading { wrong: document.diagnostics.clone(), document };
    let root = reading.document.root.clone();
    let read = reading.read(&root, json_of(&root));
    match read {
        Some(read) if reading.wrong.is_empty() => Ok(read),
        _ => Err(Error::Scenario(reading.wrong)),
    }
}

struct Reading {
    document: Document,
    wrong: Vec<Diagnostic>,
}

impl Reading {
    fn say(&mut self, node: &Node, message: String) {
        let place = self.document.place(node.site());
        self.wrong.push(Diagnostic::new(Level::Error, "scenario", message).at(place, ""));
    }

    fn step(&mut self, at: usize, node: &Node) -> Option<Step> {
        let mut act = None;
        for entry in node.entries() {
            let key = entry.key.text.as_str();
            if ACTS.contains(&key) && act.is_none() {
                let value = Value::Object(Map::from_iter([(key.to_owned(), json_of(&entry.value))]));
                act = Some(self.read::<Act>(&entry.value, value)?);
            } else if ACTS.contains(&key) {
                self.say(&entry.value, "one thing is done in a step".to_owned());
            } else if !OTHERS.contains(&key) {
                self.say(
                    &entry.value,
                    format!("a step has no `{key}`: {} and {} are known", ACTS.join(", "), OTHERS.join(", ")),
                );
            }
        }
        let who = match node.get("as") {
            None => None,
            Some(who) => match who.as_str().unwrap_or_default().parse::<Who>() {
                Ok(who) => Some(who),
                Err(because) => {
                    self.say(who, because);
                    None
                }
            },
        };
        if act.is_none() && who.is_none() {
            self.say(node, format!("a step does something: {}", ACTS.join(", ")));
            return None;
        }
        let expected = match node.get("expect") {
            None => Expectation::default(),
            Some(expected) => self.read(expected, json_of(expected))?,
        };
        let name = node.get("name").and_then(Node::as_str);
        let name = name.map_or_else(|| format!("step {}", at + 1), ToOwned::to_owned);
        let place = self.document.place(node.site());
        Some(Step { name, who, act, expected, place })
    }

    fn read<T: DeserializeOwned>(&mut self, node: &Node, value: Value) -> Option<T> {
        match serde_json::from_value(value) {
            Ok(read) => Some(read),
            Err(error) => {
                self.say(node, error.to_string());
                None
            }
        }
    }
}

/// A tree without its places.
fn json_of(node: &Node) -> Value {
    match &node.value {
        Kind::Null => Value::Null,
        Kind::Bool(value) => Value::Bool(*value),
        Kind::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone())),
        Kind::Text(text) => Value::String(text.clone()),
        Kind::List(items) => items.iter().map(json_of).collect(),
        Kind::Map(entries) => Value::Object(
            entries.iter().map(|entry| (entry.key.text.clone(), json_of(&entry.value))).collect(),
        ),
    }
}

/// Does what a scenario says, and hands on what came of each step as it comes. A step that cannot be done is unmet, and
/// the next ones are done all the same.
pub fn run(scenario: &Scenario, session: &mut Session, mut done: impl FnMut(&Outcome)) -> Vec<Outcome> {
    let mut all = Vec::new();
    for step in &scenario.steps {
        let begun = match &step.who {
            Some(who) => session.act_as(who),
            None => Ok(()),
        };
        let seen = begun.and_then(|()| match &step.act {
            Some(act) => session.perform(act).map(Some),
            None => Ok(None),
        });
        let (seen, unmet) = match seen {
            Ok(seen) => {
                let unmet = step.expected.unmet(seen.as_ref().unwrap_or(&Seen::default()));
                (seen, unmet)
            }
            Err(error) => (None, vec![Unmet { what: "error", because: error.to_string() }]),
        };
        let outcome = Outcome { step: step.clone(), who: session.who(), seen, unmet };
        done(&outcome);
        all.push(outcome);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Vec<(u32, String)> {
        match Scenario::read(Path::new("s.yaml"), text) {
            Err(Error::Scenario(wrong)) => wrong
                .into_iter()
                .map(|it| {
                    let region = it.labels.first().and_then(|label| label.place.region);
                    (region.map_or(0, |region| region.start.line), it.message)
                })
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_scenario_is_read_with_its_places() {
        let text = "steps:\n  - name: one\n    as: admin@cedar\n    invoke: { function: f, key: k, payload: { n: 1 } }\n    expect: { value: { a: 1 }, deny: [] }\n  - tick: 5m\n";
        let scenario = Scenario::read(Path::new("s.yaml"), text).unwrap();
        assert_eq!(scenario.steps[0].name, "one");
        assert_eq!(scenario.steps[1].act, Some(Act::Tick("5m".into())));
        assert_eq!(scenario.steps[0].expected.deny, Some(vec![]));
    }

    #[test]
    fn mistakes_are_told_with_their_lines() {
        let told = wrong(
            "steps:\n  - tick: 5m\n    expect: { valu: 1 }\n  - dance: yes\n    tick: 1h\n  - as: somebody\n",
        );
        let lines: Vec<u32> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 6, 6], "{told:?}");
        assert!(told[0].1.contains("valu"), "{told:?}");
        assert_eq!(wrong("- a\n").len(), 1);
    }
}
