//! What an admin is asked, and whether a version may be had without asking.

use std::sync::LazyLock;

use assay_policy::{Answer, Change, Environment, Grants, compare};
use assay_source::Digest;

use crate::{
    guard::{Guard, Guards},
    state::{
        act::{EnvironmentId, VersionNumber},
        package::{Deployed, read_manifest},
    },
};

/// What an admin is shown before saying yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Of which environment.
    pub environment: EnvironmentId,
    /// The version that is asked for.
    pub version: VersionNumber,
    /// The version whose permissions hold today; none before the first installation.
    pub from: Option<VersionNumber>,
    /// What it asks for, as it will be resolved: everything at first, then what is new.
    pub asks: Vec<Ask>,
    /// Of what all this is made.
    pub(crate) digest: String,
}

/// One thing that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The kind of change, by its stable name.
    pub kind: &'static str,
    /// What, in one plain sentence without a full stop.
    pub what: String,
    /// What the admin gives with it.
    pub gives: Option<String>,
    /// It cannot be told whether it is asked for at all.
    pub is_open: bool,
}

/// What becomes of an installation when a version is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Course {
    /// It runs the new version with its permissions, which are no more than those it has.
    Whole,
    /// It runs the new code with the permissions it has: `enforcement: app-managed`.
    CodeOnly,
    /// It stays as it is until the admin approves.
    Waits,
}

/// An app that asks for nothing.
static NOTHING: LazyLock<Grants> =
    LazyLock::new(|| Grants::read(&read_manifest("app: {}\n"), &assay_app::manifest::Variables::default()));

impl Consent {
    pub(crate) fn to(new: &Deployed, from: Option<&Deployed>) -> Self {
        let comparison = compare(from.map_or(&*NOTHING, |from| &from.grants), &new.grants, Environment::Same);
        let ask = |change: &Change, is_open: bool| Ask {
            kind: change.kind.id(),
            what: change.what.clone(),
            gives: change.gives.clone(),
            is_open,
        };
        let causes = comparison.causes.iter().map(|change| ask(change, false));
        let asks = causes.chain(comparison.open.iter().map(|change| ask(change, true))).collect();
        let from = from.map(|from| (from.number, from.digest.as_str()));
        let version = new.number.to_string();
        let before = from.map(|(number, _)| number.to_string()).unwrap_or_default();
        let parts: [&str; 6] = [
            &new.environment.app,
            &new.environment.name,
            &version,
            &new.digest,
            &before,
            from.map_or("", |(_, digest)| digest),
        ];
        Self {
            environment: new.environment.clone(),
            version: new.number,
            from: from.map(|(number, _)| number),
            asks,
            digest: Digest::of_parts(parts.iter().map(|part| part.as_bytes())).to_string(),
        }
    }
}

/// Whether a version asks for more than another, so that it is a major one.
pub(crate) fn grows(old: &Deployed, new: &Deployed) -> bool {
    compare(&old.grants, &new.grants, Environment::Same).answer() != Answer::NotNeeded
        // The comparison follows the vendor's pages, on which some growth is free. Here none is.
        || !new.permissions.is_within(&old.permissions)
}

/// What becomes of an installation whose permissions are those of `granted`.
pub(crate) fn course(granted: &Deployed, new: &Deployed, guards: Guards) -> Course {
    if !guards.hold(Guard::GrowthWaits) || !grows(granted, new) {
        Course::Whole
    } else if new.grants.app_managed {
        Course::CodeOnly
    } else {
        Course::Waits
    }
}
