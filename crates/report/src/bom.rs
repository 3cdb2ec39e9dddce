//! What a bill of materials is made of, before it has a format.

use std::collections::{BTreeMap, BTreeSet};

use assay_deps::{Hash, Inventory, Origin, Package, Purpose, ReadFrom, Relation};
use jiff::civil::Date;

use crate::{Tool, uuid::uuid};

/// What a bill of materials is of.
#[derive(Debug)]
pub struct Bom<'a> {
    /// Who makes it.
    pub tool: &'a Tool,
    /// The day it is made.
    pub today: Date,
    /// What it is of: the name of the app, or of the folder with several.
    pub name: &'a str,
    /// Each app's name, and what others wrote of it.
    pub apps: Vec<(&'a str, &'a Inventory)>,
}

/// A package, however many projects it stands in.
pub(crate) struct Part<'a> {
    /// Unique in the document, and the same in every document: its package URL where it has one.
    pub(crate) reference: String,
    pub(crate) package: &'a Package,
    pub(crate) purl: Option<String>,
    pub(crate) purpose: Purpose,
    pub(crate) hashes: BTreeSet<&'a Hash>,
    /// Where it was read: files, in order.
    pub(crate) files: BTreeSet<&'a str>,
    /// References of what it brings in.
    pub(crate) depends_on: BTreeSet<String>,
}

/// An app with what it asks for itself.
pub(crate) struct Whole<'a> {
    pub(crate) reference: String,
    pub(crate) name: &'a str,
    pub(crate) version: Option<&'a str>,
    pub(crate) depends_on: BTreeSet<String>,
    /// True where nothing is known to be missing.
    pub(crate) is_complete: bool,
}

/// A container image that is started from.
pub(crate) struct Base<'a> {
    pub(crate) reference: String,
    pub(crate) name: &'a str,
    pub(crate) version: Option<&'a str>,
}

/// Everything of a bill of materials, in the order it is written.
pub(crate) struct Parts<'a> {
    pub(crate) wholes: Vec<Whole<'a>>,
    pub(crate) parts: BTreeMap<String, Part<'a>>,
    pub(crate) bases: BTreeMap<String, Base<'a>>,
    /// Made of the content.
    pub(crate) serial: String,
}

impl<'a> Bom<'a> {
    pub(crate) fn parts(&self) -> Parts<'a> {
        let mut parts: BTreeMap<String, Part<'a>> = BTreeMap::new();
        let mut bases = BTreeMap::new();
        let mut wholes = Vec::new();
        for (at, (name, inventory)) in self.apps.iter().enumerate() {
            let mut whole = Whole {
                reference: format!("app:{}:{name}", at + 1),
                name,
                version: version(inventory),
                depends_on: BTreeSet::new(),
                is_complete: inventory.projects.iter().all(assay_deps::Project::is_whole),
            };
            for project in &inventory.projects {
                let references: Vec<String> = project.packages.iter().map(reference).collect();
                for (package, reference) in project.packages.iter().zip(&references) {
                    let part = parts.entry(reference.clone()).or_insert_with(|| Part {
                        reference: reference.clone(),
                        package,
                        purl: package.purl(),
                        purpose: package.purpose,
                        hashes: BTreeSet::new(),
                        files: BTreeSet::new(),
                        depends_on: BTreeSet::new(),
                    });
                    part.purpose = part.purpose.min(package.purpose);
                    part.hashes.extend(&package.hashes);
                    part.files.insert(package.read_at.file().as_str());
                    let brought_in = package.depends_on.iter().map(|at| references[*at].clone());
                    part.depends_on.extend(brought_in.filter(|it| it != reference));
                    if package.relation == Relation::Direct {
                        whole.depends_on.insert(reference.clone());
                    }
                }
            }
            for image in &inventory.images {
                let (name, version) = name_and_tag(&image.name);
                let reference = format!("image:{}", image.name);
                whole.depends_on.insert(reference.clone());
                bases.insert(reference.clone(), Base { reference, name, version });
            }
            wholes.push(whole);
        }
        let mut content: Vec<&str> = vec!["bill of materials", self.name];
        content.extend(wholes.iter().map(|whole| whole.name));
        content.extend(parts.keys().map(String::as_str));
        content.extend(bases.keys().map(String::as_str));
        let day = self.today.to_string();
        content.extend([day.as_str(), self.tool.version.as_str()]);
        let serial = uuid(&content);
        Parts { wholes, parts, bases, serial }
    }
}

/// The version of the app's first manifest.
fn version(inventory: &Inventory) -> Option<&str> {
    let own =
        inventory.projects.iter().filter(|it| !matches!(it.read_from, ReadFrom::Pages | ReadFrom::Copies));
    own.into_iter().find_map(|project| project.version.as_deref())
}

fn reference(package: &Package) -> String {
    match (package.purl(), &package.origin) {
        (Some(purl), _) if package.version.exact().is_some() => purl,
        // Several ranges of one package are several things.
        (Some(purl), _) => format!("{purl}#{}", package.version),
        (None, Origin::Local(path)) => format!("local:{}:{path}", package.name),
        (None, _) => format!("package:{}", package.name),
    }
}

/// The image's name, and its tag or digest.
fn name_and_tag(image: &str) -> (&str, Option<&str>) {
    if let Some((name, digest)) = image.split_once('@') {
        return (name, Some(digest));
    }
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (image, None),
    }
}
