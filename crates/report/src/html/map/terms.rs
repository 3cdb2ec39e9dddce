//! The words of the bundled tables, for readers who never saw a manifest; a word nobody knows stays as it is.

/// A set of callers in words.
pub(super) fn who(callers: &[String]) -> String {
    let words: Vec<&str> = callers.iter().map(|caller| caller_words(caller)).collect();
    crate::text::capital(&words.join(", "))
}

fn caller_words(caller: &str) -> &str {
    match caller {
        "any-user" => "any user",
        "admin" => "site admins",
        "project-admin" => "project admins",
        "space-admin" => "space admins",
        "customer" => "portal customers",
        "anonymous-web" => "anyone on the web",
        "platform-event" => "platform events",
        "schedule" => "the clock",
        "agent" => "Rovo agents",
        "workflow" => "workflow transitions",
        "automation" => "automation rules",
        "remote-data" => "outside data",
        "install-lifecycle" => "installation and removal",
        other => other,
    }
}

/// The order of classes: what lets an app do most comes first.
pub(super) fn strength(class: Option<&str>) -> usize {
    const ORDER: [&str; 11] = [
        "admin",
        "impersonate",
        "token",
        "manage",
        "delete",
        "write",
        "personal-data",
        "notify",
        "storage",
        "read",
        "none",
    ];
    class.map_or(ORDER.len() + 1, |class| {
        ORDER.iter().position(|known| *known == class).unwrap_or(ORDER.len())
    })
}

pub(super) fn is_grave(class: Option<&str>) -> bool {
    matches!(class, Some("admin" | "impersonate" | "token" | "manage"))
}

/// The most a scope lets an app do, in words.
pub(super) fn class_words(class: &str) -> &str {
    match class {
        "admin" => "administer",
        "impersonate" => "act as a user",
        "token" => "receive tokens",
        "personal-data" => "learn who people are",
        "notify" => "send messages",
        "storage" => "keep data of its own",
        "none" => "nothing of note",
        other => other,
    }
}

/// Products in words.
pub(super) fn product_words(products: &[String]) -> String {
    let words: Vec<&str> = products
        .iter()
        .map(|product| match product.as_str() {
            "jira" => "Jira",
            "confluence" => "Confluence",
            "jsm" => "Jira Service Management",
            "jira-software" => "Jira Software",
            "bitbucket" => "Bitbucket",
            "compass" => "Compass",
            "assets" => "Assets",
            "rovo" => "Rovo",
            "trello" => "Trello",
            "forge" => "Forge itself",
            "platform" => "Platform",
            "identity" => "Identity",
            "admin" => "Organisation",
            "teamwork-graph" => "Teamwork Graph",
            other => other,
        })
        .collect();
    words.join(", ")
}

/// An address that is every host, or a way without encryption.
pub(super) fn is_open(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let every = host == "*" || host.strip_prefix("*.").is_some_and(|rest| !rest.contains('.'));
    every || ["http://", "ws://"].iter().any(|scheme| address.starts_with(scheme))
}

/// A list of egress in words.
pub(super) fn list_words(list: &str) -> String {
    let words = match list {
        "fetch.backend" => "functions call",
        "fetch.client" => "pages call",
        "frames" => "pages show frames of",
        "navigation" => "pages send people to",
        "scripts" => "pages load scripts of",
        "styles" => "pages load styles of",
        "fonts" => "pages load fonts of",
        "images" => "pages load images of",
        "media" => "pages load media of",
        _ => return list.to_owned(),
    };
    crate::text::capital(words)
}
