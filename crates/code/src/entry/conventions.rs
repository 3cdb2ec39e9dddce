//! Handlers that are found by the name of their file or export: Next, workers, Lambda.

pub(crate) mod next;

use assay_app::App;
use assay_source::RelPath;

use super::{Audience, Found, Invocation, Loaded, Resolution, Side, functions, netlify};
use crate::{
    ir::{Exported, ExpressionKind, Module, ModuleId, Pattern},
    site::Site,
    value::{External, Shape, Value},
};

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Every such handler.
pub(super) fn conventions(app: &App, loaded: &Loaded<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let on_aws = OnAws::of(app);
    let on_vercel = on_vercel(app);
    let next = next::Projects::of(app, loaded);
    for id in loaded.program.ids() {
        let module = loaded.program.module(id);
        next::routes(&next, loaded, id, module, &mut found);
        vercel_functions(&on_vercel, loaded, id, module, &mut found);
        found.extend(next_headers(loaded, id, module));
        workers(app, loaded, id, module, &mut found);
        lambdas(app, &on_aws, loaded, id, &mut found);
        cloud_functions(loaded, id, module, &mut found);
    }
    found
}

/// The name of the entry that says which headers a Next server sends.
pub const NEXT_HEADERS: &str = "headers of next.config";

/// Functions around the settings of Next that are taken off.
const MOST_WRAPPERS: usize = 8;

/// What a function around settings was handed; one may be made before: `createPlugin('i18n.ts')(settings)`.
fn wrapped(wrapper: &External) -> Option<Value> {
    let last = wrapper.made_by.as_ref().and_then(|call| call.arguments.first());
    let given = [last, wrapper.made_with.first()];
    given.into_iter().flatten().find(|it| it.as_external().is_some() || !it.fields().is_empty()).cloned()
}

/// `headers()` of `next.config`: asked when the server is built, its answer is a list of headers by path.
///
/// Source: nextjs.org/docs/app/api-reference/config/next-config-js/headers, read 2026-11.
fn next_headers(loaded: &Loaded<'_>, id: ModuleId, module: &Module) -> Option<Found> {
    if !module.file.file_name().starts_with("next.config.") {
        return None;
    }
    // `withOne(withAnother(settings), options)`
    let within = |it: &Value| it.as_external().and_then(wrapped);
    let layers = std::iter::successors(Some((loaded.export)(id, "default")), within);
    let settings = layers.take(MOST_WRAPPERS).last().unwrap_or_default();
    let handler = settings.field("headers");
    if !handler.alternatives().iter().any(Value::is_function) {
        return None;
    }
    let audiences = vec![(Audience::Developer, "the build".into())];
    Some(Found { audiences, ..found(loaded, id, NEXT_HEADERS.to_owned(), Invocation::View, handler) })
}

/// `exports.hook = onRequest((request, response) => …)`: an address of its own for each export.
///
/// Source: firebase.google.com/docs/functions/http-events, read 2026-11.
fn cloud_functions(loaded: &Loaded<'_>, id: ModuleId, module: &Module, all: &mut Vec<Found>) {
    let wants = module.requests.iter().any(|request| request.specifier.starts_with("firebase-functions"));
    if !wants {
        return;
    }
    for name in exported_names(module) {
        let exported = (loaded.export)(id, &name);
        let made = exported.alternatives().iter().filter_map(Value::as_external);
        let made =
            made.filter(|it| it.path.starts_with("firebase-functions") && it.path.ends_with("onRequest()"));
        let calls = made.filter_map(|external| external.made_by.clone());
        // Settings may stand before the handler.
        let handler = calls.flat_map(|call| call.arguments.clone()).find(|value| {
            value.alternatives().iter().any(Value::is_function) || value.as_external().is_some()
        });
        if let Some(handler) = handler {
            all.push(found(loaded, id, format!("ALL /{name}"), Invocation::Route, handler));
        }
    }
}

/// The names a module exports, those assigned to `exports` among them.
fn exported_names(module: &Module) -> Vec<String> {
    let named = module.exports.iter().map(|export| export.name.to_string());
    let assigned = module.expressions.iter().filter_map(|expression| {
        let ExpressionKind::Assign { target, .. } = &expression.kind else { return None };
        let Pattern::Target(target) = target.as_ref() else { return None };
        match &module.expressions[target.index()].kind {
            ExpressionKind::Member { property, .. } => Some(property.to_string()),
            _ => None,
        }
    });
    let mut names: Vec<String> = named.chain(assigned).collect();
    names.sort();
    names.dedup();
    names
}

pub(super) fn found(
    loaded: &Loaded<'_>,
    id: ModuleId,
    name: String,
    invocation: Invocation,
    handler: Value,
) -> Found {
    let place = handler.alternatives().iter().find_map(|value| match value.shape() {
        Shape::Function(closure) => {
            let head = loaded.program.module(closure.module).functions[closure.function.index()].head;
            Some(loaded.place(Site::new(closure.module, head)))
        }
        _ => None,
    });
    let module = loaded.program.module(id);
    Found {
        name: name.into(),
        audiences: vec![(Audience::Anonymous, "the network".into())],
        side: Side::Server,
        invocation,
        declared_at: place.unwrap_or_else(|| loaded.place(Site::new(id, module.functions[0].head))),
        resolution: if handler.alternatives().iter().any(Value::is_function) {
            Resolution::Resolved
        } else {
            Resolution::partly("its handler is not the app's own code")
        },
        handlers: vec![handler],
    }
}

/// Files below `api/` of a project that is deployed to Vercel answer by their default export, or by exports named after
/// methods; what begins with `_` does not.
///
/// Source: vercel.com/docs, "Functions" without a framework, read 2026-11.
fn vercel_functions(
    roots: &[RelPath],
    loaded: &Loaded<'_>,
    id: ModuleId,
    module: &Module,
    all: &mut Vec<Found>,
) {
    let Some(path) = roots
        .iter()
        .find_map(|root| module.file.relative_to(root).filter(|path| path.as_str().starts_with("api/")))
    else {
        return;
    };
    let stem = path.as_str().rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
    let route = stem.trim_start_matches("api/");
    if route.split('/').any(|part| part.starts_with(['_', '.'])) {
        return;
    }
    let handler = (loaded.export)(id, "default");
    if handler.alternatives().iter().any(Value::is_function) {
        all.push(found(loaded, id, format!("ALL /api/{}", segment(route)), Invocation::Route, handler));
    }
    for method in METHODS {
        let handler = (loaded.export)(id, method);
        if handler.alternatives().iter().any(Value::is_function) {
            let name = format!("{method} /api/{}", segment(route));
            all.push(found(loaded, id, name, Invocation::FetchHandler, handler));
        }
    }
}

/// The folders of projects that are deployed to Vercel.
fn on_vercel(app: &App) -> Vec<RelPath> {
    let by_settings = app.files().filter(|file| file.path.file_name() == "vercel.json");
    let by_settings = by_settings.map(|file| file.path.parent());
    let by_package = app
        .project
        .packages
        .iter()
        .filter(|package| package.wants("@vercel/node").is_some() || package.wants("vercel").is_some());
    by_settings.chain(by_package.map(|package| package.path().parent())).collect()
}

/// `[id]` is a parameter, `(group)` is not part of the path.
fn segment(route: &str) -> String {
    let parts = route.split('/').filter(|part| !part.starts_with('(') && *part != "index");
    let named = parts.map(|part| match part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
        Some(name) => format!(":{}", name.trim_start_matches("...")),
        None => part.to_owned(),
    });
    named.collect::<Vec<_>>().join("/")
}

/// `export default { fetch(request) {…} }`: workers of Cloudflare and servers of Bun and Deno.
fn workers(app: &App, loaded: &Loaded<'_>, id: ModuleId, module: &Module, all: &mut Vec<Found>) {
    let has_default = module.exports.iter().any(|export| export.name == "default");
    if !has_default || is_backend(app, &module.file) {
        return;
    }
    let default = (loaded.export)(id, "default");
    let handler = default.fields().remove("fetch");
    if let Some(handler) = handler.filter(|value| value.alternatives().iter().any(Value::is_function)) {
        all.push(found(loaded, id, "ALL *".to_owned(), Invocation::FetchHandler, handler));
    }
}

/// `exports.handler = async (event) => …` of a project that is deployed to AWS.
fn lambdas(app: &App, on_aws: &OnAws, loaded: &Loaded<'_>, id: ModuleId, all: &mut Vec<Found>) {
    let module = loaded.program.module(id);
    let file = &module.file;
    if !on_aws.holds(file) || is_backend(app, file) {
        return;
    }
    for name in ["handler", "lambdaHandler", "main"] {
        if !exports(module, name) {
            continue;
        }
        let handler = (loaded.export)(id, name);
        if handler.alternatives().iter().any(Value::is_function) && !netlify::serves(app, file) {
            let stem = module.file.as_str();
            all.push(found(loaded, id, format!("{stem} {name}"), Invocation::Lambda, handler));
        }
    }
}

/// True for the code of a Forge app's own functions, whose exports mean something else.
fn is_backend(app: &App, file: &RelPath) -> bool {
    let Some(manifest) = &app.manifest else { return false };
    manifest.functions.iter().filter_map(functions::stem).any(|stem| {
        let folder = app.root.join("src").and_then(|src| src.join(stem)).map(|path| path.parent());
        folder.is_ok_and(|folder| file.is_below(&folder))
    })
}

/// Folders that are deployed to AWS: those with a package that is made for it, and those with a file that says so.
struct OnAws(Vec<RelPath>);

impl OnAws {
    fn of(app: &App) -> Self {
        const PACKAGES: [&str; 7] = [
            "@types/aws-lambda",
            "aws-lambda",
            "serverless",
            "aws-cdk-lib",
            "aws-cdk",
            "serverless-http",
            "sst",
        ];
        const FILES: [&str; 6] = [
            "serverless.yml",
            "serverless.yaml",
            "template.yaml",
            "template.yml",
            "samconfig.toml",
            "cdk.json",
        ];
        let wants = |package: &&assay_app::Package| PACKAGES.iter().any(|name| package.wants(name).is_some());
        let packages = app.project.packages.iter().filter(wants).map(|package| package.path().parent());
        let deployed = app.files().map(|file| &file.path).filter(|path| FILES.contains(&path.file_name()));
        Self(packages.chain(deployed.map(RelPath::parent)).collect())
    }

    fn holds(&self, file: &RelPath) -> bool {
        self.0.iter().any(|folder| file.is_below(folder))
    }
}

/// It exports the name, as far as one can see without running it.
fn exports(module: &Module, name: &str) -> bool {
    let named = module
        .exports
        .iter()
        .any(|export| export.name == name || matches!(export.exported, Exported::All(_)));
    named
        || module.expressions.iter().any(|expression| match &expression.kind {
            ExpressionKind::Assign { target, .. } => match target.as_ref() {
                Pattern::Target(target) => matches!(
                    &module.expressions[target.index()].kind,
                    ExpressionKind::Member { property, .. } if property == name || property == "exports"
                ),
                _ => false,
            },
            _ => false,
        })
}
