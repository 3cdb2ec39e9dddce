//! Reading the code of apps, for the subcommands that tell of it.

use std::{path::Path, sync::Arc};

use anyhow::{Result, bail};
use assay_app::{App, Options};
use assay_code::{Analysis, analyse, graph::Program};
use assay_report::CodeView;
use assay_source::{Diagnostic, Tree, TreeOptions};

use crate::{arguments::CodeArguments, output};

/// One app, read and followed.
pub(crate) struct ReadApp {
    name: String,
    app: App,
    program: Program,
    analysis: Analysis,
}

impl ReadApp {
    pub(crate) fn view(&self) -> CodeView<'_> {
        CodeView { name: &self.name, app: &self.app, program: &self.program, analysis: &self.analysis }
    }
}

/// Reads every app below a folder, and tells what could not be read.
pub(crate) fn read(arguments: &CodeArguments, quiet: bool) -> Result<Vec<ReadApp>> {
    let options = TreeOptions { exclude: arguments.exclude.clone(), ..TreeOptions::default() };
    let tree = Arc::new(Tree::open(&arguments.directory, &options)?);
    let found = assay_app::find(&tree, &Options::default());
    let folder = folder_name(&arguments.directory);
    let apps: Vec<ReadApp> = found
        .apps
        .into_iter()
        .map(|app| {
            let program = Program::load(&app, assay_languages::READERS);
            let analysis = analyse(&program, &app);
            let own = app.root.file_name();
            let unnamed = if own.is_empty() { folder.clone() } else { own.to_owned() };
            ReadApp { name: app.name.clone().unwrap_or(unnamed), app, program, analysis }
        })
        .collect();
    let of_apps = apps.iter().flat_map(|read| read.app.diagnostics.iter().chain(&read.program.diagnostics));
    let diagnostics: Vec<Diagnostic> = found.diagnostics.iter().chain(of_apps).cloned().collect();
    let text = assay_report::diagnostics(&diagnostics, output::wants_color(), output::width());
    output::say(quiet || diagnostics.is_empty(), &text);
    if apps.is_empty() {
        bail!("no app was found in `{}`", arguments.directory.display());
    }
    Ok(apps)
}

fn folder_name(directory: &Path) -> String {
    let whole = directory.canonicalize().ok();
    let name = whole.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "app".to_owned())
}
