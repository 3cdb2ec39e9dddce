//! What is sent nowhere: said only where a server of the app was seen, and where no file so much as names the header.

use assay_app::AppType;
use assay_code::{
    Reach,
    graph::WhySkipped,
    model::{Effect, Role},
};
use assay_evidence::{Confidence, Step};
use assay_source::{Place, RelPath};

use super::setting::Settings;
use crate::code::credential_fields::is_markup;
use crate::{Case, Found, Look};

/// What looks for a header.
pub(super) struct Wanted {
    /// What is said of.
    pub(super) claim: &'static str,
    /// In lower case.
    pub(super) header: &'static str,
    /// Words by which code and settings of any language name it, in lower case without `-`, `_` and `.`.
    pub(super) words: &'static [&'static str],
    /// It belongs on pages, and not on other replies.
    pub(super) on_pages: bool,
    /// That nothing sends it, in words.
    pub(super) missing: &'static str,
    /// What to send.
    pub(super) help: &'static str,
}

impl Wanted {
    /// Tells where it is missing.
    pub(super) fn examine(&self, case: &Case<'_>, look: &mut Look<'_>) {
        let settings = Settings::of_app(case);
        if let Some(missing) = missing(case, settings, self, look) {
            self.tell(missing, look);
        }
    }

    /// Tells that it is missing there.
    pub(super) fn tell(&self, missing: Missing, look: &mut Look<'_>) {
        let found = Found::new(self.claim, "no policy", format!("{} {}", missing.server, self.missing))
            .path(step(&missing.place, "the header would be set here"))
            .at(missing.place)
            .help(self.help)
            .by_absence();
        match missing.doubt {
            None => look.against(found),
            Some(doubt) => look.unsure(found.confidence(Confidence::Low), doubt),
        }
    }
}

/// Where a header is missing.
pub(super) struct Missing {
    /// Where it would be set: the place of the server, or of its other headers.
    pub(super) place: Place,
    /// What it is, in words.
    pub(super) server: String,
    /// Why it may be set all the same; none where that was looked for and not seen.
    pub(super) doubt: Option<String>,
}

/// The server that a header is missing of; none where there is no server here, or where something sets the header.
pub(super) fn missing(
    case: &Case<'_>,
    settings: &Settings,
    wanted: &Wanted,
    look: &mut Look<'_>,
) -> Option<Missing> {
    let server = server(case, settings);
    // Where neither a server nor a header was seen, nobody looked.
    look.looked_at(settings.all.len() + usize::from(server.is_some()));
    let is_set = settings.of(wanted.header).any(|_| true);
    if is_set || wanted.on_pages && !serves_pages(case) {
        return None;
    }
    let (place, server) = server?;
    if wanted.header == "strict-transport-security" && case.hosting.sites.iter().any(|site| site.adds_hsts) {
        return None;
    }
    let doubt = doubt(case, settings, wanted);
    Some(Missing { place, server, doubt })
}

fn doubt(case: &Case<'_>, settings: &Settings, wanted: &Wanted) -> Option<String> {
    if let Some(place) = &settings.unnamed {
        return Some(format!("{}:{} sets a header whose name is not known", place.file, place.line()));
    }
    if let Some(file) = spring_security(case, wanted.header) {
        return Some(format!("`{file}` brings Spring Security, which sends it unless it is told otherwise"));
    }
    if let Some(file) = naming(case, wanted.words) {
        return Some(format!("`{file}` names it, in a way that is not followed"));
    }
    if let Some(gap) = case.hosting.gaps.first() {
        return Some(format!("what {} says is not known: {}", gap.what, gap.because));
    }
    let site = case.hosting.sites.iter().find(|site| site.in_part && site.serves_files);
    if let Some(site) = site {
        return Some(format!("settings of {} stand in files that are not here", site.what));
    }
    // Templates draw pages; who sends them is another file's matter.
    const OF_SERVERS: [&str; 12] =
        ["py", "java", "kt", "kts", "scala", "groovy", "php", "rb", "go", "cs", "ex", "rs"];
    let mut unread = case.code.unread.iter().filter(|file| file.because == WhySkipped::OtherLanguage);
    let other = unread.find(|file| {
        let extension = file.file.extension().unwrap_or_default();
        OF_SERVERS.contains(&extension.as_str()) && !is_for_show(case, &file.file)
    });
    other.map(|file| format!("`{}` is in a language that is not followed, and may set it", file.file))
}

/// The build file that brings Spring Security, of the headers that it sends by itself; the framework for Connect apps brings
/// it too.
fn spring_security(case: &Case<'_>, header: &str) -> Option<RelPath> {
    const BY_DEFAULT: [&str; 3] = ["strict-transport-security", "cache-control", "x-frame-options"];
    const BRINGING: [&str; 3] =
        ["spring-boot-starter-security", "spring-security-", "atlassian-connect-spring-boot"];
    if !BY_DEFAULT.contains(&header) {
        return None;
    }
    let is_build = |name: &str| {
        name == "pom.xml" || name.starts_with("build.gradle") || name.ends_with(".versions.toml")
    };
    let mut builds = case.app.files().filter(|file| is_build(file.path.file_name()));
    let brings = |path: &RelPath| {
        let text = case.app.tree.read(path).ok()?;
        BRINGING.iter().any(|name| text.as_str().contains(name)).then(|| path.clone())
    };
    builds.find_map(|file| brings(&file.path))
}

/// The first file that names the header.
fn naming(case: &Case<'_>, words: &[&str]) -> Option<RelPath> {
    const PROSE: [&str; 14] =
        ["md", "mdx", "txt", "rst", "adoc", "lock", "csv", "svg", "map", "snap", "png", "ico", "har", "sum"];
    const LARGEST: u64 = 512 * 1024;
    let files = case.app.files().filter(|file| {
        let extension = file.path.extension().unwrap_or_default();
        let is_lock = file.path.file_name().contains("lock.");
        !PROSE.contains(&extension.as_str())
            && !is_lock
            && file.length <= LARGEST
            && !is_for_show(case, &file.path)
    });
    let mut files = files.filter_map(|file| Some((&file.path, case.app.tree.read(&file.path).ok()?)));
    let found = files.find(|(path, text)| {
        let text = folded(text.as_str(), is_markup(path));
        words.iter().any(|word| text.contains(word))
    });
    found.map(|(path, _)| path.clone())
}

/// A text in lower case without `-`, `_` and `.`, and without what names a header and sets none: an item of a list of
/// names, and in markup the attribute of one element.
fn folded(text: &str, markup: bool) -> String {
    let is_name_alone = |line: &&str| {
        let item = line.trim().trim_end_matches(',');
        let name = item.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']));
        name.is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    };
    let mut kept = String::with_capacity(text.len());
    for line in text.lines().filter(|line| !is_name_alone(line)) {
        kept.extend(line.split(['-', '_', '.', ' ']));
    }
    let text = kept.to_lowercase();
    if markup { text.replace("referrerpolicy=", "") } else { text }
}

/// Files that show or test something.
pub(super) fn is_for_show(case: &Case<'_>, path: &RelPath) -> bool {
    const FOLDERS: [&str; 11] = [
        "test",
        "tests",
        "__tests__",
        "spec",
        "e2e",
        "fixtures",
        "docs",
        "examples",
        "example",
        "node_modules",
        "vendor",
    ];
    let own = path.relative_to(&case.app.root).unwrap_or_else(|| path.clone());
    let name = own.file_name().to_ascii_lowercase();
    let parent = own.parent();
    let folders = without_package(case, path, parent.as_str());
    name.contains(".test.")
        || name.contains(".spec.")
        || folders.split('/').any(|folder| FOLDERS.contains(&folder.to_ascii_lowercase().as_str()))
}

/// The folders of a file without those that are its package: `com/example/notes` says nothing of what a file is for.
fn without_package<'f>(case: &Case<'_>, path: &RelPath, folders: &'f str) -> &'f str {
    if !matches!(path.extension().as_deref(), Some("java" | "kt" | "groovy" | "scala")) {
        return folders;
    }
    let Ok(text) = case.app.tree.read(path) else { return folders };
    let mut said = text.as_str().lines().filter_map(|line| line.trim().strip_prefix("package "));
    let package = said.next().unwrap_or_default().trim_end_matches(';').trim().replace('.', "/");
    match folders.strip_suffix(package.as_str()) {
        Some(before) if !package.is_empty() && (before.is_empty() || before.ends_with('/')) => before,
        _ => folders,
    }
}

/// True where the app's own servers hand out pages: a product shows them, or code answers with some.
fn serves_pages(case: &Case<'_>) -> bool {
    let app = case.app;
    let has_modules = |descriptor: &assay_app::ConnectDescriptor| {
        descriptor.modules.iter().any(|module| !module.urls.is_empty())
    };
    if app.may_be(AppType::Trello) || app.descriptor.as_ref().is_some_and(has_modules) {
        return true;
    }
    let is_page =
        |path: &str| path.ends_with(".sendFile") || path.ends_with(".html") || path.ends_with(".static");
    case.code.calls().any(|(event, call)| {
        let answers = match call.effect() {
            Some(Effect::Respond) => {
                let template = call.model.is_some_and(|model| model.product.as_deref() == Some("template"));
                let value = call.role(Role::Value);
                template
                    || is_page(&call.path)
                    || value
                        .texts()
                        .any(|text| text.prefix().trim_start().to_ascii_lowercase().starts_with("<!doctype"))
            }
            Some(Effect::MiddlewareCreate) => is_page(&call.path),
            _ => false,
        };
        answers && event.reach != Reach::Orphan
    })
}

/// Where the app's server sets its headers, or is made.
fn server(case: &Case<'_>, settings: &Settings) -> Option<(Place, String)> {
    let code = case.code;
    let of_code = |setting: &&super::setting::Setting| setting.reach.is_some() && setting.runs();
    const OF_SECURITY: [&str; 5] = [
        "strict-transport-security",
        "content-security-policy",
        "referrer-policy",
        "x-frame-options",
        "x-content-type-options",
    ];
    let others =
        settings.all.iter().filter(of_code).find(|setting| OF_SECURITY.contains(&setting.name.as_str()));
    if let Some(setting) = others {
        return Some((setting.place.clone(), "the server's other headers are set here, and".to_owned()));
    }
    let made = code.calls_with(Effect::ServerCreate).filter(|(event, call)| {
        let place = code.file(event.site);
        let is_part = call.path.to_ascii_lowercase().contains("router");
        event.reach != Reach::Orphan && !is_part && !is_for_show(case, place)
    });
    let made = made.min_by_key(|(event, _)| (code.file(event.site).clone(), event.site.span.start));
    if let Some((event, _)) = made {
        return Some((code.place(event.site), "the server is made here, and".to_owned()));
    }
    let site = case.hosting.sites.iter().find(|site| site.serves_files)?;
    Some((site.place.clone(), format!("{} is set up here, and", site.what)))
}

/// One step: the place itself.
pub(super) fn step(place: &Place, text: &str) -> Vec<Step> {
    vec![Step { place: place.clone(), text: text.to_owned() }]
}
