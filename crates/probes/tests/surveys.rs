//! The pages' examples, run: each bad app gives just what its page says, each good one nothing.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use assay_app::AppType;
use assay_evidence::{AppCard, Bearing, Completion, Example, Subject, WebRequest};
use assay_probes::{
    Act, Answer, Client, Endpoint, Keys, Limits, Observation, Ownership, PROBES, Probe, Recording, Reply,
    Role, Scene, Seen, Settings, Survey, Target, Transport, Url, in_one_thread,
};
use assay_source::{Digest, RelPath};
use jiff::Timestamp;

const BASE: &str = "https://app.example.com";

fn now() -> Timestamp {
    "2026-11-22T00:00:00Z".parse().unwrap()
}

/// What an example's blocks say was seen.
fn told(example: &Example<'_>) -> (Target, Survey) {
    let mut survey = Survey::default();
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for (name, content) in &example.files {
        match *name {
            "tls" => survey.tls.push(toml::from_str(content).unwrap()),
            "dns" => survey.dns.push(toml::from_str(content).unwrap()),
            "registration" => survey.registrations.push(toml::from_str(content).unwrap()),
            "certificate" => survey.certificates.push(toml::from_str(content).unwrap()),
            path => {
                let (why, path) = why(path);
                let scheme = if why == Observation::PlainHttp { "http" } else { "https" };
                let url = Url::parse(&format!("{scheme}://app.example.com{path}")).unwrap();
                let is_of_endpoint = matches!(why, Observation::Endpoint | Observation::CrossOrigin);
                let endpoint = is_of_endpoint.then(|| {
                    let known = endpoints.iter().position(|endpoint| endpoint.url == url);
                    known.unwrap_or_else(|| {
                        endpoints.push(page(url.clone()));
                        endpoints.len() - 1
                    })
                });
                let headers = match why {
                    Observation::CrossOrigin => {
                        vec![("Origin".to_owned(), "https://assay-probe.example".to_owned())]
                    }
                    _ => Vec::new(),
                };
                let request =
                    WebRequest { method: "GET".to_owned(), url: url.to_string(), headers, body: None };
                let answer = Answer { request, outcome: Ok(reply(content)), elapsed: Duration::ZERO };
                survey.seen.push(Seen { why, endpoint, answer });
            }
        }
    }
    let target = Target {
        app_type: AppType::Connect,
        card: AppCard {
            path: RelPath::root(),
            name: "Example".to_owned(),
            id: None,
            main_file: RelPath::parse("atlassian-connect.json").unwrap(),
            types: Vec::new(),
        },
        base_url: Url::parse(BASE).unwrap(),
        app_id: None,
        endpoints,
        restricted: Vec::new(),
        left_out: Vec::new(),
    };
    (target, survey)
}

fn why(path: &str) -> (Observation, &str) {
    match path {
        "http:/" => (Observation::PlainHttp, "/"),
        "/assay-probe-nothing-is-here" => (Observation::NotFound, path),
        path if path.starts_with("/.") => (Observation::SecretFile, path),
        path if path.ends_with(".js") => (Observation::Static, path),
        path => match path.strip_suffix("?cross-origin") {
            Some(path) => (Observation::CrossOrigin, path),
            None => (Observation::Endpoint, path),
        },
    }
}

fn page(url: Url) -> Endpoint {
    Endpoint {
        url,
        method: "GET".to_owned(),
        role: Role::ModulePage,
        name: "generalPages hello".to_owned(),
        place: None,
        cacheable: false,
        for_admins: false,
    }
}

fn reply(text: &str) -> Reply {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let status = lines.next().unwrap().split_whitespace().nth(1).unwrap().parse().unwrap();
    let field = |line: &str| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_ascii_lowercase(), value.trim().to_owned())
    };
    Reply {
        status,
        headers: lines.map(field).collect(),
        body: body.to_owned(),
        whole: true,
        digest: Digest::of(body.as_bytes()),
        echoes_secret: false,
        secure: true,
    }
}

/// What a probe says of an example, a line each.
fn findings(probe: &'static Probe, example: &Example<'_>) -> Vec<String> {
    let (target, survey) = told(example);
    let (settings, keys) = (Settings::default(), Keys::default());
    let subject = Subject::Deployment { url: BASE.to_owned(), release: None };
    let client = Client::new(
        Transport::Replay(Recording::new(now())),
        Ownership::new(["app.example.com".to_owned()]),
        Limits::default(),
        now(),
    );
    let scene = Scene {
        target: &target,
        survey: &survey,
        settings: &settings,
        subject: &subject,
        now: now(),
        keys: &keys,
        client: &client,
    };
    let (evidence, sweeps) = in_one_thread(probe.run(&scene)).unwrap();
    for sweep in &sweeps {
        assert_eq!(sweep.completion, Completion::Completed, "{}", probe.id);
        assert!(sweep.examined > 0, "{} looked at nothing for {}", probe.id, sweep.about);
    }
    let found = evidence.into_iter().filter(|evidence| evidence.bearing != Bearing::Supports);
    let mut lines: Vec<_> = found.map(|evidence| evidence.statement).collect();
    lines.sort();
    lines
}

fn judges() -> impl Iterator<Item = &'static Probe> {
    PROBES.iter().copied().filter(|probe| matches!(probe.act, Act::Judge(_)) && !probe.topic_is_of_tokens())
}

trait OfTokens {
    fn topic_is_of_tokens(&self) -> bool;
}

impl OfTokens for Probe {
    /// Probes of tokens have tests of their own, against apps that run.
    fn topic_is_of_tokens(&self) -> bool {
        use assay_evidence::Topic;
        !matches!(
            self.topic,
            Topic::Tls | Topic::Headers | Topic::Cookies | Topic::Csp | Topic::Domain | Topic::Secrets
        )
    }
}

#[test]
fn every_bad_app_of_a_page_gives_what_the_page_says() {
    assert!(judges().count() >= 20);
    for probe in judges() {
        for example in probe.page().unwrap().examples {
            let mut expected: Vec<_> = example.expected.clone();
            expected.sort_unstable();
            assert_eq!(findings(probe, &example), expected, "{}", probe.id);
        }
    }
}

#[test]
fn every_good_app_of_a_page_is_silent() {
    for probe in judges() {
        for example in probe.page().unwrap().instead {
            assert_eq!(findings(probe, &example), [] as [&str; 0], "{}", probe.id);
        }
    }
}

#[test]
fn every_page_is_named_after_its_probe_and_speaks_to_claims_of_the_catalogue() {
    let catalogue = assay_catalogue::Catalogue::bundled();
    for probe in PROBES {
        assert_eq!(probe.page().map(|page| page.title), Ok(probe.id));
        for claim in probe.claims {
            let known = catalogue.claim(&assay_catalogue::ClaimId::from(*claim));
            let known =
                known.unwrap_or_else(|| panic!("{} speaks to {claim}, which nobody describes", probe.id));
            assert!(
                known.methods.contains(&assay_catalogue::Method::Test),
                "{claim} cannot be known by a test"
            );
        }
    }
    let mut ids: Vec<_> = PROBES.iter().map(|probe| probe.id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    ids.dedup();
    assert_eq!(ids.len(), PROBES.len());
}
