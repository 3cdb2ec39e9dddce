//! Secrets that are named, and never stand on a command line.

use std::{path::PathBuf, str::FromStr};

use anyhow::{Context as _, Result};

/// Where a secret is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretSource {
    Environment(String),
    File(PathBuf),
}

impl SecretSource {
    /// Reads it.
    pub(crate) fn read(&self) -> Result<String> {
        let secret = match self {
            Self::Environment(name) => std::env::var(name)
                .with_context(|| format!("the environment variable `{name}` cannot be read"))?,
            Self::File(path) => std::fs::read_to_string(path)
                .with_context(|| format!("`{}` cannot be read", path.display()))?,
        };
        // An editor ends a file with a line end that is no part of the secret.
        Ok(secret.trim_end_matches(['\r', '\n']).to_owned())
    }
}

impl FromStr for SecretSource {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self::Environment(name.to_owned())),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(PathBuf::from(path))),
            _ => Err("`env:NAME` or `file:PATH` is needed; the secret itself never stands on a command line"
                .to_owned()),
        }
    }
}
