//! Methods that MyBatis writes from the statement in their annotation.
//!
//! Source: mybatis.org/mybatis-3/java-api.html, and "Parameters" in sqlmap-xml.html (read 2026-11-23).

use assay_code::ir::{
    ExpressionId, ExpressionKind, FunctionId, FunctionKind, Name, Statement, StatementKind,
};
use assay_source::Span;
use tree_sitter::Node;

use super::Java;
use crate::{builder::plain, lowering::Lowering, span};

const STATEMENTS: [&str; 4] = ["Select", "Insert", "Update", "Delete"];

impl<'t> Java<'t> {
    /// The method as MyBatis writes it: what `${name}` names becomes a part of the statement, what `#{name}` names is
    /// handed over beside it. None for a method without a statement.
    pub(super) fn mapped(&mut self, node: Node<'_>) -> Option<FunctionId> {
        let named = |it: &Node<'_>| {
            let name = it.child_by_field_name("name").map(|name| self.text(name));
            name.is_some_and(|name| STATEMENTS.contains(&name))
        };
        let annotation = self.modifiers(node).into_iter().find(named)?;
        let mut literals = Vec::new();
        self.literals(annotation.child_by_field_name("arguments")?, &mut literals);
        let list = node.child_by_field_name("parameters")?;
        let aliases = self.aliases(list, &["Param"]);
        let head = self.head(node, FunctionKind::Method);
        let id = self.builder.open_function(head);
        let parameters = self.parameters(list);
        let at = span(annotation);
        let (mut strings, mut values, mut beside) = (vec![String::new()], Vec::new(), Vec::new());
        let statement = literals.join(" ");
        let mut rest = statement.as_str();
        while let Some(found) = rest.find(['$', '#']) {
            let (sign, behind) = rest[found..].split_at(1);
            let last = strings.last_mut().expect("there is always one");
            last.push_str(&rest[..found]);
            let Some((inside, after)) = behind.strip_prefix('{').and_then(|it| it.split_once('}')) else {
                last.push_str(sign);
                rest = behind;
                continue;
            };
            let value = self.handed(at, inside, &aliases);
            if sign == "#" {
                last.push('?');
                beside.push(plain(value));
            } else {
                values.push(value);
                strings.push(String::new());
            }
            rest = after;
        }
        strings.last_mut().expect("there is always one").push_str(rest);
        let strings: Vec<Name> = strings.into_iter().map(Name::from).collect();
        let query = match values.is_empty() {
            true => ExpressionKind::Text(strings.into_iter().next().unwrap_or_default()),
            false => ExpressionKind::Template { strings, values },
        };
        let query = self.builder.expression(at, query);
        let callee = self.type_expression(annotation.child_by_field_name("name")?);
        let arguments = std::iter::once(plain(query)).chain(beside).collect();
        let call = self.builder.call(at, callee, arguments);
        let body = vec![Statement { span: at, kind: StatementKind::Return(Some(call)) }];
        self.builder.close_function(id, parameters, body);
        Some(id)
    }

    /// The texts below a node, in order.
    pub(super) fn literals(&self, node: Node<'_>, found: &mut Vec<String>) {
        if node.kind() == "string_literal" {
            found.push(self.string(node).to_string());
            return;
        }
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            self.literals(child, found);
        }
    }

    /// The name that a statement knows each parameter by, `@Param("id") String key`, with its own.
    pub(super) fn aliases(&self, list: Node<'_>, annotations: &[&str]) -> Vec<(String, &'t str)> {
        let mut cursor = list.walk();
        let named = list.named_children(&mut cursor).filter_map(|parameter| {
            let own = self.text(parameter.child_by_field_name("name")?);
            let modifiers = self.modifiers(parameter);
            let is_alias = |it: &&Node<'_>| {
                it.child_by_field_name("name").is_some_and(|name| annotations.contains(&self.text(name)))
            };
            let mut said = Vec::new();
            if let Some(arguments) =
                modifiers.iter().find(is_alias).and_then(|it| it.child_by_field_name("arguments"))
            {
                self.literals(arguments, &mut said);
            }
            Some((said.into_iter().next().unwrap_or_else(|| own.to_owned()), own))
        });
        named.collect()
    }

    /// `note.owner`: a parameter, or something in one; of a method with one parameter any name may be in it.
    fn handed(&mut self, at: Span, path: &str, aliases: &[(String, &'t str)]) -> ExpressionId {
        let path = path.split(',').next().unwrap_or_default().trim();
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let known = aliases.iter().find(|(alias, _)| alias == first).map(|(_, own)| *own);
        let (name, rest) = match (known, aliases) {
            (Some(own), _) => (own, rest),
            (None, [(_, own)]) => (*own, ""),
            (None, _) => return self.builder.expression(at, ExpressionKind::Undefined),
        };
        let mut value = self.builder.name(at, name);
        for property in rest.split('.').filter(|it| !it.is_empty()) {
            value = self.builder.member(at, value, property);
        }
        value
    }
}
