//! What Ruby calls, with and without something before the dot.

use assay_code::ir::{
    Argument, BinaryOperator, ExpressionId, ExpressionKind, ImportedName, Property, PropertyKey,
    UnaryOperator,
};
use tree_sitter::Node;

use super::{Ruby, methods};
use crate::{
    builder::plain,
    lowering::{Lowering, named},
    span,
};

impl<'t> Ruby<'t> {
    /// A function of the language, or of the dialect a file is written in.
    pub(super) fn core(&mut self, node: Node<'_>, name: &str) -> ExpressionId {
        let dialect = if methods::KERNEL.contains(&name) { "core" } else { self.dialect };
        let specifier = format!("<{dialect}>{name}");
        let variable = self.builder.lookup(&specifier).unwrap_or_else(|| {
            self.builder.import_at_top(&specifier, ImportedName::Named(name.into()), &specifier, span(node))
        });
        self.made(node, ExpressionKind::Variable(variable))
    }

    /// A name alone: a local variable, or a call without arguments.
    pub(super) fn identifier(&mut self, node: Node<'_>) -> ExpressionKind {
        self.identifier_named(node, self.text(node))
    }

    pub(super) fn identifier_named(&mut self, node: Node<'_>, name: &str) -> ExpressionKind {
        match self.builder.lookup(name) {
            Some(variable) => ExpressionKind::Variable(variable),
            None => match name {
                "block_given?" => ExpressionKind::Opaque(Vec::new()),
                "__method__" | "__dir__" | "__FILE__" => ExpressionKind::Text(".".into()),
                _ => self.own_call(node, name, Vec::new()),
            },
        }
    }

    /// A call with nothing before it.
    fn own_call(&mut self, node: Node<'_>, name: &str, arguments: Vec<Argument>) -> ExpressionKind {
        let callee = self.own(node, name);
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    /// What a name without a dot stands for where it is called.
    pub(super) fn own(&mut self, node: Node<'_>, name: &str) -> ExpressionId {
        if let Some(function) = self.builder.lookup(&format!("{name}()")) {
            return self.made(node, ExpressionKind::Variable(function));
        }
        let is_kernel = methods::KERNEL.contains(&name) && !self.methods.contains(name);
        if self.classes.is_empty() || is_kernel {
            return self.core(node, name);
        }
        let object = self.made(node, ExpressionKind::This);
        self.builder.member(span(node), object, name)
    }

    /// A name or call as a statement: it is there for what it does.
    pub(super) fn called(&mut self, node: Node<'_>) -> ExpressionKind {
        if node.kind() == "call"
            && node.child_by_field_name("receiver").is_some()
            && node.child_by_field_name("arguments").is_none()
            && node.child_by_field_name("block").is_none()
        {
            return self.method_call(node, true);
        }
        self.kind(node)
    }

    pub(super) fn call(&mut self, node: Node<'_>) -> ExpressionKind {
        match node.child_by_field_name("receiver") {
            Some(_) => self.method_call(node, false),
            None => self.plain_call(node),
        }
    }

    fn arguments(&mut self, node: Node<'_>) -> Vec<Argument> {
        let mut arguments =
            node.child_by_field_name("arguments").map(|list| self.list(named(list))).unwrap_or_default();
        if let Some(block) = node.child_by_field_name("block") {
            arguments.push(plain(self.expression(block)));
        }
        arguments
    }

    fn plain_call(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(method) = node.child_by_field_name("method") else { return ExpressionKind::Undefined };
        let name = self.text(method);
        let call = |callee, arguments| ExpressionKind::Call { callee, arguments, optional: false };
        match name {
            "super" => {
                let arguments = self.arguments(node);
                let callee = self.made(method, ExpressionKind::Super);
                return call(callee, arguments);
            }
            "require" => return ExpressionKind::Undefined,
            "require_relative" | "load" | "autoload" => {
                if let Some(path) = self.first_text(node) {
                    let request = self.builder.request(&format!("<file>{path}"), span(node));
                    return ExpressionKind::Require(request);
                }
            }
            "lambda" | "proc" => {
                if let Some(block) = node.child_by_field_name("block") {
                    return self.kind(block);
                }
            }
            "raise" | "fail" => {
                let values = self.arguments(node);
                let callee = self.core(method, "exit");
                return call(callee, values);
            }
            "Integer" | "Float" => return self.converted(node, "Number"),
            "String" => return self.converted(node, "String"),
            "format" | "sprintf" => {
                let arguments = self.arguments(node);
                if let Some(kind) = self.formatted(&arguments) {
                    return kind;
                }
                let callee = self.core(method, "format");
                return call(callee, arguments);
            }
            "method" => {
                if let Some(name) = self.first_text(node) {
                    let callee = self.own(node, &name);
                    return ExpressionKind::Sequence(vec![callee]);
                }
            }
            _ => {}
        }
        let callee = self.own(method, name);
        let arguments = self.arguments(node);
        call(callee, arguments)
    }

    fn converted(&mut self, node: Node<'_>, to: &str) -> ExpressionKind {
        let arguments = self.arguments(node);
        let callee = self.made(node, ExpressionKind::Global(to.into()));
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    /// The text of a call's first argument, where it is one.
    pub(super) fn first_text(&mut self, node: Node<'_>) -> Option<String> {
        let first = named(node.child_by_field_name("arguments")?).into_iter().next()?;
        match first.kind() {
            "string" | "simple_symbol" => match self.kind(first) {
                ExpressionKind::Text(text) => Some(text.into()),
                _ => None,
            },
            _ => None,
        }
    }

    fn method_call(&mut self, node: Node<'_>, for_effect: bool) -> ExpressionKind {
        let Some(receiver) = node.child_by_field_name("receiver") else { return ExpressionKind::Undefined };
        let object = self.expression(receiver);
        let optional = self.field_text(node, "operator") == "&.";
        let Some(method) = node.child_by_field_name("method") else {
            // `f.(x)`
            let arguments = self.arguments(node);
            return ExpressionKind::Call { callee: object, arguments, optional };
        };
        let name = self.text(method);
        if let Some(kind) = self.own_words(node, name, object) {
            return kind;
        }
        let has_block = node.child_by_field_name("block").is_some();
        let written = node.child_by_field_name("arguments").is_some();
        let arguments = self.arguments(node);
        if name == "new" {
            return ExpressionKind::New { callee: object, arguments };
        }
        let has_block = has_block || arguments.iter().any(|it| self.is_function(it.value));
        let known = methods::renamed(name, has_block);
        let is_attribute = !written
            && arguments.is_empty()
            && !for_effect
            && known.is_none()
            && !name.ends_with(['?', '!'])
            && !matches!(receiver.kind(), "constant" | "scope_resolution" | "self")
            && !self.methods.contains(name)
            && !methods::DOING.contains(&name);
        if is_attribute {
            return ExpressionKind::Member { object, property: name.into(), optional };
        }
        // `where(id: x)` filters by fields, `where("id = #{x}")` by text.
        let by_fields = matches!(name, "where" | "find_by" | "find_by!" | "not" | "exists?" | "rewhere")
            && arguments.first().is_some_and(|first| self.is_object(first.value));
        let name = if by_fields { "where_fields" } else { name };
        let callee = ExpressionKind::Member { object, property: known.unwrap_or(name).into(), optional };
        let callee = self.builder.expression(span(method), callee);
        ExpressionKind::Call { callee, arguments, optional: false }
    }

    fn is_object(&mut self, id: ExpressionId) -> bool {
        matches!(self.builder.module().expressions[id.index()].kind, ExpressionKind::Object(_))
    }

    fn is_function(&mut self, id: ExpressionId) -> bool {
        matches!(self.builder.module().expressions[id.index()].kind, ExpressionKind::Function(_))
    }

    /// `params.permit(:title, tags: [])`: an object of the fields that are named; where they aren't written out, the whole.
    /// Of all but some it is any.
    fn chosen(
        &mut self,
        node: Node<'_>,
        how: &str,
        object: ExpressionId,
        names: &[Node<'_>],
    ) -> ExpressionKind {
        if how == "except" {
            let index = self.made(node, ExpressionKind::Opaque(Vec::new()));
            return ExpressionKind::Index { object, index, optional: false };
        }
        let mut properties = Vec::new();
        for name in names {
            let node = if name.kind() == "pair" { name.child_by_field_name("key") } else { Some(*name) };
            let Some((node, ExpressionKind::Text(name))) = node.map(|node| (node, self.kind(node))) else {
                return ExpressionKind::Sequence(vec![object]);
            };
            let value = self.builder.member(span(node), object, &name);
            properties.push(Property::Value { key: PropertyKey::Name(name), value });
        }
        match properties.is_empty() {
            true => ExpressionKind::Sequence(vec![object]),
            false => ExpressionKind::Object(properties),
        }
    }

    /// Methods that the tree has words for.
    fn own_words(&mut self, node: Node<'_>, name: &str, object: ExpressionId) -> Option<ExpressionKind> {
        let arguments: Vec<Node<'_>> = node.child_by_field_name("arguments").map(named).unwrap_or_default();
        let global = |ruby: &mut Self, path: &str, arguments: Vec<Argument>| {
            let (head, member) =
                path.split_once('.').map_or((path, None), |(head, member)| (head, Some(member)));
            let mut callee = ruby.made(node, ExpressionKind::Global(head.into()));
            if let Some(member) = member {
                callee = ruby.builder.member(span(node), callee, member);
            }
            ExpressionKind::Call { callee, arguments, optional: false }
        };
        if methods::SAME.contains(&name) && arguments.is_empty() {
            return Some(ExpressionKind::Sequence(vec![object]));
        }
        let receiver = node.child_by_field_name("receiver").map_or("", |receiver| self.text(receiver));
        match (name, arguments.as_slice()) {
            ("parse", [value, ..]) if receiver == "JSON" => {
                let value = plain(self.expression(*value));
                Some(global(self, "JSON.parse", vec![value]))
            }
            // Without verification it only takes the token apart.
            ("decode", [token, _, off, ..]) if receiver == "JWT" && off.kind() == "false" => {
                let token = plain(self.expression(*token));
                let callee = self.builder.member(span(node), object, "peek");
                Some(ExpressionKind::Call { callee, arguments: vec![token], optional: false })
            }
            // The key comes from a set, or from a block: `JWT.decode(token, nil, true, jwks: keys)`.
            ("decode", [_, key, ..])
                if receiver == "JWT"
                    && key.kind() == "nil"
                    && (arguments.iter().any(|it| self.text(*it).contains("jwks"))
                        || node.child_by_field_name("block").is_some()) =>
            {
                let mut given = self.arguments(node);
                given[1].value = self.made(*key, ExpressionKind::Opaque(Vec::new()));
                let callee = self.builder.member(span(node), object, "decode");
                Some(ExpressionKind::Call { callee, arguments: given, optional: false })
            }
            ("generate" | "dump", [value, ..]) if receiver == "JSON" => {
                let value = plain(self.expression(*value));
                Some(global(self, "JSON.stringify", vec![value]))
            }
            ("to_json", _) => Some(global(self, "JSON.stringify", vec![plain(object)])),
            ("to_i" | "to_f", _) => Some(global(self, "Number", vec![plain(object)])),
            ("to_s" | "to_str" | "inspect", []) => Some(global(self, "String", vec![plain(object)])),
            ("nil?", []) => {
                let right = self.made(node, ExpressionKind::Null);
                Some(ExpressionKind::Binary { operator: BinaryOperator::LooseEqual, left: object, right })
            }
            ("blank?" | "empty?", []) => {
                Some(ExpressionKind::Unary { operator: UnaryOperator::Not, operand: object })
            }
            ("present?" | "any?", []) if node.child_by_field_name("block").is_none() => {
                let operator = UnaryOperator::Not;
                let operand = self.made(node, ExpressionKind::Unary { operator, operand: object });
                Some(ExpressionKind::Unary { operator, operand })
            }
            ("is_a?" | "kind_of?" | "instance_of?", [class]) => {
                let right = self.expression(*class);
                Some(ExpressionKind::Binary { operator: BinaryOperator::InstanceOf, left: object, right })
            }
            ("match?" | "match", [pattern]) if pattern.kind() == "regex" => {
                let pattern = self.expression(*pattern);
                let callee = self.builder.member(span(node), pattern, "test");
                Some(ExpressionKind::Call { callee, arguments: vec![plain(object)], optional: false })
            }
            ("key?" | "has_key?", [key]) => {
                let left = self.expression(*key);
                Some(ExpressionKind::Binary { operator: BinaryOperator::In, left, right: object })
            }
            ("merge" | "reverse_merge" | "deep_merge", [other]) if other.kind() != "pair" => {
                let other = self.expression(*other);
                Some(ExpressionKind::Object(vec![Property::Spread(object), Property::Spread(other)]))
            }
            // `ENV.fetch('X')`, `params.require(:note)`
            ("fetch" | "dig", [key, ..]) => {
                let mut whole = object;
                let steps = if name == "dig" { arguments.clone() } else { vec![*key] };
                for step in steps {
                    let kind = match self.kind(step) {
                        ExpressionKind::Text(property) => {
                            ExpressionKind::Member { object: whole, property, optional: false }
                        }
                        kind => {
                            let index = self.made(step, kind);
                            ExpressionKind::Index { object: whole, index, optional: false }
                        }
                    };
                    whole = self.made(node, kind);
                }
                Some(ExpressionKind::Sequence(vec![whole]))
            }
            ("require", [key]) if receiver.ends_with("params") => match self.kind(*key) {
                ExpressionKind::Text(property) => {
                    Some(ExpressionKind::Member { object, property, optional: false })
                }
                _ => None,
            },
            ("permit" | "permit!" | "slice" | "except", _) if receiver.contains("params") => {
                Some(self.chosen(node, name, object, &arguments))
            }
            ("send" | "public_send" | "__send__", [method, rest @ ..])
                if matches!(method.kind(), "simple_symbol" | "string") =>
            {
                let ExpressionKind::Text(property) = self.kind(*method) else { return None };
                let arguments = self.list(rest.to_vec());
                let kind = ExpressionKind::Member { object, property, optional: false };
                let callee = self.made(node, kind);
                Some(ExpressionKind::Call { callee, arguments, optional: false })
            }
            ("call", _) => {
                let arguments = self.arguments(node);
                Some(ExpressionKind::Call { callee: object, arguments, optional: false })
            }
            ("class", []) => Some(ExpressionKind::Opaque(vec![object])),
            _ => None,
        }
    }
}
