//! One `pom.xml` as it is written.

use std::collections::BTreeMap;

use assay_source::{RelPath, Span};
use roxmltree::{Document, Node, ParsingOptions};

use crate::reading::Reading;

/// Most elements and texts in one file; real ones have a few thousand.
const MOST_NODES: u32 = 200_000;

/// Names and version of something, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Coordinates {
    pub(super) group: String,
    pub(super) artifact: String,
    pub(super) version: Option<String>,
}

impl Coordinates {
    /// `group:artifact`.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.group, self.artifact)
    }
}

/// A dependency, or a managed version.
#[derive(Debug, Clone)]
pub(super) struct Dependency {
    pub(super) coordinates: Coordinates,
    pub(super) scope: Option<String>,
    pub(super) is_optional: bool,
    /// A list of versions to take over: type `pom`, scope `import`.
    pub(super) is_import: bool,
    pub(super) span: Span,
}

/// What a pom stands below.
#[derive(Debug, Clone)]
pub(super) struct Parent {
    pub(super) coordinates: Coordinates,
    /// Where it is to be looked for; none where it says nowhere.
    pub(super) relative_path: Option<String>,
    pub(super) span: Span,
}

/// A `pom.xml`.
#[derive(Debug, Clone)]
pub(super) struct Pom {
    pub(super) path: RelPath,
    /// Group and version may be the parent's.
    pub(super) coordinates: Coordinates,
    pub(super) parent: Option<Parent>,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) managed: Vec<Dependency>,
    pub(super) dependencies: Vec<Dependency>,
}

impl Pom {
    /// True where these are its own names.
    pub(super) fn is(&self, other: &Coordinates) -> bool {
        let group = self.parent.as_ref().map(|parent| &parent.coordinates.group);
        let group = Some(&self.coordinates.group).filter(|group| !group.is_empty()).or(group);
        self.coordinates.artifact == other.artifact && group == Some(&other.group)
    }
}

pub(super) fn read(reading: &mut Reading<'_>) -> Option<Pom> {
    let text = std::sync::Arc::clone(&reading.text);
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(text.as_str(), options) {
        Ok(document) => document,
        Err(error) => {
            let line = error.pos().row.clamp(1, text.line_count());
            let why = error.to_string();
            let why = why.rsplit_once(" at ").map_or(why.as_str(), |(why, _)| why).to_owned();
            reading.broken(text.line_span(line), &why);
            return None;
        }
    };
    let project = document.root_element();
    if project.tag_name().name() != "project" {
        return None;
    }
    let properties = child(project, "properties").into_iter().flat_map(|it| it.children());
    let profiles: Vec<Node<'_, '_>> =
        child(project, "profiles").into_iter().flat_map(|it| it.children()).collect();
    let everywhere = || std::iter::once(project).chain(profiles.iter().copied());
    Some(Pom {
        path: text.path().clone(),
        coordinates: coordinates(project),
        parent: child(project, "parent").map(|parent| Parent {
            coordinates: coordinates(parent),
            relative_path: match child(parent, "relativePath") {
                Some(path) => path.text().map(|path| path.trim().to_owned()).filter(|path| !path.is_empty()),
                None => Some("../pom.xml".to_owned()),
            },
            span: span(child(parent, "version").unwrap_or(parent)),
        }),
        properties: properties
            .filter(Node::is_element)
            .map(|property| {
                (property.tag_name().name().to_owned(), property.text().unwrap_or_default().trim().to_owned())
            })
            .collect(),
        managed: everywhere()
            .filter_map(|it| child(child(it, "dependencyManagement")?, "dependencies"))
            .flat_map(dependencies)
            .collect(),
        dependencies: everywhere()
            .filter_map(|it| child(it, "dependencies"))
            .flat_map(dependencies)
            .collect(),
    })
}

fn dependencies<'a>(list: Node<'a, 'a>) -> impl Iterator<Item = Dependency> + 'a {
    let items = list.children().filter(|item| item.tag_name().name() == "dependency");
    items.map(|item| {
        let scope = words(item, "scope");
        Dependency {
            coordinates: coordinates(item),
            is_optional: words(item, "optional").as_deref() == Some("true"),
            is_import: scope.as_deref() == Some("import"),
            scope,
            span: span(child(item, "artifactId").unwrap_or(item)),
        }
    })
}

fn coordinates(node: Node<'_, '_>) -> Coordinates {
    Coordinates {
        group: words(node, "groupId").unwrap_or_default(),
        artifact: words(node, "artifactId").unwrap_or_default(),
        version: words(node, "version"),
    }
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.tag_name().name() == name)
}

fn words(node: Node<'_, '_>, name: &str) -> Option<String> {
    let text = child(node, name)?.text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn span(node: Node<'_, '_>) -> Span {
    Span::new(node.range().start, node.range().end)
}
