//! Paths inside an app's tree.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// Path of a file or folder below the root of a [`Tree`](crate::Tree).
///
/// `/`-separated on every system; no leading or trailing `/`, no empty, `.` or `..` part. The root itself is
/// the empty path, printed as `.`. Ordered by its text, which is the order every report uses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelPath(Arc<str>);

/// Why a text is not a [`RelPath`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelPathError {
    /// It starts with `/`, or with a drive letter.
    #[error("`{0}` is an absolute path; a path below the app's folder is needed")]
    Absolute(String),
    /// It has a `..` part that leads out of the root.
    #[error("`{0}` leads out of the app's folder")]
    Escapes(String),
}

impl RelPath {
    /// The root of the tree.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Reads a path as people write it: `\` counts as `/`, `.` parts and doubled separators are dropped, `..`
    /// is resolved against what stands before it.
    ///
    /// # Errors
    /// [`RelPathError::Absolute`] or [`RelPathError::Escapes`].
    pub fn parse(text: &str) -> Result<Self, RelPathError> {
        let text = text.replace('\\', "/");
        let drive = text.as_bytes().get(1) == Some(&b':') && text.as_bytes()[0].is_ascii_alphabetic();
        if text.starts_with('/') || drive {
            return Err(RelPathError::Absolute(text));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Err(RelPathError::Escapes(text));
                    }
                }
                part => parts.push(part),
            }
        }
        Ok(Self(parts.join("/").into()))
    }

    /// The text, empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the root of the tree.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The last part: `manifest.yml` of `app/manifest.yml`. Empty for the root.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// What follows the last dot of the file name, in lower case; `None` for `.env` and `Dockerfile`.
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.file_name().rsplit_once('.')?;
        (!stem.is_empty()).then(|| extension.to_ascii_lowercase())
    }

    /// The folder it stands in; the root for a file at the top, and for the root itself.
    pub fn parent(&self) -> Self {
        self.0.rsplit_once('/').map_or_else(Self::root, |(parent, _)| Self(parent.into()))
    }

    /// This path followed by `tail`, resolved as [`RelPath::parse`] does.
    ///
    /// # Errors
    /// As [`RelPath::parse`].
    pub fn join(&self, tail: &str) -> Result<Self, RelPathError> {
        let tail = tail.replace('\\', "/");
        if tail.starts_with('/') {
            return Err(RelPathError::Absolute(tail));
        }
        Self::parse(format!("{}/{tail}", self.0).trim_start_matches('/'))
    }

    /// True when this path is `folder` or lies below it.
    pub fn is_below(&self, folder: &Self) -> bool {
        folder.is_root()
            || self == folder
            || self.0.strip_prefix(&*folder.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// This path as seen from `folder`, or `None` where it does not lie below it.
    pub fn relative_to(&self, folder: &Self) -> Option<Self> {
        if folder.is_root() {
            return Some(self.clone());
        }
        let rest = self.0.strip_prefix(&*folder.0)?;
        if rest.is_empty() {
            Some(Self::root())
        } else {
            rest.strip_prefix('/').map(|rest| Self(rest.into()))
        }
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_root() { "." } else { &self.0 })
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RelPath {
    type Error = RelPathError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RelPath> for String {
    fn from(path: RelPath) -> Self {
        path.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_as_people_write_it_is_tidied() {
        assert_eq!(RelPath::parse("./app\\src//index.js").unwrap().as_str(), "app/src/index.js");
        assert_eq!(RelPath::parse("app/src/../manifest.yml").unwrap().as_str(), "app/manifest.yml");
        assert_eq!(RelPath::parse(".").unwrap(), RelPath::root());
    }

    #[test]
    fn a_path_out_of_the_tree_is_refused() {
        assert!(matches!(RelPath::parse("../secrets"), Err(RelPathError::Escapes(_))));
        assert!(matches!(RelPath::parse("/etc/passwd"), Err(RelPathError::Absolute(_))));
        assert!(matches!(RelPath::parse("C:\\x"), Err(RelPathError::Absolute(_))));
        let app = RelPath::parse("app").unwrap();
        assert!(matches!(app.join("../../x"), Err(RelPathError::Escapes(_))));
        assert!(matches!(app.join("/x"), Err(RelPathError::Absolute(_))));
    }

    #[test]
    fn below_means_whole_parts() {
        let app = RelPath::parse("app").unwrap();
        assert!(RelPath::parse("app/manifest.yml").unwrap().is_below(&app));
        assert!(!RelPath::parse("app2/manifest.yml").unwrap().is_below(&app));
        assert_eq!(RelPath::parse("app/a/b").unwrap().relative_to(&app).unwrap().as_str(), "a/b");
        assert_eq!(RelPath::parse("app2/a").unwrap().relative_to(&app), None);
    }

    #[test]
    fn a_dotfile_has_no_extension() {
        assert_eq!(RelPath::parse(".env").unwrap().extension(), None);
        assert_eq!(RelPath::parse("a/Index.TSX").unwrap().extension().as_deref(), Some("tsx"));
    }
}
