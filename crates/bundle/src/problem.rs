//! What stands in the way of a bundle, with its place.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// Where a problem is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the app's directory where it lies in it.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// The column there, from 1, in UTF-16 units.
    pub column: usize,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What kind it is: a kebab-case word of ours, or the bundler's own in capitals.
    pub code: String,
    /// A sentence about this case.
    pub message: String,
    /// Where it is, if it is somewhere.
    pub place: Option<Place>,
}

/// Why there is no bundle. There is at least one problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}", told(problems))]
pub struct Failure {
    /// All that was found.
    pub problems: Vec<Problem>,
}

fn told(problems: &[Problem]) -> String {
    let told = |problem: &Problem| match &problem.place {
        Some(Place { file, line, column }) => format!("{file}:{line}:{column}: {}", problem.message),
        None => problem.message.clone(),
    };
    problems.iter().map(told).collect::<Vec<_>>().join("\n")
}

impl Failure {
    pub(crate) fn one(code: &str, message: String) -> Self {
        Self { problems: vec![Problem { code: code.to_owned(), message, place: None }] }
    }
}

/// A file as people know it: relative to the app.
pub(crate) fn named(root: &Path, file: &str) -> String {
    Path::new(file).strip_prefix(root).map_or_else(|_| file.to_owned(), |path| path.display().to_string())
}

/// What the bundler tells, in our words for places.
pub(crate) fn from_bundler(root: &Path, error: &rolldown_error::BuildDiagnostic) -> Problem {
    let options = rolldown_error::DiagnosticOptions { cwd: root.to_owned() };
    let told = error.to_diagnostic_with(&options);
    let place = told.get_primary_location().map(|(file, line, column, _)| Place {
        // It names files relative to its working directory, which is the app's.
        file: named(root, &file),
        line,
        column: column + 1,
    });
    let message = error.to_message_with(&options);
    let message = message.lines().next().unwrap_or_default().replace(&format!("{}/", root.display()), "");
    Problem { code: told.kind(), message, place }
}
