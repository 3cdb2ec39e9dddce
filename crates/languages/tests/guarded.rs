//! Small whole apps of which the address of each route says whether somebody is asked who calls before it does anything:
//! `/closed…` or `/open…`, or `/half…` where only a GET is not asked. Each framework has filters that ask, filters that look like it and do not, and routes that a filter
//! leaves alone.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{path::Path, sync::Arc};

use assay_code::{Action, Analysis, Entry, Side, analyse, graph::Program, model::Effect};
use assay_languages::READERS;
use assay_source::{Tree, TreeOptions};

/// Does something with what is stored, and nobody was asked who calls.
fn is_open(code: &Analysis, entry: &Entry) -> bool {
    code.events_of(entry.id).any(|event| {
        let Action::Call(call) = &event.action else { return false };
        let stores = matches!(
            call.effect(),
            Some(
                Effect::Sql
                    | Effect::Nosql
                    | Effect::StorageQuery
                    | Effect::StorageRead
                    | Effect::StorageWrite
            )
        );
        stores && !event.guards.iter().any(|guard| guard.asks_who())
    })
}

/// What is not as the addresses say, of every app of a language; nothing where all is.
fn wrong(language: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guarded").join(language);
    let mut apps: Vec<_> = folder.read_dir().unwrap().map(|app| app.unwrap().path()).collect();
    apps.sort();
    let mut wrong = Vec::new();
    for path in apps {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let tree = Arc::new(Tree::open(&path, &TreeOptions::default()).unwrap());
        let app = assay_app::find(&tree, &assay_app::Options::default()).apps.swap_remove(0);
        let code = analyse(&Program::load(&app, READERS), &app);
        let (mut open, mut closed) = (0, 0);
        for entry in code.entries.iter().filter(|entry| entry.side == Side::Server) {
            let said_open = entry.name.contains("/open") || entry.name.starts_with("GET /half");
            *(if said_open { &mut open } else { &mut closed }) += 1;
            if said_open != is_open(&code, entry) {
                wrong.push(format!("{name}: {}", entry.name));
            }
        }
        if open + closed == 0 {
            wrong.push(format!("{name}: no route was found"));
        }
    }
    wrong
}

#[test]
fn routes_of_python_are_as_open_as_their_addresses_say() {
    assert_eq!(wrong("python"), [""; 0]);
}

#[test]
fn routes_of_go_are_as_open_as_their_addresses_say() {
    assert_eq!(wrong("go"), [""; 0]);
}

#[test]
fn routes_of_php_are_as_open_as_their_addresses_say() {
    assert_eq!(wrong("php"), [""; 0]);
}

#[test]
fn routes_of_ruby_are_as_open_as_their_addresses_say() {
    assert_eq!(wrong("ruby"), [""; 0]);
}
