//! `assay init`.

use std::sync::Arc;

use anyhow::{Result, bail};
use assay_conformance::{ConfigSource, Options, template};
use assay_source::{Tree, TreeOptions};

use crate::{arguments::InitArguments, output, today};

pub(crate) fn run(arguments: &InitArguments, quiet: bool) -> Result<u8> {
    let directory = &arguments.directory;
    let options = Options {
        today: today::today(arguments.now)?,
        config: ConfigSource::None,
        types: None,
        exclude: Vec::new(),
        gitignore: true,
        history: false,
    };
    let run = assay_conformance::check(directory, &options, &|_| ())?;
    let tree = Arc::new(Tree::open(directory, &TreeOptions::default())?);
    let apps = assay_app::find(&tree, &assay_app::Options::default()).apps;
    let (Some(app), Some(assessment)) = (apps.first(), run.apps.first()) else {
        bail!("no app was found in `{}`; name the folder of its manifest or descriptor", directory.display());
    };
    if apps.len() > 1 {
        let roots: Vec<String> = apps.iter().map(|app| app.root.to_string()).collect();
        bail!("there are several apps here ({}); run `assay init` in the folder of one", roots.join(", "));
    }
    let text = template(app, assessment);
    if arguments.print {
        output::print(&text)?;
        return Ok(0);
    }
    let file = directory.join("assay.toml");
    if file.exists() && !arguments.force {
        bail!(
            "`{}` is there already; `--print` shows what would be written, `--force` replaces it",
            file.display()
        );
    }
    output::write(&file, &text)?;
    output::say(quiet, &format!("wrote {}; fill in what only people know\n", file.display()));
    Ok(0)
}
