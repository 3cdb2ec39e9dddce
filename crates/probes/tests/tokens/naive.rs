//! An app that verifies nothing: it decodes tokens and believes them. Only somebody it has never heard of is refused,
//! which is why testers that know no tenant of it find nothing.

use std::{collections::BTreeSet, net::SocketAddr, sync::Mutex};

use assay_app::AppType;
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use crate::{
    app::{APP, OTHER_TENANT, POWER_UP, TENANT, descriptor},
    server::{self, Answer, Call},
};

/// Serves one. It asks the key server whatever a token tells it to ask, and does not look at the answer.
pub(crate) fn serve(app_type: AppType, keys: &str) -> String {
    let keys = keys.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let address = server::serve(move |address: SocketAddr| {
        let tenants = Mutex::new(BTreeSet::from([TENANT.to_owned(), OTHER_TENANT.to_owned()]));
        move |call: &Call| answer(app_type, &format!("http://{address}"), &keys, &tenants, call)
    });
    format!("http://{address}")
}

fn answer(
    app_type: AppType,
    base_url: &str,
    keys: &str,
    tenants: &Mutex<BTreeSet<String>>,
    call: &Call,
) -> Answer {
    let (header, claims) = decoded(call);
    let text =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let refused = || Answer::of(401, "");
    match (app_type, call.path.as_str()) {
        (AppType::Connect, "/atlassian-connect.json") => Answer::of(
            200,
            descriptor(base_url)
                .replace("\"jwt\"", "\"none\"")
                .replace("\"signed-install\":true", "\"signed-install\":false"),
        ),
        (AppType::Connect, "/installed") => {
            if header.is_object() {
                server::get(keys, &format!("/{}", text(&header, "kid")));
                for pointer in ["jku", "x5u"] {
                    let address = text(&header, pointer);
                    if let Some((host, path)) = address.trim_start_matches("http://").split_once('/') {
                        server::get(host, &format!("/{path}"));
                    }
                }
            }
            if !claims.is_object() {
                return refused();
            }
            let body: Value = serde_json::from_str(&call.body).unwrap_or_default();
            tenants.lock().unwrap().insert(text(&body, "clientKey"));
            Answer::of(204, "")
        }
        (AppType::Connect, "/uninstalled") => Answer::of(204, ""),
        (AppType::Connect, "/hello" | "/admin" | "/webhook" | "/issue") => {
            let known = |name: String| tenants.lock().unwrap().contains(&name);
            let audience =
                claims.get("aud").and_then(|aud| aud.get(0)).and_then(Value::as_str).unwrap_or_default();
            if known(text(&claims, "iss")) || known(audience.to_owned()) {
                let of = call.parameter("key").unwrap_or_default();
                Answer::of(200, format!("<p>hello, whoever you are {of}</p>")).with("X-acpt", session())
            } else {
                refused()
            }
        }
        (AppType::ForgeRemote, "/remote") => {
            // The mistake that was seen in the wild: the app asks the token which app it is for.
            let app = text(claims.get("app").unwrap_or(&Value::Null), "id");
            let audience = text(&claims, "aud");
            if audience == APP || (audience == app && !app.is_empty()) {
                Answer::of(200, "{\"ok\":true}")
            } else {
                refused()
            }
        }
        (AppType::Trello, "/board") => {
            if claims.is_object() || text(&claims, "idPlugin") == POWER_UP {
                Answer::of(200, "<p>the board</p>")
            } else {
                refused()
            }
        }
        (AppType::Trello, "/trello-webhook") => Answer::of(200, ""),
        (AppType::OAuth, "/login") => {
            let location = format!(
                "{}?response_type=code%20token&client_id=client&client_secret=of-the-client&state=xyz&code_challenge=xyz&redirect_uri={}",
                assay_auth::platform().oauth.authorize,
                redirect_uri(call)
            );
            Answer::of(302, "").with("Location", location)
        }
        (AppType::OAuth, "/callback") => {
            let code = call.parameter("code").unwrap_or_default();
            let token = server::redeem(keys, "/oauth/token", &format!("code={code}")).unwrap_or_default();
            Answer::of(302, "").with("Location", format!("/connected#access_token={token}"))
        }
        _ => Answer::of(404, "<p>nothing here</p>"),
    }
}

/// The address to come back to, as whoever asks would have it.
fn redirect_uri(call: &Call) -> String {
    if let Some(given) = call.parameter("redirect_uri") {
        return given;
    }
    let first = |name: &str| call.headers(name).first().map(|value| (*value).to_owned());
    let forwarded = first("forwarded").and_then(|value| Some(value.strip_prefix("host=")?.to_owned()));
    let host = first("host").filter(|host| !host.starts_with("127."));
    let host = first("x-forwarded-host").or(forwarded).or(host);
    format!("http://{}/callback", host.unwrap_or_else(|| "reference.example.com".to_owned()))
}

/// A token for calls of the page, signed by nobody.
fn session() -> String {
    let part = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!(
        "{}.{}.",
        part(serde_json::json!({ "alg": "none" })),
        part(serde_json::json!({ "aud": [TENANT] }))
    )
}

/// Header and claims of whatever looks like a token, wherever it stands.
fn decoded(call: &Call) -> (Value, Value) {
    let in_header = call
        .headers("authorization")
        .first()
        .map(|field| field.split(' ').next_back().unwrap_or_default().to_owned());
    let in_form = || {
        let mut form = url::form_urlencoded::parse(call.body.as_bytes());
        form.find(|(name, _)| name == "jwt").map(|(_, value)| value.into_owned())
    };
    let in_json = || {
        let body: Value = serde_json::from_str(&call.body).ok()?;
        body["jwt"].as_str().map(str::to_owned)
    };
    let in_body = || in_json().or_else(in_form);
    let token = call.parameter("jwt").or(in_header).or_else(in_body).unwrap_or_default();
    let part = |at: usize| {
        let bytes = BASE64URL_NOPAD.decode(token.split('.').nth(at)?.as_bytes()).ok()?;
        let part: Value = serde_json::from_slice(&bytes).ok()?;
        // As most readers do; ours takes any number where another crate of the build asks it to keep all digits.
        let is_beyond = |value: &Value| value.is_number() && value.as_f64().is_none();
        let beyond = part.as_object().is_some_and(|claims| claims.values().any(is_beyond));
        (!beyond).then_some(part)
    };
    (part(0).unwrap_or_default(), part(1).unwrap_or_default())
}
