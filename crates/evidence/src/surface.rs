//! What an app opens and reaches, by its own declaration.

use serde::{Deserialize, Serialize};

/// The outer skin of an app as its manifest or descriptor declares it: enough to draw a map of it.
///
/// Nothing is judged by it; facts and evidence are for that. Everything stands in the order of the file. Names
/// of callers, products and classes are those of the bundled tables (`any-user`, `jira`, `admin`); they are
/// text and no enumeration, so that the dossier of a newer build can be read. Addresses are redacted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Surface {
    /// False where a part of the declaration could not be read: what is missing here may be there all the same.
    pub complete: bool,
    /// What can be called, but for functions and endpoints, which modules call.
    pub modules: Vec<SurfaceModule>,
    /// What the app may do in the products.
    pub scopes: Vec<SurfaceScope>,
    /// Where it may send to, or load from.
    pub egress: Vec<SurfaceEgress>,
    /// Customers may add addresses.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub egress_is_configurable: bool,
    /// Its own servers.
    pub remotes: Vec<SurfaceRemote>,
}

/// One module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurfaceModule {
    /// Its type, `jira:issuePanel`.
    pub kind: String,
    /// Its key, or its path where it has none.
    pub key: String,
    /// Who can cause its code to run; empty where it only declares something, none where its type is unlisted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoked_by: Option<Vec<String>>,
    /// It is a Connect module: a page or hook of the app's own server.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub connect: bool,
}

/// One scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurfaceScope {
    /// Its name, `read:jira-work`.
    pub name: String,
    /// The products it belongs to; empty where it is unlisted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// The most that it lets an app do; none where it is unlisted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// With it the app may act for a user who is away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub impersonation: bool,
}

/// One address the app may reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurfaceEgress {
    /// The list it stands in, `fetch.backend`.
    pub list: String,
    /// The address as it is written, or the key of a remote.
    pub address: String,
    /// Where it leads.
    pub leads: Destination,
}

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Destination {
    /// To a remote of the app, by its key.
    Remote,
    /// Anywhere else outside, `*` included.
    Outside,
    /// It depends on a variable.
    Uncertain,
    /// To Atlassian.
    Atlassian,
    /// Nowhere: a word of a content policy, or a scheme that opens no connection.
    Nowhere,
}

/// One server of the app's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurfaceRemote {
    /// Its key; `baseUrl` for the server of a Connect descriptor.
    pub key: String,
    /// Its addresses as they are written, one for each region.
    pub addresses: Vec<String>,
    /// What it is declared to be used for: `storage`, `compute`, `fetch`, `other`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// Access tokens it receives: `user`, to act for the user; `app`, to act for the app.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<String>,
}
