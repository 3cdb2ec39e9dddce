//! How Ruby's files find each other: by constants, as those who load them do, and by paths.

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
    if let Some(path) = specifier.strip_prefix("<file>") {
        let path = path.strip_suffix(".rb").unwrap_or(path);
        let found = module.file.parent().join(&format!("{path}.rb"));
        return match found.ok().filter(|found| names.has_file(found)) {
            Some(found) => Lead::File(found),
            None => Lead::Nowhere("no file lies there".to_owned()),
        };
    }
    // A word of the dialect, unless a file of the program has a function of that name.
    if let Some((dialect, name)) = specifier.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        if let Some(file) = names.file(module, &format!("{name}()")) {
            return Lead::File(file.clone());
        }
        let library = Language::Ruby.library(dialect);
        let known = dialect == "core" || names.is_modelled(&library, name);
        let name = if known { library } else { Language::Ruby.library("core") };
        return Lead::Package { name, subpath: "".into() };
    }
    let (around, written) = specifier.split_once('|').unwrap_or(("", specifier));
    let mut around = around;
    loop {
        let whole = if around.is_empty() { written.to_owned() } else { format!("{around}::{written}") };
        if let Some(file) = names.file(module, &whole) {
            return Lead::File(file.clone());
        }
        if around.is_empty() {
            break;
        }
        around = around.rsplit_once("::").map_or("", |(outer, _)| outer);
    }
    let outer = written.rsplit_once("::").map_or("", |(outer, _)| outer);
    Lead::Package { name: Language::Ruby.library("core"), subpath: outer.replace("::", "/").into() }
}
