use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{
    Found, Look, Observation, Probe, Scene, probe::always, reply::host_of, secret_files::secret_files,
};

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
    // A file that is handed out shows that nobody decides; that none is shows nothing of the other endpoints.
    look.skip("whether every other endpoint decides about its caller", "this probe asks for files only");
    for seen in scene.survey.of(Observation::SecretFile) {
        let name = seen.answer.name();
        let path = name.trim_start_matches("GET ");
        let Some(file) = secret_files().iter().find(|file| file.path == path && !file.is_folder()) else {
            continue;
        };
        let reply = match &seen.answer.outcome {
            Ok(reply) => reply,
            Err(trouble) => {
                look.skip(name, trouble.to_string());
                continue;
            }
        };
        look.looked_at(1);
        if !(reply.is_success() && file.fits(&reply.body)) {
            continue;
        }
        let host = host_of(&seen.answer.request.url);
        look.against(
            Found::new(
                "endpoints/authorized",
                format!("{host}{path}"),
                format!("{host} serves {path}: {}", file.what),
            )
            .help("serve a folder made for it, never the folder the app lies in; renew what was in the file")
            .shown_by("the file", &seen.answer),
        );
    }
}
