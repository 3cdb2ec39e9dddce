//! Middleware that ASP.NET runs for some addresses: `app.UseWhen(context => …StartsWithSegments("/api"), branch => …)` is
//! what it says of the branch, said of the app for that address.
//!
//! Source: learn.microsoft.com, "ASP.NET Core Middleware", branching the pipeline (read 2026-11).

use assay_code::ir::{ExpressionId, ExpressionKind};
use tree_sitter::Node;

use super::CSharp;
use crate::{
    builder::plain,
    lowering::{Lowering, named, unescaped},
    span,
};

impl CSharp<'_> {
    /// What a call of `UseWhen` comes to; none where its condition is another, or its branch says anything else.
    pub(super) fn branch(&mut self, function: Node<'_>, list: Node<'_>) -> Option<ExpressionKind> {
        let is_branch =
            function.kind() == "member_access_expression" && &*self.member_name(function) == "UseWhen";
        let lambdas: Vec<Node<'_>> = named(list).into_iter().filter_map(|it| it.named_child(0)).collect();
        let [condition, branch] = lambdas.as_slice() else { return None };
        if !is_branch || condition.kind() != "lambda_expression" || branch.kind() != "lambda_expression" {
            return None;
        }
        let path = self.path_asked(*condition)?;
        let parameter = branch.child_by_field_name("parameters")?;
        let parameter = self.text(parameter).trim_matches(['(', ')']).split_whitespace().next_back()?;
        let body = branch.child_by_field_name("body")?;
        let calls: Vec<Node<'_>> = match body.kind() {
            "block" => named(body).into_iter().filter_map(|it| it.named_child(0)).collect(),
            _ => vec![body],
        };
        let mut parts: Vec<ExpressionId> = Vec::new();
        for call in calls {
            let said =
                call.child_by_field_name("function").filter(|_| call.kind() == "invocation_expression")?;
            let of = said.child_by_field_name("expression")?;
            let name = self.member_name(said);
            if self.text(of) != parameter || !matches!(&*name, "Use" | "UseMiddleware") {
                return None;
            }
            let at = said.child_by_field_name("name").unwrap_or(said);
            let object = self.field(function, "expression");
            let mut arguments = Vec::new();
            if let Some(path) = &path {
                arguments.push(plain(self.made(*condition, ExpressionKind::Text(path.as_str().into()))));
            }
            arguments.extend(self.types_given(at));
            if let Some(list) = call.child_by_field_name("arguments") {
                arguments.extend(self.argument_list(list));
            }
            let callee = self.builder.member(span(at), object, &name);
            parts.push(self.made(call, ExpressionKind::Call { callee, arguments, optional: false }));
        }
        (!parts.is_empty()).then(|| {
            parts.push(self.field(function, "expression"));
            ExpressionKind::Sequence(parts)
        })
    }

    /// The beginning of the addresses that a condition asks for, and `Some(None)` where it leaves some out: then it is taken
    /// to hold for all.
    fn path_asked(&self, condition: Node<'_>) -> Option<Option<String>> {
        let asked: String = self.text(condition).split_whitespace().collect();
        let (before, behind) = asked.split_once(".Request.Path.StartsWithSegments(\"")?;
        let (path, rest) = behind.split_once('"')?;
        let is_alone = !asked.contains("&&") && !asked.contains("||") && rest == ")";
        is_alone.then(|| (!before.contains('!')).then(|| unescaped(path)))
    }
}
