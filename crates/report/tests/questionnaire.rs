//! The drafted questionnaire as it is told: of the published shape, and nothing an app wrote becomes markup.
#![expect(clippy::unwrap_used, reason = "tests")]
mod common;

use assay_catalogue::{Catalogue, ClaimId, questionnaire::Questionnaire};
use assay_report::{
    Draft, Tool, questionnaire_human, questionnaire_json, questionnaire_markdown, questionnaire_schema,
};
use assay_verdict::{Assessment, judge, questionnaire::draft};
use common::{TODAY, hostile, reporter, tool};
use serde_json::Value;

fn drafted<T>(assessment: &Assessment, with: impl Fn(&Tool, &Draft<'_>) -> T) -> T {
    let questionnaire = Questionnaire::bundled();
    let answers = draft(assessment, Catalogue::bundled(), questionnaire).unwrap();
    let tool = tool();
    with(&tool, &Draft { tool: &tool, questionnaire, assessment, answers: &answers })
}

/// The app of the other formats' tests, with a finding that the questionnaire asks about.
fn assessment() -> Assessment {
    let (mut dossier, statements) = reporter();
    dossier.evidence[0].about = ClaimId::from("egress/no-open-wildcard");
    judge(Catalogue::bundled(), dossier, statements, TODAY)
}

fn hostile_assessment(text: &str) -> Assessment {
    hostile(text, |report| {
        let Assessment { mut dossier, statements, .. } = report.assessments[0].clone();
        dossier.evidence[0].about = ClaimId::from("egress/no-open-wildcard");
        dossier.facts.note("web-triggers", true, text);
        judge(Catalogue::bundled(), dossier, statements, TODAY)
    })
}

fn json(tool: &Tool, draft: &Draft<'_>) -> Value {
    let text = questionnaire_json(tool, draft.questionnaire, std::slice::from_ref(draft));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_draft_fits_the_published_schema() {
    let schema: Value = serde_json::from_str(&questionnaire_schema()).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for assessment in [assessment(), hostile_assessment("\u{0}\u{1b}\"\\\u{2028}")] {
        let document = drafted(&assessment, json);
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn the_schema_of_drafts_is_as_published() {
    insta::assert_snapshot!(questionnaire_schema());
}

#[test]
fn a_draft_says_what_blocks_and_where_that_stands() {
    let document = drafted(&assessment(), json);
    let answers = document["apps"][0]["answers"].as_array().unwrap();
    let egress = answers.iter().find(|answer| answer["prompt"] == "6a").unwrap();
    assert_eq!((&egress["draft"]["is"], &egress["warning"]), (&"yes".into(), &true.into()));
    assert!(
        egress["evidence"][0]["file"].is_string() && egress["evidence"][0]["line"].is_u64(),
        "{egress:#}"
    );
    assert_eq!(document["apps"][0]["summary"]["warning"], serde_json::json!(["6a"]));
}

#[test]
fn what_an_app_wrote_stays_text() {
    let text = "<script>x</script> ![i](http://evil.example) `a\n# heading\n| cell | \u{1b}[31m \u{202e}";
    let assessment = hostile_assessment(text);
    let markdown = drafted(&assessment, |_, draft| questionnaire_markdown(draft));
    assert!(markdown.contains("script"), "{markdown}");
    for (at, _) in markdown.match_indices(['<', '!']).filter(|(at, _)| *at > 0) {
        assert!(markdown[..at].ends_with('\\'), "unescaped: {}", &markdown[at..]);
    }
    for markup in ["\n# heading", "\n| cell", "\u{1b}", "\u{202e}"] {
        assert!(!markdown.contains(markup), "{markup:?} in {markdown}");
    }
    let human = drafted(&assessment, |_, draft| questionnaire_human(&[*draft], false, 80));
    assert!(human.contains("script") && !human.contains('\u{1b}') && !human.contains('\u{202e}'), "{human}");
}
