//! SPDX 2.3, JSON.
//!
//! Source: ISO/IEC 5962 and SPDX 2.3, and the schema `spdx-schema.json` of the SPDX project.

use std::collections::BTreeMap;

use assay_deps::{HashAlgorithm, Purpose};
use serde_json::{Value, json};

use crate::{Bom, bom::Part, text::neutral};

/// The inventory as a bill of materials, indented, with a line end. Licences are not looked at, and it says so.
pub fn spdx(bom: &Bom<'_>) -> String {
    let parts = bom.parts();
    let ids: BTreeMap<&str, String> = parts
        .wholes
        .iter()
        .map(|whole| whole.reference.as_str())
        .chain(parts.parts.keys().map(String::as_str))
        .chain(parts.bases.keys().map(String::as_str))
        .enumerate()
        .map(|(at, reference)| (reference, format!("SPDXRef-{}", at + 1)))
        .collect();
    let mut packages = Vec::new();
    let mut relationships = Vec::new();
    let mut relate = |from: &str, how: &str, to: &str| {
        relationships.push(json!({
            "spdxElementId": from,
            "relationshipType": how,
            "relatedSpdxElement": to,
        }));
    };
    for whole in &parts.wholes {
        let id = &ids[whole.reference.as_str()];
        packages.push(package(id, whole.name, whole.version, "APPLICATION"));
        relate("SPDXRef-DOCUMENT", "DESCRIBES", id);
        for to in &whole.depends_on {
            let purpose = parts.parts.get(to).map_or(Purpose::Production, |part| part.purpose);
            let other = &ids[to.as_str()];
            match purpose {
                Purpose::Production | Purpose::Peer => relate(id, "DEPENDS_ON", other),
                Purpose::Optional => relate(other, "OPTIONAL_DEPENDENCY_OF", id),
                Purpose::Development => relate(other, "DEV_DEPENDENCY_OF", id),
            }
        }
    }
    for part in parts.parts.values() {
        let id = &ids[part.reference.as_str()];
        packages.push(library(id, part));
        part.depends_on.iter().for_each(|to| relate(id, "DEPENDS_ON", &ids[to.as_str()]));
    }
    for base in parts.bases.values() {
        packages.push(package(&ids[base.reference.as_str()], base.name, base.version, "CONTAINER"));
    }
    let document = json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name(bom.name),
        "documentNamespace": format!("urn:uuid:{}", parts.serial),
        "creationInfo": {
            "created": format!("{}T00:00:00Z", bom.today),
            "creators": [format!("Tool: {}-{}", bom.tool.name, bom.tool.version)],
        },
        "packages": packages,
        "relationships": relationships,
    });
    let text = serde_json::to_string_pretty(&document);
    text.expect("a value of text keys") + "\n"
}

fn package(id: &str, of: &str, version: Option<&str>, purpose: &str) -> Value {
    let mut package = json!({
        "SPDXID": id,
        "name": name(of),
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": false,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": purpose,
    });
    if let Some(version) = version {
        package["versionInfo"] = json!(neutral(version));
    }
    package
}

fn library(id: &str, part: &Part<'_>) -> Value {
    let version = Some(part.package.version.to_string()).filter(|version| !version.is_empty());
    let mut library = package(id, &part.package.name, version.as_deref(), "LIBRARY");
    if let Some(purl) = &part.purl {
        library["externalRefs"] = json!([{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": purl,
        }]);
    }
    if !part.hashes.is_empty() {
        let hashes = part.hashes.iter();
        let checksums: Vec<Value> = hashes
            .map(|hash| json!({ "algorithm": algorithm(hash.algorithm), "checksumValue": hash.hex }))
            .collect();
        library["checksums"] = json!(checksums);
    }
    if part.package.version.exact().is_none() {
        library["comment"] = json!("The version is not resolved: no lock file names it.");
    }
    library
}

fn name(text: &str) -> String {
    let text = neutral(text).trim().to_owned();
    if text.is_empty() { "unnamed".to_owned() } else { text }
}

fn algorithm(algorithm: HashAlgorithm) -> &'static str {
    match algorithm {
        HashAlgorithm::Md5 => "MD5",
        HashAlgorithm::Sha1 => "SHA1",
        HashAlgorithm::Sha256 => "SHA256",
        HashAlgorithm::Sha384 => "SHA384",
        HashAlgorithm::Sha512 => "SHA512",
    }
}
