//! One entry of a lock file of Yarn.

use crate::{Origin, Purpose, Version, npm::wanted};

/// What stands in the file under one list of descriptors.
#[derive(Debug, Default)]
pub(super) struct YarnEntry<'t> {
    /// `name@range`, without quotes.
    pub(super) descriptors: Vec<String>,
    /// The line of the descriptors.
    pub(super) at: &'t str,
    pub(super) version: Option<String>,
    /// Yarn 1: the archive's address. Later: `name@protocol:version`.
    pub(super) resolved: Option<String>,
    pub(super) integrity: Option<&'t str>,
    pub(super) wants: Vec<Wish>,
}

/// A package that an entry asks for.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) name: String,
    pub(super) range: String,
    pub(super) purpose: Purpose,
}

impl YarnEntry<'_> {
    pub(super) fn name(&self) -> Option<&str> {
        // Later ones say what an alias leads to.
        let resolution = self
            .resolved
            .as_deref()
            .filter(|resolved| !resolved.contains("://") || resolved.contains("@npm:"));
        let from = resolution.filter(|it| it.get(1..).is_some_and(|rest| rest.contains('@')));
        from.or(self.descriptors.first().map(String::as_str)).map(super::name_of)
    }

    /// What the first descriptor asks for.
    pub(super) fn range(&self) -> Option<&str> {
        let descriptor = self.descriptors.first()?;
        descriptor.get(super::name_of(descriptor).len() + 1..)
    }

    /// The folder, relative to the lock file's, where this is a member of the workspace.
    pub(super) fn workspace(&self) -> Option<&str> {
        self.resolved.as_deref()?.split_once("@workspace:").map(|(_, path)| path)
    }

    pub(super) fn version(&self) -> Version {
        match (&self.version, self.origin()) {
            // Yarn gives what is linked a version of its own.
            (_, Origin::Local(_)) | (None, _) => Version::Unknown,
            (Some(version), _) => Version::Exact(version.clone()),
        }
    }

    pub(super) fn origin(&self) -> Origin {
        let Some(resolved) = self.resolved.as_deref() else {
            return self.range().map_or(Origin::Registry, wanted::origin);
        };
        if let Some((host, path)) = resolved.split_once("://") {
            let host = host.rsplit('@').next().unwrap_or(host);
            let is_archive = path.contains("/-/") || path.contains(".tgz");
            let is_git = host.contains("git")
                || host.contains("ssh")
                || path.split('#').next().unwrap_or(path).ends_with(".git");
            let is_hosted = path.starts_with("codeload.github.com") || path.starts_with("github.com");
            return match (is_git, is_archive && !is_hosted) {
                (false, true) => Origin::Registry,
                (true, _) => Origin::Git(resolved.to_owned()),
                (false, false) => Origin::Archive(resolved.to_owned()),
            };
        }
        match resolved.get(super::name_of(resolved).len() + 1..) {
            Some(reference) if reference.starts_with("npm:") => Origin::Registry,
            // A patched package of the registry is that package still.
            Some(reference) if reference.starts_with("patch:") => Origin::Registry,
            Some(reference) => wanted::origin(reference),
            None => Origin::Registry,
        }
    }
}
