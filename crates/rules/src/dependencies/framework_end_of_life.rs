use std::collections::BTreeSet;

use assay_app::App;
use assay_catalogue::{
    Severity,
    release_lines::{Product, ReleaseLines},
    runtimes::RuntimeSupport,
};
use assay_deps::Package;
use assay_evidence::{Applicability, Confidence, Topic};
use jiff::civil::Date;

use super::{
    given_up,
    naming::{named, skip_gaps, way},
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "framework-end-of-life",
    title: "frameworks of a release line that is out of support",
    claims: &["deps/maintained"],
    topic: Topic::Deps,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("framework_end_of_life.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    let table = ReleaseLines::bundled();
    for project in &case.dependencies.projects {
        // A framework of many artifacts is one thing.
        let mut told: BTreeSet<(&str, Date)> = BTreeSet::new();
        let order = (0..project.packages.len()).collect::<Vec<_>>();
        let first_asked = |at: &usize| {
            let package = &project.packages[*at];
            (package.asked_at.is_none(), package.asked_at.as_ref().map(|asked| asked.span), *at)
        };
        let mut order = order;
        order.sort_by_key(first_asked);
        for at in order {
            let package = &project.packages[at];
            let Some(product) = table.product_of(package.ecosystem.purl_type(), &package.name) else {
                continue;
            };
            look.looked_at(1);
            let Some(since) =
                out_of_support(product, package, case.today).filter(|_| given_up::counts(package))
            else {
                continue;
            };
            if !told.insert((&product.name, since)) {
                continue;
            }
            let statement = format!(
                "{} is of a line of {} that has been out of support since {since}",
                named(package),
                product.name
            );
            let found =
                Found::new("deps/maintained", format!("{}: {}", project.file, product.name), statement)
                    .at(package.place())
                    .path(way(project, at))
                    .help(help(product, case.today));
            look.against(given_up::weighed(found, package));
        }
    }
    skip_gaps(look, &case.dependencies.projects);
}

/// The day support ended, where nothing the package may be is supported.
fn out_of_support(product: &Product, package: &Package, today: Date) -> Option<Date> {
    if let Some(version) = package.version.exact() {
        return match product.support(version, today) {
            RuntimeSupport::EndOfLife { since } => Some(since),
            RuntimeSupport::InSupport { .. } | RuntimeSupport::Unknown => None,
        };
    }
    let stretches = package.stretches()?;
    let admitted =
        product.lines.iter().filter(|line| stretches.iter().any(|stretch| stretch.meets(&line.release)));
    let mut last = None;
    for line in admitted {
        match line.support(today) {
            RuntimeSupport::EndOfLife { since } => last = last.max(Some(since)),
            // One in support is enough, and what has no date may be.
            RuntimeSupport::InSupport { .. } | RuntimeSupport::Unknown => return None,
        }
    }
    last
}

fn help(product: &Product, today: Date) -> String {
    let supported =
        product.lines.iter().filter(|line| matches!(line.support(today), RuntimeSupport::InSupport { .. }));
    match supported.max_by_key(|line| (line.end.unwrap_or(Date::MAX), line.start)) {
        Some(line) => format!("move to a line in support, {} {} today", product.name, line.release),
        None => "move to something that is kept; no line of it is".to_owned(),
    }
}
