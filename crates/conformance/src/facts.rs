//! Facts that people know, or that more than one file decides.

use assay_app::{App, AppType};
use assay_catalogue::{FactId, Truth};
use assay_code::{Analysis, Side};

use crate::Config;

/// Adds what the configuration says to what the app shows.
pub(crate) fn note_stated(app: &App, config: &Config) -> assay_catalogue::Facts {
    let mut facts = app.facts.clone();
    match config.published {
        Some(published) => {
            let is = if published { "is" } else { "is not" };
            facts.note("published", published, format!("assay.toml says the app {is} published on the Marketplace"));
        }
        None => facts.note(
            "published",
            Truth::Unknown,
            "whether the app is published is not in its files; say `published = true` or `false` in assay.toml",
        ),
    }
    let truth = |fact: &str| app.facts.truth(&FactId::from(fact));
    let is_own_server =
        ["type.connect", "type.trello", "type.oauth", "remotes"].map(truth).contains(&Truth::Yes);
    let (owned, because) = if let Some(host) = config.settings.owned_hosts.first() {
        (Truth::Yes, format!("assay.toml names `{host}` as owned"))
    } else if is_own_server {
        (Truth::Yes, "the app is served from, or calls, a server of its own".to_owned())
    } else if truth("egress") == Truth::No {
        (Truth::No, "the app reaches no address outside the platform".to_owned())
    } else {
        let because =
            "which of the hosts it reaches are owned is not in its files; name them in `owned_hosts`";
        (Truth::Unknown, because.to_owned())
    };
    facts.note("owned-domains", owned, because);
    if truth("trello.server") == Truth::Unknown && app.facts.because(&FactId::from("trello.server")).is_none()
    {
        let (server, because) = match truth("type.trello") {
            Truth::No => (Truth::No, "the app is no Power-Up"),
            _ => (Truth::Unknown, "whether the Power-Up has a server of its own is not in its files"),
        };
        facts.note("trello.server", server, because);
    }
    let (scopes, because) = scopes(app);
    facts.note("scopes", scopes, because);
    facts
}

/// Adds what the code shows: that a Power-Up has a server of its own.
pub(crate) fn note_code(facts: &mut assay_catalogue::Facts, app: &App, code: &Analysis) {
    let mut routes = code.entries.iter().filter(|entry| entry.side == Side::Server);
    if let Some(route) = routes.next().filter(|_| app.may_be(AppType::Trello)) {
        facts.note("trello.server", true, format!("the app answers `{}`", route.name));
    }
}

fn scopes(app: &App) -> (Truth, String) {
    let declared = app.manifest.as_ref().and_then(|manifest| manifest.permissions.scopes.first());
    let declared = declared.map(|scope| &scope.name);
    let declared = declared.or_else(|| app.descriptor.as_ref()?.scopes.first());
    if let Some(scope) = declared {
        return (Truth::Yes, format!("the app asks for the scope `{scope}`"));
    }
    let is_whole = app.manifest.as_ref().is_none_or(assay_app::Manifest::is_complete)
        && app.descriptor.as_ref().is_none_or(assay_app::ConnectDescriptor::is_complete)
        && (app.manifest.is_some() || app.descriptor.is_some());
    let in_code =
        ["type.trello", "type.oauth"].iter().any(|fact| app.facts.truth(&FactId::from(*fact)) != Truth::No);
    match is_whole && !in_code {
        true => (Truth::No, "the app asks for no scope".to_owned()),
        false => (Truth::Unknown, "which scopes the app asks for does not stand in its manifest".to_owned()),
    }
}
