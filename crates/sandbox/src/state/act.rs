//! What can be done to environments and installations, and what follows for both.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// One environment of one app.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentId {
    /// `app.id` of the manifest.
    pub app: String,
    /// `development`, `staging`, `production`, or a developer's own.
    pub name: String,
}

/// What kind of environment it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnvironmentKind {
    /// `development`, and those with a name of their own.
    Development,
    /// `staging`.
    Staging,
    /// `production`.
    Production,
}

/// The number of a version: a major one waits for the admin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionNumber {
    /// Grows with what a version asks for.
    pub major: u32,
    /// Grows otherwise.
    pub minor: u32,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// A version was put into an environment.
    Deployed {
        /// Where.
        environment: EnvironmentId,
        /// As what.
        version: VersionNumber,
        /// Of what its files are made.
        files: String,
    },
    /// An admin installed the app, and approved what a version asks for.
    Installed {
        /// The installation's id, drawn at random.
        installation: String,
        /// Of which environment.
        environment: EnvironmentId,
        /// On which site.
        site: String,
        /// In which products.
        products: Vec<String>,
        /// Which version.
        version: VersionNumber,
        /// Of what the admin was shown.
        shown: String,
    },
    /// An admin approved what a version asks for.
    Approved {
        /// By which installation.
        installation: String,
        /// Which version.
        version: VersionNumber,
        /// Of what the admin was shown.
        shown: String,
    },
    /// An installation runs another version, which asks for nothing more.
    Moved {
        /// Which installation.
        installation: String,
        /// Whose code runs.
        code: VersionNumber,
        /// Whose permissions hold.
        granted: VersionNumber,
    },
    /// An admin removed the app.
    Uninstalled {
        /// Which installation.
        installation: String,
    },
    /// An admin allowed, or no longer allows, that the app's makers read its logs of this site.
    LogsSwitched {
        /// Of which environment.
        environment: EnvironmentId,
        /// Which site's.
        site: String,
        /// Whether they may.
        on: bool,
    },
}

/// An installation, as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Its id.
    pub id: String,
    /// Of which environment.
    pub environment: EnvironmentId,
    /// The key of its site.
    pub site: String,
    /// The products it is installed in.
    pub products: Vec<String>,
    /// The version whose code runs.
    pub code: VersionNumber,
    /// The version whose permissions hold.
    pub granted: VersionNumber,
}

/// What all entries come to.
#[derive(Debug, Clone, Default)]
pub(crate) struct State {
    /// Versions of each environment, with the digest of their files.
    pub(crate) versions: BTreeMap<EnvironmentId, BTreeMap<VersionNumber, String>>,
    pub(crate) installations: BTreeMap<String, Installation>,
    /// Where logs may not be read.
    pub(crate) logs_off: Vec<(EnvironmentId, String)>,
}

impl EnvironmentId {
    /// An environment by the app's id and its name.
    ///
    /// # Errors
    /// A name of an environment is of lower-case letters, digits and dashes, 40 at most.
    pub fn new(app: &str, name: &str) -> Result<Self, Error> {
        let word = |text: &str| {
            (1..=40).contains(&text.len())
                && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || byte.is_ascii_lowercase())
        };
        if !word(name) {
            return Err(Error::BadName { what: "environment", name: name.escape_default().to_string() });
        }
        if app.is_empty() || app.len() > 200 || !app.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::BadName { what: "app", name: app.escape_default().take(200).collect() });
        }
        Ok(Self { app: app.to_owned(), name: name.to_owned() })
    }

    /// What kind it is, by its name.
    #[must_use]
    pub fn kind(&self) -> EnvironmentKind {
        match self.name.as_str() {
            "production" => EnvironmentKind::Production,
            "staging" => EnvironmentKind::Staging,
            _ => EnvironmentKind::Development,
        }
    }
}

impl EnvironmentKind {
    /// The platform's word: `DEVELOPMENT`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Development => "DEVELOPMENT",
            Self::Staging => "STAGING",
            Self::Production => "PRODUCTION",
        }
    }
}

impl fmt::Display for EnvironmentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.name, self.app)
    }
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.0", self.major, self.minor)
    }
}

impl State {
    /// What is so after an act.
    pub(crate) fn apply(&mut self, act: &Act) {
        match act.clone() {
            Act::Deployed { environment, version, files } => {
                self.versions.entry(environment).or_default().insert(version, files);
            }
            Act::Installed { installation: id, environment, site, products, version, .. } => {
                let installation = Installation {
                    id: id.clone(),
                    environment,
                    site,
                    products,
                    code: version,
                    granted: version,
                };
                self.installations.insert(id, installation);
            }
            Act::Approved { installation, version, .. } => {
                self.set(&installation, version, version);
            }
            Act::Moved { installation, code, granted } => self.set(&installation, code, granted),
            Act::Uninstalled { installation } => {
                self.installations.remove(&installation);
            }
            Act::LogsSwitched { environment, site, on } => {
                self.logs_off.retain(|it| *it != (environment.clone(), site.clone()));
                if !on {
                    self.logs_off.push((environment, site));
                }
            }
        }
    }

    fn set(&mut self, id: &str, code: VersionNumber, granted: VersionNumber) {
        if let Some(it) = self.installations.get_mut(id) {
            (it.code, it.granted) = (code, granted);
        }
    }

    /// The newest version of an environment.
    pub(crate) fn newest(&self, environment: &EnvironmentId) -> Option<VersionNumber> {
        self.versions.get(environment)?.keys().next_back().copied()
    }
}
