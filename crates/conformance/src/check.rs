//! The main job.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use assay_app::{App, manifest::UnlistedKind};
use assay_catalogue::{Catalogue, runtimes::Runtimes};
use assay_code::graph::Program;
use assay_deps::Inventory;
use assay_evidence::{AppCard, AppType, Dossier, InstrumentCard, Subject, Unlisted};
use assay_hosting::Hosting;
use assay_observers::OBSERVERS;
use assay_probes::PROBES;
use assay_rules::{Advisories, Case, Gathered, RULES};
use assay_source::{Diagnostic, Digest, Level, Place, RelPath, SourceError, SourceText, Tree, TreeOptions};
use assay_verdict::{Assessment, Statements, judge};
use jiff::civil::Date;

use crate::{
    Config, Knowledge,
    advisories::imported_packages,
    connect_notes::connect_notes,
    facts, find_config,
    notices::notices,
    read_config,
    secrets::{AppSecrets, Secrets, hide_in},
    surface::surface,
    tables::Tables,
    workers,
};

/// Where the configuration comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ConfigSource {
    /// The nearest `assay.toml` of each app.
    #[default]
    Nearest,
    /// One file, for every app.
    File(PathBuf),
    /// None: what the app's repository says about itself does not count, inline comments included.
    None,
}

/// How to check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The day to judge for.
    pub today: Date,
    /// Where the configuration comes from.
    pub config: ConfigSource,
    /// The apps' types, where the caller knows better; outranks the configuration.
    pub types: Option<Vec<AppType>>,
    /// Globs of files to leave out, beside what the configuration says.
    pub exclude: Vec<String>,
    /// Honour `.gitignore`.
    pub gitignore: bool,
    /// Read the histories of the apps' repositories for secrets.
    pub history: bool,
}

/// Why there is no assessment.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The directory cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The named configuration cannot be read.
    #[error("the configuration `{}` cannot be read: {source}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
}

/// What a run found.
#[derive(Debug)]
pub struct Run {
    /// One assessment per app, ordered by path.
    pub apps: Vec<Assessment>,
    /// What was wrong with the directory as a whole, and with configurations.
    pub diagnostics: Vec<Diagnostic>,
    /// The configuration of each app, in the order of `apps`.
    pub configs: Vec<Config>,
}

impl Run {
    /// True where a configuration has a mistake: what it says may not be what its author meant.
    pub fn has_config_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|diagnostic| diagnostic.level == Level::Error && diagnostic.code.0.starts_with("config-"))
    }
}

/// Every instrument of this build, as it introduces itself where there is no app.
pub fn instruments() -> Vec<InstrumentCard> {
    let rules = RULES.iter().map(|rule| rule.card(None));
    let probes = PROBES.iter().map(|probe| probe.card(None));
    let observers = OBSERVERS.iter().map(|observer| observer.card());
    rules.chain(probes).chain(observers).chain([crate::manifest_diff_card()]).collect()
}

/// Checks every app below `root`. `progress` is told of each app before it is looked at.
///
/// # Errors
/// [`CheckError`] where nothing could be assessed at all. That no app was found is a diagnostic.
pub fn check(root: &Path, options: &Options, progress: &dyn Fn(&App)) -> Result<Run, CheckError> {
    check_with(root, options, &Knowledge::bundled(), progress)
}

/// Checks every app below `root` by what the caller knows of published packages.
///
/// # Errors
/// As [`check`].
pub fn check_with(
    root: &Path,
    options: &Options,
    knowledge: &Knowledge,
    progress: &dyn Fn(&App),
) -> Result<Run, CheckError> {
    let (named, mut diagnostics) = named_config(&options.config)?;
    let tree = Arc::new(open_tree(root, options, &named)?);
    let types = options.types.clone().or_else(|| named.as_ref().and_then(|config| config.types.clone()));
    let found = assay_app::find(&tree, &assay_app::Options { types: types.clone() });
    diagnostics.extend(found.diagnostics);
    let mut run = Run { apps: Vec::new(), diagnostics, configs: Vec::new() };
    let secrets = OnceLock::new();
    for app in &found.apps {
        progress(app);
        let config = match (&named, &options.config) {
            (Some(config), _) => config.clone(),
            (None, ConfigSource::Nearest) => nearest_config(&tree, root, &app.root, &mut run.diagnostics),
            (None, _) => Config::default(),
        };
        let retyped = config.types.clone().filter(|_| types.is_none());
        let retyped = retyped.and_then(|types| {
            let options = assay_app::Options { types: Some(types) };
            assay_app::find(&tree, &options).apps.into_iter().find(|again| again.root == app.root)
        });
        let app = retyped.as_ref().unwrap_or(app);
        let secrets = || {
            let all = secrets.get_or_init(|| Secrets::of(root, &tree, &found.apps, options.history));
            all.of_app(root, app, &found.apps, options.history)
        };
        let (tables, mistakes) = Tables::of(&config);
        run.diagnostics.extend(mistakes);
        let own = knowledge.of_config(&config, &mut run.diagnostics);
        let knowledge = own.as_ref().unwrap_or(knowledge);
        let mut dossier = examine(app, &config, options, &tables, knowledge, secrets);
        knowledge.note_statements(&mut dossier.evidence);
        let mut assessment = judge(Catalogue::bundled(), dossier, config.statements.clone(), options.today);
        if let Some(policy) = &tables.bug_fix {
            assessment.set_clocks(policy, &std::collections::BTreeMap::new());
        }
        run.diagnostics.extend(notices(&assessment));
        run.apps.push(assessment);
        run.configs.push(config);
    }
    run.diagnostics.sort();
    run.diagnostics.dedup();
    Ok(run)
}

/// Judges saved dossiers by the catalogue of this build.
pub fn judge_again(dossier: Dossier, statements: Statements, today: Date) -> Assessment {
    judge(Catalogue::bundled(), dossier, statements, today)
}

pub(crate) fn named_config(source: &ConfigSource) -> Result<(Option<Config>, Vec<Diagnostic>), CheckError> {
    let ConfigSource::File(path) = source else { return Ok((None, Vec::new())) };
    let bytes = std::fs::read(path).map_err(|source| CheckError::Config { path: path.clone(), source })?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let text = SourceText::new(RelPath::parse(&name).unwrap_or_else(|_| RelPath::root()), &bytes);
    let (mut config, diagnostics) = read_config(&text, &RelPath::root());
    config.file = Some(path.clone());
    Ok((Some(config), diagnostics))
}

pub(crate) fn nearest_config(
    tree: &Tree,
    root: &Path,
    app: &RelPath,
    diagnostics: &mut Vec<Diagnostic>,
) -> Config {
    let Some((text, file, folder)) = find_config(tree, root, app) else { return Config::default() };
    let (mut config, mistakes) = read_config(&text, &folder);
    diagnostics.extend(mistakes);
    config.file = Some(file);
    config
}

pub(crate) fn open_tree(root: &Path, options: &Options, named: &Option<Config>) -> Result<Tree, SourceError> {
    let mut walk = TreeOptions {
        exclude: options.exclude.clone(),
        gitignore: options.gitignore,
        ..TreeOptions::default()
    };
    // What to leave out has to be known before the walk: the named file, or the one at the root.
    let at_root = match (named, &options.config) {
        (None, ConfigSource::Nearest) => root_config(root),
        _ => None,
    };
    if let Some(config) = named.as_ref().or(at_root.as_ref()) {
        walk.exclude.extend(config.exclude.iter().cloned());
        walk.include.extend(config.include.iter().cloned());
    }
    Tree::open(root, &walk)
}

fn root_config(root: &Path) -> Option<Config> {
    let empty: [(&str, &str); 0] = [];
    let tree = Tree::from_files(empty).ok()?;
    let file = root.join(crate::config::FILE_NAME);
    if let Ok(bytes) = std::fs::read(&file) {
        let text = SourceText::new(RelPath::parse(crate::config::FILE_NAME).ok()?, &bytes);
        return Some(read_config(&text, &RelPath::root()).0);
    }
    find_config(&tree, root, &RelPath::root()).map(|(text, _, folder)| read_config(&text, &folder).0)
}

/// The app with the descriptor that its code writes, where no file holds one.
fn described_in_code(app: &App, code: &assay_code::Analysis) -> Option<App> {
    if app.descriptor.is_some() || !(app.is_forge() || app.may_be(AppType::Connect)) {
        return None;
    }
    let descriptor = assay_code::written_descriptor(code)?;
    let mut app = app.clone();
    app.set_descriptor(descriptor);
    Some(app)
}

fn examine(
    app: &App,
    config: &Config,
    options: &Options,
    tables: &Tables,
    knowledge: &Knowledge,
    secrets: impl FnOnce() -> AppSecrets + Send,
) -> Dossier {
    let runtimes = tables.runtimes.as_ref().unwrap_or_else(|| Runtimes::bundled());
    // Following the code is what takes long, and most of it is one thread's work.
    let ((subject, dependencies, secrets), (program, code)) = workers::beside(
        || {
            let subject = Subject::Source { digest: digest(app) };
            (subject, Inventory::of(app), secrets())
        },
        || {
            let program = Program::load(app, assay_languages::READERS);
            let code = assay_code::analyse(&program, app);
            (program, code)
        },
    );
    let described = described_in_code(app, &code);
    let app = described.as_ref().unwrap_or(app);
    let hosting = Hosting::of(app);
    let imported = imported_packages(&program, &code);
    let case = Case {
        app,
        settings: &config.settings,
        code: &code,
        hosting: &hosting,
        dependencies: &dependencies,
        advisories: Advisories {
            database: knowledge.database(),
            oldest_days: config.data.advisories_max_age.unwrap_or(Advisories::OLDEST_DAYS),
            imported: imported.as_ref(),
        },
        secrets: &secrets.tree,
        history: secrets.history(),
        runtimes,
        subject: &subject,
        today: options.today,
        gathered: &Gathered::default(),
    };
    let mut facts = facts::note_stated(app, config);
    facts::note_code(&mut facts, app, &code);
    let mut dossier = Dossier {
        app: card(app),
        facts,
        instruments: instruments_of(app),
        evidence: Vec::new(),
        sweeps: Vec::new(),
        diagnostics: [
            &app.diagnostics,
            &program.diagnostics,
            &dependencies.diagnostics,
            &hosting.diagnostics,
        ]
        .into_iter()
        .flatten()
        .cloned()
        .chain(connect_notes(app))
        .collect(),
        unlisted: unlisted(app),
        surface: surface(app),
        subject: subject.clone(),
        deployments: Vec::new(),
    };
    for examination in workers::each(RULES, |rule| rule.run(&case)) {
        dossier.evidence.extend(examination.evidence);
        dossier.sweeps.extend(examination.sweeps);
    }
    hide_in(&mut dossier.evidence, &app.tree, &secrets.tree);
    if options.config == ConfigSource::None {
        dossier.evidence.iter_mut().for_each(|evidence| evidence.suppressed = None);
    }
    dossier
}

/// Who should look at one app. Nobody could test it while it runs where the platform runs all of it, and nobody could watch
/// it where the platform runs nothing.
pub(crate) fn instruments_of(app: &App) -> Vec<InstrumentCard> {
    let rules = RULES.iter().map(|rule| rule.card(Some(app)));
    let has_servers = app.types.iter().any(|of| of.app_type != AppType::Forge);
    let probes = PROBES.iter().filter(|_| has_servers).map(|probe| probe.card(None));
    let observers = OBSERVERS.iter().filter(|_| app.is_forge()).map(|observer| observer.card());
    rules.chain(probes).chain(observers).collect()
}

/// Digest of the contents of every file of the app and of their paths below its folder, so that it is the same from
/// wherever the app was found; a file that cannot be read counts by its path.
pub(crate) fn digest(app: &App) -> Digest {
    let mut parts: Vec<Vec<u8>> = Vec::new();
    for file in app.files() {
        let below = file.path.relative_to(&app.root);
        parts.push(below.as_ref().unwrap_or(&file.path).as_str().as_bytes().to_vec());
        parts.push(
            app.tree.read(&file.path).map_or_else(|_| Vec::new(), |text| text.digest().as_bytes().to_vec()),
        );
    }
    Digest::of_parts(parts.iter().map(Vec::as_slice))
}

pub(crate) fn card(app: &App) -> AppCard {
    let Place { file, .. } = app.head();
    let folder = app.root.file_name();
    let fallback = if folder.is_empty() { "app" } else { folder };
    AppCard {
        path: app.root.clone(),
        name: app.name.clone().unwrap_or_else(|| fallback.to_owned()),
        id: id(app),
        main_file: file,
        types: app.types.clone(),
    }
}

fn id(app: &App) -> Option<String> {
    let forge = app.manifest.as_ref().and_then(|manifest| manifest.app.id.as_ref());
    let connect = app.descriptor.as_ref().and_then(|descriptor| descriptor.key.as_ref());
    forge.or(connect).map(|id| id.value.clone())
}

pub(crate) fn unlisted(app: &App) -> Vec<Unlisted> {
    let Some(manifest) = &app.manifest else { return Vec::new() };
    let name = |kind| match kind {
        UnlistedKind::Key => "key",
        UnlistedKind::ModuleType => "module",
        UnlistedKind::ConnectModuleType => "Connect module",
        UnlistedKind::Scope => "scope",
        UnlistedKind::Event => "event",
        UnlistedKind::EgressList => "egress list",
    };
    let unlisted = manifest.unlisted.iter();
    unlisted
        .map(|unlisted| Unlisted {
            what: name(unlisted.what).to_owned(),
            name: unlisted.name.clone(),
            place: manifest.place(unlisted.span),
        })
        .collect()
}
