//! The catalogue as people and machines get it.
mod common;

use assay_catalogue::Catalogue;
use assay_evidence::InstrumentCard;
use assay_report::{
    catalogue_human, catalogue_json, catalogue_markdown, catalogue_oscal, explain, explain_markdown,
};
use common::{catalogue, reporter};
use serde_json::Value;

const OSCAL: &str = include_str!("data/oscal_catalog_schema.json");

fn instruments() -> Vec<InstrumentCard> {
    reporter().0.instruments
}

#[test]
fn the_small_catalogue_at_the_terminal() {
    insta::assert_snapshot!(catalogue_human(&catalogue(), &instruments(), false, 100));
}

#[test]
fn the_small_catalogue_as_a_page() {
    insta::assert_snapshot!(catalogue_markdown(&catalogue(), &instruments()));
}

#[test]
fn the_bundled_catalogue_has_every_duty_in_every_form() {
    let bundled = Catalogue::bundled();
    let forms = [
        catalogue_human(bundled, &[], false, 120),
        catalogue_markdown(bundled, &[]),
        catalogue_json(bundled, &[]),
        catalogue_oscal(bundled, &[]),
    ];
    for form in &forms {
        assert!(form.ends_with('\n'));
        for requirement in bundled.requirements() {
            assert!(form.contains(&requirement.id.to_string()), "{} is missing", requirement.id);
        }
    }
    for (duty, _, _) in bundled.duties() {
        assert!(forms[1].contains(&format!("| {duty} |")), "{duty} is missing");
    }
}

#[test]
fn the_oscal_catalog_is_valid_by_the_published_schema() {
    let schema: Value = serde_json::from_str(OSCAL).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for document in
        [catalogue_oscal(&catalogue(), &instruments()), catalogue_oscal(Catalogue::bundled(), &instruments())]
    {
        let document: Value = serde_json::from_str(&document).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()).chars().take(400).collect())
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn links_in_the_oscal_catalog_lead_somewhere() {
    let document: Value = serde_json::from_str(&catalogue_oscal(Catalogue::bundled(), &[])).unwrap();
    let text = document.to_string();
    for group in document["catalog"]["groups"].as_array().unwrap() {
        for control in group["controls"].as_array().unwrap() {
            for link in control["links"].as_array().into_iter().flatten() {
                let target = link["href"].as_str().unwrap().strip_prefix('#').unwrap();
                let defined = [format!("\"id\":\"{target}\""), format!("\"uuid\":\"{target}\"")];
                assert!(defined.iter().any(|definition| text.contains(definition)), "{target}");
            }
        }
    }
}

#[test]
fn the_oscal_catalog_of_the_small_catalogue() {
    insta::assert_snapshot!(catalogue_oscal(&catalogue(), &instruments()));
}

#[test]
fn the_json_catalogue_of_the_small_catalogue() {
    let document: Value = serde_json::from_str(&catalogue_json(&catalogue(), &instruments())).unwrap();
    insta::assert_json_snapshot!(document["coverage"][0]);
    assert_eq!(document["requirements"].as_array().unwrap().len(), catalogue().requirements().count());
}

#[test]
fn a_requirement_explains_itself() {
    let catalogue = catalogue();
    let row = catalogue.requirement(&"ALL-3".parse().unwrap()).unwrap();
    insta::assert_snapshot!(explain(&catalogue, &instruments(), row, false, 90));
}

#[test]
fn every_bundled_requirement_explains_itself() {
    let bundled = Catalogue::bundled();
    for requirement in bundled.requirements() {
        let page = explain_markdown(bundled, &instruments(), requirement);
        assert!(page.contains("## Duties") && page.contains("## Sources"), "{}", requirement.id);
    }
}
