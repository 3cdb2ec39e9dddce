//! Container images: what the stages of a Dockerfile start from, and what Compose files run.
//!
//! Source: Dockerfile reference, `FROM` and `ARG`; Compose specification, `services`.

use std::{collections::BTreeMap, sync::Arc};

use assay_app::{
    App,
    document::{Node, read_yaml},
};
use assay_source::{RelPath, SourceText};

use crate::{Anchor, Image};

/// Every image of an app, in the order of its files.
pub(crate) fn images(app: &App) -> Vec<Image> {
    let mut images = Vec::new();
    for path in &app.project.docker_files {
        let Ok(text) = app.tree.read(path) else { continue };
        images.extend(stages(&text).into_iter().map(|stage| Image {
            name: stage.image,
            runs: stage.runs,
            at: Anchor { text: Arc::clone(&text), span: text.line_span(stage.line) },
        }));
    }
    for path in app.files().map(|file| &file.path).filter(|path| is_compose_file(path)) {
        let Ok(text) = app.tree.read(path) else { continue };
        let document = read_yaml(&text);
        for service in document.root.get("services").map(Node::entries).unwrap_or_default() {
            // What a service builds itself stands in its Dockerfile.
            let image = service.value.get("image").filter(|_| service.value.get("build").is_none());
            let Some((image, name)) = image.and_then(|image| Some((image, image.as_str()?))) else {
                continue;
            };
            let at = Anchor { text: Arc::clone(&text), span: image.span };
            images.push(Image { name: fill_in(name, &BTreeMap::new()), runs: false, at });
        }
    }
    images
}

fn is_compose_file(path: &RelPath) -> bool {
    let name = path.file_name();
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"));
    stem.is_some_and(|stem| {
        let stem = stem.split('.').next().unwrap_or(stem);
        stem == "compose" || stem == "docker-compose" || stem.starts_with("docker-compose-")
    })
}

/// One `FROM`.
struct Stage {
    /// The image, with the defaults of `ARG`s filled in; what has none keeps its `$`.
    image: String,
    /// Its line, from 1.
    line: u32,
    /// It is the last stage, or one that the last stage is built on.
    runs: bool,
}

/// Every stage that starts from an image, in the order of the file.
fn stages(text: &SourceText) -> Vec<Stage> {
    let mut arguments: BTreeMap<String, String> = BTreeMap::new();
    // Image, name and line of each stage, those that start from another stage included.
    let mut all: Vec<(String, Option<String>, u32)> = Vec::new();
    for number in 1..=text.line_count() {
        let mut words = text.line(number).split_whitespace();
        match words.next().map(str::to_ascii_uppercase).as_deref() {
            Some("ARG") => {
                let default = words.next().and_then(|word| word.split_once('='));
                if let Some((name, value)) = default {
                    arguments.insert(name.to_owned(), value.trim_matches(['"', '\'']).to_owned());
                }
            }
            Some("FROM") => {
                let mut words = words.filter(|word| !word.starts_with("--"));
                let Some(image) = words.next() else { continue };
                let name = words.next().filter(|word| word.eq_ignore_ascii_case("as")).and(words.next());
                all.push((fill_in(image, &arguments), name.map(str::to_ascii_lowercase), number));
            }
            _ => {}
        }
    }
    let mut running = all.last().map(|last| last.0.clone());
    let mut runs = vec![false; all.len()];
    for (stage, runs) in all.iter().zip(&mut runs).rev() {
        let named = stage.1.as_deref();
        let needed =
            running.as_deref().is_some_and(|running| named == Some(running.to_ascii_lowercase().as_str()));
        if needed || stage.2 == all.last().map_or(0, |last| last.2) {
            *runs = true;
            running = Some(stage.0.clone());
        }
    }
    let names: Vec<String> = all.iter().filter_map(|stage| stage.1.clone()).collect();
    let stages = all.into_iter().zip(runs);
    let from_image = stages.filter(|((image, ..), _)| !names.contains(&image.to_ascii_lowercase()));
    from_image.map(|((image, _, line), runs)| Stage { image, line, runs }).collect()
}

/// `node:${VERSION}` with what is known of `VERSION`, its own default included (`${VERSION:-18}`).
fn fill_in(image: &str, arguments: &BTreeMap<String, String>) -> String {
    let mut filled = String::new();
    let mut rest = image;
    while let Some(at) = rest.find('$') {
        filled.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, length) = match after.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            Some((inside, _)) => (inside, inside.len() + 2),
            None => {
                let end =
                    after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
                (&after[..end], end)
            }
        };
        let (name, own) = name.split_once(":-").map_or((name, None), |(name, own)| (name, Some(own)));
        match arguments.get(name).map(String::as_str).or(own) {
            Some(value) => filled.push_str(value),
            None => filled.push_str(&rest[at..at + 1 + length]),
        }
        rest = &after[length..];
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use assay_source::RelPath;

    use super::*;

    fn told(content: &str) -> Vec<(String, u32, bool)> {
        let text = SourceText::new(RelPath::parse("Dockerfile").unwrap(), content.as_bytes());
        stages(&text).into_iter().map(|stage| (stage.image, stage.line, stage.runs)).collect()
    }

    #[test]
    fn the_last_stage_and_what_it_is_built_on_run() {
        let docker =
            "FROM node:16 AS build\nRUN make\nFROM node:22 as base\nFROM base\nCOPY --from=build /a /a\n";
        assert_eq!(told(docker), [("node:16".to_owned(), 1, false), ("node:22".to_owned(), 3, true)]);
        assert_eq!(told("from --platform=$X node:18\n"), [("node:18".to_owned(), 1, true)]);
        assert!(told("RUN x\n").is_empty());
    }

    #[test]
    fn arguments_are_filled_in_where_they_have_a_default() {
        let docker =
            "ARG V=18\nFROM node:${V}-alpine AS a\nFROM node:$V\nFROM node:${W:-20}\nFROM node:${U}\n";
        let images: Vec<String> = told(docker).into_iter().map(|stage| stage.0).collect();
        assert_eq!(images, ["node:18-alpine", "node:18", "node:20", "node:${U}"]);
    }
}
