//! Where a template writes a value into a script, outside of any text of it: `const board = {{ board }};`. That it is escaped as
//! markup does not help: what is written there is code.

use assay_source::Span;

/// One such place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CodeHole {
    /// All of it.
    pub(crate) span: Span,
    /// The field of the data that is written: `board.name`.
    pub(crate) path: String,
}

/// Those of a template. Only plain fields count: what a filter or a function makes of them may be JSON.
pub(crate) fn of(text: &str) -> Vec<CodeHole> {
    let mut found = Vec::new();
    for script in scripts(text) {
        let code = &text[script.start..script.end];
        for (open, close) in [("{{", "}}"), ("<%=", "%>")] {
            let (mut around, mut passed) = (Around::default(), 0);
            for (at, _) in code.match_indices(open) {
                let inner = &code[at + open.len()..];
                // What ends nowhere now ends nowhere later.
                let Some(length) = inner.find(close) else { break };
                around.pass(&code[passed..at]);
                passed = at;
                let path = inner[..length].trim();
                if code[..at].ends_with('{') || !is_plain(path) || around.is_text() {
                    continue;
                }
                let start = script.start + at;
                let span = Span { start, end: start + open.len() + length + close.len() };
                found.push(CodeHole { span, path: path.to_owned() });
            }
        }
    }
    found.sort_by_key(|hole| hole.span.start);
    found
}

/// What lies between the tags of scripts that a browser runs.
fn scripts(text: &str) -> Vec<Span> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut last = 0;
    for (open, _) in lower.match_indices("<script") {
        if open < last {
            continue;
        }
        let Some(start) = lower[open..].find('>').map(|at| open + at + 1) else { break };
        let tag = &lower[open..start];
        last = lower[start..].find("</script").map_or(lower.len(), |at| start + at);
        let is_code = !tag.contains("type=") || tag.contains("javascript") || tag.contains("module");
        if is_code {
            found.push(Span { start, end: last });
        }
    }
    found
}

/// `board`, `board.name`
fn is_plain(path: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '_' | '$'))
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$'))
    };
    path.split('.').all(is_name) && path != "else"
}

/// What code that was passed leaves open.
#[derive(Default)]
struct Around {
    quote: Option<char>,
    escaped: bool,
    slashes: usize,
}

impl Around {
    fn pass(&mut self, code: &str) {
        for letter in code.chars() {
            let in_comment = self.slashes >= 2;
            match (self.quote, letter) {
                (quote, '\n') => {
                    self.slashes = 0;
                    self.quote = quote.filter(|quote| *quote == '`');
                }
                _ if in_comment => continue,
                _ if self.escaped => self.escaped = false,
                (Some(_), '\\') => self.escaped = true,
                (Some(quote), _) if letter == quote => self.quote = None,
                (None, '"' | '\'' | '`') => self.quote = Some(letter),
                _ => {}
            }
            self.slashes = if self.quote.is_none() && letter == '/' { self.slashes + 1 } else { 0 };
        }
    }

    fn is_text(&self) -> bool {
        self.quote.is_some() || self.slashes >= 2
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    fn paths(text: &str) -> Vec<String> {
        of(text).into_iter().map(|hole| hole.path).collect()
    }

    #[test]
    fn what_is_written_as_code_is_found() {
        let page = "<p>{{ a }}</p><script>let b = {{ b.c }}, d = '{{ d }}', e = <%= e %>;</script>";
        assert_eq!(paths(page), ["b.c", "e"]);
        assert_eq!(paths("<script>f({{ a }})</script><script type=\"module\">g({{b}})</script>"), ["a", "b"]);
    }

    #[test]
    fn texts_comments_and_what_is_made_of_values_are_passed_over() {
        for code in [
            "f('{{ a }}')",
            "f(\"it's {{ a }}\")",
            "f(`\n{{ a }}`)",
            "// {{ a }}",
            "// it's {{ a }}",
            "f('//', '{{ a }}')",
            "f({{ a | tojson }})",
            "f({{ json a }})",
            "f({{{ a }}})",
            "f(<%- a %>)",
            "f(<%= JSON.stringify(a) %>)",
            "{{else}}",
            "f({{ a",
        ] {
            assert_eq!(paths(&format!("<script>{code}</script>")), [""; 0], "{code}");
        }
        assert_eq!(paths(&format!("<script>{}</script>", "{{".repeat(200_000))), [""; 0]);
        assert_eq!(paths(&"<script>{{a}}".repeat(50_000)).len(), 50_000);
        assert_eq!(paths(&format!("<script>{}</script>", "'{{a}}'".repeat(50_000))), [""; 0]);
        assert_eq!(paths("<script type=\"text/x-template\"><p>{{ a }}</p></script>"), [""; 0]);
    }
}
