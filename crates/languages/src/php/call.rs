//! What PHP calls: functions of the language spelt as the tree has them, methods, other files.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, ImportedName, LogicalOperator, Name, Property,
    PropertyKey, UnaryOperator, VariableId,
};
use tree_sitter::Node;

use super::{PAGE, Php};
use crate::{
    builder::plain,
    lowering::{Lowering, child_of, named},
    span,
};

/// Functions whose first argument is what a method of the tree stands behind: `trim($x)` is `$x.trim()`.
const METHODS: [(&str, &str); 20] = [
    ("array_filter", "filter"),
    ("array_reverse", "reverse"),
    ("array_slice", "slice"),
    ("array_shift", "shift"),
    ("array_pop", "pop"),
    ("array_push", "push"),
    ("array_unshift", "unshift"),
    ("ltrim", "trimStart"),
    ("mb_strtolower", "toLowerCase"),
    ("mb_strtoupper", "toUpperCase"),
    ("mb_substr", "slice"),
    ("rtrim", "trimEnd"),
    ("str_contains", "includes"),
    ("str_ends_with", "endsWith"),
    ("str_starts_with", "startsWith"),
    ("strtolower", "toLowerCase"),
    ("strtoupper", "toUpperCase"),
    ("substr", "slice"),
    ("trim", "trim"),
    ("usort", "sort"),
];
/// The same where it is the second: `explode(',', $x)` is `$x.split(',')`.
const METHODS_OF_SECOND: [(&str, &str); 5] = [
    ("array_map", "map"),
    ("array_search", "indexOf"),
    ("explode", "split"),
    ("implode", "join"),
    ("in_array", "includes"),
];
/// Functions that the tree's language has under another name.
const GLOBALS: [(&str, &str); 9] = [
    ("array_keys", "Object.keys"),
    ("array_values", "Object.values"),
    ("boolval", "Boolean"),
    ("floatval", "Number"),
    ("intval", "Number"),
    ("json_decode", "JSON.parse"),
    ("json_encode", "JSON.stringify"),
    ("strval", "String"),
    ("is_array", "Array.isArray"),
];

fn found(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == name).map(|(_, as_what)| *as_what)
}

impl Php<'_> {
    /// A thing of the language itself.
    pub(super) fn core(&mut self, node: Node<'_>, name: &str) -> VariableId {
        let local = format!("<core {name}>");
        match self.builder.lookup(&local) {
            Some(variable) => variable,
            None => {
                let specifier = format!("<core>{name}");
                self.builder.import_at_top(&specifier, ImportedName::Named(name.into()), &local, span(node))
            }
        }
    }

    pub(super) fn core_call(&mut self, node: Node<'_>, name: &str, arguments: Vec<Argument>) -> ExpressionId {
        let variable = self.core(node, name);
        let callee = self.made(node, ExpressionKind::Variable(variable));
        self.builder.call(span(node), callee, arguments)
    }

    /// `<?= $note ?>`
    pub(super) fn shown(&mut self, node: Node<'_>) -> ExpressionId {
        let values = self.written_values(node);
        self.written_by(node, values, "shown")
    }

    pub(super) fn echo(&mut self, node: Node<'_>) -> ExpressionId {
        let values = self.written_values(node);
        self.echo_of(node, values)
    }

    fn written_values(&mut self, node: Node<'_>) -> Vec<Argument> {
        let inner = named(node);
        let parts = match inner.as_slice() {
            [list] if list.kind() == "sequence_expression" => named(*list),
            _ => inner,
        };
        parts.into_iter().map(|part| plain(self.expression(part))).collect()
    }

    pub(super) fn echo_of(&mut self, node: Node<'_>, values: Vec<Argument>) -> ExpressionId {
        self.written_by(node, values, "echo")
    }

    fn written_by(&mut self, node: Node<'_>, values: Vec<Argument>, by: &str) -> ExpressionId {
        // Of a page that says it is no markup, and of text that is JSON.
        let is_json = values.iter().all(|argument| self.is_json(argument.value)) && !values.is_empty();
        let says_so =
            ["application/json", "text/plain", "text/csv"].iter().any(|kind| self.source.contains(kind));
        self.core_call(node, if is_json || says_so { "answer" } else { by }, values)
    }

    pub(super) fn is_json(&mut self, id: ExpressionId) -> bool {
        let expressions = &self.builder.module().expressions;
        let ExpressionKind::Call { callee, .. } = &expressions[id.index()].kind else { return false };
        matches!(&expressions[callee.index()].kind, ExpressionKind::Member { property, .. } if property == "stringify")
    }

    pub(super) fn arguments(&mut self, node: Node<'_>) -> Vec<Argument> {
        let Some(list) = node.child_by_field_name("arguments").or_else(|| child_of(node, "arguments")) else {
            return Vec::new();
        };
        let (mut arguments, mut keywords) = (Vec::new(), Vec::new());
        for argument in named(list).into_iter().filter(|it| it.kind() == "argument") {
            let Some(value) = named(argument).last().copied() else { continue };
            match argument.child_by_field_name("name") {
                Some(name) if name != value => {
                    let value = self.expression(value);
                    let key = PropertyKey::Name(self.text(name).into());
                    keywords.push(Property::Value { key, value });
                }
                _ if value.kind() == "variadic_unpacking" => {
                    let inner = value.named_child(0).unwrap_or(value);
                    arguments.push(Argument { value: self.expression(inner), spread: true });
                }
                _ => arguments.push(plain(self.expression(value))),
            }
        }
        if !keywords.is_empty() {
            arguments.push(plain(self.made(list, ExpressionKind::Object(keywords))));
        }
        arguments
    }

    pub(super) fn function_call(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(function) = node.child_by_field_name("function") else { return ExpressionKind::Undefined };
        if !matches!(function.kind(), "name" | "qualified_name" | "relative_name") {
            let callee = self.expression(function);
            let mut arguments = self.arguments(node);
            // `return $next($request)`: what is next runs, and is handed nothing that says otherwise.
            if self.text(function) == "$next" {
                arguments.clear();
            }
            return ExpressionKind::Call { callee, arguments, optional: false };
        }
        let written = self.text(function);
        if let Some(variable) = self.builder.lookup(written) {
            let callee = self.made(function, ExpressionKind::Variable(variable));
            let arguments = self.arguments(node);
            return ExpressionKind::Call { callee, arguments, optional: false };
        }
        let name = written.rsplit('\\').next().unwrap_or(written).to_ascii_lowercase();
        let arguments = self.arguments(node);
        if let Some(kind) = self.language_function(node, &name, &arguments) {
            return kind;
        }
        let callee = self.function_named(function, written);
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    /// Functions that the tree has words for.
    pub(super) fn language_function(
        &mut self,
        node: Node<'_>,
        name: &str,
        arguments: &[Argument],
    ) -> Option<ExpressionKind> {
        let value = |at: usize| arguments.get(at).map(|argument| argument.value);
        let call = |callee, arguments| Some(ExpressionKind::Call { callee, arguments, optional: false });
        let others = |at: usize| -> Vec<Argument> {
            let all = arguments.iter().enumerate().filter(|(index, _)| *index != at);
            all.map(|(_, argument)| *argument).collect()
        };
        if let Some(method) = found(&METHODS, name) {
            let callee = self.builder.member(span(node), value(0)?, method);
            return call(callee, others(0));
        }
        if let Some(method) = found(&METHODS_OF_SECOND, name) {
            let callee = self.builder.member(span(node), value(1)?, method);
            return call(callee, others(1));
        }
        if let Some(path) = found(&GLOBALS, name) {
            let (head, member) =
                path.split_once('.').map_or((path, None), |(head, member)| (head, Some(member)));
            let mut callee = self.made(node, ExpressionKind::Global(head.into()));
            if let Some(member) = member {
                callee = self.builder.member(span(node), callee, member);
            }
            return call(callee, vec![plain(value(0)?)]);
        }
        match name {
            "isset" => {
                let mut whole: Option<ExpressionId> = None;
                for argument in arguments {
                    let null = self.made(node, ExpressionKind::Null);
                    let one = self.binary_of(node, BinaryOperator::LooseUnequal, argument.value, null);
                    whole = Some(match whole {
                        None => one,
                        Some(left) => {
                            let operator = LogicalOperator::And;
                            self.made(node, ExpressionKind::Logical { operator, left, right: one })
                        }
                    });
                }
                Some(ExpressionKind::Sequence(vec![whole?]))
            }
            "empty" | "blank" => {
                Some(ExpressionKind::Unary { operator: UnaryOperator::Not, operand: value(0)? })
            }
            "filled" => Some(ExpressionKind::Sequence(vec![value(0)?])),
            "is_null" => {
                let right = self.made(node, ExpressionKind::Null);
                Some(ExpressionKind::Binary { operator: BinaryOperator::LooseEqual, left: value(0)?, right })
            }
            "is_string" | "is_int" | "is_numeric" | "is_bool" | "is_float" | "ctype_digit"
            | "ctype_alnum" | "ctype_xdigit" | "ctype_alpha" => {
                let left = self.made(
                    node,
                    ExpressionKind::Unary { operator: UnaryOperator::TypeOf, operand: value(0)? },
                );
                let right = self.made(node, ExpressionKind::Text("string".into()));
                Some(ExpressionKind::Binary { operator: BinaryOperator::Equal, left, right })
            }
            "count" | "sizeof" | "strlen" | "mb_strlen" => {
                Some(ExpressionKind::Member { object: value(0)?, property: "length".into(), optional: false })
            }
            "array_key_exists" | "property_exists" => Some(ExpressionKind::Binary {
                operator: BinaryOperator::In,
                left: value(usize::from(name == "property_exists"))?,
                right: value(usize::from(name != "property_exists"))?,
            }),
            "array_merge" => {
                let spread = arguments.iter().map(|it| Property::Spread(it.value));
                Some(ExpressionKind::Object(spread.collect()))
            }
            "preg_match" => self.pattern_match(node, arguments),
            "sprintf" => self.formatted(arguments),
            "file_get_contents" | "fopen" => self.read_from(node, arguments),
            "header" => self.sent_elsewhere(node, arguments),
            "compact" => self.compacted(node, arguments),
            "request" | "session" => self.asked_for(node, name, arguments),
            _ => None,
        }
    }

    /// `preg_match('/^\d+$/', $x)` is `/^\d+$/.test($x)`.
    pub(super) fn pattern_match(&mut self, node: Node<'_>, arguments: &[Argument]) -> Option<ExpressionKind> {
        let [pattern, subject, ..] = arguments else { return None };
        let ExpressionKind::Text(text) = &self.builder.module().expressions[pattern.value.index()].kind
        else {
            return None;
        };
        let delimiter = text.chars().next()?;
        let (pattern, flags) = text[delimiter.len_utf8()..].rsplit_once(delimiter)?;
        let kind = ExpressionKind::Regex { pattern: pattern.into(), flags: flags.into() };
        let pattern = self.made(node, kind);
        let callee = self.builder.member(span(node), pattern, "test");
        Some(ExpressionKind::Call { callee, arguments: vec![*subject], optional: false })
    }

    /// `file_get_contents('php://input')` is what was sent; of an address it is a request.
    pub(super) fn read_from(&mut self, node: Node<'_>, arguments: &[Argument]) -> Option<ExpressionKind> {
        let first = arguments.first()?.value;
        let start = self.start_of(first)?;
        if start == "php://input" {
            return Some(ExpressionKind::Variable(self.core(node, "input")));
        }
        start.starts_with("http").then(|| {
            let callee = self.core(node, "fetch");
            let callee = self.made(node, ExpressionKind::Variable(callee));
            ExpressionKind::Call { callee, arguments: arguments.to_vec(), optional: false }
        })
    }

    /// The literal text that a value begins with.
    pub(super) fn start_of(&mut self, value: ExpressionId) -> Option<Name> {
        let mut value = value;
        loop {
            value = match &self.builder.module().expressions[value.index()].kind {
                ExpressionKind::Text(text) => return Some(text.clone()),
                ExpressionKind::Template { strings, .. } => return strings.first().cloned(),
                ExpressionKind::Binary { operator: BinaryOperator::Add, left, .. } => *left,
                _ => return None,
            };
        }
    }

    /// `header('Location: ' . $next)` sends the browser there.
    pub(super) fn sent_elsewhere(
        &mut self,
        node: Node<'_>,
        arguments: &[Argument],
    ) -> Option<ExpressionKind> {
        let first = arguments.first()?.value;
        let start = self.start_of(first)?;
        let address = start.get(..9).filter(|name| name.eq_ignore_ascii_case("location:"));
        let rest: Name = start.get(9..).filter(|_| address.is_some())?.trim_start().into();
        let mut value = first;
        // The name of the header is no part of the address.
        loop {
            let kind = &mut self.builder.module().expressions[value.index()].kind;
            match kind {
                ExpressionKind::Text(text) => *text = rest.clone(),
                ExpressionKind::Template { strings, .. } => strings[0] = rest.clone(),
                ExpressionKind::Binary { left, .. } => {
                    value = *left;
                    continue;
                }
                _ => {}
            }
            break;
        }
        let callee = self.core(node, "redirect_to");
        let callee = self.made(node, ExpressionKind::Variable(callee));
        Some(ExpressionKind::Call { callee, arguments: vec![plain(first)], optional: false })
    }

    pub(super) fn function_named(&mut self, node: Node<'_>, written: &str) -> ExpressionId {
        let qualified = match self.uses.get(&written.to_ascii_lowercase()) {
            Some(whole) => whole.clone(),
            None if written.starts_with('\\') => written.trim_start_matches('\\').to_owned(),
            None => self.in_namespace(written),
        };
        let last = written.rsplit('\\').next().unwrap_or(written);
        let local = format!("{qualified}()");
        let variable = self.builder.lookup(&local).unwrap_or_else(|| {
            self.builder.import_at_top(&local, ImportedName::Named(last.into()), &local, span(node))
        });
        self.made(node, ExpressionKind::Variable(variable))
    }

    /// A constant: of the language, of this file, or of another.
    pub(super) fn constant(&mut self, node: Node<'_>) -> ExpressionKind {
        let written = self.text(node);
        let name = written.rsplit('\\').next().unwrap_or(written);
        match name.to_ascii_lowercase().as_str() {
            "true" => return ExpressionKind::Boolean(true),
            "false" => return ExpressionKind::Boolean(false),
            "null" => return ExpressionKind::Null,
            "die" | "exit" => {
                let call = self.core_call(node, "exit", Vec::new());
                return ExpressionKind::Sequence(vec![call]);
            }
            "__dir__" | "__file__" => return ExpressionKind::Text(".".into()),
            "php_eol" => return ExpressionKind::Text("\n".into()),
            "directory_separator" => return ExpressionKind::Text("/".into()),
            _ => {}
        }
        if let Some(variable) = self.builder.lookup(name) {
            return ExpressionKind::Variable(variable);
        }
        let local = format!("{name}!");
        let variable = self.builder.lookup(&local).unwrap_or_else(|| {
            self.builder.import_at_top(&local, ImportedName::Named(name.into()), &local, span(node))
        });
        ExpressionKind::Variable(variable)
    }

    pub(super) fn member_call(&mut self, node: Node<'_>) -> ExpressionKind {
        let laravel = self.view_with(node).or_else(|| self.refuses(node)).or_else(|| self.by_gate(node));
        if let Some(kind) = laravel {
            return kind;
        }
        let object = self.field(node, "object");
        let kind = self.member_named(node, object, node.kind().starts_with("nullsafe"));
        let at = node.child_by_field_name("name").unwrap_or(node);
        let callee = self.builder.expression(span(at), kind);
        let mut arguments = self.arguments(node);
        // PSR-15: `$handler->handle($request)` lets the next one run.
        let written = node.child_by_field_name("object").map_or("", |object| self.text(object));
        if matches!(written, "$handler" | "$next" | "$requestHandler")
            && self.field_text(node, "name") == "handle"
        {
            arguments.clear();
            return ExpressionKind::Call { callee: object, arguments, optional: false };
        }
        // PSR-7: `->withHeader('Location', $next)` sends the browser there.
        if self.field_text(node, "name") == "withHeader" && arguments.len() == 2 {
            let name = self.start_of(arguments[0].value);
            if name.is_some_and(|name| name.eq_ignore_ascii_case("location")) {
                let callee = self.builder.member(span(at), object, "withRedirect");
                let target = vec![arguments[1]];
                return ExpressionKind::Call { callee, arguments: target, optional: false };
            }
        }
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    /// Another file's page, run with the variables that are here.
    pub(super) fn include(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(inner) = node.named_child(0) else { return ExpressionKind::Undefined };
        let value = self.expression(inner);
        let text = self.included_path(value, 8);
        let Some(text) = text.filter(|text| text.contains('.')) else {
            // Which file it is, is computed.
            return ExpressionKind::ComputedImport(value);
        };
        let specifier = format!("<file>{text}");
        let local = format!("<page of {text}>");
        let variable = self.builder.lookup(&local).unwrap_or_else(|| {
            self.builder.import_at_top(&specifier, ImportedName::Named(PAGE.into()), &local, span(node))
        });
        let callee = self.made(node, ExpressionKind::Variable(variable));
        let shared = self.shared_object(node);
        ExpressionKind::Call { callee, arguments: vec![plain(shared)], optional: false }
    }

    /// The literal end of a path: `/lib/db.php` of `__DIR__ . '/lib/db.php'`. None where a part of it is computed.
    pub(super) fn included_path(&mut self, value: ExpressionId, depth: u8) -> Option<String> {
        let kind = self.builder.module().expressions[value.index()].kind.clone();
        if depth == 0 {
            return None;
        }
        match kind {
            ExpressionKind::Text(text) => Some(text.into()),
            ExpressionKind::Sequence(parts) => self.included_path(*parts.last()?, depth - 1),
            ExpressionKind::Binary { operator: BinaryOperator::Add, left, right } => {
                let right = self.included_path(right, depth - 1)?;
                let left = match self.builder.module().expressions[left.index()].kind {
                    // A constant that holds a folder, `dirname(__FILE__)`.
                    ExpressionKind::Variable(_) | ExpressionKind::Call { .. } => String::new(),
                    _ => self.included_path(left, depth - 1)?,
                };
                Some(format!("{left}{right}"))
            }
            _ => None,
        }
    }
}
