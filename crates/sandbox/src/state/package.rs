//! A version of an app: what is deployed, and what is read back to run it.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use assay_app::{Manifest, document::Node, manifest::Function};
use assay_policy::{Grants, decide::permissions::Permissions};
use assay_source::{Digest, RelPath, SourceText};
use assay_store::{AttributeType, Entities, EntityType, Index};

use super::{
    act::{EnvironmentId, VersionNumber},
    folder::Folder,
    variables::Variables,
};
use crate::{error::Error, trace::Trace};

/// What is deployed: a manifest, and the one script its app was bundled to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// The manifest, as it is written.
    pub manifest: String,
    /// The script, in CommonJS: it exports an object for each file that has handlers.
    pub code: String,
    /// Where its lines come from, as a source map.
    pub source_map: Option<String>,
    /// Files the app finds beside its code, by their path below it: its translations.
    pub files: BTreeMap<String, String>,
}

/// A version, as it was deployed: its manifest filled in with the variables of that moment.
#[derive(Debug)]
pub(crate) struct Deployed {
    pub(crate) environment: EnvironmentId,
    pub(crate) number: VersionNumber,
    pub(crate) manifest: Manifest,
    pub(crate) grants: Grants,
    pub(crate) permissions: Permissions,
    pub(crate) package: Package,
    pub(crate) variables: Variables,
    pub(crate) entities: Entities,
    /// Of what its files are made.
    pub(crate) digest: String,
    /// Of its code.
    pub(crate) trace: Trace,
}

/// Its files, in the order in which they are digested.
const FILES: [&str; 5] = ["manifest.yml", "code.js", "code.js.map", "files.json", "variables.json"];

impl Deployed {
    /// Puts a version in its place, and gives the digest of its files.
    pub(crate) fn write(
        folder: &Folder,
        environment: &EnvironmentId,
        number: VersionNumber,
        package: &Package,
        variables: &Variables,
    ) -> Result<String, Error> {
        let at = place(folder, environment, number);
        let json = |value: serde_json::Result<String>| value.map_err(|error| Error::state(&at, error.into()));
        let texts = [
            package.manifest.clone(),
            package.code.clone(),
            package.source_map.clone().unwrap_or_default(),
            json(serde_json::to_string(&package.files))?,
            json(serde_json::to_string(variables))?,
        ];
        let files: Vec<(&str, &[u8])> =
            FILES.iter().zip(&texts).map(|(name, text)| (*name, text.as_bytes())).collect();
        folder.place(&at, &files)?;
        Ok(Digest::of_parts(texts.iter().map(|text| text.as_bytes())).to_string())
    }

    /// Reads a version back. Files that are not those that were deployed are refused.
    pub(crate) fn read(
        folder: &Folder,
        environment: &EnvironmentId,
        number: VersionNumber,
        digest: &str,
    ) -> Result<Self, Error> {
        let at = place(folder, environment, number);
        let damaged = |because: &str| Error::Damaged { path: at.clone(), because: because.to_owned() };
        let mut texts = Vec::new();
        for name in FILES {
            let bytes =
                folder.read(&at.join(name))?.ok_or_else(|| damaged("a file of the version is missing"))?;
            texts.push(String::from_utf8(bytes).map_err(|_| damaged("a file of the version is no text"))?);
        }
        if Digest::of_parts(texts.iter().map(|text| text.as_bytes())).to_string() != digest {
            return Err(damaged("the version is not what was deployed"));
        }
        let Ok([manifest, code, map, files, variables]) = <[String; 5]>::try_from(texts) else {
            return Err(damaged("a file of the version is missing"));
        };
        let variables: Variables =
            serde_json::from_str(&variables).map_err(|_| damaged("its variables cannot be read"))?;
        let files = serde_json::from_str(&files).map_err(|_| damaged("its files cannot be read"))?;
        let source_map = (!map.is_empty()).then_some(map);
        let package = Package { manifest, code, source_map, files };
        Ok(Self::of(environment.clone(), number, package, variables, digest.to_owned()))
    }

    /// What a package is, in an environment with these variables.
    pub(crate) fn of(
        environment: EnvironmentId,
        number: VersionNumber,
        package: Package,
        variables: Variables,
        digest: String,
    ) -> Self {
        let read = read_manifest(&package.manifest);
        let values = variables.for_manifest();
        let grants = Grants::read(&read, &values);
        let manifest = read.resolve(&values);
        let permissions = Permissions::of(&grants, None);
        let entities = entities(&manifest);
        let trace = Trace::of(package.source_map.clone());
        Self {
            environment,
            number,
            manifest,
            grants,
            permissions,
            package,
            variables,
            entities,
            digest,
            trace,
        }
    }

    /// The function of a key.
    pub(crate) fn function(&self, key: &str) -> Result<&Function, Error> {
        self.manifest.function(key).ok_or_else(|| Error::unknown("function", key))
    }

    /// The longest any of its functions may run, and what the process of all of them is given.
    pub(crate) fn longest(&self) -> Duration {
        let seconds = self.manifest.functions.iter().filter_map(|it| it.timeout_seconds.as_ref());
        Duration::from_secs(seconds.map(|seconds| seconds.value).max().unwrap_or(0).clamp(55, 900))
    }

    /// Memory for its process, in bytes: what the app asks for, within what the platform gives.
    ///
    /// Source: developer.atlassian.com/platform/forge/manifest-reference, `memoryMB`, read 2026-11.
    pub(crate) fn memory(&self) -> u64 {
        let own = self.manifest.app.runtime.as_ref().and_then(|runtime| runtime.memory_mb.as_ref());
        let of_functions = self.manifest.functions.iter().filter_map(|it| it.memory_mb.as_ref());
        own.into_iter().chain(of_functions).map(|it| it.value).max().unwrap_or(512).clamp(128, 1024) << 20
    }
}

/// Reads a manifest's text.
pub(crate) fn read_manifest(text: &str) -> Manifest {
    #[expect(clippy::expect_used, reason = "a constant")]
    let path = RelPath::parse("manifest.yml").expect("a path of one word");
    Manifest::read(&Arc::new(SourceText::new(path, text.as_bytes())))
}

fn place(folder: &Folder, environment: &EnvironmentId, number: VersionNumber) -> PathBuf {
    folder.hidden("versions", &[&environment.app, &environment.name, &number.to_string()])
}

/// The declared entities. What cannot be read of one is left out, and the store refuses it by name.
fn entities(manifest: &Manifest) -> Entities {
    let Some(list) = manifest.app.storage.as_ref().and_then(|storage| storage.get("entities")) else {
        return Entities::new();
    };
    list.items().iter().filter_map(|it| Some((it.get("name")?.as_str()?.to_owned(), entity(it)))).collect()
}

fn entity(node: &Node) -> EntityType {
    let mut entity = EntityType::default();
    for entry in node.get("attributes").map(Node::entries).unwrap_or_default() {
        let kind = entry.value.get("type").and_then(Node::as_str).and_then(AttributeType::parse);
        if let Some(kind) = kind {
            entity.attributes.insert(entry.key.text.clone(), kind);
        }
    }
    for index in node.get("indexes").map(Node::items).unwrap_or_default() {
        // An attribute's name alone is an index that is ordered by it.
        let (name, index) = match index.as_str() {
            Some(name) => (Some(name), Index { partition: Vec::new(), range: Some(name.to_owned()) }),
            None => {
                let texts = |key: &str| -> Vec<String> {
                    let items = index.get(key).map(Node::items).unwrap_or_default();
                    items.iter().filter_map(|item| Some(item.as_str()?.to_owned())).collect()
                };
                let range = texts("range").into_iter().next();
                (index.get("name").and_then(Node::as_str), Index { partition: texts("partition"), range })
            }
        };
        if let Some(name) = name {
            entity.indexes.insert(name.to_owned(), index);
        }
    }
    entity
}
