//! Small apps, and what is seen of them as text.

#![allow(dead_code, reason = "each suite uses its own part")]

use std::sync::Arc;

use assay_code::graph::Program;
use assay_code::{Action, Analysis, Event, GuardKind, Guards, Origin, Part, Shape, Source, Value, analyse};
use assay_source::Tree;

/// A Forge app whose issue panel invokes what `src/index.js` exports as `handler`.
pub(crate) const RESOLVER_MANIFEST: &str = "
app:
  id: ari:cloud:ecosystem::app/8f1b2c3d-0000-4000-8000-000000000001
  runtime:
    name: nodejs22.x
modules:
  jira:issuePanel:
    - key: panel
      resource: main
      resolver:
        function: resolver
      title: Notes
  function:
    - key: resolver
      handler: index.handler
resources:
  - key: main
    path: static/main
permissions:
  scopes:
    - read:jira-work
";

/// The same with a web trigger that runs `handler`.
pub(crate) const WEB_TRIGGER_MANIFEST: &str = "
app:
  id: ari:cloud:ecosystem::app/8f1b2c3d-0000-4000-8000-000000000002
  runtime:
    name: nodejs22.x
modules:
  webtrigger:
    - key: hook
      function: hook
  function:
    - key: hook
      handler: index.handler
permissions:
  scopes:
    - read:jira-work
";

/// What an app of these files does.
pub(crate) fn analysis_of(files: &[(&str, &str)]) -> Analysis {
    let tree = Arc::new(Tree::from_files(files.iter().copied()).expect("paths are right"));
    let found = assay_app::find(&tree, &assay_app::Options::default());
    let app = found.apps.first().expect("there is an app");
    analyse(&Program::load(app, &[]), app)
}

/// What a resolver app of these files, beside its manifest, does.
pub(crate) fn resolver_app(files: &[(&str, &str)]) -> Analysis {
    let all: Vec<(&str, &str)> =
        std::iter::once(("manifest.yml", RESOLVER_MANIFEST)).chain(files.iter().copied()).collect();
    analysis_of(&all)
}

/// What a resolver app whose backend is this one file does.
pub(crate) fn resolver(code: &str) -> Analysis {
    resolver_app(&[("src/index.js", code)])
}

/// What a web trigger whose code is this one file does.
pub(crate) fn web_trigger(code: &str) -> Analysis {
    analysis_of(&[("manifest.yml", WEB_TRIGGER_MANIFEST), ("src/index.js", code)])
}

/// Calls whose path ends like this, made from entries, as lines: `entry: path(arguments) if what holds`.
pub(crate) fn calls(analysis: &Analysis, path: &str) -> Vec<String> {
    let from_entries = analysis.events.iter().filter(|event| event.entry.is_some());
    from_entries
        .filter(|event| matches!(&event.action, Action::Call(call) if call.path.ends_with(path)))
        .map(|event| line(analysis, event))
        .collect()
}

/// All that entries do, as lines.
pub(crate) fn all(analysis: &Analysis) -> Vec<String> {
    analysis.events.iter().map(|event| line(analysis, event)).collect()
}

/// What entries answer.
pub(crate) fn answers(analysis: &Analysis) -> Vec<String> {
    let all = analysis.events.iter().filter(|event| matches!(event.action, Action::Respond(_)));
    all.map(|event| line(analysis, event)).collect()
}

/// What is assigned to things that outlive the invocation.
pub(crate) fn assigned(analysis: &Analysis) -> Vec<String> {
    let all = analysis
        .events
        .iter()
        .filter(|event| event.entry.is_some() && matches!(event.action, Action::Assign(_)));
    all.map(|event| line(analysis, event)).collect()
}

fn line(analysis: &Analysis, event: &Event) -> String {
    let entry = analysis.entry_of(event).map_or("-", |entry| entry.name.as_str());
    let what = match &event.action {
        Action::Call(call) => {
            let arguments: Vec<String> = call.arguments.iter().map(value).collect();
            format!("{}({})", call.path, arguments.join(", "))
        }
        Action::Assign(assign) => format!("{:?} = {}", assign.target, value(&assign.value)),
        Action::Render(render) => format!("<{} {}>", render.tag, value(&render.attributes)),
        Action::Respond(answer) => format!("answers {}", value(answer)),
        Action::Import(name) => format!("imports {}", value(name)),
        Action::Match(one) => format!("holds {} against /{}/", value(&one.subject), one.pattern),
    };
    let held = guards(&event.guards);
    if held.is_empty() { format!("{entry}: {what}") } else { format!("{entry}: {what} if {held}") }
}

/// What holds, as text: kinds and what they are about.
pub(crate) fn guards(guards: &Guards) -> String {
    let told: Vec<String> = guards
        .iter()
        .filter(|guard| !matches!(guard.kind, GuardKind::Present))
        .map(|guard| {
            let about: Vec<String> = guard.about.iter().map(value).collect();
            format!("{:?}({})", guard.kind, about.join(", "))
        })
        .collect();
    told.join(" and ")
}

/// A value as text.
pub(crate) fn value(shown: &Value) -> String {
    let text = match shown.shape() {
        Shape::Unknown => String::new(),
        Shape::Undefined => "undefined".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Boolean(known) => known.map_or("boolean".to_owned(), |known| known.to_string()),
        Shape::Number(known) => known.map_or("number".to_owned(), |bits| f64::from_bits(bits).to_string()),
        Shape::Text(text) => {
            let parts = text.parts().iter().map(|part| match part {
                Part::Literal(literal) => literal.to_string(),
                Part::Hole(hole) => format!("${{{}}}", value(hole)),
            });
            format!("`{}`", parts.collect::<String>())
        }
        Shape::Regex(regex) => format!("/{}/{}", regex.0, regex.1),
        Shape::Object(object) => {
            let mut fields: Vec<String> =
                object.fields().iter().map(|(name, field)| format!("{name}: {}", value(field))).collect();
            fields.extend(object.rest().map(|rest| format!("*: {}", value(rest))));
            return format!("{{{}}}", fields.join(", "));
        }
        Shape::Array(array) => {
            let mut elements: Vec<String> = array.elements().iter().map(value).collect();
            elements.extend(array.rest().map(|rest| format!("...{}", value(rest))));
            format!("[{}]", elements.join(", "))
        }
        Shape::Function(_) | Shape::Native(_) => "function".to_owned(),
        Shape::Class(_) => "class".to_owned(),
        Shape::Instance(_) => "instance".to_owned(),
        Shape::Namespace(_) => "module".to_owned(),
        Shape::External(external) => format!("<{}>", external.path),
        Shape::Element(element) => format!("<{}/>", element.tag),
        Shape::Union(all) => {
            let mut all: Vec<String> = all.iter().map(value).collect();
            all.sort();
            all.join(" | ")
        }
    };
    let origins: Vec<String> = shown.origins().iter().map(origin).collect();
    match (text.is_empty(), origins.is_empty()) {
        (true, true) => "unknown".to_owned(),
        (true, false) => origins.join("+"),
        (false, true) => text,
        (false, false) => format!("{text} of {}", origins.join("+")),
    }
}

fn origin(origin: &Origin) -> String {
    let source = match &origin.source {
        Source::Caller(part) => format!("{part:?}").to_lowercase(),
        Source::Response(fetched) | Source::Stored(fetched) => {
            format!("answer of {}", fetched.call.path.rsplit([':', '.']).next().unwrap_or_default())
        }
        Source::Secret(name, _) => format!("secret {name}"),
        Source::Environment(name) => format!("environment {name}"),
        other => format!("{other:?}").to_lowercase(),
    };
    let field = if origin.field.is_empty() { String::new() } else { format!(".{}", origin.field) };
    let through = if origin.cleansed.is_through_unknown() { " perhaps" } else { "" };
    format!("{source}{field}{through}")
}
