//! Who can cause an entry to run, as far as that decides what it has to check.

use assay_code::{Analysis, Audience, Entry, Event, Invocation, Reach, Side};

use crate::Case;

/// Somebody who is no administrator of the site, and whom the platform lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stranger {
    /// Anybody on the web.
    Anybody,
    /// A conversation, through an agent.
    Agent,
    /// Any user who can see the surface. They choose the payload freely.
    User,
    /// An administrator of one project or space, who may name another.
    ProjectAdmin,
}

/// Who of these can cause an entry to run on the platform; none where only administrators, the product or the clock do.
pub(crate) fn stranger(entry: &Entry) -> Option<Stranger> {
    if entry.side != Side::Backend {
        return None;
    }
    match entry.audience {
        // A surface that is shown to people without an account: they call as users do.
        Audience::Anonymous if matches!(entry.invocation, Invocation::Resolver | Invocation::Function) => {
            Some(Stranger::User)
        }
        Audience::Anonymous => Some(Stranger::Anybody),
        Audience::Agent => Some(Stranger::Agent),
        Audience::AnyUser => Some(Stranger::User),
        Audience::ProjectAdmin => Some(Stranger::ProjectAdmin),
        _ => None,
    }
}

/// Whether it is written down anywhere who can call an entry; of modules of types that are not listed it is not.
pub(crate) fn is_documented(case: &Case<'_>, entry: &Entry) -> bool {
    let Some(manifest) = case.manifest() else { return true };
    let unlisted = |surface: &str| {
        manifest.modules.iter().any(|module| module.name() == surface && module.card.is_none())
    };
    entry
        .audiences
        .iter()
        .filter(|(audience, _)| *audience == entry.audience)
        .any(|(_, surface)| !unlisted(surface))
}

/// Why a finding about such an entry is doubtful.
pub(crate) const UNDOCUMENTED: &str = "who can call modules of this type is not known here";

/// An event with the entry it comes from, where somebody who is no administrator can cause it.
pub(crate) fn caused_by_strangers(code: &Analysis) -> impl Iterator<Item = (&Event, &Entry, Stranger)> {
    code.events.iter().filter(|event| event.reach == Reach::Entry).filter_map(|event| {
        let entry = code.entry_of(event)?;
        Some((event, entry, stranger(entry)?))
    })
}

/// Whom a finding speaks of.
pub(crate) fn words(stranger: Stranger) -> &'static str {
    match stranger {
        Stranger::Anybody => "anyone on the web",
        Stranger::Agent => "any user through an agent",
        Stranger::User => "any user",
        Stranger::ProjectAdmin => "an administrator of any project or space",
    }
}
