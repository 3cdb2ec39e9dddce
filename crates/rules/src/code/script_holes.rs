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
            for (at, _) in code.match_indices(open) {
                let inner = &code[at + open.len()..];
                let Some(length) = inner.find(close) else { continue };
                let path = inner[..length].trim();
                if code[..at].ends_with('{') || !is_plain(path) || is_in_text(&code[..at]) {
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
    for (open, _) in lower.match_indices("<script") {
        let Some(start) = lower[open..].find('>').map(|at| open + at + 1) else { break };
        let tag = &lower[open..start];
        let is_code = !tag.contains("type=") || tag.contains("javascript") || tag.contains("module");
        if is_code {
            let end = lower[start..].find("</script").map_or(lower.len(), |at| start + at);
            found.push(Span { start, end });
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

/// Whether code breaks off within a text or a comment.
fn is_in_text(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    let mut open = before.matches('`').count().checked_rem(2).filter(|rest| *rest == 1).map(|_| '`');
    let mut escaped = false;
    for letter in line.chars().filter(|letter| *letter != '`') {
        match open {
            _ if escaped => escaped = false,
            _ if letter == '\\' => escaped = true,
            Some(quote) if letter == quote => open = None,
            None if matches!(letter, '"' | '\'') => open = Some(letter),
            _ => {}
        }
    }
    open.is_some() || line.contains("//")
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
        assert_eq!(paths("<script type=\"text/x-template\"><p>{{ a }}</p></script>"), [""; 0]);
    }
}
