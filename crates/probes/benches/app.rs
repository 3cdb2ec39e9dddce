//! How long it takes to test an app with eight endpoints on loopback with every case, and to have its TLS beside that:
//! `cargo bench -p assay-probes --features live --bench app`. Prints the least and the median; asserts nothing.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for a terminal")]
#![allow(dead_code, reason = "the app of the tests has more than is asked for here")]

#[path = "../tests/tokens/app.rs"]
mod app;
#[path = "../tests/tokens/server.rs"]
mod server;
#[path = "../tests/tokens/strict.rs"]
mod strict;

use std::{collections::BTreeSet, net::SocketAddr, time::Instant};

use assay_app::AppType;
use assay_probes::{
    Client, Endpoint, Keys, Limits, Means, Ownership, Secret, Settings, Target, Tenant, Transport,
    in_one_thread, probe_target, tokens::KeyServer,
};
use jiff::Timestamp;

const ROUNDS: usize = 15;

fn main() {
    let mut times = Vec::new();
    let (mut requests, mut endpoints, mut findings) = (0, 0, BTreeSet::new());
    for _ in 0..ROUNDS {
        let (elapsed, sent, of, found) = in_one_thread(round()).unwrap();
        times.push(elapsed);
        (requests, endpoints, findings) = (sent, of, found);
    }
    times.sort_unstable();
    let cores = std::thread::available_parallelism().unwrap();
    println!(
        "{endpoints} endpoints, {requests} requests, found {findings:?}: {:?} at least, {:?} in the middle, {cores} cores",
        times[0],
        times[ROUNDS / 2]
    );
}

async fn round() -> (std::time::Duration, u64, usize, BTreeSet<String>) {
    let keys = KeyServer::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let (url, signing_key) = (keys.url(), keys.signing_key().unwrap());
    assay_probes::in_background(keys.serve());
    let base_url = strict::serve(AppType::Connect, url.as_str(), &[]);
    let target = eight(app::target(AppType::Connect, &base_url));
    let tenant = |key: &str, secret: &str| Tenant::new(key, secret);
    let keys = Keys {
        tenants: vec![tenant(app::TENANT, app::SECRET), tenant(app::OTHER_TENANT, app::OTHER_SECRET)],
        signing_key: Some(signing_key),
        key_server: Some(url),
        account: Some(app::ADMIN.to_owned()),
        other_account: Some(app::STRANGER.to_owned()),
        webhook_secret: Some(Secret::from(app::WEBHOOK_SECRET)),
    };
    let limits = Limits { requests: 20_000, ..Limits::default() };
    let now = Timestamp::now();
    let owned = Ownership::new(["127.0.0.1".to_owned()]);
    let client = Client::new(Transport::Live(Box::default()), owned, limits, now).allow_changes();
    let begun = Instant::now();
    let probed = probe_target(&client, &target, &keys, &Settings::default(), &Means::default(), now).await;
    let elapsed = begun.elapsed();
    let findings = probed.evidence.iter().filter(|it| it.contradicts());
    let findings = findings.map(|it| it.by.as_str().to_owned()).collect();
    (elapsed, probed.spent.requests, target.endpoints.len(), findings)
}

/// The app with two pages more.
fn eight(mut target: Target) -> Target {
    let hello = target.endpoints[1].clone();
    for path in ["/panel", "/board"] {
        let url = target.base_url.join(path).unwrap();
        target.endpoints.push(Endpoint { url, name: path.to_owned(), ..hello.clone() });
    }
    target
}
