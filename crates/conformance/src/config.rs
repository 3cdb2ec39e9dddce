//! `assay.toml`: what people say about an app.

use std::path::{Path, PathBuf};

use assay_catalogue::{Catalogue, RequirementId, Severity};
use assay_evidence::{AppType, Fingerprint, InstrumentId};
use assay_rules::{AnonymousEndpoint, Settings};
use assay_source::{Diagnostic, Place, RelPath, SourceText, Tree};
use assay_verdict::{Attestation, AttestationTarget, Statements, Waiver};
use globset::Glob;
use toml::{Spanned, de::DeTable};

use crate::toml_reader::{Reader, list};

/// The file's name, wherever it lies.
pub(crate) const FILE_NAME: &str = "assay.toml";

/// Files that replace tables that come with the build, as paths relative to the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataOverrides {
    /// Releases of runtimes and their ends of life.
    pub runtimes: Option<PathBuf>,
    /// Days to fix a vulnerability, by severity.
    pub bug_fix_policy: Option<PathBuf>,
    /// Protocols and suites of TLS.
    pub tls_profiles: Option<PathBuf>,
    /// A database of advisories that `assay data update` wrote.
    pub advisories: Option<PathBuf>,
    /// Days after which advisories are too old to show that all is well.
    pub advisories_max_age: Option<u16>,
}

/// What one configuration says about one app.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// The file it was read from, where there is one.
    pub file: Option<PathBuf>,
    /// The app's types, where people know better than its files.
    pub types: Option<Vec<AppType>>,
    /// Whether the app is, or is meant to be, published on the Marketplace.
    pub published: Option<bool>,
    /// The mildest severity that fails a run.
    pub fail_on: Option<Severity>,
    /// Globs of files to look at.
    pub include: Vec<String>,
    /// Globs of files to leave out.
    pub exclude: Vec<String>,
    /// What changes what rules look for.
    pub settings: Settings,
    /// Attestations and waivers.
    pub statements: Statements,
    /// Tables to use instead of the build's.
    pub data: DataOverrides,
}

const KEYS: [&str; 10] = [
    "type",
    "published",
    "fail_on",
    "include",
    "exclude",
    "owned_hosts",
    "anonymous",
    "attestations",
    "waivers",
    "data",
];

/// Reads a configuration for the app in `folder`, seen from the folder of the file: what the top of the file
/// says, then what `[apps."<folder>"]` adds to it. Lists are joined, single values replaced.
///
/// Everything that can be understood counts; every mistake is a diagnostic with its place.
pub fn read_config(text: &SourceText, folder: &RelPath) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader::new(text);
    let root = reader.root();
    let known: Vec<&str> = KEYS.into_iter().chain(["apps"]).collect();
    reader.only(&root, "assay.toml", &known);
    let mut config = Config::default();
    read_into(&mut reader, &root, &mut config);
    if let Some(apps) = reader.table(&root, "apps") {
        for name in apps.keys().map(|key| key.get_ref().to_string()).collect::<Vec<_>>() {
            let Some(table) = reader.table(apps, &name) else { continue };
            reader.only(table, &format!("[apps.\"{name}\"]"), &KEYS);
            let mut own = if RelPath::parse(&name).is_ok_and(|path| path == *folder) {
                std::mem::take(&mut config)
            } else {
                // Another app's part is read for its mistakes only.
                Config::default()
            };
            let is_ours = RelPath::parse(&name).is_ok_and(|path| path == *folder);
            read_into(&mut reader, table, &mut own);
            if is_ours {
                config = own;
            }
        }
    }
    (config, reader.finish())
}

fn read_into<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, config: &mut Config) {
    read_types(reader, table, config);
    if let Some(published) = reader.boolean(table, "published") {
        config.published = Some(published);
    }
    if let Some(fail_on) = reader.string(table, "fail_on") {
        match Severity::EVERY.into_iter().find(|severity| severity.to_string() == *fail_on.get_ref()) {
            Some(severity) => config.fail_on = Some(severity),
            None => reader.wrong(
                fail_on.span(),
                format!("`{}` is no severity", fail_on.get_ref()),
                "one of `low`, `medium`, `high`, `critical` is needed",
            ),
        }
    }
    for (key, globs) in [("include", &mut config.include), ("exclude", &mut config.exclude)] {
        for glob in reader.strings(table, key) {
            if glob_is_right(reader, &glob) {
                globs.push(glob.into_inner());
            }
        }
    }
    let hosts =
        reader.strings(table, "owned_hosts").into_iter().map(|host| host.into_inner().to_ascii_lowercase());
    config.settings.owned_hosts.extend(hosts);
    read_anonymous(reader, table, config);
    read_attestations(reader, table, config);
    read_waivers(reader, table, config);
    if let Some(data) = reader.table(table, "data") {
        let keys = ["runtimes", "bug_fix_policy", "tls_profiles", "advisories", "advisories_max_age"];
        reader.only(data, "[data]", &keys);
        let days = reader.days(data, "advisories_max_age");
        let own = &mut config.data;
        own.advisories_max_age = days.or(own.advisories_max_age);
        for (key, file) in [
            ("runtimes", &mut own.runtimes),
            ("bug_fix_policy", &mut own.bug_fix_policy),
            ("tls_profiles", &mut own.tls_profiles),
            ("advisories", &mut own.advisories),
        ] {
            if let Some(named) = reader.string(data, key) {
                *file = Some(PathBuf::from(named.into_inner()));
            }
        }
    }
}

fn read_types<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, config: &mut Config) {
    let written = match table.get("type").map(Spanned::get_ref) {
        None => return,
        Some(toml::de::DeValue::Array(_)) => reader.strings(table, "type"),
        Some(_) => reader.string(table, "type").into_iter().collect(),
    };
    let mut types = Vec::new();
    for name in written {
        match AppType::named(name.get_ref()) {
            Some(app_type) => types.push(app_type),
            None => {
                let known: Vec<&str> = AppType::EVERY.into_iter().map(AppType::name).collect();
                let help = format!("the types are {}", list(&known));
                reader.wrong(name.span(), format!("`{}` is no type of app", name.get_ref()), &help);
            }
        }
    }
    if !types.is_empty() {
        config.types = Some(types);
    }
}

fn read_anonymous<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, config: &mut Config) {
    for (entry, at) in reader.tables(table, "anonymous") {
        let what = "this [[anonymous]]";
        reader.only(entry, "[[anonymous]]", &["endpoint", "reason"]);
        let endpoint = reader.required(entry, "endpoint", what, at.clone());
        let reason = reader.required(entry, "reason", what, at);
        if let (Some(endpoint), Some(reason)) = (endpoint, reason) {
            let (endpoint, reason) = (endpoint.into_inner(), reason.into_inner());
            config.settings.anonymous.push(AnonymousEndpoint { endpoint, reason });
        }
    }
}

fn read_attestations<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, config: &mut Config) {
    for (entry, at) in reader.tables(table, "attestations") {
        let what = "this [[attestations]]";
        reader.only(
            entry,
            "[[attestations]]",
            &["requirement", "statement", "owner", "date", "expires", "link"],
        );
        let about = reader.required(entry, "requirement", what, at.clone());
        let about = about.and_then(|about| attestation_target(reader, &about));
        let statement = reader.required(entry, "statement", what, at.clone());
        let owner = reader.required(entry, "owner", what, at.clone());
        let date = reader.date(entry, "date", what, at.clone());
        let expires = reader.date(entry, "expires", what, at.clone());
        let link = reader.string(entry, "link").map(Spanned::into_inner);
        if let (Some(date), Some(expires)) = (date, expires)
            && expires < date
        {
            let message = format!("this attestation expires on {expires}, before it is made on {date}");
            reader.wrong(at.clone(), message, "let `expires` be a later day than `date`");
        }
        if let (Some(about), Some(statement), Some(owner), Some(date), Some(expires)) =
            (about, statement, owner, date, expires)
        {
            config.statements.attestations.push(Attestation {
                about,
                statement: statement.into_inner(),
                owner: owner.into_inner(),
                date,
                expires,
                link,
                place: Some(entry_place(reader.text(), at)),
            });
        }
    }
}

fn attestation_target(reader: &mut Reader<'_>, about: &Spanned<String>) -> Option<AttestationTarget> {
    let text = about.get_ref();
    let catalogue = Catalogue::bundled();
    let requirement = text.parse::<RequirementId>().ok().filter(|id| catalogue.requirement(id).is_some());
    let duty = text.parse().ok().filter(|id| catalogue.duty(id).is_some());
    let target = requirement.map(AttestationTarget::Requirement).or(duty.map(AttestationTarget::Duty));
    if target.is_none() {
        let help = "`assay catalogue` lists the requirements and their duties; write `ALL-12` or `ALL-2.a`";
        reader.wrong(about.span(), format!("there is no requirement `{text}`"), help);
    }
    target
}

fn read_waivers<'t>(reader: &mut Reader<'t>, table: &DeTable<'t>, config: &mut Config) {
    for (entry, at) in reader.tables(table, "waivers") {
        let what = "this [[waivers]]";
        reader.only(entry, "[[waivers]]", &["rule", "path", "fingerprint", "reason", "expires"]);
        let rule = reader.required(entry, "rule", what, at.clone());
        if let Some(rule) = &rule
            && assay_rules::rule(rule.get_ref()).is_none()
        {
            let help = "`assay explain` lists the rules; a finding names its own in brackets";
            reader.wrong(rule.span(), format!("there is no rule `{}`", rule.get_ref()), help);
        }
        let path = reader.string(entry, "path");
        let path = path.filter(|path| glob_is_right(reader, path)).map(Spanned::into_inner);
        let fingerprint = reader.string(entry, "fingerprint").map(|text| Fingerprint(text.into_inner()));
        let reason = reader.required(entry, "reason", what, at.clone());
        let expires = reader.date(entry, "expires", what, at.clone());
        let path_was_wrong = entry.contains_key("path") && path.is_none();
        if let (Some(rule), Some(reason), Some(expires), false) = (rule, reason, expires, path_was_wrong) {
            config.statements.waivers.push(Waiver {
                rule: InstrumentId(rule.into_inner()),
                path,
                fingerprint,
                reason: reason.into_inner(),
                expires,
                place: Some(entry_place(reader.text(), at)),
            });
        }
    }
}

fn glob_is_right(reader: &mut Reader<'_>, glob: &Spanned<String>) -> bool {
    let outcome = Glob::new(glob.get_ref());
    if let Err(error) = &outcome {
        let message = format!("`{}` is no pattern of files: {}", glob.get_ref(), error.kind());
        reader.wrong(glob.span(), message, "write it as in .gitignore: `static/**/*.js`");
    }
    outcome.is_ok()
}

fn entry_place(text: &SourceText, at: std::ops::Range<usize>) -> Place {
    let line = text.position(at.start).line;
    text.place(text.line_span(line))
}

/// The configuration that is meant for an app: the nearest `assay.toml` from its folder up to the root of the
/// tree, and from there up to the root of the repository (the folder with `.git`); outside a repository, nowhere else.
///
/// Returns the file's text, its path on disk, and the app's folder as seen from it.
pub fn find_config(
    tree: &Tree,
    root: &Path,
    app: &RelPath,
) -> Option<(std::sync::Arc<SourceText>, PathBuf, RelPath)> {
    let mut folder = app.clone();
    loop {
        let file = folder.join(FILE_NAME).ok()?;
        if let Ok(text) = tree.read(&file) {
            let seen = app.relative_to(&folder)?;
            return Some((text, root.join(file.as_str()), seen));
        }
        if folder.is_root() {
            break;
        }
        folder = folder.parent();
    }
    let root = std::path::absolute(root).ok()?;
    let top = root.ancestors().find(|folder| folder.join(".git").exists())?;
    for above in root.ancestors().skip(1).take_while(|folder| folder.starts_with(top)) {
        let file = above.join(FILE_NAME);
        if let Ok(bytes) = std::fs::read(&file) {
            let below = root.strip_prefix(above).ok()?.to_string_lossy().into_owned();
            let seen = RelPath::parse(&format!("{below}/{}", app.as_str())).ok()?;
            let text = SourceText::new(RelPath::parse(FILE_NAME).ok()?, &bytes);
            return Some((std::sync::Arc::new(text), file, seen));
        }
    }
    None
}
