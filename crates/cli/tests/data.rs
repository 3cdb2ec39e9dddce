//! `assay data`: bringing advisories, and checking with what was brought.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;
#[cfg(feature = "probe")]
#[path = "../../probes/tests/common/nginx.rs"]
mod nginx;

use std::path::Path;

use common::{Ran, assay, folder, row, write};

const MANIFEST: &str = "\
app:
  id: ari:cloud:ecosystem::app/5f2d8c1e-93b4-4a76-8e0d-6c7b1a2f3d48
  runtime:
    name: nodejs24.x
";
const PACKAGE: &str = r#"{ "name": "notes", "dependencies": { "acme-parser": "^1.0.0" } }"#;
const ADVISORY: &str = r#"{
  "schema_version": "1.6.0", "id": "GHSA-aaaa-bbbb-cccc", "aliases": ["CVE-2026-99999"],
  "modified": "2026-10-20T08:00:00Z", "published": "2026-10-20T08:00:00Z",
  "summary": "acme-parser runs what it parses",
  "severity": [{ "type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
  "affected": [{
    "package": { "ecosystem": "npm", "name": "acme-parser" },
    "ranges": [{ "type": "SEMVER", "events": [{ "introduced": "0" }, { "fixed": "1.4.2" }] }]
  }]
}"#;

fn app(version: &str) -> tempfile::TempDir {
    let lock = format!(
        r#"{{ "lockfileVersion": 3, "packages": {{ "": {{ "dependencies": {{ "acme-parser": "^1.0.0" }} }},
        "node_modules/acme-parser": {{ "version": "{version}" }} }} }}"#
    );
    folder(&[("manifest.yml", MANIFEST), ("package.json", PACKAGE), ("package-lock.json", &lock)])
}

fn update(folder: &Path, from: &str, more: &[&str]) -> Ran {
    assay(folder, &[&["data", "update", "--from", from, "--data", "advisories.db"], more].concat())
}

/// Statements of the findings about vulnerable packages, and the outcome of the row.
fn checked(app: &Path, database: &Path) -> (Vec<String>, String) {
    let ran = assay(app, &["check", ".", "--format", "json", "--data", database.to_str().unwrap()]);
    let report = ran.json();
    let findings = report["apps"][0]["findings"].as_array().unwrap().iter();
    let vulnerable = findings.filter(|finding| finding["rule"] == "dependency-vulnerable");
    let statements = vulnerable.map(|finding| finding["statement"].as_str().unwrap().to_owned()).collect();
    (statements, row(&report, "ALL-9")["outcome"].as_str().unwrap().to_owned())
}

#[test]
fn what_a_folder_brings_is_found_in_an_app_and_not_in_one_that_moved_on() {
    let data = folder(&[("published/2026/10/GHSA-aaaa-bbbb-cccc.json", ADVISORY)]);
    let (old, new) = (app("1.4.1"), app("1.4.2"));
    let updated = update(data.path(), "published", &[]);
    assert_eq!(updated.code, 0, "{}", updated.err);
    assert!(updated.err.starts_with("published: 1 records\n"), "{}", updated.err);
    let database = data.path().join("advisories.db");
    let named = "`acme-parser` 1.4.1 has a known critical vulnerability, GHSA-aaaa-bbbb-cccc (CVE-2026-99999, CVSS 9.8)";
    assert_eq!(checked(old.path(), &database), (vec![named.to_owned()], "fail".to_owned()));
    // One advisory is not all there are: nothing is proved by finding none.
    assert_eq!(checked(new.path(), &database), (Vec::new(), "unknown".to_owned()));

    let status = assay(data.path(), &["data", "status", "--data", "advisories.db"]);
    let own = "2026-10-20  published (all it publishes)\n            npm: 1 advisories, 1 packages; too few to show that all is well\n";
    assert!(status.out.ends_with(own), "{}", status.out);
    assert_eq!(updated.out, status.out);
}

#[test]
fn without_advisories_nothing_is_written_and_what_was_there_stays() {
    let data = folder(&[("published/GHSA-aaaa-bbbb-cccc.json", ADVISORY), ("empty/readme.md", "# None\n")]);
    assert_eq!(update(data.path(), "published", &[]).code, 0);
    let before = std::fs::read(data.path().join("advisories.db")).unwrap();
    for (from, why) in [
        ("empty", "error: `empty` holds no advisory in a format that is read\n"),
        ("absent", "error: `absent` cannot be read: No such file or directory (os error 2)\n"),
    ] {
        let ran = update(data.path(), from, &[]);
        assert_eq!((ran.code, ran.err.as_str()), (2, why));
    }
    assert_eq!(std::fs::read(data.path().join("advisories.db")).unwrap(), before);
}

#[cfg(feature = "probe")]
mod addresses {
    use super::*;
    use crate::nginx::{INTERMEDIATE, Nginx, has};

    #[test]
    fn an_archive_is_fetched_by_https_and_is_of_the_day_its_server_gives() {
        if !has(&["nginx", "openssl"]) {
            return;
        }
        let data = folder(&[("empty/readme.md", "")]);
        write(data.path(), "served/all.zip", archive("GHSA-aaaa-bbbb-cccc.json", ADVISORY.as_bytes()));
        let root = data.path().join("served");
        let server = format!(
            r#"location / {{ root {}; add_header Last-Modified "Sat, 31 Oct 2026 03:00:00 GMT"; }}
            location /latest {{ return 302 https://localhost:$server_port/all.zip?signature=secret; }}"#,
            root.display()
        );
        let nginx = Nginx::start(INTERMEDIATE, &server);
        write(data.path(), "authority.pem", nginx.certificate());
        let from = format!("https://localhost:{}/latest", nginx.port);
        let ran = update(data.path(), &from, &["--ca-file", "authority.pem"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.starts_with(&format!("{from}: 1 records\n")), "{}", ran.err);
        assert!(ran.out.contains(&format!("2026-10-31  {from} (all it publishes)\n")), "{}", ran.out);
        let (found, outcome) = checked(app("1.4.1").path(), &data.path().join("advisories.db"));
        assert_eq!((found.len(), outcome.as_str()), (1, "fail"));

        let stranger = update(data.path(), &from, &[]);
        assert_eq!(stranger.code, 2);
        assert!(stranger.err.contains("no TLS connection came about"), "{}", stranger.err);
    }

    #[test]
    fn an_address_without_https_is_refused() {
        let data = folder(&[("empty/readme.md", "")]);
        let ran = update(data.path(), "http://me:secret@localhost/all.zip?key=secret", &[]);
        let why = "error: `http://localhost/all.zip` is not fetched: an `https://` address is needed, so that nobody changes it on the way\n";
        assert_eq!((ran.code, ran.err.as_str()), (2, why));
        assert!(!data.path().join("advisories.db").exists());
    }

    /// A ZIP archive with one file, not compressed.
    fn archive(name: &str, content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        // Version, flags, method, time, date; then checksum and sizes.
        let shared = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..],
            &crc32(content).to_le_bytes(),
            &size,
            &size,
            &length,
            &[0, 0],
        ]
        .concat();
        let file = [b"PK\x03\x04", shared.as_slice(), name.as_bytes(), content].concat();
        let entry = [b"PK\x01\x02\x14\0", shared.as_slice(), &[0; 14], name.as_bytes()].concat();
        let (from, long) = (u32::try_from(file.len()).unwrap(), u32::try_from(entry.len()).unwrap());
        let end =
            [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &long.to_le_bytes(), &from.to_le_bytes(), &[0; 2]];
        [file, entry, end.concat()].concat()
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)))
        })
    }
}
