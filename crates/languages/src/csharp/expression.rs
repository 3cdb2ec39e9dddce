//! C#'s expressions.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, FunctionKind, Name, UnaryOperator,
};
use tree_sitter::Node;

use super::CSharp;
use crate::{
    builder::plain,
    lowering::{Lowering, child_of, named, template, unescaped},
    members::Members,
    span,
};

/// Parts of the names of namespaces, which types are written with where a name alone would be ambiguous.
const NAMESPACES: [&str; 22] = [
    "AspNetCore",
    "Authorization",
    "Collections",
    "Cryptography",
    "Data",
    "Diagnostics",
    "EntityFrameworkCore",
    "Extensions",
    "Generic",
    "Http",
    "IO",
    "IdentityModel",
    "Json",
    "Linq",
    "Logging",
    "Mvc",
    "Net",
    "Security",
    "SqlClient",
    "Text",
    "Tokens",
    "Web",
];

/// Methods of the language's own values under the names the tree has for them.
const RENAMED: [(&str, &str); 14] = [
    ("Add", "push"),
    ("Any", "some"),
    ("All", "every"),
    ("Contains", "includes"),
    ("EndsWith", "endsWith"),
    ("ForEach", "forEach"),
    ("Replace", "replace"),
    ("Split", "split"),
    ("StartsWith", "startsWith"),
    ("Substring", "slice"),
    ("ToLower", "toLowerCase"),
    ("ToLowerInvariant", "toLowerCase"),
    ("ToUpper", "toUpperCase"),
    ("Trim", "trim"),
];

impl CSharp<'_> {
    pub(super) fn expression_kind(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut node = node;
        while let (
            "parenthesized_expression"
            | "checked_expression"
            | "ref_expression"
            | "argument"
            | "expression_element"
            | "collection_element",
            Some(inner),
        ) = (node.kind(), named(node).last().copied())
        {
            node = inner;
        }
        match node.kind() {
            "identifier" => self.identifier(node),
            "generic_name" => match node.named_child(0) {
                Some(name) => self.identifier(name),
                None => ExpressionKind::Undefined,
            },
            "qualified_name" | "alias_qualified_name" => {
                match self.type_name(node).and_then(|name| name.variable) {
                    Some(variable) => ExpressionKind::Variable(variable),
                    None => ExpressionKind::Opaque(Vec::new()),
                }
            }
            "predefined_type" => ExpressionKind::Global("String".into()),
            "this" => ExpressionKind::This,
            "base" => ExpressionKind::Super,
            "string_literal" | "interpolated_string_expression" => self.interpolated(node),
            "verbatim_string_literal" => {
                let text = self.text(node).trim_start_matches('@').trim_matches('"').replace("\"\"", "\"");
                ExpressionKind::Text(text.into())
            }
            "raw_string_literal" => ExpressionKind::Text(self.text(node).trim_matches('"').into()),
            "character_literal" => ExpressionKind::Text(self.text(node).trim_matches('\'').into()),
            "integer_literal" | "real_literal" => {
                let digits = self.text(node).replace('_', "");
                let digits = digits.trim_end_matches(['L', 'l', 'u', 'U', 'f', 'F', 'd', 'D', 'm', 'M']);
                ExpressionKind::Number(digits.parse().unwrap_or(f64::NAN))
            }
            "boolean_literal" => ExpressionKind::Boolean(self.text(node) == "true"),
            "null_literal" => ExpressionKind::Null,
            "member_access_expression" => {
                let property = self.member_name(node);
                if self.is_namespace(node) {
                    return ExpressionKind::Variable(self.class_named(node, &property));
                }
                let object = self.field(node, "expression");
                ExpressionKind::Member { object, property, optional: false }
            }
            "conditional_access_expression" => self.conditional_access(node),
            "element_access_expression" => {
                let object = self.field(node, "expression");
                let index = node.child_by_field_name("subscript").and_then(|list| list.named_child(0));
                self.indexed(object, index)
            }
            "invocation_expression" => self.invocation(node),
            "object_creation_expression" => {
                let Some(class) = node.child_by_field_name("type") else { return ExpressionKind::Undefined };
                let callee = match self.type_name(class).and_then(|name| name.variable) {
                    Some(variable) => self.made(class, ExpressionKind::Variable(variable)),
                    None => self.made(class, ExpressionKind::Opaque(Vec::new())),
                };
                let is_list = matches!(
                    self.field_text(node, "type").split('<').next(),
                    Some("List" | "Dictionary" | "HashSet")
                );
                match child_of(node, "initializer_expression").filter(|_| is_list) {
                    Some(initializer) => self.initializer(initializer),
                    None if is_list => ExpressionKind::Array(Vec::new()),
                    None => self.creation_of(node, callee),
                }
            }
            "implicit_object_creation_expression" => {
                let list =
                    child_of(node, "argument_list").map(|list| self.argument_list(list)).unwrap_or_default();
                ExpressionKind::Opaque(list.into_iter().map(|argument| argument.value).collect())
            }
            "anonymous_object_creation_expression" => self.anonymous_object(node),
            "array_creation_expression" | "implicit_array_creation_expression" => {
                match child_of(node, "initializer_expression") {
                    Some(initializer) => self.initializer(initializer),
                    None => ExpressionKind::Array(Vec::new()),
                }
            }
            "initializer_expression" => self.initializer(node),
            "collection_expression" | "tuple_expression" => {
                let elements = named(node).into_iter().map(|element| {
                    let inner = element.named_child(0).unwrap_or(element);
                    match (inner.kind(), inner.named_child(0)) {
                        ("spread_element", Some(spread)) => {
                            Argument { value: self.expression(spread), spread: true }
                        }
                        _ => plain(self.expression(element)),
                    }
                });
                ExpressionKind::Array(elements.collect())
            }
            "assignment_expression" => self.assignment(node),
            "binary_expression" => {
                let (left, right) = (self.field(node, "left"), self.field(node, "right"));
                self.infix(self.field_text(node, "operator"), left, right)
            }
            "is_expression" => {
                let (left, right) = (self.field(node, "left"), self.field(node, "right"));
                ExpressionKind::Binary { operator: BinaryOperator::InstanceOf, left, right }
            }
            "is_pattern_expression" => self.is_pattern(node),
            "as_expression" => {
                let value = self.field(node, "left");
                ExpressionKind::Sequence(vec![value])
            }
            "cast_expression" => {
                let value = self.field(node, "value");
                ExpressionKind::Sequence(vec![value])
            }
            "await_expression" => match node.named_child(0) {
                Some(inner) => ExpressionKind::Await(self.expression(inner)),
                None => ExpressionKind::Undefined,
            },
            "conditional_expression" => {
                let test = self.field(node, "condition");
                let (then, otherwise) = (self.field(node, "consequence"), self.field(node, "alternative"));
                ExpressionKind::Conditional { test, then, otherwise }
            }
            "prefix_unary_expression" => {
                let Some(inner) = node.named_child(0) else { return ExpressionKind::Undefined };
                match node.child(0).map(|sign| sign.kind()) {
                    Some("++" | "--") => ExpressionKind::Update(Box::new(self.pattern(inner))),
                    Some("!") => {
                        let operand = self.expression(inner);
                        ExpressionKind::Unary { operator: UnaryOperator::Not, operand }
                    }
                    _ => {
                        let operand = self.expression(inner);
                        ExpressionKind::Unary { operator: UnaryOperator::Minus, operand }
                    }
                }
            }
            "postfix_unary_expression" => {
                let Some(inner) = node.named_child(0) else { return ExpressionKind::Undefined };
                if self.text(node).ends_with('!') {
                    let value = self.expression(inner);
                    return ExpressionKind::Sequence(vec![value]);
                }
                ExpressionKind::Update(Box::new(self.pattern(inner)))
            }
            "lambda_expression" | "anonymous_method_expression" => {
                let decorators = self.attributes(node);
                let id = self.function(node, FunctionKind::Arrow, None);
                self.builder.module().functions[id.index()].decorators = decorators;
                ExpressionKind::Function(id)
            }
            "switch_expression" => self.choice(node),
            "throw_expression" => {
                let values = self.children(node);
                let callee = self.own_type(node, "<throw>");
                ExpressionKind::Call {
                    callee,
                    arguments: values.into_iter().map(plain).collect(),
                    optional: false,
                }
            }
            "typeof_expression" => match node.child_by_field_name("type").and_then(|it| self.type_name(it)) {
                Some(name) => name.variable.map_or(ExpressionKind::Undefined, ExpressionKind::Variable),
                None => ExpressionKind::Undefined,
            },
            "default_expression" | "sizeof_expression" => ExpressionKind::Undefined,
            "declaration_expression" => match node.child_by_field_name("name") {
                Some(name) => {
                    self.declared(name);
                    self.identifier(name)
                }
                None => ExpressionKind::Undefined,
            },
            _ => ExpressionKind::Opaque(self.children(node)),
        }
    }

    fn own_type(&mut self, node: Node<'_>, name: &str) -> ExpressionId {
        let variable = self.class_named(node, name);
        self.made(node, ExpressionKind::Variable(variable))
    }

    /// `System.IO.File`: a type by its whole name, which is the last part of it here.
    fn is_namespace(&self, node: Node<'_>) -> bool {
        let object = node.child_by_field_name("expression").map_or("", |object| self.text(object));
        let mut parts = object.split('.');
        matches!(parts.next(), Some("System" | "Microsoft" | "Newtonsoft" | "Dapper"))
            && parts.all(|part| NAMESPACES.contains(&part))
            && !NAMESPACES.contains(&self.field_text(node, "name"))
    }

    pub(super) fn member_name(&mut self, node: Node<'_>) -> Name {
        let name = node.child_by_field_name("name");
        let name =
            name.map(
                |name| if name.kind() == "generic_name" { name.named_child(0).unwrap_or(name) } else { name },
            );
        name.map_or("", |name| self.text(name)).into()
    }

    fn identifier(&mut self, node: Node<'_>) -> ExpressionKind {
        let name = self.text(node);
        if let Some(variable) = self.builder.lookup(name) {
            return ExpressionKind::Variable(variable);
        }
        self.own_member(node, name).unwrap_or_else(|| {
            // A type by custom begins with a capital; of a class with a parent it may be what that has.
            let is_called = node.parent().is_some_and(|parent| parent.kind() == "invocation_expression");
            let inherits = self.members.last().is_some_and(|members| members.has_parent);
            let inherited = [
                "User",
                "Request",
                "Response",
                "HttpContext",
                "ModelState",
                "TempData",
                "ViewBag",
                "ViewData",
            ];
            if inherits && (is_called || inherited.contains(&name)) {
                let object = self.made(node, ExpressionKind::This);
                return ExpressionKind::Member { object, property: name.into(), optional: false };
            }
            if name.starts_with(|c: char| c.is_lowercase()) {
                return ExpressionKind::Opaque(Vec::new());
            }
            ExpressionKind::Variable(self.class_named(node, name))
        })
    }

    fn own_member(&mut self, node: Node<'_>, name: &str) -> Option<ExpressionKind> {
        let kind = Members::receiver(&self.members, name)?;
        let object = self.made(node, kind);
        Some(ExpressionKind::Member { object, property: name.into(), optional: false })
    }

    fn interpolated(&mut self, node: Node<'_>) -> ExpressionKind {
        let (mut strings, mut values) = (vec![String::new()], Vec::new());
        for part in named(node) {
            let last = strings.last_mut().expect("there is always one");
            match part.kind() {
                "string_content" | "string_literal_content" => last.push_str(self.text(part)),
                "escape_sequence" => last.push_str(&unescaped(self.text(part))),
                "interpolation" => {
                    let value = named(part).into_iter().find(|it| !it.kind().starts_with("interpolation"));
                    if let Some(value) = value {
                        values.push(self.expression(value));
                        strings.push(String::new());
                    }
                }
                _ => {}
            }
        }
        template(strings, values)
    }

    fn invocation(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(function) = node.child_by_field_name("function") else { return ExpressionKind::Undefined };
        let list = node.child_by_field_name("arguments");
        let call = |callee, arguments| ExpressionKind::Call { callee, arguments, optional: false };
        let written = self.text(function);
        if let Some(kind) = list.and_then(|list| self.branch(function, list)) {
            return kind;
        }
        let arguments = list.map(|list| self.argument_list(list)).unwrap_or_default();
        if written == "nameof" {
            let text = list.map_or("", |list| self.text(list)).trim_matches(['(', ')']);
            return ExpressionKind::Text(text.rsplit('.').next().unwrap_or(text).into());
        }
        if matches!(
            written,
            "string.IsNullOrEmpty"
                | "string.IsNullOrWhiteSpace"
                | "String.IsNullOrEmpty"
                | "String.IsNullOrWhiteSpace"
        ) && let Some(first) = arguments.first()
        {
            return ExpressionKind::Unary { operator: UnaryOperator::Not, operand: first.value };
        }
        if matches!(
            written,
            "int.Parse" | "long.Parse" | "Convert.ToInt32" | "Convert.ToInt64" | "Guid.Parse"
        ) {
            let callee = self.made(node, ExpressionKind::Global("Number".into()));
            return call(callee, arguments);
        }
        if matches!(written, "string.Format" | "String.Format") {
            return ExpressionKind::Template {
                strings: std::iter::repeat_n(Name::default(), arguments.len() + 1).collect(),
                values: arguments.iter().map(|argument| argument.value).collect(),
            };
        }
        if function.kind() == "member_access_expression" {
            let name = self.member_name(function);
            let object = self.field(function, "expression");
            if name == "Equals" && arguments.len() == 1 {
                return ExpressionKind::Binary {
                    operator: BinaryOperator::Equal,
                    left: object,
                    right: arguments[0].value,
                };
            }
            if name == "ToString" {
                let callee = self.made(node, ExpressionKind::Global("String".into()));
                return call(callee, vec![plain(object)]);
            }
            if let Some(kind) = self.of_json(node, &name, object, &arguments) {
                return kind;
            }
            let at = function.child_by_field_name("name").unwrap_or(function);
            // Whatever it is asked of, a provider of services gives an object of the type.
            if matches!(&*name, "GetRequiredService" | "GetService") {
                let asked = self.types_given(at);
                if !asked.is_empty() {
                    let provider = self.class_named(at, "GetRequiredService");
                    let callee = self.made(at, ExpressionKind::Variable(provider));
                    return call(callee, asked);
                }
            }
            let known = RENAMED.iter().find(|(known, _)| *known == name).map(|(_, other)| *other);
            let receiver = function.child_by_field_name("expression");
            let of_value =
                receiver.is_some_and(|it| !self.text(it).starts_with(|c: char| c.is_ascii_uppercase()));
            // A list of filters is the framework's.
            let is_filters = receiver.is_some_and(|it| self.text(it).ends_with(".Filters"));
            let property = known.filter(|_| of_value && !is_filters).map_or(name, Name::from);
            let arguments = match &*property {
                // `app.UseMiddleware<Verifies>()`: what runs is named as a type.
                "UseMiddleware" | "AddEndpointFilter" => {
                    self.types_given(at).into_iter().chain(arguments).collect()
                }
                "Add" | "AddService" if is_filters => {
                    self.types_given(at).into_iter().chain(arguments).collect()
                }
                _ => arguments,
            };
            let callee = self.builder.member(span(at), object, &property);
            return call(callee, arguments);
        }
        let callee = self.expression(function);
        call(callee, arguments)
    }

    /// `body.GetProperty("key").GetString()`: a member, as a text.
    fn of_json(
        &mut self,
        node: Node<'_>,
        name: &str,
        object: ExpressionId,
        arguments: &[Argument],
    ) -> Option<ExpressionKind> {
        let as_what = match (name, arguments) {
            ("GetProperty", [key]) => {
                let key = &self.builder.module().expressions[key.value.index()].kind;
                let ExpressionKind::Text(property) = key else { return None };
                return Some(ExpressionKind::Member { object, property: property.clone(), optional: false });
            }
            ("GetString" | "GetRawText" | "GetValue", []) => "String",
            ("GetInt32" | "GetInt64" | "GetDouble", []) => "Number",
            ("GetBoolean", []) => "Boolean",
            _ => return None,
        };
        let callee = self.made(node, ExpressionKind::Global(as_what.into()));
        Some(ExpressionKind::Call { callee, arguments: vec![plain(object)], optional: false })
    }

    /// The types between the angle brackets of a name, as values.
    pub(super) fn types_given(&mut self, name: Node<'_>) -> Vec<Argument> {
        let list = child_of(name, "type_argument_list").map(named).unwrap_or_default();
        let variables = list.into_iter().filter_map(|it| Some((it, self.type_name(it)?.variable?)));
        let variables: Vec<_> = variables.collect();
        variables
            .into_iter()
            .map(|(it, variable)| plain(self.made(it, ExpressionKind::Variable(variable))))
            .collect()
    }
}
