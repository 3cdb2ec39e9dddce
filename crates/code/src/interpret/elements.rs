//! JSX: a component is a function that is called with its attributes; what it is given to call back is called back.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::event::{Action, Render};
use crate::ir::{Attribute, ExpressionId, Name, Tag};
use crate::origin::{Origin, Source};
use crate::site::Site;
use crate::value::{Element, Object, Shape, Value};

use super::flow::Frame;
use super::functions::Mode;
use super::{Interpreter, lists};

impl<'p> Interpreter<'p> {
    pub(super) fn element(
        &mut self,
        frame: &mut Frame<'p>,
        id: ExpressionId,
        tag: &'p Tag,
        attributes: &'p [Attribute],
        children: &'p [ExpressionId],
    ) -> Value {
        let mut fields: BTreeMap<Name, Value> = BTreeMap::new();
        let mut rest: Option<Value> = None;
        for attribute in attributes {
            match attribute {
                Attribute::Named(name, value) => {
                    let value = self.expression(frame, *value);
                    fields.insert(name.clone(), value);
                }
                Attribute::Spread(value) => {
                    let value = self.expression(frame, *value);
                    self.spread_into(&value, &mut fields, &mut rest);
                }
            }
        }
        let children: Vec<Value> = children.iter().map(|child| self.expression(frame, *child)).collect();
        match children.len() {
            0 => {}
            1 => {
                fields.insert(Name::from("children"), children[0].clone());
            }
            _ => {
                fields.insert(Name::from("children"), lists::array(children, None));
            }
        }
        let attributes = Value::of(Shape::Object(Arc::new(Object::new(fields, rest)))).bounded();
        let site = frame.site(id);
        let (name, component) = match tag {
            Tag::Intrinsic(name) => (name.clone(), None),
            Tag::Fragment => (Name::default(), None),
            Tag::Component(component) => {
                let span = frame.ir.expressions[component.index()].span;
                let name = Name::from(frame.ir.text.slice(span));
                (name, Some(self.expression(frame, *component)))
            }
        };
        self.rendered(frame, name, component, attributes, site)
    }

    /// `React.createElement` and JSX alike.
    fn rendered(
        &mut self,
        frame: &mut Frame<'p>,
        tag: Name,
        component: Option<Value>,
        attributes: Value,
        site: Site,
    ) -> Value {
        let path = component.as_ref().and_then(|component| component.external_path().map(Name::from));
        let is_own = component.as_ref().is_some_and(|component| {
            path.is_none() && !matches!(component.shape, Shape::Unknown | Shape::Undefined)
        });
        if !is_own && !tag.is_empty() {
            let mut shown = attributes_without_children(&attributes);
            if tag.eq_ignore_ascii_case("label") {
                shown.extend(text_of(&attributes).map(|text| (Name::from("children"), text)));
            }
            if !shown.is_empty() {
                let attributes = super::objects::of_fields(shown);
                self.note(
                    frame,
                    site,
                    Action::Render(Arc::new(Render { tag: tag.clone(), component: path, attributes })),
                );
            }
            self.call_handlers(frame, &attributes, site);
        }
        if let Some(component) = &component {
            self.draw(frame, component, &attributes, site);
        }
        Value::of(Shape::Element(Arc::new(Element::new(tag, component, attributes, site))))
    }

    /// Draws a component of the program.
    pub(super) fn draw(&mut self, frame: &mut Frame<'p>, component: &Value, attributes: &Value, site: Site) {
        match &component.shape {
            Shape::Function(closure) => {
                self.invoke(
                    frame,
                    closure,
                    Value::undefined(),
                    vec![attributes.clone(), Value::unknown()],
                    site,
                    Mode::Maybe,
                );
            }
            Shape::Class(class) => {
                let object = crate::value::ObjectId(
                    crate::value::Digester::tagged(170).add(frame.key).add(site).end(),
                );
                let this = self.construct(frame, class, Some(object), vec![attributes.clone()], site);
                self.write_field(frame, &this, "props", attributes.clone());
                for name in ["componentDidMount", "componentDidUpdate", "render"] {
                    let function = self.member(frame, &this, name, true);
                    if let Shape::Function(closure) = &function.shape {
                        self.invoke(frame, closure, this.clone(), Vec::new(), site, Mode::Maybe);
                    }
                }
            }
            Shape::Union(values) => {
                for one in values.iter() {
                    self.draw(frame, one, attributes, site);
                }
            }
            _ => {}
        }
    }

    /// What a person does at an element calls what it was given, with what they typed.
    fn call_handlers(&mut self, frame: &mut Frame<'p>, attributes: &Value, site: Site) {
        let input = Value::from_origin(Origin::new(Source::UserInput));
        for (_, value) in attributes.fields() {
            if matches!(value.shape, Shape::Function(_) | Shape::Native(_)) {
                self.call_back(frame, &value, vec![input.clone(); 2], site, Mode::Detached);
            }
        }
    }
}

/// What a person reads in an element, where it is written there.
fn text_of(attributes: &Value) -> Option<Value> {
    let children = attributes.field("children");
    let written = |value: &Value| value.as_constant().is_some();
    if written(&children) {
        Some(children)
    } else {
        children.elements().iter().find(|it| written(it)).cloned()
    }
}

fn attributes_without_children(attributes: &Value) -> Vec<(Name, Value)> {
    attributes
        .fields()
        .into_iter()
        .filter(|(name, value)| {
            name != "children"
                && !matches!(value.shape, Shape::Function(_) | Shape::Native(_) | Shape::Element(_))
        })
        .collect()
}
