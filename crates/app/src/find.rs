//! Every app below a directory.
//!
//! An app's root is the folder of its Forge manifest; for all others the nearest folder at or above what gave
//! it away that has a build file (`package.json`, `pom.xml`, …). Its files are all files below its root
//! without those below the roots of other apps, and projects beside it that its manifest takes resources from, or, of the only
//! app of the tree, that the missing folder of a resource is built from.
//! A server that merely lies beside a Forge app's folder, or around it, is not that app's, unless the app is the only one of
//! the tree and calls hosts. So it is with the project around the only Connect app, where that stands in a folder for the
//! server's half (`functions`, `server`).

mod connect;
mod draft;
mod forge;
mod roots;
mod signs;
mod types;

use std::{collections::BTreeMap, sync::Arc};

use assay_source::{Diagnostic, Level, Place, RelPath, Tree};

use crate::{App, AppType};
use draft::Draft;
use roots::{is_built, is_for_show, project_root};
use signs::{Effort, Sign};

/// What is known beforehand.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Types that were set by hand; they replace what was recognised, for every app that is found. Where none
    /// is found, the whole tree is one app of these types.
    pub types: Option<Vec<AppType>>,
}

/// What was found below a directory.
#[derive(Debug, Clone)]
pub struct Found {
    /// The apps, ordered by root.
    pub apps: Vec<App>,
    /// What belongs to no app: `no-app`, and the note `apps-for-show` on apps in folders for tests, examples
    /// and templates that were left out because there are others.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds every app in a tree, and says what it is.
///
/// Built copies (`dist`, `build`, `target`, …) are never apps. Apps in folders for tests, examples and
/// templates are returned only where there are no others; point at such a folder to have it examined.
pub fn find(tree: &Arc<Tree>, options: &Options) -> Found {
    let mut drafts = drafts(tree);
    let mut diagnostics = Vec::new();
    if drafts.is_empty() {
        match &options.types {
            Some(types) if !types.is_empty() => drafts.push(Draft::new(RelPath::root())),
            _ => diagnostics.push(no_app(tree)),
        }
    }
    if drafts.iter().any(|draft| !is_for_show(&draft.root)) {
        let (for_show, real): (Vec<_>, Vec<_>) =
            drafts.into_iter().partition(|draft| is_for_show(&draft.root));
        diagnostics.extend(left_out(&for_show));
        drafts = real;
    }
    let roots: Vec<RelPath> = drafts.iter().map(|draft| draft.root.clone()).collect();
    let apps = drafts.into_iter().map(|draft| draft.finish(tree, &roots, options)).collect();
    Found { apps, diagnostics }
}

fn drafts(tree: &Arc<Tree>) -> Vec<Draft> {
    let files: Vec<&RelPath> =
        tree.files().iter().map(|file| &file.path).filter(|path| !is_built(path)).collect();
    let mut drafts: BTreeMap<RelPath, Draft> = BTreeMap::new();
    for manifest in forge::manifests(tree, &files) {
        let root = manifest.document.text.path().parent();
        draft_at(&mut drafts, root).manifest.get_or_insert(manifest);
    }
    let projects = roots::project_folders(&files);
    for descriptor in connect::descriptors(tree, &files) {
        let folder = descriptor.document.text.path().parent();
        draft_at(&mut drafts, project_root(&folder, &projects)).descriptors.push(descriptor);
    }
    let mut signs = connect::frameworks(tree, &files);
    signs.extend(signs::search(tree, &files, Effort::OwnCode));
    if drafts.is_empty() && signs.is_empty() {
        signs = signs::search(tree, &files, Effort::Bundles);
    }
    if drafts.is_empty() && signs.iter().all(|sign| !sign.is_strong) {
        signs.extend(signs::search(tree, &files, Effort::Calls));
        // What is too little beside other signs has to be enough where there are none.
        signs.iter_mut().for_each(|sign| sign.is_strong = true);
    }
    attach(&mut drafts, signs, &projects);
    drafts.into_values().collect()
}

fn draft_at(drafts: &mut BTreeMap<RelPath, Draft>, root: RelPath) -> &mut Draft {
    drafts.entry(root.clone()).or_insert_with(|| Draft::new(root))
}

/// Gives every sign to the app it lies in, and makes apps of the rest: one for each project folder with a
/// strong sign, grown to the folder that holds the weak signs left over.
fn attach(drafts: &mut BTreeMap<RelPath, Draft>, signs: Vec<Sign>, projects: &[RelPath]) {
    let innermost = |drafts: &BTreeMap<RelPath, Draft>, path: &RelPath| {
        drafts.keys().filter(|root| path.is_below(root)).max_by_key(|root| root.as_str().len()).cloned()
    };
    let mut loose: Vec<Sign> = Vec::new();
    for sign in signs {
        match innermost(drafts, &sign.place.file).and_then(|root| drafts.get_mut(&root)) {
            Some(draft) => draft.signs.push(sign),
            None => loose.push(sign),
        }
    }
    let (strong, weak): (Vec<_>, Vec<_>) = loose.into_iter().partition(|sign| sign.is_strong);
    let mut found: BTreeMap<RelPath, Vec<Sign>> = BTreeMap::new();
    for sign in strong {
        found.entry(project_root(&sign.place.file.parent(), projects)).or_default().push(sign);
    }
    // A project inside another that gave itself away is part of it.
    let outer: Vec<RelPath> = found.keys().cloned().collect();
    for (root, signs) in found {
        let home = outer.iter().filter(|other| root.is_below(other)).min_by_key(|other| other.as_str().len());
        let home = home.cloned().unwrap_or(root);
        draft_at(drafts, home).signs.extend(signs);
    }
    for sign in weak {
        if let Some(draft) = innermost(drafts, &sign.place.file).and_then(|root| drafts.get_mut(&root)) {
            draft.signs.push(sign);
        }
    }
}

fn no_app(tree: &Tree) -> Diagnostic {
    let packages =
        tree.files().iter().map(|file| &file.path).filter(|path| path.file_name() == "package.json");
    let mut texts = packages.filter(|path| !is_built(path)).filter_map(|path| tree.read(path).ok());
    let forge = texts.find_map(|text| Some((text.as_str().find("\"@forge/")?, text)));
    if let Some((at, text)) = forge {
        let message = "no Forge manifest was found, though the app asks for Forge packages";
        return Diagnostic::new(Level::Error, "no-app", message)
            .at(text.place(text.line_span(text.position(at).line)), "a Forge package")
            .help("generate `manifest.yml` and keep it where assay can read it, or leave it out of the ignored files");
    }
    Diagnostic::new(Level::Error, "no-app", "no Atlassian app was found in this folder")
        .at(Place::file(RelPath::root()), "")
        .help(
            "name the folder that holds the app's `manifest.yml` or `atlassian-connect.json`, or set the app's type in \
             `assay.toml`",
        )
}

fn left_out(drafts: &[Draft]) -> Option<Diagnostic> {
    let first = drafts.first()?;
    let what = match drafts.len() {
        1 => "an app lies in a folder for tests, examples or templates and was left out".to_owned(),
        many => format!("{many} apps lie in folders for tests, examples or templates and were left out"),
    };
    let note = Diagnostic::new(Level::Note, "apps-for-show", what)
        .help(format!("name its folder to have it examined: `{}`", first.root));
    Some(drafts.iter().fold(note, |note, draft| note.at(Place::file(draft.root.clone()), "")))
}
