//! The text of one file.

use crate::{Digest, Excerpt, Place, Position, Region, RelPath, Span, redact_line};

/// How a file's bytes were read as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with a byte order mark, either order.
    Utf16,
    /// Not valid in either: every wrong byte became U+FFFD.
    Repaired,
}

/// One file's text with its line starts and the digest of its bytes.
#[derive(Debug)]
pub struct SourceText {
    path: RelPath,
    text: String,
    encoding: Encoding,
    digest: Digest,
    line_starts: Vec<usize>,
}

/// Longest line kept in an excerpt, in characters; the rest is cut with `…`.
const EXCERPT_WIDTH: usize = 240;
/// Beginning of a line that is looked at for an excerpt, in bytes.
const REDACTED_WIDTH: usize = 16 * EXCERPT_WIDTH;
/// Most lines kept in an excerpt.
const EXCERPT_LINES: u32 = 12;

impl SourceText {
    /// Reads `bytes` as text. A byte order mark is dropped; spans count from after it.
    pub fn new(path: RelPath, bytes: &[u8]) -> Self {
        let (text, encoding) = decode(bytes);
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path, text, encoding, digest: Digest::of(bytes), line_starts }
    }

    /// The file.
    pub fn path(&self) -> &RelPath {
        &self.path
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How the bytes were read.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Digest of the file's bytes as they are on disk.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Number of lines; a last line without an end counts, an empty file has one.
    pub fn line_count(&self) -> u32 {
        self.line_starts.len() as u32
    }

    /// Line `number` (from 1) without its end; empty where there is no such line.
    pub fn line(&self, number: u32) -> &str {
        let index = number as usize;
        let Some(&start) = index.checked_sub(1).and_then(|index| self.line_starts.get(index)) else {
            return "";
        };
        let end = self.line_starts.get(index).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// The text of a span, cut to what there is.
    pub fn slice(&self, span: Span) -> &str {
        &self.text[self.floor(span.start)..self.floor(span.end.max(span.start))]
    }

    /// Line and column of a byte; past the end, the end.
    pub fn position(&self, byte: usize) -> Position {
        let byte = self.floor(byte);
        let line = self.line_starts.partition_point(|&start| start <= byte);
        let start = self.line_starts[line - 1];
        Position { line: line as u32, column: self.text[start..byte].chars().count() as u32 + 1 }
    }

    /// The span of line `number` (from 1) without its indentation and its end.
    pub fn line_span(&self, number: u32) -> Span {
        let start =
            self.line_starts.get((number as usize).saturating_sub(1)).copied().unwrap_or(self.text.len());
        let line = self.line(number);
        let indentation = line.len() - line.trim_start().len();
        Span::new(start + indentation, start + line.trim_end().len())
    }

    /// Lines and columns of a span.
    pub fn region(&self, span: Span) -> Region {
        Region { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }

    /// The span as a place to show: with its lines, one line of context on either side, redacted.
    pub fn place(&self, span: Span) -> Place {
        let region = self.region(span);
        let first_line = region.start.line.saturating_sub(1).max(1);
        let last_line = (region.end.line + 1).min(self.line_count()).min(first_line + EXCERPT_LINES);
        let excerpt = |number| shorten(&redact_line(beginning(self.line(number))));
        let lines = (first_line..=last_line).map(excerpt).collect();
        Place { file: self.path.clone(), region: Some(region), excerpt: Some(Excerpt { first_line, lines }) }
    }

    /// The nearest character border at or before `byte`.
    fn floor(&self, byte: usize) -> usize {
        self.text.floor_char_boundary(byte.min(self.text.len()))
    }
}

/// As much of a line as an excerpt may need. It is far wider than what is kept, so that a credential that
/// begins in the excerpt is seen whole; the rest of a bundle's endless line is not looked at.
fn beginning(line: &str) -> &str {
    &line[..line.floor_char_boundary(REDACTED_WIDTH.min(line.len()))]
}

fn shorten(line: &str) -> String {
    match line.char_indices().nth(EXCERPT_WIDTH) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.to_owned(),
    }
}

fn decode(bytes: &[u8]) -> (String, Encoding) {
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return decode_utf8(rest);
    }
    let unit: Option<fn([u8; 2]) -> u16> = match bytes {
        [0xFF, 0xFE, ..] => Some(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    let Some(unit) = unit else { return decode_utf8(bytes) };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    match String::from_utf16(&units) {
        Ok(text) if bytes.len().is_multiple_of(2) => (text, Encoding::Utf16),
        _ => (String::from_utf16_lossy(&units), Encoding::Repaired),
    }
}

fn decode_utf8(bytes: &[u8]) -> (String, Encoding) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Encoding::Utf8),
        Err(_) => (String::from_utf8_lossy(bytes).into_owned(), Encoding::Repaired),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(content: &str) -> SourceText {
        SourceText::new(RelPath::parse("a.yml").unwrap(), content.as_bytes())
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = text("äö: x\r\nb: y");
        assert_eq!(text.position("äö: ".len()), Position { line: 1, column: 5 });
        assert_eq!(text.position(text.as_str().find('b').unwrap()), Position { line: 2, column: 1 });
        assert_eq!(text.line(1), "äö: x");
        assert_eq!(text.position(10_000).line, 2);
    }

    #[test]
    fn a_byte_order_mark_is_not_text() {
        let path = RelPath::parse("a").unwrap();
        assert_eq!(SourceText::new(path.clone(), b"\xEF\xBB\xBFapp").as_str(), "app");
        assert_eq!(SourceText::new(path.clone(), b"\xFF\xFEa\0b\0").as_str(), "ab");
        let broken = SourceText::new(path, b"a\xFFb");
        assert_eq!((broken.as_str(), broken.encoding()), ("a\u{FFFD}b", Encoding::Repaired));
    }

    #[test]
    fn an_excerpt_has_context_and_no_secret() {
        let text = text("one\nclient_secret: hunter2hunter2\nthree\nfour");
        let place = text.place(text.line_span(2));
        let excerpt = place.excerpt.unwrap();
        assert_eq!(excerpt.first_line, 1);
        assert_eq!(excerpt.lines, ["one", "client_secret: …", "three"]);
        assert_eq!(place.region.unwrap().start, Position { line: 2, column: 1 });
    }

    #[test]
    fn an_endless_line_is_cut_and_its_secrets_are_masked_still() {
        let line = format!(
            "{} client_secret: {} {}",
            "x;".repeat(110),
            "hunter2".repeat(100),
            "a:b ".repeat(500_000)
        );
        let text = text(&line);
        let excerpt = text.place(Span::new(0, 10)).excerpt.unwrap();
        assert!(excerpt.lines[0].contains("client_secret: … a:…"), "{}", excerpt.lines[0]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_and_any_span_are_taken(bytes: Vec<u8>, start: usize, length in 0_usize..100) {
            let text = SourceText::new(RelPath::root(), &bytes);
            let place = text.place(Span::new(start % (bytes.len() + 2), (start % (bytes.len() + 2)) + length));
            let region = place.region.unwrap();
            proptest::prop_assert!(region.start <= region.end);
            proptest::prop_assert!(region.end.line <= text.line_count());
        }
    }
}
