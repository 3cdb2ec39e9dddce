//! `assay questionnaire`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use assay_catalogue::{Catalogue, questionnaire::Questionnaire};
use assay_conformance::{ConfigSource, Options, judge_again};
use assay_report::Draft;
use assay_source::Level;
use assay_verdict::{
    Assessment,
    questionnaire::{Answer, draft},
};
use jiff::civil::Date;

use crate::{
    USAGE,
    arguments::{DraftFormat, QuestionnaireArguments},
    output, today,
};

pub(crate) fn run(arguments: &QuestionnaireArguments, quiet: bool) -> Result<u8> {
    let today = today::today(arguments.now)?;
    let (apps, mistaken) = match arguments.path.is_file() {
        true => (saved(&arguments.path, today)?, false),
        false => checked(arguments, today, quiet)?,
    };
    let questionnaire = Questionnaire::bundled();
    let mut drafts: Vec<(&Assessment, Vec<Answer<'_>>)> = Vec::new();
    let mut refused = Vec::new();
    for app in &apps {
        match draft(app, Catalogue::bundled(), questionnaire) {
            Ok(answers) => drafts.push((app, answers)),
            Err(other) => refused.push(other.to_string()),
        }
    }
    if drafts.is_empty() {
        match refused.is_empty() {
            true => bail!("no app was found in `{}`", arguments.path.display()),
            false => bail!("{}", refused.join("; ")),
        }
    }
    refused.iter().for_each(|sentence| output::say(quiet, &format!("{sentence}\n")));
    write(arguments, questionnaire, &drafts)?;
    if mistaken {
        return Ok(USAGE);
    }
    let blocks = drafts.iter().flat_map(|(_, answers)| answers).any(Answer::is_blocking);
    Ok(u8::from(arguments.fail_on_blocking && blocks))
}

/// Judges a saved assessment again.
fn saved(file: &Path, today: Date) -> Result<Vec<Assessment>> {
    let read = || format!("`{}` cannot be read", file.display());
    let text = std::fs::read_to_string(file).with_context(read)?;
    let apps = assay_report::read(&text).with_context(read)?;
    Ok(apps.into_iter().map(|(dossier, statements)| judge_again(dossier, statements, today)).collect())
}

/// Checks a directory; true beside the apps where a configuration has a mistake.
fn checked(arguments: &QuestionnaireArguments, today: Date, quiet: bool) -> Result<(Vec<Assessment>, bool)> {
    let options = Options {
        today,
        config: match (&arguments.config, arguments.no_config) {
            (Some(file), _) => ConfigSource::File(file.clone()),
            (None, true) => ConfigSource::None,
            (None, false) => ConfigSource::Nearest,
        },
        types: None,
        exclude: Vec::new(),
        gitignore: true,
        history: false,
    };
    let run = assay_conformance::check(&arguments.path, &options, &|_| ())?;
    let worth_saying = |level: Level| level != Level::Note || !quiet;
    let said: Vec<_> =
        run.diagnostics.iter().filter(|diagnostic| worth_saying(diagnostic.level)).cloned().collect();
    let text = assay_report::diagnostics(&said, output::wants_color(), output::width());
    output::say(said.is_empty(), &text);
    let mistaken = run.has_config_errors();
    Ok((run.apps, mistaken))
}

fn write(
    arguments: &QuestionnaireArguments,
    questionnaire: &Questionnaire,
    drafted: &[(&Assessment, Vec<Answer<'_>>)],
) -> Result<()> {
    let tool = output::tool();
    let drafts: Vec<Draft<'_>> = drafted
        .iter()
        .map(|(assessment, answers)| Draft { tool: &tool, questionnaire, assessment, answers })
        .collect();
    for wanted in &arguments.format {
        let to_terminal = wanted.file.is_none();
        let color = to_terminal && output::wants_color();
        let width = if to_terminal { output::width() } else { 100 };
        match (wanted.format, &wanted.file) {
            (DraftFormat::Markdown, Some(file)) if drafts.len() > 1 => {
                for draft in &drafts {
                    let file = of_app(file, draft.assessment);
                    output::write(&file, &assay_report::questionnaire_markdown(draft))?;
                }
            }
            (format, file) => {
                let text = match format {
                    DraftFormat::Human => assay_report::questionnaire_human(&drafts, color, width),
                    DraftFormat::Json => assay_report::questionnaire_json(&tool, questionnaire, &drafts),
                    DraftFormat::Markdown => {
                        let documents: Vec<String> =
                            drafts.iter().map(assay_report::questionnaire_markdown).collect();
                        documents.join("\n---\n\n")
                    }
                };
                match file {
                    Some(file) => output::write(file, &text)?,
                    None => output::print(&text)?,
                }
            }
        }
    }
    Ok(())
}

/// The file for one of several apps: `answers.md` becomes `answers-apps-notes.md`.
fn of_app(file: &Path, assessment: &Assessment) -> PathBuf {
    let folder = assessment.dossier.app.path.as_str();
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' };
    let folder: String = folder.chars().map(plain).collect();
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = if folder.is_empty() { stem.into_owned() } else { format!("{stem}-{folder}") };
    let mut named = file.with_file_name(name).into_os_string();
    if let Some(extension) = file.extension() {
        named.push(".");
        named.push(extension);
    }
    named.into()
}

#[cfg(test)]
mod tests {
    use crate::arguments::{DraftFormat, Output};

    #[test]
    fn the_command_line_has_the_forms_it_documents() {
        for name in ["human", "markdown", "json", "markdown=answers.md"] {
            assert!(name.parse::<Output<DraftFormat>>().is_ok(), "{name}");
        }
        assert!("markdown=".parse::<Output<DraftFormat>>().is_err());
    }
}
