//! An app's directory, read and bundled.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use assay_app::{Manifest, document::Node};
use assay_sandbox::{BundleRequest, CodeError, Package, bundle};
use assay_source::{RelPath, SourceText};

use crate::error::Error;

/// An app, ready to be deployed.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Where it lies.
    pub directory: PathBuf,
    /// Its manifest, as it is written.
    pub manifest: Manifest,
    /// What is deployed.
    pub package: Package,
    /// What may go wrong when it runs, a sentence each: packages that are tried and not there, handlers without a file.
    pub warnings: Vec<String>,
}

/// Names of a manifest, in the order they are looked for.
const MANIFESTS: [&str; 2] = ["manifest.yml", "manifest.yaml"];

/// Reads an app and bundles its sources, in a process that can read nothing but its directory and the packages of the
/// repository it lies in.
///
/// # Errors
/// There is no manifest, or it cannot be used; the sources cannot be bundled.
pub fn load(directory: &Path) -> Result<Loaded, Error> {
    let (directory, text) = text(directory)?;
    let manifest = read_manifest(&text);
    let mut handlers: Vec<String> = manifest
        .functions
        .iter()
        .filter_map(|function| function.handler.as_ref())
        .map(|handler| handler.value.clone())
        .collect();
    handlers.sort();
    handlers.dedup();
    if handlers.is_empty() {
        return Err(Error::Manifest { because: "declares no function with a handler".to_owned() });
    }
    let request =
        BundleRequest { directory: directory.clone(), beside: packages_above(&directory), handlers };
    let bundled = bundle(&request).map_err(|error| explained(&error, &directory))?;
    let mut warnings: Vec<String> = bundled.warnings.iter().map(|problem| problem.message.clone()).collect();
    let files = translations(&manifest, &directory, &mut warnings);
    let package = Package { manifest: text, code: bundled.code, source_map: Some(bundled.map), files };
    Ok(Loaded { directory, manifest, package, warnings })
}

/// Reads an app's manifest alone.
///
/// # Errors
/// There is none, or it cannot be read.
pub fn manifest(directory: &Path) -> Result<Manifest, Error> {
    Ok(read_manifest(&text(directory)?.1))
}

/// The directory in full, and the text of the manifest in it.
fn text(directory: &Path) -> Result<(PathBuf, String), Error> {
    let file = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::File { path, source }
    };
    let directory = directory.canonicalize().map_err(file(directory))?;
    let found = MANIFESTS.into_iter().map(|name| directory.join(name)).find(|path| path.is_file());
    let Some(path) = found else { return Err(Error::NoManifest { directory }) };
    let text = fs::read_to_string(&path).map_err(file(&path))?;
    Ok((directory, text))
}

fn read_manifest(text: &str) -> Manifest {
    let path = RelPath::parse(MANIFESTS[0]).expect("a path of one word");
    Manifest::read(&Arc::new(SourceText::new(path, text.as_bytes())))
}

fn explained(error: &CodeError, directory: &Path) -> Error {
    let because = error.to_string();
    let is_installed = directory.join("node_modules").is_dir();
    let hint = match is_installed || !directory.join("package.json").is_file() {
        true => "",
        false => "\nits packages are not installed: `npm ci --ignore-scripts` installs them",
    };
    Error::Bundle { because, hint }
}

/// The `node_modules` of the directories above, up to the repository's root: workspaces put packages there.
fn packages_above(directory: &Path) -> Vec<PathBuf> {
    let is_root = |path: &Path| path.join(".git").exists();
    if is_root(directory) {
        return Vec::new();
    }
    let Some(root) = directory.ancestors().skip(1).find(|path| is_root(path)) else { return Vec::new() };
    let above = directory.ancestors().skip(1).take_while(|path| path.starts_with(root));
    above.map(|path| path.join("node_modules")).filter(|path| path.is_dir()).collect()
}

/// The files of translations that the manifest names, by their path below the code.
fn translations(
    manifest: &Manifest,
    directory: &Path,
    warnings: &mut Vec<String>,
) -> BTreeMap<String, String> {
    let resources = manifest.translations.as_ref().and_then(|it| it.get("resources")).map(Node::items);
    let mut files = BTreeMap::new();
    for resource in resources.unwrap_or_default() {
        let text = |key: &str| resource.get(key).and_then(Node::as_str);
        let (Some(key), Some(path)) = (text("key"), text("path")) else { continue };
        let within = directory.join(path).canonicalize().ok().filter(|path| path.starts_with(directory));
        match within.and_then(|path| fs::read_to_string(path).ok()) {
            Some(content) => drop(files.insert(format!("__LOCALES__/{key}.json"), content)),
            None => warnings.push(format!("the translation `{key}` cannot be read at `{path}`")),
        }
    }
    files
}
