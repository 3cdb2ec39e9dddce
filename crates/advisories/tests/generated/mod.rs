//! A made-up archive in the layout in which OSV.dev publishes an ecosystem: one JSON file a record.

use std::io::{Cursor, Write as _};

use assay_advisories::Ecosystem;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A sequence of numbers that is the same every time: a linear congruence, its upper bits.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// From a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next one, below a bound.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// The name of a package by its number, as long as real ones are.
pub(crate) fn package(ecosystem: Ecosystem, number: u64) -> String {
    match ecosystem {
        Ecosystem::Maven => format!("com.example.group{}:artifact-{number}", number % 700),
        Ecosystem::Npm if number.is_multiple_of(7) => format!("@scope-{}/package-{number}", number % 300),
        _ => format!("package-{number}"),
    }
}

/// A version that both orderings read.
pub(crate) fn version(numbers: &mut Numbers) -> String {
    let release = format!("{}.{}.{}", numbers.below(12), numbers.below(40), numbers.below(30));
    if numbers.below(9) == 0 { format!("{release}-beta.{}", numbers.below(9)) } else { release }
}

/// An archive of so many advisories, and so many entries about malware.
pub(crate) fn archive(ecosystem: Ecosystem, advisories: u64, malware: u64) -> Vec<u8> {
    let mut numbers = Numbers::new(advisories ^ malware);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for number in 0..advisories + malware {
        let (id, text) = match number < advisories {
            true => advisory(ecosystem, number, &mut numbers),
            false => entry(ecosystem, number, &mut numbers),
        };
        writer.start_file(format!("{id}.json"), options).expect("it is in memory");
        writer.write_all(text.as_bytes()).expect("it is in memory");
    }
    writer.finish().expect("it is in memory").into_inner()
}

fn advisory(ecosystem: Ecosystem, number: u64, numbers: &mut Numbers) -> (String, String) {
    let id = format!("GHSA-{:04x}-{:04x}-{:04x}", number >> 16, number & 0xffff, numbers.below(0xffff));
    let ranges: Vec<String> = (0..=numbers.below(3))
        .map(|_| {
            let events =
                format!(r#"{{"introduced":"{}"}},{{"fixed":"{}"}}"#, version(numbers), version(numbers));
            format!(r#"{{"type":"SEMVER","events":[{events}]}}"#)
        })
        .collect();
    let letters = ["N", "L", "H"];
    let mut letter = || letters[usize::try_from(numbers.below(3)).expect("three")];
    let vector = format!("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:{}/I:{}/A:{}", letter(), letter(), letter());
    let package = package(ecosystem, numbers.below(4_000));
    // As long as real ones: some kilobytes of text that nobody here reads.
    let details = "What an attacker can do, and who is affected, told at some length. ".repeat(20);
    let text = format!(
        r#"{{"schema_version":"1.7.0","id":"{id}","modified":"2026-10-{:02}T00:00:00Z","published":"2024-03-01T00:00:00Z",
        "aliases":["CVE-2024-{number}"],"summary":"Something is wrong","details":"{details}",
        "severity":[{{"type":"CVSS_V3","score":"{vector}"}}],
        "affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"{package}"}},"ranges":[{}]}}],
        "references":[{{"type":"ADVISORY","url":"https://example.com/{id}"}}],
        "database_specific":{{"severity":"HIGH","cwe_ids":["CWE-79"],"github_reviewed":true}}}}"#,
        1 + number % 28,
        ranges.join(","),
    );
    (id, text)
}

fn entry(ecosystem: Ecosystem, number: u64, numbers: &mut Numbers) -> (String, String) {
    let id = format!("MAL-2026-{number}");
    let details =
        "Any computer that has this package installed should be considered fully compromised. ".repeat(6);
    let text = format!(
        r#"{{"schema_version":"1.7.0","id":"{id}","modified":"2026-09-01T00:00:00Z","published":"2026-09-01T00:00:00Z",
        "summary":"Malicious code","details":"{details}",
        "affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"harm-{number}"}},"versions":["{}","99.0.0"]}}],
        "database_specific":{{"malicious-packages-origins":[{{"source":"ghsa-malware","sha256":"{:064x}"}}]}}}}"#,
        version(numbers),
        number,
    );
    (id, text)
}
