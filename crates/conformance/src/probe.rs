//! Testing a running app: a target in, an assessment out.

mod aim;
mod facts;
mod routes;

use std::path::{Path, PathBuf};

use assay_catalogue::Catalogue;
use assay_evidence::Dossier;
use assay_probes::{
    Client, Keys, Limits, Means, Ownership, PROBES, Recording, RecordingError, Settings, Spent, Target,
    TargetError, Transport, in_one_thread, probe_target, tokens::KeyServer,
};
use assay_source::Diagnostic;
use assay_verdict::{Assessment, judge};
use jiff::{Timestamp, civil::Date};

use crate::{CheckError, Config, ConfigSource, check::instruments, tables::Tables};

pub use aim::{Aim, AimError};

/// How to test.
pub struct ProbeOptions {
    /// What to test.
    pub aim: Aim,
    /// Where the app is served from, where its files do not say so, or say something else.
    pub base_url: Option<String>,
    /// The type of the app, where nothing tells it.
    pub app_type: Option<assay_evidence::AppType>,
    /// The id that tokens for the app name, where its files do not tell: of a Forge app or a Power-Up.
    pub app_id: Option<String>,
    /// More addresses of the app: `/board`, `POST /hooks/trello`.
    pub more: Vec<String>,
    /// Addresses that one user may see and another may not: `/issue?key=SEC-1`.
    pub restricted: Vec<String>,
    /// Hosts the user says are theirs, beside those of the configuration.
    pub owned: Vec<String>,
    /// Where the configuration comes from.
    pub config: ConfigSource,
    /// How much, how fast, how long.
    pub limits: Limits,
    /// What to sign with.
    pub keys: Keys,
    /// Where to serve keys of ours to an app in staging that takes them from there.
    pub key_server: Option<std::net::SocketAddr>,
    /// Whom to trust and to ask.
    pub means: Means,
    /// Requests that may change something may be sent.
    pub allow_changes: bool,
    /// Keep everything that was asked and answered in this folder.
    pub record: Option<PathBuf>,
    /// Ask nothing, and take the answers from this folder.
    pub replay: Option<PathBuf>,
    /// The moment of the run.
    pub now: Timestamp,
    /// The day to judge for.
    pub today: Date,
}

/// What a run is about to do, and is doing.
pub trait Watch {
    /// The target is known; nothing of it was asked yet but its descriptor.
    fn begins(&self, target: &Target, limits: &Limits);
    /// So many requests were sent; the last to this address.
    fn sent(&self, count: u64, address: &str);
    /// Keys are served here: point the app at it.
    fn serves_keys(&self, address: &str);
}

/// Why nothing was tested.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// What was named is no target.
    #[error(transparent)]
    Aim(#[from] AimError),
    /// It has nothing that may be tested.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The files of the app, or the configuration, cannot be read.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// The recording cannot be read or kept.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The system does not play along.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: &'static str,
        /// The system's words.
        source: std::io::Error,
    },
}

/// What a run found.
#[derive(Debug)]
pub struct ProbeRun {
    /// How the app stands by what was tested.
    pub assessment: Assessment,
    /// Its configuration.
    pub config: Config,
    /// What was wrong with the input.
    pub diagnostics: Vec<Diagnostic>,
    /// What was sent.
    pub spent: Spent,
    /// The target as it was understood.
    pub target: Target,
}

/// Tests one running app.
///
/// # Errors
/// [`ProbeError`] where nothing was tested. What the app does wrong, and what it does not answer, is in the
/// assessment.
pub fn probe(options: ProbeOptions, watch: impl Watch + 'static) -> Result<ProbeRun, ProbeError> {
    let what = "the system gives no runtime for the network";
    in_one_thread(run(options, watch)).map_err(|source| ProbeError::System { what, source })?
}

async fn run(mut options: ProbeOptions, watch: impl Watch + 'static) -> Result<ProbeRun, ProbeError> {
    let replayed = options.replay.as_deref().map(Recording::read).transpose()?;
    let now = replayed.as_ref().map_or(options.now, |recording| recording.now);
    let named = aim::read(&options)?;
    let owned = options.owned.iter().chain(&named.config.settings.owned_hosts).cloned();
    // The key server is ours, and tells through the client what it was asked for.
    let ours = options.key_server.map(|address| address.ip().to_string());
    let owned = Ownership::new(owned.chain(ours));
    if let Some(address) = options.key_server {
        serve_keys(address, &mut options.keys, &watch).await?;
    }
    let watch = std::rc::Rc::new(watch);
    let transport = match replayed {
        Some(recording) => Transport::Replay(recording),
        None => Transport::Live(Box::default()),
    };
    let told = std::rc::Rc::clone(&watch);
    let count = std::cell::Cell::new(0);
    let mut client =
        Client::new(transport, owned.clone(), options.limits.clone(), now).tell(move |request| {
            count.set(count.get() + 1);
            told.sent(count.get(), request.url().as_str());
        });
    if options.allow_changes {
        client = client.allow_changes();
    }
    let aim::Found { target, facts, config, mut diagnostics } =
        aim::target(named, &options, &owned, &client).await?;
    watch.begins(&target, &options.limits);
    let anonymous = config.settings.anonymous.iter();
    let (tables, mistakes) = Tables::of(&config);
    diagnostics.extend(mistakes);
    let settings = Settings {
        tls: tables.tls,
        anonymous: anonymous.map(|endpoint| (endpoint.endpoint.clone(), endpoint.reason.clone())).collect(),
    };
    let probed = probe_target(&client, &target, &options.keys, &settings, &options.means, now).await;
    if let Some(folder) = &options.record {
        probed.recording.write(folder)?;
    }
    let probes = PROBES.iter().map(|probe| probe.card(Some(&target)));
    let others = instruments().into_iter().filter(|card| assay_probes::probe(card.id.as_str()).is_none());
    let mut dossier = Dossier {
        app: target.card.clone(),
        subject: probed.subject,
        deployments: Vec::new(),
        facts,
        instruments: probes.chain(others).collect(),
        evidence: probed.evidence,
        sweeps: probed.sweeps,
        diagnostics: Vec::new(),
        unlisted: Vec::new(),
        surface: None,
    };
    dossier.tidy();
    let assessment = judge(Catalogue::bundled(), dossier, config.statements.clone(), options.today);
    diagnostics.sort();
    diagnostics.dedup();
    Ok(ProbeRun { assessment, config, diagnostics, spent: probed.spent, target })
}

async fn serve_keys(
    address: std::net::SocketAddr,
    keys: &mut Keys,
    watch: &impl Watch,
) -> Result<(), ProbeError> {
    let failed = |source| ProbeError::System { what: "keys cannot be served there", source };
    if address.ip().is_unspecified() {
        let why =
            "tokens lead the app there, so it has to be an address at which the app reaches this machine";
        return Err(failed(std::io::Error::other(why)));
    }
    let server = KeyServer::bind(address).await.map_err(failed)?;
    let key = server.signing_key().map_err(|error| failed(std::io::Error::other(error.to_string())))?;
    let url = server.url();
    watch.serves_keys(url.as_str());
    keys.signing_key = Some(key);
    keys.key_server = Some(url);
    assay_probes::in_background(server.serve());
    Ok(())
}

/// The folder that paths of a target are relative to.
fn folder(aim: &Aim) -> &Path {
    match aim {
        Aim::Directory(folder) => folder,
        Aim::Address(_) => Path::new("."),
    }
}
