//! A site: who is there and what stands in it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{confluence::Confluence, jira::Jira};

/// The day the seeded content ends on: 2026-01-05, 09:00 UTC.
pub(crate) const FIRST_DAY: Timestamp = Timestamp::constant(1_767_603_600, 0);

/// A site with its products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// What it is called in scenarios and records: `cedar`.
    pub key: String,
    /// Its id.
    pub cloud_id: String,
    /// Its name.
    pub name: String,
    /// Its host name.
    pub host: String,
    /// `jira`, `confluence`.
    pub products: Vec<String>,
    /// A text that stands in all its content and in no other site's. Seen elsewhere, something leaked.
    pub canary: String,
    /// Who has an account.
    pub users: Vec<User>,
    /// The accounts of apps that called.
    #[serde(default)]
    pub(crate) app_accounts: std::collections::BTreeSet<String>,
    pub(crate) jira: Jira,
    pub(crate) confluence: Confluence,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The id of the account.
    pub account_id: String,
    /// What the user may do, in one word.
    pub role: Role,
    /// The name people see.
    pub display_name: String,
    /// The address, which no product tells an app.
    pub email: String,
    /// The groups the user is in.
    pub groups: Vec<String>,
}

/// What a seeded user may do, in one word. What counts are the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Administers the site.
    Admin,
    /// Works in it.
    User,
    /// Has an account, and may see next to nothing.
    Stranger,
}

impl Role {
    /// `admin`, `user`, `stranger`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::User => "user",
            Self::Stranger => "stranger",
        }
    }
}

/// The group of those who administer a site.
pub(crate) const ADMINISTRATORS: &str = "site-admins";

impl Site {
    /// The user with an account id.
    #[must_use]
    pub fn user(&self, account_id: &str) -> Option<&User> {
        self.users.iter().find(|user| user.account_id == account_id)
    }

    /// The first user with a role.
    #[must_use]
    pub fn user_as(&self, role: Role) -> Option<&User> {
        self.users.iter().find(|user| user.role == role)
    }

    /// Every text that was planted here to be recognised elsewhere: the canary, and what is personal of its users.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        let personal = self.users.iter().flat_map(|user| [user.email.as_str(), user.display_name.as_str()]);
        std::iter::once(self.canary.as_str()).chain(personal)
    }

    /// The resource name of a product's context here.
    #[must_use]
    pub fn context(&self, product: &str) -> String {
        format!("ari:cloud:{product}::site/{}", self.cloud_id)
    }
}

impl User {
    pub(crate) fn is_administrator(&self) -> bool {
        self.groups.iter().any(|group| group == ADMINISTRATORS)
    }
}
