//! Java properties: keys and values, one a line.
//!
//! Source: `java.util.Properties.load` of Java 21.

use assay_source::Span;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// What is set.
    pub key: String,
    /// To what; empty where nothing is said.
    pub value: String,
    /// The line, without what surrounds it.
    pub span: Span,
}

/// Every property of a text, in order. Any text is one.
pub fn read(text: &str) -> Vec<Property> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mut end = at;
        loop {
            end += text[end..].find('\n').map_or(text.len() - end, |offset| offset + 1);
            let line = text[at..end].trim_end_matches(['\n', '\r']);
            let slashes = line.len() - line.trim_end_matches('\\').len();
            let is_comment = line.trim_start().starts_with(['#', '!']);
            if end >= text.len() || slashes.is_multiple_of(2) || is_comment {
                break;
            }
        }
        let line = &text[at..end];
        let start = at + (line.len() - line.trim_start().len());
        at = end;
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        let cut = line.find(['=', ':', ' ', '\t']).unwrap_or(line.len());
        let key = line[..cut].to_owned();
        let rest = line[cut..].trim_start();
        let rest = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start();
        let value = rest.replace("\\\r\n", "").replace("\\\n", "").replace("\\:", ":").replace("\\=", "=");
        all.push(Property { key, value, span: Span::new(start, start + line.len()) });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn properties_are_read_however_they_are_written() {
        let all = read("# no\na.b = c d\n\n e:f\ng h\nlong=1,\\\n  2\nurl=http\\://x\nempty=\n");
        let shown: Vec<_> = all.iter().map(|it| (it.key.as_str(), it.value.as_str())).collect();
        assert_eq!(
            shown,
            [("a.b", "c d"), ("e", "f"), ("g", "h"), ("long", "1,  2"), ("url", "http://x"), ("empty", "")]
        );
        assert_eq!((all[0].span.start, all[0].span.end), (5, 14));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[a-z=:\\\\# \nä]{0,200}") {
            let _ = read(&text);
        }
    }
}
