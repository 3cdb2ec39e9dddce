//! JSON as a module.

use std::sync::Arc;

use assay_app::document::{JsonDialect, Node, Value, read_json};
use assay_source::SourceText;

use super::Lowered;
use crate::ir::{
    self, Argument, Expression, ExpressionId, ExpressionKind, Format, Function, FunctionKind, Language,
    Module, Name, Property, PropertyKey, Statement, StatementKind,
};

/// Largest file that is read as a module, in bytes. Tables beyond that are data, not decisions.
const LARGEST: usize = 256 * 1024;

/// A JSON file as the module that exports its value.
pub(crate) fn data(text: &Arc<SourceText>) -> Lowered {
    if text.as_str().len() > LARGEST {
        return Lowered { module: None, diagnostics: Vec::new() };
    }
    let document = read_json(text, JsonDialect::Strict);
    let mut expressions = Vec::new();
    let value = lower(&document.root, &mut expressions, 0);
    let span = document.root.span;
    let body = Function {
        name: None,
        span,
        head: span,
        kind: FunctionKind::ModuleBody,
        parent: None,
        parameters: Vec::new(),
        body: vec![Statement { span, kind: StatementKind::ExportAssign(value) }],
        captures: Vec::new(),
        own_name: None,
        is_async: false,
        is_generator: false,
        uses_arguments: false,
        decorators: Vec::new(),
    };
    let module = Module {
        file: text.path().clone(),
        text: Arc::clone(text),
        format: Format::CommonJs,
        functions: vec![body],
        classes: Vec::new(),
        variables: Vec::new(),
        expressions,
        requests: Vec::new(),
        imports: Vec::new(),
        exports: Vec::new(),
        language: Language::JavaScript,
        provides: Vec::new(),
        searches: Vec::new(),
        complete: document.complete,
    };
    Lowered { module: Some(module), diagnostics: document.diagnostics }
}

fn lower(node: &Node, expressions: &mut Vec<Expression>, depth: usize) -> ExpressionId {
    let kind = match &node.value {
        _ if depth >= ir::DEEPEST => ExpressionKind::Opaque(Vec::new()),
        Value::Null => ExpressionKind::Null,
        Value::Bool(value) => ExpressionKind::Boolean(*value),
        Value::Number(text) => ExpressionKind::Number(text.parse().unwrap_or(f64::NAN)),
        Value::Text(text) => ExpressionKind::Text(text.as_str().into()),
        Value::List(items) => ExpressionKind::Array(
            items
                .iter()
                .map(|item| Argument { value: lower(item, expressions, depth + 1), spread: false })
                .collect(),
        ),
        Value::Map(entries) => ExpressionKind::Object(
            entries
                .iter()
                .map(|entry| Property::Value {
                    key: PropertyKey::Name(Name::from(entry.key.text.as_str())),
                    value: lower(&entry.value, expressions, depth + 1),
                })
                .collect(),
        ),
    };
    let id = ExpressionId(expressions.len() as u32);
    expressions.push(Expression { span: node.span, kind });
    id
}
