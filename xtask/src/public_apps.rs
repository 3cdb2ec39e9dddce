//! Runs public Forge apps, unmodified, and says how it went.
//!
//! `cargo xtask public-apps` fetches each app of the list at its commit, installs its packages without running their scripts,
//! and has `assay run` do the scenario beside the list. An app that cannot be fetched or installed is told and counted; one
//! whose scenario is not as expected fails the run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

const LIST: &str = include_str!("../../crates/run/tests/public/apps.toml");
/// Every scenario is done in each.
const ENGINES: [&str; 2] = ["quickjs", "node"];
/// Where the list and the scenarios lie, below the root.
pub(crate) const FOLDER: &str = "crates/run/tests/public";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    app: Vec<PublicApp>,
}

/// A public app, as the list tells of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublicApp {
    /// Its name, and that of its scenario.
    pub(crate) name: String,
    pub(crate) repository: String,
    pub(crate) commit: String,
    /// Where in the repository it lies.
    #[serde(default)]
    pub(crate) directory: String,
    /// Packages in exact versions, instead of the app's lock.
    #[serde(default)]
    pub(crate) packages: Vec<String>,
    /// Of the platform's packages the one that speaks to the platform, with its version.
    pub(crate) forge: String,
    #[serde(default)]
    pub(crate) variables: Vec<String>,
    pub(crate) not_run: Option<String>,
}

/// The list.
pub(crate) fn list() -> Result<Vec<PublicApp>> {
    Ok(toml::from_str::<List>(LIST)?.app)
}

/// What was asked for.
#[derive(Debug, Default)]
struct Asked {
    /// A directory with clones, by the names of owner and repository with a plus between, instead of the network.
    from: Option<PathBuf>,
    only: Vec<String>,
    /// Fewer that could be run fail.
    at_least: usize,
    /// The same, where any of the repositories could be reached.
    at_least_if_reached: usize,
}

/// Runs them.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<ExitCode> {
    let asked = read(arguments)?;
    let apps: Vec<PublicApp> =
        list()?.into_iter().filter(|app| asked.only.is_empty() || asked.only.contains(&app.name)).collect();
    ensure!(!apps.is_empty(), "no app of the list has that name");
    let assay = std::env::current_exe()?.with_file_name("assay");
    ensure!(assay.is_file(), "there is no {}: build the workspace with all features first", assay.display());
    let (mut ran, mut failed, mut is_reached) = (0, 0, false);
    for app in &apps {
        println!("== {} {}", app.name, &app.commit[..12]);
        match fetched(root, app, asked.from.as_deref(), &mut is_reached) {
            Ok(directory) => {
                ran += 1;
                failed += usize::from(!is_as_expected(&assay, root, app, &directory)?);
            }
            Err(because) => println!("not run: {because:#}"),
        }
    }
    println!("{ran} of {} apps ran, {failed} not as expected", apps.len());
    let at_least = if is_reached { asked.at_least.max(asked.at_least_if_reached) } else { asked.at_least };
    if ran < at_least {
        println!("at least {at_least} are asked for");
    } else if ran < asked.at_least_if_reached {
        println!(
            "no repository could be reached: that fewer than {} ran is let pass",
            asked.at_least_if_reached
        );
    }
    Ok(ExitCode::from(u8::from(failed > 0 || ran < at_least)))
}

fn read(arguments: &[&str]) -> Result<Asked> {
    let mut asked = Asked::default();
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        let value = rest.next().with_context(|| format!("{option} takes a value"))?;
        match *option {
            "--from" => asked.from = Some(PathBuf::from(value)),
            "--only" => asked.only.push((*value).to_owned()),
            "--at-least" | "--at-least-if-reached" => {
                let number = value.parse().with_context(|| format!("{option} takes a number"))?;
                match *option {
                    "--at-least" => asked.at_least = number,
                    _ => asked.at_least_if_reached = number,
                }
            }
            other => bail!("there is no option {other}"),
        }
    }
    Ok(asked)
}

/// The app's directory, at its commit, with its packages. What is there from an earlier run is used again. Notes that its
/// repository was reached.
fn fetched(root: &Path, app: &PublicApp, from: Option<&Path>, is_reached: &mut bool) -> Result<PathBuf> {
    let clone = root.join("target/public-apps").join(&app.name);
    let directory = clone.join(&app.directory);
    let head = told(Command::new("git").arg("-C").arg(&clone).args(["rev-parse", "HEAD"]));
    if head.is_ok_and(|head| head.trim() == app.commit) && directory.join("node_modules").is_dir() {
        return Ok(directory);
    }
    if clone.exists() {
        fs::remove_dir_all(&clone)?;
    }
    fs::create_dir_all(&clone)?;
    let source = match from {
        Some(from) => {
            let name = app.repository.trim_start_matches("https://github.com/").replace('/', "+");
            from.join(name).canonicalize()?.display().to_string()
        }
        None => app.repository.clone(),
    };
    let git = |arguments: &[&str]| told(Command::new("git").arg("-C").arg(&clone).args(arguments));
    git(&["init", "--quiet"])?;
    // A commit by its name is not handed out by every server; all branches are.
    git(&["fetch", "--quiet", "--depth=1", &source, &app.commit])
        .or_else(|_| git(&["fetch", "--quiet", &source, "+refs/heads/*:refs/remotes/origin/*"]))
        .context("the repository cannot be fetched")?;
    *is_reached = true;
    git(&["checkout", "--quiet", "--detach", &app.commit])?;
    install(app, &directory).context("its packages cannot be installed")?;
    Ok(directory)
}

/// Installs packages; no script of theirs is run.
fn install(app: &PublicApp, directory: &Path) -> Result<()> {
    let quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    if app.packages.is_empty() {
        told(Command::new("npm").arg("ci").args(quietly).arg("--omit=dev").current_dir(directory))?;
    } else {
        // Beside the app, whose own list would bring in everything.
        let beside = tempfile::tempdir_in(directory)?;
        let mut npm = Command::new("npm");
        npm.arg("install").args(quietly).arg("--no-package-lock").arg("--prefix").arg(beside.path());
        told(npm.args(&app.packages).current_dir(beside.path()))?;
        fs::rename(beside.path().join("node_modules"), directory.join("node_modules"))?;
    }
    let (name, version) = app.forge.split_once(' ').context("a package and its version are needed")?;
    let manifest = fs::read_to_string(directory.join("node_modules").join(name).join("package.json"))?;
    ensure!(manifest.contains(&format!("\"version\": \"{version}\"")), "{name} is not {version}");
    Ok(())
}

fn is_as_expected(assay: &Path, root: &Path, app: &PublicApp, directory: &Path) -> Result<bool> {
    let scenario = root.join(FOLDER).join(format!("{}.yaml", app.name));
    let mut is_as_expected = true;
    for engine in ENGINES {
        println!("-- with {engine}");
        let mut run = Command::new(assay);
        run.arg("run").arg(directory).args(["--assert", "--engine", engine]).arg("--script").arg(&scenario);
        for variable in &app.variables {
            run.args(["--variable", variable]);
        }
        is_as_expected &= run.stdin(Stdio::null()).status()?.success();
    }
    Ok(is_as_expected)
}

/// What a command says, where it succeeds.
fn told(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    // A repository that is gone looks like one that asks for a password, and nobody is there to give one.
    command.env("GIT_TERMINAL_PROMPT", "0");
    let output = command.stdin(Stdio::null()).output().with_context(|| name.clone())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    ensure!(output.status.success(), "{name}: {}", text(&output.stderr));
    Ok(text(&output.stdout))
}
