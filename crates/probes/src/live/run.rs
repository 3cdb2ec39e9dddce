//! A run: the survey first, then every probe that applies, side by side.

use assay_evidence::{Evidence, Subject, Sweep};
use futures_util::future::join_all;
use jiff::Timestamp;

use super::{
    client::{Client, Spent},
    keys::Keys,
    recording::Recording,
    survey::{Means, survey},
};
use crate::{PROBES, Scene, Settings, Target};

/// What a run saw.
#[derive(Debug)]
pub struct Probed {
    /// What evidence is about.
    pub subject: Subject,
    /// What was seen, by probe.
    pub evidence: Vec<Evidence>,
    /// How far each probe looked.
    pub sweeps: Vec<Sweep>,
    /// What it took.
    pub spent: Spent,
    /// Everything that was asked and answered.
    pub recording: Recording,
}

/// Tests a target. `now` is the moment of the run; a replay is given that of its recording.
pub async fn probe_target(
    client: &Client,
    target: &Target,
    keys: &Keys,
    settings: &Settings,
    means: &Means,
    now: Timestamp,
) -> Probed {
    let subject = Subject::Deployment { url: target.base_url.to_string(), release: None };
    let survey = survey(client, target, keys, means, now).await;
    let scene = Scene { target, survey: &survey, settings, subject: &subject, now, keys, client };
    let looks = join_all(PROBES.iter().map(|probe| probe.run(&scene))).await;
    let (evidence, sweeps): (Vec<_>, Vec<_>) = looks.into_iter().unzip();
    Probed {
        subject,
        evidence: evidence.into_iter().flatten().collect(),
        sweeps: sweeps.into_iter().flatten().collect(),
        spent: client.spent(),
        recording: client.recording(),
    }
}

/// Lets something go on beside the run, on its runtime, until that ends. It is called from within
/// [`in_one_thread`](crate::in_one_thread).
pub fn in_background(work: impl Future<Output = ()> + 'static) {
    drop(tokio::task::spawn_local(work));
}
