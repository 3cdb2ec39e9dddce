//! The finds of one rule, told: one finding for a secret in a file, however often it stands there.

use assay_app::App;
use assay_catalogue::Severity;
use assay_evidence::{Applicability, Confidence};
use assay_secrets::{Certainty, Detection, FileScan, Form, Surroundings, hide};
use assay_source::{Place, RelPath, Span};

use crate::{Case, Found, Look};

/// Rules about files look into every repository.
pub(super) fn applies(_: &App) -> Applicability {
    Applicability::Applies
}

/// One secret in one file.
pub(super) struct Find<'a> {
    /// Its first place.
    pub(super) detection: &'a Detection,
    /// The file.
    pub(super) file: &'a FileScan,
    /// Its other lines in the file.
    again: Vec<u32>,
    /// Other files it stands in.
    elsewhere: Vec<&'a RelPath>,
}

/// Files that rules of the manifest read.
pub(super) fn is_manifest(case: &Case<'_>, path: &RelPath) -> bool {
    let manifest = case.manifest().map(|manifest| manifest.document.text.path());
    let descriptor = case.app.descriptor.as_ref().map(|descriptor| descriptor.document.text.path());
    manifest == Some(path) || descriptor == Some(path)
}

/// The finds that `mine` picks.
pub(super) fn finds<'a>(case: &Case<'a>, mine: impl Fn(&Detection) -> bool) -> Vec<Find<'a>> {
    let mut finds: Vec<Find<'a>> = Vec::new();
    for file in case.secrets.files.iter().filter(|file| !is_manifest(case, &file.path)) {
        let text = case.app.tree.read(&file.path).ok();
        let line = |span: Span| text.as_ref().map_or(1, |text| text.position(span.start).line);
        let here = finds.len();
        for detection in file.detections.iter().filter(|detection| mine(detection)) {
            let same = |find: &&mut Find<'_>| find.detection.identity() == detection.identity();
            match finds[here..].iter_mut().find(same) {
                Some(find) => find.again.push(line(detection.span)),
                None => finds.push(Find {
                    detection,
                    file,
                    again: Vec::new(),
                    elsewhere: elsewhere(case, file, detection),
                }),
            }
        }
    }
    finds
}

fn elsewhere<'a>(case: &Case<'a>, here: &FileScan, detection: &Detection) -> Vec<&'a RelPath> {
    let holds = |file: &&FileScan| {
        file.path != here.path && file.detections.iter().any(|other| other.secret == detection.secret)
    };
    case.secrets.files.iter().filter(holds).map(|file| &file.path).collect()
}

impl Find<'_> {
    /// Where it stands, with an excerpt that shows no secret of the file.
    pub(super) fn place(&self, case: &Case<'_>) -> Place {
        let Ok(text) = case.app.tree.read(&self.file.path) else {
            return Place::file(self.file.path.clone());
        };
        let secrets: Vec<Span> = self.file.detections.iter().map(|detection| detection.span).collect();
        hide(&text, text.place(self.detection.span), &secrets)
    }

    /// Writes it down: as evidence where it is likely, for people to look at where it is doubtful.
    pub(super) fn tell(
        &self,
        case: &Case<'_>,
        claim: &'static str,
        statement: &str,
        help: &str,
        look: &mut Look<'_>,
    ) {
        let statement = format!("{statement}{}", self.more_places());
        let found = Found::new(claim, self.detection.identity(), statement)
            .at(self.place(case))
            .help(help)
            .severity(self.severity(case));
        match self.detection.certainty {
            Certainty::Certain => look.against(found.confidence(Confidence::High)),
            Certainty::Likely => look.against(found.confidence(Confidence::Medium)),
            Certainty::Doubtful => look.unsure(found.confidence(Confidence::Low), self.doubt()),
        }
    }

    fn doubt(&self) -> &'static str {
        match self.detection.surroundings {
            Surroundings::Test => "it stands among tests, and may be made up for them",
            Surroundings::Example => "it stands in an example, and may be made up for it",
            Surroundings::Generated => "it stands in what a program wrote or others did",
            _ => "it may be meant to be public, or for a machine of one's own",
        }
    }

    fn more_places(&self) -> String {
        let mut places: Vec<String> = match self.again.as_slice() {
            [] => Vec::new(),
            [line] => vec![format!("in line {line}")],
            [line, more @ ..] => vec![format!("in line {line} and {} more", more.len())],
        };
        match self.elsewhere.as_slice() {
            [] => {}
            [file] => places.push(format!("in `{file}`")),
            [file, more @ ..] => places.push(format!("in `{file}` and {} more", files(more.len()))),
        }
        if places.is_empty() {
            String::new()
        } else {
            format!("; the same one stands {}", places.join(" and "))
        }
    }

    fn severity(&self, case: &Case<'_>) -> Severity {
        let base = match &self.detection.form {
            Form::Issued { .. } => {
                self.detection.form.detector().map_or(Severity::High, |detector| detector.severity)
            }
            Form::Named { weak: true, .. } => Severity::Medium,
            Form::Named { .. } | Form::Query { .. } => Severity::High,
            Form::SharedSecret { .. } => Severity::Critical,
        };
        // Whoever opens the page has it.
        if base >= Severity::Medium && is_front_end(case, &self.file.path) { worse(base) } else { base }
    }
}

fn files(count: usize) -> String {
    if count == 1 { "file".to_owned() } else { format!("{count} files") }
}

fn worse(severity: Severity) -> Severity {
    match severity {
        Severity::Low => Severity::Medium,
        Severity::Medium => Severity::High,
        Severity::High | Severity::Critical => Severity::Critical,
    }
}

/// True for a file that goes to browsers: below a resource of the manifest, a page, or in a folder that says so.
pub(super) fn is_front_end(case: &Case<'_>, path: &RelPath) -> bool {
    let resources = case.manifest().into_iter().flat_map(|manifest| &manifest.resources);
    let below_resource = resources.filter_map(|resource| resource.path.as_ref()).any(|folder| {
        // A built folder is made from the project around it: `static/app/build` from `static/app`.
        let folder = folder.value.trim_start_matches("./").trim_end_matches('/');
        let project = folder.trim_end_matches("/build").trim_end_matches("/dist").trim_end_matches("/out");
        case.app
            .root
            .join(project)
            .is_ok_and(|project| !project.as_str().is_empty() && path.is_below(&project))
    });
    let folders = ["static", "public", "client", "frontend", "front-end", "webapp", "www", "browser"];
    below_resource
        || ["html", "htm", "vue", "svelte"]
            .iter()
            .any(|extension| path.extension().is_some_and(|it| it == *extension))
        || path.parent().as_str().split('/').any(|folder| folders.contains(&folder))
}

/// Notes how much was looked at, and what was not.
pub(super) fn note_reach(case: &Case<'_>, look: &mut Look<'_>) {
    look.looked_at(case.secrets.searched);
    for skip in &case.secrets.not_seen {
        look.skip(&skip.what, &skip.because, skip.file.clone().map(Place::file));
    }
}

/// What a form is called: `a GitHub token (`ghp_…`)`, `the value of `JWT_SECRET``.
pub(super) fn called(form: &Form) -> String {
    match form {
        Form::Issued { prefix, .. } => {
            let title = form.detector().map_or("a credential", |detector| detector.title.as_str());
            prefix.as_ref().map_or_else(|| title.to_owned(), |prefix| format!("{title} (`{prefix}…`)"))
        }
        Form::Named { name, .. } => format!("the value of `{name}`"),
        Form::SharedSecret { .. } => "the shared secret of a Connect installation".to_owned(),
        Form::Query { name, .. } => format!("the value of the parameter `{name}`"),
    }
}
