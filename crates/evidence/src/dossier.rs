//! Everything that was seen of one app.

use assay_catalogue::{Facts, Table, Truth};
use assay_source::{Diagnostic, Place, RelPath};
use serde::{Deserialize, Serialize};

use crate::{Applicability, Evidence, InstrumentCard, Subject, Surface, Sweep};

/// What kind of app it is. An app may be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppType {
    /// A Forge app that keeps to the platform.
    Forge,
    /// A Forge app that talks to services outside of it.
    ForgeRemote,
    /// A Connect app, or the Connect modules of a Forge app.
    Connect,
    /// A Trello Power-Up.
    Trello,
    /// An OAuth 2.0 (3LO) integration.
    #[serde(rename = "oauth")]
    OAuth,
}

impl AppType {
    /// Every type, in the order of the tables.
    pub const EVERY: [Self; 5] = [Self::Connect, Self::ForgeRemote, Self::Forge, Self::Trello, Self::OAuth];

    /// The table that is for it.
    pub fn table(self) -> Table {
        match self {
            Self::Forge => Table::Forge,
            Self::ForgeRemote => Table::ForgeRemote,
            Self::Connect => Table::Connect,
            Self::Trello => Table::Trello,
            Self::OAuth => Table::OAuth,
        }
    }

    /// The type with a name of `assay.toml`; `3lo` is another name of `oauth`.
    pub fn named(name: &str) -> Option<Self> {
        let name = if name == "3lo" { "oauth" } else { name };
        Self::EVERY.into_iter().find(|app_type| app_type.name() == name)
    }

    /// The name used in `assay.toml` and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forge => "forge",
            Self::ForgeRemote => "forge-remote",
            Self::Connect => "connect",
            Self::Trello => "trello",
            Self::OAuth => "oauth",
        }
    }
}

impl std::fmt::Display for AppType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Forge => "Forge app",
            Self::ForgeRemote => "Forge app with egress",
            Self::Connect => "Connect app",
            Self::Trello => "Trello Power-Up",
            Self::OAuth => "OAuth 2.0 (3LO) app",
        })
    }
}

/// A type and what decided it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeReason {
    /// The type.
    #[serde(rename = "type")]
    pub app_type: AppType,
    /// [`Truth::Unknown`] where the manifest cannot be read far enough to tell.
    pub truth: Truth,
    /// What decided it, in one plain sentence.
    pub because: String,
    /// Where that stands.
    pub place: Place,
    /// For [`AppType::ForgeRemote`]: fixed assets (scripts, styles, fonts, images, media) are all it reaches
    /// outside the platform, so rows about an app's own servers rest on that alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub static_egress_only: bool,
}

/// A name the bundled lists do not have: accepted, listed, judged neither way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unlisted {
    /// What kind of name: `module`, `scope`, `event`, `key`.
    pub what: String,
    /// The name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// Which app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppCard {
    /// Its folder, relative to the directory that was named.
    pub path: RelPath,
    /// What it calls itself; else the name of its folder.
    pub name: String,
    /// Its id on the platform: `ari:cloud:ecosystem::app/…`, or the key of its Connect descriptor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The file that makes it an app: its manifest or descriptor. Findings without a place of their own are
    /// shown at its first line.
    pub main_file: RelPath,
    /// Its types with their reasons; empty where none could be told.
    pub types: Vec<TypeReason>,
}

impl AppCard {
    /// True where both are cards of one app: of the same folder and name, or of the same id on the platform.
    pub fn is_same_as(&self, other: &Self) -> bool {
        (&self.path, &self.name) == (&other.path, &other.name) || (self.id.is_some() && self.id == other.id)
    }
}

/// What was seen of one app, by everyone who looked, with what a judge needs to weigh it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// Which app.
    pub app: AppCard,
    /// The release that is being judged; evidence about another counts as doubt at most.
    pub subject: Subject,
    /// Running apps that are taken for the same release, since whoever merged dossiers put them together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deployments: Vec<Subject>,
    /// What is known of it.
    pub facts: Facts,
    /// Who should have looked.
    pub instruments: Vec<InstrumentCard>,
    /// What they saw.
    pub evidence: Vec<Evidence>,
    /// How far they looked.
    pub sweeps: Vec<Sweep>,
    /// What was wrong with the input.
    #[serde(default)]
    pub diagnostics: Vec<Diagnostic>,
    /// Names the bundled lists do not have.
    #[serde(default)]
    pub unlisted: Vec<Unlisted>,
    /// What it opens and reaches; none where nobody read a declaration of that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surface: Option<Surface>,
}

/// Why two dossiers cannot be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeError {
    /// They are about different apps.
    DifferentApps {
        /// One.
        one: String,
        /// The other.
        other: String,
    },
}

impl std::fmt::Display for MergeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DifferentApps { one, other } => {
                write!(f, "`{one}` and `{other}` are different apps; dossiers of one app can be merged")
            }
        }
    }
}

impl std::error::Error for MergeError {}

impl Dossier {
    /// True for what is being judged: the release itself, or a running app that is taken for it.
    pub fn concerns(&self, subject: &Subject) -> bool {
        self.subject == *subject || self.deployments.contains(subject)
    }

    /// This dossier with everything `other` saw of the same app. What stands in both is kept once. The facts,
    /// types, subject and surface of this one count; facts only the other knows are added. Where one is about
    /// source and the other about a running app, the source comes first whatever the order, and the running app
    /// is taken for the same release. Two running apps are not: the second counts as another release.
    ///
    /// # Errors
    /// [`MergeError::DifferentApps`].
    pub fn merge(mut self, other: Self) -> Result<Self, MergeError> {
        let is_running = |dossier: &Self| matches!(dossier.subject, Subject::Deployment { .. });
        if is_running(&self) && !is_running(&other) {
            return other.merge(self);
        }
        if !self.app.is_same_as(&other.app) {
            let name = |app: &AppCard| format!("{} ({})", app.name, app.path);
            return Err(MergeError::DifferentApps { one: name(&self.app), other: name(&other.app) });
        }
        for (fact, known) in other.facts.iter() {
            if self.facts.because(fact).is_none() {
                self.facts.note(fact.as_str(), known.truth, known.because.clone());
            }
        }
        if self.deployments.is_empty() && !is_running(&self) {
            let joins = is_running(&other).then(|| other.subject.clone());
            self.deployments = joins.into_iter().chain(other.deployments).take(1).collect();
        }
        let mine = std::mem::take(&mut self.instruments);
        for card in mine.into_iter().chain(other.instruments) {
            self.introduce(card);
        }
        add_new(&mut self.evidence, other.evidence);
        add_new(&mut self.sweeps, other.sweeps);
        add_new(&mut self.diagnostics, other.diagnostics);
        add_new(&mut self.unlisted, other.unlisted);
        self.surface = self.surface.or(other.surface);
        self.tidy();
        Ok(self)
    }

    /// Adds an instrument, or what is new about one that is known.
    fn introduce(&mut self, card: InstrumentCard) {
        let same = |known: &&mut InstrumentCard| known.id == card.id && known.method == card.method;
        let Some(known) = self.instruments.iter_mut().find(same) else {
            self.instruments.push(card);
            return;
        };
        // Of two releases of an instrument the one that speaks to more has to have looked at more.
        for claim in card.claims {
            if !known.claims.contains(&claim) {
                known.claims.push(claim);
            }
        }
        known.claims.sort();
        // That one has nothing to look at was told by who knew the app better.
        if known.applicability == Applicability::Applies {
            known.applicability = card.applicability;
        }
    }

    /// Puts everything in the one order that every report uses: evidence by
    /// place, then instrument and claim, then everything else.
    pub fn tidy(&mut self) {
        self.instruments.sort();
        self.evidence.sort_by(|a, b| (&a.place, &a.by, &a.about, a).cmp(&(&b.place, &b.by, &b.about, b)));
        self.sweeps.sort();
        self.diagnostics.sort();
        self.unlisted.sort();
    }
}

fn add_new<T: PartialEq>(to: &mut Vec<T>, from: Vec<T>) {
    for item in from {
        if !to.contains(&item) {
            to.push(item);
        }
    }
}
