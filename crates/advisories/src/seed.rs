//! The advisories that come with the build.

use serde::Deserialize;

use crate::{Builder, Completeness, formats::parse_osv};

/// Records in OSV format, one a line, in the order of their ids.
const RECORDS: [&str; 2] = [include_str!("../data/seed/npm.jsonl"), include_str!("../data/seed/maven.jsonl")];

#[derive(Deserialize)]
struct About {
    title: String,
    as_of: jiff::civil::Date,
}

/// The bytes of the seed's database.
pub(crate) fn build() -> Vec<u8> {
    let about: About = toml::from_str(include_str!("../data/seed/about.toml"))
        .expect("the bundled data is read by this crate's tests");
    let mut builder = Builder::default();
    builder.start(&about.title, about.as_of, Completeness::Selection);
    for line in RECORDS.iter().flat_map(|records| records.lines()) {
        builder.add(parse_osv(line.as_bytes()).expect("the bundled data is read by this crate's tests"));
    }
    builder.finish()
}
