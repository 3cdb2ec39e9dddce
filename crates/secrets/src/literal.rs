//! The literal that stands behind a name: which operator joins them, where the text begins and ends.

use assay_source::Span;

/// How a literal belongs to a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Join {
    /// `name = "…"`, `name: …`, `<name>…</name>`.
    Assigned,
    /// `name == "…"`.
    Compared,
    /// `getenv("name", "…")`, `env.name || "…"`: what counts where nothing else is given.
    Fallback,
    /// `set("name", "…")`.
    Beside,
}

/// A literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Literal {
    pub(crate) join: Join,
    pub(crate) span: Span,
    /// It stands in quotes; else it ends with its line or at a blank.
    pub(crate) quoted: bool,
}

/// Longest literal that is looked at, in bytes.
const LONGEST: usize = 600;

/// A place in a text that moves forward.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or_default()
    }

    fn eat(&mut self, word: &str) -> bool {
        let is_there = self.bytes[self.at.min(self.bytes.len())..].starts_with(word.as_bytes());
        self.at += if is_there { word.len() } else { 0 };
        is_there
    }

    fn blanks(&mut self) {
        self.at += self.bytes[self.at.min(self.bytes.len())..]
            .iter()
            .take(64)
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
    }

    /// Blanks and at most two line ends.
    fn space(&mut self) {
        self.blanks();
        for _ in 0..2 {
            if self.eat("\r\n") || self.eat("\n") {
                self.blanks();
            }
        }
    }
}

/// The literal behind a name that ends at `end`. `opened` is the quote the name stands in, or `<` where it is an
/// element; `by_line` is true where a literal needs no quotes (YAML, properties, `.env`).
pub(crate) fn after_name(bytes: &[u8], end: usize, opened: u8, by_line: bool) -> Option<Literal> {
    let mut reader = Reader { bytes, at: end };
    if opened == b'<' {
        return element(&mut reader);
    }
    let in_quotes = matches!(opened, b'"' | b'\'' | b'`');
    if in_quotes {
        if reader.peek() != opened {
            return None;
        }
        reader.at += 1;
    }
    if let Some(literal) = value_attribute(bytes, reader.at, in_quotes) {
        return Some(literal);
    }
    // `env["name"]`, `getenv("name")`
    let closed = reader.at;
    while matches!(reader.peek(), b']' | b')') && reader.at < closed + 2 {
        reader.at += 1;
    }
    let called = reader.at > closed;
    reader.eat("!");
    reader.eat("?");
    reader.space();
    let join = operator(&mut reader, in_quotes, called)?;
    let unbroken = reader.at;
    reader.space();
    if let Some(literal) = quoted(&mut reader, join) {
        return Some(literal);
    }
    if by_line && join == Join::Assigned && !called {
        reader.at = unbroken;
        reader.blanks();
        return unquoted(&reader);
    }
    None
}

fn operator(reader: &mut Reader<'_>, in_quotes: bool, called: bool) -> Option<Join> {
    if reader.eat("===") || reader.eat("==") || reader.eat("!==") || reader.eat("!=") {
        return Some(Join::Compared);
    }
    if reader.eat("||=")
        || reader.eat("??=")
        || reader.eat("||")
        || reader.eat("??")
        || reader.eat("?:")
        || reader.eat("or ")
    {
        return Some(Join::Fallback);
    }
    if called {
        return reader.eat("=").then_some(Join::Assigned);
    }
    if reader.eat("=>") || reader.eat(":=") || reader.eat("=") {
        return Some(Join::Assigned);
    }
    if reader.eat(":") {
        reader.blanks();
        // `name: string = "…"`
        let at = reader.at;
        let word = reader.bytes[at.min(reader.bytes.len())..]
            .iter()
            .take(24)
            .take_while(|b| b.is_ascii_alphanumeric());
        let length = word.count();
        if length > 0 && !in_quotes {
            reader.at += length;
            reader.blanks();
            if reader.eat("=") {
                return Some(Join::Assigned);
            }
            reader.at = at;
        }
        return Some(Join::Assigned);
    }
    if in_quotes && reader.eat(",") {
        return Some(Join::Beside);
    }
    // Go: `name string = "…"`.
    let at = reader.at;
    if (reader.eat("string") || reader.eat("String")) && !in_quotes {
        reader.blanks();
        if reader.eat("=") {
            return Some(Join::Assigned);
        }
    }
    reader.at = at;
    None
}

/// What stands in where a variable is not set, in settings of Spring and of shells: the variable and the literal of
/// `${NAME:literal}` and `${NAME:-literal}`. `start` is where the text begins.
///
/// Source: <https://docs.spring.io/spring-boot/reference/features/external-config.html#features.external-config.files.property-placeholders>,
/// POSIX.1-2024, Shell Command Language, 2.6.2.
pub(crate) fn placeholder(text: &str, start: usize) -> Option<(&str, Literal)> {
    let (name, behind) = text.strip_prefix("${")?.split_once(':')?;
    // Others name a place to look at before the colon: `${ssm:/path}`, `${env:NAME}`.
    let is_variable = name.contains(['.', '_', '-']) || !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_name =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let literal = behind.strip_prefix('-').unwrap_or(behind);
    let length = literal.find(['}', '$', '{', '\n', '"', '`'])?;
    let is_whole = literal.as_bytes()[length] == b'}' && !literal.starts_with(['?', '+', '=']);
    let begin = start + text.len() - literal.len();
    (is_variable && is_name && is_whole && length > 0).then(|| {
        (name, Literal { join: Join::Fallback, span: Span::new(begin, begin + length), quoted: true })
    })
}

/// A text in quotes that ends in the same line.
fn quoted(reader: &mut Reader<'_>, join: Join) -> Option<Literal> {
    let start = reader.at;
    while matches!(reader.peek(), b'b' | b'r' | b'f' | b'u' | b'B' | b'R' | b'F' | b'U' | b'@' | b'$')
        && reader.at < start + 2
    {
        reader.at += 1;
    }
    let formatted = reader.bytes[start..reader.at].iter().any(|byte| matches!(byte, b'f' | b'F' | b'$'));
    let mut quote = reader.peek();
    // A JSON text inside a text: `\"name\":\"…\"`.
    let escaped = quote == b'\\' && matches!(reader.bytes.get(reader.at + 1), Some(b'"' | b'\''));
    if escaped {
        reader.at += 1;
        quote = reader.peek();
    }
    if !matches!(quote, b'"' | b'\'' | b'`') {
        reader.at = start;
        return None;
    }
    reader.at += 1;
    let begin = reader.at;
    let mut end = begin;
    loop {
        match reader.bytes.get(end)? {
            b'\n' => return None,
            b'\\' if escaped => break,
            b'\\' => end += 1,
            byte if *byte == quote => break,
            b'{' if formatted => return None,
            _ => {}
        }
        end += 1;
        if end - begin > LONGEST {
            return None;
        }
    }
    Some(Literal { join, span: Span::new(begin, end), quoted: true })
}

/// A text without quotes, up to a blank, a comment or the end of the line.
fn unquoted(reader: &Reader<'_>) -> Option<Literal> {
    let begin = reader.at;
    let rest = reader.bytes.get(begin..)?;
    let length = rest.iter().take(LONGEST + 1).take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
    let line = &rest[..length];
    let text = line.split(|byte| matches!(byte, b' ' | b'\t')).next().unwrap_or_default();
    // More words mean prose or a list, unless a comment begins.
    let behind = &line[text.len()..];
    let behind = behind.iter().position(|byte| !byte.is_ascii_whitespace()).map(|at| behind[at]);
    let is_whole = behind.is_none_or(|byte| matches!(byte, b'#' | b';'));
    let text = text.strip_suffix(b",").unwrap_or(text);
    (!text.is_empty() && is_whole && length <= LONGEST).then(|| Literal {
        join: Join::Assigned,
        span: Span::new(begin, begin + text.len()),
        quoted: false,
    })
}

/// `<name>…</name>`.
fn element(reader: &mut Reader<'_>) -> Option<Literal> {
    if !reader.eat(">") {
        return None;
    }
    let begin = reader.at;
    let rest = reader.bytes.get(begin..)?;
    let length = rest.iter().take(LONGEST).take_while(|byte| !matches!(byte, b'<' | b'\n')).count();
    let closes = rest.get(length..length + 2) == Some(b"</");
    (length > 0 && closes).then(|| Literal {
        join: Join::Assigned,
        span: Span::new(begin, begin + length),
        quoted: true,
    })
}

/// `key="name" value="…"`, and the pair over two lines: `- name: NAME`, `value: …`.
fn value_attribute(bytes: &[u8], at: usize, in_quotes: bool) -> Option<Literal> {
    let mut reader = Reader { bytes, at };
    reader.eat(",");
    let here = reader.at;
    reader.space();
    if reader.at == here {
        return None;
    }
    let crossed = bytes[here..reader.at].contains(&b'\n');
    let quote = reader.peek();
    let has_quote = matches!(quote, b'"' | b'\'') && {
        reader.at += 1;
        true
    };
    if !(reader.eat("value") || reader.eat("Value") || reader.eat("default")) {
        return None;
    }
    if has_quote && reader.peek() == quote {
        reader.at += 1;
    }
    reader.blanks();
    if !(reader.eat(":") || reader.eat("=")) {
        return None;
    }
    reader.blanks();
    quoted(&mut reader, Join::Assigned)
        .or_else(|| (crossed && !in_quotes).then(|| unquoted(&reader)).flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The literal behind the first `name` of a text.
    fn literal(text: &str, by_line: bool) -> Option<(&str, Join)> {
        let start = text.find("name").unwrap();
        let opened = start.checked_sub(1).map_or(0, |at| text.as_bytes()[at]);
        let found = after_name(text.as_bytes(), start + 4, opened, by_line)?;
        Some((&text[found.span.start..found.span.end], found.join))
    }

    #[test]
    fn every_language_joins_a_name_and_a_text() {
        for text in [
            "const name = 'v-1'",
            "name: \"v-1\",",
            "\"name\": \"v-1\"",
            "name := \"v-1\"",
            "'name' => 'v-1'",
            "name: string = `v-1`;",
            "var name string = \"v-1\"",
            "name = b'v-1'",
            "<name>v-1</name>",
            "process.env['name'] = 'v-1'",
            "<add key=\"name\" value=\"v-1\"/>",
            "{\"key\":\"name\", \"value\":\"v-1\"}",
            "name =\n    'v-1'",
            r#"{\"name\":\"v-1\"}"#,
        ] {
            // The last stands in an escaped text, which has no opening quote of its own.
            let text_of = text.replace("\\\"name\\\"", "name");
            assert_eq!(literal(&text_of, false), Some(("v-1", Join::Assigned)), "{text}");
        }
    }

    #[test]
    fn settings_need_no_quotes() {
        for text in ["name=v-1\n", "name: v-1 # why", "export name=v-1", "  - name: name\n    value: v-1\n"] {
            let text = text.replacen("name: name", "x: name", 1);
            assert_eq!(literal(&text, true), Some(("v-1", Join::Assigned)), "{text}");
        }
        assert_eq!(literal("name: two words", true), None);
        assert_eq!(literal("name = other", false), None);
    }

    #[test]
    fn what_counts_where_nothing_is_given_is_a_fallback() {
        assert_eq!(literal("process.env.name || 'v-1'", false), Some(("v-1", Join::Fallback)));
        assert_eq!(literal("os.getenv(\"name\") or \"v-1\"", false), Some(("v-1", Join::Fallback)));
        assert_eq!(literal("os.getenv(\"name\", \"v-1\")", false), Some(("v-1", Join::Beside)));
        assert_eq!(literal("if (name === 'v-1')", false), Some(("v-1", Join::Compared)));
    }

    #[test]
    fn what_stands_behind_a_variable_counts_where_it_is_not_set() {
        let read = |text| {
            let (name, literal) = placeholder(text, 0)?;
            Some((name, &text[literal.span.start..literal.span.end]))
        };
        assert_eq!(read("${NAME:v-1}"), Some(("NAME", "v-1")));
        assert_eq!(read("${app.name:v-1}\")"), Some(("app.name", "v-1")));
        assert_eq!(read("${NAME:-v-1}"), Some(("NAME", "v-1")));
        for text in [
            "${NAME}",
            "${NAME:}",
            "${NAME:${OTHER}}",
            "${NAME:?is not set}",
            "${NAME:+v-1}",
            "${ssm:/v-1}",
            "${env:NAME_1}",
            "${NAME:v-1",
            "${a ? b:c}",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_computed_is_no_literal() {
        for text in ["name = other('v')", "name = f'{v}'", "name()", "name", "name: {", "name = 'open"] {
            assert_eq!(literal(text, false), None, "{text}");
        }
    }
}
