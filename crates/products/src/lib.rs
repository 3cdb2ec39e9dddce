//! Jira and Confluence as data.
//!
//! In goes a request as the platform sends it to a product, with who makes it; out comes the answer the product would give,
//! of content that lives here. There are two sites or more: they share project keys, issue keys and page ids, and differ in
//! what stands in them, so that whatever mixes tenants shows a canary of the wrong one. Changes are told as product events.
//!
//! What is not modelled is answered with 501 and says what it was; nothing is made up. The crate reads no clock and no file:
//! the time is set from outside, and the state is a value that can be saved.
//!
//! Shapes of requests and answers: the published REST references of Jira Cloud (v3, v2 where it differs), Jira Software
//! Cloud, Confluence Cloud (v2, v1), read 2026-11.
#![forbid(unsafe_code)]

mod adf;
mod answer;
mod call;
mod confluence;
mod event;
mod exchange;
mod form;
mod jira;
mod paging;
mod query;
mod rights;
mod routes;
mod site;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    event::ProductEvent,
    exchange::{Caller, ProductReply, ProductRequest},
    routes::{Modelled, modelled},
    site::{Role, Site, User},
};

/// The products of all sites: content, users, groups, rights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Products {
    sites: Vec<Site>,
    now: Timestamp,
    #[serde(default)]
    events: Vec<ProductEvent>,
}

impl Products {
    /// Two sites, `cedar` and `maple`, each with an administrator, a user and a stranger who may see next to nothing.
    ///
    /// # Panics
    /// Never: the data is part of the build, and a test reads it.
    #[must_use]
    pub fn seeded() -> Self {
        let read = |text| toml::from_str(text).expect("the data of this build is well formed");
        Self {
            sites: vec![read(include_str!("../data/cedar.toml")), read(include_str!("../data/maple.toml"))],
            now: site::FIRST_DAY,
            events: Vec::new(),
        }
    }

    /// The sites.
    pub fn sites(&self) -> impl Iterator<Item = &Site> {
        self.sites.iter()
    }

    /// One site.
    #[must_use]
    pub fn site(&self, key: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.key == key)
    }

    /// What users may do on a site. Of a site that does not exist, nobody may do anything.
    #[must_use]
    pub fn rights(&self, site: &str) -> impl assay_policy::decide::Rights + '_ {
        rights::OfSite(self.site(site))
    }

    /// The time that changes are dated with.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The time that changes are dated with, from now on.
    pub fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Answers as the product would.
    ///
    /// What was granted to the app is not looked at: who asks here has decided that already.
    pub fn answer(&mut self, site: &str, caller: &Caller, request: &ProductRequest) -> ProductReply {
        let Some(site) = self.sites.iter_mut().find(|own| own.key == site) else {
            return ProductReply::of(404, &answer::jira_error("There is no such site."));
        };
        routes::answer(site, caller, request, self.now, &mut self.events)
    }

    /// What changes made happen since this was asked last, to be handed to apps as product events; in their order.
    pub fn take_events(&mut self) -> Vec<ProductEvent> {
        std::mem::take(&mut self.events)
    }
}
