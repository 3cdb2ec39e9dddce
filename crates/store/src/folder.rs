//! Where an installation's file lies.

use std::path::{Path, PathBuf};

use assay_source::Digest;
use data_encoding::BASE32HEX_NOPAD;

/// Which installation: app, environment and site, as the platform knows them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstallationId {
    app: String,
    environment: String,
    installation: String,
}

/// A part of an id is empty, too long, or holds what no id holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id: ids are 1 to 200 visible ASCII characters")]
pub struct InvalidId(String);

impl InstallationId {
    /// From its parts.
    ///
    /// # Errors
    /// One of them is no id.
    pub fn new(app: &str, environment: &str, installation: &str) -> Result<Self, InvalidId> {
        for part in [app, environment, installation] {
            let fits = (1..=200).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_graphic());
            if !fits {
                return Err(InvalidId(part.escape_default().take(200).collect()));
            }
        }
        Ok(Self {
            app: app.to_owned(),
            environment: environment.to_owned(),
            installation: installation.to_owned(),
        })
    }

    /// The folder of its file, below `root`. It is made of a digest: no spelling of an id leads anywhere else, and no
    /// two installations share one.
    pub fn folder(&self, root: &Path) -> PathBuf {
        root.join(BASE32HEX_NOPAD.encode(&self.digest().as_bytes()[..20]).to_ascii_lowercase())
    }

    /// What tells it from every other.
    pub(crate) fn digest(&self) -> Digest {
        Digest::of_parts([&self.app, &self.environment, &self.installation].map(|part| part.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_folders_that_nothing_leads_out_of() {
        let root = Path::new("/data");
        let folder = |app: &str, environment: &str, site: &str| {
            InstallationId::new(app, environment, site).unwrap().folder(root)
        };
        assert_eq!(folder("../..", "a", "b").parent(), Some(root));
        assert_ne!(folder("ab", "c", "d"), folder("a", "bc", "d"));
        assert_ne!(folder("a", "b", "c"), folder("A", "b", "c"));
        assert!(InstallationId::new("", "a", "b").is_err());
        assert!(InstallationId::new("a\0", "a", "b").is_err());
        assert!(InstallationId::new("a", &"x".repeat(201), "b").is_err());
    }
}
