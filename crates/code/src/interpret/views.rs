//! What frameworks of other languages hand to their handlers, and what these languages leave out where they call.

use std::collections::HashMap;
use std::sync::Arc;

use crate::entry::{Entry, Invocation};
use crate::event::Call;
use crate::guard::{Guard, GuardKind, Guards};
use crate::ir::{ExpressionId, Language, Name, Pattern};
use crate::model::{Effect, Model, Yields};
use crate::value::{Closure, External, Native, Shape, Value};

use super::Interpreter;
use super::calls::MethodCall;
use super::flow::{Frame, SummaryId};

/// Types and names of what lets the next handler run.
const NEXT: [&str; 10] = [
    "ActionExecutionDelegate",
    "EndpointFilterDelegate",
    "Closure",
    "RequestHandler",
    "RequestHandlerInterface",
    "RequestDelegate",
    "Handler",
    "HandlerFunc",
    "FilterChain",
    "WebFilterChain",
];
/// The method by which what stands there is run, where the language needs one.
const RUNS_NEXT: [&str; 3] = ["ServeHTTP", "doFilter", "filter"];
/// Methods of an interceptor that refuse by what they return.
const DECIDING: [&str; 1] = ["preHandle"];

impl<'p> Interpreter<'p> {
    /// Puts the next handler where a parameter asks for it.
    pub(super) fn next_placed(&self, handler: &Closure, arguments: &mut [Value]) {
        let ir = &self.program.modules[handler.module.index()];
        let parameters = &ir.functions[handler.function.index()].parameters;
        for (parameter, argument) in parameters.iter().zip(arguments) {
            let typed = parameter.declared_type.as_ref().is_some_and(|it| NEXT.contains(&it.name.as_str()));
            let named = match &parameter.pattern {
                // Elsewhere it may be anything that a caller sends.
                Pattern::Variable(variable) => {
                    let name = ir.variables[variable.index()].name.as_str();
                    match ir.language {
                        Language::Php | Language::Go => matches!(name, "$next" | "next" | "$handler"),
                        Language::Python => matches!(name, "call_next" | "get_response"),
                        _ => false,
                    }
                }
                _ => false,
            };
            if typed || named {
                *argument = Value::of(Shape::Native(Arc::new(Native::Next)));
            }
        }
    }

    /// In Ruby a method is called by its name alone.
    pub(super) fn called_by_name(
        &mut self,
        frame: &mut Frame<'p>,
        value: Value,
        object: &Value,
        id: ExpressionId,
    ) -> Value {
        let is_method = |value: &Value| match &value.shape {
            Shape::Function(closure) => {
                closure.this.is_some()
                    && self.program.modules[closure.module.index()].functions[closure.function.index()]
                        .parameters
                        .is_empty()
            }
            _ => false,
        };
        if frame.ir.language != Language::Ruby || !is_method(&value) {
            return value;
        }
        let site = frame.site(id);
        self.call_value(frame, &value, object.clone(), Vec::new(), id, site)
    }

    /// Go's functions give several results. Of those that nobody wrote down the last is the error, and the others are what
    /// the call gives.
    pub(super) fn result_of_go(
        &self,
        frame: &Frame<'p>,
        value: &Value,
        position: usize,
        count: usize,
    ) -> Option<Value> {
        if frame.ir.language != Language::Go || matches!(value.shape, Shape::Array(_)) {
            return None;
        }
        Some(if position + 1 == count { super::calls::error() } else { value.clone().without_truth() })
    }

    /// Whether a filter refuses by what it returns.
    pub(super) fn decides(&self, id: SummaryId) -> bool {
        let summary = &self.summaries[id.index()];
        let module = self.program.module(summary.module);
        let name = module.functions[summary.function.index()].name.as_deref();
        matches!(module.language, Language::Java | Language::Kotlin)
            && name.is_some_and(|name| DECIDING.contains(&name))
    }

    /// `handler.ServeHTTP(w, r)` and `chain.doFilter(request, response)` run the handler.
    pub(super) fn served(
        &mut self,
        frame: &mut Frame<'p>,
        receiver: &Value,
        call: &MethodCall<'_>,
        arguments: &[Value],
    ) -> Option<Value> {
        let is_jvm = self.is_jvm(frame);
        if !(is_jvm || frame.ir.language == Language::Go) || !RUNS_NEXT.contains(&call.name.as_str()) {
            return None;
        }
        let arguments = match &receiver.shape {
            Shape::Function(_) if !is_jvm => arguments.to_vec(),
            Shape::Native(_) => Vec::new(),
            _ => return None,
        };
        Some(self.call_value(frame, receiver, Value::undefined(), arguments, call.id, call.site))
    }

    /// What a wrapper of the next handler gives is a handler itself, and what runs: `func auth(next http.Handler)`.
    pub(super) fn unwrapped(
        &mut self,
        entry: &Entry,
        id: SummaryId,
        registered: &HashMap<u64, &'static [Yields]>,
    ) -> Option<SummaryId> {
        let summary = &self.summaries[id.index()];
        let language = self.program.module(summary.module).language;
        if language != Language::Go && !(language == Language::Python && self.in_filter) {
            return None;
        }
        let inner = summary.value.clone()?;
        let Shape::Function(closure) = &inner.shape else { return None };
        // What it is given, its types say: those of net/http, or a context of a library; or the route's own handler.
        let given = match language {
            Language::Python => {
                let yields = entry.handlers.last().and_then(|last| registered.get(&last.digest()));
                self.arguments_of(entry, closure, yields.copied())
            }
            _ => self.bound_arguments(closure, ""),
        };
        self.summarise(closure, Value::undefined(), given)
    }

    /// Whether a filter ends with a call: Rails, Ktor and Fastify run nothing more once a filter has answered.
    pub(super) fn ends_filter(&self, call: &Call) -> bool {
        self.in_filter
            && ["@ruby/", "@jvm/io.ktor.", "@php/Symfony/Component/HttpKernel/Event:", "fastify:Reply."]
                .iter()
                .any(|library| call.path.starts_with(library))
            && matches!(call.effect(), Some(Effect::Respond | Effect::Redirect))
    }

    /// Whether a filter ends with what is assigned: ASP.NET runs nothing more once the answer is there.
    pub(super) fn ends_with(&self, path: &str, model: Option<&Model>) -> bool {
        self.in_filter
            && path.starts_with("@dotnet/")
            && model.and_then(|model| model.effect) == Some(Effect::Respond)
    }

    /// What holds behind something that others wrote and that runs before a handler.
    pub(super) fn let_through_by_others(&self, entry: &Entry, external: &External) -> Guards {
        let proved = super::proved::proved_by_middleware(external);
        let made_by = external.made_by.as_ref();
        let is_known = match entry.invocation {
            Invocation::View => made_by.is_none_or(|call| call.model.is_some()),
            // A guard of another package; those that count requests ask nobody who they are.
            Invocation::Controller => {
                let path = external.path.as_str();
                let model = made_by.map_or_else(|| self.model(path), |call| call.model);
                model.is_some() || path.starts_with("@nestjs/throttler:")
            }
            _ => true,
        };
        if !proved.is_empty() || is_known {
            return proved;
        }
        // Nobody knows what it asks; whoever reads this should not be told that nothing was asked.
        let site = made_by.map_or(super::run::NOWHERE, |call| call.site);
        let name = external.path.rsplit(['.', ':']).next().unwrap_or_default().trim_end_matches("()");
        Guards::one(Guard::new(GuardKind::UnknownTested(Name::from(name)), Vec::new(), None, site, false))
    }
}
