//! Files of a project that say how it is built, run and looked after.

use std::{collections::BTreeMap, sync::Arc};

use assay_source::{Diagnostic, RelPath, Tree};

use crate::{
    Spanned,
    document::{Document, JsonDialect, read_json},
    manifest::section::{Complaints, Section},
};

/// The project files among an app's files. Paths are those of the tree, in its order.
#[derive(Debug, Clone, Default)]
pub struct ProjectFiles {
    /// Every `package.json`, the one at the app's root first.
    pub packages: Vec<Package>,
    /// Lock files of package managers.
    pub lock_files: Vec<RelPath>,
    /// `.nvmrc`, `.node-version`, `.tool-versions`.
    pub node_version_files: Vec<RelPath>,
    /// Dockerfiles and Containerfiles.
    pub docker_files: Vec<RelPath>,
    /// Pipelines of the usual services.
    pub ci_files: Vec<RelPath>,
    /// `SECURITY.md` and its like.
    pub security_policies: Vec<RelPath>,
    /// `security.txt`.
    pub security_txt: Vec<RelPath>,
    /// `assay.toml`.
    pub assay_configs: Vec<RelPath>,
    /// Build files of other languages: `pom.xml`, `build.gradle`, `requirements.txt`, `go.mod`, …
    pub build_files: Vec<RelPath>,
}

/// One `package.json`.
#[derive(Debug, Clone)]
pub struct Package {
    /// The tree and the text it was read from.
    pub document: Document,
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `engines.node`.
    pub node_engine: Option<Spanned<String>>,
    /// Packages it asks for at run time, with the wanted version.
    pub dependencies: BTreeMap<String, Spanned<String>>,
    /// Packages it asks for to build and test.
    pub dev_dependencies: BTreeMap<String, Spanned<String>>,
    /// Scripts by name.
    pub scripts: BTreeMap<String, Spanned<String>>,
}

impl Package {
    /// Where it lies.
    pub fn path(&self) -> &RelPath {
        self.document.text.path()
    }

    /// The wanted version of a package, of either kind.
    pub fn wants(&self, package: &str) -> Option<&Spanned<String>> {
        self.dependencies.get(package).or_else(|| self.dev_dependencies.get(package))
    }

    /// Whether it asks for a framework that answers requests.
    pub fn serves(&self) -> bool {
        /// The usual ones.
        const SERVERS: [&str; 9] = [
            "@hapi/hapi",
            "@nestjs/core",
            "atlassian-connect-express",
            "express",
            "fastify",
            "firebase-functions",
            "hono",
            "koa",
            "restify",
        ];
        SERVERS.iter().any(|server| self.dependencies.contains_key(*server))
    }

    pub(crate) fn read(document: Document) -> Self {
        let text = Arc::clone(&document.text);
        // Wrong types here are the package manager's to complain of.
        let complaints = Complaints::new(&text);
        let root = document.root.clone();
        let top = Section::new(&root, "", &complaints);
        let texts = |key| {
            let Some(map) = top.map(key) else { return BTreeMap::new() };
            map.entries()
                .filter_map(|(entry, value)| Some((entry.key.text.clone(), value.as_text()?)))
                .collect()
        };
        Self {
            name: top.text("name"),
            node_engine: top.map("engines").and_then(|engines| engines.text("node")),
            dependencies: texts("dependencies"),
            dev_dependencies: texts("devDependencies"),
            scripts: texts("scripts"),
            document,
        }
    }
}

/// Build files that mark the root of a project, beside those of `.NET` which end in `proj`.
const BUILD_FILES: [&str; 16] = [
    "package.json",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "build.sbt",
    "requirements.txt",
    "pyproject.toml",
    "setup.py",
    "Pipfile",
    "go.mod",
    "Gemfile",
    "composer.json",
    "mix.exs",
    "deno.json",
    "Cargo.toml",
    "Package.swift",
];

/// True for a file that marks the root of a project.
pub(crate) fn marks_a_project(path: &RelPath) -> bool {
    BUILD_FILES.contains(&path.file_name())
        || path
            .extension()
            .is_some_and(|extension| matches!(extension.as_str(), "csproj" | "fsproj" | "gemspec"))
}

impl ProjectFiles {
    /// Sorts the project files out of an app's files, and reads every `package.json` among them.
    pub(crate) fn gather<'t>(
        tree: &Tree,
        root: &RelPath,
        files: impl Iterator<Item = &'t RelPath>,
    ) -> (Self, Vec<Diagnostic>) {
        let mut project = Self::default();
        let mut diagnostics = Vec::new();
        for path in files {
            let name = path.file_name();
            let lower = name.to_ascii_lowercase();
            if name == "package.json" {
                if let Ok(text) = tree.read(path) {
                    let document = read_json(&text, JsonDialect::Strict);
                    diagnostics.extend(document.diagnostics.iter().cloned());
                    project.packages.push(Package::read(document));
                }
            } else if marks_a_project(path) {
                project.build_files.push(path.clone());
            } else if let Some(list) = project.list_of(path, &lower) {
                list.push(path.clone());
            }
        }
        project.packages.sort_by_key(|package| package.path().parent() != *root);
        (project, diagnostics)
    }

    fn list_of(&mut self, path: &RelPath, lower: &str) -> Option<&mut Vec<RelPath>> {
        Some(match lower {
            "package-lock.json"
            | "npm-shrinkwrap.json"
            | "yarn.lock"
            | "pnpm-lock.yaml"
            | "bun.lock"
            | "poetry.lock"
            | "pipfile.lock"
            | "uv.lock"
            | "gemfile.lock"
            | "composer.lock"
            | "go.sum"
            | "cargo.lock"
            | "packages.lock.json"
            | "gradle.lockfile" => &mut self.lock_files,
            ".nvmrc" | ".node-version" | ".tool-versions" => &mut self.node_version_files,
            "security.txt" => &mut self.security_txt,
            "assay.toml" => &mut self.assay_configs,
            "security" | "security.md" | "security.rst" | "security.adoc" | "security.markdown" => {
                &mut self.security_policies
            }
            _ if is_docker_file(lower) => &mut self.docker_files,
            _ if is_ci_file(path.as_str(), lower) => &mut self.ci_files,
            _ => return None,
        })
    }
}

fn is_docker_file(lower: &str) -> bool {
    matches!(lower, "dockerfile" | "containerfile")
        || lower.starts_with("dockerfile.")
        || lower.ends_with(".dockerfile")
}

fn is_ci_file(path: &str, lower: &str) -> bool {
    let yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
    yaml && (path.contains(".github/workflows/")
        || path.contains(".circleci/")
        || path.contains(".buildkite/"))
        || matches!(
            lower,
            ".gitlab-ci.yml"
                | "bitbucket-pipelines.yml"
                | "azure-pipelines.yml"
                | ".travis.yml"
                | "appveyor.yml"
                | "jenkinsfile"
                | "buildspec.yml"
                | "cloudbuild.yaml"
        )
}
