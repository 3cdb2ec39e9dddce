//! What an admin newly gives, in plain words: no name of a scope or directive is explained by itself.

use assay_app::{
    cards::{ScopeCard, ScopeClass},
    manifest::EgressList,
};

use crate::grants::ContentList;

/// What a scope lets the app do.
pub(crate) fn scope(name: &str) -> String {
    let Some(card) = ScopeCard::of(name) else {
        return match name.ends_with(":custom") {
            true => "The app uses a permission that it, or another app, defines itself".to_owned(),
            false => "What this scope lets the app do is not known to this version of Assay".to_owned(),
        };
    };
    let place = product(card.product);
    let what = match card.class {
        ScopeClass::None => format!("The app may use {place}"),
        ScopeClass::Read => format!("The app may read data in {place}"),
        ScopeClass::Notify => format!("The app may send messages to people in {place}"),
        ScopeClass::Storage => "The app may keep data of its own on the platform".to_owned(),
        ScopeClass::Write => format!("The app may create and change data in {place}"),
        ScopeClass::Delete => format!("The app may delete data in {place}"),
        ScopeClass::Manage => format!("The app may manage things in {place}"),
        ScopeClass::Admin => {
            format!("The app may change settings, permissions, people or workflows in {place}")
        }
        ScopeClass::PersonalData => format!("The app may learn who people are in {place}"),
        ScopeClass::Impersonate => format!("The app may act as any user in {place}"),
        ScopeClass::Token => "The app's own server receives access tokens".to_owned(),
    };
    match object(name) {
        Some(object) => format!("{what}: {object}"),
        None => what,
    }
}

/// `attachment` of `delete:attachment:confluence`; none for scopes of two parts, whose second is no thing.
fn object(name: &str) -> Option<String> {
    match name.split(':').collect::<Vec<_>>().as_slice() {
        [_, object, _] => Some(object.replace(['-', '.'], " ")),
        _ => None,
    }
}

fn product(name: &str) -> String {
    let words = |name: &str| match name {
        "jira" => "Jira".to_owned(),
        "jira-software" => "Jira boards and sprints".to_owned(),
        "jsm" => "Jira Service Management".to_owned(),
        "confluence" => "Confluence".to_owned(),
        "bitbucket" => "Bitbucket".to_owned(),
        "compass" => "Compass".to_owned(),
        "assets" => "Assets".to_owned(),
        "rovo" => "Rovo".to_owned(),
        "trello" => "Trello".to_owned(),
        "teams" => "Teams".to_owned(),
        "teamwork-graph" => "the Teamwork Graph".to_owned(),
        "admin" => "the organisation's administration".to_owned(),
        "identity" => "Atlassian accounts".to_owned(),
        "forge" | "platform" => "the platform".to_owned(),
        other => other.replace('-', " "),
    };
    name.split('|').map(words).collect::<Vec<_>>().join(" and ")
}

/// What an address in a list lets the app do. `meaning` is the address in its one spelling.
pub(crate) fn egress(list: EgressList, meaning: &str) -> String {
    let host = host(meaning);
    let learns = "which sees who opens them, and when";
    match list {
        EgressList::FetchBackend => format!("The app's functions may exchange data with {host}"),
        EgressList::FetchClient => {
            format!(
                "Pages of the app may exchange data with {host}, from the browsers of those who open them"
            )
        }
        EgressList::Scripts => format!("Pages of the app may run code from {host}"),
        EgressList::Frames => format!("Pages of the app may show pages of {host} inside"),
        EgressList::Navigation => format!("Pages of the app may send people on to {host}"),
        EgressList::Fonts => format!("Pages of the app may load fonts from {host}, {learns}"),
        EgressList::Images => format!("Pages of the app may load images from {host}, {learns}"),
        EgressList::Media => format!("Pages of the app may load sound and video from {host}, {learns}"),
        EgressList::Styles => format!("Pages of the app may load styles from {host}, {learns}"),
    }
}

/// An address as people say it.
pub(crate) fn host(meaning: &str) -> String {
    let text = meaning.strip_prefix("https://").unwrap_or(meaning);
    match text {
        "*" => "any address on the internet".to_owned(),
        _ => match text.strip_prefix("*.") {
            Some(domain) => format!("any address below `{domain}`"),
            None => format!("`{text}`"),
        },
    }
}

/// What a relaxation of the content policy lets pages do.
pub(crate) fn content(list: ContentList, option: &str) -> String {
    let text = match (list, option) {
        (ContentList::Scripts, "unsafe-inline") => {
            "Pages of the app may run code that stands in the page itself: what somebody smuggles in runs, too"
        }
        (ContentList::Scripts, "unsafe-eval") => "Pages of the app may turn texts into code and run it",
        (ContentList::Scripts, "unsafe-hashes") => {
            "Pages of the app may run certain code that is attached to their elements"
        }
        (ContentList::Scripts, "blob:") => "Pages of the app may run code that they put together themselves",
        (ContentList::Scripts, option) if option.starts_with("sha") => {
            "Pages of the app may run one more script that stands in the page, known by its fingerprint"
        }
        (ContentList::Scripts, _) => "Pages of the app may run code that was held back before",
        (ContentList::Styles, _) => {
            "Pages of the app may use styles that stand in the page itself: what somebody smuggles in counts, too"
        }
    };
    text.to_owned()
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_told_by_what_it_allows() {
        assert_eq!(scope("write:jira-work"), "The app may create and change data in Jira");
        assert_eq!(
            scope("delete:attachment:confluence"),
            "The app may delete data in Confluence: attachment"
        );
        assert_eq!(scope("read:app-system-token"), "The app's own server receives access tokens");
        assert!(scope("fly:to-the-moon").contains("not known"));
    }

    #[test]
    fn an_address_is_told_by_where_it_leads() {
        assert_eq!(
            egress(EgressList::FetchBackend, "https://api.example.com"),
            "The app's functions may exchange data with `api.example.com`"
        );
        assert_eq!(host("https://*.example.com"), "any address below `example.com`");
        assert_eq!(host("*"), "any address on the internet");
    }
}
