//! What can be asked on the command line.

mod code;
mod data;
mod diff;
#[cfg(all(feature = "run", target_os = "linux"))]
mod egress;
#[cfg(feature = "probe")]
mod probe;
#[cfg(all(feature = "run", target_os = "linux"))]
mod run;
mod sbom;
#[cfg(any(feature = "probe", all(feature = "run", target_os = "linux")))]
mod secret;
#[cfg(all(feature = "run", target_os = "linux"))]
mod site;

use std::{path::PathBuf, str::FromStr};

use assay_catalogue::{RequirementId, Severity};
use assay_evidence::AppType;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

pub(crate) use code::{CodeArguments, EntriesArguments, EntriesFormat, GraphArguments, GraphFormat};
pub(crate) use data::{DataArguments, DataVerb, KnowledgeArguments, StatusArguments, UpdateArguments};
pub(crate) use diff::{DiffArguments, DiffFormat};
#[cfg(all(feature = "run", target_os = "linux"))]
pub(crate) use egress::{EgressArguments, EgressMode};
#[cfg(feature = "probe")]
pub(crate) use probe::{ProbeArguments, TenantSource};
#[cfg(all(feature = "run", target_os = "linux"))]
pub(crate) use run::{RunArguments, RunFormat};
pub(crate) use sbom::{SbomArguments, SbomFormat};
#[cfg(any(feature = "probe", all(feature = "run", target_os = "linux")))]
pub(crate) use secret::SecretSource;
#[cfg(all(feature = "run", target_os = "linux"))]
pub(crate) use site::SiteArguments;

/// Says whether an Atlassian Marketplace cloud app meets Atlassian's security requirements, and shows how it
/// knows.
#[derive(Debug, Parser)]
#[command(name = "assay", version = concat!(env!("CARGO_PKG_VERSION")), long_version = LONG_VERSION.as_str(), max_term_width = 100)]
#[command(after_help = "\
Examples:
  assay check .                                  what holds, what fails, what nobody looked at
  assay check . --format sarif=assay.sarif       the same, and a SARIF log beside it
  assay check . --history                        and no secret in any commit, either
  assay explain FORGE-R-10.1                     what a requirement asks and how it can be shown
  assay explain egress-wildcard                  what a rule sees and what to do instead
  assay init                                     an assay.toml to say what only people know

Exit codes:
  0 fine · 1 a finding counts · 2 usage error, or a mistake in assay.toml · 3 incomplete (only with --strict or --require)")]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,

    /// When to colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE are honoured.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    /// Say nothing on standard error but what went wrong.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

static LONG_VERSION: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
    let mut text = String::from(env!("CARGO_PKG_VERSION"));
    text.push_str("\n\nData that comes with this build:");
    for (name, as_of) in crate::output::data_dates() {
        text.push_str(&format!("\n  {as_of}  {name}"));
    }
    text.push_str("\n\nAdvisories of packages:");
    for (name, as_of) in crate::data::dates() {
        text.push_str(&format!("\n  {as_of}  {name}"));
    }
    text
});

/// What `assay` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Read an app's source: requirement by requirement, what holds, what fails, what nobody looked at.
    Check(CheckArguments),
    /// Test a running app of yours: its TLS, names, certificates, headers, cookies and every token rule.
    #[cfg(feature = "probe")]
    Probe(Box<ProbeArguments>),
    /// Run a Forge app in a local platform with two sites, and see what it is allowed, refused, and leaks.
    #[cfg(all(feature = "run", target_os = "linux"))]
    Run(Box<RunArguments>),
    /// Say which advisories of packages there are, or bring new ones.
    Data(DataArguments),
    /// Merge saved assessments (`--format json`) and judge them again by this build's catalogue.
    Report(ReportArguments),
    /// List the requirements, and by what each can be verified today.
    Catalogue(CatalogueArguments),
    /// Print the page of a requirement or a rule.
    Explain(ExplainArguments),
    /// Compare two versions of a Forge app: which growth needs an admin's approval again.
    Diff(DiffArguments),
    /// List every way into an app's code: who can take it, and what was and was not found behind it.
    Entries(EntriesArguments),
    /// Draw an app: who can cause what to run, and which products, stores and hosts that reaches.
    Graph(GraphArguments),
    /// Write a commented assay.toml, filled in with what the app shows.
    Init(InitArguments),
    /// Draft the Marketplace's security questionnaire for a Forge app: each answer with what it rests on.
    Questionnaire(QuestionnaireArguments),
    /// Write a bill of materials: every package that others wrote, with what brings it in.
    Sbom(SbomArguments),
}

/// A format, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output<F> {
    pub(crate) format: F,
    /// Standard output where there is none.
    pub(crate) file: Option<PathBuf>,
}

impl<F: ValueEnum> FromStr for Output<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file name is missing after `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        Ok(Self { format: F::from_str(name, true)?, file })
    }
}

/// Report formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people at a terminal.
    Human,
    /// One document with everything, for programs and for `assay report`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// One page that needs nothing beside it, for people who were not there.
    Html,
    /// Short enough for a comment on a pull request.
    Markdown,
    /// Rows as test cases, for build servers.
    Junit,
    /// OSCAL assessment results.
    Oscal,
    /// A line of JSON per app, as FSRT prints it.
    Fsrt,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where standard output is a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    pub(crate) fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::AlwaysAnsi,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// What decides how a run ends.
#[derive(Debug, Args)]
pub(crate) struct GateArguments {
    /// The mildest severity of a finding that makes the exit code 1: low, medium, high or critical.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(crate) fail_on: Option<Severity>,

    /// Exit with 3 where any requirement is unknown, not checked or in error.
    #[arg(long)]
    pub(crate) strict: bool,

    /// Exit with 3 where one of these requirements is unknown, not checked or in error.
    #[arg(long, value_name = "ID[,ID]", value_delimiter = ',')]
    pub(crate) require: Vec<RequirementId>,

    /// Findings of this earlier report (JSON or SARIF of Assay's) don't count.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// What decides what is printed.
#[derive(Debug, Args)]
pub(crate) struct OutputArguments {
    /// A format, or FORMAT=FILE to write it to a file; may be given several times.
    #[arg(
        long,
        value_name = "FORMAT[=FILE]",
        default_value = "human",
        long_help = "\
A format, or FORMAT=FILE to write it to a file; may be given several times.

  human      for people at a terminal
  json       one document with everything; `assay report` reads it
  sarif      SARIF 2.1.0, for code scanning
  html       one page that needs nothing beside it, for people who were not there
  markdown   short enough for a comment on a pull request
  junit      rows as test cases, for build servers
  oscal      OSCAL assessment results
  fsrt       a line of JSON per app, as FSRT prints it"
    )]
    pub(crate) format: Vec<Output<Format>>,

    /// Print every row with its duties, not only those that need somebody.
    #[arg(long, short)]
    pub(crate) verbose: bool,

    /// In SARIF, write a result for every requirement as well.
    #[arg(long, value_name = "KINDS", value_parser = ["findings", "all"], default_value = "findings")]
    pub(crate) sarif_kinds: String,

    /// In Markdown, link places to the tree at this address, up to the path of a file.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) link_base: Option<String>,

    /// The day to judge for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today.
    #[arg(long, value_name = "DATE")]
    pub(crate) now: Option<Date>,
}

/// `assay check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The app's directory, or one above several apps.
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    pub(crate) directory: PathBuf,

    /// The app's type, where its files mislead: forge, forge-remote, connect, trello, oauth.
    #[arg(long = "type", value_name = "TYPE[,TYPE]", value_delimiter = ',', value_parser = app_type)]
    pub(crate) types: Vec<AppType>,

    /// Use this assay.toml instead of the nearest one.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Read no assay.toml and honour no inline comment: what the app's repository says of itself doesn't count.
    #[arg(long)]
    pub(crate) no_config: bool,

    /// Leave out files that match this pattern; may be given several times.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// Look at files that .gitignore names, too.
    #[arg(long)]
    pub(crate) no_gitignore: bool,

    /// Look for secrets in the history of the repository, too: every version of every file that a branch or tag
    /// reaches. Without it, requirements about the history stay open.
    #[arg(long)]
    pub(crate) history: bool,

    /// Count only findings in files that differ from this commit, branch or tag.
    #[arg(long, value_name = "REVISION")]
    pub(crate) changed_since: Option<String>,

    #[command(flatten)]
    pub(crate) knowledge: KnowledgeArguments,

    #[command(flatten)]
    pub(crate) gate: GateArguments,

    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

/// `assay report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// Saved assessments (`--format json`). Those of one app are judged together.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) gate: GateArguments,

    #[command(flatten)]
    pub(crate) output: OutputArguments,
}

/// `assay catalogue`.
#[derive(Debug, Args)]
pub(crate) struct CatalogueArguments {
    /// How to print it.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: CatalogueFormat,
}

/// Formats of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CatalogueFormat {
    /// For people at a terminal.
    Human,
    /// Everything, for programs.
    Json,
    /// A page with the coverage table.
    Markdown,
    /// An OSCAL catalog.
    Oscal,
}

/// `assay explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// A requirement (`FORGE-R-10.1`) or a rule (`egress-wildcard`); none lists the rules.
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
}

/// `assay init`.
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// The app's directory.
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    pub(crate) directory: PathBuf,

    /// Print it instead of writing assay.toml.
    #[arg(long)]
    pub(crate) print: bool,

    /// Replace an assay.toml that is there.
    #[arg(long)]
    pub(crate) force: bool,

    /// The day to date it, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today.
    #[arg(long, value_name = "DATE")]
    pub(crate) now: Option<Date>,
}

/// Forms of the drafted questionnaire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DraftFormat {
    /// For people at a terminal.
    Human,
    /// A document to paste from.
    Markdown,
    /// One document with every app, for programs.
    Json,
}

/// `assay questionnaire`.
#[derive(Debug, Args)]
pub(crate) struct QuestionnaireArguments {
    /// The app's directory, one above several apps, or a saved assessment (`assay check --format json=FILE`).
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) path: PathBuf,

    /// human, markdown or json, or FORMAT=FILE to write it to a file; may be given several times. Of several apps
    /// each gets a Markdown file of its own, named after its folder.
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Output<DraftFormat>>,

    /// Exit with 1 where a drafted answer would keep the app from being listed.
    #[arg(long)]
    pub(crate) fail_on_blocking: bool,

    /// Use this assay.toml instead of the nearest one.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Read no assay.toml and honour no inline comment: what the app's repository says of itself doesn't count.
    #[arg(long)]
    pub(crate) no_config: bool,

    /// The day to draft for, YYYY-MM-DD; else SOURCE_DATE_EPOCH, else today.
    #[arg(long, value_name = "DATE")]
    pub(crate) now: Option<Date>,
}

fn severity(text: &str) -> Result<Severity, String> {
    let found = Severity::EVERY.into_iter().find(|severity| severity.to_string() == text);
    found.ok_or_else(|| "one of low, medium, high, critical is needed".to_owned())
}

fn app_type(text: &str) -> Result<AppType, String> {
    AppType::named(text).ok_or_else(|| {
        let names: Vec<&str> = AppType::EVERY.into_iter().map(AppType::name).collect();
        format!("the types are {}", names.join(", "))
    })
}
