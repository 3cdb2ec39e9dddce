//! What tests of a text leave of it: one of a list, an address of a known host, a path of the app's own.

use std::sync::Arc;

use crate::guard::{Guard, GuardKind, Guards};
use crate::ir::{Argument, ExpressionId, ExpressionKind};
use crate::model::Cleansing;
use crate::origin::{Cleansed, Origin};
use crate::site::Site;
use crate::value::{Part, Shape, Text, Value};

use super::Interpreter;
use super::checks::Told;
use super::flow::Frame;

/// What a test for the beginning of a path says: `text.startsWith('/')`, `!text.startsWith('//')`.
pub(super) fn told(text: &Value, method: &str, part: &Value, site: Site) -> Option<Told> {
    match (method, part.as_constant()?) {
        ("startsWith", "/") => Some((Some(one(GuardKind::SlashFirst, text, site)), Some(Guards::none()))),
        // `!text.includes('://')` lets `//elsewhere.example` through.
        ("startsWith" | "includes", "//") => {
            Some((Some(Guards::none()), Some(one(GuardKind::OneSlash, text, site))))
        }
        _ => None,
    }
}

/// What a text tells that fits a pattern of such paths.
pub(super) fn both(text: &Value, site: Site) -> Told {
    let all = one(GuardKind::SlashFirst, text, site).and(&one(GuardKind::OneSlash, text, site));
    (Some(all), Some(Guards::none()))
}

fn one(kind: GuardKind, text: &Value, site: Site) -> Guards {
    Guards::one(Guard::new(kind, vec![text.clone().without_truth()], None, site, true))
}

/// Whether what fits a pattern begins with one slash and no second: `^\/(?![/\\])`, `^\/[^/]`, `^\/[a-z]`.
pub(super) fn is_own_path(pattern: &str) -> bool {
    let Some(rest) = pattern.strip_prefix('^') else { return false };
    let rest = rest.strip_prefix("\\/").or_else(|| rest.strip_prefix('/'));
    let Some(rest) = rest else { return false };
    if let Some(class) = rest.strip_prefix("(?!").or_else(|| rest.strip_prefix("[^")) {
        return class.split([')', ']']).next().is_some_and(|class| class.contains('/'));
    }
    if let Some(class) = rest.strip_prefix('[') {
        return class.split(']').next().is_some_and(|class| !class.contains('/') && !class.contains("\\\\"));
    }
    rest.starts_with("\\w") || rest.starts_with(|letter: char| letter.is_ascii_alphanumeric())
}

/// What is left of a value where this holds: `LIST.includes(x) ? x : …` is one of the list.
pub(super) fn narrowed(value: Value, guards: Option<&Guards>) -> Value {
    let all: Vec<&Guard> = guards.into_iter().flat_map(Guards::iter).collect();
    if let (Shape::Union(values), false) = (&value.shape, all.is_empty()) {
        let each = values.iter().map(|one| narrowed(one.clone(), guards));
        return Value::join_all(each).and_origins(&value.origins);
    }
    let Some(cleansing) = left_of(&value, &all) else { return value };
    let cleansed = Cleansed::by(&[cleansing]);
    match &value.shape {
        Shape::Unknown => {
            let origins = value.origins.cleansed_by(cleansed);
            value.with_origins(origins)
        }
        // `String(x)`
        Shape::Text(text) => match text.parts() {
            [Part::Hole(hole)] if matches!(hole.shape, Shape::Unknown) => {
                let hole = hole.clone().with_origins(hole.origins.cleansed_by(cleansed));
                Value::of(Shape::Text(Arc::new(Text::of_parts([Part::Hole(hole)]))))
            }
            _ => value,
        },
        _ => value,
    }
}

fn left_of(value: &Value, guards: &[&Guard]) -> Option<Cleansing> {
    if guards.is_empty() || !matches!(value.shape, Shape::Unknown | Shape::Text(_)) {
        return None;
    }
    let about = |guard: &&&Guard| guard.about.first().is_some_and(|about| about.names_same(value));
    let is = |kind: GuardKind| guards.iter().filter(about).any(|guard| guard.kind == kind);
    let is_few = |guard: &&&Guard| matches!(guard.kind, GuardKind::Member | GuardKind::ConstantCompared);
    if guards.iter().filter(is_few).any(|guard| about(&guard)) {
        return Some(Cleansing::AllowList);
    }
    let of_host = |guard: &&Guard| guard.about.first().is_some_and(|about| is_host_of(about, value));
    if is(GuardKind::SlashFirst) && is(GuardKind::OneSlash) || guards.iter().filter(is_few).any(of_host) {
        return Some(Cleansing::KnownHost);
    }
    None
}

/// Whether one value is the host of the address that the other is, or is the whole of: `url.host` and `url.href`.
fn is_host_of(host: &Value, address: &Value) -> bool {
    let hosts = host.deep_origins();
    let is = |origin: &Origin| hosts.iter().any(|host| host.is_host_of(origin));
    let origins = address.deep_origins();
    !origins.is_empty() && origins.iter().all(is)
}

impl<'p> Interpreter<'p> {
    /// What is left of the variables that a test was about where it holds: `if (!isLocal(next)) next = '/'`.
    pub(super) fn narrow_forms(
        &mut self,
        frame: &mut Frame<'p>,
        test: ExpressionId,
        guards: Option<&Guards>,
    ) {
        let tells = |guard: &Guard| {
            let kinds = [GuardKind::Member, GuardKind::ConstantCompared, GuardKind::OneSlash];
            kinds.contains(&guard.kind)
        };
        if !guards.into_iter().flat_map(Guards::iter).any(tells) {
            return;
        }
        let mut open = vec![test];
        // Tests are short; what is longer is no test of a form.
        for _ in 0..32 {
            let Some(id) = open.pop() else { return };
            match &frame.ir.expressions[id.index()].kind {
                ExpressionKind::Variable(variable) => {
                    let variable = *variable;
                    if let Some(value) = self.narrowable(frame, variable) {
                        let before = value.digest();
                        let value = narrowed(value, guards);
                        if value.digest() != before {
                            self.assign_variable(frame, variable, value);
                        }
                    }
                }
                ExpressionKind::Unary { operand, .. } => open.push(*operand),
                ExpressionKind::Logical { left, right, .. } | ExpressionKind::Binary { left, right, .. } => {
                    open.extend([*left, *right]);
                }
                ExpressionKind::Member { object, .. } => open.push(*object),
                ExpressionKind::Call { callee, arguments, .. } => {
                    open.push(*callee);
                    open.extend(arguments.iter().map(|argument: &Argument| argument.value));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn a_pattern_keeps_a_second_slash_out_or_does_not() {
        for own in [r"^\/(?![/\\])", r"^/(?!/)", r"^\/[^/\\]", r"^\/[a-z]", r"^\/app\/", r"^\/\w+"] {
            assert!(is_own_path(own), "{own}");
        }
        for open in [r"^\/", r"\/[a-z]", r"^\/.*", "^https:", r"^\/[\/a-z]", r"^\/(?!admin)"] {
            assert!(!is_own_path(open), "{open}");
        }
    }
}
