//! Methods of strings and regular expressions.

use std::sync::Arc;

use crate::guard::Guards;
use crate::ir::Name;
use crate::model::Cleansing;
use crate::origin::Cleansed;
use crate::site::Site;
use crate::value::{Part, Shape, Text, Value};

use super::flow::Frame;
use super::functions::{Mode, made_of};
use super::{Interpreter, comparisons, fitted, lists, own_paths};

/// Methods that say that what they are called on is a string.
pub(super) const NAMES: &[&str] = &[
    "trim",
    "trimStart",
    "trimEnd",
    "toLowerCase",
    "toUpperCase",
    "toLocaleLowerCase",
    "toLocaleUpperCase",
    "replace",
    "replaceAll",
    "split",
    "substring",
    "substr",
    "startsWith",
    "endsWith",
    "isalnum",
    "isalpha",
    "isdecimal",
    "isdigit",
    "isnumeric",
    "charAt",
    "charCodeAt",
    "padStart",
    "padEnd",
    "localeCompare",
    "normalize",
    "match",
    "matchAll",
    "search",
    "repeat",
    "toString",
    "codePointAt",
    "slice",
    "concat",
    "includes",
    "indexOf",
    "lastIndexOf",
];
/// Those that lists have too: of something unknown they are taken for those of a string where that says more.
pub(super) const ALSO: &[&str] = &["slice", "concat"];

/// `token.length - 4`
fn is_counted_from_the_end(start: &Value) -> bool {
    let origins = start.origins();
    origins.iter().next().is_some() && origins.iter().all(|origin| origin.cleansed.is_summed_up())
}

impl<'p> Interpreter<'p> {
    pub(super) fn text_method(
        &mut self,
        frame: &mut Frame<'p>,
        text: &Value,
        name: &str,
        arguments: &[Value],
        site: Site,
    ) -> Value {
        let argument = |index: usize| arguments.get(index).cloned().unwrap_or_else(Value::undefined);
        let derived = || text.derived(Cleansed::default());
        match name {
            "toString" | "valueOf" | "normalize" | "trim" | "trimStart" | "trimEnd" | "toWellFormed" => {
                match text.as_constant() {
                    Some(constant) if name.starts_with("trim") => Value::text(constant.trim()),
                    _ if name == "valueOf" => text.clone().without_truth(),
                    _ => as_text(text),
                }
            }
            "toLowerCase" | "toLocaleLowerCase" => map_literals(text, &|literal| literal.to_lowercase()),
            "toUpperCase" | "toLocaleUpperCase" => map_literals(text, &|literal| literal.to_uppercase()),
            "replace" | "replaceAll" => self.replaced(frame, text, name == "replaceAll", arguments, site),
            "split" => {
                if let (Some(whole), Some(separator)) = (text.as_constant(), argument(0).as_constant())
                    && !separator.is_empty()
                {
                    return lists::array(whole.split(separator).take(64).map(Value::text).collect(), None);
                }
                let any = derived();
                lists::array(Vec::new(), Some(any.clone())).with_origins(any.origins)
            }
            "concat" => {
                let pieces = std::iter::once(text.clone()).chain(arguments.iter().cloned()).map(Part::Hole);
                Value::of(Shape::Text(Arc::new(Text::of_parts(pieces))))
            }
            // Python's: letters and digits alone, and so nothing that ends a host, a path or a quotation.
            "isalnum" | "isalpha" | "isdecimal" | "isdigit" | "isnumeric" => {
                comparisons::answer(comparisons::form(text, site), &[text])
            }
            "includes" | "startsWith" | "endsWith" => {
                if let (Some(whole), Some(part)) = (text.as_constant(), argument(0).as_constant()) {
                    return Value::boolean(match name {
                        "includes" => whole.contains(part),
                        "startsWith" => whole.starts_with(part),
                        _ => whole.ends_with(part),
                    });
                }
                if name == "startsWith"
                    && let Some(known) = self.placed_prefix(text, &argument(0))
                {
                    return Value::boolean(known);
                }
                if let Some(told) = own_paths::told(text, name, &argument(0), site) {
                    return comparisons::answer(told, &[text, &argument(0)]);
                }
                // `https://example.com` begins `https://example.com.elsewhere.net` too.
                if name == "startsWith" && argument(0).as_constant().is_some_and(leaves_the_host_open) {
                    let summed_up = text.derived(Cleansed::SUMMED_UP).origins;
                    return Value::of(Shape::Boolean(None)).with_origins(summed_up);
                }
                // `ALLOWED.includes(x)` of something unknown may be a list's; no list has the others.
                let is_text = name != "includes" || matches!(text.shape, Shape::Text(_));
                let told = match is_text || argument(0).as_constant().is_some() {
                    true => comparisons::form(text, site),
                    false => comparisons::membership(text, &argument(0), site),
                };
                comparisons::answer(told, &[text, &argument(0)])
            }
            "indexOf" | "lastIndexOf" | "search" => {
                let told = match argument(0).as_constant() {
                    Some(_) => comparisons::form(text, site),
                    None => comparisons::membership(text, &argument(0), site),
                };
                Value::of(Shape::Number(None))
                    .with_origins(text.derived(Cleansed::SUMMED_UP).origins)
                    .with_truth(told.0, told.1)
            }
            "match" | "matchAll" => {
                let (when_true, _) = fitted::fitted(&argument(0), text, site);
                fitted::found(&argument(0), text).with_truth(when_true, Some(Guards::none()))
            }
            "charCodeAt" | "codePointAt" | "localeCompare" => super::operators::number_of(&[text]),
            "substring" | "substr" | "slice" | "charAt" | "at" => {
                // A part of a secret is shown instead of the whole.
                let masks = match text.shape {
                    Shape::Text(_) => Cleansed::by(&[Cleansing::Masked]),
                    _ => Cleansed::CUT,
                };
                let short = argument(1).as_number().is_some_and(|end| (0.0..=12.0).contains(&end))
                    || argument(0).as_number().is_some_and(|start| (-8.0..0.0).contains(&start))
                    || is_counted_from_the_end(&argument(0)) && argument(1).is_undefined();
                text.derived(if short { masks } else { Cleansed::default() })
            }
            "padStart" | "padEnd" | "repeat" => derived(),
            _ => {
                let all: Vec<&Value> = std::iter::once(text).chain(arguments).collect();
                made_of(&all, Cleansed::default())
            }
        }
    }

    fn replaced(
        &mut self,
        frame: &mut Frame<'p>,
        text: &Value,
        all: bool,
        arguments: &[Value],
        site: Site,
    ) -> Value {
        let pattern = arguments.first().cloned().unwrap_or_else(Value::undefined);
        let mut with = arguments.get(1).cloned().unwrap_or_else(Value::undefined);
        if matches!(with.shape, Shape::Function(_)) {
            with =
                self.call_back(frame, &with, vec![text.derived(Cleansed::default()); 3], site, Mode::Maybe);
        }
        if let (Some(whole), Some(from), Some(to)) =
            (text.as_constant(), pattern.as_constant(), with.as_constant())
        {
            return Value::text(if all { whole.replace(from, to) } else { whole.replacen(from, to, 1) });
        }
        // A placeholder in a known text is filled in: `'/issue/{key}'.replace('{key}', key)`.
        if let (Some(whole), Some(from)) = (text.as_constant(), pattern.as_constant())
            && let Some((before, after)) = whole.split_once(from)
        {
            let pieces =
                [Part::Literal(Name::from(before)), Part::Hole(with), Part::Literal(Name::from(after))];
            return Value::of(Shape::Text(Arc::new(Text::of_parts(pieces))));
        }
        // White space that is folded leaves the text what it was: a policy written over several lines.
        if let (Shape::Text(_), Shape::Regex(regex), Some(to)) =
            (&text.shape, &pattern.shape, with.as_constant())
            && let Some(folding) = folding(&regex.0)
            && regex.1.contains('g')
        {
            return map_literals(text, &|literal| folding.apply(literal, to));
        }
        let escapes = with.as_constant().is_none_or(|to| to.starts_with('\\') || !to.contains('"'));
        let cleansing = match (&pattern.shape, pattern.as_constant()) {
            (Shape::Regex(regex), _) if escapes && regex.1.contains('g') => {
                stripped_by(&regex.0, &regex.1).and(disarmed_by(&regex.0))
            }
            (Shape::Regex(regex), _) => stripped_by(&regex.0, &regex.1),
            (_, Some(letter)) if all && escapes => disarmed_by(letter),
            _ => Cleansed::default(),
        };
        let subject = text.derived(cleansing);
        let put_in = with.deep_origins();
        if cleansing == Cleansed::default() && !put_in.is_empty() && !subject.origins.is_empty() {
            return filled_in(text, subject, with);
        }
        Value::from_origins(subject.origins.union(&put_in))
    }
}

/// A text of which the middle was replaced: what was put in stands between what was there, wherever that was.
fn filled_in(text: &Value, subject: Value, with: Value) -> Value {
    let known = with.deep_origins();
    let is_in = |origin| subject.origins.iter().any(|it| it == origin);
    // Once more, as in a loop.
    if matches!(text.shape, Shape::Text(_)) && known.iter().all(is_in) {
        return text.clone().without_truth();
    }
    let before =
        if matches!(text.shape, Shape::Text(_)) { text.clone().without_truth() } else { subject.clone() };
    let pieces = [before, with, subject].map(Part::Hole);
    Value::of(Shape::Text(Arc::new(Text::of_parts(pieces))))
}

/// The beginning of an address that says no more than the scheme, or a host that may go on.
fn leaves_the_host_open(beginning: &str) -> bool {
    let host = ["https://", "http://", "//"].iter().find_map(|scheme| beginning.strip_prefix(scheme));
    host.is_some_and(|host| !host.contains('/')) || matches!(beginning, "http" | "https" | "http:" | "https:")
}

/// White space as a pattern fits it.
#[derive(Debug, Clone, Copy)]
enum Folding {
    /// Runs of at least this many characters.
    Runs(usize),
    /// Line ends.
    Lines,
    /// Line ends with the white space behind them.
    LinesAndIndentation,
}

/// What this pattern fits, where that is white space alone.
fn folding(pattern: &str) -> Option<Folding> {
    match pattern {
        r"\s" | r"\s+" => Some(Folding::Runs(1)),
        r"\s{2,}" | r"\s\s+" => Some(Folding::Runs(2)),
        r"\n" | r"\n+" | r"\r?\n" | r"[\r\n]+" | r"\r\n|\n" => Some(Folding::Lines),
        r"\n\s*" | r"\n\s+" => Some(Folding::LinesAndIndentation),
        _ => None,
    }
}

impl Folding {
    fn apply(self, text: &str, with: &str) -> String {
        let Self::Runs(least) = self else {
            let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).enumerate();
            let eats = matches!(self, Self::LinesAndIndentation);
            let lines = lines.map(|(at, line)| if eats && at > 0 { line.trim_start() } else { line });
            return lines.collect::<Vec<_>>().join(with);
        };
        let mut folded = String::new();
        let mut run = String::new();
        for letter in text.chars().map(Some).chain([None]) {
            if let Some(letter) = letter.filter(|letter| letter.is_whitespace()) {
                run.push(letter);
                continue;
            }
            folded.push_str(if !run.is_empty() && run.chars().count() >= least { with } else { &run });
            run.clear();
            folded.extend(letter);
        }
        folded
    }
}

/// What replacing everything this pattern fits takes the sting out of.
fn stripped_by(pattern: &str, flags: &str) -> Cleansed {
    if !flags.contains('g') {
        return Cleansed::default();
    }
    // `[^a-z0-9]`: all that is left is of the listed alphabet.
    let listed = pattern.strip_prefix("[^").and_then(|class| class.split_once(']'));
    let only_listed = listed.is_some_and(|(kept, rest)| {
        matches!(rest, "" | "+" | "*")
            && !kept
                .replace(r"\w", "")
                .replace(r"\d", "")
                .replace(r"\-", "-")
                .replace(r"\_", "_")
                .contains(['<', '\'', '"', '/', ';', '.', '\\'])
    });
    if only_listed || matches!(pattern, r"\W" | r"\W+" | r"\D" | r"\D+") {
        return Cleansed::by(&[Cleansing::Token]);
    }
    if pattern.contains('<') && pattern.contains('&') || pattern == "<" {
        return Cleansed::by(&[Cleansing::Html]);
    }
    if pattern.contains(".*+?") || pattern.contains(r"\^\$") || pattern.contains("^${}") {
        return Cleansed::by(&[Cleansing::Pattern]);
    }
    if matches!(pattern, "." | "./g" | r"\S" | "[A-Za-z0-9]" | r"\w" | r"\d") {
        return Cleansed::by(&[Cleansing::Masked]);
    }
    Cleansed::default()
}

/// What ends a quoted text and is replaced everywhere by this pattern: one letter, or a class of some.
fn disarmed_by(pattern: &str) -> Cleansed {
    let inner = pattern.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(pattern);
    let class = inner.trim_end_matches(['+', '*']).strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let letters = match class {
        Some(class) if !class.starts_with('^') => class,
        _ if matches!(inner, "\"" | "\\" | "\\\\") => inner,
        _ => return Cleansed::default(),
    };
    let mut done = Cleansed::default();
    if letters.contains('"') {
        done = done.and(Cleansed::by(&[Cleansing::Quotes]));
    }
    if letters.contains("\\\\") || letters == "\\" {
        done = done.and(Cleansed::by(&[Cleansing::Backslashes]));
    }
    done
}

fn map_literals(value: &Value, change: &dyn Fn(&str) -> String) -> Value {
    match &value.shape {
        Shape::Text(text) => {
            let parts = text.parts().iter().map(|part| match part {
                Part::Literal(literal) => Part::Literal(Name::from(change(literal))),
                hole => hole.clone(),
            });
            Value::of(Shape::Text(Arc::new(Text::of_parts(parts)))).with_origins(value.origins.clone())
        }
        _ => as_text(value),
    }
}

/// What has a method of texts is one, whatever else a caller might have sent in its place.
fn as_text(value: &Value) -> Value {
    match value.shape {
        Shape::Unknown => {
            Value::of(Shape::Text(Arc::new(Text::of_parts([Part::Hole(value.clone().without_truth())]))))
        }
        _ => value.clone().without_truth(),
    }
}

#[cfg(test)]
mod tests {
    use super::folding;

    #[test]
    fn white_space_is_folded_as_the_pattern_says() {
        let text = "\n  a b;\r\n  c";
        for (pattern, with, expected) in [
            (r"\s{2,}", " ", " a b; c"),
            (r"\s+", " ", " a b; c"),
            (r"\n", "", "  a b;  c"),
            (r"\n\s*", " ", " a b; c"),
        ] {
            assert_eq!(
                folding(pattern).map(|it| it.apply(text, with)).as_deref(),
                Some(expected),
                "{pattern}"
            );
        }
        assert!(folding("a+").is_none());
    }
}
