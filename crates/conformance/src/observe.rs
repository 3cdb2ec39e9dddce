//! What a run of an app showed, judged like what a check or a probe shows.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use assay_app::App;
use assay_catalogue::Catalogue;
use assay_code::{Analysis, Entry, Invocation, Resolution, Side, graph::Program};
use assay_evidence::{Dossier, Subject};
use assay_observers::{OBSERVERS, Scene, Transcript, Way};
use assay_verdict::{Assessment, judge};

use crate::{
    CheckError, Options,
    check::{card, digest, instruments_of, named_config, nearest_config, open_tree, unlisted},
    facts,
    surface::surface,
};

/// Why a run cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    /// The app's files, or the configuration, cannot be read.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// There is no Forge app in the directory that ran.
    #[error("there is no Forge app in `{0}` whose run could be judged")]
    NoApp(String),
}

/// Judges what was seen of the app in `root` while it ran.
///
/// The app's files are read as [`check`](crate::check) reads them, so that both speak of one release as long as nothing is
/// changed between them; no rule looks.
///
/// # Errors
/// [`ObserveError`].
pub fn observe(root: &Path, options: &Options, transcript: &Transcript) -> Result<Assessment, ObserveError> {
    let (named, mut diagnostics) = named_config(&options.config)?;
    let tree = Arc::new(open_tree(root, options, &named).map_err(CheckError::from)?);
    let found = assay_app::find(&tree, &assay_app::Options { types: options.types.clone() });
    let app = found.apps.iter().find(|app| app.root.is_root() && app.is_forge());
    let app = app.ok_or_else(|| ObserveError::NoApp(root.display().to_string()))?;
    let Some(manifest) = &app.manifest else { return Err(ObserveError::NoApp(root.display().to_string())) };
    let config = match &named {
        Some(config) => config.clone(),
        None => nearest_config(&tree, root, &app.root, &mut diagnostics),
    };
    let program = Program::load(app, assay_languages::READERS);
    let code = assay_code::analyse(&program, app);
    let ways = ways(app, &code);
    let subject = Subject::Source { digest: digest(app) };
    let anonymous: Vec<String> = config.settings.anonymous.iter().map(|it| it.endpoint.clone()).collect();
    let scene = Scene {
        manifest,
        root: &app.root,
        tree: &app.tree,
        ways: &ways,
        transcript,
        subject: &subject,
        anonymous: &anonymous,
    };
    let mut facts = facts::note_stated(app, &config);
    facts::note_code(&mut facts, app, &code);
    let mut dossier = Dossier {
        app: card(app),
        subject: subject.clone(),
        deployments: Vec::new(),
        facts,
        instruments: instruments_of(app),
        evidence: Vec::new(),
        sweeps: Vec::new(),
        diagnostics: app
            .diagnostics
            .iter()
            .chain(&program.diagnostics)
            .chain(&diagnostics)
            .cloned()
            .collect(),
        unlisted: unlisted(app),
        surface: surface(app),
    };
    for observer in OBSERVERS {
        let (evidence, sweeps) = observer.run(&scene);
        dossier.evidence.extend(evidence);
        dossier.sweeps.extend(sweeps);
    }
    dossier.tidy();
    Ok(judge(Catalogue::bundled(), dossier, config.statements.clone(), options.today))
}

/// The ways into the backend code: what a resolver defines each by its name, every other function once.
fn ways(app: &App, code: &Analysis) -> Vec<Way> {
    let Some(manifest) = &app.manifest else { return Vec::new() };
    let mut ways = BTreeSet::new();
    for function in &manifest.functions {
        let Some(key) = &function.key else { continue };
        let entries: Vec<&Entry> = code
            .entries
            .iter()
            .filter(|entry| entry.side == Side::Backend && name_of(entry, &key.value).is_some())
            .collect();
        let way =
            |name: Option<String>, place, unclear| Way { function: key.value.clone(), name, place, unclear };
        if entries.is_empty() {
            ways.insert(way(None, Some(manifest.place(key.span)), None));
        }
        for entry in entries {
            let name = name_of(entry, &key.value).unwrap_or_default();
            let unclear = match &entry.resolution {
                Resolution::Resolved => None,
                Resolution::Partly { because } | Resolution::Unresolved { because } => {
                    Some(format!("what it leads to cannot be told: {because}"))
                }
            };
            let name = (entry.invocation == Invocation::Resolver && !matches!(name, "" | "*"))
                .then(|| name.to_owned());
            ways.insert(way(name, Some(entry.declared_at.clone()), unclear));
        }
    }
    ways.into_iter().collect()
}

/// What an entry is called behind the key of a function, where it is one of that function: `read` of `resolver/read`, the
/// empty name of the function itself.
fn name_of<'e>(entry: &'e Entry, function: &str) -> Option<&'e str> {
    let rest = entry.name.strip_prefix(function)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}
