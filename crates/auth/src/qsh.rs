//! The query hash, which ties a Connect token to one request.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;

use crate::{Object, QueryError, Refusal, Shape, query::Parameters, secret::constant_time_eq};

/// What stands in the place of the hash in a context token.
pub const CONTEXT_QSH: &str = "context-qsh";

/// SHA-256 of a canonical request. Compared in constant time.
#[derive(Clone, Copy)]
pub struct QueryHash([u8; 32]);

impl QueryHash {
    /// The hash of a canonical request.
    fn of(canonical: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, canonical.as_bytes()).as_ref());
        Self(hash)
    }

    /// The `qsh` claim; none where there is none.
    ///
    /// # Errors
    /// [`Refusal::ContextToken`] for `context-qsh`, [`Refusal::ClaimShape`] for anything else that is not 64
    /// lower-case hexadecimal digits.
    pub(crate) fn of_claims(claims: &Object) -> Result<Option<Self>, Refusal> {
        let Some(claim) = claims.get("qsh") else { return Ok(None) };
        let refused = Refusal::ClaimShape { claim: "qsh", wanted: Shape::QueryHash };
        match claim.as_str() {
            Some(CONTEXT_QSH) => Err(Refusal::ContextToken),
            Some(text) => {
                let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
                bytes.map(|hash| Some(Self(hash))).ok_or(refused)
            }
            None => Err(refused),
        }
    }
}

impl PartialEq for QueryHash {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(&self.0, &other.0)
    }
}

impl Eq for QueryHash {}

impl fmt::Display for QueryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for QueryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QueryHash({self})")
    }
}

/// A request as a server receives it: what a query hash is made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// `GET`, in any case.
    pub method: &'a str,
    /// As it came, not decoded, without query and fragment: `/base/hello-world`.
    pub path: &'a str,
    /// As it came, not decoded, without the question mark.
    pub query: &'a str,
    /// The body where its type is `application/x-www-form-urlencoded`; a JSON body is no part of the hash.
    pub form: Option<&'a str>,
    /// The path of the app's own `baseUrl` (or of the product's, for calls to it), which is no part of the hash:
    /// `/base`; empty for none.
    pub base_path: &'a str,
}

impl Request<'_> {
    /// The canonical request: method, path and parameters of the query, joined by `&`.
    ///
    /// The path loses the base path and a trailing slash, and its `&` becomes `%26`; nothing else in it is
    /// encoded again. The parameters, but for `jwt`, are sorted by name before they are encoded; the values of a
    /// repeated one are sorted and joined by commas that are not encoded.
    ///
    /// # Errors
    /// [`QueryError`].
    ///
    /// Source: developer.atlassian.com/cloud/bitbucket/query-string-hash; `atlassian-jwt` 2.0.3, whose results it
    /// agrees with where the page says otherwise (order before encoding, plain comma).
    pub fn canonical(&self) -> Result<String, QueryError> {
        self.canonical_of(&Parameters::parse(self.query)?.without("jwt"))
    }

    /// Its hash: what a token for this request carries as `qsh`.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn hash(&self) -> Result<QueryHash, QueryError> {
        self.canonical().map(|canonical| QueryHash::of(&canonical))
    }

    /// The hash with the form's parameters in the place of the query's: senders may put them there when they send
    /// POST or PUT and the query has none. None where that is not the case.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn form_hash(&self) -> Result<Option<QueryHash>, QueryError> {
        let has_body = ["POST", "PUT"].iter().any(|method| method.eq_ignore_ascii_case(self.method));
        match self.form {
            Some(form) if has_body && Parameters::parse(self.query)?.without("jwt").is_empty() => {
                let canonical = self.canonical_of(&Parameters::parse(form)?.without("jwt"))?;
                Ok(Some(QueryHash::of(&canonical)))
            }
            _ => Ok(None),
        }
    }

    /// Passes where `hash` is of this request, as it is or with its form counted.
    pub(crate) fn check(&self, hash: QueryHash) -> Result<(), Refusal> {
        let fits = self.hash()? == hash || self.form_hash()?.is_some_and(|of_form| of_form == hash);
        if fits { Ok(()) } else { Err(Refusal::QueryHash) }
    }

    fn canonical_of(&self, parameters: &Parameters) -> Result<String, QueryError> {
        let mut canonical = format!("{}&{}&", self.method.to_ascii_uppercase(), self.canonical_path());
        for (index, (name, values)) in parameters.sorted().enumerate() {
            if index > 0 {
                canonical.push('&');
            }
            encode_into(&mut canonical, name);
            canonical.push('=');
            for (index, value) in values.into_iter().enumerate() {
                if index > 0 {
                    canonical.push(',');
                }
                encode_into(&mut canonical, value);
            }
        }
        Ok(canonical)
    }

    fn canonical_path(&self) -> String {
        let base = self.base_path.trim_end_matches('/');
        // A base path ends where a segment does: `/base` is no part of `/basement`.
        let rest = self.path.strip_prefix(base).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let path = rest.unwrap_or(self.path);
        let path = path.strip_suffix('/').unwrap_or(path).replace('&', "%26");
        if path.starts_with('/') { path } else { format!("/{path}") }
    }
}

/// Everything but `A-Z a-z 0-9 - . _ ~`, byte by byte, with upper-case digits (RFC 3986, section 2.3).
fn encode_into(canonical: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            canonical.push(char::from(byte));
        } else {
            canonical.push('%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).expect("four bits are one digit");
                canonical.push(digit.to_ascii_uppercase());
            }
        }
    }
}
