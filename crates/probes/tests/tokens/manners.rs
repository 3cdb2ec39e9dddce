//! How the probes behave: honest about what they cannot tell, and careful with what is not theirs.

use assay_app::AppType;
use assay_evidence::Sweep;

use crate::{
    naive,
    stage::{self, ALL, BLACK_BOX, Given},
    strict,
};

fn sweep<'a>(sweeps: &'a [Sweep], probe: &str, claim: &str) -> &'a Sweep {
    sweeps.iter().find(|sweep| sweep.by.as_str() == probe && sweep.about.as_str() == claim).unwrap()
}

#[test]
fn a_refusal_without_a_key_is_no_proof() {
    let ran = stage::run(AppType::Connect, BLACK_BOX, |keys| strict::serve(AppType::Connect, keys, &[]));
    assert!(ran.evidence.is_empty(), "{:?}", ran.evidence);
    for (probe, claim) in [
        ("connect-forged-token-accepted", "connect/token-verified"),
        ("connect-expired-token-accepted", "connect/expiry-checked"),
        ("install-callback-forged", "connect/lifecycle-verified"),
    ] {
        let sweep = sweep(&ran.sweeps, probe, claim);
        assert!(!sweep.is_whole() && !sweep.skipped.is_empty(), "{probe}: {sweep:?}");
        let names_the_option = |skip: &assay_evidence::Skip| {
            ["--tenant", "--key-server"].iter().any(|option| skip.because.contains(option))
        };
        assert!(sweep.skipped.iter().all(names_the_option), "{probe}: {sweep:?}");
    }
    // That nobody gets in without a token can be told.
    assert!(sweep(&ran.sweeps, "connect-anonymous-answered", "endpoints/authenticated").is_whole());
}

#[test]
fn with_every_key_every_look_at_a_connect_app_is_whole() {
    let ran = stage::run(AppType::Connect, ALL, |keys| strict::serve(AppType::Connect, keys, &[]));
    for sweep in &ran.sweeps {
        assert!(sweep.is_whole(), "{sweep:?}");
    }
}

#[test]
fn an_app_that_believes_tokens_is_seen_through_without_any_key() {
    let ran = stage::run(AppType::Trello, BLACK_BOX, |keys| naive::serve(AppType::Trello, keys));
    assert!(!ran.against("trello-forged-token-accepted").is_empty(), "{:?}", ran.sweeps);
}

#[test]
fn nothing_that_may_change_something_is_sent_unless_it_is_allowed() {
    for app_type in [AppType::Connect, AppType::ForgeRemote, AppType::Trello, AppType::OAuth] {
        let given = Given { may_change: false, ..ALL };
        let ran = stage::run(app_type, given, |keys| naive::serve(app_type, keys));
        for answer in ran.recording.answers.values() {
            assert!(matches!(answer.request.method.as_str(), "GET" | "HEAD"), "{:?}", answer.request);
            assert!(!answer.request.url.contains("/callback"), "{:?}", answer.request);
        }
        let says_why =
            |sweep: &Sweep| sweep.skipped.iter().any(|skip| skip.because.contains("--change-state"));
        assert!(ran.sweeps.iter().any(says_why), "{app_type:?}");
    }
}

#[test]
fn a_check_in_front_of_one_method_only_is_seen() {
    let probe = assay_probes::probe("connect-anonymous-answered").unwrap();
    let (found, _) =
        stage::run_one(probe, AppType::Connect, |keys| strict::serve(AppType::Connect, keys, &["method"]));
    assert_eq!(found, ["`POST /hello` answers 200 to a request without a token; `GET` does not"]);
}

#[test]
fn a_hash_that_counts_one_of_two_parameters_is_seen() {
    let probe = assay_probes::probe("connect-query-hash-shared").unwrap();
    for (careless, case) in [("hash-of-first", "second-added"), ("hash-of-last", "first-added")] {
        let (found, _) = stage::run_one(probe, AppType::Connect, |keys| {
            strict::serve(AppType::Connect, keys, &[careless])
        });
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|found| found.ends_with(&format!("(case {case})"))), "{found:?}");
    }
}

#[test]
fn an_uninstall_callback_that_takes_the_tenants_secret_is_seen() {
    let probe = assay_probes::probe("install-callback-forged").unwrap();
    let (found, _) = stage::run_one(probe, AppType::Connect, |keys| {
        strict::serve(AppType::Connect, keys, &["symmetric-uninstall"])
    });
    let [found] = &found[..] else { panic!("{found:?}") };
    assert!(found.contains("alg-hs256-shared-secret") && found.contains("/uninstalled"), "{found}");
}

#[test]
fn a_server_that_hangs_on_tokens_is_told_and_left_alone() {
    let run = |probe: &str| {
        let probe = assay_probes::probe(probe).unwrap();
        stage::run_one(probe, AppType::Trello, |keys| strict::serve(AppType::Trello, keys, &["hang"]))
    };
    let (found, _) = run("bad-token-mishandled");
    assert!(found.iter().any(|found| found.contains("no answer came within 3 s")), "{found:?}");
    let (found, sweeps) = run("trello-forged-token-accepted");
    assert!(found.is_empty(), "{found:?}");
    let is_left_alone =
        |sweep: &Sweep| sweep.skipped.iter().any(|skip| skip.because.contains("got no answer"));
    assert!(sweeps.iter().any(is_left_alone) && !sweeps.iter().any(Sweep::is_whole), "{sweeps:?}");
}

#[test]
fn what_was_installed_is_removed_again() {
    for serve in [
        |keys: &str| strict::serve(AppType::Connect, keys, &[]),
        |keys: &str| naive::serve(AppType::Connect, keys),
    ] {
        let ran = stage::run(AppType::Connect, ALL, serve);
        let cleaned = ran.recording.answers.iter().filter(|(case, _)| case.contains("/clean-up "));
        let statuses: Vec<_> = cleaned.map(|(_, answer)| answer.reply().unwrap().status).collect();
        assert_eq!(statuses, [204, 204]);
    }
}

#[test]
fn a_recording_gives_the_same_evidence_without_the_network() {
    for app_type in [AppType::Connect, AppType::ForgeRemote, AppType::Trello, AppType::OAuth] {
        let ran = stage::run(app_type, ALL, |keys| naive::serve(app_type, keys));
        assert_eq!((ran.evidence, ran.sweeps), ran.replayed, "{app_type:?}");
    }
}

#[test]
fn no_secret_and_no_token_is_in_evidence_or_recording() {
    let ran =
        stage::run(AppType::Connect, ALL, |keys| strict::serve(AppType::Connect, keys, &["echo", "expired"]));
    assert!(
        !ran.against("bad-token-mishandled").is_empty()
            && !ran.against("connect-expired-token-accepted").is_empty()
    );
    let evidence = serde_json::to_string(&ran.evidence).unwrap();
    let recording = format!("{:?}", ran.recording);
    for text in [evidence, recording] {
        for secret in ["eyJ", crate::app::SECRET, crate::app::OTHER_SECRET, "assay-probe-secret"] {
            assert!(!text.contains(secret), "{secret}: …{}…", {
                let at = text.find(secret).unwrap_or_default();
                text.chars().skip(at.saturating_sub(200)).take(500).collect::<String>()
            });
        }
    }
}
