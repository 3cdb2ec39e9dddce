//! What other places of the code tell of something that is logged: that it is an id, or that texts are in it.

use std::cell::OnceCell;

use assay_code::{
    Analysis, Call, Event, Origin, Part, Source, Value,
    model::{self, Role},
};

use super::flow;
use super::sensitive::{self, Exposed, Sensitive};

/// What stands in the paths of an app's requests; gathered once, where somebody asks.
pub(super) struct IdsInPaths<'a> {
    code: &'a Analysis,
    ids: OnceCell<Vec<Origin>>,
}

impl<'a> IdsInPaths<'a> {
    pub(super) fn of(code: &'a Analysis) -> Self {
        Self { code, ids: OnceCell::new() }
    }

    /// Whether an element of a list that is called `issues` is the id of one: it stands in the path of a request.
    pub(super) fn hold(&self, exposed: &Exposed) -> bool {
        let origin = &exposed.origin;
        exposed.kind == Sensitive::Content
            && origin.field.ends_with("[]")
            && self.ids.get_or_init(|| self.gather()).iter().any(|id| id.names_same(origin))
    }

    fn gather(&self) -> Vec<Origin> {
        let all = self.code.calls().flat_map(|(_, call)| in_paths(call));
        all.filter(|origin| origin.field.ends_with("[]")).collect()
    }
}

/// What is put into the path of an address.
fn in_paths(call: &Call) -> Vec<Origin> {
    let mut found = Vec::new();
    for role in [Role::Route, Role::Url] {
        for text in call.role_all(role).iter().flat_map(Value::texts) {
            let mut before = '/';
            for part in text.parts() {
                match part {
                    Part::Literal(literal) if literal.contains('?') => break,
                    Part::Literal(literal) => before = literal.chars().next_back().unwrap_or(before),
                    Part::Hole(hole) if before == '/' => found.extend(hole.deep_origins().iter().cloned()),
                    Part::Hole(_) => {}
                }
            }
        }
    }
    found
}

/// Something that was sent, logged whole, of which the code reads a text or a name elsewhere in the same call:
/// `console.log(data)` and `data.summary`.
pub(super) fn read_beside(code: &Analysis, event: &Event, value: &Value) -> Option<Exposed> {
    let entry = event.entry?;
    let origins = value.deep_origins();
    let mut records = origins.iter().filter(|origin| {
        let is_sent = matches!(origin.source, Source::Caller(model::Part::Payload | model::Part::Body));
        is_sent
            && !origin.field.is_empty()
            && !origin.field.ends_with("[]")
            && origin.cleansed.is_as_it_came()
    });
    records.find_map(|record| {
        let begun = format!("{}.", record.field);
        let is_part = |origin: &&Origin| {
            let inner = origin.field.strip_prefix(begun.as_str());
            inner.is_some_and(|name| !name.contains('.') && record.at_field(name).names_same(origin))
        };
        let part = code.calls_of(entry).find_map(|(_, call)| {
            let values = call.arguments.iter().map(Value::deep_origins);
            let parts: Vec<Origin> =
                values.flat_map(|all| all.iter().filter(is_part).cloned().collect::<Vec<_>>()).collect();
            parts
                .iter()
                .find_map(|part| sensitive::worst(&Value::from_origin(part.clone())).filter(|it| it.sure))
        })?;
        let words = format!("{}, with `{}`,", flow::origin_words(record), part.origin.last_field());
        Some(Exposed { kind: part.kind, words, origin: record.clone(), sure: true })
    })
}
