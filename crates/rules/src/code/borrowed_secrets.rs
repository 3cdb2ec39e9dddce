//! Requests that carry a credential of whoever's key the caller names: the credential stays on the backend, and serves
//! people it is not theirs.

use std::collections::BTreeSet;

use assay_code::{
    Action, Call, Event, Origin, Source, Value,
    model::{Effect, Role},
};
use assay_evidence::Confidence;

use super::authority::{self, Authority};
use super::callers::{self, Stranger, caused_by_strangers};
use super::stored_data_to_anyone::is_chosen;
use super::stored_data_unchecked::{keyed_by_account, shown};
use super::{flow, hosts};
use crate::{Case, Found, Look};

pub(super) fn tell(case: &Case<'_>, look: &mut Look<'_>) {
    let code = case.code;
    let mut seen = BTreeSet::new();
    for (event, entry, stranger) in caused_by_strangers(code) {
        let Action::Call(call) = &event.action else { continue };
        if stranger == Stranger::Anybody
            || !matches!(call.effect(), Some(Effect::Egress | Effect::RemoteCall))
        {
            continue;
        }
        look.looked_at(1);
        let Some((origin, key)) = borrowed(event, call) else { continue };
        let authority = authority::over(&event.guards, std::slice::from_ref(&key));
        if matches!(authority, Authority::Checked | Authority::CanRead)
            || !seen.insert((event.site, entry.id))
        {
            continue;
        }
        let statement = format!(
            "`{}` makes a request for {} with the credential that is stored under {}, for whatever key they send, without a check that it is theirs",
            entry.name,
            callers::words(stranger),
            shown(&key),
        );
        let identity = format!("{} {} lent to {}", call.path, shown(&key), entry.name);
        let found = Found::new("functions/caller-authorized", identity, statement)
            .at(code.place(event.site))
            .help(
                "keep it under the account id of the invocation's context, or check the user's permission on the thing that the \
                 key names",
            )
            .path(flow::steps_from(code, event, &origin, "it goes with the request"));
        let because = authority
            .doubt()
            .or_else(|| (!callers::is_documented(case, entry)).then_some(callers::UNDOCUMENTED));
        match because {
            None => look.against(found),
            Some(because) => look.unsure(found.confidence(Confidence::Low), because),
        }
    }
}

/// What is sent as a credential and lies under a key the caller chose, and that key.
fn borrowed(event: &Event, call: &Call) -> Option<(Origin, Value)> {
    let sent = hosts::headers(call).fields();
    let mut origins =
        sent.values().flat_map(|value| value.deep_origins().iter().cloned().collect::<Vec<_>>());
    origins.find_map(|origin| {
        let Source::Secret(_, Some(fetched)) = &origin.source else { return None };
        let key = fetched.call.role(Role::Key);
        let is_lent = is_chosen(&key) && !keyed_by_account(&key) && event.entry.is_some();
        is_lent.then(|| (origin.clone(), key))
    })
}
