//! What a running app was asked and what it answered.

use assay_evidence::{Exchange, LiveProof, Subject};
use maud::{Markup, html};

use super::super::words::{plain, sentence};

/// Where a running app was seen.
pub(super) fn seen_at(subject: &Subject) -> Markup {
    html! {
        @if let Subject::Deployment { url, .. } = subject { p.small { "Seen at " code { (plain(url)) } } }
    }
}

/// The proof of a running app: each exchange, and how to see it again.
pub(super) fn proof(proof: &LiveProof) -> Markup {
    html! {
        p.small { "Tested " (proof.depth.words()) "." }
        @for exchange in &proof.exchanges { (told(exchange)) }
        @if !proof.repeat.is_empty() {
            details.way {
                summary { "See it again" }
                @for line in &proof.repeat { pre { code { (plain(line)) } } }
            }
        }
    }
}

fn told(exchange: &Exchange) -> Markup {
    let request = &exchange.request;
    html! {
        details.way {
            summary { (sentence(&exchange.what)) " " code { (plain(&exchange.line())) } }
            pre { code {
                (plain(&format!("{} {}", request.method, request.url))) "\n"
                @for (name, value) in &request.headers { (plain(&format!("{name}: {value}"))) "\n" }
                @if let Some(body) = &request.body { "\n" (plain(body)) "\n" }
            } }
            @if let Some(response) = &exchange.response {
                pre { code {
                    (response.status) "\n"
                    @for (name, value) in &response.headers { (plain(&format!("{name}: {value}"))) "\n" }
                    @if let Some(body) = &response.body { "\n" (plain(body)) "\n" }
                } }
            }
            @if let Some(trouble) = &exchange.trouble { p.small { (sentence(trouble)) } }
        }
    }
}
