//! Python.

mod binding;
mod expression;
pub(crate) mod link;

use std::sync::Arc;

use assay_code::ir::{
    Argument, Class, ExpressionId, ExpressionKind, ForHead, FunctionId, FunctionKind, ImportedName, Language,
    Member, MemberKind, Module, Parameter, Pattern, PropertyKey, Statement, StatementKind, TypeName,
    UnaryOperator, VariableKind,
};
use assay_source::SourceText;
use tree_sitter::Node;

use crate::{
    builder::{Builder, FunctionHead, plain},
    lowering::Lowering,
    span,
};

/// Lowers a file.
pub(crate) fn lower(root: Node<'_>, text: Arc<SourceText>) -> Module {
    let source = text.clone();
    let mut python =
        Python { builder: Builder::new(text, Language::Python), source: source.as_str(), receiver: None };
    let body = python.scope(root);
    let mut module = python.builder.finish(body);
    module.provides = link::provided(&module);
    module
}

/// One file at work.
struct Python<'t> {
    builder: Builder,
    source: &'t str,
    /// What the innermost method calls its receiver.
    receiver: Option<&'t str>,
}

impl<'t> Lowering<'t> for Python<'t> {
    fn builder(&mut self) -> &mut Builder {
        &mut self.builder
    }

    fn source(&self) -> &'t str {
        self.source
    }

    fn kind(&mut self, node: Node<'_>) -> ExpressionKind {
        self.expression_kind(node)
    }

    fn statement_here(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let at = span(node);
        let mut push = |kind| into.push(Statement { span: at, kind });
        match node.kind() {
            "expression_statement" => {
                let mut cursor = node.walk();
                for child in node.named_children(&mut cursor) {
                    let value = self.expression(child);
                    push(StatementKind::Expression(value));
                }
            }
            "return_statement" => {
                let value = node.named_child(0).map(|value| self.expression(value));
                push(StatementKind::Return(value));
            }
            "raise_statement" => {
                let value = match node.named_child(0) {
                    Some(value) => self.expression(value),
                    None => self.builder.expression(at, ExpressionKind::Undefined),
                };
                push(StatementKind::Throw(value));
            }
            "break_statement" => push(StatementKind::Break(None)),
            "continue_statement" => push(StatementKind::Continue(None)),
            "if_statement" => {
                let statement = self.conditional(node);
                into.push(statement);
            }
            "while_statement" => {
                let test = node.child_by_field_name("condition").map(|test| self.expression(test));
                let body = self.field_block(node, "body");
                push(StatementKind::Loop { before: Vec::new(), test, body, update: None, body_first: false });
            }
            "for_statement" => {
                let (Some(left), Some(right)) =
                    (node.child_by_field_name("left"), node.child_by_field_name("right"))
                else {
                    return;
                };
                let over = self.expression(right);
                let each = ForHead::Assign(self.pattern(left));
                let body = self.field_block(node, "body");
                push(StatementKind::ForEach { each, over, keys: false, body });
                if let Some(alternative) = node.child_by_field_name("alternative") {
                    into.extend(self.field_block(alternative, "body"));
                }
            }
            "try_statement" => self.attempt(node, into),
            "with_statement" => self.with(node, into),
            "match_statement" => self.choice(node, into),
            "function_definition" => {
                let function = self.function(node);
                self.bind_definition(node, function, &[], into);
            }
            "class_definition" => {
                let class = self.class(node, Vec::new());
                self.bind_definition(node, class, &[], into);
            }
            "decorated_definition" => self.decorated(node, into),
            "import_statement" | "import_from_statement" | "future_import_statement" => self.import(node),
            "assert_statement" => {
                let Some(test) = node.named_child(0) else { return };
                let test = self.expression(test);
                let not = self
                    .builder
                    .expression(at, ExpressionKind::Unary { operator: UnaryOperator::Not, operand: test });
                let raised = self.builder.name(at, "AssertionError");
                let then = vec![Statement { span: at, kind: StatementKind::Throw(raised) }];
                push(StatementKind::If { test: not, then, otherwise: Vec::new() });
            }
            "delete_statement" => {
                let Some(target) = node.named_child(0) else { return };
                let target = self.expression(target);
                let gone = self.builder.expression(at, ExpressionKind::Delete(target));
                push(StatementKind::Expression(gone));
            }
            "block" | "module" => {
                let body = self.block(node);
                push(StatementKind::Block(body));
            }
            // `global` and `nonlocal` were heeded when names were bound; the rest has no effect, or is broken.
            _ => {}
        }
    }
}

impl<'t> Python<'t> {
    /// The body of a module or function: names it binds belong to it from its start.
    fn scope(&mut self, block: Node<'_>) -> Vec<Statement> {
        for (name, at) in binding::names(block, self.source) {
            self.builder.declare(name, at, VariableKind::Mutable);
        }
        self.block(block)
    }

    fn field_block(&mut self, node: Node<'_>, field: &str) -> Vec<Statement> {
        node.child_by_field_name(field).map(|block| self.block(block)).unwrap_or_default()
    }

    fn conditional(&mut self, node: Node<'_>) -> Statement {
        let mut cursor = node.walk();
        let alternatives: Vec<Node<'_>> = node.children_by_field_name("alternative", &mut cursor).collect();
        let mut otherwise = Vec::new();
        // Tests run from the top down, and are lowered in that order.
        let test = self.condition(node);
        let then = self.field_block(node, "consequence");
        let lowered: Vec<_> = alternatives
            .iter()
            .map(|alternative| match alternative.kind() {
                "elif_clause" => {
                    let test = self.condition(*alternative);
                    (Some(test), self.field_block(*alternative, "consequence"), span(*alternative))
                }
                _ => (None, self.field_block(*alternative, "body"), span(*alternative)),
            })
            .collect();
        for (test, body, at) in lowered.into_iter().rev() {
            otherwise = match test {
                Some(test) => {
                    vec![Statement { span: at, kind: StatementKind::If { test, then: body, otherwise } }]
                }
                None => body,
            };
        }
        Statement { span: span(node), kind: StatementKind::If { test, then, otherwise } }
    }

    fn condition(&mut self, node: Node<'_>) -> ExpressionId {
        match node.child_by_field_name("condition") {
            Some(test) => self.expression(test),
            None => self.builder.expression(span(node), ExpressionKind::Opaque(Vec::new())),
        }
    }

    fn attempt(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let mut body = self.field_block(node, "body");
        let (mut handlers, mut finalizer) = (Vec::new(), Vec::new());
        let mut cursor = node.walk();
        for clause in node.named_children(&mut cursor) {
            let mut inner = clause.walk();
            let block = clause.named_children(&mut inner).filter(|child| child.kind() == "block").last();
            match (clause.kind(), block) {
                ("except_clause" | "except_group_clause", Some(block)) => handlers.push((clause, block)),
                ("else_clause", Some(block)) => body.extend(self.block(block)),
                ("finally_clause", Some(block)) => finalizer = self.block(block),
                _ => {}
            }
        }
        // Several clauses are one handler that may run any of them.
        let mut handler: Option<(Option<Pattern>, Vec<Statement>)> = None;
        for (clause, block) in handlers.into_iter().rev() {
            let lowered = self.block(block);
            let at = span(clause);
            handler = Some(match handler {
                None => (None, lowered),
                Some((_, later)) => {
                    let test = self.builder.expression(at, ExpressionKind::Opaque(Vec::new()));
                    let kind = StatementKind::If { test, then: lowered, otherwise: later };
                    (None, vec![Statement { span: at, kind }])
                }
            });
        }
        into.push(Statement { span: span(node), kind: StatementKind::Try { body, handler, finalizer } });
    }

    fn with(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let mut cursor = node.walk();
        for clause in node.named_children(&mut cursor).filter(|child| child.kind() == "with_clause") {
            let mut inner = clause.walk();
            for item in clause.named_children(&mut inner) {
                let Some(value) = item.child_by_field_name("value") else { continue };
                let value = self.expression(value);
                into.push(Statement { span: span(item), kind: StatementKind::Expression(value) });
            }
        }
        into.extend(self.field_block(node, "body"));
    }

    /// `match`: each case may run.
    fn choice(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let Some(subject) = node.child_by_field_name("subject") else { return };
        let subject = self.expression(subject);
        into.push(Statement { span: span(subject_node(node)), kind: StatementKind::Expression(subject) });
        let Some(body) = node.child_by_field_name("body") else { return };
        let mut cursor = body.walk();
        for case in body.named_children(&mut cursor).filter(|child| child.kind() == "case_clause") {
            let at = span(case);
            let test = self.builder.expression(at, ExpressionKind::Opaque(Vec::new()));
            let then = self.field_block(case, "consequence");
            into.push(Statement { span: at, kind: StatementKind::If { test, then, otherwise: Vec::new() } });
        }
    }

    fn decorated(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let Some(definition) = node.child_by_field_name("definition") else { return };
        let mut cursor = node.walk();
        let decorators: Vec<Node<'_>> =
            node.named_children(&mut cursor).filter(|child| child.kind() == "decorator").collect();
        let value = match definition.kind() {
            "class_definition" => {
                let decorators = decorators.iter().filter_map(|decorator| decorator.named_child(0));
                let decorators =
                    decorators.collect::<Vec<_>>().into_iter().map(|it| self.expression(it)).collect();
                self.class(definition, decorators)
            }
            _ => self.function(definition),
        };
        self.bind_definition(definition, value, &decorators, into);
    }

    /// `name = decorator(name)` for each decorator, from the inside out.
    fn bind_definition(
        &mut self,
        node: Node<'_>,
        value: ExpressionId,
        decorators: &[Node<'_>],
        into: &mut Vec<Statement>,
    ) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let kind = match node.kind() {
            "class_definition" => VariableKind::Class,
            _ => VariableKind::Function,
        };
        let variable = self.builder.declare(self.text(name), span(name), kind);
        self.builder.module().variables[variable.index()].kind = kind;
        into.push(self.builder.assign(span(node), variable, value));
        if node.kind() == "class_definition" {
            return;
        }
        for decorator in decorators.iter().rev() {
            let Some(called) = decorator.named_child(0) else { continue };
            let at = span(*decorator);
            let callee = self.expression(called);
            let argument = self.builder.expression(span(name), ExpressionKind::Variable(variable));
            let call = self.builder.call(at, callee, vec![plain(argument)]);
            into.push(self.builder.assign(at, variable, call));
        }
    }

    fn function(&mut self, node: Node<'_>) -> ExpressionId {
        let id = self.function_id(node, FunctionKind::Plain);
        self.builder.expression(span(node), ExpressionKind::Function(id))
    }

    fn function_id(&mut self, node: Node<'_>, kind: FunctionKind) -> FunctionId {
        let name = node.child_by_field_name("name");
        let head = FunctionHead {
            name: name.map(|name| self.text(name).into()),
            span: span(node),
            head: span(name.unwrap_or(node)),
            kind,
            is_async: node.child(0).is_some_and(|first| first.kind() == "async"),
        };
        let mut receiver = self.receiver;
        self.in_function(head, |python| {
            let mut parameters = Vec::new();
            if let Some(list) = node.child_by_field_name("parameters") {
                let mut cursor = list.walk();
                for (index, parameter) in list.named_children(&mut cursor).enumerate() {
                    if index == 0 && kind == FunctionKind::Method && parameter.kind() == "identifier" {
                        receiver = Some(python.text(parameter));
                        continue;
                    }
                    parameters.extend(python.parameter(parameter));
                }
            }
            let outer = std::mem::replace(&mut python.receiver, receiver);
            let body = match node.child_by_field_name("body") {
                Some(body) if node.kind() == "lambda" => {
                    let value = python.expression(body);
                    vec![Statement { span: span(body), kind: StatementKind::Return(Some(value)) }]
                }
                Some(body) => python.scope(body),
                None => Vec::new(),
            };
            python.receiver = outer;
            (parameters, body)
        })
    }

    fn parameter(&mut self, node: Node<'_>) -> Option<Parameter> {
        let (name, rest) = match node.kind() {
            "identifier" => (node, false),
            "typed_parameter" | "list_splat_pattern" | "dictionary_splat_pattern" => {
                let inner = node.named_child(0)?;
                let splat = |kind: &str| matches!(kind, "list_splat_pattern" | "dictionary_splat_pattern");
                match splat(inner.kind()) {
                    true => (inner.named_child(0)?, true),
                    false => (inner, splat(node.kind())),
                }
            }
            "default_parameter" | "typed_default_parameter" => (node.child_by_field_name("name")?, false),
            _ => return None,
        };
        let declared_type = node.child_by_field_name("type").map(|it| self.type_name(it));
        let annotation = node.child_by_field_name("type").and_then(|it| self.annotated_default(it));
        // A default is looked up outside of the function: `tenant=Depends(tenant)`.
        let default = node.child_by_field_name("value").or(annotation).map(|value| self.expression(value));
        let variable = self.builder.declare(self.text(name), span(name), VariableKind::Parameter);
        self.builder.module().variables[variable.index()].declared_type.clone_from(&declared_type);
        let mut pattern = Pattern::Variable(variable);
        if let Some(value) = default {
            pattern = Pattern::Default { pattern: Box::new(pattern), value };
        }
        Some(Parameter { pattern, rest, declared_type, decorators: Vec::new(), field: None })
    }

    /// The call in `Annotated[str, Header()]`: it says where the value comes from, as a default does.
    fn annotated_default<'n>(&self, node: Node<'n>) -> Option<Node<'n>> {
        let generic = node.named_child(0).filter(|_| self.text(node).starts_with("Annotated"))?;
        let mut open = vec![generic];
        while let Some(node) = open.pop() {
            if node.kind() == "call" {
                return Some(node);
            }
            let mut cursor = node.walk();
            open.extend(node.named_children(&mut cursor));
        }
        None
    }

    fn type_name(&mut self, node: Node<'_>) -> TypeName {
        let text = self.text(node);
        // `Optional[Note]` and `Annotated[Note, …]` are a `Note` here.
        let text = ["Optional[", "Annotated[", "typing.Optional["]
            .iter()
            .find_map(|wrapper| text.strip_prefix(wrapper))
            .unwrap_or(text);
        let head = text.split(['[', '|', ',', ']']).next().unwrap_or_default().trim();
        let head = head.trim_matches(['"', '\'']);
        let last = head.rsplit('.').next().unwrap_or(head);
        TypeName { name: last.into(), variable: self.builder.lookup(last) }
    }

    fn class(&mut self, node: Node<'_>, decorators: Vec<ExpressionId>) -> ExpressionId {
        let name = node.child_by_field_name("name").map(|name| self.text(name));
        let parent = node.child_by_field_name("superclasses").and_then(|list| list.named_child(0));
        let parent =
            parent.filter(|parent| parent.kind() != "keyword_argument").map(|parent| self.expression(parent));
        let (mut constructor, mut members) = (None, Vec::new());
        self.builder.open_scope(true);
        if let Some(body) = node.child_by_field_name("body") {
            let mut cursor = body.walk();
            for child in body.named_children(&mut cursor) {
                self.member(child, &mut constructor, &mut members);
            }
        }
        self.builder.close_scope();
        let variable = name.and_then(|name| self.builder.lookup(name));
        self.builder.class(Class {
            name: name.map(Into::into),
            variable,
            span: span(node),
            parent,
            implements: Vec::new(),
            constructor,
            members,
            decorators,
        })
    }

    fn member(&mut self, node: Node<'_>, constructor: &mut Option<FunctionId>, members: &mut Vec<Member>) {
        let (definition, decorators) = match node.kind() {
            "decorated_definition" => {
                let mut cursor = node.walk();
                let decorators: Vec<_> = node
                    .named_children(&mut cursor)
                    .filter(|child| child.kind() == "decorator")
                    .filter_map(|decorator| decorator.named_child(0))
                    .collect();
                (node.child_by_field_name("definition"), decorators)
            }
            _ => (Some(node), Vec::new()),
        };
        let Some(definition) = definition else { return };
        let key = |name: &str| PropertyKey::Name(name.into());
        match definition.kind() {
            "function_definition" => {
                let Some(name) = definition.child_by_field_name("name").map(|name| self.text(name)) else {
                    return;
                };
                let words: Vec<&str> = decorators.iter().map(|decorator| self.text(*decorator)).collect();
                let is_static = words.contains(&"staticmethod") || words.contains(&"classmethod");
                let receives = !words.contains(&"staticmethod");
                let kind = if receives { FunctionKind::Method } else { FunctionKind::Plain };
                let function = self.function_id(definition, kind);
                if name == "__init__" {
                    *constructor = Some(function);
                    return;
                }
                let getter = words.iter().any(|word| {
                    matches!(*word, "property" | "cached_property" | "functools.cached_property")
                });
                let kind = if getter { MemberKind::Getter(function) } else { MemberKind::Method(function) };
                let decorators: Vec<_> = decorators.into_iter().map(|it| self.expression(it)).collect();
                self.builder.module().functions[function.index()].decorators.clone_from(&decorators);
                members.push(Member {
                    key: key(name),
                    span: span(node),
                    is_static,
                    kind,
                    declared_type: None,
                    decorators,
                });
            }
            "expression_statement" => {
                let Some(assignment) = definition.named_child(0).filter(|child| child.kind() == "assignment")
                else {
                    return;
                };
                let Some(left) =
                    assignment.child_by_field_name("left").filter(|left| left.kind() == "identifier")
                else {
                    return;
                };
                let declared_type = assignment.child_by_field_name("type").map(|it| self.type_name(it));
                let value = assignment.child_by_field_name("right").map(|right| {
                    let head = FunctionHead {
                        name: None,
                        span: span(right),
                        head: span(right),
                        kind: FunctionKind::Initializer,
                        is_async: false,
                    };
                    self.in_function(head, |python| {
                        let value = python.expression(right);
                        (
                            Vec::new(),
                            vec![Statement { span: span(right), kind: StatementKind::Return(Some(value)) }],
                        )
                    })
                });
                let name = self.text(left);
                members.push(Member {
                    key: key(name),
                    span: span(node),
                    is_static: true,
                    kind: MemberKind::Field(value),
                    declared_type,
                    decorators: Vec::new(),
                });
            }
            _ => {}
        }
    }

    fn import(&mut self, node: Node<'_>) {
        let mut cursor = node.walk();
        let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
        let parts = |python: &Self, name: Node<'_>| {
            let written = name.child_by_field_name("name").unwrap_or(name);
            let alias = name.child_by_field_name("alias").map(|alias| python.text(alias));
            (python.text(written), alias)
        };
        let Some(from) = node.child_by_field_name("module_name") else {
            for name in names {
                let (written, alias) = parts(self, name);
                // `import a.b` binds `a`; with an alias it binds the whole.
                let head = written.split('.').next().unwrap_or(written);
                let (specifier, local) = alias.map_or((head, head), |alias| (written, alias));
                self.builder.import(specifier, ImportedName::Namespace, local, span(name));
            }
            return;
        };
        let from = self.text(from);
        for name in names {
            let (written, alias) = parts(self, name);
            self.builder.import(
                from,
                ImportedName::Named(written.into()),
                alias.unwrap_or(written),
                span(name),
            );
        }
    }

    fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
        let (mut arguments, mut keywords) = (Vec::new(), Vec::new());
        let mut cursor = list.walk();
        for argument in list.named_children(&mut cursor) {
            match argument.kind() {
                "comment" => {}
                "keyword_argument" => {
                    let (Some(name), Some(value)) =
                        (argument.child_by_field_name("name"), argument.child_by_field_name("value"))
                    else {
                        continue;
                    };
                    let value = self.expression(value);
                    let key = PropertyKey::Name(self.text(name).into());
                    keywords.push(assay_code::ir::Property::Value { key, value });
                }
                "dictionary_splat" => {
                    let Some(value) = argument.named_child(0) else { continue };
                    keywords.push(assay_code::ir::Property::Spread(self.expression(value)));
                }
                "list_splat" => {
                    let Some(value) = argument.named_child(0) else { continue };
                    arguments.push(Argument { value: self.expression(value), spread: true });
                }
                _ => arguments.push(plain(self.expression(argument))),
            }
        }
        if !keywords.is_empty() {
            // The mark tells them from an object that stands last.
            let mark = self.builder.expression(span(list), ExpressionKind::Boolean(true));
            let key = PropertyKey::Name(assay_code::KEYWORDS.into());
            keywords.push(assay_code::ir::Property::Value { key, value: mark });
            arguments.push(plain(self.builder.expression(span(list), ExpressionKind::Object(keywords))));
        }
        arguments
    }
}

fn subject_node(node: Node<'_>) -> Node<'_> {
    node.child_by_field_name("subject").unwrap_or(node)
}
