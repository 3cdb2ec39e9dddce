//! All of it.

use assay_app::App;
use assay_source::{Diagnostic, Place, RelPath};

use crate::{
    Address, CloudRuntime, Container, CookieSettings, Dropped, Entrance, Header, Protocols, Site, Store,
    Suites, Variable,
    file::{Format, format_of},
    reading::Reading,
};

/// What of a file is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The file, or a part of it.
    pub what: String,
    /// Why, in one plain sentence.
    pub because: String,
    /// Where.
    pub place: Place,
}

/// How an app is served and where its data lies, as far as its files say.
#[derive(Debug, Clone, Default)]
pub struct Hosting {
    /// Every file that was read, with its format, ordered by path.
    pub files: Vec<(RelPath, Format)>,
    /// Headers that are added to replies.
    pub headers: Vec<Header>,
    /// Headers that a part of a site leaves out.
    pub dropped: Vec<Dropped>,
    /// Protocols that are accepted.
    pub protocols: Vec<Protocols>,
    /// Suites that are accepted.
    pub suites: Vec<Suites>,
    /// Ways in over plain http.
    pub entrances: Vec<Entrance>,
    /// Sites.
    pub sites: Vec<Site>,
    /// How session cookies are set.
    pub cookies: Vec<CookieSettings>,
    /// Stores.
    pub stores: Vec<Store>,
    /// Variables and settings.
    pub variables: Vec<Variable>,
    /// Where requests are passed on to.
    pub addresses: Vec<Address>,
    /// Containers with more rights than they need.
    pub containers: Vec<Container>,
    /// Runtimes by the names that clouds give them.
    pub runtimes: Vec<CloudRuntime>,
    /// Certificates that are not verified: what says so, and where.
    pub unverified: Vec<(String, Place)>,
    /// What could not be read.
    pub gaps: Vec<Gap>,
    /// What is wrong with the files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Hosting {
    /// Reads every such file among an app's files, in the order of their paths.
    pub fn of(app: &App) -> Self {
        let mut hosting = Self::default();
        for file in app.files() {
            if is_for_others(&file.path.relative_to(&app.root).unwrap_or_else(|| file.path.clone())) {
                continue;
            }
            // Most files are told by their names alone; some need a look at what they hold.
            let Some(candidate) = format_of(&file.path, None) else { continue };
            let Ok(text) = app.tree.read(&file.path) else {
                continue;
            };
            let format = match candidate {
                Format::Unsure => format_of(&file.path, Some(text.as_str())),
                known => Some(known),
            };
            let Some(format) = format.filter(|format| *format != Format::Unsure) else { continue };
            hosting.files.push((file.path.clone(), format));
            let mut reading = Reading::new(app, text, &mut hosting);
            format.read(&mut reading);
        }
        hosting
    }
}

/// Files that others wrote, or that show how something could be done.
fn is_for_others(path: &RelPath) -> bool {
    const FOLDERS: [&str; 14] = [
        "node_modules",
        "vendor",
        "third_party",
        "test",
        "tests",
        "__tests__",
        "spec",
        "fixtures",
        "testdata",
        "example",
        "examples",
        "docs",
        "e2e",
        ".terraform",
    ];
    let folders = path.parent();
    folders.as_str().split('/').any(|folder| FOLDERS.contains(&folder.to_ascii_lowercase().as_str()))
}

/// One file, for tests.
#[cfg(test)]
pub(crate) fn read_one(name: &str, content: &str) -> Hosting {
    use std::sync::Arc;

    use assay_app::{AppType, Options, find};
    use assay_source::Tree;

    let tree = Tree::from_files([(name, content)]).expect("a tree");
    let options = Options { types: Some(vec![AppType::Connect]) };
    let app = find(&Arc::new(tree), &options).apps.into_iter().next().expect("an app");
    Hosting::of(&app)
}
