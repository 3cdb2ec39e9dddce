//! Python's functions, classes and imports, and what they are called with.

use assay_code::ir::{
    Argument, Class, ExpressionId, ExpressionKind, FunctionId, FunctionKind, ImportedName, Member,
    MemberKind, Parameter, Pattern, PropertyKey, Statement, StatementKind, TypeName, VariableKind,
};
use tree_sitter::Node;

use super::Python;
use crate::{
    builder::{FunctionHead, plain},
    lowering::Lowering,
    span,
};

impl<'t> Python<'t> {
    pub(super) fn decorated(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
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
    pub(super) fn bind_definition(
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

    pub(super) fn function(&mut self, node: Node<'_>) -> ExpressionId {
        let id = self.function_id(node, FunctionKind::Plain);
        self.builder.expression(span(node), ExpressionKind::Function(id))
    }

    pub(super) fn function_id(&mut self, node: Node<'_>, kind: FunctionKind) -> FunctionId {
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

    pub(super) fn parameter(&mut self, node: Node<'_>) -> Option<Parameter> {
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
        let said = node.child_by_field_name("value").or(annotation);
        let default = said.map(|value| match &declared_type {
            Some(declared) if self.text(value).ends_with("Depends()") => self.of_its_type(value, declared),
            _ => self.expression(value),
        });
        let variable = self.builder.declare(self.text(name), span(name), VariableKind::Parameter);
        self.builder.module().variables[variable.index()].declared_type.clone_from(&declared_type);
        let mut pattern = Pattern::Variable(variable);
        if let Some(value) = default {
            pattern = Pattern::Default { pattern: Box::new(pattern), value };
        }
        Some(Parameter { pattern, rest, declared_type, decorators: Vec::new(), field: None })
    }

    /// `caller: Caller = Depends()` is `Depends(Caller)`.
    fn of_its_type(&mut self, call: Node<'_>, declared: &TypeName) -> ExpressionId {
        let (Some(function), Some(variable)) = (call.child_by_field_name("function"), declared.variable)
        else {
            return self.expression(call);
        };
        let callee = self.expression(function);
        let class = self.builder.expression(span(call), ExpressionKind::Variable(variable));
        self.builder.call(span(call), callee, vec![plain(class)])
    }

    /// The call in `Annotated[str, Header()]`: it says where the value comes from, as a default does.
    pub(super) fn annotated_default<'n>(&self, node: Node<'n>) -> Option<Node<'n>> {
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

    pub(super) fn type_name(&mut self, node: Node<'_>) -> TypeName {
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

    pub(super) fn class(&mut self, node: Node<'_>, decorators: Vec<ExpressionId>) -> ExpressionId {
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

    pub(super) fn member(
        &mut self,
        node: Node<'_>,
        constructor: &mut Option<FunctionId>,
        members: &mut Vec<Member>,
    ) {
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

    pub(super) fn import(&mut self, node: Node<'_>) {
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

    pub(super) fn arguments(&mut self, list: Node<'_>) -> Vec<Argument> {
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
        arguments.extend(self.keywords(list, keywords));
        arguments
    }
}
