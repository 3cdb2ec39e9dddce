//! No server, however it behaves, hangs the prober, crashes it, or has it go where it was not sent.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "common/server.rs"]
mod server;

use std::{cell::Cell, net::SocketAddr, rc::Rc, time::Duration};

use assay_probes::{
    Answer, Client, Limits, Ownership, Recording, Reply, Request, Transport, Trouble, Url, ask_tls,
    in_one_thread,
};
use jiff::Timestamp;
use server::{Habit, does, says, start};
use tokio::io::AsyncWriteExt as _;

const SECOND: Duration = Duration::from_secs(1);

fn limits() -> Limits {
    Limits { timeout: SECOND, ..Limits::default() }
}

fn client(limits: Limits) -> Client {
    let owned = Ownership::new(["127.0.0.1".to_owned()]);
    Client::new(Transport::Live(Box::default()), owned, limits, Timestamp::UNIX_EPOCH)
}

fn url(address: SocketAddr, path: &str) -> Url {
    Url::parse(&format!("http://{address}{path}")).unwrap()
}

/// What comes of one request to a server with a habit.
fn asked(habit: Habit) -> Answer {
    in_one_thread(async {
        let address = start(habit).await;
        client(limits()).send(Request::get("test", &url(address, "/hello"))).await
    })
    .unwrap()
}

#[test]
fn a_server_that_hangs_is_given_up() {
    let hangs = does(|stream, _| async move {
        std::future::pending::<()>().await;
        drop(stream);
    });
    assert_eq!(asked(hangs).outcome, Err(Trouble::Hung { seconds: 1 }));
}

#[test]
fn a_server_that_drips_its_head_is_given_up() {
    let drips = does(|mut stream, _| async move {
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: ".iter().chain(std::iter::repeat(&b'a')) {
            if stream.write_all(&[*byte]).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    assert_eq!(asked(drips).outcome, Err(Trouble::Hung { seconds: 1 }));
}

#[test]
fn a_slow_server_is_waited_for() {
    let slow = does(|mut stream, _| async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
    });
    assert_eq!(asked(slow).reply().unwrap().body, "ok");
}

#[test]
fn a_server_that_resets_the_connection_is_told() {
    let resets = does(|stream, _| async move {
        stream.set_zero_linger().unwrap();
    });
    assert_eq!(asked(resets).outcome, Err(Trouble::BrokenOff));
}

#[test]
fn a_server_that_says_nothing_is_told() {
    assert_eq!(asked(says("")).outcome, Err(Trouble::BrokenOff));
}

#[test]
fn an_endless_body_is_read_to_a_limit() {
    let streams = does(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n").await;
        while stream.write_all(&[b'a'; 65536]).await.is_ok() {}
    });
    let answer = asked(streams);
    let reply = answer.reply().unwrap();
    assert_eq!((reply.body.len(), reply.whole), (Reply::BODY_LIMIT, false));
}

#[test]
fn a_body_that_never_ends_is_what_has_come() {
    let stalls = does(|mut stream, _| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome").await;
        std::future::pending::<()>().await;
    });
    let answer = asked(stalls);
    let reply = answer.reply().unwrap();
    assert_eq!((reply.body.as_str(), reply.whole), ("some", false));
}

#[test]
fn an_enormous_head_is_no_response() {
    let mut head = String::from("HTTP/1.1 200 OK\r\n");
    for field in 0..3000 {
        head.push_str(&format!("X-{field}: {}\r\n", "a".repeat(100)));
    }
    head.push_str("\r\n");
    assert!(matches!(asked(says(head)).outcome, Err(Trouble::NotHttp { .. })));
}

#[test]
fn what_is_no_http_is_told() {
    for nonsense in ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/9.9 twelve\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n"] {
        let outcome = asked(says(nonsense)).outcome;
        assert!(matches!(outcome, Err(Trouble::NotHttp { .. })), "{nonsense:?}: {outcome:?}");
    }
}

#[test]
fn a_length_that_lies_is_no_whole_body() {
    let answer = asked(says("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"));
    let reply = answer.reply().unwrap();
    assert_eq!((reply.body.as_str(), reply.whole), ("short", false));
}

#[test]
fn a_redirect_is_an_answer_and_not_a_way() {
    in_one_thread(async {
        let visited = Rc::new(Cell::new(0));
        let count = Rc::clone(&visited);
        let elsewhere = start(does(move |mut stream, _| {
            count.set(count.get() + 1);
            async move {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
            }
        }))
        .await;
        let to = format!("HTTP/1.1 302 Found\r\nLocation: http://{elsewhere}/\r\nContent-Length: 0\r\n\r\n");
        let address = start(says(to)).await;
        let answer = client(limits()).send(Request::get("test", &url(address, "/"))).await;
        assert_eq!(answer.reply().unwrap().status, 302);
        assert_eq!(visited.get(), 0);
    })
    .unwrap();
}

#[test]
fn a_host_of_somebody_elses_is_never_asked() {
    let answer = in_one_thread(async {
        let address = start(says("HTTP/1.1 200 OK\r\n\r\n")).await;
        let named = Url::parse(&format!("http://localhost:{}/", address.port())).unwrap();
        client(limits()).send(Request::get("test", &named)).await
    })
    .unwrap();
    assert_eq!(answer.outcome, Err(Trouble::NotOwned { host: "localhost".to_owned() }));
}

#[test]
fn a_spent_budget_is_told_and_nothing_more_is_sent() {
    in_one_thread(async {
        let address = start(says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")).await;
        let client = client(Limits { requests: 2, ..limits() });
        for case in ["one", "two"] {
            assert!(client.send(Request::get(case, &url(address, "/"))).await.reply().is_some());
        }
        let third = client.send(Request::get("three", &url(address, "/"))).await;
        assert_eq!(third.outcome, Err(Trouble::BudgetSpent { budget: 2 }));
        assert_eq!((client.spent().requests, client.spent().refused), (2, 1));
    })
    .unwrap();
}

#[test]
fn secrets_do_not_outlive_the_answer() {
    in_one_thread(async {
        let token =
            ["eyJhbGciOiJIUzI1NiJ9", "eyJpc3MiOiJ0ZW5hbnQifQ", "c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"].join(".");
        let page = format!(
            "HTTP/1.1 400 Bad Request\r\nSet-Cookie: sid=s3cr3tvalue; Secure\r\nX-Acpt: {token}\r\n\
             Content-Length: {}\r\n\r\nbad token {token}",
            token.len() + 10
        );
        let address = start(says(page)).await;
        let client = client(limits());
        let mut with_token = url(address, "/hello");
        with_token.query_pairs_mut().append_pair("jwt", &token);
        let request = Request::get("test", &with_token).secret(&token);
        let (answer, next) = client.send_for_token(request, "x-acpt").await;
        assert!(answer.reply().unwrap().echoes_secret);
        assert_eq!(next.unwrap().expose(), token.as_bytes());
        let kept = serde_json::to_string(&client.recording()).unwrap() + &format!("{answer:?}");
        for secret in [&token, "s3cr3tvalue", "eyJpc3MiOiJ0ZW5hbnQifQ"] {
            assert!(!kept.contains(secret), "{kept}");
        }
    })
    .unwrap();
}

#[test]
fn a_recording_answers_as_the_server_did() {
    let folder = tempfile::tempdir().unwrap();
    let (live, recording) = in_one_thread(async {
        let address =
            start(says("HTTP/1.1 200 OK\r\nSet-Cookie: SID=abc123; Secure\r\nContent-Length: 2\r\n\r\nok"))
                .await;
        let client = client(limits());
        let answer = client.send(Request::get("test", &url(address, "/a"))).await;
        client.recording().write(folder.path()).unwrap();
        (answer, address)
    })
    .unwrap();
    let replayed = in_one_thread(async {
        let kept = Recording::read(folder.path()).unwrap();
        let owned = Ownership::new(["127.0.0.1".to_owned()]);
        let client = Client::new(Transport::Replay(kept), owned, limits(), Timestamp::UNIX_EPOCH);
        let known = client.send(Request::get("test", &url(recording, "/a"))).await;
        let unknown = client.send(Request::get("another", &url(recording, "/a"))).await;
        assert_eq!(unknown.outcome, Err(Trouble::NotRecorded));
        known
    })
    .unwrap();
    assert_eq!((live.request, live.outcome), (replayed.request, replayed.outcome));
}

#[test]
fn tls_with_a_server_that_speaks_something_else_is_no_acceptance() {
    for habit in [says("HTTP/1.1 400 Bad Request\r\n\r\n"), says(""), says([22, 3, 3, 0, 4, 2, 0, 0, 200])] {
        let seen = in_one_thread(async {
            let address = start(habit).await;
            ask_tls("127.0.0.1", address.port(), &limits()).await
        })
        .unwrap();
        assert_eq!(seen.accepted().count(), 0, "{seen:?}");
        let open = seen.protocols.iter().filter(|seen| seen.unsure.is_some()).count();
        assert!(seen.trouble.is_some() || open > 0, "{seen:?}");
    }
}

#[test]
fn tls_with_a_server_that_hangs_leaves_every_version_open() {
    let seen = in_one_thread(async {
        let address = start(does(|stream, _| async move {
            std::future::pending::<()>().await;
            drop(stream);
        }))
        .await;
        ask_tls("127.0.0.1", address.port(), &limits()).await
    })
    .unwrap();
    assert!(seen.protocols.iter().all(|seen| !seen.accepted && seen.unsure.is_some()), "{seen:?}");
}

#[test]
fn tls_with_a_server_that_chooses_what_it_was_not_offered_ends() {
    // A ServerHello of TLS 1.2 with the suite 0xfffe, whatever was offered.
    let mut hello = vec![22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3];
    hello.extend_from_slice(&[7; 32]);
    hello.extend_from_slice(&[0, 0xff, 0xfe, 0]);
    let seen = in_one_thread(async {
        let address = start(says(hello)).await;
        ask_tls("127.0.0.1", address.port(), &limits()).await
    })
    .unwrap();
    assert_eq!(seen.accepted().count(), 0);
    assert!(seen.protocols.iter().any(|seen| seen.unsure.is_some()), "{seen:?}");
}
