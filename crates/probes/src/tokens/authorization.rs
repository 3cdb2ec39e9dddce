//! Beginning an authorisation as a browser does, and coming back from it.

use url::Url;

use crate::{Answer, Endpoint, Request, Role, Scene};

/// How a browser begins, where that is not as usual.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Manner {
    /// A header that comes along.
    pub(super) header: Option<(&'static str, &'static str)>,
    /// A parameter that comes along.
    pub(super) parameter: Option<(&'static str, &'static str)>,
}

/// An authorisation that was begun.
#[derive(Debug)]
pub(super) struct Begun {
    /// Where the browser is sent.
    pub(super) location: Url,
    /// The `state` in there.
    pub(super) state: Option<String>,
    /// The cookie that came along: the browser's session.
    cookie: Option<String>,
    /// The exchange.
    pub(super) answer: Answer,
}

impl Begun {
    /// Asks the app's pages, as a browser without cookies, until one leads to an authorisation server.
    pub(super) async fn begin(scene: &Scene<'_>, case: &str) -> Result<Self, String> {
        Self::begin_as(scene, case, Manner::default()).await
    }

    /// The same in another manner.
    pub(super) async fn begin_as(scene: &Scene<'_>, case: &str, manner: Manner) -> Result<Self, String> {
        let pages = scene.target.endpoints.iter().filter(|endpoint| {
            matches!(endpoint.role, Role::Page | Role::ModulePage) && endpoint.method == "GET"
        });
        for page in pages {
            let mut url = page.url.clone();
            if let Some((name, value)) = manner.parameter {
                url.query_pairs_mut().append_pair(name, value);
            }
            let mut request = Request::get(format!("{case} {}", page.label()), &url);
            if let Some((name, value)) = manner.header {
                request = request.header(name, value);
            }
            let (answer, cookie) = scene.client.send_for_token(request, "set-cookie").await;
            let location = answer.reply().and_then(|reply| reply.header("location"));
            let Some(location) = location.and_then(|location| page.url.join(location).ok()) else { continue };
            // `code`, or the flows that bring tokens back in the address.
            let Some(kind) = parameter(&location, "response_type") else { continue };
            if !kind.split_whitespace().any(|kind| matches!(kind, "code" | "token" | "id_token")) {
                continue;
            }
            let cookie = cookie.and_then(|cookie| {
                let text = std::str::from_utf8(cookie.expose()).ok()?;
                Some(text.split(';').next()?.trim().to_owned())
            });
            return Ok(Self { state: parameter(&location, "state"), cookie, location, answer });
        }
        Err("no page of the app led to an authorisation server; name the one that does as an endpoint"
            .to_owned())
    }

    /// A parameter of the request to the authorisation server.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        parameter(&self.location, name)
    }

    /// The browser of this authorisation, sent back to a callback with a code and a `state`.
    pub(super) fn come_back(
        &self,
        case: String,
        callback: &Endpoint,
        code: &str,
        state: Option<&str>,
    ) -> Request {
        let mut url = callback.url.clone();
        url.query_pairs_mut().append_pair("code", code);
        if let Some(state) = state {
            url.query_pairs_mut().append_pair("state", state);
        }
        let request = Request::get(case, &url);
        let request = match state {
            Some(state) => {
                request.secret(url::form_urlencoded::byte_serialize(state.as_bytes()).collect::<String>())
            }
            None => request,
        };
        match &self.cookie {
            Some(cookie) => request.header("Cookie", cookie).secret(cookie),
            None => request,
        }
    }
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(given, _)| given == name).map(|(_, value)| value.into_owned())
}
