//! For code scanning: SARIF 2.1.0, one run an app.
//!
//! Results are findings: what fails a binding duty, what is advice (a note), what a person should look at (of
//! kind `review`, without level). How every requirement stands is told in the run's properties, and as results
//! of the other kinds where asked for. Every result has a location, also one from a running app: the first
//! line of the manifest or descriptor. Texts are neutralised as for a terminal: a viewer is one too.

mod model;
mod place;
mod results;
mod rules;
mod web;

use assay_evidence::Completion;
use assay_source::{Diagnostic, Level};
use assay_verdict::{Assessment, Outcome};
use serde_json::json;

use crate::{Report, text::sentence};
use model::{
    AutomationDetails, DescriptorReference, Driver, Invocation, Log, Notification, Properties, Run, Tool,
    UriBase,
};
use place::{ROOT, location, message};
use rules::Taxonomy;

/// The address of the schema by which code scanning services recognise the format.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SarifOptions {
    /// Rows that do not fail are results too: of kind pass, open, informational, notApplicable.
    pub all_kinds: bool,
}

/// The assessments as one SARIF log, indented, with a line end.
pub fn sarif(report: &Report<'_>, options: SarifOptions) -> String {
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: report.assessments.iter().map(|assessment| run(report, assessment, options)).collect(),
    };
    let text = serde_json::to_string_pretty(&log);
    text.expect("every map in it has text keys, and no writer of ours fails") + "\n"
}

fn run(report: &Report<'_>, assessment: &Assessment, options: SarifOptions) -> Run {
    let mut rules = rules::rules(report, assessment);
    let told_rows: Vec<_> =
        assessment.rows.iter().filter(|row| options.all_kinds && row.outcome != Outcome::Fail).collect();
    for row in &told_rows {
        rules.extend(report.catalogue.requirement(&row.requirement).map(rules::row_rule));
    }
    let of_findings = assessment.findings.iter().flat_map(|finding| &finding.requirements);
    let taxonomy = Taxonomy::of(of_findings.chain(told_rows.iter().map(|row| &row.requirement)));
    let findings =
        assessment.findings.iter().map(|found| results::result(assessment, found, &rules, &taxonomy));
    let rows = told_rows.iter().filter_map(|row| results::row_result(assessment, row, &rules, &taxonomy));
    let results = findings.chain(rows).collect();
    let app = &assessment.dossier.app;
    let folder = if app.path.is_root() { String::new() } else { format!("{}/", app.path.as_str()) };
    Run {
        automation_details: AutomationDetails { id: format!("{}/{folder}", report.tool.name) },
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: [(
            ROOT,
            UriBase { description: message("The directory that was named on the command line.") },
        )]
        .into(),
        invocations: vec![invocation(assessment)],
        taxonomies: vec![taxonomy.component(report)],
        results,
        redaction_tokens: vec!["…"],
        properties: properties(assessment),
        tool: Tool { driver: driver(report, rules, &taxonomy) },
    }
}

fn driver(report: &Report<'_>, rules: Vec<model::Descriptor>, taxonomy: &Taxonomy) -> Driver {
    Driver {
        name: report.tool.name.clone(),
        version: report.tool.version.clone(),
        semantic_version: Some(report.tool.version.clone()),
        rules,
        supported_taxonomies: vec![taxonomy.reference()],
        properties: Properties::from([("data", json!(report.tool.data))]),
        ..Driver::default()
    }
}

/// How every row stands, and what the app is.
fn properties(assessment: &Assessment) -> Properties {
    let requirements: Vec<_> = assessment
        .rows
        .iter()
        .map(|row| {
            json!({
                "id": row.requirement, "outcome": row.outcome, "advice": row.advice, "because": row.because,
            })
        })
        .collect();
    let app = &assessment.dossier.app;
    let types: Vec<_> = app.types.iter().map(|reason| reason.app_type).collect();
    Properties::from([
        ("app", json!({ "name": app.name, "path": app.path.to_string(), "types": types })),
        ("assessedAt", json!(assessment.today)),
        ("requirements", json!(requirements)),
        ("revision", json!(assessment.revision)),
    ])
}

/// What went wrong with the input (§3.20.20 configuration, §3.20.21 the rest) and with ourselves.
fn invocation(assessment: &Assessment) -> Invocation {
    let mut invocation = Invocation { execution_successful: true, ..Invocation::default() };
    for diagnostic in &assessment.dossier.diagnostics {
        let configures = diagnostic.labels.first().is_some_and(|l| l.place.file.file_name() == "assay.toml");
        let notifications = match configures {
            true => &mut invocation.tool_configuration_notifications,
            false => &mut invocation.tool_execution_notifications,
        };
        notifications.push(notification(diagnostic));
    }
    for sweep in &assessment.dossier.sweeps {
        if let Completion::Broke { because } = &sweep.completion {
            invocation.execution_successful = false;
            invocation.tool_execution_notifications.push(Notification {
                level: "error",
                associated_rule: Some(DescriptorReference {
                    id: sweep.by.to_string(),
                    ..DescriptorReference::default()
                }),
                message: message(&format!(
                    "`{}` broke while looking for `{}`: {because}.",
                    sweep.by, sweep.about
                )),
                ..Notification::default()
            });
        }
    }
    invocation
}

fn notification(diagnostic: &Diagnostic) -> Notification {
    let text: Vec<String> =
        std::iter::once(&diagnostic.message).chain(&diagnostic.help).map(|text| sentence(text)).collect();
    Notification {
        level: match diagnostic.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        },
        descriptor: Some(DescriptorReference {
            id: diagnostic.code.to_string(),
            ..DescriptorReference::default()
        }),
        message: message(&text.join(" ")),
        locations: diagnostic.labels.iter().map(|label| location(&label.place, Some(&label.text))).collect(),
        ..Notification::default()
    }
}
