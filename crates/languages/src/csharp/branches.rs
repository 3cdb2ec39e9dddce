//! Middleware that ASP.NET runs for some addresses: `app.UseWhen(context => …StartsWithSegments("/api"), branch => …)` is
//! what it says of the branch, said of the app for that address. Branches that never come back to the app, of `MapWhen` and `Map`,
//! are groups of routes: `app.MapWhen("/api", branch => …)`, `app.MapBelow("/api", branch => …)`.
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

/// Behind the address of a branch: other requests for it go on to the app.
const ELSEWHERE: &str = "{}";

impl CSharp<'_> {
    /// What a call comes to that branches; none where it branches not, where its condition is one of which nothing follows, or where
    /// its branch says anything else.
    pub(super) fn branch(&mut self, function: Node<'_>, list: Node<'_>) -> Option<ExpressionKind> {
        if function.kind() != "member_access_expression" {
            return None;
        }
        let given: Vec<Node<'_>> = named(list).into_iter().filter_map(|it| it.named_child(0)).collect();
        let [condition, branch] = given.as_slice() else { return None };
        match &*self.member_name(function) {
            "UseWhen" => self.rejoined(function, *condition, *branch),
            "MapWhen" => self.forked(function, *condition, *branch),
            "Map" if self.builds_pipeline(*branch) => self.forked(function, *condition, *branch),
            _ => None,
        }
    }

    /// `MapWhen` and `Map`: what the address begins with, and the branch.
    fn forked(
        &mut self,
        function: Node<'_>,
        condition: Node<'_>,
        branch: Node<'_>,
    ) -> Option<ExpressionKind> {
        let path = match condition.kind() {
            "lambda_expression" => match self.path_asked(condition) {
                Some(path) => path.unwrap_or_default(),
                // What is asked beside it, or instead, leaves other requests for the app.
                None => self.path_mentioned(condition).unwrap_or_default() + ELSEWHERE,
            },
            _ => self.text(condition).strip_prefix('"')?.strip_suffix('"').map(unescaped)?,
        };
        let object = self.field(function, "expression");
        // Below a branch of `Map` addresses go on from there.
        let name = if condition.kind() == "lambda_expression" { "MapWhen" } else { "MapBelow" };
        let callee = self.builder.member(span(function), object, name);
        let path = plain(self.made(condition, ExpressionKind::Text(path.into())));
        let arguments = vec![path, plain(self.expression(branch))];
        Some(ExpressionKind::Call { callee, arguments, optional: false })
    }

    /// Whether a lambda puts a pipeline together, and answers no request: `branch => branch.Run(…)`.
    fn builds_pipeline(&self, branch: Node<'_>) -> bool {
        const BUILDS: [&str; 4] = [".Run(", ".Use(", ".UseMiddleware<", ".UseEndpoints("];
        let parameter = branch.child_by_field_name("parameters").map(|it| self.text(it)).unwrap_or_default();
        let Some(name) = parameter.trim_matches(['(', ')']).split_whitespace().next_back() else {
            return false;
        };
        let body = branch.child_by_field_name("body").map(|it| self.text(it)).unwrap_or_default();
        let is_word = !name.contains(',');
        is_word && BUILDS.iter().any(|said| body.contains(&format!("{name}{said}")))
    }

    /// `UseWhen`
    fn rejoined(
        &mut self,
        function: Node<'_>,
        condition: Node<'_>,
        branch: Node<'_>,
    ) -> Option<ExpressionKind> {
        if condition.kind() != "lambda_expression" || branch.kind() != "lambda_expression" {
            return None;
        }
        let (condition, branch) = (&condition, &branch);
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

    /// An address that a condition asks for among other things.
    fn path_mentioned(&self, condition: Node<'_>) -> Option<String> {
        let asked: String = self.text(condition).split_whitespace().collect();
        let starts = [".Request.Path.StartsWithSegments(\"", ".Request.Path==\"", ".Request.Path.Equals(\""];
        let behind = starts.iter().find_map(|start| {
            let (before, behind) = asked.split_once(start)?;
            (!before.contains('!')).then_some(behind)
        })?;
        behind.split_once('"').map(|(path, _)| unescaped(path))
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
