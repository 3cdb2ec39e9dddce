use std::collections::BTreeSet;

use assay_app::{App, AppType, Package};
use assay_catalogue::{Severity, runtimes::RuntimeSupport};
use assay_evidence::{Applicability, Confidence, Topic};
use assay_source::RelPath;

use super::{
    node_pins::{self, NodePin},
    node_range,
};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "node-version-end-of-life",
    title: "project files that ask for a Node.js past its end of life",
    claims: &[RUNS, TOOLING],
    topic: Topic::Runtime,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("node_version_end_of_life.md"),
};

/// What the app runs on.
const RUNS: &str = "runtime/node-in-support";
/// What it is built and tested with.
const TOOLING: &str = "runtime/others-in-support";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at_for(TOOLING, 1);
    let app = case.app;
    let project = &app.project;
    let mut pins = 0;
    let mut seen = BTreeSet::new();
    let mut tell = |look: &mut Look<'_>, pin: NodePin, use_of: Use| {
        pins += usize::from(use_of != Use::Tooling);
        look.looked_at_for(if use_of == Use::Tooling { TOOLING } else { RUNS }, 1);
        if let Some(found) = judge(case, &pin, use_of)
            && seen.insert((use_of == Use::Tooling, pin.place.file, pin.what, pin.asked))
        {
            look.against(found);
        }
    };
    for package in &project.packages {
        for pin in node_pins::in_package(package) {
            let use_of = use_of(app, package.path());
            tell(look, pin, use_of);
        }
    }
    for path in &project.node_version_files {
        match app.tree.read(path) {
            Ok(text) => node_pins::in_version_file(&text)
                .into_iter()
                .for_each(|pin| tell(look, pin, use_of(app, path))),
            Err(error) => look.skip(format!("`{path}`"), error.to_string(), None),
        }
    }
    for pin in case.dependencies.images.iter().filter_map(node_pins::in_image) {
        match pin {
            Ok(pin) => {
                let use_of = if pin.runs { use_of_image(app) } else { Use::Tooling };
                tell(look, pin, use_of);
            }
            Err((image, place)) => {
                look.skip(
                    format!("the image `{image}`"),
                    "a build argument without a default decides it",
                    Some(place),
                );
            }
        }
    }
    for pin in case.hosting.runtimes.iter().filter_map(node_pins::in_cloud) {
        tell(look, pin, use_of_image(app));
    }
    for path in &project.ci_files {
        let Ok(text) = app.tree.read(path) else { continue };
        node_pins::in_pipeline(&text).into_iter().for_each(|pin| tell(look, pin, Use::Tooling));
    }
    // A Forge app's runtime is in its manifest; any other that is made with Node.js should say it here.
    let silent = pins == 0 && app.manifest.is_none() && !project.packages.is_empty();
    if silent {
        let place = project.packages[0].document.place(project.packages[0].document.root.span);
        look.skip("the Node.js release the app runs on", "no file of the app names it", Some(place));
    } else {
        look.looked_at_for(RUNS, 1);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// The app runs on it.
    Runs,
    /// The app may run on it, or be built with it.
    MayRun,
    /// It is built and tested with it.
    Tooling,
}

/// What an entry of a package, or a version file beside it, is for.
fn use_of(app: &App, path: &RelPath) -> Use {
    let Some(manifest) = &app.manifest else {
        let has_server = app.may_be(AppType::Connect) || app.may_be(AppType::OAuth);
        return if has_server || app.project.packages.iter().any(Package::serves) {
            Use::Runs
        } else {
            Use::MayRun
        };
    };
    // The platform runs a Forge app's own code on the runtime of the manifest; a remote brings its own.
    let folder = path.parent();
    let package = app.project.packages.iter().filter(|package| folder.is_below(&package.path().parent()));
    let nearest = package.max_by_key(|package| package.path().parent().as_str().len());
    let of_forge = nearest.is_none_or(|package| {
        folder == app.root || package.dependencies.keys().any(|name| name.starts_with("@forge/"))
    });
    if manifest.remotes.is_empty() || of_forge { Use::Tooling } else { Use::MayRun }
}

/// What the last stage of a Dockerfile, or a function of a cloud, is for.
fn use_of_image(app: &App) -> Use {
    match &app.manifest {
        Some(manifest) if manifest.remotes.is_empty() => Use::Tooling,
        _ => Use::Runs,
    }
}

fn judge(case: &Case<'_>, pin: &NodePin, use_of: Use) -> Option<Found> {
    let supports = pin.asked.iter().map(|asked| node_range::support(asked, case.runtimes, case.today));
    let mut latest = None;
    for support in supports {
        match support {
            RuntimeSupport::EndOfLife { since } => latest = latest.max(Some(since)),
            // One in support is enough, and what cannot be told may be.
            RuntimeSupport::InSupport { .. } | RuntimeSupport::Unknown => return None,
        }
    }
    let since = latest?;
    let asked = pin.asked.join(", ");
    let what = &pin.what;
    let statement = match (what.starts_with("the image"), pin.asked.len() > 1 || node_range::is_range(&asked))
    {
        (true, _) => format!("{what} has a Node.js that has been out of support since {since}"),
        (false, true) => {
            format!("{what} asks for Node.js `{asked}`, of which nothing has been supported since {since}")
        }
        (false, false) => format!("{what} asks for Node.js `{asked}`, out of support since {since}"),
    };
    let newest =
        case.runtimes.node.iter().filter(|node| node.long_term_support.is_some_and(|day| day <= case.today));
    let newest =
        newest.max_by_key(|node| node.end).map_or("a supported release", |node| node.release.as_str());
    let claim = if use_of == Use::Tooling { TOOLING } else { RUNS };
    let found = Found::new(claim, format!("{what}: {asked}"), statement)
        .at(pin.place.clone())
        .help(format!("move to a release with long-term support, {newest} today"));
    Some(match use_of {
        // What a host takes from a version file is up to the host.
        Use::Runs if !pin.binds => found.confidence(Confidence::Medium),
        Use::Runs => found,
        Use::MayRun => found.confidence(Confidence::Low),
        Use::Tooling => found.severity(Severity::Low),
    })
}
