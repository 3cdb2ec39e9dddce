//! A Forge app that gets much wrong.

use super::*;

/// A Forge app with egress that gets much wrong, in `apps/reporter`.
pub(crate) fn reporter() -> (Dossier, Statements) {
    let file = "apps/reporter/manifest.yml";
    let at = |what: &str| place_of(file, MANIFEST, what);
    let source = "apps/reporter/src/index.js";
    let mut http = evidence(
        "egress-plain-http",
        "tls/out",
        Severity::High,
        "The backend may fetch from `http://api.example.com` without TLS.",
        at("http://api.example.com"),
    );
    http.help = Some("Write `https://api.example.com`.".into());
    let mut secret = evidence(
        "oauth-secret-in-manifest",
        "secrets/source",
        Severity::Critical,
        "The provider `google` has its client secret in the manifest.",
        at("hunter2hunter2"),
    );
    secret.help = Some("Set it with `forge providers configure`.".into());
    let wildcard = evidence(
        "egress-wildcard",
        "egress/named",
        Severity::Medium,
        "The backend may fetch from any host.",
        at("'*'"),
    );
    let mut waived = evidence(
        "runtime-end-of-life",
        "runtime/supported",
        Severity::Medium,
        "The runtime `nodejs18.x` is past its end of life since 2025-04-30.",
        at("nodejs18.x"),
    );
    waived.confidence = Confidence::Medium;
    let mut flow = evidence(
        "as-app-without-check",
        "jwt/verified",
        Severity::High,
        "`read` asks Jira as the app for an issue the caller names.",
        place_of(source, RESOLVER, "api.asApp()"),
    );
    flow.path = vec![
        Step { place: place_of(source, RESOLVER, "req.payload.issue"), text: "comes from the caller".into() },
        Step { place: place_of(source, RESOLVER, "${id}"), text: "is put into the address".into() },
    ];
    let mut doubtful = evidence(
        "hard-coded-secret",
        "secrets/source",
        Severity::High,
        "A long random word stands in the source.",
        place_of(source, RESOLVER, "issue"),
    );
    doubtful.confidence = Confidence::Low;
    doubtful.suppressed = None;
    let mut suppressed = doubtful.clone();
    suppressed.identity = "other".into();
    suppressed.suppressed = Some("a test key".into());

    let cards = [
        card("egress-plain-http", "egress over plain HTTP", "tls/out", Method::Examine, Topic::Egress),
        card("egress-wildcard", "egress to any host", "egress/named", Method::Examine, Topic::Egress),
        card(
            "oauth-secret-in-manifest",
            "a secret in the manifest",
            "secrets/source",
            Method::Examine,
            Topic::Secrets,
        ),
        card("hard-coded-secret", "a secret in the code", "secrets/source", Method::Examine, Topic::Secrets),
        card(
            "runtime-end-of-life",
            "a runtime past its end",
            "runtime/supported",
            Method::Examine,
            Topic::Runtime,
        ),
        card("runtime-newest", "an older runtime", "runtime/newest", Method::Examine, Topic::Runtime),
        card(
            "own-tenant-store",
            "an own store for tenants",
            "tenant/own-store",
            Method::Examine,
            Topic::Tenant,
        ),
        card("hsts-missing", "answers without HSTS", "tls/hsts", Method::Test, Topic::Headers),
        card(
            "as-app-without-check",
            "asking as the app unasked",
            "jwt/verified",
            Method::Examine,
            Topic::Authz,
        ),
    ];
    let mut sweeps: Vec<Sweep> =
        cards.iter().filter(|card| card.method == Method::Examine).map(|card| sweep(card, 2)).collect();
    let newest = sweeps.iter_mut().find(|sweep| sweep.by.as_str() == "runtime-newest").unwrap();
    newest.examined = 1;
    newest.skipped = vec![Skip {
        what: "Dockerfile".into(),
        because: "its base image is a variable".into(),
        place: None,
        remedy: None,
    }];
    let mut facts = Facts::default();
    facts.note("type.forge", Truth::Yes, "a Forge manifest with `app.id`");
    facts.note("type.forge-remote", Truth::Yes, "`permissions.external.fetch.backend` names hosts");
    facts.note("type.forge-only", Truth::No, "the app has egress");
    facts.note("type.connect", Truth::No, "the manifest has no `connectModules`");
    facts.note("type.trello", Truth::No, "No Power-Up was found");
    facts.note("type.oauth", Truth::No, "no 3LO client was found");
    let dossier = Dossier {
        deployments: Vec::new(),
        app: AppCard {
            id: None,
            path: path("apps/reporter"),
            name: "Issue Reporter".into(),
            main_file: path(file),
            types: vec![TypeReason {
                app_type: AppType::ForgeRemote,
                truth: Truth::Yes,
                static_egress_only: false,
                because: "`permissions.external.fetch.backend` names `*`".into(),
                place: at("backend"),
            }],
        },
        subject: subject(),
        facts,
        instruments: cards.into(),
        evidence: vec![http, secret, wildcard, waived, flow, doubtful, suppressed],
        sweeps,
        diagnostics: vec![
            Diagnostic::new(
                Level::Warning,
                "yaml-duplicate-key",
                "The key `name` stands twice; the last one counts.",
            )
            .at(at("name: nodejs18.x"), "the second one")
            .help("Remove one of them."),
        ],
        unlisted: vec![Unlisted { what: "module".into(), name: "jira:hologram".into(), place: at("app:") }],
        surface: Some(surface()),
    };
    let statements = Statements {
        attestations: vec![Attestation {
            about: assay_verdict::AttestationTarget::Requirement("ALL-11".parse().unwrap()),
            statement: "Fixes ship within the time of the policy".into(),
            owner: "security@example.com".into(),
            date: date(2026, 3, 1),
            expires: date(2027, 3, 1),
            link: None,
            place: None,
        }],
        waivers: vec![Waiver {
            rule: InstrumentId::from("runtime-end-of-life"),
            path: None,
            fingerprint: None,
            reason: "The upgrade ships with the next release".into(),
            expires: date(2026, 12, 31),
            place: Some(place_of("assay.toml", "[[waivers]]\nrule = \"runtime-end-of-life\"\n", "rule")),
        }],
    };
    (dossier, statements)
}

/// A surface with something of every kind.
fn surface() -> Surface {
    let module = |kind: &str, key: &str, invoked_by: Option<&[&str]>| SurfaceModule {
        kind: kind.into(),
        key: key.into(),
        invoked_by: invoked_by.map(|by| by.iter().map(|by| (*by).into()).collect()),
        connect: kind.starts_with("jira:web"),
    };
    let scope = |name: &str, products: &[&str], class: Option<&str>| SurfaceScope {
        name: name.into(),
        products: products.iter().map(|product| (*product).into()).collect(),
        class: class.map(Into::into),
        impersonation: class == Some("write"),
    };
    let egress = |list: &str, address: &str, leads| SurfaceEgress {
        list: list.into(),
        address: address.into(),
        leads,
    };
    Surface {
        complete: false,
        modules: vec![
            module("jira:issuePanel", "report", Some(&["any-user"])),
            module("jira:adminPage", "settings", Some(&["admin"])),
            module("jira:webPanels", "old-panel", Some(&["any-user"])),
            module("webtrigger", "hook", Some(&["anonymous-web"])),
            module("jira:entityProperty", "index", Some(&[])),
            module("jira:hologram", "hologram", None),
        ],
        scopes: vec![
            scope("read:jira-work", &["jira"], Some("read")),
            scope("write:jira-work", &["jira"], Some("write")),
            scope("manage:confluence-configuration", &["confluence"], Some("admin")),
            scope("read:holograms", &[], None),
        ],
        egress: vec![
            egress("fetch.backend", "*", Destination::Outside),
            egress("fetch.backend", "http://api.example.com", Destination::Outside),
            egress("fetch.backend", "worker", Destination::Remote),
            egress("images", "https://${CDN}", Destination::Uncertain),
            egress("images", "*.atlassian.net", Destination::Atlassian),
        ],
        egress_is_configurable: true,
        remotes: vec![SurfaceRemote {
            key: "worker".into(),
            addresses: vec!["https://eu.example.com".into(), "https://us.example.com".into()],
            operations: vec!["compute".into()],
            tokens: vec!["user".into()],
        }],
    }
}
