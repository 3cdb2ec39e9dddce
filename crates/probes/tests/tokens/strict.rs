//! An app that does everything right with `assay-auth`; or all but what it is told to put up with.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{Mutex, MutexGuard},
    time::{SystemTime, UNIX_EPOCH},
};

use assay_app::AppType;
use assay_auth::{
    Binding, ConnectToken, Draft, FitExpectation, FitToken, HmacKey, HmacStrength, InstallToken, Jwks,
    Refusal, Request, RsaPublicKey, Secret, SeenTokens, SigningKey, TimeRules, TrelloToken, UnixTime,
    connect_token, from_authorization, oauth, platform, trello_webhook,
};
use data_encoding::BASE64URL_NOPAD;

use crate::{
    app::{
        ADMIN, APP, APP_KEY, OTHER_SECRET, OTHER_TENANT, POWER_UP, SECRET, TENANT, WEBHOOK_SECRET, descriptor,
    },
    server::{self, Answer, Call},
};

/// The app.
pub(crate) struct Strict {
    app_type: AppType,
    base_url: String,
    keys: String,
    tolerates: BTreeSet<String>,
    state: Mutex<State>,
}

struct State {
    tenants: BTreeMap<String, Secret>,
    install_keys: BTreeMap<String, Option<RsaPublicKey>>,
    seen: SeenTokens,
    sessions: u8,
}

/// Serves one. `keys` is the address of the key server; `tolerates` are codes of refusals that it puts up with, and
/// the words in quotes below.
pub(crate) fn serve(app_type: AppType, keys: &str, tolerates: &[&str]) -> String {
    let keys = keys.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let tolerates = tolerates.iter().map(ToString::to_string).collect();
    let address = server::serve(move |address: SocketAddr| {
        let tenants = [(TENANT, SECRET), (OTHER_TENANT, OTHER_SECRET)];
        let state = State {
            tenants: tenants.map(|(tenant, secret)| (tenant.to_owned(), Secret::from(secret))).into(),
            install_keys: BTreeMap::new(),
            seen: SeenTokens::new(100_000),
            sessions: 0,
        };
        let app = Strict {
            app_type,
            base_url: format!("http://{address}"),
            keys,
            tolerates,
            state: Mutex::new(state),
        };
        move |call: &Call| app.answer(call)
    });
    format!("http://{address}")
}

fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    UnixTime(i64::try_from(since.as_secs()).unwrap())
}

fn request(call: &Call) -> Request<'_> {
    Request { method: &call.method, path: &call.path, query: &call.query, ..Request::default() }
}

impl Strict {
    fn answer(&self, call: &Call) -> Answer {
        let answered = match (self.app_type, call.method.as_str(), call.path.as_str()) {
            (AppType::Connect, "GET", "/atlassian-connect.json") => self.descriptor(),
            (AppType::Connect, "GET" | "HEAD", "/hello" | "/panel" | "/board") => {
                self.connect(call).map(|account| {
                    // As the official framework does: a token for calls of the page.
                    let key = HmacKey::new(Secret::from(SECRET)).unwrap();
                    let session =
                        Draft::session(APP_KEY, TENANT, Some(&account), now()).sign(SigningKey::Hmac(&key));
                    Answer::of(200, format!("<p>hello {account}</p>")).with("X-acpt", session)
                })
            }
            (AppType::Connect, "POST", "/hello") if self.puts_up_with("method") => {
                Ok(Answer::of(200, format!("<p>hello {ADMIN}</p>")))
            }
            (AppType::Connect, "GET", "/admin") => self.connect(call).map(|account| {
                let may = account == ADMIN || self.puts_up_with("permission");
                if may { Answer::of(200, "<p>settings</p>") } else { Answer::of(403, "") }
            }),
            (AppType::Connect, "GET", "/issue") => self.connect(call).map(|account| {
                let may = account == ADMIN || self.puts_up_with("permission");
                let key = call.parameter("key").unwrap_or_default();
                if may { Answer::of(200, format!("<p>the issue {key}</p>")) } else { Answer::of(404, "") }
            }),
            (AppType::Connect, "POST", "/webhook") => self.connect(call).map(|_| Answer::of(204, "")),
            (AppType::Connect, "POST", "/installed" | "/uninstalled") => self.install(call),
            (AppType::ForgeRemote, "POST" | "PUT", "/remote") => self.fit(call),
            (AppType::Trello, "GET" | "POST", "/board") => self.trello(call),
            (AppType::Trello, "POST", "/trello-webhook") => self.trello_webhook(call),
            (AppType::OAuth, "GET", "/login") => Ok(self.login(call)),
            (AppType::OAuth, "GET", "/callback") => self.callback(call),
            _ => Ok(Answer::of(404, "<p>nothing here</p>")),
        };
        answered.unwrap_or_else(|refusal| self.refuse(call, &refusal))
    }

    fn refuse(&self, call: &Call, refusal: &Refusal) -> Answer {
        let is_bad = !matches!(refusal, Refusal::NoToken);
        if is_bad && self.puts_up_with("hang") {
            std::thread::sleep(std::time::Duration::from_secs(30));
        }
        if is_bad && self.puts_up_with("echo") {
            return Answer::of(401, format!("not good: {} {:?}", call.query, call.headers("authorization")));
        }
        if is_bad && self.puts_up_with("break") {
            return Answer::of(500, "a stack trace");
        }
        Answer::of(401, "")
    }

    fn puts_up_with(&self, what: &str) -> bool {
        self.tolerates.contains(what)
    }

    /// What was verified; or something else where the reason against it is put up with.
    fn unless_tolerated<T>(
        &self,
        verified: Result<T, Refusal>,
        otherwise: impl FnOnce() -> T,
    ) -> Result<T, Refusal> {
        match verified {
            Err(refusal) if self.puts_up_with(refusal.code()) => Ok(otherwise()),
            other => other,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn once(&self, token: &str, expires_at: UnixTime) -> Result<(), Refusal> {
        let taken = self.state().seen.take(token, expires_at, now());
        if self.puts_up_with("replay") { Ok(()) } else { taken }
    }

    fn descriptor(&self) -> Result<Answer, Refusal> {
        let text = descriptor(&self.base_url);
        let text = match self.puts_up_with("descriptor") {
            true => text
                .replace("\"jwt\"", "\"none\"")
                .replace("\"signed-install\":true", "\"signed-install\":false"),
            false => text,
        };
        Ok(Answer(200, vec![("Content-Type".to_owned(), "application/json".to_owned())], text))
    }

    fn connect(&self, call: &Call) -> Result<String, Refusal> {
        let nobody = || "nobody".to_owned();
        let token = match connect_token(&call.query, &call.headers("authorization")) {
            Ok(token) => token,
            Err(Refusal::SeveralTokens { .. }) if self.puts_up_with("several-tokens") => {
                return Ok(ADMIN.to_owned());
            }
            refused => return self.unless_tolerated(refused, nobody),
        };
        let verified = self.verify_connect(call, &token);
        let (account, expires_at) = self.unless_tolerated(verified, || (ADMIN.to_owned(), now().plus(60)))?;
        if call.method != "GET" {
            self.once(&token, expires_at)?;
        }
        Ok(account)
    }

    fn verify_connect(&self, call: &Call, text: &str) -> Result<(String, UnixTime), Refusal> {
        let token = ConnectToken::parse(text)?;
        let query = self.query_as_read(&call.query);
        let binding = Binding::Request(Request { query: &query, ..request(call) });
        let tenant = token.claimed_tenant(&binding)?.to_owned();
        let secret = self.state().tenants.get(&tenant).cloned();
        let key = secret.and_then(|secret| HmacKey::new(secret).ok());
        let key = key.ok_or_else(|| Refusal::UnknownTenant { found: tenant.clone() })?;
        let claims = token.verify(&tenant, &key, &binding, &TimeRules::CONNECT, now())?;
        Ok((claims.account_id.unwrap_or_default(), claims.expires_at))
    }

    /// The query that the hash is made of: as it came, unless the app is a careless reader.
    fn query_as_read(&self, query: &str) -> String {
        if self.puts_up_with("hash-of-decoded") {
            let decoded = url::form_urlencoded::parse(query.as_bytes());
            let decoded: Vec<String> = decoded.map(|(name, value)| format!("{name}={value}")).collect();
            return decoded.join("&");
        }
        let name_of = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let mut pairs: Vec<&str> = query.split('&').collect();
        let mut seen = BTreeSet::new();
        if self.puts_up_with("hash-of-last") {
            pairs.reverse();
        }
        if self.puts_up_with("hash-of-first") || self.puts_up_with("hash-of-last") {
            pairs.retain(|pair| seen.insert(name_of(pair)));
        }
        pairs.join("&")
    }

    fn install(&self, call: &Call) -> Result<Answer, Refusal> {
        let text = match from_authorization(&call.headers("authorization"), assay_auth::Scheme::Jwt) {
            Ok(text) => text.to_owned(),
            refused => {
                return self.unless_tolerated(refused.map(|_| Answer::of(204, "")), || Answer::of(204, ""));
            }
        };
        if self.puts_up_with("symmetric-uninstall") && call.path == "/uninstalled" {
            // As in the days before signed callbacks.
            let (signed, signature) = text.rsplit_once('.').unwrap_or_default();
            let body: serde_json::Value = serde_json::from_str(&call.body).unwrap_or_default();
            let secret = self.state().tenants.get(body["clientKey"].as_str().unwrap_or_default()).cloned();
            let key = secret.and_then(|secret| HmacKey::new(secret).ok());
            let expected = key.map(|key| key.sign(HmacStrength::Sha256, signed.as_bytes()));
            if expected.is_some_and(|expected| BASE64URL_NOPAD.encode(&expected) == signature) {
                return Ok(Answer::of(204, ""));
            }
        }
        let verified = self.verify_install(call, &text);
        if let Err(refusal) = &verified
            && self.puts_up_with(refusal.code())
        {
            return Ok(Answer::of(204, ""));
        }
        let body = verified?;
        let mut state = self.state();
        match (call.path.as_str(), body.shared_secret) {
            ("/installed", Some(secret)) => state.tenants.insert(body.tenant, secret),
            ("/installed", None) => return Err(Refusal::Body { field: "sharedSecret" }),
            _ => state.tenants.remove(&body.tenant),
        };
        Ok(Answer::of(204, ""))
    }

    fn verify_install(&self, call: &Call, text: &str) -> Result<assay_auth::InstallBody, Refusal> {
        let token = InstallToken::parse(text)?;
        let key = self.install_key(token.key_id().as_str());
        let key = key.ok_or_else(|| Refusal::UnknownKey { kid: token.key_id().to_string() })?;
        let claims = token.verify(&self.base_url, &key, &request(call), &TimeRules::ONE_CALL, now())?;
        let body = claims.bind(call.body.as_bytes(), platform())?;
        self.once(text, claims.expires_at)?;
        Ok(body)
    }

    /// A key by its id, asked for once: that there is none is remembered too.
    fn install_key(&self, kid: &str) -> Option<RsaPublicKey> {
        let known = self.state().install_keys.get(kid).cloned();
        if let Some(known) = known.filter(|_| !self.puts_up_with("fetching")) {
            return known;
        }
        let fetched =
            server::get(&self.keys, &format!("/{kid}")).and_then(|pem| RsaPublicKey::from_pem(&pem).ok());
        self.state().install_keys.insert(kid.to_owned(), fetched.clone());
        fetched
    }

    fn fit(&self, call: &Call) -> Result<Answer, Refusal> {
        let verified = (|| {
            let text =
                from_authorization(&call.headers("authorization"), assay_auth::Scheme::Bearer)?.to_owned();
            let token = FitToken::parse(&text)?;
            let keys = server::get(&self.keys, platform_path(&platform().forge.key_set)).unwrap_or_default();
            let keys = Jwks::parse(keys.as_bytes()).unwrap_or_default();
            let expected = FitExpectation { app_id: APP.to_owned(), ..FitExpectation::default() };
            let claims = token.verify(&expected, &keys, &TimeRules::ONE_CALL, now())?;
            self.once(&text, claims.expires_at)?;
            Ok(())
        })();
        self.unless_tolerated(verified, || ())?;
        Ok(Answer::of(200, "{\"ok\":true}"))
    }

    fn trello(&self, call: &Call) -> Result<Answer, Refusal> {
        let verified = (|| {
            let text =
                from_authorization(&call.headers("authorization"), assay_auth::Scheme::Bearer)?.to_owned();
            let keys = server::get(&self.keys, platform_path(&platform().trello.keys)).unwrap_or_default();
            let keys = TrelloToken::keys(keys.as_bytes()).unwrap_or_default();
            TrelloToken::parse(&text)?.verify(POWER_UP, &keys, &TimeRules::TRELLO, now()).map(|_| ())
        })();
        self.unless_tolerated(verified, || ())?;
        Ok(Answer::of(200, "<p>the board</p>"))
    }

    fn trello_webhook(&self, call: &Call) -> Result<Answer, Refusal> {
        let signature = call.headers("x-trello-webhook").first().copied().unwrap_or_default().to_owned();
        let url = format!("{}{}", self.base_url, call.path);
        let secret = Secret::from(WEBHOOK_SECRET);
        let verified = trello_webhook::verify(&secret, call.body.as_bytes(), &url, &signature);
        self.unless_tolerated(verified, || ())?;
        Ok(Answer::of(200, ""))
    }

    fn state_key() -> HmacKey {
        HmacKey::new(Secret::from("the key for states")).unwrap()
    }

    /// The address to come back to: the app's own, unless it lets a request say.
    fn redirect_uri(&self, call: &Call) -> String {
        let forwarded =
            call.headers("x-forwarded-host").first().map(|host| format!("https://{host}/callback"));
        let given = call.parameter("redirect_uri");
        let forwarded = forwarded.filter(|_| self.puts_up_with("redirect-forwarded"));
        let given = given.filter(|_| self.puts_up_with("redirect-parameter"));
        given.or(forwarded).unwrap_or_else(|| "https://reference.example.com/callback".to_owned())
    }

    fn login(&self, call: &Call) -> Answer {
        let number = {
            let mut state = self.state();
            state.sessions = state.sessions.wrapping_add(1);
            state.sessions
        };
        let session = format!("session-{number}-of-a-browser");
        let state = oauth::state(
            &[number; oauth::ENTROPY],
            &Secret::from(session.as_str()),
            &Self::state_key(),
            now(),
        );
        let state = if self.puts_up_with("state-fixed") { "xyz".to_owned() } else { state };
        let authorize = &platform().oauth.authorize;
        let redirect = self.redirect_uri(call);
        let mut location = format!("{authorize}?response_type=code&client_id=client&redirect_uri={redirect}");
        if self.puts_up_with("secret-in-address") {
            location.push_str("&client_secret=of-the-client");
        }
        if !self.puts_up_with("state-missing") {
            location.push_str(&format!("&state={state}"));
        }
        let verifier = self.verifier(&session);
        let challenge = match self.puts_up_with("pkce-plain") {
            true => format!("{}&code_challenge_method=plain", String::from_utf8_lossy(verifier.expose())),
            false => format!("{}&code_challenge_method=S256", oauth::pkce_challenge(&verifier)),
        };
        location.push_str(&format!("&code_challenge={challenge}"));
        Answer::of(302, "")
            .with("Location", location)
            .with("Set-Cookie", format!("sid={session}; Path=/; HttpOnly"))
    }

    /// What the browser of a session has to answer for: made of the session, so that nothing is kept.
    fn verifier(&self, session: &str) -> Secret {
        let session = if self.puts_up_with("pkce-fixed") { "" } else { session };
        let bytes = Self::state_key().sign(HmacStrength::Sha256, format!("verifier of {session}").as_bytes());
        oauth::pkce_verifier(&bytes.try_into().unwrap())
    }

    fn callback(&self, call: &Call) -> Result<Answer, Refusal> {
        let cookie = call.headers("cookie").first().copied().unwrap_or_default().to_owned();
        let session = Secret::from(cookie.strip_prefix("sid=").unwrap_or_default());
        let state = call.parameter("state").unwrap_or_default();
        let verified = oauth::verify_state(&state, &session, &Self::state_key(), now())
            .and_then(|expires_at| self.once(&state, expires_at));
        if !self.puts_up_with("state") {
            verified?;
        }
        let code = call.parameter("code").ok_or(Refusal::NoToken)?;
        let mut form = format!("grant_type=authorization_code&code={code}");
        if !self.puts_up_with("verifier") {
            let verifier = self.verifier(cookie.strip_prefix("sid=").unwrap_or_default());
            form.push_str(&format!("&code_verifier={}", String::from_utf8_lossy(verifier.expose())));
        }
        let token = server::redeem(&self.keys, "/oauth/token", &form).unwrap_or_default();
        Ok(Answer::of(302, "").with(
            "Location",
            match self.puts_up_with("token-in-address") {
                true => format!("/connected?access_token={token}"),
                false => "/connected".to_owned(),
            },
        ))
    }
}

fn platform_path(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}
