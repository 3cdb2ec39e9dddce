//! `assay catalogue`.

use anyhow::Result;
use assay_catalogue::Catalogue;

use crate::{
    arguments::{CatalogueArguments, CatalogueFormat},
    output,
};

pub(crate) fn run(arguments: &CatalogueArguments) -> Result<u8> {
    let catalogue = Catalogue::bundled();
    let instruments = assay_conformance::instruments();
    let text = match arguments.format {
        CatalogueFormat::Human => {
            assay_report::catalogue_human(catalogue, &instruments, output::wants_color(), output::width())
        }
        CatalogueFormat::Json => assay_report::catalogue_json(catalogue, &instruments),
        CatalogueFormat::Markdown => assay_report::catalogue_markdown(catalogue, &instruments),
        CatalogueFormat::Oscal => assay_report::catalogue_oscal(catalogue, &instruments),
    };
    output::print(&text)?;
    Ok(0)
}
