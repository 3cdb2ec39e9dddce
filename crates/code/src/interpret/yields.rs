//! What a model says comes out, as a value.

use std::sync::Arc;

use crate::event::Call;
use crate::ir::Name;
use crate::model::{Role, Yields};
use crate::origin::{Cleansed, Origin, Source};
use crate::value::{External, Native, Part, Shape, Text, Value};

use super::flow::Frame;
use super::functions::made_of;
use super::{Interpreter, lists};

impl<'p> Interpreter<'p> {
    /// `given` is what the functions among the arguments gave.
    pub(super) fn yielded(
        &mut self,
        yields: &Yields,
        call: &Arc<Call>,
        given: &[Value],
        frame: Option<&Frame<'p>>,
    ) -> Value {
        let from = |source: Source| Value::from_origin(Origin::new(source));
        let keyed = |source: Source| {
            let key = call.role(Role::Key);
            Value::from_origin(Origin::at(source, key.as_constant().unwrap_or_default()))
        };
        match yields {
            Yields::External(path) => {
                let base = call.receiver.as_external();
                let key = frame.map_or(0, |frame| frame.key);
                let object = base.and_then(|base| base.object).unwrap_or_else(|| {
                    crate::value::ObjectId(crate::value::Digester::tagged(141).add(key).add(call.site).end())
                });
                let made_with = match base {
                    Some(base) if !base.made_with.is_empty() => Arc::clone(&base.made_with),
                    _ => Value::shared(call.arguments.clone()),
                };
                let made_at = base.and_then(|base| base.made_at).or(Some(call.site));
                Value::of(Shape::External(Arc::new(External::new(
                    path.clone(),
                    made_at,
                    Some(object),
                    made_with,
                    Some(Arc::clone(call)),
                ))))
            }
            Yields::Array(inner) => {
                let element = self.yielded(inner, call, given, frame);
                let origins = element.origins.clone();
                lists::array(Vec::new(), Some(element)).with_origins(origins)
            }
            Yields::List => super::collections::list_of(call, false),
            Yields::Elements => super::collections::list_of(call, true),
            Yields::Pairs => super::collections::map_of(call),
            Yields::Field => {
                super::objects::of_fields([("name", call.argument(0)), ("id", call.argument(0))])
            }
            Yields::Map => super::objects::of_fields::<crate::ir::Name>([]),
            Yields::Same(position) => call.argument(usize::from(*position)),
            Yields::Derived(positions) => self.derived(call, positions),
            Yields::Path => {
                let slash = || Part::Literal(Name::from("/"));
                let mut parts: Vec<Part> = Vec::new();
                for argument in &call.arguments {
                    parts.extend((!parts.is_empty()).then(slash));
                    parts.push(Part::Hole(argument.clone()));
                }
                Value::of(Shape::Text(Arc::new(Text::of_parts(parts))))
            }
            Yields::Answer => {
                let made = self.external("global:Response", None);
                made.with_origins(call.argument(0).deep_origins())
            }
            Yields::Receiver => call.receiver.clone(),
            Yields::Fed => call.receiver.clone().and_origins(&call.argument(0).deep_origins()),
            Yields::Result => {
                let of = call.receiver.as_external();
                let made_with = of.map_or_else(|| Arc::from([]), |of| Arc::clone(&of.made_with));
                let object = of.and_then(|of| of.object);
                let called =
                    External::new(call.path.clone(), of.and_then(|of| of.made_at), object, made_with, None);
                self.made_by_call(frame.map_or(0, |frame| frame.key), call, &called)
            }
            Yields::MadeWith => {
                let made_with = call.receiver.as_external().map(|external| external.made_with.to_vec());
                let made_with = made_with.unwrap_or_default();
                let made = made_of(&made_with.iter().collect::<Vec<_>>(), Cleansed::default());
                made.and_origins(&call.receiver.origins)
            }
            Yields::Callback(_) => Value::join_all(given.iter().cloned()),
            Yields::Text => Value::of(Shape::Unknown),
            Yields::Number => Value::of(Shape::Number(None)),
            Yields::Boolean => Value::of(Shape::Boolean(None)),
            Yields::Nothing => Value::undefined(),
            Yields::Next => Value::of(Shape::Native(Arc::new(Native::Next))),
            Yields::ApiResponse => from(Source::Response(Self::fetched(call))),
            Yields::Stored => from(Source::Stored(Self::fetched(call))),
            Yields::StoredSecret => {
                from(Source::Secret(Name::from("stored secret"), Some(Self::fetched(call))))
            }
            Yields::Secret(name) => from(Source::Secret(name.clone(), Some(Self::fetched(call)))),
            Yields::Environment => {
                let name = call.arguments.first().and_then(Value::as_constant).unwrap_or_default();
                let set = from(Source::Environment(Name::from(name)));
                // What counts where none is set: `os.getenv("KEY", "…")`.
                let otherwise = call.role(crate::model::Role::Value);
                if otherwise.as_constant().is_some() { set.join(&otherwise) } else { set }
            }
            Yields::Caller(part) => keyed(Source::Caller(*part)),
            Yields::Platform(field) => Value::from_origin(Origin::at(Source::Platform, field)),
            Yields::UserInput => keyed(Source::UserInput),
            Yields::AgentInput => keyed(Source::Agent),
            Yields::ProductEvent => from(Source::ProductEvent),
            Yields::Claims => {
                let token = call.role(Role::Token);
                from(Source::Claims(Some(call.site))).and_origins(
                    &token
                        .derived(Cleansed::default())
                        .origins
                        .only(|origin| !origin.source.is_chosen_outside()),
                )
            }
            Yields::Random => from(Source::Random(true)),
            Yields::WeakRandom => from(Source::Random(false)),
            Yields::Clock => from(Source::Clock),
            Yields::Error => from(Source::Error),
            Yields::Generated => from(Source::Generated).and_origins(
                &super::calls::origins_of(&call.arguments).cleansed_by(Cleansed::THROUGH_UNKNOWN),
            ),
            Yields::File => from(Source::File(Self::fetched(call))),
        }
    }

    fn derived(&self, call: &Call, positions: &[u8]) -> Value {
        let taken: Vec<Value> = match positions {
            [] => std::iter::once(&call.receiver).chain(&call.arguments).cloned().collect(),
            some => some.iter().map(|position| call.argument(usize::from(*position))).collect(),
        };
        // A text that is made safe stays readable: `route`, `encodeURIComponent`, tags of templates.
        let first = match positions {
            [] if call.receiver.is_undefined() || call.receiver.as_external().is_some() => {
                call.arguments.first()
            }
            [one] => call.arguments.get(usize::from(*one)),
            _ => None,
        };
        if let Some(value) = first {
            let alternatives = value.alternatives();
            // One of several is kept readable where all are paths of one's own, to which nothing is put later.
            let is_readable = |text: &&Text| alternatives.len() == 1 || begins_with_a_slash(text);
            let readable = alternatives.iter().map(|one| {
                let text = one.as_text().filter(is_readable)?;
                Some(extended(one, text, value, &taken))
            });
            if let Some(all) = readable.collect::<Option<Vec<Value>>>() {
                return Value::join_all(all).and_origins(&value.origins);
            }
        }
        let taken: Vec<&Value> = taken.iter().collect();
        made_of(&taken, Cleansed::default())
    }
}

fn begins_with_a_slash(text: &Text) -> bool {
    matches!(text.parts().first(), Some(Part::Literal(first)) if first.starts_with('/'))
}

/// A text, one of what a value may be, and behind it what else was taken.
fn extended(one: &Value, text: &Text, value: &Value, taken: &[Value]) -> Value {
    let known = one.deep_origins();
    let others: Vec<&Value> = taken.iter().filter(|it| *it != value).collect();
    // The values of a tagged template stand in its text already; a file's name behind its folder does not.
    let adds = |it: &&&Value| it.deep_origins().iter().any(|origin| !known.iter().any(|it| it == origin));
    let added: Vec<Part> = others.iter().filter(adds).flat_map(|it| appended(it)).collect();
    if added.is_empty() {
        return one.clone().without_truth();
    }
    let parts = text.parts().iter().cloned().chain(added);
    Value::of(Shape::Text(Arc::new(Text::of_parts(parts)))).and_origins(&one.origins)
}

/// A value behind a text, as the next part of a path.
fn appended(value: &Value) -> [Part; 2] {
    [Part::Literal("/".into()), Part::Hole(value.clone().without_truth())]
}
