//! How C#'s files find each other: by the names of types, the nearest file first.

use assay_code::{
    graph::{Lead, Names},
    ir::{Language, Module},
};

/// Where each request of a module leads.
pub(crate) fn link(module: &mut Module, names: &Names<'_>) -> Vec<Lead> {
    let module = &*module;
    let core = || Lead::Package { name: Language::CSharp.library("core"), subpath: "".into() };
    let lead = |name: &str| names.file(module, name).map_or_else(core, |file| Lead::File(file.clone()));
    module.requests.iter().map(|request| lead(&request.specifier)).collect()
}
