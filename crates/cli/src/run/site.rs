//! The development site, as the command line names it.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use assay_sandbox::{Development, DevelopmentSource, Recording, Replay, Secret};

use super::egress;
use crate::arguments::RunArguments;

pub(super) fn development(arguments: &RunArguments) -> Result<Option<Arc<Development>>> {
    let given = &arguments.site;
    let Some(address) = &given.site else { return Ok(None) };
    let source = match (&given.site_replay, &given.site_user, &given.site_token) {
        (Some(directory), ..) => {
            DevelopmentSource::Replayed(Replay::read(directory).context("the recording cannot be replayed")?)
        }
        (None, Some(mail), Some(token)) => DevelopmentSource::Live {
            network: egress::network(&arguments.egress)?,
            mail: mail.clone(),
            token: Secret::from(token.read()?.as_str()),
            may_change: given.site_changes,
            recording: match &given.site_record {
                None => None,
                Some(directory) => Some(Arc::new(
                    Recording::into(directory)
                        .with_context(|| format!("nothing can be recorded in `{}`", directory.display()))?,
                )),
            },
        },
        _ => bail!("`--site` takes `--site-user` and `--site-token`, or `--site-replay`"),
    };
    let development = Development::at(address, source);
    Ok(Some(development.with_context(|| format!("the site `{address}` cannot be used"))?))
}
