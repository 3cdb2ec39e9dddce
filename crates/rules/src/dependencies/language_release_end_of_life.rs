use assay_app::App;
use assay_catalogue::{
    Severity,
    release_lines::{Product, ReleaseLines},
    runtimes::RuntimeSupport,
};
use assay_deps::stretches;
use assay_evidence::{Applicability, Confidence, Topic};
use jiff::civil::Date;

use super::language_pins::{Pin, pins};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "language-release-end-of-life",
    title: "project files that ask for a language or system past its end of life",
    claims: &["runtime/others-in-support"],
    topic: Topic::Runtime,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("language_release_end_of_life.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    let (pins, looked_at) = pins(case.app, &case.dependencies.images, &case.hosting.runtimes);
    look.looked_at(looked_at.max(1));
    for pin in pins {
        let Some(product) = ReleaseLines::bundled().product(pin.product) else { continue };
        let Some(since) = out_of_support(product, &pin, case.today) else { continue };
        let asked = pin.asked.join(", ");
        let statement = match pin.what.starts_with("the image") {
            true => format!("{} has a {} that has been out of support since {since}", pin.what, product.name),
            false => {
                format!("{} asks for {} `{asked}`, out of support since {since}", pin.what, product.name)
            }
        };
        let found = Found::new(
            "runtime/others-in-support",
            format!("{}: {} {asked}", pin.what, product.name),
            statement,
        )
        .at(pin.place)
        .help(format!("move to a release in support; {} says which", product.policy))
        .confidence(pin.confidence);
        look.against(if pin.confidence < Confidence::High { found.severity(Severity::Low) } else { found });
    }
}

/// The day support ended, where nothing that is asked for is supported.
fn out_of_support(product: &Product, pin: &Pin, today: Date) -> Option<Date> {
    let mut last = None;
    for asked in &pin.asked {
        let lines: Vec<_> = match stretches(pin.ranges, asked) {
            Some(stretches) => {
                let meets = |release: &str| stretches.iter().any(|stretch| stretch.meets(release));
                product.lines.iter().filter(|line| meets(&line.release)).collect()
            }
            None => product.line(asked).into_iter().collect(),
        };
        if lines.is_empty() {
            return None;
        }
        for line in lines {
            match line.support(today) {
                RuntimeSupport::EndOfLife { since } => last = last.max(Some(since)),
                RuntimeSupport::InSupport { .. } | RuntimeSupport::Unknown => return None,
            }
        }
    }
    last
}
