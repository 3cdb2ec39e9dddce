//! The scripts of a page or template, where markup is read without a parser.

use assay_source::Span;

/// One script.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageScript {
    /// From its tag to its closing tag.
    pub(crate) span: Span,
    /// What lies between them.
    pub(crate) code: Span,
    /// Whether a browser runs it.
    pub(crate) is_run: bool,
}

/// All of them, in order. What begins in another is a part of it.
pub(crate) fn of(text: &str) -> Vec<PageScript> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<PageScript> = Vec::new();
    for (open, _) in lower.match_indices("<script") {
        if found.last().is_some_and(|last| open < last.span.end) {
            continue;
        }
        let Some(start) = lower[open..].find('>').map(|at| open + at + 1) else { break };
        let tag = &lower[open..start];
        let end = lower[start..].find("</script").map_or(lower.len(), |at| start + at);
        let is_run = !tag.contains("type=") || tag.contains("javascript") || tag.contains("module");
        found.push(PageScript { span: Span { start: open, end }, code: Span { start, end }, is_run });
    }
    found
}

/// Whether something lies within one of these.
pub(crate) fn hold(scripts: &[PageScript], what: Span) -> bool {
    let next = scripts.partition_point(|script| script.span.end < what.end);
    scripts.get(next).is_some_and(|script| script.span.start <= what.start)
}
