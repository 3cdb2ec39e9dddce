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
    let (_, rest) = line.split_once("assay-ignore")?;
    let (rules, reason) = rest.split_once(':')?;
    let named = rules.split(',').any(|name| name.trim() == rule);
    let reason = reason.trim().trim_end_matches("*/}").trim_end_matches("*/").trim_end_matches("-->").trim();
    (named && !reason.is_empty()).then(|| reason.to_owned())
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
