//! What a comparison says about SEC-1: no growth without an admin's approval.

use std::path::Path;

use assay_catalogue::{Catalogue, ClaimId, Method, Severity};
use assay_evidence::{
    Applicability, Bearing, Completion, Confidence, Dossier, Evidence, InstrumentCard, InstrumentId, Skip,
    Sweep, Topic,
};
use assay_policy::{AppDiff, Caveat, Certainty, Change, Comparison, Open, Standing};
use assay_source::{Place, redact_line};
use assay_verdict::{Assessment, Statements, judge};

use super::{DiffRun, Side};
use crate::{CheckError, Options, check};

const ID: &str = "manifest-diff";
const CLAIM: &str = "consent/no-unapproved-growth";

/// How the comparison introduces itself among the instruments.
pub fn manifest_diff_card() -> InstrumentCard {
    InstrumentCard {
        id: InstrumentId::from(ID),
        title: "growth that no admin is known to approve".to_owned(),
        method: Method::Examine,
        claims: vec![ClaimId::from(CLAIM)],
        topic: Topic::Policy,
        severity: Severity::High,
        confidence: Confidence::High,
        applicability: Applicability::Applies,
    }
}

/// What the comparison saw, as one assessment for each compared app: to be merged with what `assay check` says
/// of the new version, which lies at `new`.
///
/// Growth that is documented to wait for an admin supports the claim; growth of which no page says so leaves it
/// open; what cannot be told is a skip. Nothing contradicts it: the platform holds back what it holds back.
///
/// # Errors
/// [`CheckError`] where the new version cannot be read as an app.
pub fn evidence(
    run: &DiffRun,
    old: &Side,
    new: &Path,
    options: &Options,
) -> Result<Vec<Assessment>, CheckError> {
    let mut assessments = Vec::new();
    for assessment in check(new, options, &|_| ())?.apps {
        let Dossier { app, subject, facts, surface, .. } = assessment.dossier;
        let manifest = run.apps.iter().find(|diff| diff.manifest == app.main_file);
        let Some((diff, comparison)) = manifest.and_then(|diff| match &diff.standing {
            // What another app asks for says nothing about how this one grew.
            Standing::Compared(comparison) if !of_another_app(comparison) => Some((diff, comparison)),
            _ => None,
        }) else {
            continue;
        };
        let mut dossier = Dossier {
            evidence: Vec::new(),
            sweeps: Vec::new(),
            instruments: vec![manifest_diff_card()],
            diagnostics: Vec::new(),
            unlisted: Vec::new(),
            app,
            subject,
            deployments: Vec::new(),
            facts,
            surface,
        };
        let head = Place::file(dossier.app.main_file.clone());
        let seen = comparison.causes.iter().map(|cause| piece(cause, old, &head, &dossier));
        dossier.evidence = seen.collect();
        dossier.sweeps = vec![sweep(diff, comparison, &dossier)];
        dossier.tidy();
        assessments.push(judge(Catalogue::bundled(), dossier, Statements::default(), options.today));
    }
    Ok(assessments)
}

fn of_another_app(comparison: &Comparison) -> bool {
    comparison.caveats.iter().any(|caveat| matches!(caveat, Caveat::DifferentApps { .. }))
}

fn piece(cause: &Change, old: &Side, head: &Place, dossier: &Dossier) -> Evidence {
    let documented = cause.certainty == Certainty::Documented;
    let bearing = match documented {
        true => Bearing::Supports,
        false => {
            let because = "no published page says whether such a change waits for an admin";
            Bearing::Inconclusive { because: because.to_owned() }
        }
    };
    let ending = if documented { ": the new version waits for an admin's approval" } else { "" };
    let statement = format!("Compared with `{}`, {}{ending}", old.name(), cause.what);
    Evidence {
        about: ClaimId::from(CLAIM),
        by: InstrumentId::from(ID),
        method: Method::Examine,
        bearing,
        confidence: if documented { Confidence::High } else { Confidence::Low },
        severity: Severity::High,
        statement: redact_line(&statement).into_owned(),
        help: (!documented).then(|| {
            "deploy it to a development environment: Forge says which kind of version it makes".to_owned()
        }),
        identity: redact_line(&format!("{}: {}", cause.kind.id(), cause.what)).into_owned(),
        place: Some(cause.after.clone().unwrap_or_else(|| head.clone())),
        path: Vec::new(),
        subject: dossier.subject.clone(),
        live: None,
        vulnerability: None,
        suppressed: None,
    }
}

fn sweep(diff: &AppDiff, comparison: &Comparison, dossier: &Dossier) -> Sweep {
    let skipped: Vec<Skip> = comparison.open.iter().map(skip).collect();
    // Both manifests themselves count: two that ask for nothing were looked at all the same.
    let examined = diff.looked_at as u64 + 2;
    Sweep {
        by: InstrumentId::from(ID),
        about: ClaimId::from(CLAIM),
        method: Method::Examine,
        subject: dossier.subject.clone(),
        population: examined + skipped.len() as u64,
        examined,
        skipped,
        completion: Completion::Completed,
    }
}

fn skip(open: &Change) -> Skip {
    let because = match &open.certainty {
        Certainty::Open(Open::Variables(names)) => {
            format!("it depends on the environment variable {}", names.join(", "))
        }
        Certainty::Open(Open::OldUnreadable) => "the old manifest could not be read whole".to_owned(),
        Certainty::Open(Open::NewUnreadable) => "the new manifest could not be read whole".to_owned(),
        _ => "this version of Assay has no name for it".to_owned(),
    };
    Skip { what: redact_line(&open.what).into_owned(), because, place: open.after.clone(), remedy: None }
}
