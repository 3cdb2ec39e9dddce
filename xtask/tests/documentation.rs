//! What the documentation says is so: links lead somewhere, commands are understood, configurations are read.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use assay_source::{RelPath, SourceText};
use clap::error::ErrorKind;

/// Folders with documentation; the root itself is looked at without what lies below it.
const FOLDERS: [&str; 3] = ["docs", "examples", "crates"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Every page, by its path from the root.
fn pages() -> Vec<(String, String)> {
    let mut files = Vec::new();
    list(root(), false, &mut files);
    FOLDERS.iter().for_each(|folder| list(&root().join(folder), true, &mut files));
    let is_page = |file: &&PathBuf| file.extension().is_some_and(|extension| extension == "md");
    let page = |file: &PathBuf| {
        let path = file.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        (path, fs::read_to_string(file).unwrap())
    };
    files.iter().filter(is_page).map(page).collect()
}

fn list(folder: &Path, deep: bool, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            // Packages that a test installs are not ours.
            true if path.ends_with("node_modules") => {}
            true if deep => list(&path, deep, files),
            true => {}
            false => files.push(path),
        }
    }
    files.sort();
}

/// Fenced blocks of a page: info string and content.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info, String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, content)), _) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The page without fenced blocks and without what stands in backticks.
fn prose(page: &str) -> String {
    let mut text = String::new();
    let mut fenced = false;
    for line in page.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn links(page: &str) -> Vec<String> {
    let text = prose(page);
    let ends = text.match_indices("](").map(|(at, _)| at + 2);
    ends.filter_map(|start| Some(text[start..].split_once(')')?.0.to_owned())).collect()
}

/// Anchors of a page's headings, as code hosts make them.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = prose(page);
    let headings = headings
        .lines()
        .filter_map(|line| line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')));
    let kept = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    headings
        .map(|heading| {
            heading
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| kept(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn every_link_leads_somewhere() {
    for (path, page) in pages() {
        for link in links(&page) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) =
                link.split_once('#').map_or((link.as_str(), None), |(file, anchor)| (file, Some(anchor)));
            let target = match file {
                "" => root().join(&path),
                file => root().join(&path).parent().unwrap().join(file),
            };
            assert!(target.exists(), "{path} links to {link}, which is not there");
            if let Some(anchor) = anchor {
                let found = anchors(&fs::read_to_string(&target).unwrap());
                assert!(found.contains(anchor), "{path} links to {link}; the headings there are {found:?}");
            }
        }
    }
}

/// Lines that call `assay`, as words after the shell has seen them.
fn commands(text: &str) -> Vec<Vec<String>> {
    let words = |line: &str| -> Vec<String> {
        let line = line.split(" #").next().unwrap_or_default();
        let line = line.split(" > ").next().unwrap_or_default();
        line.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect()
    };
    let mut commands = Vec::new();
    for line in text.lines() {
        let line = line.trim().trim_start_matches("- ").trim_start_matches("run: ").trim_start_matches("$ ");
        if line.starts_with("assay ") {
            commands.push(words(line));
        } else if let Some((_, rest)) =
            line.strip_prefix("cargo run ").and_then(|line| line.split_once("-- "))
        {
            commands.push([vec!["assay".to_owned()], words(rest)].concat());
        }
    }
    commands
}

fn assert_understood(path: &str, command: &[String]) {
    let outcome = assay_cli::command().try_get_matches_from(command);
    if let Err(error) = outcome
        && !matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
    {
        panic!("{path}: `{}`: {error}", command.join(" "));
    }
}

#[test]
fn every_command_on_a_page_is_understood() {
    let mut seen = 0;
    for (path, page) in pages() {
        for (_, content) in blocks(&page).into_iter().filter(|(info, _)| *info == "console") {
            for command in commands(&content) {
                assert_understood(&path, &command);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "only {seen} commands were found");
}

#[test]
fn every_command_of_a_recipe_is_understood() {
    let mut files = Vec::new();
    list(&root().join("docs/ci"), true, &mut files);
    for file in files.into_iter().filter(|file| !file.ends_with("Containerfile")) {
        let commands = commands(&fs::read_to_string(&file).unwrap());
        assert!(!commands.is_empty(), "{} calls nothing", file.display());
        commands.iter().for_each(|command| assert_understood(&file.display().to_string(), command));
    }
}

#[test]
fn every_configuration_on_a_page_is_read_without_complaint() {
    let mut seen = 0;
    for (path, page) in pages().into_iter().filter(|(path, _)| path.starts_with("docs/")) {
        for (_, content) in blocks(&page).into_iter().filter(|(info, _)| *info == "toml") {
            let name = RelPath::parse("assay.toml").unwrap();
            let (_, mistakes) = assay_conformance::read_config(
                &SourceText::new(name, content.as_bytes()),
                &RelPath::parse("apps/importer").unwrap(),
            );
            assert!(mistakes.is_empty(), "{path}:\n{content}\n{mistakes:#?}");
            seen += 1;
        }
    }
    assert!(seen > 5, "only {seen} configurations were found");
}

#[test]
fn every_verb_has_a_row_in_the_readme_and_none_is_promised_that_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `assay ")).collect();
    let verb = |row: &str| row.split(['`', ' ']).nth(3).unwrap().to_owned();
    let here: BTreeSet<String> =
        rows.iter().filter(|row| !row.contains("not in this version yet")).map(|row| verb(row)).collect();
    let verbs = assay_cli::command().get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    assert_eq!(here, verbs, "left: the README; right: the command line");
}

#[test]
fn every_format_stands_on_the_page_of_formats() {
    let page = fs::read_to_string(root().join("docs/formats.md")).unwrap();
    let told: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let command = assay_cli::command();
    let check = command.find_subcommand("check").unwrap();
    let format = check.get_arguments().find(|argument| argument.get_id() == "format").unwrap();
    let help = format.get_long_help().unwrap().to_string();
    for told in &told {
        assert_understood("docs/formats.md", &["assay", "check", "--format", told].map(ToOwned::to_owned));
    }
    let listed = help.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    assert_eq!(told, listed.collect(), "left: docs/formats.md; right: `assay check --help`");
}

#[test]
fn every_key_of_the_configuration_has_a_heading() {
    let page = fs::read_to_string(root().join("docs/configuration.md")).unwrap();
    let headings: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .flat_map(|heading| heading.split(", "))
        .collect();
    let schema: serde_json::Value = serde_json::from_str(&assay_conformance::schema()).unwrap();
    let keys = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(headings, keys, "left: docs/configuration.md; right: the schema");
}
