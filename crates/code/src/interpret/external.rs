//! Calling, reading and writing what others wrote.

use std::sync::Arc;

use crate::event::{Action, Call, Called, Fetched};
use crate::guard::Guards;
use crate::ir::{Language, Name};
use crate::model::{CheckKind, Effect, Model, Timing, Verdict, Yields};
use crate::origin::{Cleansed, Origin, Origins, Source};
use crate::site::Site;
use crate::value::{Digester, External, ObjectId, Shape, Value};

use super::flow::Frame;
use super::functions::{Mode, made_of};
use super::records_shown::gives_away;
use super::{Interpreter, addresses, calls, checks, cleansed::cleansed, objects};

/// A path longer than this is that of a builder or a loop; what comes after is the same for us.
const LONGEST_PATH: usize = 240;

/// A call of what others wrote.
pub(super) struct Request<'a> {
    pub(super) function: &'a Value,
    pub(super) receiver: Value,
    pub(super) arguments: Vec<Value>,
    pub(super) site: Site,
    pub(super) construct: bool,
    pub(super) used: bool,
}

/// The path of a member.
pub(super) fn member_path(path: &str, name: &str) -> Name {
    let at_library = path.ends_with(':');
    if at_library && name == "default" || path.len() > LONGEST_PATH {
        return Name::from(path);
    }
    let dot = if at_library { "" } else { "." };
    // A dot in a name would read as two steps.
    let name = if name.contains(['.', ':']) { "*" } else { name };
    Name::from(format!("{path}{dot}{name}"))
}

fn called_path(path: &str) -> Name {
    if path.len() > LONGEST_PATH { Name::from(path) } else { Name::from(format!("{path}()")) }
}

impl<'p> Interpreter<'p> {
    /// What is known of the thing at a path.
    pub(super) fn model(&self, path: &str) -> Option<&'static Model> {
        if let Some(known) = self.looked_up.borrow().get(path) {
            return *known;
        }
        let found = self.models.look(path);
        self.looked_up.borrow_mut().insert(Name::from(path), found);
        found
    }

    /// The thing at a path, which belongs to the same object as `base`.
    pub(super) fn external(&mut self, path: &str, base: Option<&Value>) -> Value {
        let known = base.and_then(Value::as_external);
        let external = External::new(
            Name::from(path),
            known.and_then(|known| known.made_at),
            known.and_then(|known| known.object),
            known.map_or_else(|| Arc::from([]), |known| Arc::clone(&known.made_with)),
            known.and_then(|known| known.made_by.clone()),
        );
        let origins = base.map_or_else(Origins::none, |base| base.origins.clone());
        Value::of(Shape::External(Arc::new(external))).with_origins(origins)
    }

    /// What reading the thing at a path gives.
    pub(super) fn external_read(&mut self, path: &str, base: Option<&Value>) -> Value {
        let key = Digester::tagged(142).add(path).add(base.map(Value::digest)).end();
        if let Some(known) = self.read_outside.get(&key) {
            return known.clone();
        }
        let value = self.read_from_outside(path, base);
        self.read_outside.insert(key, value.clone());
        value
    }

    fn read_from_outside(&mut self, path: &str, base: Option<&Value>) -> Value {
        let Some(reads) = self.model(path).and_then(|model| model.reads.as_ref()) else {
            return self.external(path, base);
        };
        let last = path.rsplit(['.', ':']).next().unwrap_or_default();
        let known = base.and_then(Value::as_external);
        let call = Call::new(Called {
            path: Name::from(path),
            construct: false,
            model: self.model(path),
            receiver: base.cloned().unwrap_or_else(Value::undefined),
            arguments: vec![Value::text(last)],
            used: true,
            site: known.and_then(|known| known.made_at).unwrap_or(super::run::NOWHERE),
        });
        let call = Arc::new(call);
        let value = self.yielded(reads, &call, &[], None);
        let mut value = super::schemas::part_of_request(path, base, value);
        let cleanses = call.model.map_or(&[][..], |model| &model.cleanses);
        if !cleanses.is_empty() {
            value = cleansed(&value, Cleansed::by(cleanses));
        }
        if let Some(check) = call.model.and_then(|model| model.check.as_ref()) {
            let proof = || Some(checks::checked(&call, check));
            match check.when {
                Verdict::Truthy => value = value.with_truth(proof(), Some(Guards::none())),
                Verdict::Falsy => value = value.with_truth(Some(Guards::none()), proof()),
                _ => {}
            }
        }
        // The environment as a whole is asked for its variables, and these have names of their own.
        let has_members = self.model(&member_path(path, "*")).is_some_and(|model| model.reads.is_some());
        if has_members { self.external(path, base).and_origins(&value.origins) } else { value }
    }

    pub(super) fn call_external(&mut self, frame: &mut Frame<'p>, request: Request<'_>) -> Value {
        let Shape::External(external) = &request.function.shape else { return Value::unknown() };
        let external = Arc::clone(external);
        if let Some(setting) = super::frameworks::setting_of_express(&external.path, &request.arguments) {
            return setting;
        }
        let model = self.model(&external.path);
        if model.is_none()
            && let Some(value) = self.extended_by_program(frame, &external, &request)
        {
            return value;
        }
        let asserted =
            super::assertions::asserted(&external.path, &request.arguments, request.site, &frame.flow.guards);
        let mut arguments: Vec<Value> = request.arguments.into_iter().map(Value::without_truth).collect();
        if model.is_some_and(gives_away) {
            arguments = arguments.into_iter().map(|it| self.spelled_out(frame, it)).collect();
        }
        if model.is_some_and(|model| model.address_in_options)
            && let Some(address) = arguments.first().and_then(|it| addresses::of_options(&external.path, it))
        {
            arguments.insert(0, address);
        }
        let call = Arc::new(Call::new(Called {
            path: external.path.clone(),
            construct: request.construct,
            model,
            receiver: request.receiver.without_truth(),
            arguments,
            used: request.used,
            site: request.site,
        }));
        if let Some(value) = self
            .decoration(frame, &call, &external, request.function)
            .or_else(|| self.dependency(frame, &call))
            .or_else(|| self.mark_asked_for(&call))
            .or_else(|| self.pattern_asked_for(&call, &external))
            .or_else(|| self.handler_with_session(frame, &call, &external))
        {
            return value;
        }
        if let Some(value) = self
            .hook(frame, &call)
            .or_else(|| self.container(frame, &call))
            .or_else(|| self.copied(frame, &call))
        {
            return value;
        }
        if let Some(global) = external.path.strip_prefix("global:") {
            let global = Name::from(global);
            if let Some(value) =
                self.language_function(frame, &global, call.construct, &call.arguments, call.site)
            {
                if model.is_some_and(|model| model.effect.is_some()) {
                    self.note(frame, call.site, Action::Call(Arc::clone(&call)));
                }
                return value;
            }
        }
        if model.is_none_or(does_something) {
            self.note(frame, call.site, Action::Call(Arc::clone(&call)));
        }
        self.put_on_server(&call);
        self.pass_on(frame, &external, &call);
        let value = match model {
            None if self.goes_on_proved(frame, &external, &call) => {
                self.result(frame, &call, request.function)
            }
            Some(model) => self.modelled(frame, model, &call, request.function),
            None => self.unmodelled(frame, &call, request.function),
        };
        if let Some(asserted) = &asserted {
            frame.flow.assume(Some(asserted));
        }
        if model.is_some_and(|model| model.never_returns) || self.ends_filter(&call) {
            frame.flow.alive = false;
        }
        value
    }

    fn unmodelled(&mut self, frame: &mut Frame<'p>, call: &Arc<Call>, function: &Value) -> Value {
        let origins = self.through(call, function);
        let given =
            self.call_arguments(frame, &call.arguments, &Value::from_origins(origins.clone()), call.site);
        let result = self.result(frame, call, function).and_origins(&origins);
        if let Some(inner) = wrapped(call) {
            return result.join(&inner);
        }
        // A decorator that nothing is known of mostly gives something that calls the function.
        if let [decorated] = call.arguments.as_slice()
            && matches!(decorated.shape, Shape::Function(_))
            && self.language(frame.module) == Language::Python
        {
            return result.join(decorated);
        }
        // `lock.run(async () => …)` mostly gives on what the function gave.
        match given {
            Some(given) if !matches!(given.shape, Shape::Undefined | Shape::Null) => result.join(&given),
            _ => result,
        }
    }

    /// What comes out of a call of which nothing is known may hold what went in.
    fn through(&self, call: &Call, function: &Value) -> Origins {
        let all: Vec<&Value> = std::iter::once(&call.receiver).chain(&call.arguments).collect();
        made_of(&all, Cleansed::THROUGH_UNKNOWN).origins.union(&function.origins)
    }

    /// The thing that a call gives where nothing better is known.
    pub(super) fn result(&mut self, frame: &Frame<'p>, call: &Arc<Call>, function: &Value) -> Value {
        let Shape::External(external) = &function.shape else { return Value::unknown() };
        self.made_by_call(frame.key, call, external)
    }

    /// The thing that a call of something of others makes. What a server's method makes is that server still, unless it
    /// makes another: a group of its routes.
    pub(super) fn made_by_call(&self, key: u64, call: &Arc<Call>, external: &External) -> Value {
        let is_new = call.effect() == Some(Effect::ServerCreate);
        let object = external
            .object
            .filter(|_| !is_new)
            .unwrap_or_else(|| ObjectId(Digester::tagged(140).add(key).add(call.site).end()));
        let made_with: Arc<[Value]> = match external.made_with.is_empty() || is_new {
            true => Value::shared(call.arguments.clone()),
            false => Arc::clone(&external.made_with),
        };
        let made_at = external.made_at.filter(|_| !is_new).or(Some(call.site));
        let made_by = Some(Arc::clone(call));
        let path = called_path(&external.path);
        Value::of(Shape::External(Arc::new(External::new(path, made_at, Some(object), made_with, made_by))))
    }

    pub(super) fn modelled(
        &mut self,
        frame: &mut Frame<'p>,
        model: &'static Model,
        call: &Arc<Call>,
        function: &Value,
    ) -> Value {
        let check = model.check.as_ref().filter(|_| !call.is_switched_off());
        let check = check.map(|check| {
            let fits = super::schemas::told(call, function, call.site);
            (checks::checked(call, check).and(&fits), &check.when)
        });
        let mut given: Vec<Value> = Vec::new();
        for callback in &model.callbacks {
            // What others made stands where a function may: a key that is not asked for, but there.
            let asks = callback.timing == Timing::Now && callback.with.contains(&Yields::Next);
            let is_asked = |handler: &Value| !asks || handler.as_external().is_none();
            for handler in call_positions(call, &callback.at).into_iter().filter(is_asked) {
                let mut arguments: Vec<Value> =
                    callback.with.iter().map(|yields| self.yielded(yields, call, &[], Some(frame))).collect();
                // Keyword arguments are the last of those there are.
                if call.path.starts_with("@python/") {
                    while arguments.last().is_some_and(Value::is_undefined) {
                        arguments.pop();
                    }
                }
                // What is right where it comes back is so where it calls back without an error.
                let comes_back = callback.with.first() == Some(&Yields::Error);
                if let Some((guards, when)) = &check
                    && (matches!(when, Verdict::Callback(_))
                        || comes_back && matches!(when, Verdict::Returns))
                    && let Some(first) = arguments.first_mut()
                {
                    *first = calls::error().with_truth(Some(Guards::none()), Some(guards.clone()));
                }
                if arguments.is_empty() {
                    let through = Value::from_origins(self.through(call, function));
                    arguments = vec![through; 2];
                }
                match callback.timing {
                    Timing::Now => {
                        given.push(self.call_back(frame, &handler, arguments, call.site, Mode::Maybe))
                    }
                    Timing::Later => {
                        self.call_back(frame, &handler, arguments, call.site, Mode::Detached);
                    }
                    Timing::OnUserAction => {
                        if callback.with.is_empty() {
                            arguments = vec![Value::from_origin(Origin::new(Source::UserInput))];
                        }
                        let given =
                            self.call_back(frame, &handler, arguments.clone(), call.site, Mode::Detached);
                        // A button that is handed back brings the function for its own press along.
                        let mut further = Vec::new();
                        calls::collect_functions(&given, 3, &mut further);
                        for function in further {
                            self.call_back(frame, &function, arguments.clone(), call.site, Mode::Detached);
                        }
                    }
                    // An entry point: it is run as one.
                    Timing::OnRequest => {}
                }
            }
        }
        // What is printed is not called, nor what a decorator takes its name from.
        if !call.path.starts_with("global:console.")
            && !call.path.starts_with("@python/functools:")
            && model.callbacks.is_empty()
            && model.effect.is_none_or(|effect| !registers(effect))
            && !asks_session(model)
        {
            let through = Value::from_origins(self.through(call, function));
            // `list(handlers)`: what comes with a language calls what it is given, and nothing that lies in it.
            let own = call.path.starts_with("@python/builtins:");
            let may_be_called = |value: &&Value| !own || matches!(value.shape, Shape::Function(_));
            let arguments: Vec<Value> = call.arguments.iter().filter(may_be_called).cloned().collect();
            self.call_arguments(frame, &arguments, &through, call.site);
        }
        let mut value = match &model.yields {
            Some(yields) => self.yielded(yields, call, &given, Some(frame)),
            None => self.result(frame, call, function).and_origins(&function.origins),
        };
        if !model.cleanses.is_empty() {
            value = cleansed(&value, Cleansed::by(&model.cleanses));
        }
        let Some((guards, when)) = check else { return value };
        let is_of_schema = model.check.as_ref().is_some_and(|check| check.kind == CheckKind::Schema);
        if is_of_schema {
            value = super::schemas::parsed(value, &call.receiver);
        }
        let (when_true, when_false) = match value.truth {
            Some(_) => checks::told(&value, call.site),
            None => checks::nothing(),
        };
        let with = |held: Option<Guards>| Some(held.unwrap_or_default().and(&guards));
        match when {
            Verdict::Truthy => value.with_truth(with(when_true), when_false),
            Verdict::Falsy => value.with_truth(when_true, with(when_false)),
            Verdict::Returns => {
                frame.flow.assume(Some(&guards));
                value
            }
            Verdict::Field(name) => {
                // Of a session the id of whoever is signed in tells; of a schema's answer, whether it fits.
                let is_of_session =
                    model.check.as_ref().is_some_and(|check| check.kind == CheckKind::Session);
                let field = if is_of_session { value.field(name) } else { Value::of(Shape::Boolean(None)) };
                let field = field.with_truth(Some(guards), Some(Guards::none()));
                let value = objects::put(&value, &Value::text(name.clone()), field);
                // A schema's words for what is wrong name fields and kinds, not what was in them.
                match is_of_schema {
                    true => objects::put(&value, &Value::text("error"), calls::error()),
                    false => value,
                }
            }
            Verdict::NoField(name) => {
                let field = if is_of_schema { calls::error() } else { value.field(name) };
                let field = field.with_truth(Some(Guards::none()), Some(guards));
                let answer = objects::put(&value, &Value::text(name.clone()), field);
                // Joi's answer holds what was looked at.
                match is_of_schema {
                    true => objects::put(&answer, &Value::text("value"), value),
                    false => answer,
                }
            }
            Verdict::NoError => {
                let error = calls::error().with_truth(Some(Guards::none()), Some(guards));
                super::lists::array(vec![value, error], None)
            }
            Verdict::Next | Verdict::Callback(_) => value,
        }
    }

    /// What a call brought in, as an origin's reference to it.
    pub(super) fn fetched(call: &Arc<Call>) -> Arc<Fetched> {
        Arc::new(Fetched::new(Arc::clone(call)))
    }
}

/// `ok(value)` of a package for results: what it was given comes out again as a field.
fn wrapped(call: &Call) -> Option<Value> {
    const WRAPPERS: [&str; 9] =
        ["ok", "okAsync", "Ok", "right", "Right", "success", "succeed", "some", "just"];
    const FIELDS: [&str; 4] = ["value", "data", "right", "result"];
    let [given] = call.arguments.as_slice() else { return None };
    let (_, name) = call.path.rsplit_once([':', '.'])?;
    WRAPPERS.contains(&name).then(|| objects::of_fields(FIELDS.map(|field| (field, given.clone()))))
}

fn call_positions(call: &Call, position: &crate::model::Position) -> Vec<Value> {
    let found = call.all_at(position);
    found
        .into_iter()
        .flat_map(|value| match &value.shape {
            Shape::Array(array) => array.elements().to_vec(),
            _ => vec![value],
        })
        .collect()
}

/// Whether a call is worth telling: what only makes one value of others is not.
fn does_something(model: &Model) -> bool {
    model.effect.is_some() || model.check.is_some() || !model.roles.is_empty()
}

fn registers(effect: crate::model::Effect) -> bool {
    use crate::model::Effect;
    matches!(
        effect,
        Effect::ResolverDefine
            | Effect::ResolverDefinitions
            | Effect::RouteRegister
            | Effect::MiddlewareRegister
            | Effect::ToolRegister
    )
}

/// Whether a call asks who is signed in: functions among its settings keep sessions, and run when people sign in and out.
fn asks_session(model: &Model) -> bool {
    model
        .check
        .as_ref()
        .is_some_and(|check| check.kind == CheckKind::Session && !matches!(check.when, Verdict::Next))
}
