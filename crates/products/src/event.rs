//! What a change made happen.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::exchange::Caller;

/// A product event, to be handed to the apps that listen for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductEvent {
    /// The site's key.
    pub site: String,
    /// `jira` or `confluence`.
    pub product: String,
    /// `avi:jira:updated:issue`.
    pub name: String,
    /// What the app's function gets as its first argument, without what the platform adds.
    pub body: Value,
    /// Who made the change.
    pub actor: Caller,
}
