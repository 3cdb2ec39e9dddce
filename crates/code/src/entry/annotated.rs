//! Methods of classes that annotations make routes: Spring, and what is like it in other languages.

use std::sync::Arc;

use assay_app::App;

use super::{Found, Invocation, Loaded, Resolution, Side, controllers::method_of, loaded::Decorated};
use crate::{
    event::{Call, Called},
    ir::{Language, Name},
    model::{Effect, Models, Role, Verdict},
    site::Site,
    value::{External, Shape, Value},
};

/// Every annotated method that answers a route.
pub(super) fn annotated(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let frame = Frame::of(app, loaded);
    let mut found = Vec::new();
    for decorated in &loaded.decorated {
        let language = loaded.program.module(decorated.class.module).language;
        if matches!(language, Language::JavaScript | Language::CSharp) {
            continue;
        }
        let prefix = routes(&decorated.decorators).next().map(|(_, call)| path_of(call)).unwrap_or_default();
        for member in &decorated.members {
            let mut told = Vec::new();
            for (route, call) in routes(&member.decorators) {
                // A method's annotations stand with it and with its function.
                if told.contains(&call.site) {
                    continue;
                }
                told.push(call.site);
                let path = format!("/{prefix}/{}", path_of(call)).replace("//", "/");
                let path = match path.trim_end_matches('/') {
                    "" => "/",
                    path => path,
                };
                let mut handlers = frame.before(loaded, decorated, &member.decorators, path);
                handlers.push(method_of(&decorated.class, member.function));
                let module = loaded.program.module(decorated.class.module);
                let head = module.functions[member.function.index()].head;
                let name = format!("{} {path}", method(route, call));
                found.push(Found {
                    audiences: super::routes::surfaces(app, &name),
                    name: Name::from(name),
                    side: Side::Server,
                    invocation: Invocation::View,
                    declared_at: loaded.place(Site::new(decorated.class.module, head)),
                    handlers,
                    resolution: Resolution::Resolved,
                });
            }
        }
    }
    found
}

/// The annotations that say at which path something answers.
fn routes(decorators: &[Value]) -> impl Iterator<Item = (&External, &Arc<Call>)> {
    decorators.iter().filter_map(Value::as_external).filter_map(|external| {
        let call = external.made_by.as_ref()?;
        (call.effect() == Some(Effect::RouteRegister)).then_some((external, call))
    })
}

/// `@GetMapping("/notes")`, `@RequestMapping(path = {"/notes", "/n"})`
fn path_of(call: &Call) -> String {
    let said = call.role(Role::Path);
    let said = match said.shape() {
        Shape::Array(_) => said.any_element(),
        _ => said,
    };
    said.texts().next().map(|text| text.template().trim_matches('/').to_owned()).unwrap_or_default()
}

fn method(route: &External, call: &Call) -> String {
    if let Some(method) = call.model.and_then(|model| model.method.as_ref()) {
        return method.to_string();
    }
    let said = call.role(Role::Method);
    let of = |value: &Value| {
        let path =
            value.as_external().map(|external| external.path.rsplit(['.', ':']).next().map(str::to_owned));
        path.flatten().or_else(|| value.as_constant().map(str::to_owned))
    };
    let named = of(&said).or_else(|| said.elements().first().and_then(of));
    named.map_or_else(
        || if route.path.is_empty() { "*".into() } else { "ALL".into() },
        |it| it.to_ascii_uppercase(),
    )
}

/// What runs before every route of the app, where the framework or its settings say so.
struct Frame {
    /// The framework for Connect apps asks for a verified token unless told otherwise.
    connect: Option<Value>,
    /// What the app's security settings ask of every request, and the paths that they let through.
    secured: Vec<Value>,
    open: Vec<String>,
}

/// The library for Connect apps, in the three ways a build file names it.
const CONNECT_STARTER: &str = "atlassian-connect-spring-boot-starter";
const CONNECT: &str = "@jvm/com.atlassian.connect.spring:";

impl Frame {
    fn of(app: &App, loaded: &Loaded<'_>) -> Self {
        let builds = app.files().filter(|file| {
            let name = file.path.file_name();
            name == "pom.xml" || name.starts_with("build.gradle") || name.ends_with(".versions.toml")
        });
        let mut texts = builds.filter_map(|file| app.tree.read(&file.path).ok());
        let uses_connect = texts.any(|text| text.as_str().contains(CONNECT_STARTER));
        let connect = uses_connect.then(|| check(&format!("{CONNECT}RequireAuthentication")));
        let of_security = |last: &str| {
            let calls = loaded.calls.iter().filter(|call| {
                call.effect() == Some(Effect::MiddlewareRegister)
                    && call.path.starts_with("@jvm/org.springframework.security")
            });
            let last = last.to_owned();
            calls.filter(move |call| call.path.split('.').any(|part| part.trim_end_matches("()") == last))
        };
        let secured = of_security("anyRequest")
            .filter(|call| call.model.is_some_and(|model| model.check.is_some()))
            .map(|call| check(&call.path))
            .collect();
        let open = of_security("permitAll").flat_map(|call| {
            let matched = call.receiver.as_external().and_then(|external| external.made_by.clone());
            let texts = matched.map(|call| call.arguments.clone()).unwrap_or_default();
            texts.iter().filter_map(|text| text.as_constant().map(str::to_owned)).collect::<Vec<_>>()
        });
        Self { connect, secured, open: open.collect() }
    }

    /// What runs before one method.
    fn before(
        &self,
        loaded: &Loaded<'_>,
        decorated: &Decorated,
        decorators: &[Value],
        path: &str,
    ) -> Vec<Value> {
        let all = || decorated.decorators.iter().chain(decorators);
        let is_open = all().filter_map(Value::as_external).any(|external| {
            external.path.strip_prefix(CONNECT).is_some_and(|name| name.trim_end_matches("()") == "IgnoreJwt")
        });
        let of_jvm =
            loaded.program.module(decorated.class.module).language.registry() == Language::Java.registry();
        let mut before = Vec::new();
        if of_jvm {
            before.extend(self.connect.clone().filter(|_| !is_open));
            let permitted = self.open.iter().any(|pattern| covers(pattern, path));
            before.extend(self.secured.iter().filter(|_| !permitted).cloned());
        }
        let proves = |value: &&Value| {
            let made_by = value.as_external().and_then(|external| external.made_by.as_ref());
            let check = made_by.and_then(|call| call.model).and_then(|model| model.check.as_ref());
            check.is_some_and(|check| check.when == Verdict::Next)
        };
        before.extend(all().filter(proves).cloned());
        before
    }
}

/// Middleware that the framework brings, as if the program had made it.
pub(super) fn check(path: &str) -> Value {
    let call = Arc::new(Call::new(Called {
        path: Name::from(path),
        construct: false,
        model: Models::bundled().look(path),
        receiver: Value::undefined(),
        arguments: Vec::new(),
        used: true,
        site: Site::new(crate::ir::ModuleId(0), assay_source::Span::new(0, 0)),
    }));
    let made = External::new(Name::from(format!("{path}()")), None, None, Arc::from([]), Some(call));
    Value::of(Shape::External(Arc::new(made)))
}

/// `/public/**` covers `/public/notes`.
fn covers(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, _)) => path.starts_with(before.trim_end_matches('/')),
        None => pattern == path,
    }
}
