//! What an entry's handler is called with.

use std::sync::Arc;

use crate::entry::{Entry, Invocation};
use crate::event::{Call, Called};
use crate::ir::Name;
use crate::model::{Part, Yields};
use crate::origin::{Origin, Source};
use crate::value::{Closure, Native, Shape, Value};

use super::{Interpreter, objects};

fn from(source: Source) -> Value {
    Value::from_origin(Origin::new(source))
}

fn platform(field: &str) -> Value {
    Value::from_origin(Origin::at(Source::Platform, field))
}

/// The context the platform adds to an invocation: who and where, vouched for; `extension` comes from the page.
///
/// Source: developer.atlassian.com, "Forge resolver", "Function arguments", read 2026-11.
fn context() -> Value {
    let vouched = [
        "accountId",
        "cloudId",
        "workspaceId",
        "environmentId",
        "environmentType",
        "installContext",
        "installation",
        "license",
        "principal",
        "siteUrl",
        "moduleKey",
        "localId",
        "timezone",
        "locale",
        "userAccess",
        "accountType",
        "appVersion",
        "invocationId",
    ];
    let fields = vouched.iter().map(|name| (*name, platform(name)));
    objects::of_fields(fields.chain([("extension", from(Source::Extension))]))
        .with_origins(crate::origin::Origins::one(Origin::new(Source::Platform)))
}

impl<'p> Interpreter<'p> {
    /// The arguments of one handler of an entry.
    pub(super) fn arguments_of(
        &mut self,
        entry: &Entry,
        handler: &Closure,
        registered: Option<&[Yields]>,
    ) -> Vec<Value> {
        let caller = |part: Part| from(Source::Caller(part));
        let next = || Value::of(Shape::Native(Arc::new(Native::Next)));
        let is_last = entry.handlers.last().is_some_and(
            |last| matches!(last.shape(), Shape::Function(last) if last.digest == handler.digest),
        );
        let in_front = super::frameworks::is_in_front(self.program.module(handler.module));
        let invocation = match entry.invocation {
            Invocation::Route | Invocation::FetchHandler | Invocation::ServerAction
                if in_front && !is_last =>
            {
                Invocation::FetchHandler
            }
            invocation => invocation,
        };
        match invocation {
            Invocation::Resolver => {
                // Without a resolver of its own a function is handed what the bridge's `invoke` sent as it came.
                let sent = [("payload", caller(Part::Payload)), ("functionKey", caller(Part::Payload))];
                let request = objects::of_fields([
                    ("payload", caller(Part::Payload)),
                    ("context", context()),
                    ("call", objects::of_fields(sent)),
                ]);
                vec![request, context()]
            }
            Invocation::Function => {
                let given = caller(Part::Payload);
                // Some surfaces hand over one object that holds both.
                let fields = [
                    ("payload", caller(Part::Payload)),
                    ("context", context()),
                    ("extension", from(Source::Extension)),
                ];
                vec![objects::of_fields(fields).with_origins(given.origins), context()]
            }
            Invocation::WebTrigger => {
                let request = objects::of_fields([
                    ("body", caller(Part::Body)),
                    ("headers", caller(Part::Headers)),
                    ("queryParameters", caller(Part::Query)),
                    ("path", caller(Part::Url)),
                    ("userPath", caller(Part::Url)),
                    ("method", caller(Part::Url)),
                    ("context", context()),
                    ("call", objects::of_fields([("payload", caller(Part::Payload))])),
                ]);
                vec![request, context()]
            }
            Invocation::Action => {
                let inputs = from(Source::Agent);
                let fields = [("context", context()), ("payload", from(Source::Agent))];
                vec![objects::of_fields(fields).with_origins(inputs.origins), context()]
            }
            Invocation::Event => {
                let event = from(Source::ProductEvent);
                // What a workflow's function is told to do, whoever edits the workflow has written.
                let fields = [("context", context()), ("configuration", caller(Part::Payload))];
                vec![objects::of_fields(fields).with_origins(event.origins), context()]
            }
            Invocation::Queue => {
                let event = from(Source::ProductEvent);
                let fields = [("context", context())];
                vec![objects::of_fields(fields).with_origins(event.origins), context()]
            }
            Invocation::Schedule => vec![
                objects::of_fields([("context", context())]).with_origins(from(Source::Schedule).origins),
                context(),
            ],
            Invocation::Route | Invocation::KoaRoute | Invocation::HonoRoute => {
                let fallback = match invocation {
                    Invocation::KoaRoute => vec![self.external("koa:Context", None), next()],
                    Invocation::HonoRoute => vec![self.external("hono:Context", None), next()],
                    _ => vec![
                        self.external("express:Request", None),
                        self.external("express:Response", None),
                        next(),
                    ],
                };
                let mut arguments = match registered {
                    Some(yields) if !yields.is_empty() => self.yielded_without_call(yields),
                    _ => fallback,
                };
                let parameters = self.program.modules[handler.module.index()].functions
                    [handler.function.index()]
                .parameters
                .len();
                if invocation == Invocation::Route && parameters == 4 && arguments.len() == 3 {
                    arguments.insert(0, super::calls::error());
                }
                arguments
            }
            Invocation::FetchHandler => {
                let request = self.external("next:Request", None);
                // The second is a context with parameters, or the settings of a worker.
                let settings = from(Source::Environment("env".into()));
                let given =
                    objects::of_fields([("params", caller(Part::Params))]).with_origins(settings.origins);
                vec![request, given, Value::unknown()]
            }
            Invocation::ServerAction => {
                let parameters =
                    self.program.module(handler.module).functions[handler.function.index()].parameters.len();
                vec![caller(Part::Body); parameters]
            }
            Invocation::Lambda => {
                let event = objects::of_fields([
                    ("body", caller(Part::Body)),
                    ("headers", caller(Part::Headers)),
                    ("multiValueHeaders", caller(Part::Headers)),
                    ("queryStringParameters", caller(Part::Query)),
                    ("multiValueQueryStringParameters", caller(Part::Query)),
                    ("rawQueryString", caller(Part::Query)),
                    ("pathParameters", caller(Part::Params)),
                    ("path", caller(Part::Url)),
                    ("rawPath", caller(Part::Url)),
                    ("cookies", caller(Part::Cookies)),
                    ("requestContext", platform("requestContext")),
                ])
                .with_origins(caller(Part::Payload).origins);
                vec![event, platform("lambda")]
            }
            Invocation::Controller => self.controller_arguments(handler),
            Invocation::View => {
                let given = registered.map(|yields| self.yielded_without_call(yields)).unwrap_or_default();
                let mut arguments = self.view_arguments(entry, handler, given);
                self.next_placed(handler, &mut arguments);
                arguments
            }
            Invocation::Tool => match registered {
                Some(yields) if !yields.is_empty() => self.yielded_without_call(yields),
                _ => vec![from(Source::Agent)],
            },
            Invocation::Page | Invocation::Module => Vec::new(),
            Invocation::Component => vec![super::functions::parameter()],
        }
    }

    fn yielded_without_call(&mut self, yields: &[Yields]) -> Vec<Value> {
        let call = Arc::new(Call::new(Called {
            path: Name::default(),
            construct: false,
            model: None,
            receiver: Value::undefined(),
            arguments: Vec::new(),
            used: true,
            site: super::run::NOWHERE,
        }));
        yields.iter().map(|yields| self.yielded(yields, &call, &[], None)).collect()
    }

    /// Whether a function takes request, response and what lets the next handler run.
    pub(super) fn is_middleware(&self, handler: &Closure) -> bool {
        let ir = &self.program.modules[handler.module.index()];
        ir.functions[handler.function.index()].parameters.len() == 3
    }

    /// The parameters of a Nest controller are what their decorators say.
    ///
    /// Source: docs.nestjs.com, "Controllers", "Request object", read 2026-11.
    fn controller_arguments(&mut self, handler: &Closure) -> Vec<Value> {
        let member = self
            .decorated
            .values()
            .filter(|decorated| decorated.class.module == handler.module)
            .flat_map(|decorated| &decorated.members)
            .find(|member| member.function == handler.function);
        // Guards are handed a context, which their types name; middleware what Express hands to its own.
        let Some(member) = member else {
            if !self.is_middleware(handler) {
                return Vec::new();
            }
            let request = self.external("express:Request", None);
            let response = self.external("express:Response", None);
            return vec![request, response, Value::of(Shape::Native(Arc::new(Native::Next)))];
        };
        let member = member.clone();
        let sent: Vec<Value> = member
            .parameters
            .iter()
            .map(|decorators| {
                let named = decorators.iter().filter_map(Value::as_external).find_map(|external| {
                    let name = external.path.rsplit(':').next()?.trim_end_matches("()");
                    Some((
                        name.to_owned(),
                        external
                            .made_with
                            .first()
                            .and_then(Value::as_constant)
                            .unwrap_or_default()
                            .to_owned(),
                    ))
                });
                let Some((name, field)) = named else { return super::functions::parameter() };
                let at = |part: Part| Value::from_origin(Origin::at(Source::Caller(part), &field));
                match name.as_str() {
                    "Body" | "RawBody" | "UploadedFile" | "UploadedFiles" => at(Part::Body),
                    "Query" => at(Part::Query),
                    "Param" => at(Part::Params),
                    "Headers" | "Ip" | "HostParam" => at(Part::Headers),
                    "Req" | "Request" => self.external("express:Request", None),
                    "Res" | "Response" => self.external("express:Response", None),
                    "Next" => Value::of(Shape::Native(Arc::new(Native::Next))),
                    // A decorator of the program or of a library for authentication: what it takes from the request.
                    _ => from(Source::Claims(None)),
                }
            })
            .collect();
        let each = sent.into_iter().enumerate();
        each.map(|(position, sent)| self.piped(handler, &member, position, sent)).collect()
    }
}
