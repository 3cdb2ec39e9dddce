//! A Connect descriptor that no file holds: the code puts it together and answers a request with it.

use assay_app::{
    ConnectDescriptor,
    document::{Document, Entry, Key, Node, Notation, Value as Written},
};
use assay_source::Span;

use crate::{
    analysis::Analysis,
    event::{Action, Event},
    model::{Effect, Role},
    origin::Source,
    value::{Part, Shape, Text, Value},
};

/// Deepest nesting that is told; real descriptors stay below 12.
const DEEPEST: usize = 32;

/// The descriptor an app answers with, the fullest where there are several; none where it answers with none.
///
/// Everything in it stands at the answer's place: values know where they came from, not where they were written. What
/// is not constant stands there as a placeholder (`${NAME}` for a variable of the environment), what is not known at
/// all is missing, and the descriptor is then not complete.
pub fn written_descriptor(code: &Analysis) -> Option<ConnectDescriptor> {
    let answers = code.events.iter().flat_map(|event| {
        let given = answered(event);
        given.into_iter().filter(is_descriptor).map(move |value| (event, value))
    });
    let fullest = answers.max_by_key(|(event, value)| {
        (value.field("modules").fields().len(), value.fields().len(), std::cmp::Reverse(event.site))
    });
    let (event, value) = fullest?;
    let mut writer = Writer { span: event.site.span, complete: true };
    let root = writer.node(&value, DEEPEST);
    let text = std::sync::Arc::clone(code.text(event.site));
    let document = Document { text, root, complete: writer.complete, diagnostics: Vec::new() };
    Some(ConnectDescriptor::from_document(document))
}

/// What an event answers a request with, and what texts in it were made of (`JSON.stringify(descriptor)`).
fn answered(event: &Event) -> Vec<Value> {
    let given = match &event.action {
        Action::Respond(value) => vec![value.clone(), value.field("body")],
        Action::Call(call) if call.effect() == Some(Effect::Respond) => call.role_all(Role::Value),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for value in given {
        let inner = value.texts().filter_map(|text| match text.parts() {
            [Part::Hole(inner)] => Some(inner.clone()),
            _ => None,
        });
        found.extend(inner.collect::<Vec<_>>().into_iter().flat_map(|inner| inner.alternatives().to_vec()));
        found.extend(value.alternatives().iter().cloned());
    }
    found
}

fn is_descriptor(value: &Value) -> bool {
    let Shape::Object(object) = value.shape() else { return false };
    let has = |name: &str| object.fields().contains_key(name);
    has("key")
        && has("baseUrl")
        && !has("clientKey")
        && (has("modules") || has("lifecycle") || has("authentication"))
}

struct Writer {
    span: Span,
    complete: bool,
}

impl Writer {
    fn node(&mut self, value: &Value, depth: usize) -> Node {
        if depth == 0 {
            return self.unknown();
        }
        let span = self.span;
        let of = |notation, value| Node { span, alias: None, notation, value };
        match value.shape() {
            Shape::Object(object) => {
                self.complete &= object.rest().is_none();
                let fields = object.fields().iter().filter(|(_, value)| !value.is_undefined());
                let entries = fields.map(|(name, value)| Entry {
                    key: Key { text: name.to_string(), span },
                    value: self.node(value, depth - 1),
                });
                let entries = entries.collect();
                of(Notation::Bracketed, Written::Map(entries))
            }
            Shape::Array(array) => {
                self.complete &= array.rest().is_none();
                let items = array.elements().iter().map(|item| self.node(item, depth - 1)).collect();
                of(Notation::Bracketed, Written::List(items))
            }
            Shape::Text(text) => of(Notation::Quoted, Written::Text(words(text))),
            Shape::Boolean(Some(known)) => of(Notation::Plain, Written::Bool(*known)),
            Shape::Number(Some(bits)) => {
                of(Notation::Plain, Written::Number(f64::from_bits(*bits).to_string()))
            }
            Shape::Null | Shape::Undefined => of(Notation::Plain, Written::Null),
            // Of alternatives the fullest stands for all.
            Shape::Union(values) => {
                let fullest = values
                    .iter()
                    .max_by_key(|value| (value.elements().len() + value.fields().len(), value.is_constant()));
                self.complete = false;
                match fullest {
                    Some(value) => self.node(value, depth - 1),
                    None => self.unknown(),
                }
            }
            _ => match name(value) {
                Some(name) => of(Notation::Quoted, Written::Text(format!("${{{name}}}"))),
                None => self.unknown(),
            },
        }
    }

    fn unknown(&mut self) -> Node {
        self.complete = false;
        Node { span: self.span, alias: None, notation: Notation::Plain, value: Written::Null }
    }
}

/// A text with placeholders for what is not constant.
fn words(text: &Text) -> String {
    let parts = text.parts().iter().map(|part| match part {
        Part::Literal(text) => text.to_string(),
        Part::Hole(value) => format!("${{{}}}", name(value).unwrap_or_else(|| "value".to_owned())),
    });
    parts.collect()
}

/// The variable of the environment that a value is.
fn name(value: &Value) -> Option<String> {
    value.deep_origins().iter().find_map(|origin| match &origin.source {
        Source::Environment(name) if !name.is_empty() => Some(name.to_string()),
        _ => None,
    })
}
