//! Calls with the app's own identity that a stranger can cause, each with what was asked before.

use std::collections::BTreeMap;

use assay_code::{Entry, Event, Site, Source, Value, model::Role};
use assay_source::Place;

use super::authority::{self, Authority};
use super::callers::{Stranger, stranger};
use super::product::{self, Access, ProductCall};
use super::stored_data_unchecked::{keyed_by_account, short_name};
use crate::Case;

/// One call, by one entry, on its least guarded way.
pub(crate) struct AsApp<'a> {
    pub(crate) call: ProductCall<'a>,
    pub(crate) entry: &'a Entry,
    pub(crate) stranger: Stranger,
    pub(crate) authority: Authority<'a>,
}

impl AsApp<'_> {
    /// What exactly it is about, wherever it stands.
    pub(crate) fn identity(&self) -> String {
        format!("{} as the app from {}", self.call.operation(), self.entry.name)
    }

    pub(crate) fn event(&self) -> &Event {
        self.call.event
    }

    /// Where the app's identity is chosen: at the call, or in a function that answers with who is to call. Where a helper
    /// makes all calls, at the call of that which says what is asked for.
    pub(crate) fn place(&self, case: &Case<'_>) -> Place {
        let code = case.code;
        let call = self.call.written_at(code);
        let chosen = self.call.call.receiver.as_external().and_then(|client| client.made_at);
        let chosen = chosen.filter(|site| site.module == call.module).map(|site| code.place(site));
        let is_answer =
            |place: &Place| code.text(call).line(place.line()).trim_start().starts_with("return ");
        chosen.filter(is_answer).unwrap_or_else(|| code.place(call))
    }

    /// True where what it is about was chosen by the caller, or is not known; false where only the page around the
    /// front end says so, which a caller can forge but an ordinary user doesn't.
    pub(crate) fn is_chosen(&self) -> bool {
        self.sources()
            .iter()
            .any(|source| matches!(source, Source::Caller(_) | Source::Agent | Source::Parameter))
    }

    /// True where what it is about comes from the page around the front end only.
    pub(crate) fn is_from_page(&self) -> bool {
        let sources = self.sources();
        sources.iter().all(|source| matches!(source, Source::Extension | Source::Platform))
            && sources.iter().any(|source| matches!(source, Source::Extension))
    }

    /// True where what it is about stands in a record that is kept for the user's account alone.
    pub(crate) fn is_from_own_record(&self) -> bool {
        let sources = self.sources();
        let is_own = |source: &Source| match source {
            Source::Stored(read) => keyed_by_account(&read.call.role(Role::Key)),
            source => matches!(source, Source::Platform),
        };
        sources.iter().any(|source| matches!(source, Source::Stored(_))) && sources.iter().all(is_own)
    }

    /// Where the ids of what it is about come from.
    fn sources(&self) -> Vec<Source> {
        let resources = self.call.resources();
        let sources = |value: &Value| -> Vec<Source> {
            value.deep_origins().iter().map(|origin| origin.source.clone()).collect()
        };
        let sources = resources.iter().flat_map(sources);
        // What the app is built with names fields and projects of its owner's choice.
        sources.filter(|source| !matches!(source, Source::Environment(_))).collect()
    }
}

/// Each place and operation once for each entry that strangers reach, with its weakest way.
pub(crate) fn calls<'a>(case: &Case<'a>) -> Vec<AsApp<'a>> {
    let code = case.code;
    let mut found: BTreeMap<(Site, String, String), AsApp<'a>> = BTreeMap::new();
    for call in product::calls_as_app(code) {
        let asks = product::asks_for_permission(&call.path) && !product::is_permission_scheme(&call.path);
        if call.access == Access::Read && asks {
            continue;
        }
        if call.access == Access::Read && is_of_themselves(&call) {
            continue;
        }
        let Some(entry) = code.entry_of(call.event) else { continue };
        // Web triggers have no user to ask about: whether they know their caller is for another rule.
        let Some(stranger) = stranger(entry).filter(|stranger| *stranger != Stranger::Anybody) else {
            continue;
        };
        let authority = authority::over(&call.event.guards, &call.resources());
        // Two resolvers with the same definitions are one way in, told by the weaker.
        let definition = format!("{} {}", short_name(entry), entry.declared_at);
        let key = (call.written_at(code), definition, call.operation());
        let one = AsApp { call, entry, stranger, authority };
        match found.entry(key) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(one);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                if authority::strength(&one.authority) < authority::strength(&place.get().authority) {
                    place.insert(one);
                }
            }
        }
    }
    found.into_values().collect()
}

/// Whether what is read is about the account of the invocation's context alone: the groups of whoever asks.
fn is_of_themselves(call: &ProductCall<'_>) -> bool {
    let resources = call.resources();
    let is_account = |value: &Value| {
        let origins = value.deep_origins();
        let is = |origin: &assay_code::Origin| {
            matches!(origin.source, Source::Platform) && authority::is_account(&origin.field)
        };
        !origins.is_empty() && origins.iter().all(is)
    };
    !resources.is_empty() && resources.iter().all(is_account)
}

/// What is done for the reader of the app's own data, or of what everybody knows, needs no permission.
pub(crate) fn needs_no_permission(call: &ProductCall<'_>) -> bool {
    match call.access {
        Access::Read => product::is_common_knowledge(&call.path),
        Access::Write | Access::Unknown => product::is_own_data(&call.path),
    }
}
