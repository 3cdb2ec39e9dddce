//! Settings that stand as assignments in a script: `NAME = value` of Python, `config.name = value` of Ruby. Only values
//! that are written out are read; the language itself is not.

use assay_app::App;
use assay_source::{SourceText, Span};

/// One assignment.
pub(crate) struct Setting {
    /// What stands before `=`: `SECURE_HSTS_SECONDS`, `config.force_ssl`.
    pub(crate) name: String,
    /// What stands behind it, comments left out; of a list all its lines.
    pub(crate) value: String,
    /// The line it begins in.
    pub(crate) span: Span,
}

/// A list or a map goes on for this many lines at most.
const MOST_LINES: u32 = 200;

/// Every assignment that begins a line, in order.
pub(crate) fn settings(text: &SourceText, comment: char) -> Vec<Setting> {
    let mut found = Vec::new();
    for number in 1..=text.line_count() {
        let line = without_comment(text.line(number), comment);
        let Some((name, value)) = line.split_once('=') else { continue };
        let name = name.trim();
        let is_name = !name.is_empty()
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.'));
        if !is_name || value.starts_with(['=', '~', '>']) {
            continue;
        }
        let mut value = value.trim().to_owned();
        let mut next = number + 1;
        while depth(&value) > 0 && next <= text.line_count() && next - number < MOST_LINES {
            value.push(' ');
            value.push_str(without_comment(text.line(next), comment).trim());
            next += 1;
        }
        found.push(Setting { name: name.to_owned(), value, span: text.line_span(number) });
    }
    found
}

impl Setting {
    /// A text in quotes, where it is that and nothing else.
    pub(crate) fn text(&self) -> Option<String> {
        let mut texts = quoted(&self.value);
        let first = texts.pop().filter(|_| texts.is_empty())?;
        (self.value.len() == first.len() + 2).then_some(first)
    }

    /// The texts of a list in which nothing else stands.
    pub(crate) fn texts(&self) -> Option<Vec<String>> {
        let texts = quoted(&self.value);
        let rest = texts.iter().fold(self.value.clone(), |rest, text| rest.replacen(text.as_str(), "", 1));
        let only_texts = rest.chars().all(|letter| {
            letter.is_whitespace() || matches!(letter, '"' | '\'' | ',' | '(' | ')' | '[' | ']')
        });
        (only_texts && !texts.is_empty()).then_some(texts)
    }

    /// `True`, `true`.
    pub(crate) fn truth(&self) -> Option<bool> {
        match self.value.as_str() {
            "True" | "true" => Some(true),
            "False" | "false" => Some(false),
            _ => None,
        }
    }

    /// A whole number, a product of some among them: `60 * 60 * 24`.
    pub(crate) fn number(&self) -> Option<u64> {
        let factors = self.value.split('*').map(|factor| factor.trim().replace('_', "").parse::<u64>());
        factors.into_iter().try_fold(1u64, |product, factor| product.checked_mul(factor.ok()?))
    }
}

/// A line up to its comment; a sign in quotes begins none.
pub(crate) fn without_comment(line: &str, comment: char) -> &str {
    let mut quote = None;
    for (at, letter) in line.char_indices() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None if letter == comment => return &line[..at],
            None => {}
        }
    }
    line
}

/// Brackets that are open at the end.
fn depth(text: &str) -> i32 {
    let mut quote = None;
    text.chars().fold(0, |depth, letter| match quote {
        Some(open) => {
            if letter == open {
                quote = None;
            }
            depth
        }
        None => match letter {
            '"' | '\'' => {
                quote = Some(letter);
                depth
            }
            '(' | '[' | '{' => depth + 1,
            ')' | ']' | '}' => depth - 1,
            _ => depth,
        },
    })
}

/// The texts in quotes, in order.
pub(crate) fn quoted(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'']) {
        let quote = &rest[at..=at];
        let Some(end) = rest[at + 1..].find(quote) else { break };
        found.push(rest[at + 1..at + 1 + end].to_owned());
        rest = &rest[at + 2 + end..];
    }
    found
}

/// Whether a file of the app with this ending holds a text.
pub(crate) fn holds_somewhere(app: &App, ending: &str, text: &str) -> bool {
    app.files().any(|file| {
        file.path.extension().as_deref() == Some(ending)
            && app.tree.read(&file.path).is_ok_and(|content| content.as_str().contains(text))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use assay_source::{RelPath, SourceText};

    use super::settings;

    #[test]
    fn values_that_are_written_out_are_read() {
        let text =
            "A = 60 * 60\nB = 'x' # y\nC = [\n  'p', # q\n  \"r\",\n]\nD == 1\nE = f('x')\nF = ['a', b]\n";
        let text = Arc::new(SourceText::new(RelPath::parse("a.py").unwrap(), text.as_bytes()));
        let all = settings(&text, '#');
        let names: Vec<_> = all.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["A", "B", "C", "E", "F"]);
        assert_eq!(all[0].number(), Some(3600));
        assert_eq!(all[1].text().as_deref(), Some("x"));
        assert_eq!(all[2].texts(), Some(vec!["p".to_owned(), "r".to_owned()]));
        assert_eq!((all[3].text(), all[4].texts()), (None, None));
    }

    #[test]
    fn what_never_closes_ends() {
        let text = format!("A = [\n{}", "(\n".repeat(5000));
        let text = SourceText::new(RelPath::parse("a.py").unwrap(), text.as_bytes());
        assert_eq!(settings(&text, '#').len(), 1);
    }
}
