//! What a running app was asked and what it answered: §3.46 and §3.47 of SARIF.

use std::collections::BTreeMap;

use assay_evidence::{Evidence, Exchange};

use super::model::{ArtifactContent, WebRequest, WebResponse};

/// The telling exchange of a piece of evidence, where it has one.
pub(super) fn exchange(evidence: &Evidence) -> (Option<WebRequest>, Option<WebResponse>) {
    let Some(exchange) = evidence.live.as_ref().and_then(|live| live.exchanges.first()) else {
        return (None, None);
    };
    (Some(request(exchange)), Some(response(exchange)))
}

fn request(exchange: &Exchange) -> WebRequest {
    let request = &exchange.request;
    WebRequest {
        protocol: "HTTP",
        version: "1.1",
        method: request.method.clone(),
        target: request.url.clone(),
        headers: joined(&request.headers),
        body: content(request.body.as_ref()),
    }
}

fn response(exchange: &Exchange) -> WebResponse {
    match &exchange.response {
        Some(response) => WebResponse {
            protocol: Some("HTTP"),
            version: Some("1.1"),
            status_code: Some(response.status),
            reason_phrase: None,
            headers: joined(&response.headers),
            body: content(response.body.as_ref()),
            no_response_received: None,
        },
        None => WebResponse {
            protocol: None,
            version: None,
            status_code: None,
            reason_phrase: exchange.trouble.clone(),
            headers: BTreeMap::new(),
            body: None,
            no_response_received: Some(true),
        },
    }
}

/// A name may stand there once: values of one that came twice are joined, as RFC 9110 section 5.3 allows.
fn joined(headers: &[(String, String)]) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        all.entry(name.clone())
            .and_modify(|known| {
                known.push_str(", ");
                known.push_str(value);
            })
            .or_insert_with(|| value.clone());
    }
    all
}

fn content(body: Option<&String>) -> Option<ArtifactContent> {
    body.map(|text| ArtifactContent { text: text.clone() })
}
