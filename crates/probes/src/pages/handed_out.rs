//! What a server hands out to anybody that was made for nobody.

use crate::{
    Answer, Look, Observation, Scene,
    secret_files::{SecretFile, secret_files},
};

/// The files, or lists of files, of one kind that the server handed out, each with the answer. That none is shows nothing of
/// other endpoints.
pub(super) fn handed_out<'s>(
    scene: &'s Scene<'_>,
    look: &mut Look,
    wanted: impl Fn(&SecretFile) -> bool,
) -> Vec<(&'static SecretFile, &'s Answer)> {
    look.skip("whether every other endpoint decides about its caller", "this probe asks for files only");
    let mut found = Vec::new();
    for seen in scene.survey.of(Observation::SecretFile) {
        let name = seen.answer.name();
        let path = name.trim_start_matches("GET ");
        let Some(file) = secret_files().iter().find(|file| file.path == path && wanted(file)) else {
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
        if reply.is_success() && file.fits(&reply.body) {
            found.push((file, &seen.answer));
        }
    }
    found
}
