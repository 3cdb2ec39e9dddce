//! Go's expressions.

use assay_code::ir::{
    Argument, ExpressionKind, FunctionKind, Name, Pattern, Property, PropertyKey, UnaryOperator,
};
use tree_sitter::Node;

use super::Go;
use crate::{
    builder::plain,
    lowering::{Lowering, named, unescaped},
    span,
};

/// Functions of packages whose first argument is what a method of the tree stands behind.
const METHODS: [(&str, &str); 10] = [
    ("strings.Contains", "includes"),
    ("strings.HasPrefix", "startsWith"),
    ("strings.HasSuffix", "endsWith"),
    ("strings.Join", "join"),
    ("strings.ReplaceAll", "replaceAll"),
    ("strings.Split", "split"),
    ("strings.ToLower", "toLowerCase"),
    ("strings.ToUpper", "toUpperCase"),
    ("strings.TrimSpace", "trim"),
    ("slices.Contains", "includes"),
];
/// What fills in a variable whose address it is given.
const FILLING: [&str; 16] = [
    "Bind",
    "BindHeader",
    "BindJSON",
    "BindQuery",
    "BindUri",
    "BodyParser",
    "Decode",
    "Get",
    "QueryParser",
    "ReadJSON",
    "Scan",
    "Select",
    "ShouldBind",
    "ShouldBindJSON",
    "ShouldBindQuery",
    "Unmarshal",
];

impl Go<'_> {
    pub(super) fn expression_kind(&mut self, node: Node<'_>) -> ExpressionKind {
        let mut node = node;
        while let ("parenthesized_expression" | "literal_element", Some(inner)) =
            (node.kind(), node.named_child(0))
        {
            node = inner;
        }
        match node.kind() {
            "identifier" | "type_identifier" | "package_identifier" => self.identifier(node),
            "interpreted_string_literal" => {
                let text = self.text(node).trim_matches('"');
                ExpressionKind::Text(unescaped(text).into())
            }
            "raw_string_literal" => ExpressionKind::Text(self.text(node).trim_matches('`').into()),
            "rune_literal" => ExpressionKind::Text(self.text(node).trim_matches('\'').into()),
            "int_literal" | "float_literal" | "imaginary_literal" => {
                let digits = self.text(node).replace('_', "");
                ExpressionKind::Number(digits.parse().unwrap_or(f64::NAN))
            }
            "true" => ExpressionKind::Boolean(true),
            "false" => ExpressionKind::Boolean(false),
            "nil" => ExpressionKind::Null,
            "selector_expression" => self.selector(node),
            "qualified_type" => {
                let (package, name) = (self.field_text(node, "package"), self.field_text(node, "name"));
                match self.of_package(node, package, name) {
                    Some(variable) => ExpressionKind::Variable(variable),
                    None => ExpressionKind::Opaque(Vec::new()),
                }
            }
            "index_expression" => {
                let object = self.field(node, "operand");
                let index = self.field(node, "index");
                let index_kind = &self.builder.module().expressions[index.index()].kind;
                match index_kind {
                    ExpressionKind::Text(property) => {
                        let property = property.clone();
                        ExpressionKind::Member { object, property, optional: false }
                    }
                    _ => ExpressionKind::Index { object, index, optional: false },
                }
            }
            "slice_expression" => {
                let object = self.field(node, "operand");
                let callee = self.builder.member(span(node), object, "slice");
                let bounds = ["start", "end"].map(|bound| plain(self.field(node, bound)));
                ExpressionKind::Call { callee, arguments: bounds.to_vec(), optional: false }
            }
            "type_assertion_expression" | "type_conversion_expression" => {
                let value = self.field(node, "operand");
                ExpressionKind::Sequence(vec![value])
            }
            "call_expression" => self.call(node),
            "composite_literal" => self.literal(node),
            "literal_value" => self.elements(node),
            "func_literal" => ExpressionKind::Function(self.function(node, FunctionKind::Arrow, None)),
            "unary_expression" => {
                let operand = self.field(node, "operand");
                match self.field_text(node, "operator") {
                    "!" => ExpressionKind::Unary { operator: UnaryOperator::Not, operand },
                    "&" | "*" | "<-" => ExpressionKind::Sequence(vec![operand]),
                    _ => ExpressionKind::Unary { operator: UnaryOperator::Minus, operand },
                }
            }
            "binary_expression" => {
                let (left, right) = (self.field(node, "left"), self.field(node, "right"));
                self.infix(self.field_text(node, "operator"), left, right)
            }
            "expression_list" => ExpressionKind::Array(self.children(node).into_iter().map(plain).collect()),
            kind if kind.ends_with("_type") => ExpressionKind::Undefined,
            _ => ExpressionKind::Opaque(self.children(node)),
        }
    }

    fn identifier(&mut self, node: Node<'_>) -> ExpressionKind {
        let name = self.text(node);
        if self.receiver == Some(name) {
            return ExpressionKind::This;
        }
        if let Some(variable) = self.builder.lookup(name) {
            return ExpressionKind::Variable(variable);
        }
        match self.same_package(node, name) {
            Some(variable) => ExpressionKind::Variable(variable),
            None => ExpressionKind::Global("String".into()),
        }
    }

    /// The package and name of `http.HandleFunc`, where `http` is one.
    fn package_of(&mut self, node: Node<'_>) -> Option<(String, String)> {
        let operand = node.child_by_field_name("operand").filter(|it| it.kind() == "identifier")?;
        let package = self.text(operand);
        if self.builder.lookup(package).is_some() {
            return None;
        }
        let path = self.packages.get(package)?.clone();
        Some((path, self.field_text(node, "field").to_owned()))
    }

    fn selector(&mut self, node: Node<'_>) -> ExpressionKind {
        if let Some((_, name)) = self.package_of(node)
            && let Some(operand) = node.child_by_field_name("operand")
            && let Some(variable) = self.of_package(node, self.text(operand), &name)
        {
            return ExpressionKind::Variable(variable);
        }
        let object = self.field(node, "operand");
        let property = self.field_text(node, "field").into();
        ExpressionKind::Member { object, property, optional: false }
    }

    pub(super) fn pattern(&mut self, node: Node<'_>) -> Pattern {
        let mut node = node;
        while matches!(node.kind(), "unary_expression" | "parenthesized_expression") {
            let Some(inner) = node.child_by_field_name("operand").or_else(|| node.named_child(0)) else {
                break;
            };
            node = inner;
        }
        if node.kind() == "identifier"
            && self.receiver != Some(self.text(node))
            && let Some(variable) = self.builder.lookup(self.text(node))
        {
            self.builder.module().variables[variable.index()].reassigned = true;
            return Pattern::Variable(variable);
        }
        Pattern::Target(self.expression(node))
    }

    fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        let spreads = list.children(&mut list.walk()).any(|child| child.kind() == "...");
        let nodes = named(list);
        let last = nodes.len().saturating_sub(1);
        let one = |(at, node): (usize, Node<'_>)| match node.kind() {
            "variadic_argument" => {
                let inner = node.named_child(0).unwrap_or(node);
                Argument { value: self.expression(inner), spread: true }
            }
            _ => Argument { value: self.expression(node), spread: spreads && at == last },
        };
        nodes.into_iter().enumerate().map(one).collect()
    }

    fn call(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(function) = node.child_by_field_name("function") else { return ExpressionKind::Undefined };
        let list = node.child_by_field_name("arguments");
        let nodes = list.map(named).unwrap_or_default();
        let arguments = list.map(|list| self.arguments(list)).unwrap_or_default();
        let call = |callee, arguments| ExpressionKind::Call { callee, arguments, optional: false };
        let first = arguments.first().map(|argument| argument.value);
        let written = self.text(function);
        let is_language = function.kind() == "identifier" && self.builder.lookup(written).is_none();
        if is_language && let Some(kind) = self.language_function(node, written, &arguments) {
            return kind;
        }
        if function.kind().ends_with("_type") {
            return ExpressionKind::Sequence(arguments.into_iter().map(|argument| argument.value).collect());
        }
        if let Some((_, method)) = METHODS.iter().find(|(name, _)| *name == written)
            && let Some(first) = first
        {
            let callee = self.builder.member(span(node), first, method);
            return call(callee, arguments[1..].to_vec());
        }
        // A parameter by its name, which the client puts beside its own or in their place.
        if let ("oauth2.SetAuthURLParam", [key, value]) = (written, arguments.as_slice())
            && let ExpressionKind::Text(name) = &self.builder.module().expressions[key.value.index()].kind
        {
            let key = PropertyKey::Name(name.clone());
            return ExpressionKind::Object(vec![Property::Value { key, value: value.value }]);
        }
        if matches!(written, "fmt.Sprintf" | "fmt.Errorf")
            && let Some((format, values)) = arguments.split_first()
            && let ExpressionKind::Text(text) = &self.builder.module().expressions[format.value.index()].kind
        {
            let strings = crate::format::texts(text);
            if strings.len() == values.len() + 1 && !values.is_empty() && written == "fmt.Sprintf" {
                let strings = strings.into_iter().map(Name::from).collect();
                return ExpressionKind::Template {
                    strings,
                    values: values.iter().map(|it| it.value).collect(),
                };
            }
        }
        // What is written to a reply as it is, is markup for whoever shows it.
        let first_text = nodes.first().map_or("", |first| self.text(*first));
        let is_markup = matches!(written, "fmt.Fprintf" | "fmt.Fprint" | "fmt.Fprintln" | "io.WriteString")
            && matches!(first_text, "w" | "rw" | "writer" | "res" | "resp");
        if is_markup && let Some((writer, values)) = arguments.split_first() {
            let is_other = ["application/json", "text/plain"].iter().any(|kind| self.source.contains(kind));
            let name = if is_other { "Write" } else { "WriteMarkup" };
            let callee = self.builder.member(span(node), writer.value, name);
            return call(callee, values.to_vec());
        }
        let callee = self.expression(function);
        let name = self.field_text(function, "field");
        let filled: Vec<Node<'_>> = match FILLING.contains(&name) || written == "json.Unmarshal" {
            true => {
                let pointer = nodes.last().copied().filter(|_| takes_a_pointer(name, nodes.len()));
                let pointer = pointer.filter(|last| last.kind() == "identifier");
                nodes.into_iter().filter_map(addressed).chain(pointer).collect()
            }
            false => Vec::new(),
        };
        if filled.is_empty() {
            return call(callee, arguments);
        }
        // `Decode(&note)`: what it gives is in the variable afterwards.
        let made = self.made(node, call(callee, arguments));
        let target = self.hidden(node);
        let Pattern::Variable(given) = target else { return ExpressionKind::Sequence(vec![made]) };
        let kept =
            ExpressionKind::Assign { target: Box::new(target), value: made, operator: None, logical: None };
        let mut parts = vec![self.made(node, kept)];
        for place in filled {
            let object = self.made(node, ExpressionKind::Variable(given));
            // What these give is what they read, in another form; of others nothing is known.
            let value = match is_another_form(name) {
                true => object,
                false => self.made(node, ExpressionKind::Opaque(vec![object])),
            };
            let target = Box::new(self.pattern(place));
            let kind = ExpressionKind::Assign { target, value, operator: None, logical: None };
            parts.push(self.made(node, kind));
        }
        parts.push(self.made(node, ExpressionKind::Variable(given)));
        ExpressionKind::Sequence(parts)
    }

    fn language_function(
        &mut self,
        node: Node<'_>,
        name: &str,
        arguments: &[Argument],
    ) -> Option<ExpressionKind> {
        let first = arguments.first()?.value;
        Some(match name {
            "len" | "cap" => {
                ExpressionKind::Member { object: first, property: "length".into(), optional: false }
            }
            "append" => {
                let mut all = vec![Argument { value: first, spread: true }];
                all.extend(&arguments[1..]);
                ExpressionKind::Array(all)
            }
            "delete" => {
                let index = arguments.get(1)?.value;
                let kind = ExpressionKind::Index { object: first, index, optional: false };
                ExpressionKind::Delete(self.made(node, kind))
            }
            "new" | "make" => ExpressionKind::Object(Vec::new()),
            "string" => {
                let callee = self.made(node, ExpressionKind::Global("String".into()));
                ExpressionKind::Call { callee, arguments: arguments.to_vec(), optional: false }
            }
            "int" | "int64" | "int32" | "uint" | "uint64" | "float64" | "float32" => {
                let callee = self.made(node, ExpressionKind::Global("Number".into()));
                ExpressionKind::Call { callee, arguments: arguments.to_vec(), optional: false }
            }
            "copy" | "close" | "min" | "max" | "print" | "println" | "complex" | "clear" => {
                ExpressionKind::Opaque(arguments.iter().map(|argument| argument.value).collect())
            }
            _ => return None,
        })
    }

    /// `Note{ID: id}`, `[]string{"a"}`, `map[string]int{"k": 1}`.
    fn literal(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(body) = node.child_by_field_name("body") else { return ExpressionKind::Undefined };
        let elements = self.elements(body);
        let Some(class) = node.child_by_field_name("type") else { return elements };
        if !matches!(class.kind(), "type_identifier" | "qualified_type" | "generic_type") {
            return elements;
        }
        // Settings that a function of the package takes are what they say.
        if self.text(class).ends_with(".Cookie") {
            return elements;
        }
        let Some(variable) = self.type_name(class).and_then(|name| name.variable) else { return elements };
        let callee = self.made(class, ExpressionKind::Variable(variable));
        let value = self.made(body, elements);
        ExpressionKind::New { callee, arguments: vec![plain(value)] }
    }

    fn elements(&mut self, body: Node<'_>) -> ExpressionKind {
        let nodes = named(body);
        if nodes.iter().any(|node| node.kind() == "keyed_element") || nodes.is_empty() {
            let mut properties = Vec::new();
            for node in nodes {
                let (Some(key), Some(value)) =
                    (node.child_by_field_name("key"), node.child_by_field_name("value"))
                else {
                    continue;
                };
                let inner = key.named_child(0).unwrap_or(key);
                let key = match inner.kind() {
                    // A field, or a constant: its name will do.
                    "identifier" => PropertyKey::Name(self.text(inner).into()),
                    _ => match self.kind(inner) {
                        ExpressionKind::Text(name) => PropertyKey::Name(name),
                        kind => PropertyKey::Computed(self.made(inner, kind)),
                    },
                };
                let value = self.expression(value);
                properties.push(Property::Value { key, value });
            }
            return ExpressionKind::Object(properties);
        }
        ExpressionKind::Array(self.children(body).into_iter().map(plain).collect())
    }
}

/// A function that puts what was sent into a variable as it is.
fn is_another_form(name: &str) -> bool {
    matches!(name, "Decode" | "Unmarshal" | "BodyParser" | "QueryParser" | "ReadJSON")
        || name.contains("Bind")
}

/// A call whose last argument is filled in, be it `&note` or a variable that is a pointer already.
fn takes_a_pointer(name: &str, arguments: usize) -> bool {
    match name {
        "Decode" => arguments == 1,
        "Unmarshal" => arguments == 2,
        _ => name.starts_with("Bind") || name.starts_with("ShouldBind") || name == "BodyParser",
    }
}

/// `x` of `&x`.
fn addressed(node: Node<'_>) -> Option<Node<'_>> {
    let is_address = node.kind() == "unary_expression"
        && node.child_by_field_name("operator").is_some_and(|operator| operator.kind() == "&");
    let inner = node.child_by_field_name("operand").filter(|_| is_address)?;
    matches!(inner.kind(), "identifier" | "selector_expression").then_some(inner)
}
