use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::handed_out::handed_out;
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always, reply::host_of, secret_files::SecretFile};

pub(crate) const PROBE: Probe = Probe {
    id: "directory-listed",
    title: "a folder whose files the server names to anybody",
    claims: &["endpoints/authorized"],
    topic: Topic::Secrets,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("directory_listed.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for (file, answer) in handed_out(scene, look, SecretFile::is_folder) {
        let (host, path) = (host_of(&answer.request.url), &file.path);
        look.against(
            Found::new(
                "endpoints/authorized",
                format!("{host}{path}"),
                format!("{host} lists {path}: {}", file.what),
            )
            .help("switch the listing off: `autoindex off;`, `Options -Indexes`, or its like")
            .shown_by("the list", answer),
        );
    }
}
