//! Chores of the repository.
//!
//! `cargo xtask generate` writes every file that can be derived from the code: pages of rules, probes, observers and requirements, the
//! coverage table, the platform's promises, schemas, completions, man pages, the report in the README. With `--check` it writes nothing and fails where one is stale.
//!
//! `cargo xtask public-apps` runs public Forge apps, which the tests do not: it needs the network.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for a terminal")]

mod command_line;
mod generated;
mod live_pages;
mod promise_pages;
mod public_apps;
mod public_apps_page;
mod requirement_pages;
mod rule_pages;
mod run_pages;
mod sample_report;

use std::{path::Path, process::ExitCode};

use anyhow::Result;

use generated::{Drift, Generated};

const USAGE: &str = "\
cargo xtask generate          writes every file that is derived from the code
cargo xtask generate --check  fails where one of them is stale
cargo xtask public-apps [--from DIRECTORY] [--only NAME] [--at-least NUMBER] [--at-least-if-reached NUMBER]
                              fetches public Forge apps and runs them by their scenarios";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["generate"] => generate(false),
        ["generate", "--check"] => generate(true),
        ["public-apps", rest @ ..] => public_apps::run(root(), rest),
        _ => Err(anyhow::anyhow!("{USAGE}")),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::from(2)
    })
}

/// Everything that is generated.
fn everything(root: &Path) -> Result<Generated> {
    let mut all = Generated::default();
    all.folder("docs/rules", rule_pages::pages());
    all.folder("docs/probes", live_pages::probes());
    all.folder("docs/observers", live_pages::observers());
    all.folder("docs/requirements", requirement_pages::pages());
    all.file("docs/coverage.md", requirement_pages::coverage());
    all.file("docs/promises.md", promise_pages::page()?);
    all.file("docs/run-operations.md", run_pages::operations());
    all.file("docs/run-apps.md", public_apps_page::page(root)?);
    all.folder("docs/schema", schemas());
    #[cfg(target_os = "linux")]
    all.file("docs/run-api.openapi.json", format!("{:#}\n", assay_run::api::openapi()));
    all.folder("completions", command_line::completions()?);
    all.folder("man", command_line::man_pages()?);
    all.part(root, "README.md", "report", &sample_report::excerpt(root)?)?;
    Ok(all)
}

/// Schemas of what is written and read, by file name.
fn schemas() -> Vec<(String, String)> {
    vec![
        ("assessment.schema.json".to_owned(), assay_report::schema()),
        ("assay-toml.schema.json".to_owned(), assay_conformance::schema()),
        ("diff.schema.json".to_owned(), assay_report::diff_schema()),
        ("questionnaire.schema.json".to_owned(), assay_report::questionnaire_schema()),
    ]
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

fn generate(check: bool) -> Result<ExitCode> {
    let root = root();
    let all = everything(root)?;
    let drift = if check { all.drift(root)? } else { all.write(root)? };
    for Drift { path, what } in &drift {
        println!("{what}: {path}");
    }
    if check && !drift.is_empty() {
        eprintln!("run `cargo xtask generate` and commit what it writes");
        return Ok(ExitCode::FAILURE);
    }
    println!("{} generated files, {} changed", all.len(), drift.len());
    Ok(ExitCode::SUCCESS)
}
