//! Why a file did not come.

use crate::Trouble;

/// Why nothing came. Addresses are told without user and query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DownloadError {
    /// It is no URL with a host.
    #[error("`{0}` is no address; `https://example.com/all.zip` is one")]
    NoAddress(String),
    /// It is not reached by HTTPS.
    #[error("`{0}` is not fetched: an `https://` address is needed, so that nobody changes it on the way")]
    NotHttps(String),
    /// It holds a user name or a password.
    #[error("`{0}` is not fetched: user names and passwords in an address are not sent")]
    User(String),
    /// It leads to an address that is not reached by HTTPS, or to none.
    #[error("`{from}` leads on to {to}; only `https://` addresses are followed")]
    LeadsAstray {
        /// Whose answer it was.
        from: String,
        /// Where it leads.
        to: String,
    },
    /// It leads on, and on.
    #[error("`{0}` leads on more than 5 times")]
    LeadsOn(String),
    /// The server has something else to say.
    #[error("`{address}` answers {status}, not 200 with the file")]
    Status {
        /// Whose answer it was.
        address: String,
        /// The status code.
        status: u16,
    },
    /// It is larger than what is taken.
    #[error("`{address}` is larger than {most} bytes, the most that is taken")]
    TooLarge {
        /// Which.
        address: String,
        /// The limit.
        most: u64,
    },
    /// It did not end in time.
    #[error("`{address}` did not come within {seconds} s")]
    TooSlow {
        /// Which.
        address: String,
        /// The patience with all of it.
        seconds: u64,
    },
    /// The connection failed.
    #[error("`{address}` cannot be fetched: {trouble}")]
    Trouble {
        /// Which.
        address: String,
        /// In what way.
        trouble: Trouble,
    },
    /// The system gives us no runtime.
    #[error("nothing can be fetched: {0}")]
    NoRuntime(String),
}
