//! Calls of products that may be made.

use assay_jail::{Init, Reply};
use assay_policy::decide::{
    Allowed,
    request::{Identity, ProductRequest},
};

use super::{Desk, unmodelled};
use crate::{
    decision::Note,
    platform::held,
    products::{Caller, ProductCall},
};

impl Desk<'_> {
    /// Has the installation's own site answer. Which site that is, nothing in the call says.
    pub(super) fn product(
        &self,
        request: &ProductRequest,
        allowed: &Allowed,
        init: &Init,
        mut note: Note,
    ) -> (Reply, Note) {
        let facts = self.facts;
        let caller = match &request.identity {
            Identity::App => Caller::App(facts.account.clone()),
            Identity::User(named) => match named.as_ref().or(facts.actor.as_ref()) {
                Some(account) => Caller::User(account.clone()),
                None => Caller::Nobody,
            },
            Identity::Nobody => Caller::Nobody,
        };
        if let Some(operation) = allowed.operation {
            note.subject = format!("{} {}", operation.method, operation.path);
        }
        let call = ProductCall {
            product: request.product.clone(),
            method: request.method.clone(),
            path: allowed.target.clone(),
            headers: allowed.headers.clone(),
            body: init.body.clone(),
        };
        let reply = held(&self.platform.products).answer(&facts.installation.site, &caller, &call);
        if reply.is_unmodelled {
            return unmodelled("this product does not answer it", note);
        }
        note.status = reply.status;
        let reply =
            Reply { status: reply.status, headers: reply.headers, body: reply.body, ..Reply::default() };
        (reply, note)
    }
}
