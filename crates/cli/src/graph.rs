//! `assay graph`.

use anyhow::Result;
use assay_report::CodeView;

use crate::{
    arguments::{GraphArguments, GraphFormat},
    code, output,
};

pub(crate) fn run(arguments: &GraphArguments, quiet: bool) -> Result<u8> {
    let apps = code::read(&arguments.of, quiet)?;
    let views: Vec<CodeView<'_>> = apps.iter().map(code::ReadApp::view).collect();
    for wanted in &arguments.format {
        let text = match wanted.format {
            GraphFormat::Svg => assay_report::graph_svg(&views),
            GraphFormat::Dot => assay_report::graph_dot(&views),
            GraphFormat::Mermaid => assay_report::graph_mermaid(&views),
        };
        match &wanted.file {
            Some(file) => output::write(file, &text)?,
            None => output::print(&text)?,
        }
    }
    Ok(0)
}
