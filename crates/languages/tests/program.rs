//! How files of other languages find each other.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assay_code::{
    analyse,
    graph::{Program, Target, WhySkipped},
    ir::RequestId,
};
use assay_languages::READERS;
use assay_source::{RelPath, Tree};

fn app(files: &[(&str, &str)]) -> assay_app::App {
    let manifest =
        ("manifest.yml", "app:\n  id: ari:cloud:ecosystem::app/1\n  runtime:\n    name: nodejs22.x\n");
    let tree = Arc::new(Tree::from_files(files.iter().copied().chain([manifest])).unwrap());
    assay_app::find(&tree, &assay_app::Options::default()).apps.swap_remove(0)
}

/// What each request of a file leads to, a line each.
fn leads(files: &[(&str, &str)], of: &str) -> Vec<String> {
    let program = Program::load(&app(files), READERS);
    let id = program.at(&RelPath::parse(of).unwrap()).unwrap();
    let module = program.module(id);
    let lead = |(index, request): (usize, &assay_code::ir::Request)| {
        let target = match program.target(id, RequestId(index as u32)) {
            Target::Module(module) => program.module(*module).file.to_string(),
            Target::Package { name, subpath } => format!("{name}:{subpath}"),
            other => format!("{other:?}"),
        };
        format!("{} -> {target}", request.specifier)
    };
    module.requests.iter().enumerate().map(lead).collect()
}

#[test]
fn a_python_module_finds_its_neighbours_and_its_libraries() {
    let files = [
        (
            "src/notes/views.py",
            "import os.path\nfrom . import store\nfrom .auth import check\nfrom notes.models import Note\n\
             from ..shared import text\nfrom google.cloud import storage\nimport redis\nfrom notes import db\n",
        ),
        ("src/notes/__init__.py", "db = 1\n"),
        ("src/notes/db.py", "x = 1\n"),
        ("src/notes/store.py", "x = 1\n"),
        ("src/notes/redis.py", "x = 1\n"),
        ("src/notes/auth/__init__.py", "def check(): pass\n"),
        ("src/notes/models.py", "class Note: pass\n"),
        ("src/shared/text.py", "x = 1\n"),
    ];
    assert_eq!(
        leads(&files, "src/notes/views.py"),
        [
            "os -> @python/os:",
            ". -> src/notes/__init__.py",
            ".auth -> src/notes/auth/__init__.py",
            "notes.models -> src/notes/models.py",
            "..shared -> @python/.:",
            "google.cloud -> @python/google:cloud",
            "redis -> @python/redis:",
            "notes -> src/notes/__init__.py",
            ".store -> src/notes/store.py",
            "..shared.text -> src/shared/text.py",
        ]
    );
}

#[test]
fn a_class_of_the_jvm_is_found_by_its_package() {
    let files = [
        (
            "src/main/java/com/example/web/Notes.java",
            "package com.example.web;\nimport com.example.store.Store;\nimport com.example.model.*;\n\
             import org.springframework.web.client.RestTemplate;\nimport static java.util.Objects.requireNonNull;\n\
             class Notes { Store store; Note note; Audit audit; RestTemplate client; String name; }\n",
        ),
        ("src/main/java/com/example/web/Audit.java", "package com.example.web;\nclass Audit {}\n"),
        ("src/main/java/com/example/store/Store.java", "package com.example.store;\npublic class Store {}\n"),
        ("src/main/java/com/example/model/Note.java", "package com.example.model;\npublic class Note {}\n"),
    ];
    assert_eq!(
        leads(&files, "src/main/java/com/example/web/Notes.java"),
        [
            "com.example.store.Store -> src/main/java/com/example/store/Store.java",
            "org.springframework.web.client.RestTemplate -> @jvm/org.springframework.web.client:",
            "java.util.Objects -> @jvm/java.util:Objects",
            "Note -> src/main/java/com/example/model/Note.java",
            "Audit -> src/main/java/com/example/web/Audit.java",
            "String -> @jvm/java.lang:",
        ]
    );
}

#[test]
fn a_language_without_a_way_in_stays_unread() {
    let app = app(&[("tasks.py", "def clean():\n    return 1\n"), ("index.pl", "print 1;\n")]);
    let program = Program::load(&app, READERS);
    let unread = analyse(&program, &app).unread;
    let unread: Vec<_> = unread.iter().map(|file| (file.file.as_str(), file.because)).collect();
    assert_eq!(unread, [("index.pl", WhySkipped::OtherLanguage), ("tasks.py", WhySkipped::NoWayIn)]);
    assert_eq!(Program::load(&app, &[]).skipped.len(), 2);
}
