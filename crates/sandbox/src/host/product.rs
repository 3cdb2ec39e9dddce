//! Calls of products that may be made.

use assay_jail::{Init, Reply};
use assay_policy::decide::{
    Allowed,
    request::{Identity, ProductRequest as Asked},
};

use super::{Desk, unmodelled};
use crate::{
    decision::Note,
    platform::held,
    products::{Caller, ProductRequest},
};

impl Desk<'_> {
    /// Has the installation's own site answer. Which site that is, nothing in the call says.
    pub(super) fn product(
        &self,
        asked: &Asked,
        allowed: &Allowed,
        init: &Init,
        mut note: Note,
    ) -> (Reply, Note) {
        let facts = self.facts;
        let caller = match &asked.identity {
            Identity::App => Caller::App(facts.account.clone()),
            Identity::User(named) => match named.as_ref().or(facts.actor.as_ref()) {
                Some(account) => Caller::User(account.clone()),
                None => Caller::Anonymous,
            },
            Identity::Nobody => Caller::Anonymous,
        };
        if let Some(operation) = allowed.operation {
            note.subject = format!("{} {}", operation.method, operation.path);
        }
        let request = ProductRequest {
            product: asked.product.clone(),
            method: asked.method.clone(),
            path: allowed.target.clone(),
            headers: allowed.headers.clone(),
            body: init.body.clone(),
        };
        let reply = held(&self.platform.products).answer(&facts.installation.site, &caller, &request);
        if reply.is_unmodelled() {
            return unmodelled(&reply.unmodelled.join(", "), note);
        }
        note.status = reply.status;
        note.remarks = reply.unmodelled.iter().map(|it| format!("without effect here: {it}")).collect();
        let reply =
            Reply { status: reply.status, headers: reply.headers, body: reply.body, ..Reply::default() };
        (reply, note)
    }
}
