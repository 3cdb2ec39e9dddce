//! Files fetched from a real nginx: what comes whole is taken, all else is refused with the reason.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "common/nginx.rs"]
mod nginx;

use std::{io::Write as _, net::TcpListener, thread, time::Duration};

use assay_probes::{Download, DownloadError, Downloaded, Trouble, Trust};
use nginx::{INTERMEDIATE, Nginx, has};

const PLACES: &str = r#"
    location = /all.zip { add_header Last-Modified "Sun, 01 Nov 2026 23:30:00 GMT"; return 200 "twelve bytes"; }
    location = /moved { return 302 https://localhost:$server_port/all.zip; }
    location = /beside { return 301 all.zip; }
    location = /plain { return 302 http://localhost/all.zip?signature=abc; }
    location = /nowhere { return 303 https://; }
    location = /around { return 307 /around; }
    location / { return 404; }"#;

fn trusting(nginx: &Nginx) -> Download {
    let trust = Trust::with_authorities(&nginx.certificate()).unwrap();
    Download { trust, patience: Duration::from_secs(20), ..Download::default() }
}

fn get(download: &Download, address: &str) -> Result<Downloaded, DownloadError> {
    download.get(address, |_, _| {})
}

#[test]
fn a_file_is_fetched_over_redirects_with_the_day_its_server_gives() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(INTERMEDIATE, PLACES);
    let download = trusting(&nginx);
    for path in ["all.zip", "all.zip?signature=abc", "moved", "beside"] {
        let mut told = Vec::new();
        let address = format!("https://localhost:{}/{path}", nginx.port);
        let came = download.get(&address, |so_far, of| told.push((so_far, of))).unwrap();
        assert_eq!(came.bytes, b"twelve bytes");
        assert_eq!(came.day, Some(jiff::civil::date(2026, 11, 1)));
        assert_eq!(came.address, address.split('?').next().unwrap());
        assert_eq!(told.last(), Some(&(12, Some(12))));
    }
}

#[test]
fn what_is_not_the_file_by_https_is_refused() {
    if !has(&["nginx", "openssl"]) {
        return;
    }
    let nginx = Nginx::start(INTERMEDIATE, PLACES);
    let download = trusting(&nginx);
    let at = |path: &str| format!("https://localhost:{}/{path}", nginx.port);
    let plain = DownloadError::LeadsAstray { from: at("plain"), to: "`http://localhost/all.zip`".to_owned() };
    assert_eq!(get(&download, &at("plain")), Err(plain));
    let nowhere = DownloadError::LeadsAstray { from: at("nowhere"), to: "no address".to_owned() };
    assert_eq!(get(&download, &at("nowhere")), Err(nowhere));
    assert_eq!(get(&download, &at("around")), Err(DownloadError::LeadsOn(at("around"))));
    let missing = DownloadError::Status { address: at("missing"), status: 404 };
    assert_eq!(get(&download, &at("missing")), Err(missing));
    let small = Download { most_bytes: 11, ..download };
    assert_eq!(
        get(&small, &at("all.zip")),
        Err(DownloadError::TooLarge { address: at("all.zip"), most: 11 })
    );
    let stranger = get(&Download::default(), &at("all.zip"));
    let Err(DownloadError::Trouble { trouble: Trouble::Tls { .. }, .. }) = stranger else {
        panic!("{stranger:?}");
    };
}

#[test]
fn other_kinds_of_addresses_are_refused_before_anything_is_sent() {
    let refused = |address: &str| get(&Download::default(), address).unwrap_err().to_string();
    insta::assert_snapshot!(
        [
            "http://localhost/all.zip",
            "ftp://localhost/all.zip",
            "https://me:secret@localhost/all.zip",
            "https://me:secret@?key=secret",
        ]
        .map(refused)
        .join("\n")
    );
}

#[test]
fn a_server_that_breaks_off_or_says_nothing_is_no_file() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}/all.zip", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        // The first connection hears no TLS, the second nothing at all.
        let mut first = listener.accept().unwrap().0;
        first.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        drop(first);
        let _second = listener.accept().unwrap();
        thread::park();
    });
    let hasty = Download { patience: Duration::from_millis(500), ..Download::default() };
    let patient = Download { patience: Duration::from_secs(20), ..Download::default() };
    let Err(DownloadError::Trouble { trouble: Trouble::Tls { .. }, .. }) = get(&patient, &address) else {
        panic!("what is no TLS was taken");
    };
    let Err(DownloadError::Trouble { trouble: Trouble::Hung { .. }, .. }) = get(&hasty, &address) else {
        panic!("silence was taken");
    };
}
