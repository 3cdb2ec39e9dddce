//! Where a project says which Node.js it runs on.

use std::sync::Arc;

use assay_app::{
    Package,
    document::{Node, read_yaml},
};
use assay_deps::Image;
use assay_hosting::CloudRuntime;
use assay_source::{Place, SourceText, Span};

use crate::words::words;

/// One place that names a release of Node.js, or several to choose from.
pub(crate) struct NodePin {
    /// What names it, for a sentence: `engines.node`, `the image node:18-alpine`.
    pub(crate) what: String,
    /// The versions or ranges, one at least; one of them in support is enough (a matrix of tests).
    pub(crate) asked: Vec<String>,
    /// Where.
    pub(crate) place: Place,
    /// For images: it is that of the last stage, which is the one that runs.
    pub(crate) runs: bool,
    /// Who runs the app has to follow it; tools of developers may.
    pub(crate) binds: bool,
}

/// `engines.node`, and the pin of Volta.
pub(crate) fn in_package(package: &Package) -> Vec<NodePin> {
    let root = &package.document.root;
    let pin = |path: [&str; 2]| {
        let node = root.at(path)?;
        Some(NodePin {
            what: format!("`{}`", path.join(".")),
            asked: vec![node.scalar()?],
            place: package.document.place(node.span),
            runs: true,
            binds: path[0] == "engines",
        })
    };
    [pin(["engines", "node"]), pin(["volta", "node"])].into_iter().flatten().collect()
}

/// The version in `.nvmrc` or `.node-version`, or that of Node.js in `.tool-versions`.
pub(crate) fn in_version_file(text: &SourceText) -> Option<NodePin> {
    let name = text.path().file_name();
    let lines = (1..=text.line_count()).map(|number| (number, text.line(number)));
    let (number, asked) = lines.into_iter().find_map(|(number, line)| {
        let line = line.split('#').next().unwrap_or_default().trim();
        let asked = if name == ".tool-versions" {
            let mut words = line.split_whitespace();
            words.next().filter(|tool| matches!(*tool, "nodejs" | "node")).and(words.next())?
        } else {
            Some(line).filter(|line| !line.is_empty())?
        };
        Some((number, asked.to_owned()))
    })?;
    let place = text.place(text.line_span(number));
    Some(NodePin { what: format!("`{name}`"), asked: vec![asked], place, runs: true, binds: false })
}

/// The Node.js that an image holds. `Err` where its tag cannot be told.
pub(crate) fn in_image(image: &Image) -> Option<Result<NodePin, (String, Place)>> {
    let place = image.at.place();
    let asked = node_of_image(&image.name)?;
    Some(if asked.contains('$') {
        Err((image.name.clone(), place))
    } else {
        let what = format!("the image `{}`", image.name);
        Ok(NodePin { what, asked: vec![asked], place, runs: image.runs, binds: true })
    })
}

/// The Node.js of a cloud's runtime: `nodejs22.x` of Lambda, `nodejs22` of others.
pub(crate) fn in_cloud(runtime: &CloudRuntime) -> Option<NodePin> {
    let asked = runtime.name.strip_prefix("nodejs").filter(|version| !version.is_empty())?;
    Some(NodePin {
        what: format!("`{}: {}`", runtime.setting, runtime.name),
        asked: vec![asked.to_owned()],
        place: runtime.place.clone(),
        runs: true,
        binds: true,
    })
}

/// The versions that a pipeline asks for, by a key that names Node.js or by an image.
pub(crate) fn in_pipeline(text: &Arc<SourceText>) -> Vec<NodePin> {
    let document = read_yaml(text);
    let mut pins = Vec::new();
    let mut pin = |what: String, asked: Vec<String>, span: Span| {
        if !asked.is_empty() {
            pins.push(NodePin { what, asked, place: document.place(span), runs: false, binds: false });
        }
    };
    for node in document.root.walk() {
        // Azure: the task says that the version is one of Node.js.
        let task = node.get("task").and_then(Node::as_str).unwrap_or_default();
        if task.starts_with("NodeTool@") || task.starts_with("UseNode@") {
            let version = ["versionSpec", "version"].iter().find_map(|key| node.at(["inputs", key]));
            if let Some(version) = version {
                pin(format!("the task `{task}`"), scalars(version), version.span);
            }
        }
        for entry in node.entries() {
            let key = entry.key.text.as_str();
            if names_node(key) {
                pin(format!("`{key}`"), scalars(&entry.value), entry.value.span);
            } else if matches!(key, "image" | "container" | "name")
                && let Some(image) = entry.value.as_str()
                && let Some(asked) = node_of_image(image)
                // A step may well be called `node`.
                && (key != "name" || image.contains(':'))
                && !asked.contains('$')
            {
                pin(format!("the image `{image}`"), vec![asked], entry.value.span);
            }
        }
    }
    pins
}

/// `node-version`, `NODE_VERSION`, `node_js`, `nodejs`, `node`; not `node-version-file`.
fn names_node(key: &str) -> bool {
    let words = words(key);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    matches!(
        words[..],
        ["node" | "nodejs"]
            | ["node" | "nodejs", "version" | "versions"]
            | ["node", "js"]
            | ["node", "js", "version"]
            | ["nodejs", "npm", "version"]
    )
}

/// Scalars that begin like a version; references such as `${{ matrix.node }}` are looked at where they lead.
fn scalars(node: &Node) -> Vec<String> {
    let all = node.scalar().into_iter().chain(node.items().iter().filter_map(Node::scalar));
    all.filter(|text| {
        text.starts_with(|c: char| c.is_ascii_digit() || "v<>=^~".contains(c)) || text.starts_with("lts/")
    })
    .collect()
}

/// The version of Node.js in an image's name: `18-alpine` of `node:18-alpine`, `18` of
/// `gcr.io/distroless/nodejs18-debian11`; empty where no tag says which.
fn node_of_image(image: &str) -> Option<String> {
    let image = image.split('@').next().unwrap_or(image);
    let name = image.rsplit('/').next().unwrap_or(image);
    let (name, tag) = name.split_once(':').unwrap_or((name, ""));
    if matches!(name, "node" | "nodejs" | "node-lts") {
        return Some(tag.to_owned());
    }
    let words = words(name);
    let node = words.iter().position(|word| word.starts_with("node"))?;
    let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let inside = words[node].trim_start_matches("nodejs").trim_start_matches("node");
    let next = words.get(node + 1).map(String::as_str);
    [Some(inside), next].into_iter().flatten().find(|word| digits(word)).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_tells_its_node() {
        for (image, version) in [
            ("node:18-alpine", Some("18-alpine")),
            ("node", Some("")),
            ("public.ecr.aws/docker/library/node:20.1@sha256:00ff", Some("20.1")),
            ("cimg/node:18.17", Some("18.17")),
            ("gcr.io/distroless/nodejs18-debian11:nonroot", Some("18")),
            ("example.com/base/app-node-18:2.0.1", Some("18")),
            ("public.ecr.aws/lambda/nodejs:18", Some("18")),
            ("nginx:1.25", None),
            ("prom/node-exporter:v1.5.0", None),
        ] {
            assert_eq!(node_of_image(image).as_deref(), version, "{image}");
        }
    }

    #[test]
    fn a_key_names_node_or_not() {
        for key in
            ["node-version", "NODE_VERSION", "node_js", "nodejs", "node", "nodeVersion", "node-versions"]
        {
            assert!(names_node(key), "{key}");
        }
        for key in ["node-version-file", "nodes", "NODE_ENV", "node_modules"] {
            assert!(!names_node(key), "{key}");
        }
    }
}
