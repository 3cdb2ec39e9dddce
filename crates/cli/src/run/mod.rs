//! `assay run`.

mod editor;
mod egress;
mod hub;
mod prompt;
mod saved;
mod serve;
mod site;
mod words;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::mpsc,
};

use anyhow::{Context as _, Result, bail};
use assay_catalogue::Catalogue;
use assay_conformance::ConfigSource;
use assay_report::Report;
use assay_run::{Error, Loaded, Options, Outcome, Scenario, Seed, Session};
use assay_sandbox::Reuse;

use self::hub::{Hub, Lines};
use crate::{
    arguments::{RunArguments, RunFormat},
    output, today,
};

/// A step is not as expected.
const UNMET: u8 = 1;

pub(crate) fn run(arguments: &RunArguments, quiet: bool) -> Result<u8> {
    let scenario = match &arguments.script {
        Some(path) => Some(scenario(path)?),
        None => None,
    };
    if arguments.init_script {
        let manifest = assay_run::manifest(&arguments.directory)?;
        output::print(&assay_run::first_scenario(&manifest))?;
        return Ok(0);
    }
    let reuse = arguments.reuse.map(Into::into).or_else(|| scenario.as_ref()?.reuse).unwrap_or_default();
    let app = assay_run::load(&arguments.directory)?;
    for warning in &app.warnings {
        output::say(quiet, &format!("note: {warning}\n"));
    }
    let state = State::of(arguments)?;
    let mut session = open(app, arguments, &state, reuse)?;
    if let Some(path) = &arguments.seed {
        session.seed(&seed(path)?)?;
    }
    output::say(quiet, &words::beginning(&session)?);
    let mut code = 0;
    if let Some(scenario) = scenario {
        code = play(&scenario, &mut session, arguments)?;
    } else {
        session = hub(arguments, &session, quiet)?.serve(session)?;
    }
    if let Some(path) = &arguments.observe {
        observe(arguments, path, &session, quiet)?;
    }
    Ok(code)
}

/// Where lines, saved files and requests of tools come together.
fn hub(arguments: &RunArguments, session: &Session, quiet: bool) -> Result<Hub> {
    let (to, happenings) = mpsc::channel();
    if arguments.watch {
        session.may_rebuild()?;
        saved::watch(arguments.directory.canonicalize()?, to.clone());
    }
    if let Some(address) = arguments.listen {
        output::print(&serve::listen(address, arguments.listen_anywhere, to.clone())?)?;
    }
    let lines = Lines::read(to)?;
    let outlives_lines = arguments.listen.is_some();
    Ok(Hub { happenings, lines, outlives_lines, directory: arguments.directory.clone(), quiet })
}

/// Writes what was seen as an assessment, which `assay report` merges with those of a check and of a probe.
fn observe(arguments: &RunArguments, path: &Path, session: &Session, quiet: bool) -> Result<()> {
    let options = assay_conformance::Options {
        today: today::today(None)?,
        config: ConfigSource::Nearest,
        types: None,
        exclude: Vec::new(),
        gitignore: true,
        history: false,
    };
    let assessment = assay_conformance::observe(&arguments.directory, &options, session.transcript())?;
    output::say(quiet, &words::observed(&assessment, session.transcript()));
    let tool = output::tool();
    let pages = output::pages();
    let report =
        Report { tool: &tool, catalogue: Catalogue::bundled(), assessments: &[assessment], pages: &pages };
    output::write(path, &assay_report::json(&report))
}

fn scenario(path: &Path) -> Result<Scenario> {
    written(path, "scenario", Scenario::read)
}

fn seed(path: &Path) -> Result<Seed> {
    written(path, "seed", Seed::read)
}

/// Reads a file of ours, and tells what is wrong in it.
fn written<T>(path: &Path, what: &str, read: fn(&Path, &str) -> Result<T, Error>) -> Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    match read(path, &text) {
        Ok(read) => Ok(read),
        Err(Error::Scenario(wrong)) => {
            output::say(false, &assay_report::diagnostics(&wrong, output::wants_color(), output::width()));
            bail!("`{}` is no {what}", path.display())
        }
        Err(error) => Err(error.into()),
    }
}

fn open(app: Loaded, arguments: &RunArguments, state: &State, reuse: Reuse) -> Result<Session> {
    let mut variables = Vec::new();
    for given in &arguments.variable {
        let (name, value) = given.split_once('=').with_context(|| format!("`{given}` is no NAME=VALUE"))?;
        variables.push((name.to_owned(), value.to_owned(), false));
    }
    for given in &arguments.secret_variable {
        let (name, from) =
            given.split_once('=').with_context(|| format!("`{given}` is no NAME=ENVIRONMENT_VARIABLE"))?;
        let value = std::env::var(from)
            .with_context(|| format!("the environment variable `{from}` cannot be read"))?;
        variables.push((name.to_owned(), value, true));
    }
    let options = Options {
        state: state.path.clone(),
        environment: arguments.environment.clone(),
        outward: egress::outward(&arguments.egress, arguments.site.site.is_some())?,
        development: site::development(arguments)?,
        variables,
        engine: arguments.engine.into(),
        without_jail: arguments.unsafe_no_jail,
        reuse,
    };
    Ok(Session::open(app, options)?)
}

fn play(scenario: &Scenario, session: &mut Session, arguments: &RunArguments) -> Result<u8> {
    let is_human = arguments.format.iter().any(|it| it.format == RunFormat::Human && it.file.is_none());
    let mut failed = None;
    let outcomes = assay_run::run(scenario, session, |outcome| {
        if is_human && failed.is_none() {
            failed = output::print(&words::outcome(outcome)).err();
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    for it in &arguments.format {
        let text = match it.format {
            RunFormat::Human => outcomes.iter().map(words::outcome).collect(),
            RunFormat::Json => format!("{:#}\n", json(&outcomes)),
            RunFormat::Junit => assay_run::junit(&scenario.name, &outcomes),
            RunFormat::Sarif => {
                format!("{:#}\n", assay_run::sarif(&scenario.name, env!("CARGO_PKG_VERSION"), &outcomes))
            }
        };
        match &it.file {
            Some(path) => output::write(path, &text)?,
            None if it.format == RunFormat::Human => output::print(&words::summary(&outcomes))?,
            None => output::print(&text)?,
        }
    }
    let is_met = outcomes.iter().all(Outcome::is_met);
    Ok(if is_met || !arguments.assert { 0 } else { UNMET })
}

fn json(outcomes: &[Outcome]) -> serde_json::Value {
    let steps = outcomes.iter().map(|it| {
        serde_json::json!({ "name": it.step.name, "line": it.step.line(), "who": it.who, "act": it.step.act, "seen": it.seen, "unmet": it.unmet })
    });
    serde_json::json!({ "steps": steps.collect::<Vec<_>>() })
}

/// Where the state lies; what was made for one session goes with it.
struct State {
    path: PathBuf,
    is_ours: bool,
}

impl State {
    fn of(arguments: &RunArguments) -> Result<Self> {
        if let Some(path) = &arguments.state {
            return Ok(Self { path: path.clone(), is_ours: false });
        }
        // A name nobody else has: making it fails where it is there.
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let name = format!("assay-run-{}-{}", std::process::id(), since.as_nanos());
        let path = std::env::temp_dir().join(name);
        let mut builder = fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).with_context(|| format!("`{}` cannot be made", path.display()))?;
        Ok(Self { path, is_ours: true })
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if self.is_ours {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
