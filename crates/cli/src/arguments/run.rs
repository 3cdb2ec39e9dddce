//! `assay run`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ValueEnum};

use assay_sandbox::{EngineKind, Reuse};

use super::{EgressArguments, Output, SiteArguments};

/// Forms of what came of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RunFormat {
    /// For people at a terminal.
    Human,
    /// Everything that was seen, for programs.
    Json,
    /// A test case for each step, for build servers.
    Junit,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// Engines that run apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// `QuickJS`, with what Node would give an app.
    Quickjs,
    /// The machine's own Node.
    Node,
}

impl From<Engine> for EngineKind {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Quickjs => Self::QuickJs,
            Engine::Node => Self::Node,
        }
    }
}

/// How often a process serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReuseArgument {
    /// Once: what the platform promises.
    Fresh,
    /// Again and again, for one tenant.
    TenantWarm,
    /// Again and again, for whoever is next, as hosted: tells what leaked, and where it lies.
    CloudLike,
}

impl From<ReuseArgument> for Reuse {
    fn from(reuse: ReuseArgument) -> Self {
        match reuse {
            ReuseArgument::Fresh => Self::Fresh,
            ReuseArgument::TenantWarm => Self::TenantWarm,
            ReuseArgument::CloudLike => Self::CloudLike,
        }
    }
}

/// `assay run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  assay run .                                     a prompt: help lists what can be done
  assay run . --init-script > scenario.yaml       a first scenario: every function, as everybody
  assay run . --script scenario.yaml --assert     for build servers: exit code 1 where a step is not as expected
  assay run . --script s.yaml --format junit=run.xml --format sarif=run.sarif
  assay run . --script s.yaml --observe run.json  evidence: assay report check.json run.json merges it
  assay run . --watch --listen 127.0.0.1:4000     a prompt, rebuilt on save, and an interface for tools")]
pub(crate) struct RunArguments {
    /// The app's directory, with its packages installed.
    #[arg(value_name = "DIRECTORY", default_value = ".")]
    pub(crate) directory: PathBuf,

    /// Do what this file says, instead of asking.
    #[arg(long, value_name = "FILE")]
    pub(crate) script: Option<PathBuf>,

    /// Exit with 1 where a step is not as expected.
    #[arg(long, requires = "script")]
    pub(crate) assert: bool,

    /// Write a first scenario from the manifest to standard output, and run nothing.
    #[arg(long, conflicts_with = "script")]
    pub(crate) init_script: bool,

    /// human, json, junit or sarif, or FORMAT=FILE to write it to a file; may be given several times.
    #[arg(long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub(crate) format: Vec<Output<RunFormat>>,

    /// Write what was seen as an assessment, for `assay report` to merge with those of a check and of a probe.
    #[arg(long, value_name = "FILE", conflicts_with = "init_script")]
    pub(crate) observe: Option<PathBuf>,

    /// How often a process serves; a scenario may say so by `reuse`.
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) reuse: Option<ReuseArgument>,

    /// Answer tools at this address of this machine, such as 127.0.0.1:4000; port 0 takes a free one. The token they need is
    /// printed once.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["script", "init_script"])]
    pub(crate) listen: Option<SocketAddr>,

    /// Allow --listen an address that other machines reach. Nothing is encrypted on the way.
    #[arg(long, requires = "listen")]
    pub(crate) listen_anywhere: bool,

    /// Build the app anew when a file of it is saved; in environments of developers only.
    #[arg(long, conflicts_with_all = ["script", "init_script", "observe"])]
    pub(crate) watch: bool,

    /// Put the contents of this file into products and storage before anything is done.
    #[arg(long, value_name = "FILE", conflicts_with = "init_script")]
    pub(crate) seed: Option<PathBuf>,

    /// Keep the state in this directory, and go on from what lies there; else it goes with the session.
    #[arg(long, value_name = "DIRECTORY")]
    pub(crate) state: Option<PathBuf>,

    /// The environment to deploy to.
    #[arg(long, value_name = "NAME", default_value = "development")]
    pub(crate) environment: String,

    /// A variable of the environment; may be given several times.
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) variable: Vec<String>,

    /// An encrypted variable, its value taken from an environment variable of this process; may be given several times.
    #[arg(long, value_name = "NAME=ENVIRONMENT_VARIABLE")]
    pub(crate) secret_variable: Vec<String>,

    #[command(flatten)]
    pub(crate) egress: EgressArguments,

    #[command(flatten)]
    pub(crate) site: SiteArguments,

    /// What runs the app: quickjs in about a millisecond a call, or this machine's node.
    #[arg(long, value_name = "ENGINE", value_enum, default_value = "quickjs")]
    pub(crate) engine: Engine,

    /// Hold the app with nothing but a process of its own. Only for code you trust as you trust this program.
    #[arg(long)]
    pub(crate) unsafe_no_jail: bool,
}
