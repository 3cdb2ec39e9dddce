//! A secret of every shape, planted in a repository that is made on the spot: in the tree, deleted, behind a tag
//! only, moved. Each is told once, with the commit it came in with.
#![expect(clippy::unwrap_used, reason = "tests")]

mod repository;

use std::collections::BTreeMap;

use assay_secrets::{Form, HistoricSecret, History, SecretId, detectors};
use repository::Repository;

fn what(secret: &HistoricSecret) -> String {
    match &secret.form {
        Form::Issued { detector, .. } => (*detector).to_owned(),
        Form::Named { name, .. } | Form::SharedSecret { name } | Form::Query { name, .. } => name.clone(),
    }
}

fn by_what(history: &History) -> BTreeMap<String, &HistoricSecret> {
    let told: BTreeMap<String, &HistoricSecret> =
        history.secrets.iter().map(|secret| (what(secret), secret)).collect();
    assert_eq!(told.len(), history.secrets.len(), "each once: {:?}", history.secrets);
    told
}

/// `example` where a program would have it.
fn code(example: &str) -> String {
    format!("export const connect = () =>\n  open(`{example}`);\n")
}

#[test]
fn every_shape_is_told_once_at_its_commit_in_the_tree_deleted_tagged_and_moved() {
    let repository = Repository::new();
    repository.write("README.md", "# Notes\n");
    repository.commit("begin");
    let mut expected: BTreeMap<String, (String, bool, String)> = BTreeMap::new();
    for (number, detector) in detectors().iter().enumerate() {
        let file = format!("src/{}.js", detector.id);
        let stays = number % 4 == 0;
        match number % 4 {
            // In the tree, and in many versions of its file.
            0 => {
                repository.write(&file, code(&detector.example()));
                expected.insert(detector.id.clone(), (repository.commit("add"), true, file.clone()));
                repository.write(&file, format!("{}// more\n", code(&detector.example())));
                repository.commit("more");
            }
            // Deleted again.
            1 => {
                repository.write(&file, code(&detector.example()));
                expected.insert(detector.id.clone(), (repository.commit("add"), stays, file.clone()));
                repository.remove(&file);
                repository.commit("remove");
            }
            // On a branch that is gone, behind a tag.
            2 => {
                repository.git(&["checkout", "-q", "-b", "aside"]);
                repository.write(&file, code(&detector.example()));
                expected.insert(detector.id.clone(), (repository.commit("aside"), true, file.clone()));
                repository.git(&["tag", "-a", "-m", "kept", &format!("v{number}")]);
                repository.git(&["checkout", "-q", "main"]);
                repository.git(&["branch", "-q", "-D", "aside"]);
            }
            // Moved, then taken out.
            _ => {
                let moved = format!("lib/{}.js", detector.id);
                repository.write(&file, code(&detector.example()));
                expected.insert(detector.id.clone(), (repository.commit("add"), stays, file.clone()));
                repository.write("lib/README.md", "");
                repository.git(&["mv", &file, &moved]);
                repository.commit("move");
                repository.remove(&moved);
                repository.commit("remove");
            }
        }
    }
    for packed in [false, true] {
        if packed {
            repository.git(&["gc", "-q", "--aggressive", "--prune=now"]);
        }
        let history = assay_history::read(repository.path()).unwrap();
        assert_eq!(history.not_seen, []);
        let told = by_what(&history);
        assert_eq!(told.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (id, (commit, in_a_tip, file)) in &expected {
            let secret = told[id];
            assert_eq!((&secret.first.id, secret.in_a_tip), (commit, *in_a_tip), "{id}");
            assert_eq!((secret.path.as_str(), secret.line > 0), (file.as_str(), true), "{id}");
            assert_eq!(secret.first.date, "2026-03-01", "{id}");
        }
        // Never in full, whoever prints it.
        let shown = format!("{history:?}");
        for detector in detectors() {
            assert!(!shown.contains(&detector.example()), "{}", detector.id);
        }
    }
}

#[test]
fn the_last_commit_is_the_last_that_holds_it() {
    let repository = Repository::new();
    let secret = "const API_KEY = 'q8Zr1mWc0pTnVb7K';\n";
    repository.write("a.js", secret);
    let first = repository.commit("add");
    repository.write("b.js", "1\n");
    repository.commit("other");
    repository.git(&["mv", "a.js", "c.js"]);
    let moved = repository.commit("move");
    repository.write("c.js", "const API_KEY = process.env.API_KEY;\n");
    repository.commit("remove");
    repository.write("b.js", "2\n");
    repository.commit("other");
    let history = assay_history::read(repository.path()).unwrap();
    let [told] = history.secrets.as_slice() else { panic!("{:?}", history.secrets) };
    assert_eq!((&told.first.id, &told.last.id, told.in_a_tip), (&first, &moved, false));
    assert_eq!((told.path.as_str(), told.also[0].as_str()), ("a.js", "c.js"));
    assert_eq!(told.secret, SecretId::of(b"q8Zr1mWc0pTnVb7K"));
}

#[test]
fn a_bare_repository_is_read_like_any_other() {
    let repository = Repository::new();
    repository.write("a.js", "const API_KEY = 'q8Zr1mWc0pTnVb7K';\n");
    repository.commit("add");
    let bare = tempfile::tempdir().unwrap();
    let to = bare.path().join("notes.git");
    repository.git(&["clone", "-q", "--bare", ".", to.to_str().unwrap()]);
    assert_eq!(
        assay_history::read(&to).unwrap().secrets,
        assay_history::read(repository.path()).unwrap().secrets
    );
}

#[test]
fn a_merge_and_a_stash_are_reached() {
    let repository = Repository::new();
    repository.write("a.js", "1\n");
    repository.commit("begin");
    repository.git(&["checkout", "-q", "-b", "side"]);
    repository.write("b.js", "const API_KEY = 'q8Zr1mWc0pTnVb7K';\n");
    let side = repository.commit("side");
    repository.git(&["checkout", "-q", "main"]);
    repository.write("a.js", "2\n");
    repository.commit("main");
    repository.git(&["merge", "-q", "--no-ff", "-m", "merge", "side"]);
    repository.git(&["branch", "-q", "-D", "side"]);
    repository.write("a.js", "const API_TOKEN = 'HyXe4GaRu9JfQi6NwPo3';\n");
    repository.git(&["stash", "-q"]);
    let history = assay_history::read(repository.path()).unwrap();
    let told = by_what(&history);
    assert_eq!(told["API_KEY"].first.id, side);
    assert!(told["API_KEY"].in_a_tip && told["API_TOKEN"].in_a_tip);
}
