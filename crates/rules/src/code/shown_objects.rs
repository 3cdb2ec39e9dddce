//! Whether an object of a class of the app says what is in it where it is put into a text: in Java, Kotlin and C# most
//! say their name and no more.
//!
//! Source: the `toString` of `java.lang.Object`, of records and data classes, and that of Lombok; `Object.ToString` of .NET
//! and that of records; message templates' `{@…}`; read 2026-11.

use std::cell::RefCell;
use std::collections::BTreeMap;

use assay_code::{Call, ir::Language};

use crate::Case;

/// How an object is written out by what stands around it, whatever its class says of itself.
const WRITES_OUT: [&str; 7] =
    ["erialize", "toJson", "writeValueAs", "{@", "reflectionToString", "toMap", "ObjectMapper"];

/// Which objects of an app's classes say what is in them; each class is looked for once.
pub(super) struct ShownObjects<'c> {
    case: &'c Case<'c>,
    classes: RefCell<BTreeMap<String, bool>>,
}

impl<'c> ShownObjects<'c> {
    pub(super) fn of(case: &'c Case<'c>) -> Self {
        Self { case, classes: RefCell::default() }
    }

    /// False where a call is handed a parameter by its name alone, and the class of that says nothing of its secrets.
    pub(super) fn are_shown(&self, call: &Call) -> bool {
        let code = self.case.code;
        if !matches!(code.language(call.site), Language::Java | Language::Kotlin | Language::CSharp) {
            return true;
        }
        let text = code.text(call.site);
        let line = text.slice(call.site.span);
        if WRITES_OUT.iter().any(|word| line.contains(word)) {
            return true;
        }
        let start = code.function_around(call.site).map_or(0, |head| head.span.start);
        let before = text.as_str().get(start..call.site.span.start).unwrap_or_default();
        let mut classes =
            named_alone(line).into_iter().filter_map(|name| declared_class(before, name)).peekable();
        classes.peek().is_none() || classes.any(|class| self.shows(class))
    }

    fn shows(&self, class: &str) -> bool {
        if let Some(known) = self.classes.borrow().get(class) {
            return *known;
        }
        let shown = shows_its_secret(self.case, class);
        self.classes.borrow_mut().insert(class.to_owned(), shown);
        shown
    }
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Names that stand for a whole value: not those of members, of functions or of what a member is asked of.
fn named_alone(line: &str) -> Vec<&str> {
    let words = line.split(|letter: char| !is_part(letter)).filter(|word| !word.is_empty());
    let is_alone = |word: &&str| {
        let at = word.as_ptr().addr() - line.as_ptr().addr();
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        !before.ends_with('.')
            && !after.starts_with(['.', '(', '?', '!'])
            && !word.starts_with(char::is_numeric)
    };
    words.filter(is_alone).collect()
}

/// The class that a parameter is declared to have: `Installation body` of Java and C#, `body: Installation` of Kotlin.
fn declared_class<'t>(before: &'t str, name: &str) -> Option<&'t str> {
    let places = before.match_indices(name).filter(|(at, _)| {
        !before[..*at].ends_with(is_part) && !before[at + name.len()..].starts_with(is_part)
    });
    places.into_iter().find_map(|(at, _)| {
        let after = before[at + name.len()..].trim_start().strip_prefix(':');
        let kind = match after {
            Some(kind) => kind.trim_start().split(|letter: char| !is_part(letter)).next()?,
            None => before[..at].strip_suffix(' ')?.rsplit(|letter: char| !is_part(letter)).next()?,
        };
        kind.starts_with(char::is_uppercase).then_some(kind)
    })
}

/// Whether an object of a class says its secrets where it is put into a text. One that the app doesn't declare may.
fn shows_its_secret(case: &Case<'_>, class: &str) -> bool {
    let declared = case.app.files().filter_map(|file| {
        let is_read = matches!(file.path.extension().as_deref(), Some("java" | "kt" | "cs"));
        let text = is_read.then(|| case.app.tree.read(&file.path).ok()).flatten()?;
        declaration(text.as_str(), class).map(|(head, body)| shows(head, body))
    });
    let mut declared = declared.peekable();
    declared.peek().is_none() || declared.any(|shown| shown)
}

/// What stands before the name of a class that is declared in a text, and what stands behind it.
fn declaration<'t>(text: &'t str, class: &str) -> Option<(&'t str, &'t str)> {
    let at = ["class ", "record ", "record struct ", "record class "].iter().find_map(|word| {
        let declared = format!("{word}{class}");
        let found =
            text.match_indices(&declared).find(|(at, _)| !text[at + declared.len()..].starts_with(is_part));
        found.map(|(at, _)| at + word.len())
    })?;
    let head = text[..at].rfind(['}', ';']).map_or(0, |end| end + 1);
    Some((&text[head..at], &text[at..]))
}

fn shows(head: &str, body: &str) -> bool {
    let is_secret = |text: &str| text.contains("ecret");
    let behind = |word: &str| {
        let at = body.find(word)? + word.len();
        Some(body[at..].split('}').next().unwrap_or_default())
    };
    if let Some(own) = behind(" toString(").or_else(|| behind(" ToString(")) {
        return is_secret(own) || WRITES_OUT.iter().any(|word| own.contains(word));
    }
    let by_itself = ["@Data", "@ToString", "@Value", "record ", "data class "];
    let left_out = ["ToString.Exclude", "exclude"].into_iter().filter_map(|word| {
        let whole = [head, body].into_iter().find(|text| text.contains(word))?;
        let at = whole.find(word)? + word.len();
        whole[at..].split([';', ')']).next()
    });
    by_itself.iter().any(|word| head.contains(word)) && !left_out.into_iter().any(is_secret)
}

#[cfg(test)]
mod tests {
    use super::{declaration, declared_class, named_alone, shows};

    #[test]
    fn a_class_says_what_is_in_it_or_does_not() {
        let shown = |text: &str| declaration(text, "A").map(|(head, body)| shows(head, body));
        for text in [
            "record A(String key, String secret) {}",
            "data class A(val secret: String)",
            "@Data\npublic class A {\n  private String secret;\n}",
            "class A { private String secret; public String toString() { return \"A\" + secret; } }",
            "public record class A(string Secret);",
        ] {
            assert_eq!(shown(text), Some(true), "{text}");
        }
        for text in [
            "public class A { private String secret; }",
            "@Data\nclass B {}\nclass A { private String secret; }",
            "@Data class A { @ToString.Exclude private String secret; }",
            "@Data @ToString(exclude = \"secret\") class A { private String secret; }",
            "record A(String key, String secret) { public String toString() { return key; } }",
        ] {
            assert_eq!(shown(text), Some(false), "{text}");
        }
        assert_eq!(shown("class AB {}"), None);
    }

    #[test]
    fn a_name_has_the_class_it_was_declared_with() {
        assert_eq!(declared_class("void a(@RequestBody Note note) {", "note"), Some("Note"));
        assert_eq!(declared_class("fun a(note: Note) {", "note"), Some("Note"));
        assert_eq!(declared_class("void a(Map<String, String> note) {", "note"), None);
        assert_eq!(named_alone("log.info(\"a {}\", note, other.key())"), ["a", "note"]);
    }
}
