//! What the platform's names mean: module types, scopes, events, as far as they are publicly documented.
//!
//! The tables lie in `data/`, each with its sources and dates. A name that is not in them is *unlisted*,
//! which says something about the tables and nothing about the app.

use std::{collections::BTreeMap, sync::LazyLock};

/// The day the tables were compiled, as their headers say it: `2026-11-22`.
pub fn compiled_on() -> &'static str {
    let header = include_str!("../data/modules.tsv").lines().take_while(|line| line.starts_with('#'));
    let dates = header.filter_map(|line| line.split_once("Compiled ")?.1.get(..10));
    dates.max().unwrap_or_default()
}

/// Who can cause a module's code to run, at the widest setting that is documented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InvokedBy {
    /// Any user of the product.
    AnyUser,
    /// An administrator of the site or product.
    Admin,
    /// An administrator of a project, repository or object schema.
    ProjectAdmin,
    /// An administrator of a space.
    SpaceAdmin,
    /// A customer of a service portal.
    Customer,
    /// Anyone on the web.
    AnonymousWeb,
    /// The platform, when something happened in a product or in the app itself.
    PlatformEvent,
    /// The clock.
    Schedule,
    /// A Rovo agent, with inputs a language model wrote.
    Agent,
    /// A workflow transition.
    Workflow,
    /// An automation rule.
    Automation,
    /// Data that comes from a system outside.
    RemoteData,
    /// Installation, upgrade or removal of the app.
    InstallLifecycle,
}

impl InvokedBy {
    const NAMES: [(&'static str, Self); 13] = [
        ("any-user", Self::AnyUser),
        ("admin", Self::Admin),
        ("project-admin", Self::ProjectAdmin),
        ("space-admin", Self::SpaceAdmin),
        ("customer", Self::Customer),
        ("anonymous-web", Self::AnonymousWeb),
        ("platform-event", Self::PlatformEvent),
        ("schedule", Self::Schedule),
        ("agent", Self::Agent),
        ("workflow", Self::Workflow),
        ("automation", Self::Automation),
        ("remote-data", Self::RemoteData),
        ("install-lifecycle", Self::InstallLifecycle),
    ];

    /// Its name in the tables: `any-user`.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }

    /// True for people, whether or not they are known, and for agents that act on what people say.
    pub fn is_a_person(self) -> bool {
        use InvokedBy as By;
        matches!(
            self,
            By::AnyUser
                | By::Admin
                | By::ProjectAdmin
                | By::SpaceAdmin
                | By::Customer
                | By::AnonymousWeb
                | By::Agent
        )
    }

    fn set(text: &str) -> Option<Vec<Self>> {
        if matches!(text, "" | "none") {
            return Some(Vec::new());
        }
        text.split('+')
            .map(|part| Self::NAMES.iter().find(|(name, _)| *name == part).map(|(_, value)| *value))
            .collect()
    }
}

/// A documented Forge module type.
#[derive(Debug, PartialEq, Eq)]
pub struct ModuleCard {
    /// Its name in a manifest, `jira:issuePanel`.
    pub module: &'static str,
    /// The product it belongs to; `core` for all.
    pub product: &'static str,
    /// Who can cause its code to run; nobody for modules that only declare something.
    pub invoked_by: Vec<InvokedBy>,
    /// Paths inside one module that name a function or endpoint; `*` stands for every item of a list.
    pub function_keys: Vec<&'static str>,
    /// It can show a resource.
    pub renders_ui: bool,
    /// The page it was read from.
    pub source: &'static str,
}

impl ModuleCard {
    /// The card of a module type.
    pub fn of(module: &str) -> Option<&'static Self> {
        static CARDS: LazyLock<BTreeMap<&'static str, ModuleCard>> = LazyLock::new(|| {
            table(
                include_str!("../data/modules.tsv"),
                |[module, product, invoked_by, keys, ui, source, _]| {
                    let card = ModuleCard {
                        module,
                        product,
                        invoked_by: InvokedBy::set(invoked_by)?,
                        function_keys: keys.split('|').filter(|key| !key.is_empty()).collect(),
                        renders_ui: ui == "yes",
                        source,
                    };
                    Some((module, card))
                },
            )
        });
        // Logs, and a few manifests, spell core types with a prefix.
        CARDS.get(module).or_else(|| CARDS.get(module.strip_prefix("core:")?))
    }

    /// True when its surface is for administrators of the site, a project or a space only.
    pub fn is_for_admins(&self) -> bool {
        use InvokedBy as By;
        !self.invoked_by.is_empty()
            && self.invoked_by.iter().all(|by| matches!(by, By::Admin | By::ProjectAdmin | By::SpaceAdmin))
    }
}

/// The most that a scope lets an app do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScopeClass {
    /// Nothing of note.
    None,
    /// Read.
    Read,
    /// Send messages to people.
    Notify,
    /// Keep data of its own.
    Storage,
    /// Write.
    Write,
    /// Delete.
    Delete,
    /// Manage.
    Manage,
    /// Change the configuration, permissions, users or workflows of a site, product, project or space.
    Admin,
    /// Learn who people are.
    PersonalData,
    /// Act as a user.
    Impersonate,
    /// Receive or keep tokens.
    Token,
}

impl ScopeClass {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "none" => Self::None,
            "read" => Self::Read,
            "notify" => Self::Notify,
            "storage" => Self::Storage,
            "write" => Self::Write,
            "delete" => Self::Delete,
            "manage" => Self::Manage,
            "admin" => Self::Admin,
            "personal-data" => Self::PersonalData,
            "impersonate" => Self::Impersonate,
            "token" => Self::Token,
            _ => return None,
        })
    }
}

/// A documented scope.
#[derive(Debug, PartialEq, Eq)]
pub struct ScopeCard {
    /// Its name, `read:jira-work`.
    pub scope: &'static str,
    /// The product it belongs to.
    pub product: &'static str,
    /// The family of names it belongs to: `classic`, `granular`, …; the head of the table lists them.
    pub kind: &'static str,
    /// The most that it lets an app do. This project's judgement.
    pub class: ScopeClass,
    /// What to ask for instead, where it is no longer recommended.
    pub deprecated: Option<&'static str>,
    /// Scopes that include it.
    pub covered_by: Vec<&'static str>,
    /// The page it was read from.
    pub source: &'static str,
}

impl ScopeCard {
    /// The card of a scope.
    pub fn of(scope: &str) -> Option<&'static Self> {
        static CARDS: LazyLock<BTreeMap<&'static str, ScopeCard>> = LazyLock::new(|| {
            table(
                include_str!("../data/scopes.tsv"),
                |[scope, product, kind, class, deprecated, covered, source, _]| {
                    let card = ScopeCard {
                        scope,
                        product,
                        kind,
                        class: ScopeClass::named(class)?,
                        deprecated: (!deprecated.is_empty()).then_some(deprecated),
                        covered_by: covered.split('|').filter(|scope| !scope.is_empty()).collect(),
                        source,
                    };
                    Some((scope, card))
                },
            )
        });
        CARDS.get(scope)
    }
}

/// A documented event that a trigger can wait for.
#[derive(Debug, PartialEq, Eq)]
pub struct EventCard {
    /// Its name, `avi:jira:created:issue`; parts in braces stand for any text without a colon.
    pub event: &'static str,
    /// The product it comes from.
    pub product: &'static str,
    /// The scope it needs: alternatives joined by `|`, all of `a+b` needed together; empty where none is.
    pub scope: &'static str,
    /// The page it was read from.
    pub source: &'static str,
}

impl EventCard {
    /// The card of an event.
    pub fn of(event: &str) -> Option<&'static Self> {
        static CARDS: LazyLock<BTreeMap<&'static str, EventCard>> = LazyLock::new(|| {
            table(include_str!("../data/events.tsv"), |[event, product, scope, source, _]| {
                Some((event, EventCard { event, product, scope, source }))
            })
        });
        let fits = |pattern: &str| {
            let (mut wanted, mut given) = (pattern.split(':'), event.split(':'));
            let parts = wanted.by_ref().zip(given.by_ref());
            parts.into_iter().all(|(wanted, given)| wanted == given || wanted.starts_with('{'))
                && pattern.split(':').count() == event.split(':').count()
        };
        CARDS.get(event).or_else(|| CARDS.values().find(|card| card.event.contains('{') && fits(card.event)))
    }
}

/// A documented type of Connect module.
#[derive(Debug, PartialEq, Eq)]
pub struct ConnectModuleCard {
    /// Its name in a descriptor, `webPanels`.
    pub module: &'static str,
    /// The product it belongs to; several joined by `|`.
    pub product: &'static str,
    /// Who the product shows it to; the app's server has to check for itself.
    pub invoked_by: Vec<InvokedBy>,
    /// Paths inside one module at which the product finds an address of the app; `*` stands for every item or
    /// key.
    pub url_keys: Vec<&'static str>,
    /// The page it was read from.
    pub source: &'static str,
}

impl ConnectModuleCard {
    /// The card of a type, with or without the product that Forge manifests put before it (`jira:webPanels`).
    pub fn of(module: &str) -> Option<&'static Self> {
        static CARDS: LazyLock<BTreeMap<&'static str, ConnectModuleCard>> = LazyLock::new(|| {
            table(
                include_str!("../data/connect-modules.tsv"),
                |[module, product, invoked_by, url_keys, source, _]| {
                    let card = ConnectModuleCard {
                        module,
                        product,
                        invoked_by: InvokedBy::set(invoked_by)?,
                        url_keys: url_keys.split('|').filter(|key| !key.is_empty()).collect(),
                        source,
                    };
                    Some((module, card))
                },
            )
        });
        CARDS.get(module).or_else(|| CARDS.get(module.split_once(':')?.1))
    }
}

/// Rows of a table whose columns a closure takes; comments, the line of names and rows of another width are
/// left out (a test holds that there are none).
fn table<const WIDTH: usize, T>(
    text: &'static str,
    row: impl Fn([&'static str; WIDTH]) -> Option<(&'static str, T)>,
) -> BTreeMap<&'static str, T> {
    rows(text).filter_map(|line| row(columns(line)?)).collect()
}

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).skip(1)
}

fn columns<const WIDTH: usize>(line: &'static str) -> Option<[&'static str; WIDTH]> {
    line.split('\t').collect::<Vec<_>>().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_every_table_has_a_card() {
        for line in rows(include_str!("../data/modules.tsv")) {
            assert!(ModuleCard::of(line.split('\t').next().unwrap()).is_some(), "{line}");
        }
        for line in rows(include_str!("../data/scopes.tsv")) {
            assert!(ScopeCard::of(line.split('\t').next().unwrap()).is_some(), "{line}");
        }
        for line in rows(include_str!("../data/events.tsv")) {
            assert!(EventCard::of(line.split('\t').next().unwrap()).is_some(), "{line}");
        }
        for line in rows(include_str!("../data/connect-modules.tsv")) {
            assert!(ConnectModuleCard::of(line.split('\t').next().unwrap()).is_some(), "{line}");
        }
    }

    #[test]
    fn who_invokes_a_module_is_told() {
        let panel = ModuleCard::of("jira:issuePanel").unwrap();
        assert!(panel.invoked_by.contains(&InvokedBy::AnyUser) && !panel.is_for_admins());
        assert!(ModuleCard::of("jira:adminPage").unwrap().is_for_admins());
        assert_eq!(ModuleCard::of("webtrigger").unwrap().invoked_by, [InvokedBy::AnonymousWeb]);
        assert_eq!(ModuleCard::of("core:webtrigger"), ModuleCard::of("webtrigger"));
        assert_eq!(ModuleCard::of("jira:nothingOfThatName"), None);
    }

    #[test]
    fn an_event_of_the_apps_own_fits_its_pattern() {
        assert!(EventCard::of("avi:jira:created:issue").is_some());
        assert_eq!(EventCard::of("avi:jira:created:unheardOf"), None);
    }

    #[test]
    fn a_connect_module_is_known_with_its_product_and_without() {
        assert_eq!(ConnectModuleCard::of("jira:webPanels"), ConnectModuleCard::of("webPanels"));
        assert!(ConnectModuleCard::of("webPanels").is_some());
    }
}
