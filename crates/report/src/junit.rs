//! For build servers: JUnit's XML, one suite an app, one case a requirement.
//!
//! What fails is a failure; what we broke on is an error; what nobody can call, is advice only, or does not
//! apply is skipped with its reason: a build server shows no row as passed that did not pass.

use assay_verdict::{Assessment, Disposition, Finding, Outcome, RowVerdict};

use crate::{
    Report,
    figures::why_set_aside,
    human::findings_of,
    text::{neutral, sentence},
};

/// The assessments as one XML document.
pub fn junit(report: &Report<'_>) -> String {
    let all: Vec<Kind> = report.assessments.iter().flat_map(kinds).collect();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let name = attribute("name", &report.tool.name);
    out.push_str(&format!("<testsuites{name}{}>\n", numbers(&all, false)));
    for assessment in report.assessments {
        out.push_str(&suite(report, assessment));
    }
    out.push_str("</testsuites>\n");
    out
}

fn suite(report: &Report<'_>, assessment: &Assessment) -> String {
    let app = &assessment.dossier.app;
    let mut out = format!(
        "  <testsuite{}{}{}{}>\n",
        attribute("name", &app.name),
        attribute("package", &app.path.to_string()),
        numbers(&kinds(assessment), true),
        attribute("timestamp", &format!("{}T00:00:00", assessment.today)),
    );
    out.push_str("    <properties>\n");
    let mut properties = vec![("tool", format!("{} {}", report.tool.name, report.tool.version))];
    properties.extend(assessment.revision.map(|revision| ("requirements", revision.to_string())));
    properties.extend(app.types.iter().map(|reason| ("type", reason.app_type.to_string())));
    for (name, value) in properties {
        let (name, value) = (attribute("name", name), attribute("value", &value));
        out.push_str(&format!("      <property{name}{value}/>\n"));
    }
    out.push_str("    </properties>\n");
    assessment.rows.iter().for_each(|row| out.push_str(&case(report, assessment, row)));
    out.push_str("  </testsuite>\n");
    out
}

fn case(report: &Report<'_>, assessment: &Assessment, row: &RowVerdict) -> String {
    let title = report.catalogue.requirement(&row.requirement).map_or("", |row| row.title.as_str());
    let path = &assessment.dossier.app.path;
    let class = match path.is_root() {
        true => row.requirement.table().to_string(),
        false => format!("{path}/{}", row.requirement.table()),
    };
    let head = format!(
        "    <testcase{}{}",
        attribute("classname", &class),
        attribute("name", &format!("{} {title}", row.requirement)),
    );
    let message = attribute("message", &sentence(&row.because));
    let word = attribute("type", if row.advice { "advice" } else { row.outcome.words() });
    let body = match kind(assessment, row) {
        Kind::Failure => format!("<failure{word}{message}>{}</failure>", content(&told(assessment, row))),
        Kind::Error => format!("<error{word}{message}/>"),
        Kind::Skipped if row.outcome == Outcome::Fail && !row.advice => {
            let because =
                format!("Fails, and all of it is waived, suppressed or known before: {}", row.because);
            format!("<skipped{}{}/>", attribute("type", "set aside"), attribute("message", &because))
        }
        Kind::Skipped => format!("<skipped{word}{message}/>"),
        Kind::Passed => {
            let words = format!("{}: {}", row.outcome.words(), row.because);
            format!("<system-out>{}</system-out>", content(&words))
        }
    };
    format!("{head}>{body}</testcase>\n")
}

/// How a build server counts a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failure,
    Error,
    Skipped,
    Passed,
}

/// A row that fails only by findings that do not count today must not break a build, and is not passed.
fn kind(assessment: &Assessment, row: &RowVerdict) -> Kind {
    match row.outcome {
        Outcome::Fail if row.advice => Kind::Skipped,
        Outcome::Fail => {
            let findings = findings_of(assessment, row);
            let counts = |finding: &&Finding| why_set_aside(assessment, finding).is_none();
            if findings.is_empty() || findings.iter().any(counts) { Kind::Failure } else { Kind::Skipped }
        }
        Outcome::Error => Kind::Error,
        Outcome::Unknown | Outcome::NotChecked | Outcome::NotApplicable => Kind::Skipped,
        Outcome::Attested | Outcome::Pass | Outcome::Platform => Kind::Passed,
    }
}

/// The findings a row fails by, a line each.
fn told(assessment: &Assessment, row: &RowVerdict) -> String {
    let line = |finding: &&Finding| {
        let evidence = assessment.evidence(finding);
        let place = evidence.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        let help = evidence.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        neutral(&format!("{place}{}: {}{help}", evidence.by, evidence.statement)).into_owned()
    };
    let counts = |finding: &&Finding| {
        finding.disposition == Disposition::Fail && why_set_aside(assessment, finding).is_none()
    };
    let lines: Vec<String> =
        findings_of(assessment, row).iter().copied().filter(counts).map(|f| line(&f)).collect();
    format!("\n{}\n", lines.join("\n"))
}

fn kinds(assessment: &Assessment) -> Vec<Kind> {
    assessment.rows.iter().map(|row| kind(assessment, row)).collect()
}

/// How many cases there are, and how many failed, broke, were skipped.
fn numbers(cases: &[Kind], skips: bool) -> String {
    let number = |kind: Kind| cases.iter().filter(|case| **case == kind).count().to_string();
    let mut out = attribute("tests", &cases.len().to_string());
    out.push_str(&attribute("failures", &number(Kind::Failure)));
    out.push_str(&attribute("errors", &number(Kind::Error)));
    if skips {
        out.push_str(&attribute("skipped", &number(Kind::Skipped)));
    }
    out
}

/// ` name="value"`. Attributes hold one line; what XML 1.0 forbids is neutralised with the rest.
fn attribute(name: &str, value: &str) -> String {
    format!(" {name}=\"{}\"", escape(&neutral(value)))
}

/// Text between tags; its line ends stay, its lines are neutralised.
fn content(text: &str) -> String {
    text.split('\n').map(|line| escape(&neutral(line))).collect::<Vec<_>>().join("\n")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
