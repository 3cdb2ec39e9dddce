//! Every advisory that comes with the build says what it has to, and the database answers by it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{fs, path::Path};

use assay_advisories::{Coverage, Database, Ecosystem, Mark, Record, Version, formats::parse_osv};
use assay_catalogue::Severity;
use jiff::civil::date;
use serde_json::Value;

/// Each record of the seed, as it is written and as it is read.
fn records() -> Vec<(Value, Record)> {
    let mut records = Vec::new();
    for file in ["npm.jsonl", "maven.jsonl"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/seed");
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for line in lines {
            records.push((serde_json::from_str(line).unwrap(), parse_osv(line.as_bytes()).unwrap()));
        }
    }
    records
}

#[test]
fn every_record_says_where_it_was_read_and_how_bad_it_is() {
    let records = records();
    assert!(records.len() > 900, "{}", records.len());
    for (written, record) in records {
        let id = &record.id;
        let read_in = written["database_specific"]["read_in"].as_str().unwrap_or_default();
        assert!(read_in.starts_with("https://"), "{id}: read in {read_in}");
        assert!(record.address.starts_with("https://"), "{id}: {}", record.address);
        assert!(record.is_malware() || record.rating.severity().is_some(), "{id}");
        assert!(!record.modified.is_empty(), "{id}");
        assert!(!record.affected.is_empty(), "{id}");
    }
}

#[test]
fn what_was_taken_back_does_not_come_with_the_build() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/seed");
    let about: toml::Table = toml::from_str(&fs::read_to_string(folder.join("about.toml")).unwrap()).unwrap();
    let withdrawn = about["withdrawn"].as_array().unwrap().iter();
    let names: Vec<&str> = withdrawn
        .flat_map(|entry| entry["names"].as_array().unwrap())
        .map(|name| name.as_str().unwrap())
        .collect();
    for (_, record) in records() {
        let is_named = |name: &String| names.contains(&name.as_str());
        assert!(!record.aliases.iter().chain([&record.id]).any(is_named), "{}", record.id);
    }
}

#[test]
fn every_bound_of_every_record_is_a_version() {
    for (_, record) in records() {
        for affected in &record.affected {
            for event in affected.ranges.iter().flat_map(|range| &range.0) {
                let version = Version::parse(affected.ecosystem, &event.version);
                assert!(version.is_some(), "{}: {event:?}", record.id);
            }
        }
    }
}

/// The database says of the first affected version, of the last, and of the one that mends it what the record says.
#[test]
fn every_record_is_answered_at_its_bounds() {
    let database = Database::bundled();
    let mut asked = 0;
    for (_, record) in records() {
        for affected in &record.affected {
            let says = |version: &str| {
                let answer = database.lookup(affected.ecosystem, &affected.package, version);
                answer
                    .matches
                    .iter()
                    .any(|found| found.advisories.iter().any(|advisory| advisory.id == record.id))
            };
            let elsewhere = |version: &str| {
                let others = record.affected.iter().filter(|other| other.package == affected.package);
                let ranges = others.flat_map(|other| &other.ranges);
                let starts = ranges.flat_map(|range| &range.0).filter(|event| event.mark == Mark::Introduced);
                let read = |text| Version::parse(affected.ecosystem, text).unwrap();
                starts.filter(|event| read(&event.version).compare(&read(version)).is_le()).count() > 1
            };
            for event in affected.ranges.iter().flat_map(|range| &range.0) {
                asked += 1;
                match event.mark {
                    Mark::Introduced | Mark::LastAffected => {
                        assert!(says(&event.version), "{}: {} {event:?}", record.id, affected.package);
                    }
                    // Another range of the record may hold it.
                    Mark::Fixed if elsewhere(&event.version) => {}
                    Mark::Fixed => {
                        assert!(!says(&event.version), "{}: {} {event:?}", record.id, affected.package);
                    }
                    Mark::Limit => panic!("{}", record.id),
                }
            }
        }
    }
    assert!(asked > 2_000, "{asked}");
}

#[test]
fn the_seed_never_says_that_it_is_whole() {
    for ecosystem in [Ecosystem::Npm, Ecosystem::Maven] {
        let coverage = Database::bundled().coverage(ecosystem, date(2026, 8, 22), 30);
        assert_eq!(coverage, Coverage::Partial { as_of: date(2026, 8, 22) });
    }
    assert_eq!(Database::bundled().coverage(Ecosystem::PyPi, date(2026, 8, 22), 30), Coverage::None);
}

#[test]
fn advisories_everybody_knows_are_found_with_their_fix_and_score() {
    let database = Database::bundled();
    for (ecosystem, package, version, id, severity, fixed) in [
        (
            Ecosystem::Maven,
            "org.apache.logging.log4j:log4j-core",
            "2.14.1",
            "GHSA-jfh8-c2jp-5v3q",
            Severity::Critical,
            "2.15.0",
        ),
        (
            Ecosystem::Maven,
            "org.springframework:spring-beans",
            "5.3.17",
            "GHSA-36p3-wjmg-h94x",
            Severity::Critical,
            "5.3.18",
        ),
        (Ecosystem::Npm, "minimist", "1.2.5", "GHSA-xvch-5gv4-984h", Severity::Critical, "1.2.6"),
        (Ecosystem::Npm, "atlassian-connect-express", "6.5.0", "CVE-2021-26073", Severity::High, "6.6.0"),
        (Ecosystem::Npm, "follow-redirects", "1.14.6", "GHSA-74fj-2j2h-c42q", Severity::High, "1.14.7"),
    ] {
        let answer = database.lookup(ecosystem, package, version);
        let found = answer.matches.iter().find(|found| found.main().id == id);
        let found = found.unwrap_or_else(|| panic!("{package} {version}: {:?}", answer.matches));
        assert_eq!((found.severity(), found.fixed), (Some(severity), Some(fixed)), "{id}");
    }
    let log4j =
        database.upgrade(Ecosystem::Maven, "org.apache.logging.log4j:log4j-core", "2.14.1", Severity::High);
    assert_eq!(log4j, Some("2.17.0"));
}
