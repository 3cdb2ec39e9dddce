//! The products of the sites an app is installed on, as the platform asks them.
//!
//! The platform decides whether a call may be made, for whom, and in which words; a product answers it. What a product is
//! handed was allowed, has its canonical path, and carries no header that is the platform's to set.

use assay_app::operations::Operation;
pub use assay_products::{Caller, ProductEvent, ProductReply, ProductRequest};

/// A site: one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Site {
    /// A short name for people: `alpha`.
    pub key: String,
    /// The id the platform knows it by.
    pub cloud_id: String,
    /// Its host: `alpha.atlassian.example`.
    pub host: String,
    /// The products it has: `jira`, `confluence`.
    pub products: Vec<String>,
    /// What belongs to people there: names, addresses of mail. They are looked for in logs.
    pub personal: Vec<String>,
    /// The ids of their accounts, which are looked for as well.
    pub accounts: Vec<String>,
}

/// The products of all sites.
pub trait Products: Send {
    /// The sites there are.
    fn sites(&self) -> Vec<Site>;

    /// Why a user may not make a call; none where they may, or where the product tells by its own answer.
    fn refuses(&self, site: &str, account: &str, operation: &Operation, path: &[String]) -> Option<String>;

    /// Answers a call on a site.
    fn answer(&mut self, site: &str, caller: &Caller, request: &ProductRequest) -> ProductReply;

    /// What happened since this was asked last, in its order.
    fn take_events(&mut self) -> Vec<ProductEvent>;
}
