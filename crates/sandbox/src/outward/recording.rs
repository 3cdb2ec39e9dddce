//! Calls that were made, kept so that the same calls get the same answers without a network.
//!
//! One file of JSON for each exchange, in a directory, numbered in the order they were made. Nothing that opens
//! something is kept: of a request its method, its address and a digest of its body; of both sides no header that
//! carries credentials; and texts without what the platform knows, or by its form takes, to be secret. The digest is of
//! the body without that, too, so that it proves no guess of a secret.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::Mutex,
};

use assay_source::Digest;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Incoming, Outgoing};
use crate::{
    platform::held,
    redact::{Needles, masked},
};

/// The form of the files.
const FORM: &str = "assay-exchange-1";

/// Headers of answers that are kept: what says how to read the body, where to go on, and what is left of a budget.
const KEPT: [&str; 10] = [
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "etag",
    "last-modified",
    "link",
    "location",
    "retry-after",
    "x-total-count",
];

/// One exchange, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exchange {
    form: String,
    #[serde(flatten)]
    asked: Asked,
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(flatten)]
    body: Body,
}

/// What tells a request from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Asked {
    method: String,
    url: String,
    /// The digest of its body; none where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Body {
    Text(String),
    Base64(String),
}

impl Asked {
    fn of(request: &Outgoing, needles: &Needles) -> Self {
        let mut url: Url = request.url.clone();
        url.set_fragment(None);
        let body = &request.body;
        let sent = (!body.is_empty()).then(|| match std::str::from_utf8(body) {
            Ok(text) => Digest::of(masked(text, needles).as_bytes()).to_string(),
            Err(_) => Digest::of(body).to_string(),
        });
        Self { method: request.method.clone(), url: masked(url.as_str(), needles), sent }
    }
}

/// Answers that were recorded.
#[derive(Debug, Default)]
pub struct Replay {
    answers: BTreeMap<Asked, Vec<Incoming>>,
    given: Mutex<BTreeMap<Asked, usize>>,
}

impl Replay {
    /// Reads what was recorded in a directory.
    ///
    /// # Errors
    /// The directory or one of its files cannot be read, or is no recording; the error names the file.
    pub fn read(directory: &Path) -> io::Result<Self> {
        let mut answers: BTreeMap<Asked, Vec<Incoming>> = BTreeMap::new();
        for path in files(directory)? {
            let no = |because: String| {
                io::Error::new(ErrorKind::InvalidData, format!("{}: {because}", path.display()))
            };
            let text = fs::read(&path).map_err(|error| no(error.to_string()))?;
            let kept: Exchange =
                serde_json::from_slice(&text).map_err(|error| no(format!("no recording: {error}")))?;
            if kept.form != FORM {
                return Err(no(format!(
                    "a recording of the form `{}`; this build reads `{FORM}`",
                    kept.form
                )));
            }
            let body = match kept.body {
                Body::Text(text) => text.into_bytes(),
                Body::Base64(text) => {
                    BASE64.decode(text.as_bytes()).map_err(|error| no(error.to_string()))?
                }
            };
            let answer = Incoming { status: kept.status, headers: kept.headers, body };
            answers.entry(kept.asked).or_default().push(answer);
        }
        Ok(Self { answers, given: Mutex::default() })
    }

    /// The next answer to such a request, the last one again and again; none where none was recorded.
    pub(crate) fn answer(&self, request: &Outgoing, needles: &Needles) -> Option<Incoming> {
        let asked = Asked::of(request, needles);
        let all = self.answers.get(&asked)?;
        let mut given = held(&self.given);
        let next = given.entry(asked).or_default();
        let answer = all.get(*next).or_else(|| all.last())?.clone();
        *next += 1;
        Some(answer)
    }
}

/// Where exchanges are written down.
#[derive(Debug)]
pub struct Recording {
    directory: PathBuf,
    next: Mutex<usize>,
}

impl Recording {
    /// Goes on in a directory, which is made where it is not there.
    ///
    /// # Errors
    /// The directory cannot be used.
    pub fn into(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let next = files(directory)?.iter().filter_map(|path| number(path)).max().map_or(1, |last| last + 1);
        Ok(Self { directory: directory.to_owned(), next: Mutex::new(next) })
    }

    /// Keeps an exchange. When this returns, it is in its file.
    pub(crate) fn keep(&self, request: &Outgoing, answer: &Incoming, needles: &Needles) -> io::Result<()> {
        let headers = answer.headers.iter().filter(|(name, _)| KEPT.contains(&name.as_str()));
        let headers = headers.map(|(name, value)| (name.clone(), masked(value, needles)));
        let body = match std::str::from_utf8(&answer.body) {
            Ok(text) => Body::Text(masked(text, needles)),
            Err(_) => Body::Base64(BASE64.encode(&answer.body)),
        };
        let exchange = Exchange {
            form: FORM.to_owned(),
            asked: Asked::of(request, needles),
            status: answer.status,
            headers: headers.collect(),
            body,
        };
        let text = serde_json::to_string_pretty(&exchange)? + "\n";
        let mut next = held(&self.next);
        let host = request.url.host_str().unwrap_or_default().replace(['[', ']', ':'], "_");
        let name = format!("{:05}-{}-{host}.json", *next, request.method.to_ascii_lowercase());
        fs::write(self.directory.join(name), text)?;
        *next += 1;
        Ok(())
    }
}

/// The files of a recording, in their order.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(directory)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", directory.display())))?;
    let mut all = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|it| it == "json") {
            all.push(path);
        }
    }
    all.sort_by_key(|path| (number(path), path.clone()));
    Ok(all)
}

/// The number a file's name begins with.
fn number(path: &Path) -> Option<usize> {
    path.file_name()?.to_str()?.split('-').next()?.parse().ok()
}
