//! What is known of an app of which nothing but an address is known.

use assay_catalogue::{Facts, Truth};
use assay_evidence::AppType;

/// Facts that follow from the type alone. What only files tell stays unknown.
pub(super) fn of_type(app_type: AppType, because: &str, has_descriptor: bool) -> Facts {
    let mut facts = Facts::default();
    let is_forge = matches!(app_type, AppType::Forge | AppType::ForgeRemote);
    for (fact, truth) in [
        ("type.connect", app_type == AppType::Connect),
        ("type.forge", is_forge),
        ("type.forge-remote", app_type == AppType::ForgeRemote),
        ("type.forge-only", app_type == AppType::Forge),
        ("type.trello", app_type == AppType::Trello),
        ("type.oauth", app_type == AppType::OAuth),
    ] {
        let is = if truth { "is" } else { "is not" };
        facts.note(fact, truth, format!("the app {is} of that type: {because}"));
    }
    facts.note("owned-domains", true, "the host that is tested is named as owned");
    let remotes = app_type == AppType::ForgeRemote;
    facts.note(
        "remotes",
        remotes,
        if remotes { "what is tested is a remote" } else { "the app is no Forge app" },
    );
    if app_type == AppType::Trello {
        facts.note("trello.server", true, "what is tested is the server of the Power-Up");
    } else {
        facts.note("trello.server", false, "the app is no Power-Up");
    }
    facts.note("connect-descriptor", has_descriptor, "what was fetched");
    facts.note("published", Truth::Unknown, "whether the app is published is not told by its address");
    facts
}
