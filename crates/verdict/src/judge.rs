//! From duties to rows.

use std::collections::BTreeMap;

use assay_catalogue::{Catalogue, Requirement, RequirementId, Table, Truth};
use assay_evidence::Dossier;
use jiff::civil::Date;

use crate::{
    Assessment, DutyVerdict, Outcome, RowVerdict, Statements, TwinVerdict, duty::Bench, finding::findings,
};

/// Weighs what was seen of one app, and what people vouch for, against the catalogue.
///
/// Pure: `today` is an argument, and the order of evidence, sweeps and instruments in the dossier does not
/// matter. Every row of the catalogue gets a verdict, in the order of its id.
pub fn judge(catalogue: &Catalogue, dossier: Dossier, statements: Statements, today: Date) -> Assessment {
    let mut dossier = dossier;
    dossier.tidy();
    let bench = Bench { catalogue, dossier: &dossier, statements: &statements, today };
    let own: BTreeMap<&RequirementId, RowVerdict> = catalogue
        .requirements()
        .map(|requirement| (&requirement.id, row(requirement, own_duties(&bench, requirement), Vec::new())))
        .collect();
    let rows: Vec<RowVerdict> = catalogue
        .requirements()
        .map(|requirement| match requirement.id.table() {
            Table::All => with_twins(&dossier, requirement, &own),
            _ => own[&requirement.id].clone(),
        })
        .collect();
    let findings = findings(&bench);
    let revision = catalogue.revisions().first().map(|revision| revision.date);
    Assessment { today, revision, rows, findings, statements, dossier }
}

fn own_duties(bench: &Bench<'_>, requirement: &Requirement) -> Vec<DutyVerdict> {
    requirement.duties.iter().map(|duty| bench.judge_duty(requirement, duty)).collect()
}

/// A row of ALL: the worst of its own duties and of its twins in the tables that apply. A duty that the
/// repeating twin of every such table answers by the platform, or by not applying, is answered that way.
fn with_twins(
    dossier: &Dossier,
    requirement: &Requirement,
    own: &BTreeMap<&RequirementId, RowVerdict>,
) -> RowVerdict {
    let applies =
        |table: Table| table.applies_when().is_some_and(|fact| dossier.facts.truth(&fact) == Truth::Yes);
    let tables: Vec<Table> = Table::EVERY
        .into_iter()
        .filter(|table| applies(*table) && requirement.twins_in(*table).next().is_some())
        .collect();
    let mut duties = own[&requirement.id].duties.clone();
    for duty in &mut duties {
        let repeated = |table: &Table| {
            let twin = own.get(requirement.twins_in(*table).next()?)?;
            twin.duties.iter().find(|twin| twin.duty.letter == duty.duty.letter)
        };
        let answers: Vec<_> = tables.iter().map(repeated).collect();
        let settled = |twin: &DutyVerdict| matches!(twin.outcome, Outcome::Platform | Outcome::NotApplicable);
        let answer = answers.iter().flatten().min_by_key(|twin| twin.outcome);
        if let Some(answer) = answer
            && answers.iter().all(|answer| answer.is_some_and(settled))
            && duty.outcome != Outcome::Fail
        {
            duty.outcome = answer.outcome;
            duty.because = format!("{}: {}", answer.duty.requirement, answer.because);
            duty.evidence = answer.evidence.clone();
            duty.needs.clear();
        }
    }
    let twins = tables
        .iter()
        .flat_map(|table| requirement.twins_in(*table))
        .filter_map(|twin| own.get(twin))
        .cloned()
        .collect();
    row(requirement, duties, twins)
}

fn row(requirement: &Requirement, duties: Vec<DutyVerdict>, twins: Vec<RowVerdict>) -> RowVerdict {
    // A binding failure is worse than any other; advice ranks as a failure, but after the binding ones.
    let of_duties = duties.iter().map(|duty| ((duty.outcome, duty.is_advice()), duty.because.clone()));
    let of_twins = twins
        .iter()
        .map(|twin| ((twin.outcome, twin.advice), format!("{}: {}", twin.requirement, twin.because)));
    let worst = of_duties.chain(of_twins).min_by_key(|(rank, _)| *rank);
    let ((outcome, advice), because) = worst.unwrap_or(((Outcome::NotChecked, false), String::new()));
    let twins = twins
        .into_iter()
        .map(|twin| TwinVerdict { requirement: twin.requirement, outcome: twin.outcome })
        .collect();
    RowVerdict { requirement: requirement.id.clone(), outcome, advice, because, duties, twins }
}
