//! What lies in the memory of an app's process while the platform calls with credentials for it.

use std::{
    fs::{File, read, read_to_string},
    io,
    net::{IpAddr, SocketAddr},
    os::unix::fs::FileExt,
    sync::{Arc, Mutex},
    time::Duration,
};

use assay_sandbox::{Development, DevelopmentSource, Incoming, Network, Options, Outgoing, Platform, Secret};
use libtest_mimic::Trial;
use serde_json::json;

use crate::{
    processes::descendants,
    support::{Shared, World, jira, manifest, package},
    trial,
};

const TOKEN: &str = "tern-vault-9876543210";
/// How the header that carries it begins: `owner@mail.example:`, in base64.
const CREDENTIALS: &str = "b3duZXJAbWFpbC5leGFtcGxlO";
/// What the app itself holds.
const OWN: &str = "word-of-the-app-itself";

/// What was found in one process.
#[derive(Debug, PartialEq)]
struct Found {
    own: bool,
    secret: bool,
}

/// A site that looks at the app's processes whenever it is asked about an issue, and gives the credentials back.
#[derive(Default)]
struct Looking(Mutex<Vec<io::Result<Found>>>);

impl Network for Looking {
    fn resolve(&self, _: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
        Ok(vec![IpAddr::from([93, 184, 215, 14])])
    }

    fn send(&self, _: SocketAddr, request: &Outgoing, _: Duration) -> io::Result<Incoming> {
        let credentials = request.headers.iter().find(|(name, _)| name == "authorization");
        let body = match request.url.path() {
            "/rest/api/3/myself" => json!({ "accountId": "owner-1", "displayName": "The Owner" }),
            "/_edge/tenant_info" => json!({ "cloudId": "cloud-dev" }),
            _ => {
                assert!(credentials.unwrap().1.contains(CREDENTIALS));
                let family = descendants(std::process::id());
                self.0.lock().unwrap().extend(family.into_iter().skip(1).map(look));
                json!({ "credentials": credentials, "token": TOKEN })
            }
        };
        Ok(Incoming { status: 200, headers: Vec::new(), body: body.to_string().into_bytes() })
    }
}

/// Looks through all a process can read, and what it was started with.
fn look(process: u32) -> io::Result<Found> {
    let mut found = Found { own: false, secret: false };
    let mut note = |bytes: &[u8]| {
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        found.own |= holds(OWN);
        found.secret |= holds(TOKEN) || holds(CREDENTIALS);
    };
    let memory = File::open(format!("/proc/{process}/mem"))?;
    for line in read_to_string(format!("/proc/{process}/maps"))?.lines() {
        let mut fields = line.split_whitespace();
        let (Some(range), Some(rights)) = (fields.next(), fields.next()) else { continue };
        let number = |text: &str| u64::from_str_radix(text, 16).unwrap();
        let (from, to) = range.split_once('-').map(|(from, to)| (number(from), number(to))).unwrap();
        // What cannot be written was read from files: the program, and what it is linked to.
        if rights.starts_with("rw") {
            let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
            // Pages the kernel keeps for itself cannot be read by anybody.
            if memory.read_exact_at(&mut bytes, from).is_ok() {
                note(&bytes);
            }
        }
    }
    for file in ["environ", "cmdline"] {
        note(&read(format!("/proc/{process}/{file}"))?);
    }
    Ok(found)
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![trial("memory::no_credentials_lie_in_a_process_of_an_app", || {
        let site = Arc::new(Looking::default());
        let source = DevelopmentSource::Live {
            network: Arc::clone(&site) as Arc<dyn Network>,
            mail: "owner@mail.example".to_owned(),
            token: Secret::from(TOKEN),
            may_change: false,
            recording: None,
        };
        let development = Development::at("https://dev.example", source).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let products = development.beside(Box::new(Shared::default()));
        let platform = Platform::open(folder.path(), products, Options::default()).unwrap();
        let scopes = "  scopes:\n    - read:jira-work\n";
        platform.deploy("production", &package(manifest(scopes, "")), "a developer").unwrap();
        let consent = platform.consent(&World::environment("production")).unwrap();
        let it = platform.install("development", &["jira"], &consent, "an admin").unwrap();
        // At the second call, the answer of the first has come.
        let call = || jira("user", "GET", &format!("/rest/api/3/issue/A-1?fields={OWN}"));
        let answer = World::invoke_on(&platform, &it, Some("owner-1"), json!({ "calls": [call(), call()] }));
        assert_eq!(answer.value().unwrap()["all"][1]["status"], 200, "{answer:?}");
        let found = site.0.lock().unwrap();
        // Who runs this may not read the memory of other processes: nothing can be said here.
        let is_denied = |error: &io::Error| error.kind() == io::ErrorKind::PermissionDenied;
        if found.iter().any(|it| it.as_ref().is_err_and(is_denied)) {
            return;
        }
        // Those of other tests end meanwhile.
        let found: Vec<&Found> = found.iter().flatten().collect();
        assert!(found.iter().any(|it| it.own), "nothing was found at all: {found:?}");
        assert!(!found.iter().any(|it| it.secret), "{found:?}");
    })]
}
