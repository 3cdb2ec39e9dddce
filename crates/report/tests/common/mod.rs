//! A small catalogue and small dossiers, enough to exercise every part of a report.
#![allow(dead_code, clippy::unwrap_used, reason = "shared by several test binaries")]

mod reporter;
mod rows;

pub(crate) use reporter::reporter;
pub(crate) use rows::catalogue;

use std::collections::BTreeMap;

use assay_catalogue::{Catalogue, ClaimId, Facts, Method, Severity, Truth};
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
