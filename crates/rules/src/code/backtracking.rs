//! Whether a regular expression can take exponential time.
//!
//! A matcher that backtracks tries every way in which a repetition can cut its text into rounds. Where a text has more
//! than one way for each piece, their number doubles with every piece. So: a repetition without a bound, around something
//! that a text can be cut into in two ways, with something after it that can fail.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

/// Whether the pattern can take time that doubles with every character of some text; none where it cannot be read:
/// look-around and back references.
pub(crate) fn is_exponential(pattern: &str) -> Option<bool> {
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(64).build();
    let hir = parser.parse(pattern).ok()?;
    Some(holds(&hir, false))
}

/// Looks for such a repetition; `fails` where something after it on the way to the end can fail.
fn holds(hir: &Hir, fails: bool) -> bool {
    match hir.kind() {
        HirKind::Repetition(repetition) => {
            let again = repetition.max.is_none_or(|most| most > 1);
            fails && is_unbounded(repetition) && is_ambiguous(&repetition.sub)
                || holds(&repetition.sub, fails || again && !is_nullable(&repetition.sub))
        }
        HirKind::Capture(capture) => holds(&capture.sub, fails),
        HirKind::Alternation(ways) => ways.iter().any(|way| holds(way, fails)),
        HirKind::Concat(parts) => {
            let mut fails = fails;
            parts.iter().rev().any(|part| {
                let found = holds(part, fails);
                fails |= can_fail(part);
                found
            })
        }
        _ => false,
    }
}

/// A bound this high is none.
fn is_unbounded(repetition: &Repetition) -> bool {
    repetition.max.is_none_or(|most| most > 20)
}

/// Whether there is a text that what is repeated does not take.
fn can_fail(hir: &Hir) -> bool {
    !is_nullable(hir) || matches!(hir.kind(), HirKind::Look(_))
}

fn is_nullable(hir: &Hir) -> bool {
    hir.properties().minimum_len() == Some(0) && !matches!(hir.kind(), HirKind::Look(_))
}

/// Whether some text is several rounds of this and also another number of rounds.
fn is_ambiguous(hir: &Hir) -> bool {
    let ways = match strip(hir).kind() {
        HirKind::Alternation(ways) => ways.iter().collect(),
        _ => vec![strip(hir)],
    };
    // Two of the ways take the same single character.
    let singles: Vec<ClassUnicode> = ways.iter().filter_map(|way| single(way)).collect();
    let twice = singles
        .iter()
        .enumerate()
        .any(|(index, left)| singles[index + 1..].iter().any(|right| overlap(left, right)));
    twice || ways.iter().any(|way| takes_its_own_rounds(way))
}

/// A sequence with a repetition in it, all of whose other parts take characters of that repetition, or nothing:
/// `a+`, `\d+\w*`, `.*,`.
fn takes_its_own_rounds(hir: &Hir) -> bool {
    let parts: Vec<&Hir> = match strip(hir).kind() {
        HirKind::Concat(parts) => parts.iter().map(strip).collect(),
        _ => vec![strip(hir)],
    };
    parts.iter().enumerate().any(|(index, part)| {
        let HirKind::Repetition(repetition) = part.kind() else { return false };
        let Some(class) = single(strip(&repetition.sub)).filter(|_| is_unbounded(repetition)) else {
            return false;
        };
        let others = parts.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, part)| part);
        others.into_iter().all(|other| is_nullable(other) || takes_only_some_of(other, &class))
    })
}

/// Whether a text of these characters can be what this takes.
fn takes_only_some_of(hir: &Hir, class: &ClassUnicode) -> bool {
    match hir.kind() {
        HirKind::Empty => true,
        HirKind::Look(_) => false,
        HirKind::Repetition(repetition) => takes_only_some_of(&repetition.sub, class),
        HirKind::Capture(capture) => takes_only_some_of(&capture.sub, class),
        HirKind::Concat(parts) => {
            parts.iter().all(|part| is_nullable(part) || takes_only_some_of(part, class))
        }
        HirKind::Alternation(ways) => ways.iter().any(|way| takes_only_some_of(way, class)),
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0)
            .is_ok_and(|text| text.chars().all(|letter| overlap(&of(letter), class))),
        HirKind::Class(_) => single(hir).is_some_and(|own| overlap(&own, class)),
    }
}

/// The characters of something that takes one character.
fn single(hir: &Hir) -> Option<ClassUnicode> {
    match strip(hir).kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class.clone()),
        HirKind::Class(Class::Bytes(class)) => class.to_unicode_class(),
        HirKind::Literal(literal) => {
            let mut letters = std::str::from_utf8(&literal.0).ok()?.chars();
            letters.next().filter(|_| letters.next().is_none()).map(of)
        }
        _ => None,
    }
}

fn of(letter: char) -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new(letter, letter)])
}

fn overlap(left: &ClassUnicode, right: &ClassUnicode) -> bool {
    let mut both = left.clone();
    both.intersect(right);
    !both.ranges().is_empty()
}

fn strip(hir: &Hir) -> &Hir {
    match hir.kind() {
        HirKind::Capture(capture) => strip(&capture.sub),
        _ => hir,
    }
}

#[cfg(test)]
mod tests {
    use super::is_exponential;

    #[test]
    fn rounds_within_rounds_are_exponential() {
        for pattern in [
            "^(a+)+$",
            "^([a-zA-Z0-9])(([a-zA-Z0-9])*([._-])?([a-zA-Z0-9])*)*@x$",
            r"^(\w+\s?)*$",
            r"^(\d+\w*)*;",
            "^(.*,)*$",
            r"^(a|[ab])*c",
            r"^(\w+|\s)*$",
            r"^(([a-z])+.)+[A-Z]([a-z])+$",
            r"(x+x+)+y",
        ] {
            assert_eq!(is_exponential(pattern), Some(true), "{pattern}");
        }
    }

    #[test]
    fn rounds_that_can_be_told_apart_are_not() {
        for pattern in [
            r"^(\s+\w+)*$",
            r"^([a-z]+\.)*[a-z]+$",
            r"^(\w+-)*\w+$",
            "(a+)+",
            r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$",
            r"^(a|b)*$",
            r"^\s+|\s+$",
            r"^(?:/[^/]+)+$",
            r#""([^"\\]|\\.)*""#,
            r"^[A-Z]+(?:-[A-Z]+)*$",
        ] {
            assert_eq!(is_exponential(pattern), Some(false), "{pattern}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_judged() {
        for pattern in [r"(?=a)(a+)+$", r"(a)\1+$", "(", r"(?<name>a"] {
            assert_eq!(is_exponential(pattern), None, "{pattern}");
        }
    }
}
