//! The apps of the tests: their endpoints, whoever answers them.

use assay_app::AppType;
use assay_evidence::{AppCard, TypeReason};
use assay_probes::{Endpoint, Role, Target};
use assay_source::RelPath;
use url::Url;

pub(crate) const TENANT: &str = "tenant-one";
pub(crate) const SECRET: &str = "the secret that is shared with tenant one";
pub(crate) const OTHER_TENANT: &str = "tenant-two";
pub(crate) const OTHER_SECRET: &str = "the secret that is shared with tenant two";
pub(crate) const ADMIN: &str = "account-of-an-administrator";
pub(crate) const APP: &str = "ari:cloud:ecosystem::app/8d1b7a1e-1f0e-4b0d-9a52-6f1e3d5c7b90";
pub(crate) const POWER_UP: &str = "5e66784c606cb1160a8f5dc0";
/// The secret of the Power-Up, which Trello signs calls of webhooks with.
pub(crate) const WEBHOOK_SECRET: &str = "the secret of the power-up";
/// A user who may see nothing that is restricted.
pub(crate) const STRANGER: &str = "account-of-somebody-else";
pub(crate) const APP_KEY: &str = "assay-reference";

/// What the app says of itself.
pub(crate) fn descriptor(base_url: &str) -> String {
    serde_json::json!({
        "key": APP_KEY, "name": "Reference", "baseUrl": base_url,
        "authentication": { "type": "jwt" }, "apiMigrations": { "signed-install": true, "context-qsh": true },
        "lifecycle": { "installed": "/installed", "uninstalled": "/uninstalled" },
    })
    .to_string()
}

/// The app of a type that is served at an address, as `assay probe` would know it.
pub(crate) fn target(app_type: AppType, base_url: &str) -> Target {
    let base = Url::parse(base_url).unwrap();
    let endpoint = |method: &str, path: &str, role, name: &str| Endpoint {
        url: base.join(path).unwrap(),
        method: method.to_owned(),
        role,
        name: name.to_owned(),
        place: None,
        cacheable: false,
        for_admins: path == "/admin",
    };
    let (app_id, endpoints) = match app_type {
        AppType::Connect => (
            APP_KEY,
            vec![
                endpoint("GET", "/atlassian-connect.json", Role::Descriptor, "descriptor"),
                endpoint("GET", "/hello?issue=A-1", Role::ModulePage, "generalPages hello"),
                endpoint("GET", "/admin", Role::ModulePage, "adminPages admin"),
                endpoint("POST", "/webhook", Role::Webhook, "webhooks"),
                endpoint("POST", "/installed", Role::Lifecycle, "installed"),
                endpoint("POST", "/uninstalled", Role::Lifecycle, "uninstalled"),
            ],
        ),
        AppType::ForgeRemote | AppType::Forge => {
            (APP, vec![endpoint("POST", "/remote", Role::Remote, "remote")])
        }
        AppType::Trello => (
            POWER_UP,
            vec![
                endpoint("GET", "/board", Role::Page, "board"),
                endpoint("POST", "/trello-webhook", Role::Webhook, "webhook"),
            ],
        ),
        AppType::OAuth => (
            "client",
            vec![
                endpoint("GET", "/login", Role::Page, "login"),
                endpoint("GET", "/callback", Role::Callback, "callback"),
            ],
        ),
    };
    let card = AppCard {
        path: RelPath::root(),
        name: "reference".to_owned(),
        id: Some(app_id.to_owned()),
        main_file: RelPath::root(),
        types: Vec::<TypeReason>::new(),
    };
    Target {
        app_type,
        card,
        base_url: base.clone(),
        app_id: Some(app_id.to_owned()),
        endpoints,
        restricted: match app_type {
            AppType::Connect => vec![endpoint("GET", "/issue?key=SEC-1", Role::ModulePage, "restricted")],
            _ => Vec::new(),
        },
        left_out: Vec::new(),
    }
}

/// The type with its name on a page.
pub(crate) fn type_named(name: &str) -> AppType {
    match name {
        "connect" => AppType::Connect,
        "remote" => AppType::ForgeRemote,
        "trello" => AppType::Trello,
        "3lo" => AppType::OAuth,
        other => panic!("no app is a `{other}`"),
    }
}
