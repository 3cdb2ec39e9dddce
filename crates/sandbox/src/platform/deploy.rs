//! Versions come into environments.

use super::{Platform, held};
use crate::{
    consent::{Course, course, grows},
    error::Error,
    guard::Guard,
    state::{
        act::{Act, EnvironmentId, EnvironmentKind, VersionNumber},
        folder::Folder,
        package::{Deployed, Package, read_manifest},
        variables::{Sealing, Variable, Variables},
    },
};

/// What came of deploying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// Into which environment.
    pub environment: EnvironmentId,
    /// As which version.
    pub version: VersionNumber,
    /// Installations that run it.
    pub moved: Vec<String>,
    /// Installations that run its code with the permissions they have, until their admin approves.
    pub code_only: Vec<String>,
    /// Installations that stay as they are until their admin approves.
    pub waiting: Vec<String>,
}

/// The first version of an environment.
///
/// Source: developer.atlassian.com/platform/forge/versions, read 2026-08.
const FIRST: VersionNumber = VersionNumber { major: 1, minor: 1 };

impl Platform {
    /// Puts a version into an environment. Installations get it where it asks for nothing more than their admin approved.
    ///
    /// # Errors
    /// The manifest names no app, or the state cannot be written.
    pub fn deploy(&self, environment: &str, package: &Package, by: &str) -> Result<Deployment, Error> {
        let environment = environment_of(environment, package)?;
        let variables = self.kept_variables(&environment)?;
        let mut book = held(&self.book);
        let deployed = |number, digest| {
            Deployed::of(environment.clone(), number, package.clone(), variables.clone(), digest)
        };
        let newest = match book.state.newest(&environment) {
            None => None,
            Some(number) => {
                let digest = &book.state.versions[&environment][&number];
                Some(Deployed::read(&self.folder, &environment, number, digest)?)
            }
        };
        let version = match &newest {
            None => FIRST,
            Some(old) if grows(old, &deployed(FIRST, String::new())) => {
                VersionNumber { major: old.number.major + 1, minor: 0 }
            }
            Some(old) => VersionNumber { minor: old.number.minor + 1, ..old.number },
        };
        let files = Deployed::write(&self.folder, &environment, version, package, &variables)?;
        let act = Act::Deployed { environment: environment.clone(), version, files: files.clone() };
        self.write(&mut book, by, act)?;
        let new = deployed(version, files);
        let mut told = Deployment {
            environment: environment.clone(),
            version,
            moved: Vec::new(),
            code_only: Vec::new(),
            waiting: Vec::new(),
        };
        let mut installations: Vec<_> = book.state.installations.values().cloned().collect();
        installations.retain(|it| it.environment == environment);
        for it in installations {
            let digest = &book.state.versions[&environment][&it.granted];
            let granted = Deployed::read(&self.folder, &environment, it.granted, digest)?;
            let (list, granted) = match course(&granted, &new, self.options.guards) {
                Course::Whole => (&mut told.moved, version),
                Course::CodeOnly => (&mut told.code_only, it.granted),
                Course::Waits => {
                    told.waiting.push(it.id);
                    continue;
                }
            };
            list.push(it.id.clone());
            let act = Act::Moved { installation: it.id.clone(), code: version, granted };
            self.write(&mut book, "the platform", act)?;
            if let Some(it) = book.state.installations.get(&it.id) {
                self.tell(it, "avi:forge:upgraded:app", "the platform")?;
            }
        }
        Ok(told)
    }

    /// Deploys what was built anew while somebody works on it: in environments of developers only.
    ///
    /// # Errors
    /// As [`Platform::deploy`], and [`Error::ProductionClosed`] in any environment others rely on.
    pub fn rebuild(&self, environment: &str, package: &Package) -> Result<Deployment, Error> {
        let id = environment_of(environment, package)?;
        self.attach(&id, "rebuilding")?;
        self.deploy(environment, package, "a rebuild")
    }

    /// Whether somebody may look into, or change, what runs: in environments of developers only.
    ///
    /// # Errors
    /// [`Error::ProductionClosed`].
    pub fn attach(&self, environment: &EnvironmentId, what: &'static str) -> Result<(), Error> {
        let is_open = environment.kind() == EnvironmentKind::Development;
        if is_open || !self.options.guards.hold(Guard::ProductionClosed) {
            return Ok(());
        }
        Err(Error::ProductionClosed { what })
    }

    /// Sets a variable of an environment. Versions deployed from now on have it.
    ///
    /// An encrypted one is sealed, and nothing gives it back but the app's own process.
    ///
    /// # Errors
    /// The name is none, or the state cannot be written.
    pub fn set_variable(
        &self,
        environment: &EnvironmentId,
        name: &str,
        value: &str,
        is_encrypted: bool,
    ) -> Result<(), Error> {
        let _book = held(&self.book);
        let mut variables = self.kept_variables(environment)?;
        let sealing = is_encrypted.then(|| Sealing::of(&self.master, environment));
        variables.set(name, value, sealing.as_ref())?;
        self.keep_variables(environment, &variables)
    }

    /// Removes a variable, and gives whether there was one.
    ///
    /// # Errors
    /// The state cannot be written.
    pub fn unset_variable(&self, environment: &EnvironmentId, name: &str) -> Result<bool, Error> {
        let _book = held(&self.book);
        let mut variables = self.kept_variables(environment)?;
        let was = variables.0.remove(name).is_some();
        self.keep_variables(environment, &variables)?;
        Ok(was)
    }

    /// The variables of an environment; of encrypted ones the names only.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn variables(&self, environment: &EnvironmentId) -> Result<Vec<Variable>, Error> {
        Ok(self.kept_variables(environment)?.told())
    }

    fn kept_variables(&self, environment: &EnvironmentId) -> Result<Variables, Error> {
        let path = variables_path(&self.folder, environment);
        let Some(bytes) = self.folder.read(&path)? else { return Ok(Variables::default()) };
        serde_json::from_slice(&bytes).map_err(|error| Error::Damaged { path, because: error.to_string() })
    }

    fn keep_variables(&self, environment: &EnvironmentId, variables: &Variables) -> Result<(), Error> {
        let path = variables_path(&self.folder, environment);
        let json = serde_json::to_vec(variables).map_err(|error| Error::state(&path, error.into()))?;
        self.folder.replace(&path, &json)
    }
}

fn variables_path(folder: &Folder, environment: &EnvironmentId) -> std::path::PathBuf {
    folder.hidden("variables", &[&environment.app, &environment.name]).with_extension("json")
}

fn environment_of(name: &str, package: &Package) -> Result<EnvironmentId, Error> {
    let manifest = read_manifest(&package.manifest);
    let app = manifest.app.id.as_ref().filter(|id| id.is_certain());
    let app =
        app.ok_or_else(|| Error::Manifest { because: "names no app: `app.id` is missing".to_owned() })?;
    EnvironmentId::new(&app.value, name)
}
