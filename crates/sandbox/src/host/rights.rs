//! What users may do on a site, as its products say.

use std::sync::Mutex;

use assay_app::operations::Operation;
use assay_policy::decide::Rights;

use crate::{platform::held, products::Products};

/// The rights of one site's users.
pub(super) struct SiteRights<'a> {
    pub(super) products: &'a Mutex<Box<dyn Products>>,
    pub(super) site: &'a str,
}

impl Rights for SiteRights<'_> {
    fn refuses(&self, account: &str, operation: &Operation, path: &[String]) -> Option<String> {
        held(self.products).refuses(self.site, account, operation, path)
    }
}
