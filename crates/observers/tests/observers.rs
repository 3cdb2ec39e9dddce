//! The pages' examples, run: each bad run gives just the findings its page says, each good one none.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use assay_app::{Options, find};
use assay_catalogue::{Catalogue, Method};
use assay_evidence::{Bearing, Evidence, Example, Page, Subject, Sweep};
use assay_observers::{OBSERVERS, Observer, Scene, Transcript, Way};
use assay_source::{Digest, Tree};

/// What an observer says of the run of an example.
fn watch(observer: &'static Observer, example: &Example<'_>) -> (Vec<Evidence>, Vec<Sweep>) {
    let run = example.files.iter().find(|(name, _)| *name == "run.json").unwrap();
    let transcript: Transcript = serde_json::from_str(&run.1).unwrap();
    let files = example.files.iter().filter(|(name, _)| *name != "run.json");
    let tree = Tree::from_files(files.map(|(name, content)| (*name, content.as_str()))).unwrap().into();
    let found = find(&tree, &Options { types: None });
    let app = found.apps.first().unwrap();
    let manifest = app.manifest.as_ref().unwrap();
    let ways = manifest.functions.iter().filter_map(|function| function.key.as_ref()).map(|key| Way {
        function: key.value.clone(),
        name: None,
        place: Some(manifest.place(key.span)),
        unclear: None,
    });
    let ways: Vec<Way> = ways.collect();
    let subject = Subject::Source { digest: Digest::of(b"") };
    observer.run(&Scene {
        manifest,
        root: &app.root,
        tree: &app.tree,
        ways: &ways,
        transcript: &transcript,
        subject: &subject,
        anonymous: &[],
    })
}

/// The same, a line each. What only speaks in favour is told where an observer has nothing else to tell.
fn told(observer: &'static Observer, example: &Example<'_>) -> Vec<String> {
    let (evidence, _) = watch(observer, example);
    let is_against = |it: &&Evidence| it.bearing != Bearing::Supports || observer.id == "grant-exercised";
    let line = |it: &Evidence| {
        let place = it.place.as_ref().unwrap();
        format!("{}:{}: {}", place.file, place.line(), it.statement)
    };
    evidence.iter().filter(is_against).map(line).collect()
}

fn unlike(of: fn(Page<'static>) -> Vec<Example<'static>>) -> Vec<String> {
    let mut wrong = Vec::new();
    for observer in OBSERVERS {
        for example in of(observer.page().unwrap()) {
            let (mut given, mut expected) = (told(observer, &example), example.expected.clone());
            given.sort();
            expected.sort_unstable();
            if given != expected {
                wrong.push(format!("{}: {given:#?}, and not {expected:#?}", observer.id));
            }
        }
    }
    wrong
}

#[test]
fn every_bad_run_of_a_page_gives_what_the_page_says() {
    assert_eq!(unlike(|page| page.examples), [""; 0]);
}

#[test]
fn every_good_run_of_a_page_is_silent() {
    assert_eq!(unlike(|page| page.instead), [""; 0]);
}

#[test]
fn no_run_is_a_whole_look_however_much_was_run() {
    for observer in OBSERVERS {
        let page = observer.page().unwrap();
        for example in page.examples.iter().chain(&page.instead) {
            let (_, sweeps) = watch(observer, example);
            assert_eq!(sweeps.len(), observer.claims.len());
            // What finds no fault counts the scopes and hosts that were used: there are as many as there are.
            let proves = |sweep: &Sweep| sweep.is_whole() && observer.id != "grant-exercised";
            assert!(!sweeps.iter().any(proves), "{}: {sweeps:#?}", observer.id);
        }
    }
}

#[test]
fn a_run_of_nothing_says_of_every_function_that_it_was_not_run() {
    for observer in OBSERVERS.iter().filter(|it| it.id != "grant-exercised" && it.id != "user-served-as-app")
    {
        let mut example = observer.page().unwrap().examples.remove(0);
        example.files.iter_mut().find(|(name, _)| *name == "run.json").unwrap().1 = "{}".to_owned();
        let (evidence, sweeps) = watch(observer, &example);
        assert_eq!(evidence, []);
        for sweep in sweeps {
            assert_eq!((sweep.examined, sweep.population > 0), (0, true), "{}", observer.id);
        }
    }
}

#[test]
fn every_page_is_named_after_its_observer_and_listed() {
    let ids: Vec<&str> = OBSERVERS.iter().map(|observer| observer.id).collect();
    assert!(ids.is_sorted());
    let mut pages = BTreeSet::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/seen")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            pages.insert(path.file_stem().unwrap().to_str().unwrap().replace('_', "-"));
        }
    }
    assert_eq!(pages, ids.iter().map(|id| (*id).to_owned()).collect());
    for observer in OBSERVERS {
        assert_eq!(observer.page().unwrap().title, observer.id);
    }
}

#[test]
fn every_claim_an_observer_speaks_to_can_be_observed() {
    for observer in OBSERVERS {
        for claim in observer.claims {
            let card = Catalogue::bundled().claim(&(*claim).into());
            let card = card.unwrap_or_else(|| panic!("{}: there is no claim `{claim}`", observer.id));
            assert!(card.methods.contains(&Method::Observe), "{}: `{claim}` cannot be observed", observer.id);
        }
    }
}
