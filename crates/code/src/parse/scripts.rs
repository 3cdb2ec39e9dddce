//! Code inside markup: Vue and Svelte components, inline scripts of pages.

use std::borrow::Cow;

use assay_source::RelPath;

use super::Dialect;

/// The code of a file and the dialect it is likely in; none where a file of that name holds no code.
///
/// Of markup, everything but the contents of its `<script>` elements is blanked, byte for byte, so that places in the
/// code are places in the file. Scripts that are data (`type="application/json"`) or lie elsewhere (`src`) are
/// blanked too.
pub(crate) fn script_of<'t>(path: &RelPath, text: &'t str) -> Option<(Cow<'t, str>, Dialect)> {
    let extension = path.extension()?;
    if let Some(dialect) = Dialect::of_extension(&extension) {
        return Some((Cow::Borrowed(text), dialect));
    }
    if !matches!(extension.as_str(), "vue" | "svelte" | "html" | "htm") {
        return None;
    }
    let scripts = scripts(text);
    let dialect = scripts.iter().map(|script| script.dialect).max_by_key(|dialect| *dialect as u8)?;
    let mut blank: Vec<u8> =
        text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte } else { b' ' }).collect();
    for script in &scripts {
        blank[script.start..script.end].copy_from_slice(&text.as_bytes()[script.start..script.end]);
        // Two scripts of one page are two programs: what the first leaves open must not run into the second.
        if let Some(byte) = blank.get_mut(script.end) {
            *byte = b';';
        }
    }
    let text = String::from_utf8(blank).expect("whole elements are copied, all else is ASCII");
    Some((Cow::Owned(text), dialect))
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
