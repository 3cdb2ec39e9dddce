//! A target while its endpoints are gathered.

use assay_app::AppType;
use assay_evidence::AppCard;
use assay_source::Place;
use url::Url;

use super::{Endpoint, Ownership, Role, Target, connect::below};

/// Endpoints gathered so far, against one base.
pub(super) struct Draft<'a> {
    base: Url,
    owned: &'a Ownership,
    endpoints: Vec<Endpoint>,
    left_out: Vec<(String, String)>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(base: Url, owned: &'a Ownership) -> Self {
        Self { base, owned, endpoints: Vec::new(), left_out: Vec::new() }
    }

    /// Goes on with what was gathered before.
    pub(super) fn resume(&mut self, endpoints: Vec<Endpoint>, left_out: Vec<(String, String)>) {
        self.endpoints = endpoints;
        self.left_out = left_out;
    }

    /// Goes on with another base.
    pub(super) fn rebase(&mut self, base: Url) {
        self.base = base;
    }

    /// Adds an address, relative to the base or absolute; one that is there already, not ours, or no address is left
    /// out with the reason.
    #[expect(clippy::too_many_arguments, reason = "the fields of an endpoint, one by one")]
    pub(super) fn add(
        &mut self,
        address: &str,
        method: &str,
        role: Role,
        name: &str,
        place: Option<Place>,
        cacheable: bool,
        for_admins: bool,
    ) {
        let url = match below(&self.base, address) {
            Ok(url) => url,
            Err(why) => return self.leave_out(address, format!("it is no address: {why}")),
        };
        if !matches!(url.scheme(), "http" | "https") {
            return self.leave_out(address, format!("nothing is asked over `{}`", url.scheme()));
        }
        if let Err(refused) = self.owned.check(&url) {
            return self.leave_out(address, refused.to_string());
        }
        let is_known = |known: &Endpoint| known.url == url && known.method == method;
        if self.endpoints.iter().any(is_known) {
            return;
        }
        self.endpoints.push(Endpoint {
            url,
            method: method.to_owned(),
            role,
            name: name.to_owned(),
            place,
            cacheable,
            for_admins,
        });
    }

    /// True where the same path is there already, whatever its query.
    pub(super) fn knows(&self, address: &str, method: &str) -> bool {
        let Ok(url) = below(&self.base, address) else { return false };
        let same = |known: &Endpoint| {
            known.method == method && known.url.origin() == url.origin() && known.url.path() == url.path()
        };
        url.query().is_none() && self.endpoints.iter().any(same)
    }

    pub(super) fn leave_out(&mut self, address: &str, why: String) {
        let entry = (address.to_owned(), why);
        if !self.left_out.contains(&entry) {
            self.left_out.push(entry);
        }
    }

    pub(super) fn finish(
        self,
        app_type: AppType,
        card: AppCard,
        base_url: Url,
        app_id: Option<String>,
    ) -> Target {
        let (endpoints, left_out) = (self.endpoints, self.left_out);
        Target { app_type, card, base_url, app_id, endpoints, restricted: Vec::new(), left_out }
    }
}
