use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_secrets::SecretFile;
use assay_source::Place;

use super::finds::{applies, note_reach};
use crate::{Case, Found, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "secret-file-in-source",
    title: "a file made to hold secrets in the repository",
    claims: &["secrets/source"],
    topic: Topic::Secrets,
    severity: Severity::High,
    confidence: Confidence::Medium,
    applies,
    examine,
    page: include_str!("secret_file_in_source.md"),
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    note_reach(case, look);
    for file in &case.secrets.files {
        let help = match file.made_for {
            Some(SecretFile::TerraformState) => {
                "keep the state in an encrypted backend, take it out of the repository, and change every secret that it names"
            }
            Some(SecretFile::Credentials) => "take it out of the repository and change what it holds",
            // `private-key-in-source` tells of those.
            Some(SecretFile::KeyStore) | None => continue,
        };
        let what = file.made_for.map_or("", SecretFile::title);
        let found = Found::new("secrets/source", "file", format!("`{}` is {what}", file.path.file_name()))
            .at(Place::file(file.path.clone()))
            .help(help);
        look.against(found);
    }
}
