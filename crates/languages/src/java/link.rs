//! How the classes of the JVM's languages find each other: by the package they lie in.

use assay_code::{
    graph::{Lead, Names},
    ir::{ImportedName, Module, Name, RequestId},
};

/// Gives a module the names it goes by: its package, and every class of its top level in it.
pub(crate) fn name(module: &mut Module, package: &str) {
    let variables = &module.variables;
    let of = |class: &assay_code::ir::Class| class.variable.map(|it| variables[it.index()].name.clone());
    let classes: Vec<Name> = module.classes.iter().filter_map(of).collect();
    let qualified = classes.into_iter().map(|class| qualified(package, &class));
    module.provides = std::iter::once(Name::from(package)).chain(qualified).collect();
}

pub(crate) fn qualified(package: &str, name: &str) -> Name {
    if package.is_empty() { Name::from(name) } else { Name::from(format!("{package}.{name}")) }
}

/// Where each request leads: a class by its whole name; one without a package is looked for in the module's own, in those
/// it imports as a whole, and in the language's.
pub(crate) fn link(module: &mut Module, names: &Names<'_>) -> Vec<Lead> {
    (0..module.requests.len()).map(|request| lead(module, RequestId(request as u32), names)).collect()
}

fn lead(module: &Module, request: RequestId, names: &Names<'_>) -> Lead {
    let specifier = module.requests[request.index()].specifier.as_str();
    if !specifier.contains('.') {
        return unqualified(module, specifier, names);
    }
    // A class in a class is imported by the names of both.
    let mut outer = specifier;
    loop {
        if let Some(file) = names.file(module, outer) {
            return Lead::File(file.clone());
        }
        match outer.rsplit_once('.') {
            Some((before, last)) if starts_upper(last) => outer = before,
            _ => break,
        }
    }
    let imported = module.imports.iter().find(|import| import.request == request);
    let last = specifier.rsplit('.').next().unwrap_or(specifier);
    let is_class = imported.is_some_and(|import| import.name == ImportedName::Named(last.into()));
    outside(module, if is_class { &specifier[..specifier.len() - last.len()] } else { specifier })
}

fn unqualified(module: &Module, name: &str, names: &Names<'_>) -> Lead {
    let own = module.provides.first().map_or("", Name::as_str);
    let packages = std::iter::once(own).chain(module.searches.iter().map(Name::as_str));
    for package in packages {
        if let Some(file) = names.file(module, &qualified(package, name)) {
            return Lead::File(file.clone());
        }
    }
    let library = |package: &str| module.language.library(package);
    let known =
        module.searches.iter().find(|package| names.is_modelled(&library(package), name)).map(Name::as_str);
    // The classes of the program's own packages are all known by now.
    let mut foreign = module.searches.iter().filter(|package| names.files(module, package).next().is_none());
    let only = match (foreign.next(), foreign.next()) {
        (Some(only), None) if !names.is_modelled(&library("java.lang"), name) => Some(only.as_str()),
        _ => None,
    };
    outside(module, known.or(only).unwrap_or("java.lang"))
}

/// A package that others wrote, and the classes in it that follow: their names begin with capitals.
fn outside(module: &Module, path: &str) -> Lead {
    let parts: Vec<&str> = path.split('.').filter(|part| !part.is_empty()).collect();
    let package = parts.iter().take_while(|part| !starts_upper(part)).count();
    Lead::Package {
        name: module.language.library(&parts[..package].join(".")),
        subpath: parts[package..].join("/").into(),
    }
}

fn starts_upper(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}
