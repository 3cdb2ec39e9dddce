//! From what stands between the quotes to a file.

use std::sync::Arc;

use assay_source::{RelPath, Tree};
use oxc_resolver::{ResolveError, ResolveOptions, ResolverGeneric, TsconfigDiscovery};

use super::{files::Files, workspace::Workspace};
use crate::ir::Name;

/// What an extension may be left out of, the likeliest first: where a file lies beside what was made of it, the
/// source is meant.
pub(super) const EXTENSIONS: [&str; 12] =
    [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json", ".vue", ".svelte", ".d.ts"];

/// Where a specifier leads, before it is known which files take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    File(RelPath),
    Package { name: Name, subpath: Name },
    Builtin(Name),
    Outside,
    Nowhere(String),
}

/// Finds files by specifiers, as Node, TypeScript and bundlers do together.
pub(super) struct Resolver {
    resolver: ResolverGeneric<Files>,
    /// Without `tsconfig.json`: for projects whose own cannot be read.
    plain: ResolverGeneric<Files>,
    files: Files,
    workspace: Workspace,
}

impl Resolver {
    pub(super) fn of(tree: &Arc<Tree>) -> Self {
        let workspace = Workspace::of(tree);
        let files = Files::of(tree, workspace.packages.clone());
        let resolver = ResolverGeneric::new_with_file_system(files.clone(), options());
        let plain = resolver.clone_with_options(ResolveOptions { tsconfig: None, ..options() });
        Self { resolver, plain, files, workspace }
    }

    /// Where a specifier in a file leads.
    pub(super) fn resolve(&self, file: &RelPath, specifier: &str) -> Destination {
        // Loaders of bundlers stand before `!`, their options after `?`.
        let specifier = specifier.rsplit('!').next().unwrap_or(specifier);
        let specifier = specifier.split('?').next().unwrap_or(specifier);
        if specifier.is_empty() {
            return Destination::Nowhere("it is empty".to_owned());
        }
        if let Some(package) = specifier.strip_prefix("npm:") {
            return package_of(package);
        }
        if ["http:", "https:", "data:", "blob:", "//"].iter().any(|scheme| specifier.starts_with(scheme)) {
            return Destination::Outside;
        }
        let error = match self.find(file, specifier) {
            Ok(destination) => return destination,
            Err(error) => error,
        };
        if let ResolveError::Builtin { resolved, .. } = &error
            && !self.workspace.asks_for(file, specifier)
        {
            return Destination::Builtin(Name::from(resolved.as_str()));
        }
        if is_relative(specifier) {
            return self.missing(file, specifier);
        }
        match self.alias(file, specifier) {
            Some(destination) => destination,
            None if is_package_name(specifier) => package_of(specifier),
            None => Destination::Nowhere("no alias or package of this name is known".to_owned()),
        }
    }

    fn find(&self, file: &RelPath, specifier: &str) -> Result<Destination, ResolveError> {
        let path = Files::absolute(file);
        let result = self.resolver.resolve_file(&path, specifier).or_else(|error| match error {
            ResolveError::Builtin { .. } => Err(error),
            _ => self.plain.resolve_file(&path, specifier),
        })?;
        let inside = self.files.relative(result.path());
        Ok(inside.map_or(Destination::Outside, Destination::File))
    }

    /// A relative path that leads to no file.
    fn missing(&self, file: &RelPath, specifier: &str) -> Destination {
        match file.parent().join(specifier) {
            Err(_) => Destination::Outside,
            // A folder whose index is not one we know, or nothing at all.
            Ok(path) if self.files.has_folder(path.as_str()) => {
                Destination::Nowhere("the folder has no index".to_owned())
            }
            Ok(_) => Destination::Nowhere("there is no such file".to_owned()),
        }
    }

    /// What neither Node nor TypeScript know: sources of a workspace's package that is built first, `@/x` and `~/x`
    /// of bundlers, paths from the project's folder.
    fn alias(&self, file: &RelPath, specifier: &str) -> Option<Destination> {
        let from = |folder: &RelPath, tail: &str| -> Option<Destination> {
            let index = folder.join("index.js").ok()?;
            self.find(&index, &format!("./{tail}")).ok()
        };
        if let (name, subpath) = split_package(specifier)
            && let Some(folder) = self.workspace.packages.get(name)
        {
            let built = ["dist/", "build/", "lib/", "out/"];
            let source = built.iter().find_map(|built| subpath.strip_prefix(built)).unwrap_or(subpath);
            let tail = if source.is_empty() { "index" } else { source };
            let folders = ["src", "source", "lib", ""].map(|part| folder.join(part));
            return folders.into_iter().flatten().find_map(|folder| from(&folder, tail));
        }
        let project = self.workspace.project_of(file);
        let sources = project.join("src").ok()?;
        if let Some(tail) =
            ["@/", "~/", "@@/", "~~/", "$lib/", "/"].iter().find_map(|alias| specifier.strip_prefix(alias))
        {
            return [&sources, &project].into_iter().find_map(|folder| from(folder, tail));
        }
        let first = specifier.split('/').next().unwrap_or_default();
        if self.workspace.asks_for(file, first) || first.starts_with('@') {
            return None;
        }
        [&project, &sources]
            .into_iter()
            .filter(|folder| folder.join(first).is_ok_and(|folder| self.files.has_folder(folder.as_str())))
            .find_map(|folder| from(folder, specifier))
    }
}

fn options() -> ResolveOptions {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    ResolveOptions {
        tsconfig: Some(TsconfigDiscovery::Auto),
        condition_names: texts(&["source", "import", "require", "module", "node", "browser", "default"]),
        extensions: texts(&EXTENSIONS),
        extension_alias: vec![
            (".js".to_owned(), texts(&[".ts", ".tsx", ".js", ".jsx"])),
            (".jsx".to_owned(), texts(&[".tsx", ".jsx"])),
            (".mjs".to_owned(), texts(&[".mts", ".mjs"])),
            (".cjs".to_owned(), texts(&[".cts", ".cjs"])),
        ],
        main_fields: texts(&["source", "module", "main"]),
        builtin_modules: true,
        symlinks: false,
        node_path: false,
        ..ResolveOptions::default()
    }
}

fn is_relative(specifier: &str) -> bool {
    matches!(specifier, "." | "..") || specifier.starts_with("./") || specifier.starts_with("../")
}

/// Names as npm takes them, as far as that tells them from aliases.
fn is_package_name(specifier: &str) -> bool {
    let name = specifier.strip_prefix('@').unwrap_or(specifier);
    name.starts_with(|first: char| first.is_ascii_alphanumeric() || matches!(first, '_' | '-'))
        && !specifier.contains([':', '\\', ' ', '\n', '<', '>', '"', '\''])
        && (!specifier.starts_with('@') || specifier.contains('/'))
}

fn split_package(specifier: &str) -> (&str, &str) {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    match specifier.match_indices('/').nth(parts - 1) {
        Some((at, _)) => (&specifier[..at], &specifier[at + 1..]),
        None => (specifier, ""),
    }
}

fn package_of(specifier: &str) -> Destination {
    let (name, subpath) = split_package(specifier);
    Destination::Package { name: name.into(), subpath: subpath.trim_end_matches('/').into() }
}
