//! For build servers: JUnit's XML, one case a step.

use std::fmt::Write as _;

use crate::scenario::Outcome;

/// The outcomes of a scenario as one XML document.
#[must_use]
pub fn junit(name: &str, outcomes: &[Outcome]) -> String {
    let failed = outcomes.iter().filter(|it| !it.is_met()).count();
    let numbers = format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\"", outcomes.len());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {numbers}>\n  <testsuite name=\"{}\" {numbers}>\n",
        text(name)
    );
    for outcome in outcomes {
        let _ = write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\" line=\"{}\">",
            text(name),
            text(&outcome.step.name),
            text(name),
            outcome.step.line()
        );
        for unmet in &outcome.unmet {
            let _ = write!(
                out,
                "<failure type=\"{}\" message=\"{}\">as {}</failure>",
                unmet.what,
                text(&unmet.because),
                text(&outcome.who)
            );
        }
        out.push_str("</testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

/// Text that may stand in an attribute or between tags; characters XML has no place for are shown as `�`.
fn text(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            it if it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            it => out.push(it),
        }
    }
    out
}
