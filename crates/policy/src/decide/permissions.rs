//! What an installation was granted, in the form requests are held against.

use std::collections::BTreeMap;

use assay_app::manifest::EgressList;
use url::Url;

use super::egress::Entry;
use crate::{Flag, Grants, HostedKind};

/// What an admin approved, every variable filled in.
///
/// What depends on a variable without a value grants nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Permissions {
    /// By name; whether the scope was granted for acting as users who are not there.
    pub scopes: BTreeMap<String, Impersonation>,
    /// Where functions may call.
    pub egress: Vec<Entry>,
    /// The app's servers, by key.
    pub remotes: BTreeMap<String, Url>,
    /// The services users log in to, by key: the keys of the remotes each may call.
    pub providers: BTreeMap<String, Vec<String>>,
    /// A SQL database was asked for.
    pub sql: bool,
    /// An object store was asked for.
    pub objects: bool,
}

/// Whether an app may act as a user who is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impersonation {
    /// It may not.
    No,
    /// It may, with this scope.
    Granted,
}

impl Permissions {
    /// What a version asks for, as it is granted when the admin approves all of it.
    ///
    /// `region` picks the address of a remote that has one for each; without it, its default.
    pub fn of(grants: &Grants, region: Option<&str>) -> Self {
        let certain = |text: &assay_app::Spanned<String>| text.is_certain().then(|| text.value.clone());
        let scopes = grants.scopes.iter().filter_map(|scope| {
            let may = match scope.impersonation {
                Flag::On(_) => Impersonation::Granted,
                _ => Impersonation::No,
            };
            Some((certain(&scope.name)?, may))
        });
        let remotes: BTreeMap<String, Url> = grants
            .remotes
            .iter()
            .filter_map(|remote| {
                let urls = &remote.base_urls;
                let own = urls.iter().find(|url| {
                    region.is_some() && url.region.as_ref().map(|region| region.value.as_str()) == region
                });
                let any = || {
                    urls.iter().find(|url| url.region.as_ref().is_none_or(|region| region.value == "default"))
                };
                let text = certain(&own.or_else(any)?.url)?;
                Some((remote.key.clone(), Url::parse(&text).ok().filter(|url| url.host().is_some())?))
            })
            .collect();
        let backend = grants.egress.iter().filter(|entry| entry.list == EgressList::FetchBackend);
        let hosted = |kind: HostedKind| grants.hosted.iter().any(|hosted| hosted.kind == kind);
        Self {
            scopes: scopes.collect(),
            egress: backend.filter_map(|entry| Entry::parse(&certain(&entry.address)?)).collect(),
            providers: grants
                .providers
                .iter()
                .map(|provider| (provider.key.clone(), provider.remotes.iter().filter_map(certain).collect()))
                .collect(),
            remotes,
            sql: hosted(HostedKind::Sql),
            objects: hosted(HostedKind::ObjectStore),
        }
    }

    /// Whether they allow nothing that the others don't.
    pub fn is_within(&self, others: &Self) -> bool {
        let scopes =
            self.scopes.iter().all(|(name, may)| others.scopes.get(name).is_some_and(|other| may <= other));
        let egress = self.egress.iter().all(|entry| others.egress.iter().any(|other| other.covers(entry)));
        let remotes = self.remotes.iter().all(|(key, url)| others.remotes.get(key) == Some(url));
        let providers = self.providers.iter().all(|(key, own)| {
            others.providers.get(key).is_some_and(|other| own.iter().all(|remote| other.contains(remote)))
        });
        scopes && egress && remotes && providers && self.sql <= others.sql && self.objects <= others.objects
    }
}
