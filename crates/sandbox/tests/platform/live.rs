//! Calls that are made, to real servers of this machine.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use assay_sandbox::{Incoming, Live, Network, Options, Outgoing, Outward};
use assay_wire::{Proxy, Trust};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::{
    calls::LISTED,
    nginx::{INTERMEDIATE, Nginx, has},
    support::{READ, World, egress, manifest, rules},
    trial,
};

/// The network, with public addresses of the tests that are wired to servers of this machine. The platform sees the public
/// ones, and decides as always: there is no door in it for this machine's own.
struct Wired {
    live: Live,
    names: BTreeMap<&'static str, IpAddr>,
    servers: BTreeMap<IpAddr, SocketAddr>,
    asked: Mutex<Vec<String>>,
}

impl Network for Wired {
    fn resolve(&self, host: &str, _: Duration) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().unwrap().push(host.to_owned());
        self.names.get(host).map(|address| vec![*address]).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn send(&self, to: SocketAddr, request: &Outgoing, patience: Duration) -> io::Result<Incoming> {
        assert_eq!(to.port(), 443);
        self.live.send(self.servers[&to.ip()], request, patience)
    }
}

const FIRST: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(93, 184, 215, 14));
const SECOND: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(93, 184, 215, 15));

const PLACES: &str = r#"
    default_type application/json;
    location = /seen { return 200 '{"host":"$http_host","method":"$request_method","credentials":"$http_authorization","length":"$content_length","encodings":"$http_accept_encoding"}'; }
    location = /over { return 302 https://c.b.example/seen; }
    location = /away { return 302 https://evil.example/seen; }
    location = /plain { return 301 http://a.example/seen; }
    location = /large { root .; try_files /large =404; }
    location / { return 404; }"#;

/// Two servers, of which the second's certificate is for the hosts below `b.example`, and an app that is let to both.
fn wired() -> (World, [Nginx; 2]) {
    let servers = [
        Nginx::start_as("DNS:a.example", INTERMEDIATE, PLACES),
        Nginx::start_as("DNS:*.b.example", INTERMEDIATE, PLACES),
    ];
    let trusted = servers.each_ref().map(Nginx::certificate).concat();
    let at = |server: &Nginx| SocketAddr::from(([127, 0, 0, 1], server.port));
    let wired = Wired {
        live: Live::new(&Trust::with_authorities(&trusted).unwrap(), None),
        names: [("a.example", FIRST), ("c.b.example", SECOND), ("d.b.example", FIRST)].into(),
        servers: [(FIRST, at(&servers[0])), (SECOND, at(&servers[1]))].into(),
        asked: Mutex::default(),
    };
    let world = World::with(Options { outward: Outward::Live(Arc::new(wired)), ..Options::default() });
    world.deploy("production", manifest(&format!("{READ}{LISTED}"), ""));
    (world, servers)
}

fn ask(world: &World, call: Value) -> (Value, Vec<String>, Vec<String>) {
    let it = match world.platform.installations().pop() {
        Some(it) => it,
        None => world.install("production", "alpha"),
    };
    let (answer, all) = world.one(&it, None, call);
    (answer, rules(&all), all.decisions.into_iter().flat_map(|record| record.remarks).collect())
}

/// A test with nginx, where it is there.
fn with_servers(name: &str, test: impl FnOnce() + Send + 'static) -> Trial {
    trial(name, || {
        if has(&["nginx", "openssl"]) {
            test();
        }
    })
}

/// Listens, and counts who connects.
fn listening() -> (u16, Arc<Mutex<u32>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let count = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming() {
            *counted.lock().unwrap() += 1;
            held.push(stream);
        }
    });
    (port, count)
}

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        with_servers("live::a_call_goes_to_its_server_as_it_was_written", || {
            let (world, _servers) = wired();
            let body = "x".repeat(70_000);
            let call = json!([{ "type": "egress" }, "https://a.example/seen", { "method": "POST", "body": body, "headers": { "authorization": "Bearer of-the-app", "accept-encoding": "br" } }]);
            let (answer, rules, _) = ask(&world, call);
            assert!(rules.is_empty(), "{rules:?}");
            assert_eq!(
                answer["body"],
                json!({ "host": "a.example", "method": "POST", "credentials": "Bearer of-the-app", "length": "70000", "encodings": "identity" })
            );
        }),
        with_servers("live::h46_a_redirect_is_followed_without_credentials_where_it_may", || {
            let (world, _servers) = wired();
            let (answer, rules, _) = ask(&world, egress("https://a.example/over"));
            assert!(rules.is_empty(), "{rules:?}");
            assert_eq!(
                (&answer["body"]["host"], &answer["body"]["credentials"]),
                (&json!("c.b.example"), &json!(""))
            );
            for (path, rule) in [("away", "egress-not-declared"), ("plain", "scheme-not-allowed")] {
                let (_, rules, _) = ask(&world, egress(&format!("https://a.example/{path}")));
                assert_eq!(rules, [rule]);
            }
        }),
        with_servers("live::a_server_with_a_certificate_for_another_name_gets_nothing", || {
            let (world, _servers) = wired();
            let (answer, rules, remarks) = ask(&world, egress("https://d.b.example/seen"));
            assert!(rules.is_empty());
            assert_eq!(answer, json!({ "failure": "fetch failed" }));
            assert!(remarks[0].starts_with("no answer: no TLS connection came about"), "{remarks:?}");
        }),
        trial("live::h47_a_listed_name_of_this_machine_is_not_connected_to", || {
            let (port, connected) = listening();
            let outward = Outward::Live(Arc::new(Live::new(&Trust::default(), None)));
            let world = World::with(Options { outward, ..Options::default() });
            let listed = format!(
                "{READ}  external:\n    fetch:\n      backend:\n        - address: localhost:{port}\n        - address: \"*\"\n"
            );
            world.deploy("production", manifest(&listed, ""));
            let (answer, rules, _) = ask(&world, egress(&format!("https://localhost:{port}/")));
            assert_eq!((rules, &answer["status"]), (vec!["address-not-public".to_owned()], &json!(403)));
            assert_eq!(*connected.lock().unwrap(), 0);
        }),
        trial("live::what_does_not_end_is_ended", || {
            let (port, connected) = listening();
            let live = Live::new(&Trust::default(), None);
            let request = Outgoing {
                method: "GET".to_owned(),
                url: "https://a.example/".parse().unwrap(),
                headers: Vec::new(),
                body: Vec::new(),
            };
            let to = SocketAddr::from(([127, 0, 0, 1], port));
            let error = live.send(to, &request, Duration::from_millis(200)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            assert_eq!(*connected.lock().unwrap(), 1);
            let plain = Outgoing { url: "http://a.example/".parse().unwrap(), ..request };
            let error = live.send(to, &plain, Duration::from_millis(200)).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
            assert_eq!(*connected.lock().unwrap(), 1);
        }),
        with_servers("live::more_than_can_be_handed_on_is_no_answer", || {
            let (world, servers) = wired();
            std::fs::write(servers[0].folder().join("large"), vec![b'x'; (10 << 20) + 1]).unwrap();
            let (answer, _, remarks) = ask(&world, egress("https://a.example/large"));
            assert_eq!(answer, json!({ "failure": "fetch failed" }));
            assert!(remarks[0].contains("larger than 10485760 bytes"), "{remarks:?}");
        }),
        trial("live::a_proxy_is_asked_for_the_address_that_was_looked_at", || {
            use std::io::{BufRead, BufReader, Write};
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let proxy = Proxy::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
            let proxied = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut line = String::new();
                BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
                stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").unwrap();
                line
            });
            let live = Live::new(&Trust::default(), Some(proxy));
            let request = Outgoing {
                method: "GET".to_owned(),
                url: "https://a.example/".parse().unwrap(),
                headers: Vec::new(),
                body: Vec::new(),
            };
            let error =
                live.send(SocketAddr::new(FIRST, 443), &request, Duration::from_secs(20)).unwrap_err();
            assert!(error.to_string().contains("proxy"), "{error}");
            assert_eq!(proxied.join().unwrap(), format!("CONNECT {FIRST}:443 HTTP/1.1\r\n"));
        }),
    ]
}
