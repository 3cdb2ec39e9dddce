//! What decorators of Nest say of routes, and guards ask for: `@Public()`, `reflector.get('public', context.getHandler())`.
//!
//! Source: docs.nestjs.com, "Execution context", "Reflection and metadata", and "Custom decorators", "Decorator
//! composition"; read 2026-11-24.

use crate::event::Call;
use crate::value::{External, Shape, Value};

use super::Interpreter;
use super::place::Question;

const REFLECTOR: [&str; 2] = ["@nestjs/core:Reflector.", "@nestjs/core:Reflector()."];
const SET: &str = "@nestjs/common:SetMetadata()";
const OWN: &str = "@nestjs/core:Reflector.createDecorator()()";
const TOGETHER: &str = "@nestjs/common:applyDecorators()";
/// Decorators made of decorators made of decorators.
const DEEPEST: usize = 4;

/// What the decorators of a method and of its class say, by what it is asked for with.
#[derive(Debug, Default)]
pub(super) struct Marks {
    of_method: Vec<(u64, Value)>,
    of_class: Vec<(u64, Value)>,
}

/// A question of a guard: by what, and whether of the method, of the class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    by: u64,
    of_method: bool,
    of_class: bool,
}

impl Marks {
    /// Yes where it says `true`, no where nothing says anything; else something is said.
    pub(super) fn answer(&self, asked: &Asked) -> Option<bool> {
        let method = self.of_method.iter().filter(|_| asked.of_method);
        let class = self.of_class.iter().filter(|_| asked.of_class);
        let said = method.chain(class).find(|(by, _)| *by == asked.by);
        match said {
            None => Some(false),
            Some((_, value)) => value.as_boolean(),
        }
    }
}

impl Interpreter<'_> {
    /// What is said of a route whose handler this is.
    pub(super) fn marks_of(&self, handler: &Value) -> Marks {
        let Shape::Function(closure) = handler.shape() else { return Marks::default() };
        let mut marks = Marks::default();
        for decorated in self.decorated.values().filter(|it| it.class.module == closure.module) {
            let Some(member) = decorated.members.iter().find(|it| it.function == closure.function) else {
                continue;
            };
            marks.of_method.extend(member.decorators.iter().filter_map(mark));
            marks.of_class.extend(decorated.decorators.iter().filter_map(mark));
        }
        marks
    }

    /// What a guard is told of the route it runs before; none where it asks for something else, or nobody knows where.
    pub(super) fn mark_asked_for(&mut self, call: &Call) -> Option<Value> {
        let method = REFLECTOR.iter().find_map(|reflector| call.path.strip_prefix(reflector))?;
        if !matches!(method, "get" | "getAll" | "getAllAndOverride" | "getAllAndMerge") {
            return None;
        }
        let targets = call.argument(1);
        let names = |name: &str| {
            let each = targets.elements();
            let all = each.iter().chain(std::iter::once(&targets));
            all.filter_map(Value::external_path).any(|path| path.trim_end_matches("()").ends_with(name))
        };
        let (of_method, of_class) = (names(".getHandler"), names(".getClass"));
        let any = !of_method && !of_class;
        let asked =
            Asked { by: key(&call.argument(0)), of_method: of_method || any, of_class: of_class || any };
        self.place.as_ref()?;
        Some(match self.ask(Question::IsMarked(asked)) {
            Some(true) => Value::of(Shape::Boolean(Some(true))),
            Some(false) => Value::undefined(),
            None => Value::unknown(),
        })
    }
}

/// Decorators that were put together are as many.
pub(super) fn each(decorator: Value) -> Vec<Value> {
    let mut all = vec![decorator];
    for _ in 0..DEEPEST {
        if !all.iter().any(|it| it.external_path() == Some(TOGETHER)) {
            break;
        }
        all = all
            .into_iter()
            .flat_map(|it| match it.as_external() {
                Some(external) if external.path == TOGETHER => external.made_with.to_vec(),
                _ => vec![it],
            })
            .collect();
    }
    all
}

fn mark(decorator: &Value) -> Option<(u64, Value)> {
    let external = decorator.as_external()?;
    match external.path.as_str() {
        SET => {
            let (by, said) = (external.made_with.first()?, external.made_with.get(1));
            Some((key(by), said.cloned().unwrap_or_default()))
        }
        OWN => {
            let given = external.made_by.as_ref().map(|call| call.argument(0));
            Some((maker(external), given.unwrap_or_default()))
        }
        _ => None,
    }
}

fn key(asked_with: &Value) -> u64 {
    asked_with.as_external().map_or_else(|| asked_with.digest(), maker)
}

/// What a decorator made by `Reflector.createDecorator` is told apart by.
fn maker(external: &External) -> u64 {
    external.object.map_or_else(|| Value::text(external.path.clone()).digest(), |object| object.0)
}
