//! Code frames: a sentence, the lines it is about, what would be right.
//!
//! A frame is drawn from the excerpt a [`Place`] carries, so a saved assessment shows the same frames as a
//! fresh one. An excerpt is redacted and cut, so a column may point past what is left of its line; the frame
//! then underlines what is there.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use assay_source::{Diagnostic, Excerpt, Level as DiagnosticLevel, Place, Region};

use crate::text::{neutral, neutral_source, wrap};

/// How bad a frame looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Error,
    Warning,
    Note,
}

/// One frame before it is drawn.
pub(crate) struct Frame<'a> {
    /// How bad it looks.
    pub(crate) tone: Tone,
    /// The word before the bracket.
    pub(crate) word: &'a str,
    /// The id in the bracket.
    pub(crate) id: &'a str,
    /// The sentence.
    pub(crate) title: &'a str,
    /// Where, the most important first; each with what is to be seen there.
    pub(crate) places: Vec<(&'a Place, &'a str)>,
    /// What to show instead of a place where there is none.
    pub(crate) origin: Option<String>,
    /// `help:` and `note:` lines below.
    pub(crate) footers: Vec<(Tone, &'static str, String)>,
}

impl Frame<'_> {
    /// Draws it, with a line end.
    pub(crate) fn draw(&self, color: bool, width: usize) -> String {
        let level = match self.tone {
            Tone::Error => Level::ERROR,
            Tone::Warning => Level::WARNING,
            Tone::Note => Level::NOTE,
        };
        let title = level.with_name(self.word.to_owned()).primary_title(neutral(self.title).into_owned());
        let mut group = title.id(neutral(self.id).into_owned()).elements(std::iter::empty::<Element<'_>>());
        if let Some(origin) = &self.origin {
            group = group.element(Origin::path(neutral(origin).into_owned()));
        }
        for (rank, (place, label)) in self.places.iter().enumerate() {
            group = match shown(place) {
                None => group.element(Origin::path(neutral(&place.to_string()).into_owned())),
                Some((source, span, excerpt)) => {
                    let kind = if rank == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
                    let label = (!label.is_empty()).then(|| neutral(label).into_owned());
                    group.element(
                        Snippet::source(source)
                            .path(neutral(place.file.as_str()).into_owned())
                            .line_start(excerpt.first_line as usize)
                            .fold(false)
                            .annotation(kind.span(span).label(label)),
                    )
                }
            };
        }
        for (tone, word, text) in &self.footers {
            let level = if *tone == Tone::Note { Level::NOTE } else { Level::HELP };
            group = group.element(level.with_name(*word).message(footer(text, width)));
        }
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        format!("{}\n", renderer.term_width(width).render(&[group]))
    }
}

/// A footer wraps, and may have lines of its own; each of them is neutralised.
fn footer(text: &str, width: usize) -> String {
    // Room for the gutter and the word before the text.
    let width = width.saturating_sub(16).max(30);
    text.lines().flat_map(|line| wrap(&neutral(line), width)).collect::<Vec<_>>().join("\n")
}

/// The excerpt as one text, neutralised, and the bytes of it that are meant.
pub(crate) fn shown(place: &Place) -> Option<(String, Range<usize>, &Excerpt)> {
    let (region, excerpt) = (place.region?, place.excerpt.as_ref()?);
    let lines: Vec<_> = excerpt.lines.iter().map(|line| neutral_source(line)).collect();
    if lines.is_empty() {
        return None;
    }
    let span = span(&lines, excerpt.first_line, region);
    Some((lines.join("\n"), span, excerpt))
}

fn span(lines: &[impl AsRef<str>], first_line: u32, region: Region) -> Range<usize> {
    let last = lines.len() - 1;
    let index = |line: u32| (line.saturating_sub(first_line) as usize).min(last);
    let (from, to) = (index(region.start.line), index(region.end.line));
    let start_of = |index: usize| lines[..index].iter().map(|line| line.as_ref().len() + 1).sum::<usize>();
    let byte = |index: usize, column: u32| {
        let line = lines[index].as_ref();
        let at = line.char_indices().nth((column as usize).saturating_sub(1));
        start_of(index) + at.map_or(line.len(), |(byte, _)| byte)
    };
    let start = byte(from, region.start.column);
    let end = match region.end.line.saturating_sub(first_line) as usize > last {
        true => start_of(last) + lines[last].as_ref().len(),
        false => byte(to, region.end.column),
    };
    let line = lines[from].as_ref();
    let masked_before = line.find('…').is_some_and(|mask| start_of(from) + mask < start);
    if masked_before || start >= start_of(from) + line.len() {
        // What stood before it was masked or cut: columns no longer count, the whole line does.
        let indent = line.len() - line.trim_start().len();
        return start_of(from) + indent..start_of(from) + line.trim_end().len().max(indent);
    }
    start..end.max(start)
}

/// Draws diagnostics, in the order given, each followed by an empty line.
///
/// Shared by every report for people and by the command line, which shows mistakes in its own input with it.
pub fn diagnostics(diagnostics: &[Diagnostic], color: bool, width: usize) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let (tone, word) = match diagnostic.level {
            DiagnosticLevel::Error => (Tone::Error, "error"),
            DiagnosticLevel::Warning => (Tone::Warning, "warning"),
            DiagnosticLevel::Note => (Tone::Note, "note"),
        };
        let help = diagnostic.help.iter().map(|help| (Tone::Warning, "help", help.clone()));
        let frame = Frame {
            tone,
            word,
            id: &diagnostic.code.0,
            title: &diagnostic.message,
            places: diagnostic.labels.iter().map(|label| (&label.place, label.text.as_str())).collect(),
            origin: None,
            footers: help.collect(),
        };
        out.push_str(&frame.draw(color, width));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use assay_source::{RelPath, SourceText, Span};

    use super::*;

    fn frame(source: &str, span: Span) -> String {
        let text = SourceText::new(RelPath::parse("app/manifest.yml").unwrap(), source.as_bytes());
        let place = text.place(span);
        Frame {
            tone: Tone::Error,
            word: "high",
            id: "egress-wildcard",
            title: "Any host may be reached.",
            places: vec![(&place, "any host")],
            origin: None,
            footers: vec![(Tone::Warning, "help", "Name the hosts.".to_owned())],
        }
        .draw(false, 100)
    }

    #[test]
    fn the_region_is_underlined() {
        let source = "a: 1\nfetch:\n\tbackend: ['*']\nb: 2\n";
        let at = source.find("'*'").unwrap();
        insta::assert_snapshot!(frame(source, Span::new(at, at + 3)));
    }

    #[test]
    fn behind_a_masked_secret_the_whole_line_is_underlined() {
        let source = "x: 1\n{ client_secret: 'hunter2hunter2', url: 'http://x' }\n";
        let at = source.find("'http").unwrap();
        let drawn = frame(source, Span::new(at, at + 10));
        assert!(!drawn.contains("hunter2"));
        insta::assert_snapshot!(drawn);
    }

    #[test]
    fn several_lines_are_bracketed() {
        let source = "a:\n  b:\n    c\n  d\n";
        insta::assert_snapshot!(frame(source, Span::new(3, 13)));
    }

    #[test]
    fn an_escape_sequence_in_the_source_is_shown_not_sent() {
        let source = "name: \u{1b}[2J\u{202e}x\u{7}\n";
        let drawn = frame(source, Span::new(6, 14));
        assert!(drawn.chars().all(|c| c == '\n' || !c.is_control()), "{drawn:?}");
        insta::assert_snapshot!(drawn);
    }
}
