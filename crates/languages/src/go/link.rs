//! How Go's files find each other: a folder is a package, and all its files are one.

use assay_code::{
    graph::{Lead, Names},
    ir::{Language, Module},
};

/// Where each request of a module leads.
pub(crate) fn link(module: &mut Module, names: &Names<'_>) -> Vec<Lead> {
    let module = &*module;
    module.requests.iter().map(|request| lead(module, &request.specifier, names)).collect()
}

fn lead(module: &Module, specifier: &str, names: &Names<'_>) -> Lead {
    let Some((path, name)) = specifier.split_once('#') else {
        return Lead::Nowhere("it is no name".to_owned());
    };
    if let Some(folder) = path.strip_prefix("./") {
        return match names.file(module, &format!("{folder}#{name}")) {
            Some(file) => Lead::File(file.clone()),
            None => Lead::Nowhere("no file of the package declares it".to_owned()),
        };
    }
    // `example.com/app/internal/store` is the folder `internal/store` of the module `example.com/app`.
    let ends = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
    for folder in ends {
        if let Some(file) = names.file(module, &format!("{folder}#{name}")) {
            return Lead::File(file.clone());
        }
    }
    // `/v5` is the same library.
    let version = |part: &str| part.strip_prefix('v').is_some_and(|rest| rest.parse::<u32>().is_ok());
    let path = match path.rsplit_once('/') {
        Some((library, last)) if version(last) => library,
        _ => path,
    };
    Lead::Package { name: Language::Go.library(path), subpath: "".into() }
}
