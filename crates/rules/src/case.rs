//! What a rule may look at.

use std::collections::BTreeSet;

use assay_advisories::Database;
use assay_app::{App, Manifest};
use assay_catalogue::runtimes::Runtimes;
use assay_code::Analysis;
use assay_deps::Inventory;
use assay_evidence::{Applicability, Subject};
use assay_hosting::Hosting;
use assay_secrets::{History, TreeScan};
use jiff::civil::Date;

use crate::Gathered;

/// An endpoint that is meant to answer anybody, with the reason; from `assay.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnonymousEndpoint {
    /// The key of a web trigger, or the path of a route.
    pub endpoint: String,
    /// Why it has to be open.
    pub reason: String,
}

/// What people said about the app that changes what a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Hosts the app's owner owns.
    pub owned_hosts: Vec<String>,
    /// Endpoints that are meant to answer anybody.
    pub anonymous: Vec<AnonymousEndpoint>,
}

/// What is known of published packages.
#[derive(Debug, Clone, Copy)]
pub struct Advisories<'a> {
    /// What is known to be wrong with them.
    pub database: &'a Database,
    /// Data older than this many days proves that something is wrong, never that all is well.
    pub oldest_days: u16,
    /// The packages that code which an entry reaches imports; none where nobody looked.
    pub imported: Option<&'a BTreeSet<String>>,
}

impl Advisories<'static> {
    /// Days after which data is too old, where nobody says otherwise.
    pub const OLDEST_DAYS: u16 = 30;

    /// What comes with the build.
    pub fn bundled() -> Self {
        Self { database: Database::bundled(), oldest_days: Self::OLDEST_DAYS, imported: None }
    }
}

/// What is known of the history of an app's repository.
#[derive(Debug, Clone, Copy, Default)]
pub enum HistoryLook<'a> {
    /// Nobody asked for it.
    #[default]
    NotAsked,
    /// It was asked for and cannot be read.
    NotThere {
        /// Why, in one plain sentence.
        because: &'a str,
    },
    /// It was read; paths are those of the tree.
    Read(&'a History),
}

/// One app, and all a rule may know beside it.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The app.
    pub app: &'a App,
    /// What people said about it.
    pub settings: &'a Settings,
    /// What its JavaScript and TypeScript does.
    pub code: &'a Analysis,
    /// How it is served, and where its data lies, as far as its files say.
    pub hosting: &'a Hosting,
    /// What others wrote of it.
    pub dependencies: &'a Inventory,
    /// What is known of what others wrote.
    pub advisories: Advisories<'a>,
    /// The secrets in its repository as it lies there.
    pub secrets: &'a TreeScan,
    /// The secrets in its repository's history.
    pub history: HistoryLook<'a>,
    /// Which releases of runtimes are in support.
    pub runtimes: &'a Runtimes,
    /// What evidence is about.
    pub subject: &'a Subject,
    /// The day the app is judged on.
    pub today: Date,
    /// What rules that ran before have worked out.
    pub gathered: &'a Gathered,
}

impl<'a> Case<'a> {
    /// The Forge manifest. Rules that ask for it apply to apps that have one only, see `forge`.
    pub fn manifest(&self) -> Option<&'a Manifest> {
        self.app.manifest.as_ref()
    }
}

/// For rules that read a Forge manifest.
pub(crate) fn forge(app: &App) -> Applicability {
    match app.manifest {
        Some(_) => Applicability::Applies,
        None => Applicability::DoesNotApply { because: "the app has no Forge manifest".to_owned() },
    }
}
