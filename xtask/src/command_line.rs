//! What is derived from the command line: completions for shells, pages for `man`.

use std::fs;

use anyhow::{Context as _, Result};
use clap_complete::{Generator as _, Shell};

const SHELLS: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell];

/// A completion script for each shell, by its usual name.
pub(crate) fn completions() -> Result<Vec<(String, String)>> {
    let script = |shell: Shell| {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut assay_cli::command(), "assay", &mut script);
        Ok((shell.file_name("assay"), String::from_utf8(script)?))
    };
    SHELLS.into_iter().map(script).collect()
}

/// A page for `assay` and one for each verb.
pub(crate) fn man_pages() -> Result<Vec<(String, String)>> {
    let folder = tempfile::tempdir()?;
    clap_mangen::generate_to(assay_cli::command(), folder.path())?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder.path())? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("a name of ours")?.to_owned();
        pages.push((name, fs::read_to_string(path)?));
    }
    Ok(pages)
}
