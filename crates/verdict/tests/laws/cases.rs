//! Single cases, told by hand.

use assay_catalogue::{Facts, Method, Severity, Truth};
use assay_evidence::{
    AppCard, Applicability, Basis, Bearing, Completion, Confidence, Dossier, Evidence, InstrumentCard, Skip,
    Sweep, Topic,
};
use assay_source::RelPath;
use assay_verdict::{Assessment, Outcome, Statements, judge};
use jiff::civil::{Date, date};

use crate::world::{TODAY, attestation, catalogue, judged, subject};

fn empty() -> Dossier {
    let mut facts = Facts::default();
    facts.note("type.forge-only", Truth::Yes, "a manifest without egress");
    facts.note("type.connect", Truth::No, "no descriptor was found");
    Dossier {
        app: AppCard {
            id: None,
            path: RelPath::root(),
            name: "app".into(),
            main_file: RelPath::parse("m").unwrap(),
            types: vec![],
        },
        subject: subject(0),
        facts,
        instruments: vec![],
        evidence: vec![],
        sweeps: vec![],
        diagnostics: vec![],
        unlisted: vec![],
        surface: None,
        deployments: Vec::new(),
    }
}

fn card(id: &str, method: Method, claim: &str) -> InstrumentCard {
    InstrumentCard {
        id: id.into(),
        title: "t".into(),
        method,
        claims: vec![claim.into()],
        topic: Topic::Policy,
        severity: Severity::High,
        confidence: Confidence::High,
        applicability: Applicability::Applies,
    }
}

fn whole(id: &str, method: Method, claim: &str) -> Sweep {
    Sweep {
        by: id.into(),
        about: claim.into(),
        method,
        subject: subject(0),
        population: 1,
        examined: 1,
        skipped: vec![],
        completion: Completion::Completed,
    }
}

fn row<'a>(assessment: &'a Assessment, id: &str) -> &'a assay_verdict::RowVerdict {
    assessment.rows.iter().find(|row| row.requirement.to_string() == id).unwrap()
}

#[test]
fn an_attestation_counts_until_it_expires_or_its_row_changes() {
    let stand = |date: Date, expires: Date| {
        let statements =
            Statements { attestations: vec![attestation("ALL-12", date, expires)], waivers: vec![] };
        let assessment = judge(&catalogue(), empty(), statements, TODAY);
        (row(&assessment, "ALL-12").outcome, row(&assessment, "ALL-12").because.clone())
    };
    assert_eq!(stand(date(2026, 6, 1), TODAY).0, Outcome::Attested);
    let (outcome, because) = stand(date(2026, 6, 1), date(2026, 10, 31));
    assert_eq!(outcome, Outcome::Unknown);
    assert_eq!(
        because,
        "The attestation by security@example.com expired on 2026-10-31; it has to be made again."
    );
    let (outcome, because) = stand(date(2026, 1, 1), date(2027, 1, 1));
    assert_eq!(outcome, Outcome::Unknown);
    assert!(because.contains("before the row changed on 2026-02-19"), "{because}");
    assert_eq!(stand(date(2026, 12, 1), date(2027, 1, 1)).0, Outcome::Unknown);
}

#[test]
fn a_platform_row_stands_once_what_would_void_it_was_looked_for() {
    let mut dossier = empty();
    assert_eq!(row(&judged(&dossier), "FORGE-1").outcome, Outcome::NotChecked);
    dossier.instruments.push(card("i0", Method::Examine, "a/examined"));
    dossier.sweeps.push(whole("i0", Method::Examine, "a/examined"));
    assert_eq!(row(&judged(&dossier), "FORGE-1").outcome, Outcome::Platform);
    // … and then answers the row of ALL that it repeats, though nobody tested `b/tested`.
    assert_eq!(row(&judged(&dossier), "ALL-1").outcome, Outcome::Platform);
}

#[test]
fn every_method_of_a_proof_is_asked_for() {
    let mut dossier = empty();
    dossier.facts.note("type.forge-only", Truth::No, "no manifest");
    for (method, claim) in [(Method::Examine, "a/examined"), (Method::Examine, "b/tested")] {
        dossier.instruments.push(card("i0", method, claim));
        dossier.sweeps.push(whole("i0", method, claim));
    }
    let assessment = judged(&dossier);
    assert_eq!(row(&assessment, "ALL-1").outcome, Outcome::Unknown);
    assert_eq!(row(&assessment, "ALL-1").duties[0].needs[0].method, Method::Test);
    dossier.instruments.push(card("i1", Method::Test, "b/tested"));
    dossier.sweeps.push(whole("i1", Method::Test, "b/tested"));
    assert_eq!(row(&judged(&dossier), "ALL-1").outcome, Outcome::Pass);
}

#[test]
fn what_no_instrument_can_do_is_told_by_what_is_missing() {
    let mut dossier = empty();
    dossier.facts.note("type.forge-only", Truth::No, "no manifest");
    for claim in ["a/examined", "b/tested"] {
        dossier.instruments.push(card("i0", Method::Examine, claim));
        dossier.sweeps.push(whole("i0", Method::Examine, claim));
    }
    let because = |dossier: &Dossier| row(&judged(dossier), "ALL-1").because.clone();
    assert_eq!(
        because(&dossier),
        "Not all of it was looked at. So far nothing in this build tests b/tested."
    );
    dossier.instruments.pop();
    dossier.sweeps.pop();
    assert_eq!(
        because(&dossier),
        "Not all of it was looked at. So far nothing in this build looks at b/tested."
    );
}

#[test]
fn who_tried_and_could_not_is_heard() {
    let mut dossier = empty();
    dossier.facts.note("type.forge-only", Truth::No, "no manifest");
    dossier.instruments.push(card("i0", Method::Examine, "a/examined"));
    for (id, method) in [("i1", Method::Examine), ("i2", Method::Test)] {
        dossier.instruments.push(card(id, method, "b/tested"));
    }
    let skip = Skip {
        what: "GET /hello".to_owned(),
        because: "no secret was given".to_owned(),
        place: None,
        remedy: None,
    };
    let tried = Sweep { examined: 0, skipped: vec![skip], ..whole("i2", Method::Test, "b/tested") };
    dossier.sweeps.push(tried);
    let assessment = judged(&dossier);
    let row = row(&assessment, "ALL-1");
    assert_eq!(row.outcome, Outcome::NotChecked);
    // That it is to be tested is no news; that nobody read the source is.
    assert_eq!(row.because, "GET /hello was not looked at: no secret was given. Next: assay check.");
}

#[test]
fn absence_in_the_source_yields_to_a_whole_look_at_the_running_app() {
    let mut dossier = empty();
    dossier.instruments.push(card("source", Method::Examine, "b/tested"));
    dossier.sweeps.push(whole("source", Method::Examine, "b/tested"));
    dossier.evidence.push(Evidence {
        about: "b/tested".into(),
        by: "source".into(),
        method: Method::Examine,
        bearing: Bearing::Contradicts { basis: Basis::Absence },
        confidence: Confidence::Medium,
        severity: Severity::Medium,
        statement: "no HSTS in the source".into(),
        help: None,
        identity: "hsts".into(),
        place: None,
        path: vec![],
        subject: subject(0),
        live: None,
        vulnerability: None,
        suppressed: None,
    });
    assert_eq!(row(&judged(&dossier), "ALL-2").duties[0].outcome, Outcome::Fail);
    dossier.instruments.push(card("live", Method::Test, "b/tested"));
    dossier.sweeps.push(whole("live", Method::Test, "b/tested"));
    let assessment = judged(&dossier);
    assert_eq!(row(&assessment, "ALL-2").duties[0].outcome, Outcome::Pass);
    assert!(assessment.findings.is_empty());
}

#[test]
fn a_duty_that_does_not_bind_fails_as_advice() {
    let mut dossier = empty();
    dossier.facts.note("type.forge-only", Truth::No, "no manifest");
    let mut evidence = Evidence {
        about: "a/examined".into(),
        by: "i0".into(),
        method: Method::Examine,
        bearing: Bearing::Contradicts { basis: Basis::Presence },
        confidence: Confidence::High,
        severity: Severity::Medium,
        statement: "a wildcard".into(),
        help: None,
        identity: "x".into(),
        place: None,
        path: vec![],
        subject: subject(0),
        live: None,
        vulnerability: None,
        suppressed: None,
    };
    dossier.evidence.push(evidence.clone());
    let assessment = judged(&dossier);
    let all2 = row(&assessment, "ALL-2");
    assert_eq!((all2.outcome, all2.advice), (Outcome::Fail, true));
    // The same evidence binds in ALL-1, so the finding is a failure.
    assert_eq!(assessment.findings[0].disposition, assay_verdict::Disposition::Fail);
    evidence.confidence = Confidence::Low;
    dossier.evidence = vec![evidence];
    let assessment = judged(&dossier);
    assert_eq!(row(&assessment, "ALL-1").outcome, Outcome::Unknown);
    assert_eq!(assessment.findings[0].disposition, assay_verdict::Disposition::Review);
}
