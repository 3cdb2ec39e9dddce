//! One text, searched for everything.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use assay_source::{RelPath, Span};

use crate::{
    Certainty, Detection, Detector, Form, Surroundings, address, assignment, detectors, encoded,
    surroundings, token,
};

/// Most secrets that are told of one file. A file with more is one thing to look at, not thousands.
pub const LARGEST_COUNT: usize = 200;

/// Words that stand in the names of secrets.
const NAMES: [&str; 22] = [
    "secret",
    "passw",
    "pwd",
    "token",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "access-key",
    "accesskey",
    "private_key",
    "privatekey",
    "signing_key",
    "signingkey",
    "encryption_key",
    "encryptionkey",
    "credential",
    "authorization",
    "auth_key",
    "authkey",
    "passphrase",
    "_pass",
];

/// A parameter that is called a key and nothing else.
const BARE_KEYS: [&str; 2] = ["?key=", "&key="];

/// Who asks for a keyword.
#[derive(Debug, Clone, Copy)]
enum Asker {
    Shape(&'static Detector),
    Name,
    BareKey,
}

struct Prefilter {
    automaton: AhoCorasick,
    askers: Vec<Asker>,
}

static PREFILTER: LazyLock<Prefilter> = LazyLock::new(|| {
    let shapes = detectors().iter().flat_map(|detector| {
        detector.keywords.iter().map(move |keyword| (keyword.as_str(), Asker::Shape(detector)))
    });
    let names = NAMES.iter().map(|name| (*name, Asker::Name));
    let bare = BARE_KEYS.iter().map(|name| (*name, Asker::BareKey));
    let (keywords, askers): (Vec<&str>, Vec<Asker>) = shapes.chain(names).chain(bare).unzip();
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(keywords)
        .expect("a few hundred short keywords fit into an automaton");
    Prefilter { automaton, askers }
});

/// What was found in a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scan {
    /// The secrets, in the order of their places, none inside another.
    pub detections: Vec<Detection>,
    /// True where there are more than [`LARGEST_COUNT`].
    pub cut: bool,
}

/// Searches one text. `path` says among what it stands.
///
/// Time grows with the length of the text, whatever it holds: every keyword costs a look at a stretch of fixed
/// length at most.
pub fn scan(path: &RelPath, bytes: &[u8]) -> Scan {
    let mut scan = scan_plain(path, bytes);
    let encoded = encoded::detections(path, bytes);
    if !encoded.is_empty() {
        scan.detections.extend(encoded);
        scan.detections = without_overlaps(scan.detections);
        scan.cut |= scan.detections.len() > LARGEST_COUNT;
        scan.detections.truncate(LARGEST_COUNT);
    }
    scan
}

/// The same without what is encoded.
pub(crate) fn scan_plain(path: &RelPath, bytes: &[u8]) -> Scan {
    let Prefilter { automaton, askers } = &*PREFILTER;
    let mut surroundings_of = None;
    let mut found: Vec<Detection> = Vec::new();
    let mut cut = false;
    for hit in automaton.find_overlapping_iter(bytes) {
        let keyword = Span::new(hit.start(), hit.end());
        let among = *surroundings_of.get_or_insert_with(|| surroundings(path, bytes));
        let detection = match askers[hit.pattern().as_usize()] {
            Asker::Shape(detector) => token::detect(detector, path, bytes, keyword, among),
            Asker::Name => address::query(path, bytes, keyword, among)
                .or_else(|| assignment::detect(bytes, keyword, among, is_by_line(path, among))),
            Asker::BareKey => {
                address::query(path, bytes, Span::new(keyword.start + 1, keyword.end - 1), among)
            }
        };
        found.extend(detection);
        if found.len() > 4 * LARGEST_COUNT {
            cut = true;
            break;
        }
    }
    let mut detections = without_overlaps(found);
    cut |= detections.len() > LARGEST_COUNT;
    detections.truncate(LARGEST_COUNT);
    Scan { detections, cut }
}

/// True where a text needs no quotes: settings, and scripts of a shell.
fn is_by_line(path: &RelPath, among: Surroundings) -> bool {
    const EXTENSIONS: [&str; 11] =
        ["env", "properties", "yaml", "yml", "ini", "cfg", "conf", "sh", "bash", "npmrc", "config"];
    matches!(among, Surroundings::Environment | Surroundings::Container)
        || path.extension().is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()))
}

/// Of those that overlap, the one that is known best: by shape before by name, sure before doubtful, long before
/// short.
fn without_overlaps(mut found: Vec<Detection>) -> Vec<Detection> {
    let rank = |detection: &Detection| {
        let form = match detection.form {
            Form::Issued { .. } => 0,
            Form::SharedSecret { .. } => 1,
            Form::Query { .. } => 2,
            Form::Named { .. } => 3,
        };
        let generic =
            matches!(&detection.form, Form::Issued { detector, .. } if *detector == "password-in-address");
        (
            form + usize::from(generic),
            std::cmp::Reverse(detection.certainty),
            std::cmp::Reverse(length(detection)),
        )
    };
    found.sort_by_key(|detection| (rank(detection), detection.span));
    let mut kept: std::collections::BTreeMap<usize, Detection> = std::collections::BTreeMap::new();
    for detection in found {
        // Those kept don't overlap each other: only the last one that begins before this one's end can touch it.
        let touches = kept
            .range(..detection.span.end)
            .next_back()
            .is_some_and(|(_, other)| other.span.end > detection.span.start);
        if !touches {
            kept.insert(detection.span.start, detection);
        }
    }
    kept.into_values().collect()
}

fn length(detection: &Detection) -> usize {
    detection.span.end - detection.span.start
}

impl Scan {
    /// True where somebody has to look at least.
    pub fn is_any_sure(&self) -> bool {
        self.detections.iter().any(|detection| detection.certainty >= Certainty::Likely)
    }
}
