//! Why no answer came.

/// Why no answer came. None of it says anything of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The name has no address.
    #[error("the name `{host}` has no address")]
    NoAddress {
        /// The name.
        host: String,
    },
    /// Nothing listens there.
    #[error("the connection was refused")]
    Refused,
    /// The server closed the connection in the middle, or answered nothing.
    #[error("the server broke off the connection")]
    BrokenOff,
    /// No TLS connection came about.
    #[error("no TLS connection came about: {why}")]
    Tls {
        /// What went wrong.
        why: String,
    },
    /// What came is no HTTP/1.1, or its head is larger than what is read.
    #[error("the answer is no HTTP/1.1 response: {why}")]
    NotHttp {
        /// What is wrong with it.
        why: String,
    },
    /// The proxy would not let it through.
    #[error("the proxy did not let it through: {why}")]
    Proxy {
        /// Its words.
        why: String,
    },
    /// It was not sent: it cannot be written as HTTP/1.1.
    #[error("it cannot be written as HTTP/1.1: {why}")]
    Unsendable {
        /// What is wrong with it.
        why: String,
    },
}

impl From<hyper::Error> for Trouble {
    fn from(error: hyper::Error) -> Self {
        if error.is_parse() || error.is_parse_status() {
            return Self::NotHttp {
                why: "its head cannot be read, or is larger than 64 KiB or 200 fields".to_owned(),
            };
        }
        if error.is_user() {
            return Self::Unsendable { why: error.to_string() };
        }
        Self::BrokenOff
    }
}
