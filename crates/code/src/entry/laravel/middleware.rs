//! Middleware that Laravel is told of elsewhere than with the routes: by names, in groups, for all of them, by controllers.
//!
//! Source: laravel.com/docs/12.x/middleware and laravel.com/docs/12.x/controllers, "Controller Middleware", read 2026-11.

use std::sync::Arc;

use assay_source::RelPath;

use super::{Loaded, named};
use crate::{
    graph::Target,
    ir::{
        Export, Exported, ExpressionKind, FunctionId, Language, MemberKind, Module, ModuleId, Property,
        PropertyKey, StatementKind,
    },
    value::{ClassValue, Shape, Value},
};

/// What a controller names.
pub(super) enum Named {
    /// A function that stands there.
    Here(Value),
    /// A class, or a name for one.
    Elsewhere(Value),
}

/// What stands in the app's kernel, or in `bootstrap/app.php`.
pub(super) struct Settings {
    /// For all routes.
    all: Vec<Value>,
    groups: Vec<(String, Vec<Value>)>,
}

impl Settings {
    pub(super) fn of(loaded: &Loaded<'_>) -> Self {
        let mut settings = Self { all: Vec::new(), groups: Vec::new() };
        for id in loaded.program.ids() {
            let module = loaded.program.module(id);
            if module.language != Language::Php {
                continue;
            }
            for class in module.classes.iter().filter(|class| class.name.as_deref() == Some("Kernel")) {
                for member in &class.members {
                    let PropertyKey::Name(key) = &member.key else { continue };
                    let text = module.text.slice(member.span);
                    match key.as_str() {
                        "middleware" => settings.all.extend(listed(loaded, text)),
                        "middlewareGroups" => settings.groups.extend(groups(loaded, text)),
                        _ => {}
                    }
                }
            }
            if module.file.as_str().ends_with("bootstrap/app.php") {
                settings.told(loaded, module.text.as_str());
            }
        }
        settings
    }

    /// `$middleware->append(AsksForKey::class)`, `->web(append: […])`, `->appendToGroup('keyed', […])`
    fn told(&mut self, loaded: &Loaded<'_>, text: &str) {
        for word in ["append", "prepend", "use"] {
            for given in calls(text, word) {
                self.all.extend(listed(loaded, given));
            }
        }
        for group in ["web", "api"] {
            for given in calls(text, group) {
                self.groups.push((group.to_owned(), listed(loaded, given)));
            }
        }
        for word in ["appendToGroup", "prependToGroup", "group"] {
            for given in calls(text, word) {
                let Some((name, rest)) = given.split_once(',') else { continue };
                let name = name.trim().trim_matches(['\'', '"']).to_owned();
                self.groups.push((name, listed(loaded, rest)));
            }
        }
    }

    /// What runs before the routes of a file.
    pub(super) fn around(&self, file: &RelPath) -> impl Iterator<Item = Value> {
        let group = match file.file_name() {
            "web.php" => Some("web"),
            "api.php" => Some("api"),
            _ => None,
        };
        let of_group = group.into_iter().flat_map(|group| self.spread(Value::text(group)));
        let mut all = self.all.clone();
        all.extend(of_group.filter(|one| one.as_constant().is_none_or(|name| Some(name) != group)));
        all.into_iter()
    }

    /// The middleware of a group, where this is the name of one.
    pub(super) fn spread(&self, name: Value) -> Vec<Value> {
        let wanted = name.as_constant();
        let of_it = self.groups.iter().filter(|(group, _)| Some(group.as_str()) == wanted);
        let all: Vec<Value> = of_it.flat_map(|(_, all)| all.iter().cloned()).collect();
        if all.is_empty() { vec![name] } else { all }
    }
}

/// What a controller asks before one of its methods: by its constructor, or by its static `middleware`.
pub(super) fn of_controller(loaded: &Loaded<'_>, class: &Arc<ClassValue>, method: &str) -> Vec<Named> {
    let mut asked = Vec::new();
    for owner in named::with_parents(class) {
        let module = loaded.program.module(owner.module);
        let written = &module.classes[owner.class.index()];
        let function_text = |function: FunctionId| module.text.slice(module.functions[function.index()].span);
        if let Some(constructor) = written.constructor {
            let from = module.functions[constructor.index()].span.start;
            for (at, statement) in statements(function_text(constructor), "$this->middleware(") {
                if !applies(statement, method) {
                    continue;
                }
                let start = from + at;
                match function_in(module, start, start + statement.len()) {
                    Some(function) => {
                        asked.push(Named::Here(named::method_of_child(&owner, class, function)))
                    }
                    None => asked
                        .extend(listed(loaded, first_argument(statement)).into_iter().map(Named::Elsewhere)),
                }
            }
        }
        let stated = written.members.iter().find_map(|member| match (&member.key, member.kind) {
            (PropertyKey::Name(key), MemberKind::Method(function))
                if key == "middleware" && member.is_static =>
            {
                Some(function_text(function))
            }
            _ => None,
        });
        let body = stated.and_then(|text| Some(text.split_once('{')?.1)).unwrap_or_default();
        for one in parts(body.split_once('[').map_or("", |(_, list)| list)) {
            if applies(one, method) {
                let name =
                    one.split_once("new Middleware(").map_or(one, |(_, inside)| first_argument(inside));
                asked.extend(listed(loaded, name).into_iter().map(Named::Elsewhere));
            }
        }
    }
    asked
}

/// The outermost function that is written between two places.
fn function_in(module: &Module, start: usize, end: usize) -> Option<FunctionId> {
    let position = module.functions.iter().position(|it| start <= it.span.start && it.span.end <= end)?;
    u32::try_from(position).ok().map(FunctionId)
}

/// `->except('two')`, `['only' => ['one']]`, `except: ['two']`: whether what stands there is asked of a method.
fn applies(statement: &str, method: &str) -> bool {
    let named = |word: &str| -> Option<bool> {
        let at = ["->", "'", ", "].iter().find_map(|sign| statement.find(&format!("{sign}{word}")))?;
        let rest = &statement[at + word.len()..];
        let end = rest.find([']', ')']).unwrap_or(rest.len());
        Some(rest[..end].split(['\'', '"']).any(|name| name == method))
    };
    named("only").unwrap_or(true) && !named("except").unwrap_or(false)
}

/// The parts of a list, up to its end, as they are written.
fn parts(list: &str) -> Vec<&str> {
    let (mut depth, mut from) = (0_i32, 0);
    let mut found = Vec::new();
    for (at, letter) in list.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                found.push(&list[from..at]);
                break;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&list[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found
}

fn first_argument(arguments: &str) -> &str {
    parts(arguments).first().copied().unwrap_or_default()
}

/// What is given to each call of a method, by its name.
fn calls<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let called = format!("->{word}(");
    let ends = |rest: &'t str| &rest[..end(rest, |depth, letter| depth == 0 && letter == ')')];
    text.match_indices(&called).map(|(at, _)| ends(&text[at + called.len()..])).collect()
}

/// What follows each of these words up to the end of its statement, with where it begins.
fn statements<'t>(text: &'t str, word: &str) -> Vec<(usize, &'t str)> {
    let ends = |rest: &'t str| &rest[..end(rest, |depth, letter| depth <= 0 && letter == ';')];
    text.match_indices(word).map(|(at, _)| (at + word.len(), ends(&text[at + word.len()..]))).collect()
}

/// Where a sign stands that ends a text which begins behind a parenthesis: `is_end` is given how many are open by then.
fn end(text: &str, is_end: impl Fn(i32, char) -> bool) -> usize {
    let mut depth = 1;
    let found = text.char_indices().find(|(_, letter)| {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        is_end(depth, *letter)
    });
    found.map_or(text.len(), |(at, _)| at)
}

/// Names and classes in a list: `['throttle:api', AsksForKey::class]`.
fn listed(loaded: &Loaded<'_>, text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for part in text.split([',', '[', ']', '(', ')']) {
        let part = part.split("=>").last().unwrap_or(part).trim().trim_end_matches(';').trim();
        if let Some(name) = part.strip_suffix("::class") {
            let name = name.rsplit([' ', '\\']).next().unwrap_or(name);
            found
                .extend(named::only_class(loaded, Language::Php, name).map(|it| Value::of(Shape::Class(it))));
        } else if part.len() > 2 && part.starts_with(['\'', '"']) && part.ends_with(['\'', '"']) {
            found.push(Value::text(part.trim_matches(['\'', '"'])));
        }
    }
    found
}

/// The groups of a kernel: `'api' => ['throttle:api', AsksForKey::class]`.
fn groups(loaded: &Loaded<'_>, text: &str) -> Vec<(String, Vec<Value>)> {
    let list = text.split_once('[').map_or("", |(_, list)| list);
    let group = |part: &str| {
        let (name, list) = part.split_once("=>")?;
        Some((name.trim().trim_matches(['\'', '"']).to_owned(), listed(loaded, list)))
    };
    parts(list).into_iter().filter_map(group).collect()
}

/// `protected $routeMiddleware = ['jwt' => VerifyJwt::class]`, and `$middleware->alias([…])`.
pub(super) fn alias(loaded: &Loaded<'_>, name: &str) -> Option<Arc<ClassValue>> {
    for id in loaded.program.ids() {
        let module = loaded.program.module(id);
        if module.language != Language::Php {
            continue;
        }
        for class in &module.classes {
            for member in &class.members {
                let (PropertyKey::Name(key), MemberKind::Field(Some(function))) = (&member.key, member.kind)
                else {
                    continue;
                };
                if !matches!(key.as_str(), "routeMiddleware" | "middlewareAliases") {
                    continue;
                }
                let body = &module.functions[function.index()].body;
                if let Some(StatementKind::Return(Some(value))) = body.last().map(|last| &last.kind)
                    && let Some(class) =
                        in_table(loaded, id, module, &module.expressions[value.index()].kind, name)
                {
                    return Some(class);
                }
            }
        }
        // `bootstrap/app.php` names them in a call.
        if module.file.as_str().ends_with("bootstrap/app.php") {
            let found = module
                .expressions
                .iter()
                .find_map(|expression| in_table(loaded, id, module, &expression.kind, name));
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

fn in_table(
    loaded: &Loaded<'_>,
    id: ModuleId,
    module: &Module,
    table: &ExpressionKind,
    name: &str,
) -> Option<Arc<ClassValue>> {
    let ExpressionKind::Object(properties) = table else { return None };
    let value = properties.iter().find_map(|property| match property {
        Property::Value { key: PropertyKey::Name(key), value } if key == name => Some(*value),
        _ => None,
    })?;
    let mut kind = &module.expressions[value.index()].kind;
    if let ExpressionKind::Sequence(parts) = kind {
        kind = &module.expressions[parts.last()?.index()].kind;
    }
    let ExpressionKind::Variable(variable) = kind else { return None };
    if let Some(import) = module.imports.iter().find(|import| import.variable == *variable) {
        let Target::Module(target) = loaded.program.target(id, import.request) else { return None };
        let crate::ir::ImportedName::Named(name) = &import.name else { return None };
        return named::as_class(&(loaded.export)(*target, name));
    }
    let export =
        |export: &&Export| matches!(export.exported, Exported::Variable(known) if known == *variable);
    let name = module.exports.iter().find(export)?.name.clone();
    named::as_class(&(loaded.export)(id, &name))
}
