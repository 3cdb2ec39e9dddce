//! How many requests are under way at once, and how fast they follow one another: as a server counts them.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use assay_probes::{Client, Limits, Ownership, Request, Transport, Url, Way, in_one_thread};
use jiff::Timestamp;

const AT_A_TIME: usize = 3;
const REQUESTS: usize = 9;
const HOSTS: [&str; 2] = ["one.example.com", "other.example.com"];

/// Requests that wait for their answer, and the most that ever did, by host.
#[derive(Default)]
struct Count {
    waiting: BTreeMap<String, usize>,
    most: BTreeMap<String, usize>,
    most_of_all: usize,
}

type Counter = Arc<(Mutex<Count>, Condvar)>;

/// A server that answers nobody until as many as may be are waiting at every host, and some time has gone by in which
/// one too many would have come.
fn start(counter: &Counter) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let counter = Arc::clone(counter);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                // As many requests as come on one connection.
                loop {
                    let head = lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty());
                    let head: Vec<String> = head.map(|line| line.to_ascii_lowercase()).collect();
                    let Some(host) = head.iter().find_map(|line| line.strip_prefix("host: ")) else { return };
                    wait(&counter, host.split(':').next().unwrap());
                    if stream.write_all(b"HTTP/1.1 204 x\r\n\r\n").is_err() {
                        return;
                    }
                }
            });
        }
    });
    port
}

fn wait((count, changed): &(Mutex<Count>, Condvar), host: &str) {
    let mut guard = count.lock().unwrap();
    *guard.waiting.entry(host.to_owned()).or_default() += 1;
    let waiting = guard.waiting[host];
    let most = guard.most.entry(host.to_owned()).or_default();
    *most = (*most).max(waiting);
    guard.most_of_all = guard.most_of_all.max(guard.waiting.values().sum());
    changed.notify_all();
    // Where fewer come than may, nobody waits for ever, and the count tells.
    let is_full = |count: &mut Count| {
        HOSTS.iter().any(|host| count.waiting.get(*host).is_none_or(|waiting| *waiting < AT_A_TIME))
    };
    let (guard, _) = changed.wait_timeout_while(guard, Duration::from_secs(2), is_full).unwrap();
    drop(guard);
    thread::sleep(Duration::from_millis(50));
    *count.lock().unwrap().waiting.get_mut(host).unwrap() -= 1;
}

fn limits(port: u16) -> (Limits, Vec<Url>) {
    let resolve = HOSTS.map(|host| (host.to_owned(), [127, 0, 0, 1].into())).into();
    let limits = Limits {
        per_host: AT_A_TIME,
        per_second: None,
        way: Way { resolve, ..Way::default() },
        ..Limits::default()
    };
    (limits, HOSTS.map(|host| Url::parse(&format!("http://{host}:{port}/")).unwrap()).into())
}

fn send(limits: Limits, urls: &[Url], count: usize) {
    let owned = Ownership::new(HOSTS.map(ToOwned::to_owned));
    let client = Client::new(Transport::Live(Box::default()), owned, limits, Timestamp::now());
    let requests =
        urls.iter().flat_map(|url| (0..count).map(move |at| Request::get(format!("{url} {at}"), url)));
    let answers = in_one_thread(futures_util::future::join_all(requests.map(|it| client.send(it)))).unwrap();
    assert!(answers.iter().all(|answer| answer.reply().is_some_and(|reply| reply.status == 204)));
}

#[test]
fn no_host_has_more_requests_under_way_than_it_may_and_one_does_not_wait_for_another() {
    let counter = Counter::default();
    let (limits, urls) = limits(start(&counter));
    send(limits, &urls, REQUESTS);
    let count = counter.0.lock().unwrap();
    assert_eq!(count.most, HOSTS.map(|host| (host.to_owned(), AT_A_TIME)).into());
    assert_eq!(count.most_of_all, AT_A_TIME * HOSTS.len());
}

#[test]
fn requests_of_all_hosts_together_keep_to_the_rate() {
    let counter = Counter::default();
    let (limits, urls) = limits(start(&counter));
    let begun = Instant::now();
    send(Limits { per_second: Some(20.0), per_host: 100, ..limits }, &urls, AT_A_TIME);
    // The first goes at once; a machine that is busy only makes it slower.
    assert!(begun.elapsed() >= Duration::from_millis(250), "{:?}", begun.elapsed());
}

#[test]
fn loopback_is_not_limited() {
    let limits = Limits::default();
    let pace = |url: &str| limits.pace(&Url::parse(url).unwrap());
    for url in ["http://127.0.0.1:80/", "https://localhost/", "https://app.localhost/", "http://[::1]/"] {
        assert_eq!(pace(url), None, "{url}");
    }
    assert_eq!(pace("https://app.example.com/"), Some(50.0));
    assert_eq!(
        Limits { per_second: Some(0.0), ..Limits::default() }
            .pace(&Url::parse("https://a.example/").unwrap()),
        None
    );
}
