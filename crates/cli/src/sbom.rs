//! `assay sbom`.

use std::sync::Arc;

use anyhow::{Result, anyhow};
use assay_app::{App, AppType, Options};
use assay_deps::Inventory;
use assay_report::{Bom, cyclonedx, spdx};
use assay_source::{Diagnostic, Tree, TreeOptions};

use crate::{
    arguments::{SbomArguments, SbomFormat},
    output, today,
};

pub(crate) fn run(arguments: &SbomArguments, quiet: bool) -> Result<u8> {
    let today = today::today(arguments.now)?;
    let options = TreeOptions { exclude: arguments.exclude.clone(), ..TreeOptions::default() };
    let tree = Arc::new(Tree::open(&arguments.directory, &options)?);
    let apps = apps(&tree)?;
    let inventories: Vec<Inventory> = apps.iter().map(Inventory::of).collect();
    tell(&inventories, quiet);
    let folder = arguments.directory.canonicalize().ok();
    let folder =
        folder.as_deref().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let folder = folder.unwrap_or_else(|| "app".to_owned());
    let name = |app: &App| {
        let own = app.root.file_name();
        app.name.clone().unwrap_or_else(|| if own.is_empty() { folder.clone() } else { own.to_owned() })
    };
    let names: Vec<String> = apps.iter().map(name).collect();
    let of = if let [one] = names.as_slice() { one } else { &folder };
    let tool = output::tool();
    let named = names.iter().map(String::as_str).zip(&inventories).collect();
    let bom = Bom { tool: &tool, today, name: of, apps: named };
    for wanted in &arguments.format {
        let text = match wanted.format {
            SbomFormat::Cyclonedx => cyclonedx(&bom),
            SbomFormat::Spdx => spdx(&bom),
        };
        match &wanted.file {
            Some(file) => output::write(file, &text)?,
            None => output::print(&text)?,
        }
    }
    Ok(0)
}

/// The apps below the folder; where there is none, the folder as a whole: what it is made of can be listed all the
/// same.
fn apps(tree: &Arc<Tree>) -> Result<Vec<App>> {
    let found = assay_app::find(tree, &Options::default()).apps;
    if !found.is_empty() {
        return Ok(found);
    }
    let whole = assay_app::find(tree, &Options { types: Some(vec![AppType::OAuth]) }).apps;
    if whole.is_empty() { Err(anyhow!("there is nothing here")) } else { Ok(whole) }
}

/// What could not be read, and what the lists lack.
fn tell(inventories: &[Inventory], quiet: bool) {
    let diagnostics: Vec<Diagnostic> =
        inventories.iter().flat_map(|inventory| inventory.diagnostics.iter().cloned()).collect();
    let text = assay_report::diagnostics(&diagnostics, output::wants_color(), output::width());
    output::say(quiet || diagnostics.is_empty(), &text);
    let gaps: Vec<String> = inventories
        .iter()
        .flat_map(|inventory| &inventory.projects)
        .flat_map(|project| &project.gaps)
        .map(|gap| format!("not listed: {}; {}\n", gap.what, gap.because))
        .collect();
    output::say(quiet || gaps.is_empty(), &printable(&gaps.concat()));
}

/// Names from an app's files, without what could steer a terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
