//! Code frames: the lines a place carries, with what is meant marked in them.

use assay_source::Place;
use maud::{Markup, html};

use super::words::plain;
use crate::frame::shown;

/// A place: its address, and below it its lines where it carries some.
pub(super) fn frame(place: &Place) -> Markup {
    html! {
        figure.frame {
            figcaption { code { (plain(&place.to_string())) } }
            @if let Some((source, meant, excerpt)) = shown(place) {
                pre { code { (lines(&source, meant.start, meant.end, excerpt.first_line)) } }
            }
        }
    }
}

/// Each line with its number; numbers are no text, so that code can be copied.
fn lines(source: &str, start: usize, end: usize, first: u32) -> Markup {
    let mut at = 0;
    let lines = source.split('\n').zip(first..).map(|(line, number)| {
        let offset = at;
        at += line.len() + 1;
        let inside = |byte: usize| byte.saturating_sub(offset).min(line.len());
        let (from, to) = (inside(start), inside(end));
        // The indent of a following line is not what is meant.
        let from = from + line[from..to].len() - line[from..to].trim_start().len();
        let touched = to > from || (start == end && (offset..=offset + line.len()).contains(&start));
        (number, line, from, to, touched)
    });
    html! {
        @for (number, line, from, to, touched) in lines {
            span.line.meant[touched] data-n=(number) {
                (line[..from])
                @if to > from { mark { (line[from..to]) } }
                (line[to..])
                "\n"
            }
        }
    }
}
