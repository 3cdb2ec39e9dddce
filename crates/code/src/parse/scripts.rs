//! Code inside markup: Vue and Svelte components, inline scripts of pages.

use std::borrow::Cow;

use assay_source::RelPath;

use super::{Dialect, holes};

/// The code of a file and the dialect it is likely in; none where a file of that name holds no code.
///
/// Of markup, everything but the contents of its `<script>` elements is blanked, byte for byte, so that places in the
/// code are places in the file. Scripts that are data (`type="application/json"`) or lie elsewhere (`src`) are
/// blanked too. So is what a server writes into scripts of templates: see [`holes::masked`].
pub(crate) fn script_of<'t>(path: &RelPath, text: &'t str) -> Option<(Cow<'t, str>, Dialect)> {
    let extension = path.extension()?;
    if let Some(dialect) = Dialect::of_extension(&extension) {
        return Some((Cow::Borrowed(text), dialect));
    }
    let is_template = holes::is_template(path);
    if !is_template && !matches!(extension.as_str(), "vue" | "svelte" | "html" | "htm") {
        return None;
    }
    let scripts = scripts(text);
    let dialect = scripts.iter().map(|script| script.dialect).max_by_key(|dialect| *dialect as u8)?;
    let mut blank: Vec<u8> =
        text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte } else { b' ' }).collect();
    let is_filled_in = is_template || extension.starts_with("htm") && holes::has_statements(text);
    for script in &scripts {
        blank[script.start..script.end].copy_from_slice(&text.as_bytes()[script.start..script.end]);
        if is_filled_in {
            holes::masked(&mut blank[script.start..script.end]);
        }
        // Two scripts of one page are two programs: what the first leaves open must not run into the second.
        if let Some(byte) = blank.get_mut(script.end) {
            *byte = b';';
        }
    }
    if matches!(extension.as_str(), "vue" | "svelte") {
        for (start, end) in markup_attributes(text, &scripts) {
            blank[start - MARKUP.len()..start].copy_from_slice(MARKUP.as_bytes());
            blank[start..end].copy_from_slice(&text.as_bytes()[start..end]);
            blank[end] = b')';
        }
    }
    let text = String::from_utf8(blank).expect("whole elements are copied, all else is ASCII");
    Some((Cow::Owned(text), dialect))
}

/// What stands for a template's markup in the code: a call of what the models know as writing it. As long as `{@html `, the
/// shorter of the two ways to say it.
const MARKUP: &str = ";html_(";
/// The function in it.
pub(crate) const SHOWN: &str = "html_";

/// The expressions that a component's template shows as markup, `v-html="note.text"` and `{@html note.text}`, where they
/// are plain enough to stand in the code as they are.
fn markup_attributes(text: &str, scripts: &[Script]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (open, close) in [("v-html=\"", '"'), ("v-html='", '\''), ("{@html ", '}')] {
        for (at, _) in text.match_indices(open) {
            let start = at + open.len();
            // What ends nowhere now ends nowhere later.
            let Some(length) = text[start..].find(close) else { break };
            let expression = &text[start..start + length];
            let next = scripts.partition_point(|script| script.end <= at);
            let in_script = scripts.get(next).is_some_and(|script| script.start <= at);
            if !in_script && is_plain(expression) {
                found.push((start, start + length));
            }
        }
    }
    found
}

/// Names, members, calls and texts; brackets that open are closed.
fn is_plain(expression: &str) -> bool {
    let mut open: Vec<char> = Vec::new();
    for letter in expression.chars() {
        match letter {
            '(' | '[' => open.push(letter),
            ')' if open.pop() != Some('(') => return false,
            ']' if open.pop() != Some('[') => return false,
            ')' | ']' | '.' | '$' | '_' | '?' | ':' | ',' | '\'' | ' ' | '+' | '|' => {}
            _ if letter.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    let quotes = expression.matches('\'').count();
    open.is_empty()
        && quotes.is_multiple_of(2)
        && expression.starts_with(|first: char| first.is_ascii_alphabetic() || "$_".contains(first))
        && expression.ends_with(|last: char| last.is_ascii_alphanumeric() || "$_)]'".contains(last))
}

struct Script {
    start: usize,
    end: usize,
    dialect: Dialect,
}

/// The script elements with code in them, in order.
fn scripts(text: &str) -> Vec<Script> {
    let lower = text.to_ascii_lowercase();
    let (mut scripts, mut at) = (Vec::new(), 0);
    while let Some(open) = lower[at..].find("<script").map(|found| at + found) {
        let Some(start) = lower[open..].find('>').map(|found| open + found + 1) else { break };
        let end = lower[start..].find("</script").map_or(lower.len(), |found| start + found);
        if let Some(dialect) = dialect_of_tag(&lower[open + "<script".len()..start - 1]) {
            scripts.push(Script { start, end, dialect });
        }
        at = end;
    }
    scripts
}

/// What a script's attributes say it is in; none for data and for code that lies elsewhere.
fn dialect_of_tag(attributes: &str) -> Option<Dialect> {
    let value = |name: &str| {
        let (_, rest) = attributes.split_once(&format!("{name}="))?;
        Some(rest.trim_start_matches(['"', '\'']).split(['"', '\'', ' ', '>']).next().unwrap_or_default())
    };
    if attributes.contains(" src=") {
        return None;
    }
    match (value("lang"), value("type")) {
        (Some("ts"), _) | (_, Some("text/typescript" | "ts")) => Some(Dialect::TypeScript),
        (Some("tsx"), _) => Some(Dialect::TypeScriptWithJsx),
        (Some("js" | "jsx"), _)
        | (None, None | Some("text/javascript" | "application/javascript" | "text/babel")) => {
            Some(Dialect::JavaScript)
        }
        (None, Some("module")) => Some(Dialect::JavaScriptModule),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str, text: &str) -> Option<(String, Dialect)> {
        script_of(&RelPath::parse(name).unwrap(), text).map(|(text, dialect)| (text.into_owned(), dialect))
    }

    #[test]
    fn what_a_template_shows_as_markup_stands_in_the_code() {
        let shown = |text: &str| {
            let path = RelPath::parse("a.vue").unwrap();
            let (code, _) = script_of(&path, text).unwrap();
            assert_eq!(code.len(), text.len());
            code.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let component = |shown: &str| format!("<script>let a = 1</script>\n<p {shown}></p>\n");
        assert_eq!(shown(&component("v-html=\"note.text\"")), "let a = 1; ;html_(note.text)");
        assert_eq!(shown(&component("v-html=\"clean(a[0])\"")), "let a = 1; ;html_(clean(a[0]))");
        for odd in [
            "v-html=\"a => {\"",
            "v-html=\"f(\"",
            "v-html=\"\"",
            "v-html=\"a; b\"",
            "v-html=\"'a\"",
            "v-html=\"é\"",
        ] {
            assert_eq!(shown(&component(odd)), "let a = 1;", "{odd}");
        }
    }

    #[test]
    fn code_in_markup_keeps_its_place() {
        let page =
            "<p>ä</p>\n<script type=\"application/json\">{}</script>\n<script>\nlet a = 'ö'\n</script>";
        let (text, dialect) = code("a.html", page).unwrap();
        assert_eq!((text.len(), dialect), (page.len(), Dialect::JavaScript));
        assert_eq!(text.find("let a = 'ö'"), page.find("let a = 'ö'"));
        assert!(!text.contains('{') && !text.contains('<'));
    }

    #[test]
    fn a_component_says_its_language() {
        let component = "<template><b/></template><script setup lang=\"ts\">const a: B = 1</script>";
        assert_eq!(code("A.vue", component).unwrap().1, Dialect::TypeScript);
        assert!(code("a.html", "<script src='x.js'></script>").is_none());
        assert!(code("a.md", "<script>1</script>").is_none());
    }
}
