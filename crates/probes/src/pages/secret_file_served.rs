use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

use super::handed_out::handed_out;
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always, reply::host_of};

pub(crate) const PROBE: Probe = Probe {
    id: "secret-file-served",
    title: "a file of the app's making, secrets included, that anybody may fetch",
    claims: &["endpoints/authorized"],
    topic: Topic::Secrets,
    severity: Severity::Critical,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("secret_file_served.md"),
};

fn judge(scene: &Scene<'_>, look: &mut Look) {
    for (file, answer) in handed_out(scene, look, |file| !file.is_folder()) {
        let (host, path) = (host_of(&answer.request.url), &file.path);
        look.against(
            Found::new(
                "endpoints/authorized",
                format!("{host}{path}"),
                format!("{host} serves {path}: {}", file.what),
            )
            .help("serve a folder made for it, never the folder the app lies in; renew what was in the file")
            .shown_by("the file", answer),
        );
    }
}
