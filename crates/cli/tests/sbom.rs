//! `assay sbom` through the binary.
mod common;

use common::{assay, folder};

const MANIFEST: &str = "\
app:
  id: ari:cloud:ecosystem::app/5f2d8c1e-93b4-4a76-8e0d-6c7b1a2f3d48
  runtime:
    name: nodejs24.x
";
const PACKAGE: &str = r#"{ "name": "notes", "dependencies": { "@forge/api": "^4.1.0" } }"#;
const LOCK: &str =
    r#"{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/@forge/api": { "version": "4.1.0" } } }"#;

#[test]
fn both_forms_are_written_at_once_and_the_same_every_time() {
    let app = folder(&[("manifest.yml", MANIFEST), ("package.json", PACKAGE), ("package-lock.json", LOCK)]);
    let run = || assay(app.path(), &["sbom", "--format", "cyclonedx", "--format", "spdx=bom.spdx.json"]);
    let (first, second) = (run(), run());
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    assert_eq!(first.out, second.out);
    let purls: Vec<_> =
        first.json()["components"].as_array().unwrap().iter().map(|it| it["purl"].clone()).collect();
    assert!(purls.contains(&"pkg:npm/%40forge/api@4.1.0".into()), "{purls:?}");
    let spdx = std::fs::read_to_string(app.path().join("bom.spdx.json")).unwrap();
    assert!(spdx.contains("pkg:npm/%40forge/api@4.1.0"));
}

#[test]
fn what_is_not_listed_is_told_beside_the_document() {
    let app = folder(&[("manifest.yml", MANIFEST), ("package.json", PACKAGE)]);
    let ran = assay(app.path(), &["sbom"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("not listed: what `package.json` brings in"), "{}", ran.err);
    assert_eq!(ran.json()["compositions"][0]["aggregate"], "incomplete");
    assert_eq!(assay(app.path(), &["--quiet", "sbom"]).err, "");
}

#[test]
fn a_folder_without_an_app_has_a_bill_too() {
    let folder = folder(&[(
        "Cargo.lock",
        "[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n",
    )]);
    let ran = assay(folder.path(), &["sbom"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("pkg:cargo/serde@1.0.0"), "{}", ran.out);
}
