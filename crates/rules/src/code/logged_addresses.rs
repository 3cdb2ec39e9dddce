//! Addresses of requests that are logged whole, where a credential stands in them.

use assay_code::{
    Analysis, Call, Event, Origin, Source, Value,
    model::{Part, Role},
};

use super::authorization_request::redeemed;
use super::sensitive::{Exposed, Sensitive};

/// The address of a callback that is written whole to a log: the code that is redeemed behind it stands in its query.
pub(crate) fn with_code(code: &Analysis, event: &Event, call: &Call, value: &Value) -> Option<Exposed> {
    let entry = event.entry?;
    let is_address = |origin: &&Origin| {
        matches!(origin.source, Source::Caller(Part::Url))
            && matches!(origin.field.as_str(), "" | "href" | "search" | "query")
            && origin.cleansed.is_as_it_came()
    };
    let origin = value.deep_origins().iter().find(is_address)?.clone();
    if !names_the_whole(code, call) {
        return None;
    }
    let comes_in_query = |code: &Value| {
        code.deep_origins().iter().any(|origin| matches!(origin.source, Source::Caller(Part::Query)))
    };
    let redeems = code.calls_of(entry).any(|(_, call)| redeemed(call).as_ref().is_some_and(comes_in_query));
    let words = "the address of the callback, with the code that is redeemed,".to_owned();
    redeems.then_some(Exposed { kind: Sensitive::Secret, words, origin, sure: true })
}

/// The address that the content of an attachment was redirected to, written whole to a log: it carries a token that opens the
/// file to anybody.
///
/// Source: <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/>, "Get attachment
/// content" (read 2026-11-23): a redirect to the media service.
pub(crate) fn of_media(code: &Analysis, call: &Call, value: &Value) -> Option<Exposed> {
    let is_content = |origin: &&Origin| {
        let Source::Response(fetched) = &origin.source else { return false };
        let route = fetched.call.role(Role::Route);
        origin.field == "url"
            && origin.cleansed.is_as_it_came()
            && route.texts().any(|text| text.template().contains("/attachment/content/"))
            && fetched.call.role(Role::Options).field("redirect").is_undefined()
    };
    let origin = value.deep_origins().iter().find(is_content)?.clone();
    let words = "the address of a file at the media service, with the token that opens it,".to_owned();
    names_the_whole(code, call).then_some(Exposed { kind: Sensitive::Secret, words, origin, sure: true })
}

/// `req.originalUrl`, `request.url`, `get_full_path()`: with the query; `req.path` is without.
fn names_the_whole(code: &Analysis, call: &Call) -> bool {
    let span = call.site.span;
    let written = code.text(call.site).as_str().get(span.start..span.end).unwrap_or_default();
    let written = written.to_ascii_lowercase();
    ["url", "full_path", "fullpath", "absolute_uri"].iter().any(|name| written.contains(name))
        && !written.contains("split(")
}
