//! Which changes between two versions wait for an admin.

mod egress;
mod endpoints;
mod modules;
mod notebook;
mod providers;
mod remotes;
mod scopes;
mod turnover;

use assay_source::Place;

use crate::{Effect, Grants, Kind};
use notebook::Notebook;

/// Whether the old and the new version are deployed with the same values of environment variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// They are: what both spell alike with the same variable in it is the same.
    Same,
    /// They may differ: nothing that depends on a variable without a value is known to be the same.
    Separate,
}

/// How it is known what a change leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certainty {
    /// The vendor's pages say so.
    Documented,
    /// They don't; the cautious side was taken.
    Assumed,
    /// It cannot be told whether anything changes at all.
    Open(Open),
}

/// Why it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// It depends on environment variables without a value.
    Variables(Vec<String>),
    /// A part of the old manifest could not be read.
    OldUnreadable,
    /// A part of the new manifest could not be read.
    NewUnreadable,
    /// This version of Assay has no name for it.
    Unlisted,
}

/// One difference between two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub kind: Kind,
    /// What changes, in one plain sentence without a full stop.
    pub what: String,
    /// What an admin newly gives, in plain words; none where nothing is given.
    pub gives: Option<String>,
    /// Where it stood.
    pub before: Option<Place>,
    /// Where it stands.
    pub after: Option<Place>,
    /// How that is known.
    pub certainty: Certainty,
}

/// Something a reader has to know before relying on the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caveat {
    /// The two manifests are of different apps.
    DifferentApps {
        /// `app.id` of the old one.
        old: String,
        /// `app.id` of the new one.
        new: String,
    },
    /// The app has a Connect part: apps that come from Connect are held to looser rules in part.
    ConnectPart,
    /// `enforcement: app-managed`: new code may run before new permissions are approved.
    AppManaged,
    /// Variables without a value were taken at the default of the manifest.
    Defaulted(Vec<String>),
    /// What depends on these variables stands in both versions alike, and counts as the same.
    KeptVariables(Vec<String>),
}

/// What came of comparing two versions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Changes that need approval, documented ones first.
    pub causes: Vec<Change>,
    /// Changes of which it cannot be told whether they need approval.
    pub open: Vec<Change>,
    /// Changes that reach every installation without approval.
    pub free: Vec<Change>,
    /// What to know before relying on it.
    pub caveats: Vec<Caveat>,
}

/// Whether the new version waits for an admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It does not.
    NotNeeded,
    /// It cannot be told.
    CannotTell,
    /// It does.
    Needed,
}

impl Comparison {
    /// Whether the new version waits for an admin: one cause suffices; without one, one open question does.
    pub fn answer(&self) -> Answer {
        match (self.causes.is_empty(), self.open.is_empty()) {
            (false, _) => Answer::Needed,
            (true, false) => Answer::CannotTell,
            (true, true) => Answer::NotNeeded,
        }
    }
}

/// Compares what two versions ask for.
///
/// The order of entries, comments, anchors, the notation and the spelling of an address play no role.
pub fn compare(old: &Grants, new: &Grants, environment: Environment) -> Comparison {
    let mut notes = Notebook::new(old, new, environment);
    scopes::compare(&mut notes);
    egress::compare(&mut notes);
    remotes::compare(&mut notes);
    providers::compare(&mut notes);
    endpoints::compare(&mut notes);
    modules::compare(&mut notes);
    let (changes, kept) = notes.end();
    let mut comparison = Comparison::default();
    for change in changes {
        let list = match (change.kind.effect(), &change.certainty) {
            (Effect::Approval, Certainty::Open(_)) => &mut comparison.open,
            (Effect::Approval, _) => &mut comparison.causes,
            // Whether it happened or not: nobody is asked.
            (Effect::None, Certainty::Open(_)) => continue,
            (Effect::None, _) => &mut comparison.free,
        };
        list.push(change);
    }
    if comparison.causes.is_empty() && comparison.open.is_empty() {
        comparison.open.extend(unreadable(old, new));
    }
    comparison.causes.sort_by_key(|change| (change.certainty != Certainty::Documented, change.kind));
    comparison.open.sort_by_key(|change| change.kind);
    comparison.free.sort_by_key(|change| change.kind);
    let asks = !comparison.causes.is_empty() || !comparison.open.is_empty();
    comparison.caveats = caveats(old, new, asks, kept);
    comparison
}

/// A manifest that cannot be read whole may hide a change.
fn unreadable(old: &Grants, new: &Grants) -> Option<Change> {
    let (because, place) = match (old.complete, new.complete) {
        (true, true) => return None,
        (_, false) => (Open::NewUnreadable, (None, Some(new.head()))),
        (false, true) => (Open::OldUnreadable, (Some(old.head()), None)),
    };
    Some(Change {
        kind: Kind::Unreadable,
        what: "a part of the manifest cannot be read, and may hide a change".to_owned(),
        gives: None,
        before: place.0,
        after: place.1,
        certainty: Certainty::Open(because),
    })
}

fn caveats(old: &Grants, new: &Grants, asks: bool, kept: Vec<String>) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if let (Some(old), Some(new)) = (&old.app_id, &new.app_id)
        && old.is_certain()
        && new.is_certain()
        && old.value != new.value
    {
        caveats.push(Caveat::DifferentApps { old: old.value.clone(), new: new.value.clone() });
    }
    // How approvals are handled matters where there is one.
    if asks && new.connect.is_some() {
        caveats.push(Caveat::ConnectPart);
    }
    if asks && new.app_managed {
        caveats.push(Caveat::AppManaged);
    }
    let mut defaulted = [&old.defaulted[..], &new.defaulted].concat();
    defaulted.sort();
    defaulted.dedup();
    if !defaulted.is_empty() {
        caveats.push(Caveat::Defaulted(defaulted));
    }
    if !kept.is_empty() {
        caveats.push(Caveat::KeptVariables(kept));
    }
    caveats
}
