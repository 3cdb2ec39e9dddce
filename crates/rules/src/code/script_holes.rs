//! Where a template writes a value into a script, outside of any text of it: `const board = {{ board }};`. That it is escaped as
//! markup does not help: what is written there is code.

use assay_code::Around;
use assay_source::Span;

use super::page_scripts;

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
    for script in page_scripts::of(text).into_iter().filter(|script| script.is_run) {
        let (first, code) = (script.code.start, &text[script.code.start..script.code.end]);
        for (open, close) in [("{{", "}}"), ("<%=", "%>")] {
            let (mut around, mut passed) = (Around::default(), 0);
            for (at, _) in code.match_indices(open) {
                let inner = &code[at + open.len()..];
                // What ends nowhere now ends nowhere later.
                let Some(length) = inner.find(close) else { break };
                while passed < at {
                    passed += around.pass(&code.as_bytes()[passed..at]);
                }
                let path = inner[..length].trim();
                if code[..at].ends_with('{') || !is_plain(path) || around.is_no_code() {
                    continue;
                }
                let start = first + at;
                let span = Span { start, end: start + open.len() + length + close.len() };
                found.push(CodeHole { span, path: path.to_owned() });
            }
        }
    }
    found.sort_by_key(|hole| hole.span.start);
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
