//! Any dossier.

use assay_catalogue::{ClaimId, Facts, Method, Severity, Truth};
use assay_evidence::{
    AppCard, Applicability, Basis, Bearing, Completion, Confidence, Dossier, Evidence, InstrumentCard,
    InstrumentId, Skip, Sweep, Topic,
};
use assay_source::RelPath;
use proptest::{collection::vec, prelude::*, sample::select};

use crate::world::{CLAIMS, subject};

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

pub(crate) fn evidence() -> impl Strategy<Value = Evidence> {
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

pub(crate) fn dossier() -> impl Strategy<Value = Dossier> {
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
