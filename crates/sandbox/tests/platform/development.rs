//! A development site beside the others: a network of the tests stands in for it.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use assay_sandbox::{
    Development, DevelopmentSource, Incoming, Network, Options, Outgoing, Platform, Recording, Replay, Secret,
};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    support::{Shared, World, jira, manifest, package, rules},
    trial,
};

const TOKEN: &str = "tern-vault-0123456789";
const MAIL: &str = "owner@mail.example";
const WORK: &str = "  scopes:\n    - read:jira-work\n    - write:jira-work\n    - read:jira-user\n";

/// A site that says what it was asked with.
#[derive(Default)]
struct Site {
    asked: Mutex<Vec<(SocketAddr, Outgoing)>>,
    address: Option<IpAddr>,
}

impl Network for Site {
    fn resolve(&self, _: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
        Ok(vec![self.address.unwrap_or(IpAddr::from([93, 184, 215, 14]))])
    }

    fn send(&self, to: SocketAddr, request: &Outgoing, _: Duration) -> io::Result<Incoming> {
        self.asked.lock().unwrap().push((to, request.clone()));
        let credentials = request.headers.iter().find(|(name, _)| name == "authorization");
        let body = match request.url.path() {
            "/rest/api/3/myself" => {
                json!({ "accountId": "owner-1", "displayName": "The Owner", "emailAddress": MAIL })
            }
            "/_edge/tenant_info" => json!({ "cloudId": "cloud-dev" }),
            path => json!({ "path": path, "credentials": credentials, "token": TOKEN, "n": 7 }),
        };
        let headers = [("content-type", "application/json"), ("set-cookie", "tenant.session.token=abc")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Ok(Incoming { status: 200, headers, body: body.to_string().into_bytes() })
    }
}

fn live(site: &Arc<Site>, may_change: bool, recording: Option<&Path>) -> DevelopmentSource {
    DevelopmentSource::Live {
        network: Arc::clone(site) as Arc<dyn Network>,
        mail: MAIL.to_owned(),
        token: Secret::from(TOKEN),
        may_change,
        recording: recording.map(|directory| Arc::new(Recording::into(directory).unwrap())),
    }
}

/// What comes of one call of an app that is installed on the development site, with every byte of the platform's state.
fn one(source: DevelopmentSource, actor: &str, call: Value) -> (Value, assay_sandbox::Answer, Vec<u8>) {
    let development = Development::at("https://dev.example", source).unwrap();
    assert_eq!(development.account(), "owner-1");
    let folder = tempfile::tempdir().unwrap();
    let products = development.beside(Box::new(Shared::default()));
    let platform = Platform::open(folder.path(), products, Options::default()).unwrap();
    assert_eq!(
        platform.sites().iter().map(|site| site.key.as_str()).collect::<Vec<_>>(),
        ["alpha", "beta", "development"]
    );
    platform.deploy("production", &package(manifest(WORK, "")), "a developer").unwrap();
    let consent = platform.consent(&World::environment("production")).unwrap();
    let it = platform.install("development", &["jira"], &consent, "an admin").unwrap();
    let (answer, all) = World::one_on(&platform, &it, Some(actor), call);
    drop(platform);
    (answer, all, World::below(folder.path()))
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("development::its_products_answer_and_the_app_sees_no_credentials", || {
            let site = Arc::new(Site::default());
            for provider in ["user", "app"] {
                let call = jira(provider, "GET", "/rest/api/3/issue/A-1");
                let (answer, all, state) = one(live(&site, false, None), "owner-1", call);
                assert_eq!((&answer["status"], &answer["body"]["n"]), (&json!(200), &json!(7)));
                let asked = site.asked.lock().unwrap();
                let (to, request) = asked.last().unwrap();
                assert_eq!(
                    (to.to_string().as_str(), request.url.as_str()),
                    ("93.184.215.14:443", "https://dev.example/rest/api/3/issue/A-1")
                );
                assert!(
                    request
                        .headers
                        .iter()
                        .any(|(name, value)| name == "authorization" && value.starts_with("Basic "))
                );
                // The site gave both back; the app got neither.
                assert!(
                    !answer.to_string().contains(TOKEN) && !answer.to_string().contains("b3duZXJ"),
                    "{answer}"
                );
                assert!(!holds(&state, TOKEN) && !holds(&state, "b3duZXJ"));
                assert_eq!(all.decisions[0].remarks.is_empty(), provider == "user");
            }
        }),
        trial("development::nobody_else_acts_there_and_nothing_is_changed_unasked", || {
            let site = Arc::new(Site::default());
            let get = jira("user", "GET", "/rest/api/3/issue/A-1");
            assert_eq!(rules(&one(live(&site, true, None), "somebody", get).1), ["user-may-not"]);
            let put = jira("user", "PUT", "/rest/api/3/issue/A-1");
            assert_eq!(one(live(&site, false, None), "owner-1", put.clone()).0["status"], 501);
            assert!(site.asked.lock().unwrap().iter().all(|(_, request)| request.method == "GET"));
            assert_eq!(one(live(&site, true, None), "owner-1", put).0["status"], 200);
        }),
        trial("development::what_was_recorded_is_answered_again_without_site_and_credentials", || {
            let folder = tempfile::tempdir().unwrap();
            let site = Arc::new(Site::default());
            let call = || jira("user", "GET", "/rest/api/3/issue/A-1");
            let (first, ..) = one(live(&site, false, Some(folder.path())), "owner-1", call());
            let kept = World::below(folder.path());
            for gone in [TOKEN, MAIL, "b3duZXJ", "tenant.session"] {
                assert!(!holds(&kept, gone), "{gone} was kept");
            }
            let replayed = || DevelopmentSource::Replayed(Replay::read(folder.path()).unwrap());
            let (again, ..) = one(replayed(), "owner-1", call());
            assert_eq!((&first["body"]["n"], &again["body"]["n"]), (&json!(7), &json!(7)));
            assert_eq!(
                one(replayed(), "owner-1", jira("user", "GET", "/rest/api/3/issue/A-2")).0["status"],
                501
            );
        }),
        trial("development::credentials_go_to_public_addresses_by_https_alone", || {
            let inside = Arc::new(Site { address: Some([10, 0, 0, 1].into()), ..Site::default() });
            let error = Development::at("https://dev.example", live(&inside, false, None)).unwrap_err();
            assert!(error.to_string().contains("private network"), "{error}");
            let site = Arc::new(Site::default());
            for wrong in
                ["http://dev.example", "https://me@dev.example", "https://dev.example/wiki", "dev.example"]
            {
                assert!(Development::at(wrong, live(&site, false, None)).is_err(), "{wrong}");
            }
            assert!(inside.asked.lock().unwrap().is_empty() && site.asked.lock().unwrap().is_empty());
        }),
    ]
}
