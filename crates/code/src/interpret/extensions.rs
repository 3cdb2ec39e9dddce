//! Methods that a .NET program adds to types of others: `public static void MapNotes(this WebApplication app)`.
//!
//! Source: learn.microsoft.com, "Extension methods (C#)"; read 2026-11-23.

use std::collections::BTreeMap;

use crate::ir::{FunctionId, Language, MemberKind, ModuleId, Name, PropertyKey, VariableId};
use crate::value::{External, Value};

use super::Interpreter;
use super::external::Request;
use super::flow::Frame;
use super::functions::Mode;

/// The methods by their names, each with the class that it is written in.
pub(super) type Extensions = BTreeMap<Name, Vec<(ModuleId, VariableId)>>;

impl<'p> Interpreter<'p> {
    /// Calls the program's own method of that name on the object of others; none where there is none, or more than one.
    pub(super) fn extended_by_program(
        &mut self,
        frame: &mut Frame<'p>,
        external: &External,
        request: &Request<'_>,
    ) -> Option<Value> {
        if frame.ir.language != Language::CSharp || request.construct {
            return None;
        }
        let name = external.path.rsplit('.').next().filter(|name| !name.ends_with(')'))?;
        if self.extensions.is_none() {
            self.extensions = Some(self.written_extensions());
        }
        let &[(module, variable)] = self.extensions.as_ref()?.get(name)?.as_slice() else { return None };
        self.load(module);
        let cell = self.memory.variable(module, variable);
        let class = self.memory.read(cell)?.clone();
        let method = self.member(frame, &class, name, false);
        method.is_function().then(|| {
            let mut arguments = vec![request.receiver.clone()];
            arguments.extend(request.arguments.iter().cloned());
            self.call_back(frame, &method, arguments, request.site, Mode::Here)
        })
    }

    fn written_extensions(&self) -> Extensions {
        let mut found = Extensions::new();
        for module in self.program.ids() {
            let ir = self.program.module(module);
            if ir.language != Language::CSharp {
                continue;
            }
            let extends = |function: FunctionId| {
                let span = ir.functions[function.index()].span;
                let text = ir.text.as_str().get(span.start..span.end).unwrap_or_default();
                let given = text.split_once('(').map_or("", |(_, given)| given.trim_start());
                given.strip_prefix("this").is_some_and(|rest| rest.starts_with(char::is_whitespace))
            };
            for class in &ir.classes {
                let Some(variable) = class.variable else { continue };
                for member in class.members.iter().filter(|member| member.is_static) {
                    if let (MemberKind::Method(function), PropertyKey::Name(name)) =
                        (member.kind, &member.key)
                        && extends(function)
                    {
                        found.entry(name.clone()).or_default().push((module, variable));
                    }
                }
            }
        }
        found
    }
}
