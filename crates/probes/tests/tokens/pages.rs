//! The pages' examples, run: each bad app gives just the findings its page says, each good one none.
//!
//! An app of a page is the reference app, told by `app.toml` which refusals to put up with.

use assay_probes::{PROBES, Probe};
use serde::Deserialize;

use crate::{
    app::type_named,
    stage::{self, is_of_tokens},
    strict,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct App {
    #[serde(rename = "type")]
    app_type: String,
    #[serde(default)]
    tolerates: Vec<String>,
}

fn findings(probe: &'static Probe, files: &[(&str, String)]) -> Vec<String> {
    let [(name, text)] = files else { panic!("{}: one file, `app.toml`", probe.id) };
    assert_eq!(*name, "app.toml", "{}", probe.id);
    let app: App = toml::from_str(text).unwrap();
    let app_type = type_named(&app.app_type);
    let tolerates: Vec<&str> = app.tolerates.iter().map(String::as_str).collect();
    stage::run_one(probe, app_type, |keys| strict::serve(app_type, keys, &tolerates)).0
}

#[test]
fn every_page_of_a_probe_of_tokens_says_what_the_probe_finds() {
    let mut wrong = String::new();
    for probe in PROBES.iter().filter(|probe| is_of_tokens(probe.id)) {
        let page = probe.page().unwrap_or_else(|error| panic!("{}: {error:?}", probe.id));
        assert_eq!(page.title, probe.id);
        for example in page.examples.iter().chain(&page.instead) {
            let mut expected: Vec<&str> = example.expected.clone();
            expected.sort_unstable();
            let found = findings(probe, &example.files);
            if found != expected {
                wrong.push_str(&format!("\n@@ {}\n{}\n", probe.id, found.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "found:{wrong}");
}
