//! Calls of remotes that get a token of the app, and none of the user: what they do with it they do as the app.

use assay_code::{
    Call, Entry, Event, Text, Value,
    model::{Effect, Role},
};

use super::authority::{self, Authority};
use super::callers::{self, Stranger};
use super::product;
use crate::Case;

/// One call of such a remote that changes something, and that a stranger can cause without a check.
pub(crate) struct RemoteAsApp<'a> {
    pub(crate) event: &'a Event,
    pub(crate) entry: &'a Entry,
    pub(crate) stranger: Stranger,
    /// `PUT /notes/{}`.
    pub(crate) operation: String,
    /// The remote's key.
    pub(crate) remote: String,
}

/// Each of them, in the order of events.
pub(crate) fn unchecked_changes<'a>(case: &Case<'a>) -> Vec<RemoteAsApp<'a>> {
    let mut found: Vec<RemoteAsApp<'a>> = Vec::new();
    for (event, entry, stranger) in callers::caused_by_strangers(case.code) {
        let assay_code::Action::Call(call) = &event.action else { continue };
        if call.effect() != Some(Effect::RemoteCall) || stranger == Stranger::Anybody {
            continue;
        }
        let Some(remote) = with_token_of_the_app(case, call) else { continue };
        let method = product::method(call);
        let is_read = matches!(method.as_deref(), Some("GET" | "HEAD" | "OPTIONS"));
        let unasked = matches!(authority::over(&event.guards, &resources(call)), Authority::Nothing);
        let known = found.iter().any(|known| known.event.site == event.site && known.entry.id == entry.id);
        if is_read || !unasked || known {
            continue;
        }
        let address = call.role(Role::Url);
        let path = address.texts().next().map(Text::template);
        let path =
            path.as_deref().map_or("a path that is not known", |path| path.split('?').next().unwrap_or(path));
        let operation = format!("{} {path}", method.as_deref().unwrap_or("a call of"));
        found.push(RemoteAsApp { event, entry, stranger, operation, remote });
    }
    found
}

/// The key of the called remote, where it is sent a token of the app and none of the user.
fn with_token_of_the_app(case: &Case<'_>, call: &Call) -> Option<String> {
    let on = |token: &Option<assay_app::Spanned<bool>>| token.as_ref().is_some_and(|token| token.value);
    let name = call.role(Role::Name);
    let remotes = &case.manifest()?.remotes;
    let called = name.constants().filter_map(|name| {
        remotes.iter().find(|remote| remote.key.as_ref().is_some_and(|key| key.value == *name))
    });
    let mut called = called.filter(|remote| on(&remote.app_system_token) && !on(&remote.app_user_token));
    called.next()?.key.as_ref().map(|key| key.value.clone())
}

/// The values in its path, else what it sends.
fn resources(call: &Call) -> Vec<Value> {
    let address = call.role(Role::Url);
    let holes: Vec<Value> = address.texts().flat_map(|text| text.holes().cloned()).collect();
    if holes.is_empty() { vec![call.role(Role::Options).field("body")] } else { holes }
}
