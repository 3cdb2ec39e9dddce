//! Comments that say a finding is none: `assay-ignore <rule>: <reason>`, at the end of the line or on the
//! line before. A comment without a reason suppresses nothing.

use assay_evidence::Evidence;
use assay_source::SourceText;

use crate::Case;

/// Notes on each piece of evidence the reason its author gives in a comment, where there is one.
pub(crate) fn note(case: &Case<'_>, evidence: &mut [Evidence]) {
    for evidence in evidence {
        let Some(place) = &evidence.place else { continue };
        let Ok(text) = case.app.tree.read(&place.file) else { continue };
        let line = place.line();
        evidence.suppressed = reason(&text, line, evidence.by.as_str());
    }
}

fn reason(text: &SourceText, line: u32, rule: &str) -> Option<String> {
    let before = text.line(line.saturating_sub(1)).trim_start();
    let is_comment = ["#", "//", "/*", "*", "<!--", "{/*"].iter().any(|start| before.starts_with(start));
    parse(text.line(line), rule).or_else(|| parse(before, rule).filter(|_| is_comment))
}

/// The reason in a line, for one rule.
fn parse(line: &str, rule: &str) -> Option<String> {
    let comment = Comment::read(line)?;
    comment.rules.contains(&rule).then_some(comment.reason?).map(ToOwned::to_owned)
}

/// What stands behind `assay-ignore`.
pub(crate) struct Comment<'a> {
    /// The rules it names.
    pub(crate) rules: Vec<&'a str>,
    /// Why they are wrong here; a comment without it suppresses nothing.
    pub(crate) reason: Option<&'a str>,
}

impl<'a> Comment<'a> {
    /// The comment in a line, where the line has one.
    pub(crate) fn read(line: &'a str) -> Option<Self> {
        let (_, rest) = line.split_once("assay-ignore")?;
        let (rules, reason) = rest.split_once(':').unwrap_or((rest, ""));
        let reason = without_end(reason);
        Some(Self {
            rules: without_end(rules).split(',').map(str::trim).filter(|rule| !rule.is_empty()).collect(),
            reason: (!reason.is_empty()).then_some(reason),
        })
    }
}

/// A text without what ends a comment.
fn without_end(text: &str) -> &str {
    text.trim().trim_end_matches("*/}").trim_end_matches("*/").trim_end_matches("-->").trim()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_reason_is_needed_and_the_rule_is_named() {
        let line = "- '*' # assay-ignore egress-wildcard, other: customers name their own server";
        assert_eq!(parse(line, "egress-wildcard").as_deref(), Some("customers name their own server"));
        assert_eq!(parse(line, "egress-http"), None);
        assert_eq!(parse("- '*' # assay-ignore egress-wildcard", "egress-wildcard"), None);
        assert_eq!(parse("- '*' # assay-ignore egress-wildcard: ", "egress-wildcard"), None);
    }
}
