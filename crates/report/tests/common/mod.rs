//! A small catalogue and small dossiers, enough to exercise every part of a report.
#![allow(dead_code, clippy::unwrap_used, reason = "shared by several test binaries")]

use std::collections::BTreeMap;

use assay_catalogue::{Catalogue, CatalogueFiles, ClaimId, Facts, Method, Severity, Truth};
use assay_evidence::{
    AppCard, AppType, Applicability, Basis, Bearing, Completion, Confidence, Destination, Dossier, Evidence,
    InstrumentCard, InstrumentId, Skip, Step, Subject, Surface, SurfaceEgress, SurfaceModule, SurfaceRemote,
    SurfaceScope, Sweep, Topic, TypeReason, Unlisted,
};
use assay_report::{DataSet, Report, Tool};
use assay_source::{Diagnostic, Digest, Level, Place, RelPath, SourceText, Span};
use assay_verdict::{Assessment, Attestation, Statements, Waiver, judge};
use jiff::civil::{Date, date};

pub(crate) const TODAY: Date = date(2026, 11, 1);

pub(crate) const MANIFEST: &str = "\
app:
  id: ari:cloud:ecosystem::app/3a1b
  runtime:
    name: nodejs18.x
permissions:
  external:
    fetch:
      backend:
        - '*'
        - http://api.example.com
providers:
  auth:
    - key: google
      clientSecret: hunter2hunter2
";

pub(crate) const RESOLVER: &str = "\
import api, { route } from '@forge/api';

export async function read(req) {
  const id = req.payload.issue;
  return api.asApp().requestJira(route`/rest/api/3/issue/${id}`);
}
";

const ROWS: [(&str, &str, &str, &str); 8] = [
    (
        "ALL-3",
        "Only HTTPS, on modern TLS",
        "transport-security",
        r#"
twins = ["FORGE-R-3"]
[[duties]]
letter = "a"
text = "Every request goes over HTTPS."
force = "must"
claims = ["tls/out"]
proofs = [["examine"]]
decided_by = "examine"
enforced_by = ["guard/tls"]
[[duties]]
letter = "b"
text = "Every answer carries HSTS for a year."
force = "must"
claims = ["tls/hsts"]
proofs = [["test"]]
decided_by = "test"
"#,
    ),
    (
        "ALL-5",
        "No secrets in the source",
        "secrets",
        r#"
[[duties]]
letter = "a"
text = "The source holds no credential."
force = "must"
claims = ["secrets/source"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "ALL-11",
        "A policy for fixing bugs in time",
        "bug-fix-policy",
        r#"
[[duties]]
letter = "a"
text = "Vulnerabilities are fixed within the time the policy gives."
force = "must"
claims = ["policy/bug-fix"]
proofs = [["interview"]]
decided_by = "interview"
"#,
    ),
    (
        "ALL-14",
        "No runtime past its end of life",
        "end-of-life",
        r#"
[[duties]]
letter = "a"
text = "The runtime is supported."
force = "must"
claims = ["runtime/supported"]
proofs = [["examine"]]
decided_by = "examine"
[[duties]]
letter = "b"
text = "The runtime is the newest one."
force = "should"
claims = ["runtime/newest"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "FORGE-R-3",
        "Only HTTPS",
        "transport-security",
        r#"
[[duties]]
letter = "a"
text = "Every request goes over HTTPS."
force = "must"
claims = ["tls/out"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "FORGE-R-4",
        "Egress names its hosts",
        "least-privilege",
        r#"
[[duties]]
letter = "a"
text = "No wildcard stands in the egress permissions."
force = "should"
claims = ["egress/named"]
proofs = [["examine"]]
decided_by = "examine"
"#,
    ),
    (
        "FORGE-R-9",
        "Tenants are kept apart",
        "tenant-isolation",
        r#"
[[duties]]
letter = "a"
text = "The platform keeps tenants apart."
force = "must"
claims = []
proofs = []
decided_by = "examine"
platform_provided = true
defeaters = ["tenant/own-store"]
"#,
    ),
    (
        "TRELLO-1",
        "The Power-Up verifies its tokens",
        "authentication-and-authorization",
        r#"
[[duties]]
letter = "a"
text = "Every request with a token is verified."
force = "must"
claims = ["jwt/verified"]
proofs = [["examine", "test"]]
decided_by = "test"
"#,
    ),
];

pub(crate) fn catalogue() -> Catalogue {
    let rows: Vec<(String, String)> = ROWS
        .iter()
        .map(|(id, title, theme, duties)| {
            let (twins, duties) = match duties.trim_start().strip_prefix("twins") {
                Some(rest) => {
                    let (line, duties) = rest.split_once('\n').unwrap();
                    (format!("twins{line}\n"), duties)
                }
                None => (String::new(), *duties),
            };
            let text = format!(
                r#"
id = "{id}"
title = "{title}"
text = "{title}, and what belongs to it."
theme = "{theme}"
responsible = "app"
detail_confidence = "seed"
severity = "high"
changed = "2026-02-19"
aliases = [{{ list = "csrt", id = "r1" }}]
{twins}
[[sources]]
title = "Security requirements for cloud apps"
address = "https://developer.atlassian.com/platform/marketplace/security-requirements/"
read = "2026-02-19"
{duties}"#
            );
            (format!("{id}.toml"), text)
        })
        .collect();
    let claim = |id: &str, methods: &str| {
        format!("[\"{id}\"]\ntext = \"The claim {id} holds.\"\nmethods = [{methods}]\n")
    };
    let examined = [
        "tls/out",
        "secrets/source",
        "runtime/supported",
        "runtime/newest",
        "egress/named",
        "tenant/own-store",
    ];
    let mut claims: String = examined.iter().map(|id| claim(id, "\"examine\"")).collect();
    claims += &claim("tls/hsts", "\"test\"");
    claims += &claim("jwt/verified", "\"examine\", \"test\"");
    claims += &claim("policy/bug-fix", "\"interview\"");
    Catalogue::read(&CatalogueFiles {
        requirements: rows.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect(),
        claims: &claims,
        controls: "[\"guard/tls\"]\ntext = \"The gateway speaks TLS 1.2 and newer only.\"\n",
        facts: "",
        revisions: "[[revision]]\ndate = \"2026-02-19\"\nchanges = [\"A new row.\"]\nsources = []\n",
    })
    .unwrap()
}

fn path(text: &str) -> RelPath {
    RelPath::parse(text).unwrap()
}

pub(crate) fn place_of(file: &str, text: &str, what: &str) -> Place {
    let at = text.find(what).unwrap();
    SourceText::new(path(file), text.as_bytes()).place(Span::new(at, at + what.len()))
}

fn card(id: &str, title: &str, claim: &str, method: Method, topic: Topic) -> InstrumentCard {
    InstrumentCard {
        id: InstrumentId::from(id),
        title: title.into(),
        method,
        claims: vec![ClaimId::from(claim)],
        topic,
        severity: Severity::High,
        confidence: Confidence::High,
        applicability: Applicability::Applies,
    }
}

fn sweep(card: &InstrumentCard, population: u64) -> Sweep {
    Sweep {
        by: card.id.clone(),
        about: card.claims[0].clone(),
        method: card.method,
        subject: subject(),
        population,
        examined: population,
        skipped: vec![],
        completion: Completion::Completed,
    }
}

pub(crate) fn subject() -> Subject {
    Subject::Source { digest: Digest::of(b"app") }
}

pub(crate) fn evidence(by: &str, about: &str, severity: Severity, statement: &str, place: Place) -> Evidence {
    Evidence {
        about: ClaimId::from(about),
        by: InstrumentId::from(by),
        method: Method::Examine,
        bearing: Bearing::Contradicts { basis: Basis::Presence },
        confidence: Confidence::High,
        severity,
        statement: statement.into(),
        help: None,
        identity: statement.into(),
        place: Some(place),
        path: vec![],
        subject: subject(),
        live: None,
        vulnerability: None,
        suppressed: None,
    }
}

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

/// A Power-Up in the root, of which little is known.
pub(crate) fn power_up() -> (Dossier, Statements) {
    let mut facts = Facts::default();
    for absent in ["type.forge", "type.forge-remote", "type.forge-only", "type.connect", "type.oauth"] {
        facts.note(absent, Truth::No, "there is no manifest");
    }
    facts.note("type.trello", Truth::Yes, "index.html initialises a Power-Up");
    let html = "<script>\nTrelloPowerUp.initialize({});\n</script>\n";
    let dossier = Dossier {
        app: AppCard {
            id: None,
            path: RelPath::root(),
            name: "board-tools".into(),
            main_file: path("index.html"),
            types: vec![TypeReason {
                app_type: AppType::Trello,
                truth: Truth::Unknown,
                static_egress_only: false,
                because: "`TrelloPowerUp.initialize` is called".into(),
                place: place_of("index.html", html, "TrelloPowerUp.initialize"),
            }],
        },
        subject: subject(),
        facts,
        instruments: vec![],
        evidence: vec![],
        sweeps: vec![],
        diagnostics: vec![],
        unlisted: vec![],
        surface: None,
        deployments: Vec::new(),
    };
    (dossier, Statements::default())
}

pub(crate) fn judged(catalogue: &Catalogue, (dossier, statements): (Dossier, Statements)) -> Assessment {
    judge(catalogue, dossier, statements, TODAY)
}

pub(crate) fn tool() -> Tool {
    Tool {
        name: "assay".into(),
        version: "0.1.0".into(),
        data: vec![DataSet { name: "requirements".into(), as_of: date(2026, 2, 19) }],
    }
}

pub(crate) fn pages() -> BTreeMap<InstrumentId, &'static str> {
    BTreeMap::from([(InstrumentId::from("egress-wildcard"), PAGE)])
}

pub(crate) const PAGE: &str = "\
# egress-wildcard

## What it sees

A wildcard that stands for every host in `permissions.external.fetch`.

## Instead

```yaml
fetch:
  backend:
    - https://api.example.com
```

- Name each host.
";

/// Everything at once: both apps, told by `with`.
pub(crate) fn told<T>(with: impl Fn(&Report<'_>) -> T) -> T {
    let (tool, catalogue, pages) = (tool(), catalogue(), pages());
    let assessments = [judged(&catalogue, reporter()), judged(&catalogue, power_up())];
    with(&Report { tool: &tool, catalogue: &catalogue, assessments: &assessments, pages: &pages })
}

/// One app whose text is `hostile` wherever an app's text goes.
pub(crate) fn hostile<T>(hostile: &str, with: impl Fn(&Report<'_>) -> T) -> T {
    let (tool, catalogue) = (tool(), catalogue());
    let (mut dossier, mut statements) = reporter();
    dossier.app.name = hostile.to_owned();
    dossier.app.types[0].because = hostile.to_owned();
    for evidence in &mut dossier.evidence {
        evidence.statement = hostile.to_owned();
        evidence.help = Some(hostile.to_owned());
        evidence.suppressed = evidence.suppressed.as_ref().map(|_| hostile.to_owned());
        evidence.path.iter_mut().for_each(|step| step.text = hostile.to_owned());
        let excerpt = evidence.place.as_mut().unwrap().excerpt.as_mut().unwrap();
        excerpt.lines.iter_mut().for_each(|line| *line = hostile.replace('\n', ""));
    }
    dossier.unlisted[0].name = hostile.to_owned();
    dossier.diagnostics[0].message = hostile.to_owned();
    dossier.diagnostics[0].labels[0].text = hostile.to_owned();
    dossier.diagnostics[0].help = Some(hostile.to_owned());
    statements.attestations[0].statement = hostile.to_owned();
    statements.attestations[0].owner = hostile.to_owned();
    statements.waivers[0].reason = hostile.to_owned();
    let assessments = [judged(&catalogue, (dossier, statements))];
    with(&Report { tool: &tool, catalogue: &catalogue, assessments: &assessments, pages: &() })
}
