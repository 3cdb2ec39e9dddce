//! Colour, where it is wanted.

use anstyle::{AnsiColor, Style};

/// What a stretch of text means; how that looks is decided here alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// A heading or a name.
    Strong,
    /// What may be skipped at a glance.
    Faint,
    /// A failure.
    Bad,
    /// Advice, and what a person should look at.
    Amber,
    /// Nobody looked, or it cannot be told.
    Open,
    /// Fine.
    Good,
    /// What to do next.
    Next,
}

/// Paints, or leaves text as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    /// Whether colour is wanted.
    pub(crate) color: bool,
}

impl Paint {
    /// `text`, painted.
    pub(crate) fn ink(self, ink: Ink, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let colored = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        let style = match ink {
            Ink::Strong => Style::new().bold(),
            Ink::Faint => Style::new().dimmed(),
            Ink::Bad => colored(AnsiColor::BrightRed).bold(),
            Ink::Amber => colored(AnsiColor::Yellow).bold(),
            Ink::Open => colored(AnsiColor::Magenta).bold(),
            Ink::Good => colored(AnsiColor::Green),
            Ink::Next => colored(AnsiColor::Cyan),
        };
        format!("{}{text}{}", style.render(), style.render_reset())
    }
}
