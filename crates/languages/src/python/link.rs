//! How Python's modules find each other: by their dotted names, from the folders that programs are started in.

use assay_code::{
    graph::{Lead, Names},
    ir::{Export, ImportedName, Module, Name, Request, RequestId, RequestKind},
};
use assay_source::RelPath;

const INITIAL: &str = "__init__";

/// Every dotted name a file may go by, the longest first: which folder above it is on the path is not known. A
/// package also provides each name in it: `notes:Store`.
pub(super) fn provided(module: &Module) -> Vec<Name> {
    let dotted = dotted(&module.file);
    let ends = (0..dotted.len()).filter(|at| *at == 0 || dotted.as_bytes()[at - 1] == b'.');
    let names: Vec<Name> = ends.map(|at| Name::from(&dotted[at..])).collect();
    if module.file.file_name() != "__init__.py" {
        return names;
    }
    let exports = |name: &Name| -> Vec<Name> {
        let of = |export: &Export| Name::from(format!("{name}:{}", export.name));
        module.exports.iter().map(of).collect()
    };
    let inside: Vec<Name> = names.iter().flat_map(exports).collect();
    names.into_iter().chain(inside).collect()
}

fn dotted(file: &RelPath) -> String {
    let stem = file.as_str().strip_suffix(".py").unwrap_or(file.as_str());
    let stem = stem.strip_suffix(INITIAL).map_or(stem, |folder| folder.trim_end_matches('/'));
    stem.replace('/', ".")
}

/// Where each request leads. `from a import b` where `b` is a file of the package `a` becomes an import of that
/// file.
pub(crate) fn link(module: &mut Module, names: &Names<'_>) -> Vec<Lead> {
    for index in 0..module.imports.len() {
        let import = &module.imports[index];
        let ImportedName::Named(name) = &import.name else { continue };
        let asked = &module.requests[import.request.index()];
        let separator = if asked.specifier.ends_with('.') { "" } else { "." };
        let inner = format!("{}{separator}{name}", asked.specifier);
        let defined = absolute(module, &asked.specifier)
            .is_some_and(|whole| names.file(module, &format!("{whole}:{name}")).is_some());
        if defined || found(module, &inner, names).is_none() {
            continue;
        }
        let request = Request { specifier: inner.into(), span: asked.span, kind: RequestKind::Import };
        module.requests.push(request);
        let request = RequestId(u32::try_from(module.requests.len() - 1).expect("fewer than 2^32 requests"));
        module.imports[index].request = request;
        module.imports[index].name = ImportedName::Namespace;
    }
    module.requests.iter().map(|request| lead(module, &request.specifier, names)).collect()
}

fn lead(module: &Module, specifier: &str, names: &Names<'_>) -> Lead {
    if let Some(file) = found(module, specifier, names) {
        return Lead::File(file);
    }
    if specifier.starts_with('.') {
        let begins = |request: &Request| {
            request.specifier.len() > specifier.len() && request.specifier.starts_with(specifier)
        };
        let is_folder = module.requests.iter().any(begins);
        // A folder needs no `__init__.py` to be a package.
        return match is_folder {
            true => Lead::Package { name: module.language.library("."), subpath: Name::default() },
            false => Lead::Nowhere("there is no such module".to_owned()),
        };
    }
    let (package, inner) = specifier.split_once('.').unwrap_or((specifier, ""));
    Lead::Package { name: module.language.library(package), subpath: inner.replace('.', "/").into() }
}

/// The file of a dotted name.
fn found(module: &Module, specifier: &str, names: &Names<'_>) -> Option<RelPath> {
    if specifier.starts_with('.') {
        let whole = absolute(module, specifier)?;
        let path = whole.replace('.', "/");
        let candidates = [format!("{path}.py"), format!("{path}/{INITIAL}.py")];
        return candidates
            .iter()
            .filter_map(|path| RelPath::parse(path).ok())
            .find(|path| names.has_file(path));
    }
    let file = names.file(module, specifier).filter(|file| **file != module.file)?;
    // Names are looked up from folders that are no packages: `redis.py` of a package is asked for by that package's name.
    // What is named as a library is one, unless it stands where the program is started.
    let head = specifier.split('.').next().unwrap_or(specifier);
    let above = dotted(file).split('.').count() - specifier.split('.').count();
    let root = file.as_str().split('/').take(above).collect::<Vec<_>>().join("/");
    let is_root = RelPath::parse(&format!("{root}/{INITIAL}.py")).is_ok_and(|path| !names.has_file(&path));
    let is_library = names.is_known(&module.language.library(head));
    let is_near = above == 0 || module.file.parent() == file.parent();
    ((above == 0 || is_root) && (!is_library || is_near)).then(|| file.clone())
}

/// The whole dotted name of what a module asks for, from the tree's root where it is relative.
fn absolute(module: &Module, specifier: &str) -> Option<String> {
    let dots = specifier.len() - specifier.trim_start_matches('.').len();
    if dots == 0 {
        return Some(specifier.to_owned());
    }
    let mut folder = module.file.parent();
    for _ in 1..dots {
        if folder.is_root() {
            return None;
        }
        folder = folder.parent();
    }
    let rest = &specifier[dots..];
    let before = folder.as_str().replace('/', ".");
    Some(match (before.is_empty() || folder.is_root(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (false, true) => before,
        (false, false) => format!("{before}.{rest}"),
    })
}
