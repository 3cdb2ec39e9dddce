//! `ARCHITECTURE.md` says which crates there are, in which layer, and what each may use; this holds it to that.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Crates that may hold unsafe code, once they exist.
const UNSAFE_ALLOWED: [&str; 2] = ["quickjs", "jail"];

/// Crates of the core that do I/O all the same: the doors to files, to databases and to the network.
const DOORS: [&str; 3] = ["source", "store", "wire"];

/// Paths no crate of the core may name.
const IO_PATHS: [&str; 14] = [
    "std::fs",
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::net::ToSocketAddrs",
    "std::env",
    "std::process",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "jiff::Zoned::now",
    "jiff::Timestamp::now",
];

/// Words no crate of the core may contain.
const IO_WORDS: [&str; 7] =
    ["print!", "println!", "eprint!", "eprintln!", "dbg!", "Zoned::now", "Timestamp::now"];

/// A row of the table of layers.
#[derive(Debug)]
struct Row {
    layer: u8,
    uses: BTreeSet<String>,
    owns: BTreeSet<String>,
}

/// What the document says.
struct Document {
    rows: BTreeMap<String, Row>,
    everybody: BTreeSet<String>,
}

/// A crate as Cargo sees it: its normal and build dependencies.
struct Crate {
    folder: PathBuf,
    ours: BTreeSet<String>,
    outside: BTreeSet<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

fn document() -> Document {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let mut rows = BTreeMap::new();
    for line in text.lines().skip_while(|line| !line.starts_with("| layer |")).skip(2) {
        let Some(cells) = line.strip_prefix('|') else { break };
        let cells: Vec<&str> = cells.split('|').map(str::trim).collect();
        let [layer, name, _, uses, owns, ..] = cells[..] else { panic!("a row has five cells: {line}") };
        let name = quoted(name).into_iter().next().unwrap();
        rows.insert(name, Row { layer: layer.parse().unwrap(), uses: quoted(uses), owns: quoted(owns) });
    }
    let everybody = text.lines().find_map(|line| line.strip_prefix("Every crate may use:")).unwrap();
    Document { rows, everybody: quoted(everybody) }
}

/// The words in backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

fn crates() -> BTreeMap<String, Crate> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut crates = BTreeMap::new();
    for package in metadata["packages"].as_array().unwrap() {
        let Some(role) = package["name"].as_str().unwrap().strip_prefix("assay-") else { continue };
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned();
        assert_eq!(folder.file_name().unwrap(), role, "a crate's folder is named for its role");
        let (mut ours, mut outside) = (BTreeSet::new(), BTreeSet::new());
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["kind"] == "dev" {
                continue;
            }
            let name = dependency["name"].as_str().unwrap();
            match name.strip_prefix("assay-") {
                Some(role) => ours.insert(role.to_owned()),
                None => outside.insert(name.to_owned()),
            };
        }
        crates.insert(role.to_owned(), Crate { folder, ours, outside });
    }
    crates
}

#[test]
fn every_crate_has_a_row_and_every_row_a_crate() {
    let rows: Vec<_> = document().rows.into_keys().collect();
    let crates: Vec<_> = crates().into_keys().collect();
    assert_eq!(rows, crates, "left: rows of ARCHITECTURE.md; right: crates of the workspace");
}

#[test]
fn each_crate_uses_what_its_row_says() {
    let document = document();
    for (name, it) in crates() {
        let row = &document.rows[&name];
        assert_eq!(
            row.uses, it.ours,
            "{name}: left is what ARCHITECTURE.md says, right what Cargo.toml says"
        );
    }
}

#[test]
fn no_crate_uses_a_higher_layer_or_a_neighbour_in_layer_3() {
    let Document { rows, .. } = document();
    for (name, row) in &rows {
        for used in &row.uses {
            let (below, above) = (rows[used].layer, row.layer);
            // Layer 3 is where siblings would tangle: rules, probes, secrets know nothing of each other.
            let is_fine = below < above || (below == above && above < 3);
            assert!(is_fine, "{name} (layer {above}) uses {used} (layer {below})");
        }
    }
}

#[test]
fn each_outside_crate_is_everybodys_or_its_owners() {
    let Document { rows, everybody } = document();
    for (name, it) in crates() {
        for outside in it.outside.difference(&everybody) {
            assert!(
                rows[&name].owns.contains(outside),
                "{name} uses `{outside}`, which its row does not own"
            );
        }
        for owned in &rows[&name].owns {
            assert!(it.outside.contains(owned), "{name} owns `{owned}` and does not use it");
        }
    }
}

#[test]
fn no_outside_crate_has_two_owners() {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for (name, row) in document().rows {
        for owned in row.owns {
            if let Some(other) = owners.insert(owned.clone(), name.clone()) {
                panic!("`{owned}` is owned by {other} and by {name}");
            }
        }
    }
}

#[test]
fn no_crate_holds_unsafe_code() {
    for (name, it) in crates().into_iter().filter(|(name, _)| !UNSAFE_ALLOWED.contains(&name.as_str())) {
        let roots = ["src/lib.rs", "src/main.rs"].map(|file| it.folder.join(file));
        for file in roots.iter().filter(|file| file.exists()) {
            let text = fs::read_to_string(file).unwrap();
            assert!(text.contains("#![forbid(unsafe_code)]"), "{name}: {}", file.display());
        }
    }
}

#[test]
fn the_core_does_no_input_or_output() {
    let Document { rows, .. } = document();
    for (name, it) in crates() {
        let is_core = rows.get(&name).is_none_or(|row| row.layer <= 2) || name == "rules";
        if !is_core || DOORS.contains(&name.as_str()) {
            continue;
        }
        for file in rust_files(&it.folder.join("src")) {
            let code = code(&fs::read_to_string(&file).unwrap());
            let mut named = Vec::new();
            for root in ["std::", "jiff::"] {
                for (at, _) in code.match_indices(root) {
                    expand(root.trim_end_matches("::"), &code[at + root.len()..], &mut named);
                }
            }
            let path = named.iter().find(|path| IO_PATHS.iter().any(|io| is_below(path, io)));
            let word = IO_WORDS.iter().find(|word| contains_word(&code, word));
            assert!(path.is_none() && word.is_none(), "{}: {path:?} {word:?}", file.display());
        }
    }
}

fn is_below(path: &str, io: &str) -> bool {
    path.strip_prefix(io).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

fn contains_word(code: &str, word: &str) -> bool {
    let starts = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    code.match_indices(word).any(|(at, _)| starts(at))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// A file without its comments and its unit tests, which stand at its end.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Every path that `rest` names below `prefix`: `{fs, io::{self, Read}}` below `std` is `std::fs`, `std::io`,
/// `std::io::self`, `std::io::Read`.
fn expand(prefix: &str, rest: &str, named: &mut Vec<String>) {
    if let Some(group) = rest.strip_prefix('{') {
        let (mut depth, mut start) = (0, 0);
        for (at, character) in group.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    expand(prefix, group[start..at].trim(), named);
                    start = at + 1;
                    if character == '}' {
                        return;
                    }
                }
                _ => {}
            }
        }
        return;
    }
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return;
    }
    let path = format!("{prefix}::{name}");
    if let Some(rest) = rest[name.len()..].strip_prefix("::") {
        expand(&path, rest, named);
    }
    named.push(path);
}

#[test]
fn a_group_of_imports_is_seen_through() {
    let mut named = Vec::new();
    expand("std", "{collections::BTreeMap, fs, io::{self, Read}, time::{Duration, Instant}};", &mut named);
    for path in ["std::fs", "std::io::Read", "std::time::Instant"] {
        assert!(named.iter().any(|named| named == path), "{path} in {named:?}");
    }
}
