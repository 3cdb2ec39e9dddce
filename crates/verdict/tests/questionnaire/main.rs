//! Drafting the questionnaire: every prompt answered where something carries it, blank where nothing does.
#![expect(clippy::unwrap_used, reason = "tests")]

use assay_catalogue::{
    Catalogue, ClaimId, Facts, Method, Severity, Truth,
    questionnaire::{Questionnaire, YesNo},
};
use assay_evidence::{
    AppCard, AppType, Applicability, Basis, Bearing, Completion, Confidence, Dossier, Evidence,
    InstrumentCard, InstrumentId, Subject, Sweep, Topic, TypeReason,
};
use assay_source::{Digest, Place, RelPath};
use assay_verdict::{
    Assessment, Attestation, AttestationTarget, Statements, Waiver, judge,
    questionnaire::{Answer, Certainty, Exhibit, ExhibitKind, NotForge, Reply, draft},
};
use jiff::civil::{Date, date};

mod laws;

const TODAY: Date = date(2026, 11, 1);

/// What proves and what refutes each prompt that evidence answers.
const BY_EVIDENCE: [(&str, Option<YesNo>, Option<YesNo>); 21] = {
    const YES: Option<YesNo> = Some(YesNo::Yes);
    const NO: Option<YesNo> = Some(YesNo::No);
    [
        ("1a", YES, NO),
        ("2a", YES, NO),
        ("2b", YES, NO),
        ("3", YES, NO),
        ("4a", YES, NO),
        ("5a", NO, None),
        ("6a", NO, YES),
        ("6b", YES, NO),
        ("6c", YES, None),
        ("6d", YES, NO),
        ("7", YES, NO),
        ("8", NO, YES),
        ("9", YES, NO),
        ("11", NO, YES),
        ("12a", YES, NO),
        ("13", NO, YES),
        ("15", YES, None),
        ("16", YES, None),
        ("17", YES, None),
        // Only people can say, and in no attestation yet.
        ("10", None, None),
        ("14", None, None),
    ]
};

fn subject() -> Subject {
    Subject::Source { digest: Digest::of(b"app") }
}

fn manifest() -> RelPath {
    RelPath::parse("manifest.yml").unwrap()
}

/// A Forge app with everything a prompt may ask about, of which nobody has seen anything.
fn app() -> Dossier {
    let mut facts = Facts::default();
    for (fact, _) in Catalogue::bundled().facts() {
        facts.note(fact.as_str(), Truth::Yes, format!("the manifest shows {fact}"));
    }
    for absent in ["type.forge-only", "type.connect", "type.trello", "type.oauth"] {
        facts.note(absent, Truth::No, "the app is a Forge app with egress");
    }
    Dossier {
        app: AppCard {
            id: None,
            path: RelPath::root(),
            name: "Notes".into(),
            main_file: manifest(),
            types: vec![TypeReason {
                app_type: AppType::ForgeRemote,
                truth: Truth::Yes,
                because: "`remotes` names a host".into(),
                place: Place::file(manifest()),
                static_egress_only: false,
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
    }
}

fn with(facts: &[(&str, Truth)]) -> Dossier {
    let mut dossier = app();
    facts.iter().for_each(|(fact, truth)| dossier.facts.note(fact, *truth, format!("{fact} by the test")));
    dossier
}

fn evidence(claim: &str, bearing: Bearing, confidence: Confidence) -> Evidence {
    Evidence {
        about: ClaimId::from(claim),
        by: InstrumentId::from("eye"),
        method: Method::Examine,
        bearing,
        confidence,
        severity: Severity::High,
        statement: format!("`{claim}` was seen not to hold"),
        help: None,
        identity: claim.to_owned(),
        place: Some(Place::file(manifest())),
        path: vec![],
        subject: subject(),
        live: None,
        vulnerability: None,
        suppressed: None,
    }
}

fn against(claim: &str) -> Evidence {
    evidence(claim, Bearing::Contradicts { basis: Basis::Presence }, Confidence::High)
}

/// Everybody who can look at a claim has looked at all there was.
fn looked_at(dossier: &mut Dossier, claim: &ClaimId, confidence: Confidence) {
    for method in &Catalogue::bundled().claim(claim).unwrap().methods {
        if *method == Method::Interview {
            continue;
        }
        let id = InstrumentId(format!("{claim} by {method}"));
        dossier.instruments.push(InstrumentCard {
            id: id.clone(),
            title: "t".into(),
            method: *method,
            claims: vec![claim.clone()],
            topic: Topic::Policy,
            severity: Severity::High,
            confidence,
            applicability: Applicability::Applies,
        });
        dossier.sweeps.push(Sweep {
            by: id,
            about: claim.clone(),
            method: *method,
            subject: subject(),
            population: 3,
            examined: 3,
            skipped: vec![],
            completion: Completion::Completed,
        });
    }
}

fn attested(row: &str) -> Attestation {
    Attestation {
        about: AttestationTarget::Requirement(row.parse().unwrap()),
        statement: format!("we see to {row}"),
        owner: "security@notes.example".into(),
        date: date(2026, 10, 1),
        expires: date(2027, 10, 1),
        link: None,
        place: None,
    }
}

fn answers(dossier: Dossier, statements: Statements) -> Vec<Answer<'static>> {
    let assessment = judge(Catalogue::bundled(), dossier, statements, TODAY);
    draft(&assessment, Catalogue::bundled(), Questionnaire::bundled()).unwrap()
}

fn answer(id: &str, dossier: Dossier) -> Answer<'static> {
    stated(id, dossier, &[])
}

fn stated(id: &str, dossier: Dossier, rows: &[&str]) -> Answer<'static> {
    let attestations = rows.iter().map(|row| attested(row)).collect();
    let answers = answers(dossier, Statements { attestations, waivers: vec![] });
    answers.into_iter().find(|answer| answer.prompt.id == id).unwrap()
}

fn proven(id: &str, confidence: Confidence) -> Answer<'static> {
    let mut dossier = app();
    let prompt = Questionnaire::bundled().prompt(id).unwrap();
    let claims = prompt.claims.iter().flat_map(|basis| &basis.all);
    claims.for_each(|claim| looked_at(&mut dossier, claim, confidence));
    let rows: Vec<String> = prompt.requirements.iter().map(ToString::to_string).collect();
    stated(id, dossier, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn each_prompt_that_evidence_answers_is_answered_by_a_complete_proof() {
    for (id, expected, _) in BY_EVIDENCE {
        let answer = proven(id, Confidence::High);
        assert_eq!(answer.reply.yes_no(), expected, "{id}: {answer:#?}");
        assert!(!answer.is_blocking() && !answer.is_warning(), "{id}");
        if expected.is_some() {
            assert!(answer.certainty < Certainty::Likely && !answer.evidence.is_empty(), "{id}: {answer:#?}");
        }
    }
}

#[test]
fn each_prompt_that_evidence_answers_is_answered_by_any_contradiction() {
    for (id, _, expected) in BY_EVIDENCE {
        let prompt = Questionnaire::bundled().prompt(id).unwrap();
        let claims = prompt.claims.iter().flat_map(|basis| basis.refuting());
        for claim in claims {
            let mut dossier = app();
            dossier.evidence.push(against(claim.as_str()));
            let answer = answer(id, dossier);
            assert_eq!(answer.reply.yes_no(), expected, "{id} by {claim}: {answer:#?}");
            let bad = prompt.bad.is_some() && expected.is_some();
            assert_eq!(answer.is_blocking() || answer.is_warning(), bad, "{id}");
            assert_eq!(answer.evidence[0].place, Some(Place::file(manifest())), "{id}");
        }
    }
}

#[test]
fn each_prompt_that_evidence_answers_is_blank_without_any() {
    let table: Vec<&str> = BY_EVIDENCE.iter().map(|(id, ..)| *id).collect();
    for answer in answers(app(), Statements::default()) {
        let by_facts = answer.prompt.facts.is_some();
        assert_eq!(answer.reply == Reply::Blank, !by_facts, "{answer:#?}");
        let in_words = matches!(answer.prompt.id.as_str(), "6d-i" | "9a" | "12a-i" | "14a");
        let known = by_facts || in_words || table.contains(&answer.prompt.id.as_str());
        assert!(known || answer.prompt.id == "5", "{}", answer.prompt.id);
        if answer.is_open() {
            assert!(answer.what_would_answer_it.is_some() && !answer.because.is_empty(), "{answer:#?}");
        }
    }
}

#[test]
fn facts_answer_yes_no_and_blank() {
    use Truth::{No, Unknown, Yes};
    let ui = ["user-entry", "custom-ui", "ui-kit", "rovo.actions", "rovo.agents", "connect-modules"];
    let all = |facts: &[&'static str], truth| facts.iter().map(|fact| (*fact, truth)).collect::<Vec<_>>();
    let only = |facts: &[&'static str], set: &[&'static str], truth| {
        let mut told = all(facts, No);
        told.extend(all(set, truth));
        told
    };
    let outside = ["egress", "remotes", "providers", "web-triggers", "connect-modules"];
    let cases = [
        ("1", only(&ui, &["custom-ui"], Yes), Reply::Yes, Certainty::Certain),
        ("1", only(&ui, &["user-entry"], Yes), Reply::Yes, Certainty::Likely),
        ("1", all(&ui, No), Reply::No, Certainty::Likely),
        ("1", only(&ui, &["ui-kit"], Unknown), Reply::Blank, Certainty::Unknown),
        ("2", vec![("remotes", Yes), ("endpoints", Yes)], Reply::Yes, Certainty::Certain),
        ("2", vec![("remotes", Yes), ("endpoints", No)], Reply::Blank, Certainty::Unknown),
        ("2", vec![("remotes", No)], Reply::No, Certainty::Certain),
        ("2", vec![("remotes", Unknown)], Reply::Blank, Certainty::Unknown),
        ("4", vec![("web-triggers", Yes)], Reply::Yes, Certainty::Certain),
        ("4", vec![("web-triggers", No)], Reply::No, Certainty::Certain),
        ("4", vec![("web-triggers", Unknown)], Reply::Blank, Certainty::Unknown),
        ("6", vec![("egress", Yes)], Reply::Yes, Certainty::Certain),
        ("6", vec![("egress", No)], Reply::No, Certainty::Certain),
        ("6", vec![("egress", Unknown)], Reply::Blank, Certainty::Unknown),
        ("12", vec![("providers", Yes)], Reply::Yes, Certainty::Likely),
        ("12", all(&outside, No), Reply::No, Certainty::Likely),
        ("12", only(&outside, &["egress"], Yes), Reply::Blank, Certainty::Unknown),
    ];
    for (id, facts, reply, certainty) in cases {
        let answer = answer(id, with(&facts));
        assert_eq!((&answer.reply, answer.certainty), (&reply, certainty), "{id} {facts:?}");
        let shown = |exhibit: &Exhibit| (exhibit.kind == ExhibitKind::Doubt) == (reply == Reply::Blank);
        assert!(answer.evidence.iter().all(shown), "{id}: {answer:#?}");
        assert!(reply == Reply::Blank || !answer.evidence.is_empty(), "{id}: {answer:#?}");
    }
}

#[test]
fn a_prompt_is_not_asked_where_an_earlier_answer_rules_it_out() {
    let dossier = with(&[("remotes", Truth::No), ("web-triggers", Truth::No), ("egress", Truth::No)]);
    for answer in answers(dossier, Statements::default()) {
        let ruled_out = ["2a", "2b", "4a", "6a", "6b", "6c", "6d", "6d-i"];
        assert_eq!(
            answer.asked == Truth::No,
            ruled_out.contains(&answer.prompt.id.as_str()),
            "{}",
            answer.prompt.id
        );
        assert!(answer.asked != Truth::No || !answer.is_open(), "{}", answer.prompt.id);
    }
}

#[test]
fn what_is_only_likely_rules_nothing_out() {
    let outside = ["egress", "remotes", "providers", "web-triggers", "connect-modules"];
    let none: Vec<_> = outside.iter().map(|fact| (*fact, Truth::No)).collect();
    assert_eq!(answer("12", with(&none)).certainty, Certainty::Likely);
    assert_eq!(answer("12a", with(&none)).asked, Truth::Unknown);
}

#[test]
fn a_wildcard_below_a_domain_of_somebody_is_shown_and_is_not_the_open_one() {
    let mut dossier = app();
    looked_at(&mut dossier, &ClaimId::from("egress/no-open-wildcard"), Confidence::High);
    dossier.evidence.push(against("egress/no-wildcard"));
    let open = answer("6a", dossier);
    assert_eq!((&open.reply, open.certainty), (&Reply::No, Certainty::Certain));
    assert!(open.evidence.iter().any(|exhibit| exhibit.kind == ExhibitKind::Doubt));
}

#[test]
fn what_only_suggests_an_answer_leaves_it_likely() {
    let mut dossier = app();
    dossier.evidence.push(against("egress/https-only"));
    assert_eq!(answer("6b", dossier.clone()).certainty, Certainty::Likely);
    dossier.evidence.push(against("tls/outgoing"));
    assert_eq!(answer("6b", dossier).certainty, Certainty::Certain);
}

#[test]
fn what_a_detail_would_be_stays_in_sight_where_its_parent_is_blank() {
    let mut dossier = with(&[("egress", Truth::Unknown)]);
    dossier.evidence.push(against("egress/no-open-wildcard"));
    let wildcard = answer("6a", dossier);
    assert_eq!((wildcard.asked, wildcard.reply), (Truth::Unknown, Reply::Yes));
}

#[test]
fn least_privilege_is_no_where_contradicted_and_never_yes_by_half_a_proof() {
    let mut half = app();
    looked_at(&mut half, &ClaimId::from("scopes/known"), Confidence::High);
    looked_at(&mut half, &ClaimId::from("scopes/admin-class-needed"), Confidence::High);
    let open = answer("7", half.clone());
    assert_eq!(open.reply, Reply::Blank);
    assert!(open.what_would_answer_it.unwrap().contains("Nothing in this build looks at"));
    half.evidence.push(evidence(
        "scopes/admin-class-needed",
        Bearing::Contradicts { basis: Basis::Presence },
        Confidence::Medium,
    ));
    let refuted = answer("7", half);
    assert_eq!((refuted.reply, refuted.certainty), (Reply::No, Certainty::Likely));
}

#[test]
fn a_doubt_is_shown_and_decides_nothing() {
    for bearing in
        [Bearing::Inconclusive { because: "b".into() }, Bearing::Contradicts { basis: Basis::Presence }]
    {
        let mut dossier = app();
        dossier.evidence.push(evidence("web-trigger/authenticated", bearing, Confidence::Low));
        let answer = answer("4a", dossier);
        assert_eq!(answer.reply, Reply::Blank);
        assert_eq!(answer.evidence[0].kind, ExhibitKind::Doubt);
    }
}

#[test]
fn what_only_relates_to_a_prompt_is_shown_beside_it() {
    let mut dossier = app();
    dossier.evidence.push(against("deps/no-known-critical-or-high"));
    let answer = answer("10", dossier);
    assert_eq!((&answer.reply, answer.evidence.len()), (&Reply::Blank, 1));
}

#[test]
fn a_comment_disputes_an_answer_and_a_waiver_does_not() {
    let mut disputed = app();
    disputed.evidence.push(against("secrets/source"));
    let waiver = Waiver {
        rule: InstrumentId::from("eye"),
        path: None,
        fingerprint: None,
        reason: "it is rotated".into(),
        expires: date(2027, 1, 1),
        place: None,
    };
    let waived = Statements { attestations: vec![], waivers: vec![waiver] };
    let secret = answers(disputed.clone(), waived).into_iter().find(|answer| answer.prompt.id == "13");
    let secret = secret.unwrap();
    assert!(secret.is_blocking());
    assert_eq!(secret.evidence[0].note.as_deref(), Some("waived until 2027-01-01: it is rotated"));
    disputed.evidence[0].suppressed = Some("a test key".into());
    let secret = answer("13", disputed);
    assert_eq!(secret.reply, Reply::Blank);
    assert_eq!(secret.evidence[0].note.as_deref(), Some("a comment beside it says: a test key"));
}

#[test]
fn an_answer_in_words_is_that_of_an_attestation() {
    let stated = stated("6d-i", app(), &["FORGE-R-2"]);
    assert_eq!(stated.reply, Reply::Text("we see to FORGE-R-2".into()));
    assert_eq!(stated.certainty, Certainty::Stated);
}

#[test]
fn an_attestation_that_ran_out_answers_nothing() {
    let mut old = attested("FORGE-R-17");
    old.expires = date(2026, 10, 31);
    let answers = answers(app(), Statements { attestations: vec![old], waivers: vec![] });
    let incidents = answers.iter().find(|answer| answer.prompt.id == "16").unwrap();
    assert_eq!(incidents.reply, Reply::Blank);
    assert!(incidents.because.contains("expired on 2026-10-31"), "{}", incidents.because);
    assert!(incidents.what_would_answer_it.as_ref().unwrap().contains("an attestation of FORGE-R-17"));
}

#[test]
fn a_proof_by_unsure_instruments_is_likely() {
    assert_eq!(proven("6a", Confidence::Medium).certainty, Certainty::Likely);
    assert_eq!(proven("6a", Confidence::High).certainty, Certainty::Certain);
}

#[test]
fn another_type_of_app_has_another_questionnaire() {
    let mut dossier = with(&[("type.forge", Truth::No), ("type.connect", Truth::Yes)]);
    dossier.app.types[0].app_type = AppType::Connect;
    let assessment: Assessment = judge(Catalogue::bundled(), dossier, Statements::default(), TODAY);
    let refused = draft(&assessment, Catalogue::bundled(), Questionnaire::bundled()).unwrap_err();
    assert_eq!(refused, NotForge { name: "Notes".into(), types: vec![AppType::Connect] });
    assert_eq!(
        refused.to_string(),
        "`Notes` is a Connect app; the questionnaire drafted here is the one for Forge apps"
    );
    let hostile = NotForge { name: "a\u{1b}[2J\u{202e}".into(), types: vec![AppType::OAuth] };
    let said = hostile.to_string();
    assert!(said.contains("is an OAuth") && !said.contains(['\u{1b}', '\u{202e}']), "{said}");
}
