//! Calls that leave the local platform.

use std::{path::PathBuf, str::FromStr};

use clap::Args;

/// What becomes of calls to other hosts that the policy lets through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum EgressMode {
    /// They are not made.
    #[default]
    Off,
    /// They are made.
    Live,
    /// They are made, and written down in a directory.
    Record(PathBuf),
    /// They are answered from such a directory.
    Replay(PathBuf),
}

impl FromStr for EgressMode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "off" => Ok(Self::Off),
            None if text == "live" => Ok(Self::Live),
            Some(("record", directory)) if !directory.is_empty() => Ok(Self::Record(directory.into())),
            Some(("replay", directory)) if !directory.is_empty() => Ok(Self::Replay(directory.into())),
            _ => Err("off, live, record=DIRECTORY or replay=DIRECTORY is needed".to_owned()),
        }
    }
}

/// How calls leave.
#[derive(Debug, Args)]
pub(crate) struct EgressArguments {
    /// What becomes of calls to other hosts, where the app may make them: off, live, record=DIRECTORY or replay=DIRECTORY.
    #[arg(long, value_name = "MODE", default_value = "off")]
    pub(crate) egress: EgressMode,

    /// An HTTP proxy for calls that leave: http://proxy.example.com:3128. Variables of the environment name none.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) proxy: Option<String>,

    /// For calls that leave, trust the authorities in this file (PEM) as well as the public ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
}
