//! How calls leave the platform, as the command line says.

use std::{fs, sync::Arc};

use anyhow::{Context as _, Result, bail};
use assay_sandbox::{Live, Network, Outward, Proxy, Recording, Replay, Trust};

use crate::arguments::{EgressArguments, EgressMode};

/// `asks_a_site` is true where products of a site are asked.
pub(super) fn outward(arguments: &EgressArguments, asks_a_site: bool) -> Result<Outward> {
    let makes_calls = asks_a_site || matches!(arguments.egress, EgressMode::Live | EgressMode::Record(_));
    if !makes_calls && (arguments.proxy.is_some() || arguments.ca_file.is_some()) {
        bail!(
            "`--proxy` and `--ca-file` are for calls that leave: `--egress live`, `--egress record=DIRECTORY` or `--site`"
        );
    }
    Ok(match &arguments.egress {
        EgressMode::Off => Outward::Closed,
        EgressMode::Live => Outward::Live(network(arguments)?),
        EgressMode::Record(directory) => {
            let recording = Recording::into(directory)
                .with_context(|| format!("nothing can be recorded in `{}`", directory.display()))?;
            Outward::Recorded(network(arguments)?, Arc::new(recording))
        }
        EgressMode::Replay(directory) => {
            let replay = Replay::read(directory).context("the recording cannot be replayed")?;
            Outward::Replayed(Arc::new(replay))
        }
    })
}

/// The network, with the proxy and the authorities that were given.
pub(super) fn network(arguments: &EgressArguments) -> Result<Arc<dyn Network>> {
    let trust = match &arguments.ca_file {
        None => Trust::default(),
        Some(path) => {
            let shown = path.display();
            let pem = fs::read_to_string(path).with_context(|| format!("`{shown}` cannot be read"))?;
            Trust::with_authorities(&pem).with_context(|| format!("`{shown}` cannot be used"))?
        }
    };
    let proxy = arguments.proxy.as_deref().map(Proxy::parse).transpose()?;
    Ok(Arc::new(Live::new(&trust, proxy)))
}
