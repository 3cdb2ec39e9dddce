//! Whether a process that served one invocation serves another.

use serde::{Deserialize, Serialize};

/// How often a process is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reuse {
    /// Once: what the platform promises.
    #[default]
    Fresh,
    /// Again and again, for one installation.
    TenantWarm,
    /// Again and again, for whoever is next, as the hosted platform does today. For finding out what leaks.
    CloudLike,
}
