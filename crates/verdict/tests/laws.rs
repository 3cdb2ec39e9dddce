//! The law of judging, held over random dossiers: silence is never a pass, contradiction never helps, order
//! never matters, and what people decide to live with changes no outcome.
#![expect(clippy::unwrap_used, reason = "tests")]

use assay_catalogue::{Catalogue, CatalogueFiles, ClaimId, Facts, Method, Severity, Truth};
use assay_evidence::{
    AppCard, Applicability, Basis, Bearing, Completion, Confidence, Dossier, Evidence, InstrumentCard,
    InstrumentId, Skip, Subject, Sweep, Topic,
};
use assay_source::{Digest, RelPath};
use assay_verdict::{Assessment, Attestation, AttestationTarget, Outcome, Statements, Waiver, judge};
use jiff::civil::{Date, date};
use proptest::{collection::vec, prelude::*, sample::select};

const CLAIMS: [&str; 3] = ["a/examined", "b/tested", "c/vouched"];
const TODAY: Date = date(2026, 11, 1);

fn catalogue() -> Catalogue {
    let row = |id: &str, extra: &str, duties: &str| {
        format!(
            r#"
id = "{id}"
title = "t"
text = "t"
theme = "secrets"
responsible = "app"
detail_confidence = "seed"
severity = "high"
changed = "2026-02-19"
{extra}
[[sources]]
title = "s"
read = "2026-02-19"
{duties}
"#
        )
    };
    let duty = |letter: char, force: &str, rest: &str| {
        format!(
            "[[duties]]\nletter = \"{letter}\"\ntext = \"d\"\nforce = \"{force}\"\ndecided_by = \"test\"\n{rest}\n"
        )
    };
    let examined = r#"claims = ["a/examined"]
proofs = [["examine"]]"#;
    let both = r#"claims = ["a/examined", "b/tested"]
proofs = [["examine", "test"]]"#;
    let either = r#"claims = ["b/tested"]
proofs = [["examine"], ["test"]]"#;
    let vouched = r#"claims = ["c/vouched"]
proofs = [["interview"]]"#;
    let platform = r#"claims = []
proofs = []
platform_provided = true
defeaters = ["a/examined"]"#;
    let rows = [
        ("ALL-1", row("ALL-1", r#"twins = ["FORGE-1", "CONNECT-1"]"#, &duty('a', "must", both))),
        ("ALL-2", row("ALL-2", "", &(duty('a', "must", either) + &duty('b', "should", examined)))),
        ("ALL-12", row("ALL-12", "", &duty('a', "must", vouched))),
        ("FORGE-1", row("FORGE-1", "", &duty('a', "must", platform))),
        ("CONNECT-1", row("CONNECT-1", "", &duty('a', "must", examined))),
    ];
    let names: Vec<String> = rows.iter().map(|(id, _)| format!("{id}.toml")).collect();
    let requirements =
        names.iter().zip(&rows).map(|(name, (_, text))| (name.as_str(), text.as_str())).collect();
    let claims = r#"
["a/examined"]
text = "a"
methods = ["examine"]
["b/tested"]
text = "b"
methods = ["examine", "test"]
["c/vouched"]
text = "c"
methods = ["interview"]
"#;
    let revisions = "[[revision]]\ndate = \"2026-02-19\"\nchanges = []\nsources = []\n";
    Catalogue::read(&CatalogueFiles { requirements, claims, controls: "", facts: "", revisions }).unwrap()
}

fn subject(release: u8) -> Subject {
    Subject::Source { digest: Digest::of(&[release]) }
}

fn instrument() -> impl Strategy<Value = InstrumentCard> {
    (0_u8..3, select(vec![Method::Examine, Method::Test]), select(&CLAIMS[..2]), any::<bool>()).prop_map(
        |(id, method, claim, applies)| InstrumentCard {
            id: InstrumentId(format!("i{id}")),
            title: "t".into(),
            method,
            claims: vec![ClaimId::from(claim)],
            topic: Topic::Policy,
            severity: Severity::High,
            confidence: Confidence::High,
            applicability: match applies {
                true => Applicability::Applies,
                false => Applicability::DoesNotApply { because: "nothing".into() },
            },
        },
    )
}

fn sweep() -> impl Strategy<Value = Sweep> {
    let completion = prop_oneof![
        4 => Just(Completion::Completed),
        1 => Just(Completion::Broke { because: "b".into() })
    ];
    let method = select(vec![Method::Examine, Method::Test]);
    (0_u8..3, method, select(&CLAIMS[..2]), 0_u8..2, 0_u64..3, any::<bool>(), completion).prop_map(
        |(id, method, claim, release, examined, skips, completion)| Sweep {
            by: InstrumentId(format!("i{id}")),
            about: ClaimId::from(claim),
            method,
            subject: subject(release),
            population: 2,
            examined,
            skipped: if skips && examined < 2 {
                vec![Skip { what: "x".into(), because: "y".into(), place: None, remedy: None }]
            } else {
                vec![]
            },
            completion,
        },
    )
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let bearing = prop_oneof![
        Just(Bearing::Supports),
        Just(Bearing::Contradicts { basis: Basis::Presence }),
        Just(Bearing::Contradicts { basis: Basis::Absence }),
        Just(Bearing::Inconclusive { because: "b".into() })
    ];
    let confidence = select(vec![Confidence::Low, Confidence::Medium, Confidence::High]);
    let method = select(vec![Method::Examine, Method::Test]);
    (0_u8..3, method, select(&CLAIMS[..2]), 0_u8..2, bearing, confidence).prop_map(
        |(id, method, claim, release, bearing, confidence)| Evidence {
            about: ClaimId::from(claim),
            by: InstrumentId(format!("i{id}")),
            method,
            bearing,
            confidence,
            severity: Severity::High,
            statement: "s".into(),
            help: None,
            identity: format!("{release}"),
            place: None,
            path: vec![],
            subject: subject(release),
            live: None,
            vulnerability: None,
            suppressed: None,
        },
    )
}

fn dossier() -> impl Strategy<Value = Dossier> {
    let truth = || select(vec![Truth::Yes, Truth::No, Truth::Unknown]);
    (vec(instrument(), 0..4), vec(evidence(), 0..4), vec(sweep(), 0..6), truth(), truth()).prop_map(
        |(instruments, evidence, sweeps, forge, connect)| {
            let mut facts = Facts::default();
            facts.note("type.forge-only", forge, "f");
            facts.note("type.connect", connect, "c");
            Dossier {
                app: AppCard {
                    id: None,
                    path: RelPath::root(),
                    name: "app".into(),
                    main_file: RelPath::parse("manifest.yml").unwrap(),
                    types: vec![],
                },
                subject: subject(0),
                facts,
                instruments,
                evidence,
                sweeps,
                diagnostics: vec![],
                unlisted: vec![],
                surface: None,
                deployments: Vec::new(),
            }
        },
    )
}

fn outcomes(assessment: &Assessment) -> Vec<(String, Outcome, Vec<Outcome>)> {
    assessment
        .rows
        .iter()
        .map(|row| {
            (row.requirement.to_string(), row.outcome, row.duties.iter().map(|duty| duty.outcome).collect())
        })
        .collect()
}

fn is_green(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pass | Outcome::Attested | Outcome::Platform)
}

fn judged(dossier: &Dossier) -> Assessment {
    judge(&catalogue(), dossier.clone(), Statements::default(), TODAY)
}

fn attestation(about: &str, date: Date, expires: Date) -> Attestation {
    Attestation {
        about: AttestationTarget::Requirement(about.parse().unwrap()),
        statement: "we do".into(),
        owner: "security@example.com".into(),
        date,
        expires,
        link: None,
        place: None,
    }
}

proptest! {
    #[test]
    fn the_order_of_what_was_seen_does_not_matter(dossier in dossier()) {
        let mut turned = dossier.clone();
        turned.evidence.reverse();
        turned.sweeps.reverse();
        turned.instruments.reverse();
        prop_assert_eq!(judged(&dossier), judged(&turned));
    }

    #[test]
    fn silence_is_never_green(mut dossier in dossier()) {
        dossier.sweeps.clear();
        for row in judged(&dossier).rows {
            prop_assert!(!is_green(row.outcome), "{row:?}");
        }
    }

    #[test]
    fn a_look_that_is_taken_away_never_makes_a_row_green(dossier in dossier(), which: prop::sample::Index) {
        let before = judged(&dossier);
        let mut less = dossier.clone();
        if less.sweeps.is_empty() { return Ok(()); }
        less.sweeps.remove(which.index(less.sweeps.len()));
        // A broken look that is taken away leaves the others to speak; nothing else may turn green.
        if dossier.sweeps.iter().any(|sweep| sweep.completion != Completion::Completed) { return Ok(()); }
        for (row, after) in before.rows.iter().zip(judged(&less).rows) {
            // A contradiction by absence comes back once the look that outweighed it is gone, so worse is fine.
            prop_assert!(is_green(row.outcome) || !is_green(after.outcome), "{row:?}\n{after:?}");
        }
    }

    #[test]
    fn contradiction_never_improves_a_row(
        dossier in dossier(),
        extra in evidence(),
        basis in select(vec![Basis::Presence, Basis::Absence]),
    ) {
        let extra = Evidence { bearing: Bearing::Contradicts { basis }, ..extra };
        let before = judged(&dossier);
        let mut more = dossier.clone();
        more.evidence.push(extra);
        for (row, after) in before.rows.iter().zip(judged(&more).rows) {
            prop_assert!(after.outcome <= row.outcome, "{row:?}\n{after:?}");
        }
    }

    #[test]
    fn an_instrument_that_should_have_looked_and_did_not_keeps_a_row_from_passing(dossier in dossier()) {
        let mut more = dossier.clone();
        more.instruments.push(InstrumentCard {
            id: "late".into(),
            title: "t".into(),
            method: Method::Examine,
            claims: vec!["a/examined".into()],
            topic: Topic::Policy,
            severity: Severity::High,
            confidence: Confidence::High,
            applicability: Applicability::Applies,
        });
        for row in judged(&more).rows {
            let rests_on_it = !matches!(row.requirement.to_string().as_str(), "ALL-12");
            if rests_on_it && row.outcome != Outcome::NotApplicable {
                prop_assert!(!is_green(row.outcome), "{row:?}");
            }
        }
    }

    #[test]
    fn what_people_live_with_changes_no_outcome(dossier in dossier()) {
        let waivers = (0..3).map(|id| Waiver {
            rule: InstrumentId(format!("i{id}")),
            path: None,
            fingerprint: None,
            reason: "known".into(),
            expires: date(2027, 1, 1),
            place: None,
        }).collect();
        let waived = judge(&catalogue(), dossier.clone(), Statements { attestations: vec![], waivers }, TODAY);
        prop_assert_eq!(outcomes(&judged(&dossier)), outcomes(&waived));
        prop_assert!(waived.findings.iter().all(|finding| finding.waiver.is_some()));
    }

    #[test]
    fn merging_is_the_same_from_either_side(one in dossier(), two in dossier()) {
        // Facts of the first dossier count where both know one, so both sides must know the same.
        let two = Dossier { facts: one.facts.clone(), ..two };
        let there = judged(&one.clone().merge(two.clone()).unwrap());
        let back = judged(&two.merge(one).unwrap());
        prop_assert_eq!(outcomes(&there), outcomes(&back));
    }

    #[test]
    fn an_attestation_answers_nothing_that_has_to_be_looked_at(dossier in dossier()) {
        let attestations = ["ALL-1", "ALL-2", "CONNECT-1", "FORGE-1"]
            .map(|id| attestation(id, date(2026, 6, 1), date(2027, 6, 1)))
            .into();
        let vouched = judge(&catalogue(), dossier.clone(), Statements { attestations, waivers: vec![] }, TODAY);
        prop_assert_eq!(outcomes(&judged(&dossier)), outcomes(&vouched));
    }
}

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
