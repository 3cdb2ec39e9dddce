//! CycloneDX 1.6, JSON.
//!
//! Source: ECMA-424, and the schema `bom-1.6.schema.json` of the CycloneDX project.

use assay_deps::{HashAlgorithm, Origin, Purpose, Version};
use serde_json::{Value, json};

use crate::{
    Bom,
    bom::{Base, Part, Parts, Whole},
    text::neutral,
};

/// The inventory as a bill of materials, indented, with a line end.
pub fn cyclonedx(bom: &Bom<'_>) -> String {
    let parts = bom.parts();
    let root = json!({ "type": "application", "bom-ref": ROOT, "name": name(bom.name) });
    let apps = parts.wholes.iter().map(app);
    let bases = parts.bases.values().map(base);
    let components: Vec<Value> = apps.chain(parts.parts.values().map(component)).chain(bases).collect();
    let document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": format!("urn:uuid:{}", parts.serial),
        "version": 1,
        "metadata": {
            "timestamp": format!("{}T00:00:00Z", bom.today),
            "lifecycles": [{ "phase": "pre-build" }],
            "tools": { "components": [{
                "type": "application",
                "name": bom.tool.name,
                "version": bom.tool.version,
            }]},
            "component": root,
        },
        "components": components,
        "dependencies": dependencies(&parts),
        "compositions": compositions(&parts),
    });
    let text = serde_json::to_string_pretty(&document);
    text.expect("a value of text keys") + "\n"
}

/// Reference of what the document is of.
const ROOT: &str = "root";

fn app(whole: &Whole<'_>) -> Value {
    let mut component =
        json!({ "type": "application", "bom-ref": whole.reference, "name": name(whole.name) });
    if let Some(version) = whole.version {
        component["version"] = json!(neutral(version));
    }
    component
}

fn component(part: &Part<'_>) -> Value {
    let package = part.package;
    let (group, short) = group_and_name(&package.name);
    let mut component = json!({
        "type": "library",
        "bom-ref": part.reference,
        "name": name(short),
        "scope": scope(part.purpose),
    });
    if let Some(group) = group {
        component["group"] = json!(neutral(group));
    }
    if let Some(version) = package.version.exact() {
        component["version"] = json!(neutral(version));
    }
    if let Some(purl) = &part.purl {
        component["purl"] = json!(purl);
    }
    if !part.hashes.is_empty() {
        let hashes = part.hashes.iter();
        let hashes: Vec<Value> =
            hashes.map(|hash| json!({ "alg": algorithm(hash.algorithm), "content": hash.hex })).collect();
        component["hashes"] = json!(hashes);
    }
    let properties = properties(part);
    if !properties.is_empty() {
        component["properties"] = json!(properties);
    }
    let occurrences: Vec<Value> =
        part.files.iter().map(|file| json!({ "location": neutral(file) })).collect();
    component["evidence"] = json!({ "occurrences": occurrences });
    component
}

fn properties(part: &Part<'_>) -> Vec<Value> {
    let package = part.package;
    let mut properties = Vec::new();
    let mut add = |key: &str, value: &str| properties.push(json!({ "name": key, "value": neutral(value) }));
    if let Version::Range(range) = &package.version {
        add("assay:requested-range", range);
    }
    if part.purpose == Purpose::Development {
        add("assay:development", "true");
    }
    if let Some(reason) = &package.deprecated {
        add("assay:deprecated", reason);
    }
    if let Origin::Local(_) = package.origin {
        add("assay:local", "true");
    }
    properties
}

fn base(base: &Base<'_>) -> Value {
    let mut component = json!({ "type": "container", "bom-ref": base.reference, "name": name(base.name) });
    if let Some(version) = base.version {
        component["version"] = json!(neutral(version));
    }
    component
}

fn dependencies(parts: &Parts<'_>) -> Vec<Value> {
    let root: Vec<&str> = parts.wholes.iter().map(|whole| whole.reference.as_str()).collect();
    let mut dependencies = vec![json!({ "ref": ROOT, "dependsOn": root })];
    let wholes = parts.wholes.iter().map(|whole| (&whole.reference, &whole.depends_on));
    for (reference, depends_on) in
        wholes.chain(parts.parts.values().map(|it| (&it.reference, &it.depends_on)))
    {
        dependencies.push(json!({ "ref": reference, "dependsOn": depends_on }));
    }
    dependencies
}

/// Whether what is listed below each app is all there is.
fn compositions(parts: &Parts<'_>) -> Vec<Value> {
    let composition = |whole: &Whole<'_>| {
        let aggregate = if whole.is_complete { "complete" } else { "incomplete" };
        json!({ "aggregate": aggregate, "assemblies": [whole.reference] })
    };
    parts.wholes.iter().map(composition).collect()
}

/// `@forge` and `api`; `org.example` and `core`; `vendor` and `package`.
pub(crate) fn group_and_name(full: &str) -> (Option<&str>, &str) {
    let split = full.rsplit_once(':').or_else(|| full.rsplit_once('/'));
    split.map_or((None, full), |(group, name)| (Some(group), name))
}

/// A name is never empty.
fn name(text: &str) -> String {
    let text = neutral(text).trim().to_owned();
    if text.is_empty() { "unnamed".to_owned() } else { text }
}

fn scope(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Production | Purpose::Peer => "required",
        Purpose::Optional => "optional",
        Purpose::Development => "excluded",
    }
}

fn algorithm(algorithm: HashAlgorithm) -> &'static str {
    match algorithm {
        HashAlgorithm::Md5 => "MD5",
        HashAlgorithm::Sha1 => "SHA-1",
        HashAlgorithm::Sha256 => "SHA-256",
        HashAlgorithm::Sha384 => "SHA-384",
        HashAlgorithm::Sha512 => "SHA-512",
    }
}
