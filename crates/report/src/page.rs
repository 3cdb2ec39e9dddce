//! Markdown pages at the terminal: headings, code, lists; no more than our own pages use.

use crate::{
    paint::{Ink, Paint},
    text::{indented, neutral, neutral_source, wrap},
};

/// The first paragraph of prose, on one line, without its marks.
pub(crate) fn first_paragraph(markdown: &str) -> Option<String> {
    let prose = |line: &&str| !line.is_empty() && !line.starts_with(['#', '`', '|', '-', '*', '>', '<']);
    let lines = markdown.lines().map(str::trim);
    let paragraph: Vec<&str> =
        lines.skip_while(|line| !prose(line)).take_while(|line| !line.is_empty()).collect();
    (!paragraph.is_empty()).then(|| paragraph.join(" "))
}

/// Draws a page for a terminal of `width` columns.
///
/// Understood: `#` headings, fenced code, bullet and numbered lists, tables (as written), `>` quotes,
/// paragraphs, and in them code spans, emphasis and links (text, then address). Anything else stays as it is.
pub fn markdown_page(markdown: &str, color: bool, width: usize) -> String {
    let paint = Paint { color };
    let mut out = String::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut fenced = false;
    for line in markdown.lines() {
        let text = line.trim();
        if text.starts_with("```") {
            flush(&mut out, &mut paragraph, paint, width);
            fenced = !fenced;
        } else if fenced {
            out.push_str(&format!("    {}\n", paint.ink(Ink::Next, &neutral_source(line))));
        } else if let Some(heading) = text.strip_prefix('#') {
            flush(&mut out, &mut paragraph, paint, width);
            let heading = neutral(heading.trim_start_matches('#').trim()).into_owned();
            out.push_str(&format!("{}\n", paint.ink(Ink::Strong, &heading)));
        } else if text.is_empty() {
            flush(&mut out, &mut paragraph, paint, width);
            if !out.ends_with("\n\n") && !out.is_empty() {
                out.push('\n');
            }
        } else if text.starts_with('|') {
            flush(&mut out, &mut paragraph, paint, width);
            out.push_str(&format!("{}\n", neutral(line)));
        } else {
            if marker(text).is_some() {
                flush(&mut out, &mut paragraph, paint, width);
            }
            paragraph.push(line);
        }
    }
    flush(&mut out, &mut paragraph, paint, width);
    out
}

/// The length of a list marker, with the space after it.
fn marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits..)? {
        [b'-' | b'*' | b'+' | b'>', b' ', ..] if digits == 0 => Some(2),
        [b'.', b' ', ..] if digits > 0 => Some(digits + 2),
        _ => None,
    }
}

/// Writes the collected lines as one wrapped paragraph, or as one list item with a hanging indent.
fn flush(out: &mut String, paragraph: &mut Vec<&str>, paint: Paint, width: usize) {
    let Some(first) = paragraph.first() else { return };
    let indent = first.len() - first.trim_start().len();
    let text = paragraph.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    paragraph.clear();
    match marker(&text) {
        None => out.push_str(&spans(&indented(&neutral(&text), 0, width), paint)),
        Some(length) => {
            let (mark, rest) = text.split_at(length);
            let hang = indent + length;
            for (number, line) in wrap(&neutral(rest), width.saturating_sub(hang).max(20)).iter().enumerate()
            {
                let lead = if number == 0 { format!("{:indent$}{mark}", "") } else { " ".repeat(hang) };
                out.push_str(&spans(&format!("{lead}{line}\n"), paint));
            }
        }
    }
}

/// Code spans coloured (without colour they keep their marks), strong emphasis without its stars.
fn spans(text: &str, paint: Paint) -> String {
    if !paint.color {
        return text.replace("**", "");
    }
    let mut out = String::new();
    for (number, part) in text.replace("**", "").split('`').enumerate() {
        match number % 2 {
            0 => out.push_str(part),
            _ => out.push_str(&paint.ink(Ink::Next, part)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# egress-wildcard

## What it sees

A wildcard that stands for **every** host in `permissions.external.fetch`, written
over two lines.

```yaml
fetch:
  - '*'
```

- Name each host, and if the line is long enough it is wrapped under its own first word.
- Or none.

1. First.
";

    #[test]
    fn a_page_is_drawn_for_a_terminal() {
        insta::assert_snapshot!(markdown_page(PAGE, false, 60));
    }

    #[test]
    fn the_first_paragraph_is_prose() {
        assert_eq!(
            first_paragraph(PAGE).unwrap(),
            "A wildcard that stands for **every** host in `permissions.external.fetch`, written over two lines."
        );
        assert_eq!(first_paragraph("# x\n"), None);
    }

    #[test]
    fn a_page_sends_no_escape_sequence() {
        assert!(!markdown_page("a \u{1b}[2J\n```\n\u{1b}c\n```\n", false, 80).contains('\u{1b}'));
    }
}
