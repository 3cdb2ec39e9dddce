//! A run of the probes against an app that is served.

use std::{net::SocketAddr, time::Duration};

use assay_app::AppType;
use assay_auth::Secret;
use assay_evidence::{Evidence, Subject, Sweep};
use assay_probes::{
    Client, Keys, Limits, Ownership, PROBES, Probe, Recording, Scene, Settings, Survey, Target, Tenant,
    Transport,
    tokens::{KeyServer, Tried, tried},
};
use jiff::Timestamp;
use url::Url;

use crate::app::{ADMIN, OTHER_SECRET, OTHER_TENANT, SECRET, STRANGER, TENANT, WEBHOOK_SECRET, target};

/// What the prober holds and may do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Given {
    pub(crate) tenants: bool,
    pub(crate) key_server: bool,
    pub(crate) may_change: bool,
}

/// Everything.
pub(crate) const ALL: Given = Given { tenants: true, key_server: true, may_change: true };

/// Nothing but the app's address.
pub(crate) const BLACK_BOX: Given = Given { tenants: false, key_server: false, may_change: true };

/// What came of it.
pub(crate) struct Ran {
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) sweeps: Vec<Sweep>,
    pub(crate) tried: Vec<Tried>,
    pub(crate) recording: Recording,
    pub(crate) replayed: (Vec<Evidence>, Vec<Sweep>),
}

impl Ran {
    /// Statements of one probe against its claims, in order.
    pub(crate) fn against(&self, probe: &str) -> Vec<String> {
        against(&self.evidence, probe)
    }
}

fn against(evidence: &[Evidence], probe: &str) -> Vec<String> {
    let of_it = evidence.iter().filter(|evidence| evidence.contradicts() && evidence.by.as_str() == probe);
    let mut lines: Vec<String> = of_it.map(|evidence| evidence.statement.clone()).collect();
    lines.sort();
    lines.dedup();
    lines
}

/// The probes of tokens: those of this test.
pub(crate) fn is_of_tokens(id: &str) -> bool {
    ["bad-token", "connect-", "descriptor-", "install-", "key-id", "oauth-", "remote-", "trello-"]
        .iter()
        .any(|beginning| id.starts_with(beginning))
}

/// Serves an app (by the address of a key server), and runs every probe of tokens against it, three times: live, from
/// the recording, and case by case.
pub(crate) fn run(app_type: AppType, given: Given, serve: impl FnOnce(&str) -> String) -> Ran {
    staged(app_type, given, serve, async |target, keys| run_at(target, keys, given).await)
}

/// Serves an app, and runs one probe against it with everything at hand. What it saw against its claims, and how far
/// it looked.
pub(crate) fn run_one(
    probe: &'static Probe,
    app_type: AppType,
    serve: impl FnOnce(&str) -> String,
) -> (Vec<String>, Vec<Sweep>) {
    staged(app_type, ALL, serve, async |target, keys| {
        let (evidence, sweeps, _) = run_only(&[probe], target, keys, ALL, Timestamp::now(), None).await;
        (against(&evidence, probe.id), sweeps)
    })
}

fn staged<T>(
    app_type: AppType,
    given: Given,
    serve: impl FnOnce(&str) -> String,
    run: impl AsyncFnOnce(&Target, &Keys) -> T,
) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let server = KeyServer::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let (key_server, signing_key) = (server.url(), server.signing_key().unwrap());
        tokio::spawn(server.serve());
        let keys_at = key_server.to_string();
        // Apps in Node or Python take their time to start; the key server has to answer meanwhile.
        let base_url = serve(&keys_at);
        let target = target(app_type, &base_url);
        let keys = keys(given, key_server, signing_key);
        run(&target, &keys).await
    })
}

fn keys(given: Given, key_server: Url, signing_key: Secret) -> Keys {
    let tenant = |client_key: &str, secret: &str| Tenant {
        client_key: client_key.to_owned(),
        shared_secret: Secret::from(secret),
    };
    Keys {
        tenants: match given.tenants {
            true => vec![tenant(TENANT, SECRET), tenant(OTHER_TENANT, OTHER_SECRET)],
            false => Vec::new(),
        },
        signing_key: given.key_server.then_some(signing_key),
        key_server: given.key_server.then_some(key_server),
        account: Some(ADMIN.to_owned()),
        other_account: Some(STRANGER.to_owned()),
        webhook_secret: given.tenants.then(|| Secret::from(WEBHOOK_SECRET)),
    }
}

async fn run_at(target: &Target, keys: &Keys, given: Given) -> Ran {
    let probes: Vec<&'static Probe> = PROBES.iter().copied().filter(|probe| is_of_tokens(probe.id)).collect();
    let now = Timestamp::now();
    let (evidence, sweeps, recording) = run_only(&probes, target, keys, given, now, None).await;
    let (evidence_again, sweeps_again, _) =
        run_only(&probes, target, keys, given, now, Some(recording.clone())).await;
    // Of another second, so that no token of the second run is a replay of the first.
    let tried = run_cases(target, keys, given, now - Duration::from_secs(1)).await;
    Ran { evidence, sweeps, tried, recording, replayed: (evidence_again, sweeps_again) }
}

fn client(given: Given, now: Timestamp, recording: Option<Recording>) -> Client {
    let limits = Limits {
        requests: 20_000,
        per_host: 16,
        per_second: None,
        timeout: Duration::from_secs(3),
        way: assay_probes::Way::default(),
    };
    let live = || Transport::Live(Box::default());
    let transport = recording.map_or_else(live, Transport::Replay);
    let client = Client::new(transport, Ownership::new(["127.0.0.1".to_owned()]), limits, now);
    if given.may_change { client.allow_changes() } else { client }
}

async fn run_only(
    probes: &[&'static Probe],
    target: &Target,
    keys: &Keys,
    given: Given,
    now: Timestamp,
    recording: Option<Recording>,
) -> (Vec<Evidence>, Vec<Sweep>, Recording) {
    let client = &client(given, now, recording);
    let subject = &Subject::Deployment { url: target.base_url.to_string(), release: None };
    let (survey, settings) = (&Survey::default(), &Settings::default());
    let scene = Scene { target, survey, settings, subject, now, keys, client };
    let (mut evidence, mut sweeps) = (Vec::new(), Vec::new());
    for probe in probes {
        let (more, swept) = probe.run(&scene).await;
        evidence.extend(more);
        sweeps.extend(swept);
    }
    (evidence, sweeps, client.recording())
}

async fn run_cases(target: &Target, keys: &Keys, given: Given, now: Timestamp) -> Vec<Tried> {
    let client = &client(given, now, None);
    let subject = &Subject::Deployment { url: target.base_url.to_string(), release: None };
    let (survey, settings) = (&Survey::default(), &Settings::default());
    tried(&Scene { target, survey, settings, subject, now, keys, client }).await
}
