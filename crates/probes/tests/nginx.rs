//! What is said of a real nginx is what another scanner says of it.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "common/nginx.rs"]
mod nginx;

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use assay_probes::{
    Limits, ask_tls, in_one_thread,
    tls::{Protocol, SuiteCard, TlsSeen},
};
use nginx::{INTERMEDIATE, Nginx, WEAK, has};

/// Suites by version, by the names of OpenSSL.
type Suites = BTreeMap<String, BTreeSet<String>>;

fn seen(nginx: &Nginx) -> TlsSeen {
    in_one_thread(ask_tls("127.0.0.1", nginx.port, &Limits::default())).unwrap()
}

fn ours(seen: &TlsSeen) -> Suites {
    let name = |code: &u16| SuiteCard::of(*code).unwrap().openssl.to_owned();
    let named = |protocol: Protocol| serde_json::to_value(protocol).unwrap().as_str().unwrap().to_owned();
    seen.accepted().map(|seen| (named(seen.protocol), seen.suites.iter().map(name).collect())).collect()
}

/// What sslscan says of the same server.
fn theirs(nginx: &Nginx) -> Suites {
    let output = Command::new("sslscan")
        .args(["--xml=-", "--no-colour", "--no-check-certificate", "--no-heartbleed"])
        .arg(format!("127.0.0.1:{}", nginx.port))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut suites = Suites::new();
    for line in text.lines().map(str::trim).filter(|line| line.starts_with("<cipher ")) {
        let attribute = |name: &str| {
            let rest = line.split_once(&format!("{name}=\""))?.1;
            Some(rest.split('"').next()?.to_owned())
        };
        let (version, cipher) = (attribute("sslversion").unwrap(), attribute("cipher").unwrap());
        suites.entry(version).or_default().insert(cipher);
    }
    assert!(!suites.is_empty(), "{text}");
    suites
}

#[test]
fn an_intermediate_server_is_seen_as_another_scanner_sees_it() {
    if !has(&["nginx", "sslscan", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(INTERMEDIATE, "return 200 ok;");
    let seen = seen(&nginx);
    assert_eq!(ours(&seen), theirs(&nginx));
    assert_eq!(
        seen.accepted().map(|seen| seen.protocol).collect::<Vec<_>>(),
        [Protocol::Tls12, Protocol::Tls13]
    );
    assert!(seen.groups.contains(&0x001d), "{:?}", seen.groups);
    assert!(seen.curves.contains(&0x0017), "{:?}", seen.curves);
    assert_eq!(seen.prime_bits, [] as [usize; 0]);
    assert_eq!(seen.chain.len(), 1);
}

#[test]
fn a_weak_server_is_seen_as_another_scanner_sees_it() {
    if !has(&["nginx", "sslscan", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(WEAK, "return 200 ok;");
    let seen = seen(&nginx);
    let (ours, theirs) = (ours(&seen), theirs(&nginx));
    assert_eq!(ours, theirs);
    assert_eq!(
        ours.keys().map(String::as_str).collect::<Vec<_>>(),
        ["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    );
    assert_eq!(seen.prime_bits, [2048]);
}
