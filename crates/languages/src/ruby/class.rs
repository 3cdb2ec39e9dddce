//! Ruby's classes and modules, and the constants they hold.

use assay_code::ir::{
    Class, ExpressionId, ExpressionKind, FunctionId, FunctionKind, ImportedName, Member, MemberKind, Pattern,
    PropertyKey, Statement, StatementKind, TypeName, VariableId, VariableKind,
};
use tree_sitter::Node;

use super::{Open, Ruby};
use crate::{
    lowering::{Lowering, head, named, parameter, returned, statement},
    span,
};

/// Classes whose blocks run with one of their instances: what stands in them belongs to the class for us.
const SELF_IS_THE_APP: [&str; 3] = ["Sinatra::Base", "Sinatra::Application", "Grape::API"];

impl<'t> Ruby<'t> {
    /// A class or module with those in it; each is a class of the file's top level.
    pub(super) fn class_statement(&mut self, node: Node<'_>, into: &mut Vec<Statement>) {
        let Some(name) = node.child_by_field_name("name") else { return };
        let text = self.text(name);
        let last = text.rsplit("::").next().unwrap_or(text);
        let parent = node.child_by_field_name("superclass").and_then(|it| it.named_child(0));
        let parent_text = parent.map_or("", |parent| self.text(parent));
        let children = node.child_by_field_name("body").map(named).unwrap_or_default();
        let variable = self.builder.declare(last, span(name), VariableKind::Class);
        self.nesting.push(text);
        for inner in children.iter().filter(|child| matches!(child.kind(), "class" | "module")) {
            self.class_statement(*inner, into);
        }
        let includes = children.iter().filter(|child| self.field_text(**child, "method") == "include");
        let included: Vec<Node<'_>> =
            includes.filter_map(|it| it.child_by_field_name("arguments")).flat_map(named).collect();
        let implements =
            included.iter().map(|it| TypeName { name: self.text(*it).into(), variable: None }).collect();
        let parent = parent.or(included.first().copied()).map(|parent| self.expression(parent));
        let parent = parent.or_else(|| self.controller_of(node, &children));
        let constants = children
            .iter()
            .filter(|child| child.kind() == "assignment")
            .filter_map(|child| child.child_by_field_name("left"))
            .filter(|left| left.kind() == "constant")
            .map(|left| self.text(left))
            .collect();
        let extends_itself = children.iter().any(|child| {
            self.text(*child) == "module_function"
                || (self.field_text(*child, "method") == "extend"
                    && self.field_text(*child, "arguments").contains("self"))
        });
        let is_static = extends_itself || SELF_IS_THE_APP.contains(&parent_text);
        self.classes.push(Open { variable: Some(variable), constants });
        let (mut constructor, mut members) = (None, Vec::new());
        for child in children {
            self.member(child, is_static, &mut constructor, &mut members);
        }
        self.classes.pop();
        self.nesting.pop();
        let value = self.builder.class(Class {
            name: Some(last.into()),
            variable: Some(variable),
            span: span(node),
            parent,
            implements,
            constructor,
            members,
            decorators: Vec::new(),
        });
        into.push(self.builder.assign(span(node), variable, value));
    }

    /// What a module is part of that gives filters to the controllers that include it.
    fn controller_of(&mut self, node: Node<'_>, children: &[Node<'_>]) -> Option<ExpressionId> {
        let filters = children.iter().any(|child| {
            self.field_text(*child, "method") == "included" && self.text(*child).contains("_action")
        });
        if node.kind() != "module" || !filters {
            return None;
        }
        let specifier = format!("{}|ActionController::Base", self.nesting.join("::"));
        let variable = self.import(node, &specifier, "Base");
        Some(self.made(node, ExpressionKind::Variable(variable)))
    }

    fn member(
        &mut self,
        node: Node<'_>,
        is_static: bool,
        constructor: &mut Option<FunctionId>,
        into: &mut Vec<Member>,
    ) {
        match node.kind() {
            "method" | "singleton_method" => {
                let name = self.field_text(node, "name");
                let kind = FunctionKind::Method;
                let function = self.function(node, kind, Some(name.into()));
                if name == "initialize" {
                    *constructor = Some(function);
                    return;
                }
                let is_static = is_static || node.kind() == "singleton_method";
                let kind = match name.strip_suffix('=') {
                    Some(_) => MemberKind::Setter(function),
                    None => MemberKind::Method(function),
                };
                self.push(node, name.trim_end_matches('='), is_static, kind, into);
            }
            "singleton_class" => {
                for child in node.child_by_field_name("body").map(named).unwrap_or_default() {
                    self.member(child, true, constructor, into);
                }
            }
            "assignment" | "operator_assignment" => {
                let left = node.child_by_field_name("left");
                let right = node.child_by_field_name("right");
                match left {
                    Some(left) if matches!(left.kind(), "constant" | "class_variable") => {
                        let value = right.map(|right| self.giving(right, FunctionKind::Initializer));
                        let name = self.text(left);
                        self.push(node, name, true, MemberKind::Field(value), into);
                    }
                    _ => self.class_run(node, into),
                }
            }
            "call" => self.class_call(node, is_static, constructor, into),
            "class" | "module" | "identifier" => {}
            _ => self.class_run(node, into),
        }
    }

    fn class_call(
        &mut self,
        node: Node<'_>,
        is_static: bool,
        constructor: &mut Option<FunctionId>,
        into: &mut Vec<Member>,
    ) {
        let name = self.field_text(node, "method");
        let arguments = node.child_by_field_name("arguments").map(named).unwrap_or_default();
        match name {
            "attr_reader" | "attr_accessor" | "attr_writer" => {
                for argument in arguments {
                    let field = self.text(argument).trim_start_matches(':');
                    if name != "attr_writer" {
                        let function = self.reader(argument, field);
                        self.push(argument, field, false, MemberKind::Getter(function), into);
                    }
                    if name != "attr_reader" {
                        let function = self.writer(argument, field);
                        self.push(argument, field, false, MemberKind::Setter(function), into);
                    }
                }
            }
            // `private def hidden`
            _ if arguments.iter().any(|argument| argument.kind() == "method") => {
                for argument in arguments {
                    self.member(argument, is_static, constructor, into);
                }
            }
            "helpers" | "class_methods" if node.child_by_field_name("block").is_some() => {
                let body =
                    node.child_by_field_name("block").and_then(|block| block.child_by_field_name("body"));
                for child in body.map(named).unwrap_or_default() {
                    self.member(child, is_static || name == "class_methods", constructor, into);
                }
            }
            "include" | "extend" | "private" | "public" | "protected" | "module_function" => {}
            _ => self.class_run(node, into),
        }
    }

    /// What stands in a class and runs when it is made.
    fn class_run(&mut self, node: Node<'_>, into: &mut Vec<Member>) {
        let function = self.in_function(head(node, FunctionKind::Initializer), |ruby| {
            let mut body = Vec::new();
            ruby.statement(node, &mut body);
            (Vec::new(), body)
        });
        self.push(node, "", true, MemberKind::StaticBlock(function), into);
    }

    fn reader(&mut self, node: Node<'_>, field: &str) -> FunctionId {
        self.in_function(head(node, FunctionKind::Method), |ruby| {
            let object = ruby.made(node, ExpressionKind::This);
            let value = ruby.builder.member(span(node), object, &format!("@{field}"));
            (Vec::new(), vec![returned(node, Some(value))])
        })
    }

    fn writer(&mut self, node: Node<'_>, field: &str) -> FunctionId {
        self.in_function(head(node, FunctionKind::Method), |ruby| {
            let given = ruby.builder.declare("value", span(node), VariableKind::Parameter);
            let value = ruby.made(node, ExpressionKind::Variable(given));
            let object = ruby.made(node, ExpressionKind::This);
            let target = ruby.builder.member(span(node), object, &format!("@{field}"));
            let target = Box::new(Pattern::Target(target));
            let kind = ExpressionKind::Assign { target, value, operator: None, logical: None };
            let written = ruby.made(node, kind);
            let body = vec![statement(node, StatementKind::Expression(written))];
            (vec![parameter(Pattern::Variable(given))], body)
        })
    }

    fn push(
        &mut self,
        node: Node<'_>,
        name: &str,
        is_static: bool,
        kind: MemberKind,
        into: &mut Vec<Member>,
    ) {
        into.push(Member {
            key: PropertyKey::Name(name.into()),
            span: span(node),
            is_static,
            kind,
            declared_type: None,
            decorators: Vec::new(),
        });
    }

    /// `@@name`: one for the class.
    pub(super) fn class_variable(&mut self, node: Node<'_>) -> ExpressionKind {
        let Some(variable) = self.classes.last().and_then(|class| class.variable) else {
            return ExpressionKind::Opaque(Vec::new());
        };
        let object = self.made(node, ExpressionKind::Variable(variable));
        ExpressionKind::Member { object, property: self.text(node).into(), optional: false }
    }

    /// `$name`: one for the program.
    pub(super) fn global_variable(&mut self, node: Node<'_>) -> ExpressionKind {
        let name = self.text(node);
        let variable = match self.builder.lookup(name) {
            Some(variable) => variable,
            None => self.import(node, name, name),
        };
        ExpressionKind::Variable(variable)
    }

    fn import(&mut self, node: Node<'_>, specifier: &str, name: &str) -> VariableId {
        let local = format!("<constant {specifier}>");
        self.builder.lookup(&local).unwrap_or_else(|| {
            self.builder.import_at_top(specifier, ImportedName::Named(name.into()), &local, span(node))
        })
    }

    /// A constant: of a class around, of the file, or of another; the modules around come with the request.
    pub(super) fn constant(&mut self, node: Node<'_>) -> ExpressionKind {
        let text = self.text(node).trim_start_matches("::");
        if !text.contains("::") {
            if let Some(class) = self.classes.iter().rev().find(|class| class.constants.contains(text))
                && let Some(variable) = class.variable
            {
                let object = self.made(node, ExpressionKind::Variable(variable));
                return ExpressionKind::Member { object, property: text.into(), optional: false };
            }
            if let Some(variable) = self.builder.lookup(text) {
                return ExpressionKind::Variable(variable);
            }
        }
        if text.contains(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
            // `client::Errors`
            let object = node.child_by_field_name("scope").map(|scope| self.expression(scope));
            let name = self.field_text(node, "name");
            return match object {
                Some(object) => ExpressionKind::Member { object, property: name.into(), optional: false },
                None => ExpressionKind::Opaque(Vec::new()),
            };
        }
        let last = text.rsplit("::").next().unwrap_or(text);
        let specifier = match self.nesting.is_empty() {
            true => text.to_owned(),
            false => format!("{}|{text}", self.nesting.join("::")),
        };
        ExpressionKind::Variable(self.import(node, &specifier, last))
    }
}
