//! `assay entries`.

use anyhow::Result;
use assay_report::CodeView;

use crate::{
    arguments::{EntriesArguments, EntriesFormat},
    code, output,
};

pub(crate) fn run(arguments: &EntriesArguments, quiet: bool) -> Result<u8> {
    let apps = code::read(&arguments.of, quiet)?;
    let views: Vec<CodeView<'_>> = apps.iter().map(code::ReadApp::view).collect();
    for wanted in &arguments.format {
        let to_terminal = wanted.file.is_none();
        let text = match wanted.format {
            EntriesFormat::Human => {
                let width = if to_terminal { output::width() } else { 100 };
                assay_report::entries_human(&views, to_terminal && output::wants_color(), width)
            }
            EntriesFormat::Json => assay_report::entries_json(&output::tool(), &views),
        };
        match &wanted.file {
            Some(file) => output::write(file, &text)?,
            None => output::print(&text)?,
        }
    }
    Ok(0)
}
