use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};

#[cfg(feature = "live")]
use crate::Act;
use crate::{
    Found, Look, Observation, Probe, Scene, probe::always, reply::host_of, secret_files::secret_files,
};

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
    // That no list is given shows nothing of the other endpoints.
    look.skip("whether every other endpoint decides about its caller", "this probe asks for folders only");
    for seen in scene.survey.of(Observation::SecretFile) {
        let name = seen.answer.name();
        let path = name.trim_start_matches("GET ");
        let Some(folder) = secret_files().iter().find(|file| file.path == path && file.is_folder()) else {
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
        if !(reply.is_success() && folder.fits(&reply.body)) {
            continue;
        }
        let host = host_of(&seen.answer.request.url);
        look.against(
            Found::new(
                "endpoints/authorized",
                format!("{host}{path}"),
                format!("{host} lists {path}: {}", folder.what),
            )
            .help("switch the listing off: `autoindex off;`, `Options -Indexes`, or its like")
            .shown_by("the list", &seen.answer),
        );
    }
}
