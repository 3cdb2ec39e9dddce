//! The products, handed to the platform and kept at hand.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use assay_app::operations::Operation;
use assay_policy::decide::Rights as _;
use assay_products::{self as products, Caller, ProductEvent, ProductReply, ProductRequest};
use assay_sandbox as sandbox;

/// The products of all sites, as the platform asks them; a session asks them, too.
#[derive(Debug, Clone)]
pub(crate) struct Handed(Arc<Mutex<products::Products>>);

impl Handed {
    pub(crate) fn new(products: products::Products) -> Self {
        Self(Arc::new(Mutex::new(products)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, products::Products> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl sandbox::Products for Handed {
    fn sites(&self) -> Vec<sandbox::Site> {
        let products = self.lock();
        let sites = products.sites().map(|site| sandbox::Site {
            key: site.key.clone(),
            cloud_id: site.cloud_id.clone(),
            host: site.host.clone(),
            products: site.products.clone(),
            personal: site.users.iter().flat_map(|user| [&user.display_name, &user.email]).cloned().collect(),
            accounts: site.users.iter().map(|user| user.account_id.clone()).collect(),
        });
        sites.collect()
    }

    fn refuses(&self, site: &str, account: &str, operation: &Operation, path: &[String]) -> Option<String> {
        self.lock().rights(site).refuses(account, operation, path)
    }

    fn answer(&mut self, site: &str, caller: &Caller, request: &ProductRequest) -> ProductReply {
        self.lock().answer(site, caller, request)
    }

    fn take_events(&mut self) -> Vec<ProductEvent> {
        self.lock().take_events()
    }
}
