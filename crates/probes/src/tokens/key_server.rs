//! A server of keys of our own, for an app in staging that takes its keys from it.
//!
//! It answers as the platform's servers do: the PEM text of an install key at `/<kid>`, a key set at
//! `/.well-known/jwks.json`, that of the platform's staging environment at `/staging/.well-known/jwks.json`, Trello's list at `/1/resource/jwt-public-keys`, and a token endpoint of OAuth at
//! `/oauth/token` that takes any code. Whatever is asked for is counted, and told at `/assay/requests`.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use assay_auth::{KeyError, RsaPrivateKey, Secret};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use url::Url;

use super::ring::KEY_ID;

/// The folder that no honest request asks for: who asks was led there by a token.
pub(super) const CANARY: &str = "canary";

/// Key ids that have this beginning are answered like [`KEY_ID`], each counted by itself.
pub(super) const KEPT_KEY_ID: &str = "assay-kept-";

/// The access token that every code is redeemed for: it opens nothing, and is watched for in what the app answers.
pub(super) const ACCESS_TOKEN: &str = "assay-probe-access-of-nobody";

/// The id of the only key of the set that stands for the platform's staging environment.
const STAGING_KEY_ID: &str = "assay-staging-key";

/// Where the log is told.
pub(super) const LOG: &str = "/assay/requests";

/// The most bytes of a request that are read.
const REQUEST_LIMIT: usize = 64 * 1024;

/// The most paths and codes that are remembered.
const LOG_LIMIT: usize = 4096;

/// Patience with a request.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the server was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// How often each path was asked for, query included; long ones cut to 200 characters.
    pub paths: BTreeMap<String, u64>,
    /// Codes that were brought to the token endpoint.
    pub codes: Vec<String>,
    /// The beginnings of the challenges of the verifiers that came with them, by code: never a verifier, and nothing that
    /// looks like a secret.
    #[serde(default)]
    pub challenges: BTreeMap<String, String>,
}

/// The server. It answers while [`KeyServer::serve`] is awaited.
#[derive(Debug)]
pub struct KeyServer {
    listener: TcpListener,
    address: SocketAddr,
    key: Arc<RsaPrivateKey>,
    log: Arc<Mutex<Log>>,
}

impl KeyServer {
    /// Listens, with a new key.
    ///
    /// # Errors
    /// Where the address cannot be listened at, or no key can be made.
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let key = RsaPrivateKey::generate().map_err(io::Error::other)?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, key: Arc::new(key), log: Arc::default() })
    }

    /// Its address from this machine; from elsewhere it may have another.
    pub fn url(&self) -> Url {
        Url::parse(&format!("http://{}/", self.address)).expect("a socket's address is that of a URL")
    }

    /// Its private key, for [`crate::Keys::signing_key`].
    ///
    /// # Errors
    /// Where the library cannot write it.
    pub fn signing_key(&self) -> Result<Secret, KeyError> {
        self.key.to_pem()
    }

    /// Answers until it is dropped.
    pub async fn serve(self) {
        loop {
            // A connection that failed before it was ours is the other side's business.
            let Ok((stream, _)) = self.listener.accept().await else { continue };
            let (key, log) = (Arc::clone(&self.key), Arc::clone(&self.log));
            tokio::spawn(async move {
                let _ = tokio::time::timeout(PATIENCE, answer(stream, &key, &log)).await;
            });
        }
    }
}

/// Answers one request and closes.
async fn answer(mut stream: TcpStream, key: &RsaPrivateKey, log: &Mutex<Log>) -> io::Result<()> {
    let Some((path, body)) = read(&mut stream).await? else { return Ok(()) };
    let (status, media_type, text) = reply(&path, &body, key, log);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(text.as_bytes()).await?;
    stream.shutdown().await
}

/// Path with query, and body; none for what is no HTTP/1.1 request or too long.
async fn read(stream: &mut TcpStream) -> io::Result<Option<(String, String)>> {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await?;
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let path = head.split_whitespace().nth(1).unwrap_or("/").to_owned();
            if body.len() >= length.unwrap_or_default() || count == 0 {
                return Ok(Some((path, body.to_owned())));
            }
        }
        if count == 0 || bytes.len() > REQUEST_LIMIT {
            return Ok(None);
        }
    }
}

fn reply(
    path: &str,
    body: &str,
    key: &RsaPrivateKey,
    log: &Mutex<Log>,
) -> (&'static str, &'static str, String) {
    const JSON: &str = "application/json";
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
    if path == LOG {
        return ("200 OK", JSON, serde_json::to_string(&*log).unwrap_or_default());
    }
    if log.paths.len() < LOG_LIMIT {
        *log.paths.entry(path.chars().take(200).collect()).or_default() += 1;
    }
    let kid = path.trim_start_matches('/');
    match path {
        "/.well-known/jwks.json" => {
            ("200 OK", JSON, serde_json::json!({ "keys": [key.jwk(KEY_ID)] }).to_string())
        }
        "/staging/.well-known/jwks.json" => {
            let keys: Vec<_> =
                super::ring::staging().map(|key| key.jwk(STAGING_KEY_ID)).into_iter().collect();
            ("200 OK", JSON, serde_json::json!({ "keys": keys }).to_string())
        }
        "/1/resource/jwt-public-keys" => {
            ("200 OK", JSON, serde_json::json!({ "keys": [key.public_pem()] }).to_string())
        }
        "/oauth/token" => {
            let form = url::form_urlencoded::parse(body.as_bytes());
            let json: Option<serde_json::Value> = serde_json::from_str(body).ok();
            let field = |wanted: &str| {
                let in_json = json.as_ref().and_then(|json| json.get(wanted)?.as_str()).map(str::to_owned);
                in_json.or_else(|| {
                    let mut form = form.filter(|(name, _)| name == wanted);
                    form.next().map(|(_, value)| value.into_owned())
                })
            };
            if let Some(code) = field("code").filter(|_| log.codes.len() < LOG_LIMIT) {
                let code: String = code.chars().take(200).collect();
                if let Some(verifier) = field("code_verifier") {
                    let challenge = assay_auth::oauth::pkce_challenge(&Secret::from(verifier.as_str()));
                    log.challenges.insert(code.clone(), beginning(&challenge).to_owned());
                }
                log.codes.push(code);
            }
            let token =
                serde_json::json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 60 });
            ("200 OK", JSON, token.to_string())
        }
        _ if kid == KEY_ID || kid.starts_with(KEPT_KEY_ID) => ("200 OK", "text/plain", key.public_pem()),
        _ => ("404 Not Found", "text/plain", "no such key".to_owned()),
    }
}

/// As much of a challenge as tells it from another: 60 bits.
pub(super) fn beginning(challenge: &str) -> &str {
    challenge.get(..10).unwrap_or(challenge)
}

/// What the key server was asked for so far, through the client.
pub(super) async fn asked(scene: &crate::Scene<'_>, case: String) -> Result<Log, String> {
    let server = scene.keys.key_server.as_ref().ok_or("there is no key server of ours (`--key-server`)")?;
    let url = server.join(LOG).map_err(|error| error.to_string())?;
    let answer = scene.client.send(crate::Request::get(case, &url)).await;
    let reply = answer.outcome.map_err(|trouble| format!("our key server did not tell: {trouble}"))?;
    serde_json::from_str(&reply.body).map_err(|_| "our key server did not tell".to_owned())
}
