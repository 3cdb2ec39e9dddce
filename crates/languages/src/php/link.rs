//! How PHP's files find each other: by the names of classes and functions, and by paths.

use assay_code::{
    graph::{Lead, Names},
    ir::{Language, Module},
};
use assay_source::RelPath;

/// Where each request of a module leads.
pub(crate) fn link(module: &mut Module, names: &Names<'_>) -> Vec<Lead> {
    let module = &*module;
    module.requests.iter().map(|request| lead(module, &request.specifier, names)).collect()
}

fn core() -> Lead {
    Lead::Package { name: Language::Php.library("core"), subpath: "".into() }
}

fn lead(module: &Module, specifier: &str, names: &Names<'_>) -> Lead {
    if specifier.starts_with("<core>") {
        return core();
    }
    if let Some(path) = specifier.strip_prefix("<file>") {
        return included(module, path, names);
    }
    if let Some(file) = names.file(module, specifier) {
        return Lead::File(file.clone());
    }
    // Functions and constants that a namespace lacks are looked for outside of all.
    let last = specifier.rsplit('\\').next().unwrap_or(specifier);
    if specifier.ends_with("()") || specifier.ends_with('!') {
        return match names.file(module, last) {
            Some(file) => Lead::File(file.clone()),
            None => core(),
        };
    }
    match specifier.rsplit_once('\\') {
        Some((namespace, _)) => {
            Lead::Package { name: Language::Php.library(&namespace.replace('\\', "/")), subpath: "".into() }
        }
        None => core(),
    }
}

/// A file by what is literal of its path: beside the one that asks, from the root, or anywhere where only one fits.
fn included(module: &Module, path: &str, names: &Names<'_>) -> Lead {
    let path = path.trim_start_matches(['/', '.']);
    if path.ends_with("vendor/autoload.php") {
        // Packages are loaded by their names.
        return core();
    }
    let mut folder = module.file.parent();
    loop {
        if let Ok(found) = folder.join(path)
            && names.has_file(&found)
        {
            return Lead::File(found);
        }
        if folder.as_str().is_empty() || folder == RelPath::root() {
            return Lead::Nowhere("no file lies there".to_owned());
        }
        folder = folder.parent();
    }
}
