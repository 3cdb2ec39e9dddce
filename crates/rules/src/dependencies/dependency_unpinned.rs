use assay_app::App;
use assay_catalogue::Severity;
use assay_deps::{Ecosystem, Image, Project, Purpose, ReadFrom, Request};
use assay_evidence::{Applicability, Confidence, Topic};

use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "dependency-unpinned",
    title: "dependencies that change by themselves",
    claims: &["deps/pinned"],
    topic: Topic::Deps,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: |_: &App| Applicability::Applies,
    examine,
    page: include_str!("dependency_unpinned.md"),
};

const CLAIM: &str = "deps/pinned";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(1);
    for project in &case.dependencies.projects {
        for request in &project.requests {
            look.looked_at(1);
            if let Some(why) = moves(project, request) {
                look.against(found(project, request, &why));
            }
        }
    }
    for image in &case.dependencies.images {
        look.looked_at(1);
        if let Some(statement) = moving_image(image) {
            let found = Found::new(CLAIM, format!("image {}", image.name), statement)
                .at(image.at.place())
                .severity(Severity::Low)
                .help("name a release, or better its digest: `@sha256:…`");
            look.against(found);
        }
    }
}

fn found(project: &Project, request: &Request, why: &str) -> Found {
    let statement = format!("`{}` {why}", request.name);
    let found =
        Found::new(CLAIM, format!("{}: {}", project.file, request.name), statement).at(request.at.place());
    let is_held = project.read_from == ReadFrom::LockFile && request.resolved.is_some();
    let found = match project.read_from {
        ReadFrom::Pages => found.help("name the whole version in the address, and add `integrity`"),
        _ if is_held => {
            found.help("ask for a range of versions; the lock file holds it only until it is written again")
        }
        _ => found.help("ask for a version or a range, and keep a lock file"),
    };
    // A lock file holds what moves, until somebody updates anything.
    if is_held || request.purpose == Purpose::Development { found.severity(Severity::Low) } else { found }
}

/// In what way a request leads to something else from day to day.
fn moves(project: &Project, request: &Request) -> Option<String> {
    let wanted = request.wanted.trim();
    if project.read_from == ReadFrom::Pages {
        return match wanted {
            "" => Some("is loaded by a page without a version".to_owned()),
            wanted if wanted.chars().filter(|c| *c == '.').count() < 2 => {
                Some(format!("is loaded by a page in whatever version `{wanted}` is that day"))
            }
            _ => None,
        };
    }
    if let Some(branch) = moving_branch(wanted) {
        return Some(match branch {
            "" => "is taken from a repository without a commit or tag".to_owned(),
            branch => format!("is taken from the branch `{branch}` of a repository"),
        });
    }
    let is_open = match project.ecosystem {
        Ecosystem::Npm => {
            matches!(wanted, "" | "*" | "x" | "latest" | "next")
                || wanted == ">=0"
                || wanted.starts_with(">=0.0.0")
        }
        Ecosystem::CratesIo | Ecosystem::Packagist | Ecosystem::PyPi => {
            matches!(wanted, "*") || wanted.starts_with("dev-")
        }
        Ecosystem::NuGet => wanted == "*",
        Ecosystem::Maven => {
            wanted == "+" || wanted.starts_with("latest.") || matches!(wanted, "LATEST" | "RELEASE")
        }
        // A plain name is how people write a `Gemfile`; a module of Go always has a version.
        Ecosystem::RubyGems | Ecosystem::Go => false,
    };
    let is_written = if wanted.is_empty() { "any version".to_owned() } else { format!("`{wanted}`") };
    is_open.then(|| format!("is asked for as {is_written}, which is another version from day to day"))
}

/// The branch that an address of a repository follows; empty where it names nothing; none where it names a commit, a tag
/// or a version, or is no such address.
fn moving_branch(wanted: &str) -> Option<&str> {
    let is_repository = ["git+", "git:", "git@", "@ git+", "github:", "gitlab:", "bitbucket:"]
        .iter()
        .any(|start| wanted.starts_with(start))
        || wanted.split('#').next().is_some_and(|address| address.ends_with(".git"));
    if !is_repository {
        return None;
    }
    let scheme_end = wanted.find("://").map_or(0, |at| at + 3);
    let after_python_name = || wanted[scheme_end..].rsplit_once('@').map(|(_, reference)| reference);
    let reference = match wanted.split_once('#') {
        Some((_, reference)) if !reference.starts_with("egg=") => reference,
        _ if wanted.starts_with("@ git+") => after_python_name().unwrap_or_default(),
        _ => "",
    };
    let names_branch = matches!(reference, "" | "main" | "master" | "develop" | "dev" | "trunk" | "HEAD");
    names_branch.then_some(reference)
}

fn moving_image(image: &Image) -> Option<String> {
    let name = image.name.as_str();
    if name.contains('@') || name.contains('$') || name.eq_ignore_ascii_case("scratch") {
        return None;
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.split_once(':') {
        None => Some(format!("the image `{name}` has no tag, so it is another one from day to day")),
        Some((_, "latest")) => Some(format!("the image `{name}` is another one from day to day")),
        Some(_) => None,
    }
}
