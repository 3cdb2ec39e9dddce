//! `assay report`.

use anyhow::{Context as _, Result, bail};
use assay_conformance::{Baseline, judge_again, wind_back};
use assay_evidence::Dossier;
use assay_verdict::Statements;

use crate::{arguments::ReportArguments, check, output, today};

pub(crate) fn run(arguments: &ReportArguments, quiet: bool) -> Result<u8> {
    let today = today::today(arguments.output.now)?;
    let mut apps: Vec<(Dossier, Statements)> = Vec::new();
    let mut earlier = Baseline::default();
    for file in &arguments.files {
        let read = || format!("`{}` cannot be read", file.display());
        let text = std::fs::read_to_string(file).with_context(read)?;
        earlier.join(Baseline::read(&text).unwrap_or_default());
        for (dossier, statements) in assay_report::read(&text).with_context(read)? {
            match apps.iter().position(|(earlier, _)| earlier.app.is_same_as(&dossier.app)) {
                None => apps.push((dossier, statements)),
                Some(at) => {
                    let (earlier, said) = apps.swap_remove(at);
                    apps.push((earlier.merge(dossier)?, joined(said, statements)));
                }
            }
        }
    }
    apps.sort_by(|(one, _), (other, _)| {
        (&one.app.path, &one.app.name).cmp(&(&other.app.path, &other.app.name))
    });
    if apps.is_empty() {
        bail!("there is no app in what was given; `assay check --format json=FILE` saves an assessment");
    }
    output::say(quiet || apps.len() == 1, &format!("{} apps\n", apps.len()));
    let mut apps: Vec<_> =
        apps.into_iter().map(|(dossier, statements)| judge_again(dossier, statements, today)).collect();
    apps.iter_mut().for_each(|assessment| wind_back(assessment, &earlier));
    check::apply_baseline(&arguments.gate, &mut apps)?;
    check::write_reports(&arguments.output, &apps, quiet)?;
    Ok(arguments.gate.gate(None).exit(&apps).code())
}

fn joined(mut one: Statements, other: Statements) -> Statements {
    for attestation in other.attestations {
        if !one.attestations.contains(&attestation) {
            one.attestations.push(attestation);
        }
    }
    for waiver in other.waivers {
        if !one.waivers.contains(&waiver) {
            one.waivers.push(waiver);
        }
    }
    one
}
