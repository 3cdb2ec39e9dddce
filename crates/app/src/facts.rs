//! Named facts about an app, each with what decided it.

use assay_catalogue::{Facts, Truth};

use crate::{
    App, AppType, ConnectDescriptor, Manifest, Spanned,
    egress::{self, WayOut},
    manifest::{Module, Surface, WebTrigger},
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
    let decision = |kind: AppType| app.types.iter().find(|decision| decision.app_type == kind);
    for (kind, fact) in [
        (AppType::Forge, "type.forge-only"),
        (AppType::ForgeRemote, "type.forge-remote"),
        (AppType::Connect, "type.connect"),
        (AppType::Trello, "type.trello"),
        (AppType::OAuth, "type.oauth"),
    ] {
        match decision(kind) {
            Some(decision) => facts.note(fact, decision.truth, decision.because.clone()),
            None => {
                let types: Vec<String> =
                    app.types.iter().map(|decision| decision.app_type.to_string()).collect();
                facts.note(fact, false, format!("the app is a {}", types.join(" and a ")));
            }
        }
    }
    match decision(AppType::Forge).or_else(|| decision(AppType::ForgeRemote)) {
        Some(_) if app.manifest.is_some() => facts.note("type.forge", true, "the app has a Forge manifest"),
        Some(decision) => facts.note("type.forge", true, decision.because.clone()),
        None => facts.note("type.forge", false, "the app has no Forge manifest"),
    }
}

struct Forge<'a> {
    manifest: &'a Manifest,
    facts: &'a mut Facts,
}

impl Forge<'_> {
    fn note_all(&mut self) {
        self.egress();
        self.servers();
        self.entries();
        self.rovo();
        self.storage();
        self.surfaces();
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
        let configurable = self.manifest.permissions.egress_is_configurable.filter(|it| it.value);
        let yes = configurable
            .map(|_| "`permissions.external.configurable` lets customers add addresses".to_owned());
        self.note("egress.configurable", yes, "customers cannot add addresses that the app reaches");
    }

    fn servers(&mut self) {
        let manifest = self.manifest;
        let remote =
            manifest.remotes.first().map(|it| format!("the manifest has the remote {}", label(&it.key)));
        self.note("remotes", remote, "the manifest has no remote");
        let storing = manifest.remotes.iter().find_map(|it| {
            let stores = it.operations.iter().any(|operation| operation.value == "storage");
            let name = label(&it.key);
            match it.operations.is_empty() {
                true => Some(format!(
                    "the remote {name} does not say what it is for, which counts as storing data"
                )),
                false => stores.then(|| format!("the remote {name} stores data")),
            }
        });
        self.note("remotes.store", storing, "no remote stores data");
        let endpoint =
            manifest.endpoints.first().map(|it| format!("the manifest has the endpoint {}", label(&it.key)));
        self.note("endpoints", endpoint, "the manifest has no endpoint");
        let provider = manifest.providers.first();
        let provider = provider.map(|it| format!("the manifest has the auth provider {}", label(&it.key)));
        self.note("providers", provider, "the manifest has no auth provider");
    }

    fn entries(&mut self) {
        let manifest = self.manifest;
        let trigger = |wanted: fn(&WebTrigger) -> bool| manifest.web_triggers.iter().find(|it| wanted(it));
        let any = trigger(|_| true).map(|it| format!("the manifest has the web trigger {}", label(&it.key)));
        self.note("web-triggers", any, "the manifest has no web trigger");
        let dynamic = trigger(WebTrigger::is_dynamic);
        let dynamic =
            dynamic.map(|it| format!("the web trigger {} answers what its code says", label(&it.key)));
        self.note("web-triggers.dynamic", dynamic, "no web trigger has a dynamic response");
        let fixed = trigger(|it| !it.is_dynamic());
        let fixed = fixed.map(|it| format!("the web trigger {} has fixed answers", label(&it.key)));
        self.note("web-triggers.static", fixed, "no web trigger has a static response");
        let scheduled = manifest.scheduled_triggers.first();
        let scheduled =
            scheduled.map(|it| format!("the manifest has the scheduled trigger {}", label(&it.key)));
        self.note("scheduled-triggers", scheduled, "the manifest has no scheduled trigger");
        let event =
            manifest.triggers.first().map(|it| format!("the manifest has the trigger {}", label(&it.key)));
        self.note("event-triggers", event, "the manifest has no trigger on events");
        let function =
            manifest.functions.first().map(|it| format!("the manifest has the function {}", label(&it.key)));
        self.note("backend-functions", function, "the manifest has no function");
    }

    fn rovo(&mut self) {
        let manifest = self.manifest;
        let action =
            manifest.actions.first().map(|it| format!("the manifest has the action {}", label(&it.key)));
        self.note("rovo.actions", action, "the manifest has no action");
        let agent =
            manifest.agents.first().map(|it| format!("the manifest has the Rovo agent {}", label(&it.key)));
        self.note("rovo.agents", agent, "the manifest has no Rovo agent");
    }

    fn storage(&mut self) {
        let manifest = self.manifest;
        let sql = manifest
            .sql_databases
            .first()
            .map(|it| format!("the manifest has the database {}", label(&it.key)));
        self.note("forge-sql", sql, "the manifest has no module `sql`");
        let scopes = &manifest.permissions.scopes;
        let storage = scopes.iter().find(|it| it.name.value == "storage:app");
        let storage = storage.map(|it| format!("the manifest asks for the scope `{}`", it.name));
        self.note("forge-storage", storage, "the manifest does not ask for the scope `storage:app`");
        let absent = scopes.iter().find(|it| it.allow_impersonation.is_some_and(|it| it.value));
        let absent =
            absent.map(|it| format!("with the scope `{}` the app may act for a user who is away", it.name));
        self.note("impersonation", absent, "no scope has `allowImpersonation`");
    }

    fn surfaces(&mut self) {
        let modules = &self.manifest.modules;
        let admin = modules.iter().find(|it| it.card.is_some_and(|card| card.is_for_admins()));
        let admin = admin.map(|it| format!("{} is for administrators", surface(it)));
        self.note("admin-modules", admin, "no module is for administrators alone");
        let native = modules.iter().find(|it| it.shows() == Some(Surface::UiKit));
        let native = native.map(|it| format!("{} is drawn by UI Kit", surface(it)));
        self.note("ui-kit", native, "no module is drawn by UI Kit");
        let own = modules.iter().find(|it| it.shows() == Some(Surface::CustomUi));
        let own = own.map(|it| format!("{} shows a page of the app's own", surface(it)));
        self.note("custom-ui", own, "no module shows a page of the app's own");
    }

    /// Whether a person can cause the app's code to run; unlisted modules leave that open.
    fn user_entry(&mut self) {
        let mut modules =
            self.manifest.modules.iter().filter(|it| !it.functions.is_empty() || !it.endpoints.is_empty());
        let by_person = |module: &&Module| {
            module.card.is_some_and(|card| card.invoked_by.iter().any(|by| by.is_a_person()))
        };
        let reached = modules.clone().find(by_person);
        let unlisted = modules.find(|it| it.card.is_none());
        match (reached, unlisted) {
            (None, Some(module)) => {
                let because = format!("nobody has documented who reaches modules of type `{}`", module.kind);
                self.facts.note("user-entry", Truth::Unknown, because);
            }
            (reached, _) => {
                let reached = reached.map(|it| format!("people reach {}", surface(it)));
                self.note("user-entry", reached, "no module that people reach calls the app's code");
            }
        }
    }

    /// Notes whether something is there: named, or certainly not, or unknown where a part was not read.
    fn note(&mut self, fact: &str, yes: Option<String>, no: &str) {
        match yes {
            Some(because) => self.facts.note(fact, true, because),
            None if self.manifest.is_complete() => self.facts.note(fact, false, no),
            None => self.facts.note(fact, Truth::Unknown, INCOMPLETE),
        }
    }
}

fn surface(module: &Module) -> String {
    format!("the module `{}` ({})", module.name(), module.kind)
}

fn label(key: &Option<Spanned<String>>) -> String {
    key.as_ref().map_or_else(|| "without a key".to_owned(), |key| format!("`{key}`"))
}

/// Why a fact stays open.
pub(crate) const INCOMPLETE: &str = "a part of the manifest could not be read";

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
