//! A row of the requirements and what hangs on it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Applies, ClaimId, ControlId, RequirementId, Table};

/// How something can be known (NIST SP 800-53A: examine, test, interview; observe is ours for a running app
/// that is watched, not attacked).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Its source was read.
    Examine,
    /// The running app was put to the test.
    Test,
    /// It was watched while it ran, in the sandbox or behind the gateway.
    Observe,
    /// People said so: a dated attestation.
    Interview,
}

impl Method {
    /// Every method, in order.
    pub const EVERY: [Self; 4] = [Self::Examine, Self::Test, Self::Observe, Self::Interview];

    /// What a user does to get evidence by this method.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Examine => "assay check",
            Self::Test => "assay probe",
            Self::Observe => "assay run",
            Self::Interview => "an attestation in assay.toml",
        }
    }

    /// What an instrument of this method does with what it speaks to: “it examines the claim”.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Examine => "examines",
            Self::Test => "tests",
            Self::Observe => "observes",
            Self::Interview => "asks for",
        }
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Examine => "examine",
            Self::Test => "test",
            Self::Observe => "observe",
            Self::Interview => "interview",
        })
    }
}

/// How much a duty binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Force {
    /// A requirement.
    Must,
    /// A strong recommendation; missing it is advice, never a failure of the row.
    Should,
}

/// How bad it is when a claim does not hold. Ordered from low to critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// CVSS below 4.0.
    Low,
    /// CVSS 4.0 to 6.9.
    Medium,
    /// CVSS 7.0 to 8.9.
    High,
    /// CVSS 9.0 and above.
    Critical,
}

impl Severity {
    /// Every severity, mildest first.
    pub const EVERY: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// A CVSS base score in the middle of its band, for formats that ask for a number.
    pub fn score(self) -> f32 {
        match self {
            Self::Low => 2.0,
            Self::Medium => 5.5,
            Self::High => 8.0,
            Self::Critical => 9.5,
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}

/// Who has to see to it, after the shared responsibility model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Responsible {
    /// The platform that runs the app.
    Platform,
    /// The app's developer.
    App,
    /// Both.
    Shared,
}

/// What the requirements page prints beside a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing.
    #[default]
    None,
    /// The platform covers it.
    PlatformProvided,
    /// ACE and ACSB can do it; using them does not prove it.
    FrameworkSupported,
    /// The row does not apply to this type of app.
    NotApplicable,
    /// The row does not yet apply to this type of app.
    NotYet,
}

/// How well the row's detail is known (the seed page lost its nested lists).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailConfidence {
    /// Stands in the requirements page as read.
    Seed,
    /// The lost detail was seen in another copy, revision or quotation.
    Seen,
    /// The content comes from the guide the row points to.
    Guide,
    /// Our reading.
    Inferred,
}

/// The family of rows across tables that ask the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Who calls, and may they.
    AuthenticationAndAuthorization,
    /// Data of Atlassian's end users.
    EndUserData,
    /// TLS and HSTS.
    TransportSecurity,
    /// Scopes.
    LeastPrivilege,
    /// Secrets.
    Secrets,
    /// What may be written to logs.
    Logs,
    /// One tenant never sees another.
    TenantIsolation,
    /// Domains and their names.
    Domains,
    /// Response headers and cookies.
    HeadersAndCookies,
    /// Hostile input.
    InputValidation,
    /// Vulnerable dependencies.
    VulnerableDependencies,
    /// Runtimes and libraries past their end of life.
    EndOfLife,
    /// Rovo agents and actions.
    Ai,
    /// Credentials of Atlassian accounts.
    AtlassianCredentials,
    /// Fixing in time.
    BugFixPolicy,
    /// Reporting incidents.
    Incidents,
    /// Someone who can be reached.
    SecurityContact,
    /// The programme itself.
    Programme,
    /// The sandbox the platform promises.
    Sandbox,
    /// Consent, versions, environments.
    Consent,
}

/// A row's number in somebody else's list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The list: `csrt`, `fsrt`, `questionnaire` and `ecoscanner` are Atlassian's tools and forms;
    /// `requirements-2023` and `requirements-2020` are older editions of the requirements themselves.
    pub list: String,
    /// Its id or number there.
    pub id: String,
}

/// Where the knowledge of a row comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page or document, by its title.
    pub title: String,
    /// Its public address, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The day it was read, or the day of the copy that was read.
    pub read: Date,
}

/// One thing a row asks. The row is as good as its worst duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// `a` to `z`, in the order of the row's text.
    pub letter: char,
    /// What is asked, one sentence.
    pub text: String,
    /// How much it binds.
    pub force: Force,
    /// What has to be so. All of them.
    pub claims: Vec<ClaimId>,
    /// Sets of methods, any one complete set of which is a proof.
    pub proofs: Vec<Vec<Method>>,
    /// The method whose completed look outweighs a contradiction by absence from another.
    pub decided_by: Method,
    /// True where the platform sees to it unless one of `defeaters` is contradicted.
    #[serde(default)]
    pub platform_provided: bool,
    /// Claims whose contradiction voids what the platform provides.
    #[serde(default)]
    pub defeaters: Vec<ClaimId>,
    /// What can enforce it while the app runs.
    #[serde(default)]
    pub enforced_by: Vec<ControlId>,
    /// When it applies, beyond the row's own condition.
    #[serde(default)]
    pub applies: Applies,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id.
    pub id: RequirementId,
    /// A few words to call it by.
    pub title: String,
    /// What is asked, in our own words.
    pub text: String,
    /// Its family.
    pub theme: Theme,
    /// Who has to see to it.
    pub responsible: Responsible,
    /// What the page prints beside it.
    #[serde(default)]
    pub status: Status,
    /// How well its detail is known.
    pub detail_confidence: DetailConfidence,
    /// How bad it is to miss it, unless evidence says otherwise.
    pub severity: Severity,
    /// The revision that last changed it. An older attestation is stale.
    pub changed: Date,
    /// When it applies, beyond its table's app type.
    #[serde(default)]
    pub applies: Applies,
    /// The sentence to print where it does not apply; otherwise the facts speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable_because: Option<String>,
    /// Its duties, in the order of its text; at least one.
    pub duties: Vec<Duty>,
    /// Its numbers in older lists.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Where the knowledge comes from.
    pub sources: Vec<Source>,
    /// What a reader should know of conflicts and limits of our reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Rows of other tables that ask the same; only on rows of [`Table::All`]. Where a table has several, its
    /// first repeats this row, the others detail it.
    #[serde(default)]
    pub twins: Vec<RequirementId>,
}

impl Requirement {
    /// Its twins in one table, the one that repeats it first.
    pub fn twins_in(&self, table: Table) -> impl Iterator<Item = &RequirementId> {
        self.twins.iter().filter(move |twin| twin.table() == table)
    }
}

/// A sentence about an app that evidence supports or contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What is the case when it holds.
    pub text: String,
    /// By which methods it can be known at all.
    pub methods: Vec<Method>,
    /// When there is anything it could speak of: an app without web triggers has none to authenticate. A claim
    /// that certainly does not apply asks for no proof.
    #[serde(default)]
    pub applies: Applies,
}

/// Something that enforces duties while an app runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// What it does.
    pub text: String,
}

/// A fact that rows may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactCard {
    /// What is the case when it is yes.
    pub text: String,
}

/// One edition of the requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The day it carries.
    pub date: Date,
    /// The list of aliases under which rows carry the numbers it gave them, where they differ from today's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbering: Option<String>,
    /// What was new in it.
    pub changes: Vec<String>,
    /// Where that was read.
    pub sources: Vec<Source>,
}
