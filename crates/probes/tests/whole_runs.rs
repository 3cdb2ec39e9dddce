//! Whole runs against a real nginx and a name server: what is wrong with each is found, and nothing of a good one.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "common/name_server.rs"]
mod name_server;
#[path = "common/nginx.rs"]
mod nginx;

use std::collections::BTreeSet;

use assay_app::AppType;
use assay_evidence::{AppCard, Bearing};
use assay_probes::{
    Client, Endpoint, Keys, Limits, Means, NameServers, Ownership, Probed, Registries, Role, Settings,
    Target, Transport, Trust, Url, Way, in_one_thread, probe_target,
};
use assay_source::RelPath;
use jiff::Timestamp;
use name_server::{A, CAA, CNAME, NS, Records, issue, name};
use nginx::{INTERMEDIATE, Nginx, WEAK, has};

const HOST: &str = "localhost";

/// Eight endpoints of an app at an address.
fn target(base: &str) -> Target {
    let page = |path: &str, role, method: &str| Endpoint {
        url: Url::parse(&format!("{base}{path}")).unwrap(),
        method: method.to_owned(),
        role,
        name: path.to_owned(),
        place: None,
        cacheable: false,
        for_admins: false,
    };
    let pages = ["/a", "/b", "/c", "/d", "/e"].map(|path| page(path, Role::ModulePage, "GET"));
    let hooks =
        [("/installed", Role::Lifecycle), ("/uninstalled", Role::Lifecycle), ("/hook", Role::Webhook)];
    let hooks = hooks.map(|(path, role)| page(path, role, "POST"));
    Target {
        app_type: AppType::Connect,
        card: AppCard {
            path: RelPath::root(),
            name: "Example".to_owned(),
            id: None,
            main_file: RelPath::parse("atlassian-connect.json").unwrap(),
            types: Vec::new(),
        },
        base_url: Url::parse(base).unwrap(),
        app_id: None,
        endpoints: pages.into_iter().chain(hooks).collect(),
        restricted: Vec::new(),
        left_out: Vec::new(),
    }
}

fn run(host: &str, port: u16, means: Means, records: Option<Records>) -> Probed {
    in_one_thread(async {
        let name_servers = match records {
            Some(records) => NameServers::At(name_server::start(records).await),
            None => NameServers::Nobody,
        };
        let means = Means { name_servers, ..means };
        let limits = Limits {
            way: Way { resolve: [(host.to_owned(), [127, 0, 0, 1].into())].into(), ..Way::default() },
            per_second: None,
            ..Limits::default()
        };
        let owned = Ownership::new([host.to_owned()]);
        let now = Timestamp::now();
        let client = Client::new(Transport::Live(Box::default()), owned, limits, now);
        let target = target(&format!("https://{host}:{port}"));
        probe_target(&client, &target, &Keys::default(), &Settings::default(), &means, now).await
    })
    .unwrap()
}

/// Probes that found something, but for those of tokens.
fn found(probed: &Probed) -> BTreeSet<&str> {
    let against =
        probed.evidence.iter().filter(|evidence| matches!(evidence.bearing, Bearing::Contradicts { .. }));
    against
        .map(|evidence| evidence.by.as_str())
        .filter(|id| !id.starts_with("connect-") && !id.starts_with("install-") && !id.starts_with("bad-"))
        .collect()
}

fn said<'a>(probed: &'a Probed, probe: &str) -> Vec<&'a str> {
    let by = probed.evidence.iter().filter(|evidence| evidence.by.as_str() == probe);
    by.filter(|evidence| evidence.bearing != Bearing::Supports)
        .map(|evidence| evidence.statement.as_str())
        .collect()
}

const GOOD: &str = r#"
    default_type text/html;
    add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
    add_header Content-Security-Policy "default-src 'none'; script-src 'self'; frame-ancestors https://*.atlassian.net https://*.jira.com" always;
    add_header Referrer-Policy no-referrer always;
    add_header Cache-Control "no-cache, no-store" always;
    add_header X-Content-Type-Options nosniff always;
    location ~ ^/(a|b|c|d|e)$ { return 200 "<p>page</p>"; }
    location ~ ^/(installed|uninstalled|hook)$ { return 401; }
    location / { return 404; }"#;

const BAD: &str = r#"
    default_type text/html;
    add_header Strict-Transport-Security "max-age=300";
    location = /.env { default_type text/plain; return 200 "DATABASE_PASSWORD=correcthorse\nPORT=3000\n"; }
    location = /a { add_header X-Frame-Options DENY; add_header Set-Cookie "connect.sid=abc; Path=/"; return 200 "<p>page</p>"; }
    location = /b { add_header Access-Control-Allow-Origin $http_origin; add_header Access-Control-Allow-Credentials true; return 200 "<p>page</p>"; }
    location / { return 404; }"#;

#[test]
fn nothing_is_found_wrong_with_a_good_server() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(INTERMEDIATE, GOOD);
    let trust = Trust::with_authorities(&nginx.certificate()).unwrap();
    let probed = run(HOST, nginx.port, Means { trust, ..Means::default() }, None);
    assert_eq!(found(&probed), BTreeSet::new(), "{:#?}", probed.evidence);
}

#[test]
fn everything_wrong_with_a_bad_server_is_found() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(WEAK, BAD);
    let probed = run(HOST, nginx.port, Means::default(), None);
    let expected = [
        "answers-readable-by-any-origin",
        "certificate-not-valid",
        "content-policy-missing",
        "content-policy-open-to-scripts",
        "content-type-guessed",
        "framing-at-odds-with-products",
        "hsts-missing-on-some-replies",
        "hsts-short-or-missing",
        "hsts-without-subdomains",
        "page-kept-by-caches",
        "referrer-policy-missing-or-weak",
        "secret-file-served",
        "session-cookie-unprotected",
        "tls-old-protocol-accepted",
        "tls-suite-outside-intermediate",
    ];
    assert_eq!(found(&probed), BTreeSet::from(expected));
    assert_eq!(
        said(&probed, "tls-old-protocol-accepted"),
        ["localhost accepts TLS 1.0", "localhost accepts TLS 1.1"]
    );
    assert!(!format!("{:?}", probed.evidence).contains("correcthorse"), "a secret that was served is kept");
}

#[test]
fn a_page_that_every_address_gives_is_doubtful_and_another_is_not() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let shell = r#"
    default_type text/html;
    location = /a { return 200 "<h1>Settings of the board</h1><p>one two three four five six</p>"; }
    location / { return 200 "<p>loading …</p>"; }"#;
    let nginx = Nginx::start(INTERMEDIATE, shell);
    let probed = run(HOST, nginx.port, Means::default(), None);
    let of_pages = |is: fn(&Bearing) -> bool| -> Vec<&str> {
        let by =
            probed.evidence.iter().filter(|evidence| evidence.by.as_str() == "connect-anonymous-answered");
        by.filter(|evidence| evidence.about.as_str() == "endpoints/authenticated" && is(&evidence.bearing))
            .map(|evidence| evidence.statement.as_str())
            .collect()
    };
    let against = of_pages(|bearing| matches!(bearing, Bearing::Contradicts { .. }));
    assert_eq!(against, ["`GET /a` answers 200 to a request without a token"]);
    let doubtful = of_pages(|bearing| matches!(bearing, Bearing::Inconclusive { .. }));
    assert_eq!(doubtful.len(), 4, "{doubtful:?}");
}

#[test]
fn names_that_dangle_are_found() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(INTERMEDIATE, GOOD);
    let dangling = vec![
        ("app.example.com", CNAME, name("gone.herokuapp.com")),
        ("example.com", NS, name("ns1.example.net")),
        ("example.com", NS, name("ns2.example.net")),
        ("ns1.example.net", A, vec![127, 0, 0, 1]),
        ("herokuapp.com", NS, name("ns1.example.net")),
    ];
    let probed = run("app.example.com", nginx.port, Means::default(), Some(dangling));
    assert_eq!(
        said(&probed, "dns-record-dangling"),
        [
            "app.example.com is an alias of gone.herokuapp.com, which does not exist; it is a name of Heroku, where anybody can take it",
            "the zone of app.example.com is delegated to ns2.example.net, which has no address: who takes that name answers for yours",
        ]
    );
    assert_eq!(said(&probed, "domain-not-under-control").len(), 1);
    // The certificate is for another name, and nobody known has signed it.
    let certificate = said(&probed, "certificate-not-valid");
    assert!(
        certificate.iter().any(|said| said.contains("it is for localhost, 127.0.0.1")),
        "{certificate:?}"
    );
    let good = vec![
        ("app.example.com", A, vec![127, 0, 0, 1]),
        ("example.com", NS, name("ns1.example.net")),
        ("example.com", CAA, issue("letsencrypt.org")),
        ("ns1.example.net", A, vec![127, 0, 0, 1]),
    ];
    let probed = run("app.example.com", nginx.port, Means::default(), Some(good));
    for probe in ["dns-record-dangling", "domain-not-under-control", "certificate-authority-open"] {
        assert_eq!(said(&probed, probe), [] as [&str; 0], "{probe}");
    }
}

/// The registry's part of the same server: one domain with its end on a day, one that says nothing of it.
const REGISTRY: &str = r#"
    location = /domain/example.com { default_type application/rdap+json; return 200 '{"objectClassName":"domain","ldhName":"example.com","status":["active"],"events":[{"eventAction":"expiration","eventDate":"DAY"}]}'; }
    location = /domain/example.net { return 200 '{"objectClassName":"domain","ldhName":"example.net"}'; }
    location = /domain/example.org { return 200 'not at home'; }"#;

#[test]
fn a_registry_tells_until_when_a_domain_is_registered() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let asked = |host: &'static str, zone: &'static str, ends: &str| {
        let nginx = Nginx::start(INTERMEDIATE, &format!("{}{GOOD}", REGISTRY.replace("DAY", ends)));
        let means = Means {
            trust: Trust::with_authorities(&nginx.certificate()).unwrap(),
            registries: Registries::at(&format!("https://localhost:{}", nginx.port)).unwrap(),
            ..Means::default()
        };
        let records = vec![
            (host, A, vec![127, 0, 0, 1]),
            (zone, NS, name("ns1.example.com")),
            ("ns1.example.com", A, vec![127, 0, 0, 1]),
        ];
        let probed = run(host, nginx.port, means, Some(records));
        let sweep = probed.sweeps.iter().find(|sweep| sweep.by.as_str() == "domain-not-under-control");
        let skipped = sweep.unwrap().skipped.iter().map(|skip| skip.because.clone()).collect::<Vec<_>>();
        let said =
            said(&probed, "domain-not-under-control").into_iter().map(str::to_owned).collect::<Vec<_>>();
        (said, skipped)
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(asked("app.example.com", "example.com", "2099-01-01T00:00:00Z"), (none.clone(), none.clone()));
    let over = vec!["the registration of example.com is over since 2026-01-01".to_owned()];
    // The zone may lie below what is registered.
    assert_eq!(asked("a.app.example.com", "app.example.com", "2026-01-01T00:00:00Z"), (over, none.clone()));
    for (host, zone, because) in [
        ("app.example.net", "example.net", "the registry of example.net does not say until when"),
        ("app.example.org", "example.org", "answers with nothing about example.org"),
        ("app.example.info", "example.info", "it knows no registration at or above that name"),
    ] {
        let (said, skipped) = asked(host, zone, "");
        assert!(
            said.is_empty() && skipped.len() == 1 && skipped[0].contains(because),
            "{said:?} {skipped:?}"
        );
    }
}

#[test]
fn a_proxy_is_gone_through() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(INTERMEDIATE, GOOD);
    let (answer, seen, tunnels) = in_one_thread(async {
        let tunnels = std::rc::Rc::new(std::cell::Cell::new(0));
        let proxy = proxy(nginx.port, std::rc::Rc::clone(&tunnels)).await;
        let proxy = assay_probes::Proxy::parse(&format!("http://{proxy}")).unwrap();
        let limits = Limits { way: Way { proxy: Some(proxy), ..Way::default() }, ..Limits::default() };
        let owned = Ownership::new(["app.example.com".to_owned()]);
        let client = Client::new(Transport::Live(Box::default()), owned, limits.clone(), Timestamp::now());
        let url = Url::parse("https://app.example.com/a").unwrap();
        let answer = client.send(assay_probes::Request::get("test", &url)).await;
        let seen = assay_probes::ask_tls("app.example.com", 443, &limits).await;
        (answer, seen, tunnels.get())
    })
    .unwrap();
    assert_eq!(answer.reply().map(|reply| reply.status), Some(200), "{answer:?}");
    assert_eq!(seen.accepted().count(), 2, "{seen:?}");
    assert!(tunnels > 2);
}

/// A proxy that leads every `CONNECT` to one port.
async fn proxy(port: u16, count: std::rc::Rc<std::cell::Cell<u32>>) -> std::net::SocketAddr {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::task::spawn_local(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.set(count.get() + 1);
            tokio::task::spawn_local(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                assert!(head.starts_with(b"CONNECT app.example.com:443 HTTP/1.1\r\n"));
                let mut behind = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut behind).await;
            });
        }
    });
    address
}
