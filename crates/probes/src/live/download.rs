//! A file of data from an address that the user gave.

mod error;

use std::time::Duration;

use assay_wire::{Answer, Connection, Message, Proxy, Tls, Trust, Way, in_one_thread};
use jiff::civil::Date;
use url::Url;

pub use self::error::DownloadError;
use crate::Trouble;

/// The most times that an address may lead on to another.
const REDIRECTS: usize = 5;

/// How servers see us in their logs.
const USER_AGENT: &str = concat!("assay/", env!("CARGO_PKG_VERSION"));

/// How a file is fetched: by HTTPS from a host whose certificate is good, with nothing of the user's sent along.
#[derive(Debug, Clone)]
pub struct Download {
    /// The most bytes that are taken; a larger file is refused, as soon as its size is known.
    pub most_bytes: u64,
    /// Patience with a connection, with an answer, and between two pieces of it.
    pub patience: Duration,
    /// Patience with all of it.
    pub altogether: Duration,
    /// The way out, where it is not direct.
    pub proxy: Option<Proxy>,
    /// Whose certificates are good.
    pub trust: Trust,
}

impl Default for Download {
    fn default() -> Self {
        Self {
            most_bytes: 1 << 30,
            patience: Duration::from_secs(30),
            altogether: Duration::from_secs(30 * 60),
            proxy: None,
            trust: Trust::default(),
        }
    }
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    /// The address that was given, as it can be shown: without a query, which may hold a signature.
    pub address: String,
    /// The file, whole.
    pub bytes: Vec<u8>,
    /// The day of its `Last-Modified`, in UTC.
    pub day: Option<Date>,
}

impl Download {
    /// Fetches a file. `progress` is told the bytes that have come, and how many there are where the server says so.
    ///
    /// # Errors
    /// [`DownloadError`]; of a file that came in part nothing is given.
    pub fn get(
        &self,
        address: &str,
        mut progress: impl FnMut(u64, Option<u64>),
    ) -> Result<Downloaded, DownloadError> {
        let ended = in_one_thread(self.get_here(address, &mut progress));
        ended.map_err(|error| DownloadError::NoRuntime(error.to_string()))?
    }

    /// The same on the runtime that is there.
    pub(super) async fn get_here(
        &self,
        address: &str,
        mut progress: impl FnMut(u64, Option<u64>),
    ) -> Result<Downloaded, DownloadError> {
        let url = given(address)?;
        let tls = self.trust.verifying();
        let ended = tokio::time::timeout(self.altogether, self.fetch(&url, &tls, &mut progress)).await;
        let seconds = self.altogether.as_secs();
        ended.unwrap_or_else(|_| Err(DownloadError::TooSlow { address: shown(&url), seconds }))
    }

    async fn fetch(
        &self,
        first: &Url,
        tls: &Tls,
        progress: &mut impl FnMut(u64, Option<u64>),
    ) -> Result<Downloaded, DownloadError> {
        let mut url = first.clone();
        for _ in 0..=REDIRECTS {
            let answer = self.ask(&url, tls).await;
            let answer =
                answer.map_err(|trouble| DownloadError::Trouble { address: shown(&url), trouble })?;
            let status = answer.status;
            if status == 200 {
                let day = last_modified(&answer);
                let bytes = self.body(&url, answer, progress).await?;
                return Ok(Downloaded { address: shown(first), bytes, day });
            }
            if !matches!(status, 301 | 302 | 303 | 307 | 308) {
                return Err(DownloadError::Status { address: shown(&url), status });
            }
            url = next(&url, &answer)?;
        }
        Err(DownloadError::LeadsOn(shown(first)))
    }

    /// Sends the request and reads the head of the answer.
    async fn ask(&self, url: &Url, tls: &Tls) -> Result<Answer, Trouble> {
        let way = Way { proxy: self.proxy.clone(), ..Way::default() };
        let asked = async {
            let mut connection = Connection::open(url, None, &way, tls).await?;
            connection.ask(written(url)?).await.map_err(|refused| refused.trouble.into())
        };
        let hung = |_| Trouble::Hung { seconds: self.patience.as_secs() };
        tokio::time::timeout(self.patience, asked).await.map_err(hung)?
    }

    async fn body(
        &self,
        url: &Url,
        mut answer: Answer,
        progress: &mut impl FnMut(u64, Option<u64>),
    ) -> Result<Vec<u8>, DownloadError> {
        let too_large = || DownloadError::TooLarge { address: shown(url), most: self.most_bytes };
        let length = answer.length();
        if length.is_some_and(|length| length > self.most_bytes) {
            return Err(too_large());
        }
        let failed = |trouble| DownloadError::Trouble { address: shown(url), trouble };
        let mut bytes = Vec::new();
        loop {
            let piece = tokio::time::timeout(self.patience, answer.next()).await;
            let piece = piece.map_err(|_| failed(Trouble::Hung { seconds: self.patience.as_secs() }))?;
            let Some(data) = piece.map_err(|trouble| failed(trouble.into()))? else { return Ok(bytes) };
            if bytes.len() as u64 + data.len() as u64 > self.most_bytes {
                return Err(too_large());
            }
            bytes.extend_from_slice(&data);
            progress(bytes.len() as u64, length);
        }
    }
}

/// The address as the user gave it, where it may be asked.
fn given(address: &str) -> Result<Url, DownloadError> {
    let url = Url::parse(address).ok().filter(Url::has_host);
    let Some(url) = url else {
        let bare = address.split(['?', '#']).next().unwrap_or_default();
        let bare = bare.rsplit_once('@').map_or_else(|| bare.to_owned(), |(_, host)| format!("…@{host}"));
        return Err(DownloadError::NoAddress(bare));
    };
    match () {
        () if url.scheme() != "https" => Err(DownloadError::NotHttps(shown(&url))),
        () if !url.username().is_empty() || url.password().is_some() => Err(DownloadError::User(shown(&url))),
        () => Ok(url),
    }
}

/// Where an answer leads.
fn next(url: &Url, answer: &Answer) -> Result<Url, DownloadError> {
    let next = answer.header("location").and_then(|location| url.join(location).ok()).filter(Url::has_host);
    let astray = |to: String| DownloadError::LeadsAstray { from: shown(url), to };
    let next = next.ok_or_else(|| astray("no address".to_owned()))?;
    let is_plain = next.scheme() == "https" && next.username().is_empty() && next.password().is_none();
    if is_plain { Ok(next) } else { Err(astray(format!("`{}`", shown(&next)))) }
}

/// An address without what may be secret in it.
fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{}://{host}{port}{}", url.scheme(), url.path())
}

fn last_modified(answer: &Answer) -> Option<Date> {
    let value = answer.header("last-modified")?;
    // RFC 9110, section 5.6.7: the preferred form is that of RFC 5322, in GMT.
    let moment = jiff::fmt::rfc2822::parse(value).ok()?;
    Some(moment.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn written(url: &Url) -> Result<Message, Trouble> {
    // The bytes are those of the file; nothing unpacks on the way.
    let headers = [("user-agent", USER_AGENT), ("accept", "*/*"), ("accept-encoding", "identity")];
    Ok(Message::new("GET", url, headers, Vec::new(), false)?)
}
