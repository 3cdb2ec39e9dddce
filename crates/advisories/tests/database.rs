//! What is taken in is what is answered, and what was not written by us is refused.
#![expect(clippy::unwrap_used, reason = "tests")]

mod generated;

use assay_advisories::{
    Affected, Builder, Completeness, Coverage, Database, DatabaseError, Ecosystem, Import, Range, Rating,
    Record,
    formats::{self, Format, Reading},
    score,
};
use assay_catalogue::Severity;
use jiff::civil::date;
use proptest::prelude::*;

fn record(id: &str, aliases: &[&str], package: &str, ranges: Vec<Range>) -> Record {
    Record {
        id: id.to_owned(),
        aliases: aliases.iter().map(ToString::to_string).collect(),
        rating: Rating { vector: None, score: Some(7.5), word: None },
        modified: "2026-01-01".to_owned(),
        affected: vec![Affected {
            ecosystem: Ecosystem::PyPi,
            package: package.to_owned(),
            ranges,
            versions: Vec::new(),
        }],
        ..Record::default()
    }
}

fn database(records: Vec<Record>) -> Database {
    let mut builder = Builder::default();
    builder.start("test", date(2026, 1, 2), Completeness::Whole);
    records.into_iter().for_each(|record| builder.add(record));
    Database::with(builder.finish()).unwrap()
}

#[test]
fn advisories_that_share_a_name_are_one_match_with_the_later_fix() {
    let database = database(vec![
        record("PYSEC-1", &["CVE-2026-1"], "notes", vec![Range::between("0", Some("1.2"))]),
        record("GHSA-aaaa-bbbb-cccc", &["CVE-2026-1"], "notes", vec![Range::between("0", Some("1.3"))]),
        record("PYSEC-2", &[], "notes", vec![Range::between("1.0", None)]),
    ]);
    let answer = database.lookup(Ecosystem::PyPi, "Notes", "1.1");
    let told: Vec<_> =
        answer.matches.iter().map(|found| (found.main().id, found.aliases(), found.fixed)).collect();
    assert_eq!(
        told,
        [("GHSA-aaaa-bbbb-cccc", vec!["CVE-2026-1", "PYSEC-1"], Some("1.3")), ("PYSEC-2", vec![], None),]
    );
    assert_eq!(database.upgrade(Ecosystem::PyPi, "notes", "1.1", Severity::High), None);
    assert!(database.lookup(Ecosystem::PyPi, "other", "1.1").matches.is_empty());
    assert!(database.lookup(Ecosystem::Npm, "notes", "1.1").matches.is_empty());
}

#[test]
fn what_was_taken_back_counts_no_more_whatever_comes_first() {
    let taken_back =
        Record { withdrawn: true, ..record("PYSEC-1", &[], "notes", vec![Range::between("0", None)]) };
    let held = record("PYSEC-1", &[], "notes", vec![Range::between("0", None)]);
    for records in [vec![held.clone(), taken_back.clone()], vec![taken_back, held]] {
        assert!(database(records).lookup(Ecosystem::PyPi, "notes", "1").matches.is_empty());
    }
}

#[test]
fn a_version_that_is_none_is_undecided_unless_everything_is_affected() {
    let some = database(vec![record("PYSEC-1", &[], "notes", vec![Range::between("1", Some("2"))])]);
    let answer = some.lookup(Ecosystem::PyPi, "notes", "git-main");
    assert_eq!((answer.matches.len(), answer.undecided), (0, vec!["PYSEC-1"]));
    let all = database(vec![record("MAL-1", &[], "notes", vec![Range::between("0", None)])]);
    let answer = all.lookup(Ecosystem::PyPi, "notes", "git-main");
    assert_eq!(answer.matches[0].severity(), Some(Severity::Critical));
    assert!(answer.matches[0].is_malware());
}

#[test]
fn last_affected_is_the_last_and_several_stretches_are_one_record() {
    let ranges = vec![Range::through("1.0", "1.5"), Range::between("2.0", Some("2.4"))];
    let database = database(vec![record("PYSEC-1", &[], "notes", ranges)]);
    let affected = |version| !database.lookup(Ecosystem::PyPi, "notes", version).matches.is_empty();
    let answers: Vec<bool> =
        ["0.9", "1.0", "1.5", "1.5.1", "1.9", "2.0rc1", "2.0", "2.3.9", "2.4"].map(affected).into();
    assert_eq!(answers, [false, true, true, false, false, false, true, true, false]);
}

#[test]
fn a_few_records_in_the_right_format_are_not_all_there_is() {
    let few = database(vec![record("PYSEC-1", &[], "notes", vec![Range::between("0", None)])]);
    let coverage = few.coverage(Ecosystem::PyPi, date(2026, 1, 3), 30);
    assert_eq!(coverage, Coverage::Partial { as_of: date(2026, 1, 2) });
}

/// The layout of OSV.dev at a scale that counts as whole, on one thread and on several.
#[test]
fn an_archive_of_a_whole_ecosystem_answers_for_itself_until_it_is_old() {
    let archive = generated::archive(Ecosystem::Maven, 3_500, 50);
    let build = |workers| {
        let import = Import::archive(&archive, workers).unwrap();
        assert_eq!((import.len(), import.unreadable), (3_550, 0));
        let mut builder = Builder::default();
        let day = import.newest_day().unwrap();
        import.add_to(&mut builder, "Maven", day);
        builder.finish()
    };
    let bytes = build(1);
    assert!(bytes == build(4), "the number of threads shows");
    let database = Database::with(bytes).unwrap();
    let as_of = date(2026, 10, 28);
    assert_eq!(database.coverage(Ecosystem::Maven, date(2026, 11, 27), 30), Coverage::Whole { as_of });
    assert_eq!(database.coverage(Ecosystem::Maven, date(2026, 11, 28), 30), Coverage::Stale { as_of });
    // What comes with the build is silent where there is something newer and whole.
    assert!(database.lookup(Ecosystem::Maven, "org.yaml:snakeyaml", "1.33").matches.is_empty());
    assert!(!database.lookup(Ecosystem::Npm, "minimist", "1.2.5").matches.is_empty());
    let malware = database.lookup(Ecosystem::Maven, "harm-3500", "99.0.0");
    assert!(malware.matches[0].is_malware());
}

#[test]
fn what_an_update_does_not_speak_of_is_kept() {
    let mut first = Builder::default();
    first.start("python", date(2026, 1, 2), Completeness::Whole);
    first.add(record("PYSEC-1", &["CVE-2026-1"], "notes", vec![Range::between("1.0", Some("2.0"))]));
    let earlier = first.finish();
    let mut second = Builder::default();
    second.start("rust", date(2026, 2, 2), Completeness::Whole);
    let mut crates = record("RUSTSEC-1", &[], "notes", vec![Range::between("0", None)]);
    crates.affected[0].ecosystem = Ecosystem::CratesIo;
    second.add(crates);
    second.keep_from(earlier).unwrap();
    let database = Database::with(second.finish()).unwrap();
    let kept = database.lookup(Ecosystem::PyPi, "notes", "1.5");
    assert_eq!((kept.matches[0].main().id, kept.matches[0].fixed), ("PYSEC-1", Some("2.0")));
    assert_eq!(kept.matches[0].aliases(), ["CVE-2026-1"]);
    assert_eq!(database.lookup(Ecosystem::CratesIo, "notes", "1.5").matches.len(), 1);
}

#[test]
fn a_file_of_another_kind_is_refused_with_the_reason() {
    let whole = {
        let mut builder = Builder::default();
        builder.start("test", date(2026, 1, 2), Completeness::Whole);
        builder.finish()
    };
    let refused = |bytes: Vec<u8>| Database::with(bytes).unwrap_err();
    assert_eq!(refused(b"PK\x03\x04".to_vec()), DatabaseError::NotADatabase);
    assert_eq!(refused(Vec::new()), DatabaseError::NotADatabase);
    assert_eq!(refused(whole[..whole.len() - 1].to_vec()), DatabaseError::Damaged);
    let mut newer = whole.clone();
    newer[8] = 9;
    assert_eq!(refused(newer), DatabaseError::OtherFormat { found: 9 });
    assert!(Database::with(whole).is_ok());
}

/// Vectors with the scores of the calculators of FIRST: the v3 formula, and the reference implementation
/// of v4.0. Threat metrics are left aside.
#[test]
fn vectors_have_the_scores_of_the_standard() {
    for (vector, expected) in [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3),
        ("CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 8.4),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N/E:P", 5.3),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0.0),
    ] {
        assert_eq!(score(vector), Some(expected), "{vector}");
    }
    for vector in [
        "",
        "AV:N/AC:L/Au:N/C:N/I:N/A:C",
        "CVSS:3.1/AV:N",
        "CVSS:4.0/AV:Z",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
    ] {
        assert_eq!(score(vector), None, "{vector}");
    }
}

const RUSTSEC: &str = "```toml\n[advisory]\nid = \"RUSTSEC-2023-0044\"\npackage = \"openssl\"\ndate = \"2023-06-20\"\n\
    aliases = [\"GHSA-xcf7-rvmh-g6q4\"]\n\n[versions]\npatched = [\">= 0.10.55\", \"^0.9.25\"]\nunaffected = [\"< 0.9.0\"]\n```\n\n\
    # `openssl` reads beyond the end\n\nText.\n";
const RUBY: &str = "---\ngem: rails\ncve: 2013-0156\nghsa: jmgw-6vjg-jjwg\ntitle: Ruby on Rails\ndate: 2013-01-08\ncvss_v2: 7.5\n\
    unaffected_versions:\n  - \"< 2.0\"\npatched_versions:\n  - ~> 2.3.15\n  - \">= 3.2.11\"\n";
const PHP: &str = "title: Hole\nlink: https://example.com/a\ncve: CVE-2012-1\nbranches:\n  2.0.x:\n    time: 2012-11-08 08:33:49\n    \
    versions: ['>=2.0.0', '<2.0.6']\n  2.1.x:\n    time: 2012-11-09 08:33:49\n    versions: ['>=2.1.0', '<=2.1.3']\n\
    reference: composer://Vendor/package\n";
const PYTHON: &str = "id: PYSEC-2021-98\ndetails: Django before 2.2.24\naffected:\n- package:\n    name: django\n    ecosystem: PyPI\n  \
    ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: '0'\n    - fixed: 2.2.24\n    - introduced: '3.0'\n    - fixed: 3.1.12\n  \
    versions:\n  - '1.10'\n  - 3.1.1\nmodified: '2021-06-22T04:54:59Z'\n";
const RETIRE: &str = r#"{"jquery": {"npmname": "jquery", "vulnerabilities": [
    {"atOrAbove": "1.2.1", "below": "1.9.0", "severity": "medium", "identifiers": {"CVE": ["CVE-2020-7656"], "githubID": "GHSA-q4m3-2j7h-f7xw"}, "info": []},
    {"below": "2.999.999", "severity": "low", "identifiers": {"summary": "no longer cared for"}, "info": []}]}}"#;

#[test]
fn every_format_says_what_its_publisher_means() {
    for (file, text, format, ecosystem, package, answers) in [
        (
            "RUSTSEC-2023-0044.md",
            RUSTSEC,
            Format::RustSec,
            Ecosystem::CratesIo,
            "openssl",
            vec![
                ("0.8.9", false),
                ("0.9.0", true),
                ("0.9.24", true),
                ("0.9.25", false),
                ("0.9.99", false),
                ("0.10.0", true),
                ("0.10.54", true),
                ("0.10.55", false),
            ],
        ),
        (
            "CVE-2013-0156.yml",
            RUBY,
            Format::RubyAdvisory,
            Ecosystem::RubyGems,
            "rails",
            vec![
                ("1.9", false),
                ("2.0", true),
                ("2.3.14", true),
                ("2.3.15", false),
                ("2.4", true),
                ("3.2.10", true),
                ("3.2.11", false),
            ],
        ),
        (
            "CVE-2012-1.yaml",
            PHP,
            Format::FriendsOfPhp,
            Ecosystem::Packagist,
            "vendor/package",
            vec![
                ("1.9.9", false),
                ("v2.0.0", true),
                ("2.0.6", false),
                ("2.1.0", true),
                ("2.1.3", true),
                ("2.1.4", false),
            ],
        ),
        (
            "PYSEC-2021-98.yaml",
            PYTHON,
            Format::Osv,
            Ecosystem::PyPi,
            "Django",
            vec![("1.10", true), ("2.2.24", false), ("3.0rc1", false), ("3.1.11", true), ("3.1.12", false)],
        ),
        (
            "jsrepository-v5.json",
            RETIRE,
            Format::Retire,
            Ecosystem::Npm,
            "jquery",
            vec![("1.2.0", false), ("1.2.1", true), ("1.8.3", true), ("1.9.0", false), ("2.2.4", false)],
        ),
    ] {
        let Reading::Records(read_as, records) = formats::read(file, text.as_bytes()) else {
            panic!("{file}")
        };
        assert_eq!((read_as, records.len()), (format, 1), "{file}");
        let ids: Vec<String> = records.iter().map(|record| record.id.clone()).collect();
        let database = database(records);
        for (version, affected) in answers {
            let answer = database.lookup(ecosystem, package, version);
            let ours = answer.matches.iter().flat_map(|found| &found.advisories);
            let ours = ours.filter(|advisory| ids.contains(&advisory.id.to_owned())).count() > 0;
            assert_eq!(ours, affected, "{file}: {package} {version}");
        }
    }
}

#[test]
fn what_is_no_advisory_is_left_and_what_is_half_of_one_is_told() {
    let other =
        |file: &str, text: &str| assert_eq!(formats::read(file, text.as_bytes()), Reading::Other, "{file}");
    other("README.md", "# Read me\n");
    other("package.json", r#"{"name": "notes", "version": "1.0.0"}"#);
    other("ci.yml", "on: push\n");
    other("picture.png", "");
    for (file, text) in [
        ("GHSA-1.json", r#"{"id": "GHSA-1", "affected": [{"#),
        ("GHSA-2.json", r#"{"id": "GHSA-2", "affected": "all"}"#),
        ("RUSTSEC-1.md", "```toml\n[advisory]\nid = \"RUSTSEC-1\"\n```\n"),
        ("CVE-1.yml", "gem: rails\npatched_versions:\n  - the newest\n"),
    ] {
        let reading = formats::read(file, text.as_bytes());
        assert!(matches!(reading, Reading::Unreadable(_)), "{file}: {reading:?}");
    }
}

/// A database with something of everything in it.
fn sample() -> Vec<u8> {
    let mut builder = Builder::default();
    builder.start("sample", date(2026, 1, 2), Completeness::Whole);
    for (file, text) in [
        ("a.md", RUSTSEC),
        ("b.yml", RUBY),
        ("c.yaml", PHP),
        ("d.yaml", PYTHON),
        ("jsrepository.json", RETIRE),
    ] {
        let Reading::Records(_, records) = formats::read(file, text.as_bytes()) else { panic!("{file}") };
        records.into_iter().for_each(|record| builder.add(record));
    }
    builder.finish()
}

/// The digest of a changed file put right again, so that what stands behind it is read.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() >= 20 {
        let words = bytes[20..].chunks(8).map(|chunk| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_le_bytes(word)
        });
        let digest = words.fold(0xcbf2_9ce4_8422_2325_u64, |digest, word| {
            (digest ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
        });
        bytes[12..20].copy_from_slice(&digest.to_le_bytes());
    }
    bytes
}

proptest! {
    #[test]
    fn a_forged_database_never_panics(
        changes in prop::collection::vec((0_usize..4_000, any::<u8>()), 1..12), cut in 0_usize..400,
    ) {
        let mut bytes = sample();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - cut % 40);
        if let Ok(database) = Database::with(resealed(bytes)) {
            for (ecosystem, package) in [
                (Ecosystem::CratesIo, "openssl"), (Ecosystem::RubyGems, "rails"), (Ecosystem::PyPi, "django"),
                (Ecosystem::Packagist, "vendor/package"), (Ecosystem::Npm, "jquery"),
            ] {
                let answer = database.lookup(ecosystem, package, "1.5.0");
                prop_assert!(answer.matches.len() < 1_000);
                database.upgrade(ecosystem, package, "1.5.0", Severity::High);
                database.coverage(ecosystem, date(2026, 1, 3), 30);
            }
        }
    }

    #[test]
    fn a_broken_advisory_never_panics(at in 0_usize..4_000, byte: u8, cut in 0_usize..400) {
        for (file, text) in [("a.md", RUSTSEC), ("b.yml", RUBY), ("c.yaml", PHP), ("d.yaml", PYTHON), ("jsrepository.json", RETIRE)] {
            let mut bytes = text.as_bytes().to_vec();
            let place = at % bytes.len();
            bytes[place] = byte;
            bytes.truncate(bytes.len() - cut % bytes.len());
            formats::read(file, &bytes);
        }
    }
}
