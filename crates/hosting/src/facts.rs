//! What a file says.

use assay_source::Place;

/// How much of what is served something holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Breadth {
    /// All of a site.
    Whole,
    /// Some paths of it.
    Part,
}

/// A header that a server or platform adds to replies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name, in lower case.
    pub name: String,
    /// Its value; none where a variable gives it.
    pub value: Option<String>,
    /// What it is added to.
    pub breadth: Breadth,
    /// Where.
    pub place: Place,
}

/// Headers of a site that one part of it does not send, because that part has a list of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The part, in words.
    pub part: String,
    /// Names of the headers, in lower case, in order.
    pub names: Vec<String>,
    /// Where.
    pub place: Place,
}

/// Which protocols something that is reached over TLS accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocols {
    /// What it is, in words: `the server`, `the load balancer listener \`https\``.
    pub what: String,
    /// Those older than TLS 1.2, as the file or its default names them; none where all are new.
    pub old: Vec<String>,
    /// Nothing is said, and the default counts.
    pub by_default: bool,
    /// Where.
    pub place: Place,
}

/// Which suites something accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suites {
    /// The list as OpenSSL reads it, or as names with colons between them.
    pub list: String,
    /// Where.
    pub place: Place,
}

/// Something that takes requests from the outside over plain http.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entrance {
    /// What it is, in words.
    pub what: String,
    /// Where.
    pub place: Place,
}

/// A site that a file describes: where headers for all of an app's pages belong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// What it is, in words.
    pub what: String,
    /// It speaks TLS itself, or its platform does for it.
    pub speaks_tls: bool,
    /// It hands out files of its own, and not only what another server answers.
    pub serves_files: bool,
    /// Its platform adds HSTS of itself.
    pub adds_hsts: bool,
    /// Parts of its settings are in files that are not here.
    pub in_part: bool,
    /// Where.
    pub place: Place,
}

/// How session cookies are set, where a framework's settings say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CookieSettings {
    /// `Secure`, where the file says.
    pub secure: Option<bool>,
    /// `HttpOnly`, where the file says.
    pub http_only: Option<bool>,
    /// `SameSite`, where the file says; in lower case.
    pub same_site: Option<String>,
    /// Where.
    pub place: Place,
}

/// Whether what is stored is encrypted where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AtRest {
    /// It is.
    Encrypted,
    /// The file says that it is not.
    SwitchedOff,
    /// The file says nothing, and the default is that it is not.
    OffByDefault,
    /// A variable decides, or the default does and is not known.
    Unknown,
}

/// A way in which a store is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// Anybody can read what is in it.
    ReadByAnybody,
    /// It has an address that the whole internet reaches.
    Reachable,
    /// It takes connections without TLS.
    PlainLinks,
}

/// A store that is made for the app: a database, bucket, disk, cache or queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// What it is, with its name: `the RDS database \`main\``.
    pub what: String,
    /// Whether it is encrypted at rest.
    pub at_rest: AtRest,
    /// The place that says so.
    pub at_rest_place: Place,
    /// How it is open, each with its place.
    pub openings: Vec<(Opening, Place)>,
}

/// A variable that the app, or something beside it, runs with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Its name; for settings of a framework the key with dots.
    pub name: String,
    /// Its value, where it stands there.
    pub value: Option<String>,
    /// It is for a developer's machine or for tests, by the name of the file or what stands around it.
    pub for_development: bool,
    /// Where.
    pub place: Place,
}

/// A runtime that functions or an app run on at a cloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudRuntime {
    /// What says so: `Runtime`.
    pub setting: String,
    /// The cloud's name for it: `nodejs22.x`.
    pub name: String,
    /// Where.
    pub place: Place,
}

/// An address that a server passes requests on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// What names it: `proxy_pass`.
    pub setting: String,
    /// The address as written.
    pub address: String,
    /// Where.
    pub place: Place,
}

/// A container that runs with more rights than an app needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// What it is, in words.
    pub what: String,
    /// What it has, in words: `the rights of the host`.
    pub has: String,
    /// Where.
    pub place: Place,
}
