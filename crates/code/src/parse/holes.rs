//! What a server writes into the scripts of a page: the holes of templates.

use assay_source::RelPath;

use super::around::Around;

/// Endings of templates whose scripts are read.
const TEMPLATES: [&str; 13] = [
    "ejs",
    "eta",
    "erb",
    "handlebars",
    "hbs",
    "jinja",
    "jinja2",
    "j2",
    "liquid",
    "mustache",
    "njk",
    "tera",
    "twig",
];

/// How holes begin and end, the longer ones first.
const HOLES: [(&str, &str); 5] = [("{{{", "}}}"), ("{{", "}}"), ("<%", "%>"), ("{%", "%}"), ("{!!", "!!}")];

/// True for a template by its name: a page that a server fills in.
pub(crate) fn is_template(path: &RelPath) -> bool {
    path.extension().is_some_and(|ending| TEMPLATES.contains(&ending.as_str()))
}

/// True for a page that a server fills in though its name does not say so: Jinja and Thymeleaf call them `.html`.
pub(super) fn has_statements(page: &str) -> bool {
    ["{%", "<%"].iter().any(|open| page.contains(open))
}

/// Puts a name in the place of each value that a server writes, of which nothing is known, and blanks what else the server reads
/// there: `'a{{b}}'` becomes `'a'+_+''`. No byte moves.
pub(super) fn masked(script: &mut [u8]) {
    let mut around = Around::default();
    // What ends nowhere is looked for once.
    let mut endless = [false; HOLES.len()];
    let mut at = 0;
    while at < script.len() {
        let begins = |(_, (open, _)): &(usize, &(&str, &str))| script[at..].starts_with(open.as_bytes());
        let Some((kind, (open, close))) = HOLES.iter().enumerate().find(begins) else {
            at += around.pass(&script[at..]);
            continue;
        };
        let inner = at + open.len();
        let close = close.as_bytes();
        let found = if endless[kind] {
            None
        } else {
            script[inner..].windows(close.len()).position(|end| end == close)
        };
        let Some(length) = found else {
            endless[kind] = true;
            at = inner;
            continue;
        };
        let end = inner + length + close.len();
        let is_value = is_value(open, &script[inner..inner + length]);
        fill(&mut script[at..end], is_value.then(|| around.brackets()));
        at = end;
    }
}

/// Writes a name between brackets, or nothing; lines stay lines.
fn fill(hole: &mut [u8], brackets: Option<(&[u8], &[u8])>) {
    let first_line = hole.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(hole.len());
    let (name, rest) = hole.split_at_mut(first_line);
    for byte in rest.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
    match brackets {
        Some((open, close)) if open.len() + close.len() < name.len() => {
            let last = name.len() - close.len();
            name[..open.len()].copy_from_slice(open);
            name[open.len()..last].fill(b'_');
            name[last..].copy_from_slice(close);
        }
        _ => name.fill(b' '),
    }
}

/// Whether a hole writes something, and does not merely say what is written.
fn is_value(open: &str, inner: &[u8]) -> bool {
    let first = inner.iter().find(|byte| !byte.is_ascii_whitespace()).copied();
    match open {
        "{%" => false,
        "<%" => matches!(inner.first(), Some(b'=' | b'-' | b'~')),
        _ => !matches!(first, Some(b'#' | b'/' | b'^' | b'>' | b'!') | None) && !inner.starts_with(b"else"),
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    fn of(script: &str) -> String {
        let mut bytes = script.as_bytes().to_vec();
        masked(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn values_become_names_and_statements_nothing() {
        assert_eq!(of("let a = {{user}}, b = {{{ name }}};"), "let a = ________, b = ____________;");
        assert_eq!(of("{{#if x}}f(<%- json %>){{/if}}"), "         f(___________)       ");
        assert_eq!(of("<% if (x) { %>f(<%= y\n%>)<% } %>"), "              f(_____\n  )       ");
        assert_eq!(of("{% for a in b %}x({{ 'é' }}){{else}}"), "                x(__________)        ");
        assert_eq!(of("if (a) {{ b() }"), "if (a) {{ b() }");
        let open = "{{".repeat(200_000);
        assert_eq!(of(&open), open);
    }

    #[test]
    fn a_value_within_a_text_is_no_part_of_its_words() {
        assert_eq!(of("f('a{{b}}c', \"{{b}}\")"), "f('a'+_+'c', \"\"+_+\"\")");
        assert_eq!(of("f(`a{{b}}${ g({}) + {{b}} }`)"), "f(`a${__}${ g({}) + _____ }`)");
        assert_eq!(of("// it's\n'\\'{{b}}' /* ' */ + {{b}}"), "// it's\n'\\''+_+'' /* ' */ + _____");
    }
}
