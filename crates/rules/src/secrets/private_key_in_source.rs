use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::{DetectorKind, SecretFile};
use assay_source::Place;

use super::finds::{applies, finds, note_reach};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "private-key-in-source",
    title: "a private key in the repository",
    claims: &["secrets/source"],
    topic: Topic::Secrets,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies,
    examine,
    page: include_str!("private_key_in_source.md"),
};

const HELP: &str =
    "replace the key pair, since this half of it was published, and keep the new one in a secret store";

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    let is_key = |kind: DetectorKind| kind == DetectorKind::PrivateKey;
    for find in
        finds(case, |detection| detection.form.detector().is_some_and(|detector| is_key(detector.kind)))
    {
        find.tell(case, "secrets/source", "a private key stands in the repository", HELP, look);
    }
    for file in case.secrets.files.iter().filter(|file| file.made_for == Some(SecretFile::KeyStore)) {
        let statement = format!("`{}` is a store of keys", file.path.file_name());
        let found = Found::new("secrets/source", "key store", statement)
            .at(Place::file(file.path.clone()))
            .help(HELP)
            .severity(Severity::High)
            .confidence(Confidence::Medium);
        look.against(found);
    }
}
