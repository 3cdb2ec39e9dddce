//! Every fact a requirement asks for is told of every kind of app: else its rows would stay unknown for ever.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use assay_catalogue::Catalogue;
use assay_conformance::{ConfigSource, Options, check};
use jiff::civil::date;

fn facts_of(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(""))).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let options = Options {
        today: date(2026, 11, 1),
        config: ConfigSource::Nearest,
        types: None,
        exclude: vec![],
        gitignore: true,
        history: false,
    };
    let run = check(folder.path(), &options, &|_| ()).unwrap();
    run.apps[0].dossier.facts.iter().map(|(fact, _)| fact.to_string()).collect()
}

#[test]
fn no_fact_is_left_untold() {
    let forge = "app:\n  id: ari:cloud:ecosystem::app/3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60\nmodules: {}\n";
    let connect =
        r#"{"key": "a", "name": "A", "baseUrl": "https://a.example.com", "authentication": {"type": "jwt"}}"#;
    let trello = "TrelloPowerUp.initialize({});";
    let oauth = "location.href = 'https://auth.atlassian.com/authorize?state=' + state;";
    let apps = [
        [("manifest.yml", forge)],
        [("atlassian-connect.json", connect)],
        [("client.js", trello)],
        [("login.js", oauth)],
    ];
    for files in apps {
        let told = facts_of(&files);
        let untold: Vec<String> = Catalogue::bundled()
            .facts()
            .map(|(fact, _)| fact.to_string())
            .filter(|fact| !told.contains(fact))
            .collect();
        assert_eq!(untold, Vec::<String>::new(), "{files:?}");
    }
}
