//! Named facts about an app, each with what decided it.

use assay_catalogue::{Facts, Truth};

use crate::{
    App, AppType, ConnectDescriptor, Manifest, Spanned,
    egress::{self, WayOut},
    manifest::{Module, WebTrigger},
};

/// Everything this crate can tell of an app.
///
/// A fact about a Forge manifest is `Unknown` when nothing was found and the manifest is incomplete, and `No`
/// when the app has no manifest.
pub(crate) fn facts(app: &App) -> Facts {
    let mut facts = Facts::default();
    types(app, &mut facts);
    match &app.manifest {
        Some(manifest) => Forge { manifest, facts: &mut facts }.note_all(),
        None => {
            for fact in FORGE_FACTS {
                facts.note(fact, false, "the app has no Forge manifest");
            }
            facts.note("egress", true, "the app runs on servers or pages of its own");
            facts.note("egress.static-only", false, "the app runs on servers or pages of its own");
        }
    }
    connect(app.descriptor.as_ref(), app, &mut facts);
    facts
}

/// Facts that only a Forge manifest can make true.
const FORGE_FACTS: [&str; 20] = [
    "remotes",
    "remotes.store",
    "endpoints",
    "providers",
    "egress.configurable",
    "web-triggers",
    "web-triggers.dynamic",
    "web-triggers.static",
    "rovo.actions",
    "rovo.agents",
    "forge-sql",
    "forge-storage",
    "custom-ui",
    "ui-kit",
    "admin-modules",
    "backend-functions",
    "user-entry",
    "scheduled-triggers",
    "event-triggers",
    "impersonation",
];

fn types(app: &App, facts: &mut Facts) {
    let decision = |kind: AppType| app.types.iter().find(|decision| decision.kind == kind);
    for (kind, fact) in [
        (AppType::Forge, "type.forge-only"),
        (AppType::ForgeRemote, "type.forge-remote"),
        (AppType::Connect, "type.connect"),
        (AppType::Trello, "type.trello"),
        (AppType::OAuth, "type.oauth"),
    ] {
        match decision(kind) {
            Some(decision) => facts.note(fact, decision.truth, decision.reason.clone()),
            None => {
                let types: Vec<String> = app.types.iter().map(|decision| decision.kind.to_string()).collect();
                facts.note(fact, false, format!("the app is a {}", types.join(" and a ")));
            }
        }
    }
    match decision(AppType::Forge).or_else(|| decision(AppType::ForgeRemote)) {
        Some(_) if app.manifest.is_some() => facts.note("type.forge", true, "the app has a Forge manifest"),
        Some(decision) => facts.note("type.forge", true, decision.reason.clone()),
        None => facts.note("type.forge", false, "the app has no Forge manifest"),
    }
}

struct Forge<'a> {
    manifest: &'a Manifest,
    facts: &'a mut Facts,
}

impl Forge<'_> {
    fn note_all(&mut self) {
        let manifest = self.manifest;
        self.egress();
        self.first("remotes", "remote", manifest.remotes.iter().map(|it| label(it.key.as_ref())).next());
        let storing = manifest.remotes.iter().find(|remote| {
            remote.operations.is_empty()
                || remote.operations.iter().any(|operation| operation.value == "storage")
        });
        self.first(
            "remotes.store",
            "remote that stores data, or does not say what it is for,",
            storing.map(|it| label(it.key.as_ref())),
        );
        self.first("endpoints", "endpoint", manifest.endpoints.first().map(|it| label(it.key.as_ref())));
        self.first("providers", "auth provider", manifest.providers.first().map(|it| label(it.key.as_ref())));
        let configurable = manifest
            .permissions
            .egress_is_configurable
            .filter(|it| it.value)
            .map(|_| "`permissions.external.configurable`".to_owned());
        self.first("egress.configurable", "setting", configurable);
        let trigger = |wanted: fn(&WebTrigger) -> bool| {
            manifest.web_triggers.iter().find(|it| wanted(it)).map(|it| label(it.key.as_ref()))
        };
        self.first("web-triggers", "web trigger", trigger(|_| true));
        self.first(
            "web-triggers.dynamic",
            "web trigger with a dynamic response",
            trigger(WebTrigger::is_dynamic),
        );
        self.first(
            "web-triggers.static",
            "web trigger with a static response",
            trigger(|it| !it.is_dynamic()),
        );
        self.first("rovo.actions", "action", manifest.actions.first().map(|it| label(it.key.as_ref())));
        self.first("rovo.agents", "Rovo agent", manifest.agents.first().map(|it| label(it.key.as_ref())));
        self.first(
            "forge-sql",
            "module `sql`",
            manifest.sql_databases.first().map(|it| label(it.key.as_ref())),
        );
        let storage = manifest.permissions.scopes.iter().find(|it| it.name.value == "storage:app");
        self.first("forge-storage", "scope", storage.map(|it| format!("`{}`", it.name)));
        self.first(
            "scheduled-triggers",
            "scheduled trigger",
            manifest.scheduled_triggers.first().map(|it| label(it.key.as_ref())),
        );
        self.first("event-triggers", "trigger", manifest.triggers.first().map(|it| label(it.key.as_ref())));
        let impersonating =
            manifest.permissions.scopes.iter().find(|it| it.allow_impersonation.is_some_and(|it| it.value));
        self.first(
            "impersonation",
            "scope with `allowImpersonation`",
            impersonating.map(|it| format!("`{}`", it.name)),
        );
        let module = |wanted: fn(&Module) -> bool| {
            manifest.modules.iter().find(|it| wanted(it)).map(|it| format!("`{}` ({})", it.name(), it.kind))
        };
        self.first("backend-functions", "module", module(|it| it.is("function")));
        self.first(
            "admin-modules",
            "module for administrators",
            module(|it| it.card.is_some_and(|card| card.is_for_admins())),
        );
        let shows = |native: bool| {
            manifest.modules.iter().find(|it| {
                let is_native = it.render.as_ref().is_some_and(|render| render.value == "native");
                // UI Kit of the first generation names a function where others name a resource.
                let first_generation = it.resources.is_empty()
                    && !it.functions.is_empty()
                    && it.card.is_some_and(|card| card.renders_ui)
                    && !it.is("action");
                if native { is_native || first_generation } else { !it.resources.is_empty() && !is_native }
            })
        };
        let named = |it: &Module| format!("`{}` ({})", it.name(), it.kind);
        self.first("ui-kit", "module that renders with UI Kit", shows(true).map(named));
        self.first("custom-ui", "module that shows a page of its own", shows(false).map(named));
        self.user_entry();
    }

    fn egress(&mut self) {
        let ways = egress::ways_out(self.manifest);
        let (truth, because) = egress_of(self.manifest, &ways);
        self.facts.note("egress", truth, because.clone());
        let static_only = match truth {
            Truth::Yes => Truth::from(ways.iter().all(|way| way.is_static)),
            other => other,
        };
        self.facts.note("egress.static-only", static_only, because);
    }

    /// Whether a person can cause the app's code to run; unlisted modules leave that open.
    fn user_entry(&mut self) {
        use crate::cards::InvokedBy as By;
        let by_person = |by: &By| {
            matches!(
                by,
                By::AnyUser
                    | By::Admin
                    | By::ProjectAdmin
                    | By::SpaceAdmin
                    | By::Customer
                    | By::AnonymousWeb
                    | By::Agent
            )
        };
        let calls = |it: &&Module| !it.functions.is_empty() || !it.endpoints.is_empty();
        let mut modules = self.manifest.modules.iter().filter(calls);
        let reached =
            modules.clone().find(|it| it.card.is_some_and(|card| card.invoked_by.iter().any(by_person)));
        let unlisted = modules.find(|it| it.card.is_none());
        match (reached, unlisted) {
            (None, Some(module)) => {
                let because = format!("nobody has documented who reaches modules of type `{}`", module.kind);
                self.facts.note("user-entry", Truth::Unknown, because);
            }
            (reached, _) => {
                let reached = reached.map(|it| format!("`{}` ({})", it.name(), it.kind));
                self.first("user-entry", "module that people reach,", reached);
            }
        }
    }

    /// Notes whether something is there: named, or certainly not, or unknown where the manifest is incomplete.
    fn first(&mut self, fact: &str, what: &str, found: Option<String>) {
        match found {
            Some(name) => self.facts.note(fact, true, format!("the manifest has the {what} {name}")),
            None if self.manifest.is_complete() => {
                self.facts.note(fact, false, format!("the manifest has no {}", what.trim_end_matches(',')));
            }
            None => self.facts.note(fact, Truth::Unknown, INCOMPLETE),
        }
    }
}

/// Why a fact stays open.
pub(crate) const INCOMPLETE: &str = "the manifest could not be read to its end";

/// Whether a Forge app has egress, and why.
pub(crate) fn egress_of(manifest: &Manifest, ways: &[WayOut]) -> (Truth, String) {
    match ways.first() {
        Some(way) if way.truth == Truth::Yes => (Truth::Yes, way.reason.clone()),
        _ if !manifest.is_complete() => (Truth::Unknown, INCOMPLETE.to_owned()),
        Some(way) => (way.truth, way.reason.clone()),
        None => {
            let reason =
                "the manifest declares no remote, endpoint, auth provider or address outside Atlassian";
            (Truth::No, reason.to_owned())
        }
    }
}

fn connect(descriptor: Option<&ConnectDescriptor>, app: &App, facts: &mut Facts) {
    let in_manifest = app.manifest.as_ref().and_then(|manifest| manifest.connect_modules.first());
    let in_descriptor = descriptor.and_then(|descriptor| descriptor.modules.first());
    match in_manifest.or(in_descriptor) {
        Some(module) => {
            facts.note(
                "connect-modules",
                true,
                format!("it has the Connect module `{}` ({})", module.name(), module.kind),
            );
        }
        None if descriptor.is_some_and(|it| !it.is_complete()) => {
            facts.note("connect-modules", Truth::Unknown, "the descriptor could not be read to its end");
        }
        None if app.manifest.as_ref().is_some_and(|it| !it.is_complete()) => {
            facts.note("connect-modules", Truth::Unknown, INCOMPLETE);
        }
        None if descriptor.is_none() && app.may_be(AppType::Connect) => {
            facts.note(
                "connect-modules",
                Truth::Unknown,
                "the app's descriptor was not found among its files",
            );
        }
        None => facts.note("connect-modules", false, "no manifest or descriptor names a Connect module"),
    }
    let because = if descriptor.is_some() {
        "the app has a Connect descriptor"
    } else {
        "the app has no Connect descriptor"
    };
    facts.note("connect-descriptor", descriptor.is_some(), because);
}

fn label(key: Option<&Spanned<String>>) -> String {
    key.map_or_else(|| "without a key".to_owned(), |key| format!("`{key}`"))
}
