//! An app in the making.

use std::{collections::BTreeSet, sync::Arc};

use assay_catalogue::Facts;
use assay_source::{Diagnostic, Level, RelPath, Tree};

use super::{
    Options, connect,
    roots::{is_built, is_for_show, project_folders, project_root},
    signs::Sign,
    types,
};
use crate::{
    App, AppType, ConnectDescriptor, Manifest, ProjectFiles,
    document::{JsonDialect, read_json},
    facts::facts,
    project::{Package, marks_a_project},
};

/// What gave an app away, before it is put together.
pub(super) struct Draft {
    pub(super) root: RelPath,
    pub(super) manifest: Option<Manifest>,
    pub(super) descriptors: Vec<ConnectDescriptor>,
    pub(super) signs: Vec<Sign>,
}

impl Draft {
    pub(super) fn new(root: RelPath) -> Self {
        Self { root, manifest: None, descriptors: Vec::new(), signs: Vec::new() }
    }

    /// The app, given the roots of all apps of the tree.
    pub(super) fn finish(mut self, tree: &Arc<Tree>, roots: &[RelPath], options: &Options) -> App {
        let (beside, outside) = beside(&self, tree, roots);
        let others = roots.iter().filter(|root| **root != self.root && root.is_below(&self.root));
        let nested = others.cloned().collect();
        self.descriptors.sort_by_key(connect::preference);
        let several = connect::several(&self.descriptors);
        let mut app = App {
            root: self.root,
            name: None,
            types: Vec::new(),
            manifest: self.manifest,
            descriptor: self.descriptors.into_iter().next(),
            project: ProjectFiles::default(),
            facts: Facts::default(),
            diagnostics: Vec::new(),
            nested,
            beside,
            tree: Arc::clone(tree),
        };
        let files = app.files().map(|file| &file.path).filter(|path| !is_built(path));
        let (project, problems) = ProjectFiles::gather(tree, &app.root, files);
        app.project = project;
        app.name = name(&app);
        app.types = match &options.types {
            Some(types) if !types.is_empty() => types::set_by_hand(&app, types),
            _ => types::decide(&app, &self.signs),
        };
        let manifest = app.manifest.iter().flat_map(|manifest| &manifest.diagnostics);
        let descriptor = app.descriptor.iter().flat_map(|descriptor| &descriptor.diagnostics);
        let read = manifest.chain(descriptor).cloned();
        app.diagnostics = read.chain(outside).chain(several).chain(problems).collect();
        app.facts = facts(&app);
        app
    }
}

impl App {
    /// Gives it the descriptor that its code was found to write, where no file holds one.
    pub fn set_descriptor(&mut self, descriptor: ConnectDescriptor) {
        self.types.extend(types::by_descriptor(&self.types, &descriptor));
        self.types.sort_by_key(|decision| decision.app_type);
        self.descriptor = Some(descriptor);
        self.facts = facts(self);
    }

    /// Sets its types by hand, as `assay.toml` may.
    pub fn set_types(&mut self, types: &[AppType]) {
        self.types = types::set_by_hand(self, types);
        self.facts = facts(self);
    }
}

/// Projects outside an app's root that are its own: that its resources are built from, or that serve it; and a warning for
/// each resource that cannot be looked at because it lies outside of the tree.
fn beside(draft: &Draft, tree: &Tree, roots: &[RelPath]) -> (Vec<RelPath>, Vec<Diagnostic>) {
    let (mut folders, mut outside) = (Vec::new(), Vec::new());
    let files: Vec<&RelPath> =
        tree.files().iter().map(|file| &file.path).filter(|path| !is_built(path)).collect();
    let Some(manifest) = &draft.manifest else {
        if roots.len() == 1 && !draft.descriptors.is_empty() {
            folders.extend(around(draft, &files));
        }
        folders.extend(shared_scripts(draft, tree, &files, roots));
        folders.sort();
        folders.dedup();
        return (folders, outside);
    };
    if roots.len() == 1 && (!manifest.remotes.is_empty() || !manifest.permissions.egress.is_empty()) {
        folders.extend(servers(draft, tree, &files));
    }
    if roots.len() == 1 {
        folders.extend(pages(draft, tree, &files));
    }
    let ways_up: Vec<_> = manifest
        .resources
        .iter()
        .filter_map(|resource| resource.path.as_ref())
        .filter(|path| path.value.starts_with("..") && path.is_certain())
        .collect();
    if ways_up.is_empty() {
        return (folders, outside);
    }
    let projects = project_folders(&files);
    for path in ways_up {
        let Ok(target) = draft.root.join(&path.value) else {
            let message = format!(
                "the resource `{path}` lies outside of the folder that was named; it is not looked at"
            );
            let warning = Diagnostic::new(Level::Warning, "resource-outside", message)
                .at(manifest.place(path.span), "")
                .help("name a folder further up, so that all of the app's code lies below it");
            outside.push(warning);
            continue;
        };
        let project = project_root(&target, &projects);
        let holds_an_app = roots.iter().any(|root| root.is_below(&project) || project == *root);
        if !project.is_root() && !holds_an_app && !project.is_below(&draft.root) {
            folders.push(project);
        }
    }
    folders.sort();
    folders.dedup();
    (folders, outside)
}

/// Servers that lie beside the only app of a repository, or around it: it calls out, and no other app is there that they could
/// serve. Those in JavaScript are told by the framework they ask for.
fn servers(draft: &Draft, tree: &Tree, files: &[&RelPath]) -> Vec<RelPath> {
    let of_servers = |path: &&RelPath| match path.file_name() {
        "package.json" => {
            tree.read(path).is_ok_and(|text| Package::read(read_json(&text, JsonDialect::Strict)).serves())
        }
        "deno.json" => false,
        _ => marks_a_project(path),
    };
    let marks: Vec<&RelPath> = files.iter().copied().filter(of_servers).collect();
    let folders = project_folders(&marks).into_iter();
    folders.filter(|folder| !folder.is_below(&draft.root) && !is_for_show(folder)).collect()
}

/// Front ends that lie beside the only app of a repository, or around it, and are built into its folder: they ask for what
/// pages of Custom UI call the platform by. Only where a resource's folder holds nothing to be built.
fn pages(draft: &Draft, tree: &Tree, files: &[&RelPath]) -> Vec<RelPath> {
    let resources = draft.manifest.iter().flat_map(|manifest| &manifest.resources);
    let mut paths = resources.filter_map(|resource| resource.path.as_ref()).filter(|path| path.is_certain());
    let is_missing = |path: &str| {
        let Ok(mut folder) = draft.root.join(path) else { return false };
        let within = |path: &RelPath| path.is_below(&draft.root) && *path != draft.root;
        let mut has_any = false;
        while !has_any && within(&folder) {
            has_any = files.iter().any(|file| file.is_below(&folder));
            folder = folder.parent();
        }
        !has_any
    };
    if !paths.any(|path| is_missing(&path.value)) {
        return Vec::new();
    }
    let bridges = |path: &&&RelPath| {
        let wants = |text| Package::read(read_json(&text, JsonDialect::Strict)).wants(BRIDGE).is_some();
        path.file_name() == "package.json" && tree.read(path).is_ok_and(wants)
    };
    let projects = files.iter().filter(bridges).map(|path| path.parent());
    projects.filter(|folder| !folder.is_below(&draft.root) && !is_for_show(folder)).collect()
}

/// What pages of Custom UI call the platform by.
const BRIDGE: &str = "@forge/bridge";

/// Folders outside an app's root that its pages take scripts from: `<script src="../common/auth.js">`.
fn shared_scripts(draft: &Draft, tree: &Tree, files: &[&RelPath], roots: &[RelPath]) -> BTreeSet<RelPath> {
    let is_page = |path: &&&RelPath| {
        path.is_below(&draft.root) && matches!(path.extension().as_deref(), Some("html" | "htm"))
    };
    let mut folders = BTreeSet::new();
    for page in files.iter().filter(is_page) {
        let Ok(text) = tree.read(page) else { continue };
        let sources = text.as_str().split("<script").skip(1).filter_map(|tag| {
            let (_, value) = tag.split_once('>')?.0.split_once("src=")?;
            let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
            value.get(1..)?.split(quote).next()
        });
        let scripts = sources.filter(|source| source.starts_with("../"));
        let scripts = scripts.filter_map(|source| page.parent().join(source).ok());
        let scripts = scripts.filter(|script| tree.contains(script) && !script.is_below(&draft.root));
        folders.extend(scripts.map(|script| script.parent()));
    }
    // A folder that holds an app, or all of them, is not this one's.
    folders.retain(|folder| !roots.iter().any(|root| root.is_below(folder) || folder.is_below(root)));
    folders
}

/// The project around a Connect app that stands in a folder for the server's half of it.
fn around(draft: &Draft, files: &[&RelPath]) -> Option<RelPath> {
    const HALVES: [&str; 4] = ["functions", "server", "backend", "api"];
    let is_half = HALVES.contains(&draft.root.file_name());
    let parent = draft.root.parent();
    (is_half && project_folders(files).contains(&parent)).then_some(parent)
}

/// What people call it: as its descriptor says, its package file, or its folder.
fn name(app: &App) -> Option<String> {
    let descriptor = app.descriptor.as_ref().and_then(|descriptor| descriptor.name.as_ref());
    let manifest = app.manifest.as_ref().and_then(|manifest| manifest.app.name.as_ref());
    let package = app.project.packages.first().filter(|package| package.path().parent() == app.root);
    let package = package.and_then(|package| package.name.as_ref());
    let given = [manifest, descriptor, package].into_iter().flatten().find(|name| name.is_certain());
    given
        .map(|name| name.value.trim().to_owned())
        .filter(|name| !name.is_empty())
        .or_else(|| (!app.root.is_root()).then(|| app.root.file_name().to_owned()))
}
