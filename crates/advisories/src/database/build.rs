//! Making a database of records.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Completeness, Counts, Metadata, Origin,
    image::Image,
    layout::{HEADER, MAGIC, SECTIONS, VERSION, digest, write_number},
};
use crate::{
    Affected, Ecosystem, Range, Record, Version,
    range::{Within, within},
};

/// Takes in records, and lays them out. The same records give the same bytes, in whatever order they come.
#[derive(Debug, Default)]
pub struct Builder {
    origins: Vec<Origin>,
    records: BTreeMap<String, (usize, Record)>,
    withdrawn: BTreeSet<String>,
}

impl Builder {
    /// Starts a source: the records that follow are of it.
    pub fn start(&mut self, name: &str, as_of: jiff::civil::Date, completeness: Completeness) {
        self.origins.push(Origin {
            name: name.to_owned(),
            as_of,
            completeness,
            records: 0,
            counts: BTreeMap::new(),
        });
    }

    /// Takes in one record. Of two with one id the one that was touched last counts; one that was taken back counts
    /// as none, as does one that names no package we know an ordering for.
    ///
    /// # Panics
    /// Where no source was started.
    pub fn add(&mut self, mut record: Record) {
        let origin = self.origins.len().checked_sub(1).expect("a source is started before its records");
        record.affected.retain(|affected| !affected.ranges.is_empty() || !affected.versions.is_empty());
        if record.withdrawn {
            self.records.remove(&record.id);
            self.withdrawn.insert(record.id);
            return;
        }
        if record.affected.is_empty() || self.withdrawn.contains(&record.id) {
            return;
        }
        let is_newer = self.records.get(&record.id).is_none_or(|(_, held)| held.modified <= record.modified);
        if is_newer {
            record.affected.iter_mut().for_each(leave_out_what_ranges_say);
            self.records.insert(record.id.clone(), (origin, record));
        }
    }

    /// Takes over what an earlier database knows of the ecosystems that nothing was taken in for.
    pub(super) fn carry_over(&mut self, earlier: &Image) {
        let here: BTreeSet<Ecosystem> = self.ecosystems();
        for (index, origin) in earlier.metadata().origins.iter().enumerate() {
            let kept: Vec<Record> = earlier
                .records(index)
                .filter_map(|mut record| {
                    record.affected.retain(|affected| !here.contains(&affected.ecosystem));
                    (!record.affected.is_empty()).then_some(record)
                })
                .collect();
            if !kept.is_empty() {
                self.start(&origin.name, origin.as_of, origin.completeness);
                kept.into_iter().for_each(|record| self.add(record));
            }
        }
    }

    /// Takes over what the file of an earlier update knows of the ecosystems that nothing was taken in for.
    ///
    /// # Errors
    /// [`super::DatabaseError`] where the bytes are no such file.
    pub fn keep_from(&mut self, earlier: Vec<u8>) -> Result<(), super::DatabaseError> {
        self.carry_over(&Image::open(earlier)?);
        Ok(())
    }

    /// The ecosystems there is something of.
    pub fn ecosystems(&self) -> BTreeSet<Ecosystem> {
        let records = self.records.values().flat_map(|(_, record)| &record.affected);
        records.map(|affected| affected.ecosystem).collect()
    }

    /// Lays everything out: the bytes of the file.
    pub fn finish(mut self) -> Vec<u8> {
        self.count();
        let mut strings = Strings::default();
        let mut packages: BTreeMap<(Ecosystem, &str), Vec<(u32, &Affected)>> = BTreeMap::new();
        let mut offsets: Vec<u8> = Vec::new();
        let mut advisories: Vec<u8> = Vec::new();
        for (number, (origin, record)) in self.records.values().enumerate() {
            let number = u32::try_from(number).expect("fewer advisories than bytes that can be read");
            offsets.extend(position(&advisories).to_le_bytes());
            write_advisory(&mut advisories, &mut strings, *origin, record);
            for affected in &record.affected {
                packages
                    .entry((affected.ecosystem, affected.package.as_str()))
                    .or_default()
                    .push((number, affected));
            }
        }
        let mut table: Vec<u8> = Vec::new();
        let mut entries: Vec<u8> = Vec::new();
        for ((ecosystem, name), affected) in packages {
            table.extend([ecosystem as u8, 0, 0, 0]);
            table.extend(strings.number(name).to_le_bytes());
            table.extend(position(&entries).to_le_bytes());
            table.extend(u32::try_from(affected.len()).expect("as above").to_le_bytes());
            for (number, affected) in affected {
                write_entry(&mut entries, &mut strings, number, affected);
            }
        }
        offsets.extend(advisories);
        let metadata = serde_json::to_vec(&Metadata { origins: self.origins }).expect("plain data");
        let (string_offsets, string_bytes) = strings.finish();
        put_together([metadata, string_offsets, string_bytes, table, entries, offsets])
    }

    fn count(&mut self) {
        let mut packages: Vec<BTreeMap<Ecosystem, BTreeSet<&str>>> =
            vec![BTreeMap::new(); self.origins.len()];
        let mut counts: Vec<BTreeMap<String, Counts>> = vec![BTreeMap::new(); self.origins.len()];
        for (origin, record) in self.records.values() {
            self.origins[*origin].records += 1;
            let ecosystems: BTreeSet<_> = record.affected.iter().map(|affected| affected.ecosystem).collect();
            for ecosystem in ecosystems {
                let count = counts[*origin].entry(ecosystem.name().to_owned()).or_default();
                let counter = if record.is_malware() { &mut count.malware } else { &mut count.advisories };
                *counter += 1;
            }
            for affected in &record.affected {
                packages[*origin].entry(affected.ecosystem).or_default().insert(&affected.package);
            }
        }
        for (counts, packages) in counts.iter_mut().zip(packages) {
            for (ecosystem, names) in packages {
                let count = counts.entry(ecosystem.name().to_owned()).or_default();
                count.packages = u32::try_from(names.len()).unwrap_or(u32::MAX);
            }
        }
        self.origins.iter_mut().zip(counts).for_each(|(origin, counts)| origin.counts = counts);
    }
}

/// Publishers list every version that lies in the ranges; only those that do not are kept.
fn leave_out_what_ranges_say(affected: &mut Affected) {
    let Affected { ecosystem, ranges, versions, .. } = affected;
    let is_said = |text: &str| {
        let Some(version) = Version::parse(*ecosystem, text) else { return false };
        let marks = |Range(events): &'_ Range| -> bool {
            let marks = events.iter().map(|event| (event.mark, event.version.as_str()));
            within(*ecosystem, &version, marks) == Within::Yes
        };
        ranges.iter().any(marks)
    };
    versions.retain(|version| !is_said(version));
    versions.sort_unstable();
    versions.dedup();
}

/// Each string once, by number.
#[derive(Default)]
struct Strings {
    numbers: HashMap<String, u32>,
    offsets: Vec<u8>,
    bytes: Vec<u8>,
}

impl Strings {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = u32::try_from(self.numbers.len()).expect("fewer strings than bytes that can be read");
        self.offsets.extend(position(&self.bytes).to_le_bytes());
        self.bytes.extend(text.as_bytes());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn finish(mut self) -> (Vec<u8>, Vec<u8>) {
        self.offsets.extend(position(&self.bytes).to_le_bytes());
        (self.offsets, self.bytes)
    }
}

/// Advisory, number of ranges, of each the number of marks and the marks (what happens, at which version); number of
/// versions, versions.
fn write_entry(bytes: &mut Vec<u8>, strings: &mut Strings, number: u32, affected: &Affected) {
    let count = |length: usize| u32::try_from(length).expect("a record has fewer parts than bytes");
    write_number(bytes, number);
    write_number(bytes, count(affected.ranges.len()));
    for Range(events) in &affected.ranges {
        write_number(bytes, count(events.len()));
        for event in events {
            bytes.push(event.mark as u8);
            write_number(bytes, strings.number(&event.version));
        }
    }
    write_number(bytes, count(affected.versions.len()));
    for version in &affected.versions {
        write_number(bytes, strings.number(version));
    }
}

/// Source, id, number of aliases, aliases, summary, vector, score in tenths and one (zero: none), the publisher's word
/// and one (zero: none), published, modified, address.
fn write_advisory(bytes: &mut Vec<u8>, strings: &mut Strings, origin: usize, record: &Record) {
    let count = |length: usize| u32::try_from(length).expect("a record has fewer parts than bytes");
    let rating = &record.rating;
    write_number(bytes, count(origin));
    write_number(bytes, strings.number(&record.id));
    write_number(bytes, count(record.aliases.len()));
    for alias in &record.aliases {
        write_number(bytes, strings.number(alias));
    }
    write_number(bytes, strings.number(&record.summary));
    write_number(bytes, strings.number(rating.vector.as_deref().unwrap_or_default()));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
    let tenths = rating.score().map_or(0, |score| (score.clamp(0.0, 10.0) * 10.0).round() as u32 + 1);
    write_number(bytes, tenths);
    write_number(bytes, rating.word.map_or(0, |word| word as u32 + 1));
    for text in [&record.published, &record.modified, &record.address] {
        write_number(bytes, strings.number(text));
    }
}

fn position(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a database stays below four gigabytes")
}

fn put_together(sections: [Vec<u8>; SECTIONS]) -> Vec<u8> {
    let mut body: Vec<u8> = Vec::with_capacity(sections.iter().map(Vec::len).sum::<usize>() + HEADER);
    for section in &sections {
        body.extend((section.len() as u64).to_le_bytes());
    }
    sections.iter().for_each(|section| body.extend(section));
    let mut file = Vec::with_capacity(body.len() + HEADER);
    file.extend(MAGIC);
    file.extend(VERSION.to_le_bytes());
    file.extend(digest(&body).to_le_bytes());
    file.extend(body);
    file
}
