//! Templates of descriptors: what is left when their placeholders are taken out.

use assay_source::Span;

/// Beginnings and ends of placeholders: of Mustache, Handlebars and Jinja, of ERB and EJS, of shells and
/// JavaScript.
const TAGS: [(&[u8], &[u8]); 5] =
    [(b"{{{", b"}}}"), (b"{{", b"}}"), (b"<%", b"%>"), (b"{%", b"%}"), (b"${", b"}")];
/// Longest placeholder that is looked for, in bytes.
const LONGEST: usize = 1000;

/// The text with every placeholder that stands outside of quotes blanked, byte for byte, so that spans hold: a
/// lone value becomes `null`, everything else spaces. Of alternatives the first is kept. Returned too is the
/// first stretch that hides something: a lone value, or an alternative that was not kept.
pub(super) fn blank(text: &str) -> (String, Option<Span>) {
    let bytes = text.as_bytes();
    let mut blanked = bytes.to_vec();
    let mut left_out = None;
    let (mut at, mut quoted) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'\n' => quoted = false,
            _ if !quoted && let Some(length) = placeholder(&bytes[at..]) => {
                let tag = &bytes[at..at + length];
                let end =
                    if is_alternative(tag) { end_of_alternative(bytes, at + length) } else { at + length };
                if end > at + length {
                    left_out.get_or_insert(Span::new(at, end));
                }
                let is_value = stands_for_a_value(tag) && blanked[..at].trim_ascii_end().ends_with(b":");
                for byte in &mut blanked[at..end] {
                    *byte = if matches!(byte, b'\n' | b'\r') { *byte } else { b' ' };
                }
                if is_value {
                    left_out.get_or_insert(Span::new(at, end));
                    let nothing: &[u8] = if length < 4 { b"0" } else { b"null" };
                    blanked[at..at + nothing.len()].copy_from_slice(nothing);
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    // Whole characters were replaced by ASCII, so this holds; else nothing is blanked.
    (String::from_utf8(blanked).unwrap_or_else(|_| text.to_owned()), left_out)
}

/// Length of the placeholder that a text starts with. No placeholder holds the beginning of another.
fn placeholder(text: &[u8]) -> Option<usize> {
    let (open, close) = TAGS.into_iter().find(|(open, _)| text.starts_with(open))?;
    let body = &text[open.len()..text.len().min(LONGEST).max(open.len())];
    let end = (0..body.len()).find(|&at| body[at..].starts_with(close) || body[at..].starts_with(open))?;
    body[end..].starts_with(close).then_some(open.len() + end + close.len())
}

/// True for a placeholder that prints something, false for one that steers the template.
fn stands_for_a_value(tag: &[u8]) -> bool {
    match tag {
        [b'<', _, third, ..] => matches!(third, b'=' | b'-'),
        [b'{', b'%', ..] => false,
        [_, _, third, ..] => !matches!(third, b'#' | b'/' | b'!' | b'^' | b'>'),
        _ => false,
    }
}

/// The words of a tag.
fn words(tag: &[u8]) -> Vec<&[u8]> {
    let is_sign = |byte: &u8| !byte.is_ascii_alphanumeric();
    tag.split(is_sign).filter(|word| !word.is_empty()).collect()
}

/// `{{else}}`, `{% elif … %}`, `<% } else { %>`.
fn is_alternative(tag: &[u8]) -> bool {
    !tag.starts_with(b"$")
        && words(tag).first().is_some_and(|word| [&b"else"[..], b"elif", b"elsif", b"elseif"].contains(word))
}

/// Where the tag begins that ends an alternative; the start itself where there is none.
fn end_of_alternative(text: &[u8], start: usize) -> usize {
    let ends = |tag: &[u8]| {
        let sign = tag[2..].iter().copied().find(|byte| !byte.is_ascii_whitespace());
        let word = words(tag).first().copied().unwrap_or_default();
        matches!(sign, Some(b'/' | b'}')) && !is_alternative(tag) || word.starts_with(b"end")
    };
    let mut at = start;
    while at < text.len() {
        match placeholder(&text[at..]) {
            Some(length) if ends(&text[at..at + length]) => return at,
            Some(length) => at += length,
            None => at += 1,
        }
    }
    start
}
