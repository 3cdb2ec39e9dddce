//! Who may do what: groups of projects and spaces, read as levels.

use assay_app::operations::{Operation, OperationClass};
use assay_policy::decide::Rights;
use serde::{Deserialize, Serialize};

use crate::{
    exchange::Caller,
    site::{Site, User},
};

/// The groups that may do something in a project or space, by level.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Groups {
    /// Those who may see it.
    pub(crate) read: Vec<String>,
    /// Those who may change what stands in it.
    pub(crate) write: Vec<String>,
    /// Those who may set it up.
    pub(crate) administer: Vec<String>,
}

/// How much somebody may do. Each holds the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// See.
    Read,
    /// Change content.
    Write,
    /// Set up.
    Administer,
}

impl Groups {
    /// Whether a caller may. An app may everywhere, by the role the products give apps; what it may ask for is decided by
    /// its scopes.
    pub(crate) fn let_in(&self, site: &Site, caller: &Caller, level: Level) -> bool {
        match caller {
            Caller::App(_) => true,
            Caller::Anonymous => false,
            Caller::User(account) => site.user(account).is_some_and(|user| self.hold(user, level)),
        }
    }

    pub(crate) fn hold(&self, user: &User, level: Level) -> bool {
        // The strongest first: what a level takes, each above it has, too.
        let groups = [&self.administer, &self.write, &self.read];
        let among = match level {
            Level::Read => &groups[..],
            Level::Write => &groups[..2],
            Level::Administer => &groups[..1],
        };
        among.iter().any(|groups| groups.iter().any(|group| user.groups.contains(group)))
    }
}

/// Whether a caller administers a site.
pub(crate) fn administers(site: &Site, caller: &Caller) -> bool {
    match caller {
        Caller::App(_) => true,
        Caller::Anonymous => false,
        Caller::User(account) => site.user(account).is_some_and(User::is_administrator),
    }
}

/// What users may do on a site, as far as it can be told before the product is asked.
pub(crate) struct OfSite<'a>(pub(crate) Option<&'a Site>);

impl Rights for OfSite<'_> {
    fn refuses(&self, account: &str, operation: &Operation, _: &[String]) -> Option<String> {
        let Some(site) = self.0 else { return Some("there is no such site".to_owned()) };
        let Some(user) = site.user(account) else {
            return Some(format!("the account has no access to {}", site.name));
        };
        // Projects, spaces and pages are told by the product's own answers, which hide what somebody may not see.
        let administers = operation.class() == OperationClass::Administer && !is_of_project(operation);
        (administers && !user.is_administrator())
            .then(|| format!("{} {} is for administrators", operation.method, operation.path))
    }
}

/// Whether it is for administrators of a project, too.
fn is_of_project(operation: &Operation) -> bool {
    operation.alternatives().flatten().any(|scope| *scope == "manage:jira-project")
}
