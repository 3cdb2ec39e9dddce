//! From what the user named to a target.

use std::{path::PathBuf, str::FromStr, sync::Arc};

use assay_app::{App, AppType, ConnectDescriptor, TypeReason};
use assay_catalogue::{Facts, Truth};
use assay_evidence::AppCard;
use assay_probes::{Answer, Client, Ownership, Request, Route, Target, Url};
use assay_source::{Diagnostic, Place, RelPath, SourceText, Tree};

use super::{ProbeError, ProbeOptions, facts, folder, routes};
use crate::{Config, ConfigSource, check, find_config, read_config};

/// What to test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// The app in a directory, where it is served.
    Directory(PathBuf),
    /// An address: of a descriptor, or of anything else.
    Address(Url),
}

/// Why what was named is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AimError {
    /// It is neither a directory nor an address.
    #[error(
        "`{0}` is neither a directory nor an address; `https://app.example.com/atlassian-connect.json` is one"
    )]
    Neither(String),
    /// What `--base-url` names is no address.
    #[error("`{0}` is no address of a server; `https://app.example.com` is one")]
    NotAnAddress(String),
    /// There is no app in the directory.
    #[error("there is no app in `{0}`")]
    NoApp(String),
    /// There are several.
    #[error("there are several apps in `{folder}`: {apps}; name the folder of one")]
    SeveralApps {
        /// The directory.
        folder: String,
        /// Their folders.
        apps: String,
    },
    /// It answers with no descriptor, and nobody says what it is.
    #[error(
        "`{address}` is no Connect descriptor ({why}); say what it is with `--type connect`, `remote`, `trello` or `3lo`"
    )]
    TypeNeeded {
        /// The address.
        address: String,
        /// What was wrong with it.
        why: String,
    },
}

impl FromStr for Aim {
    type Err = AimError;

    fn from_str(text: &str) -> Result<Self, AimError> {
        if text.starts_with("http://") || text.starts_with("https://") {
            return address(text).map(Self::Address);
        }
        let path = PathBuf::from(text);
        if path.is_dir() { Ok(Self::Directory(path)) } else { Err(AimError::Neither(text.to_owned())) }
    }
}

/// What is known before anything is asked.
pub(super) struct Named {
    pub(super) config: Config,
    app: Option<App>,
    diagnostics: Vec<Diagnostic>,
}

/// A target with what is known of its app.
pub(super) struct Found {
    pub(super) target: Target,
    pub(super) facts: Facts,
    pub(super) config: Config,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the app's files, where there are any, and the configuration.
pub(super) fn read(options: &ProbeOptions) -> Result<Named, ProbeError> {
    let root = folder(&options.aim);
    let mut diagnostics = Vec::new();
    let (named, mistakes) = check::named_config(&options.config)?;
    diagnostics.extend(mistakes);
    let Aim::Directory(directory) = &options.aim else {
        let empty = Tree::from_files([("", ""); 0]).expect("a tree without files has no wrong path");
        let nearest = || {
            let found = (options.config == ConfigSource::Nearest)
                .then(|| find_config(&empty, root, &RelPath::root()));
            found.flatten().map(|(text, file, folder)| {
                let (mut config, mistakes) = read_config(&text, &folder);
                config.file = Some(file);
                (config, mistakes)
            })
        };
        let config = match named {
            Some(config) => config,
            None => {
                let (config, mistakes) = nearest().unwrap_or_default();
                diagnostics.extend(mistakes);
                config
            }
        };
        return Ok(Named { config, app: None, diagnostics });
    };
    let tree = Tree::open(directory, &Default::default()).map_err(crate::CheckError::Source)?;
    let tree = Arc::new(tree);
    let types = options.app_type.map(|app_type| vec![app_type]);
    let mut found = assay_app::find(&tree, &assay_app::Options { types });
    diagnostics.append(&mut found.diagnostics);
    let shown = directory.display().to_string();
    if found.apps.len() > 1 {
        let apps: Vec<_> = found.apps.iter().map(|app| app.root.to_string()).collect();
        return Err(AimError::SeveralApps { folder: shown, apps: apps.join(", ") }.into());
    }
    let app = found.apps.pop().ok_or(AimError::NoApp(shown))?;
    let config = match named {
        Some(config) => config,
        None if options.config == ConfigSource::Nearest => {
            check::nearest_config(&tree, root, &app.root, &mut diagnostics)
        }
        None => Config::default(),
    };
    Ok(Named { config, app: Some(app), diagnostics })
}

/// The target; a descriptor at an address is fetched through the client.
pub(super) async fn target(
    named: Named,
    options: &ProbeOptions,
    owned: &Ownership,
    client: &Client,
) -> Result<Found, ProbeError> {
    let Named { config, app, diagnostics } = named;
    let base = options.base_url.as_deref().map(address).transpose()?;
    if let Some(app) = app {
        let card = check::card(&app);
        let facts = crate::facts::note_stated(&app, &config);
        let routes = routes::of_code(&app);
        let declares = app.descriptor.is_some() || app.manifest.is_some();
        let target = if declares {
            Target::of_app(&app, card, base.as_ref(), owned)?.with_routes(&routes, true, owned)
        } else {
            let app_type = options.app_type.or_else(|| app.types.first().map(|of| of.app_type));
            let app_type = app_type.ok_or_else(|| AimError::NoApp(".".to_owned()))?;
            let more = named_routes(options, app_type);
            Target::of_routes(app_type, card, base.as_ref(), &[routes, more].concat(), owned)?
        };
        let target = completed(target, options, owned);
        return Ok(Found { target, facts, config, diagnostics });
    }
    let Aim::Address(url) = &options.aim else { return Err(AimError::NoApp(String::new()).into()) };
    owned.check(url).map_err(assay_probes::TargetError::NotOwned)?;
    let told = options.app_type.or_else(|| config.types.as_ref().and_then(|types| types.first().copied()));
    let looks_like_one = url.path().to_ascii_lowercase().ends_with(".json");
    if told.is_none() || (told == Some(AppType::Connect) && looks_like_one) {
        let answer = client.send(Request::get("target/descriptor", url)).await;
        match descriptor(&answer) {
            Ok(descriptor) => {
                let reason = "its descriptor was fetched";
                let name = descriptor.name.as_ref().map_or(host(url), |name| name.value.clone());
                let mut card = card("atlassian-connect.json", name, AppType::Connect, reason);
                card.id = descriptor.key.as_ref().map(|key| key.value.clone());
                let target = Target::of_descriptor(&descriptor, card, base.as_ref(), Some(url), owned)?;
                let target = completed(target, options, owned);
                let facts = facts::of_type(AppType::Connect, reason, true);
                return Ok(Found { target, facts, config, diagnostics });
            }
            Err(why) if told.is_none() => {
                return Err(AimError::TypeNeeded { address: url.to_string(), why }.into());
            }
            Err(_) => {}
        }
    }
    let app_type = told.unwrap_or(AppType::Connect);
    let reason = "the user says so";
    let card = card(&host(url), host(url), app_type, reason);
    let target = completed(Target::of_address(url, app_type, card, owned)?, options, owned);
    Ok(Found { target, facts: facts::of_type(app_type, reason, false), config, diagnostics })
}

/// The target with what the user says of it beside its files.
fn completed(target: Target, options: &ProbeOptions, owned: &Ownership) -> Target {
    let more = named_routes(options, target.app_type);
    let restricted = options.restricted.iter().map(|text| Route::named(text, target.app_type));
    let restricted: Vec<Route> = restricted.collect();
    let target = target.with_routes(&more, false, owned).with_restricted(&restricted, owned);
    match &options.app_id {
        Some(id) => target.with_id(id.clone()),
        None => target,
    }
}

fn named_routes(options: &ProbeOptions, app_type: AppType) -> Vec<Route> {
    options.more.iter().map(|text| Route::named(text, app_type)).collect()
}

fn descriptor(answer: &Answer) -> Result<ConnectDescriptor, String> {
    let reply = answer.outcome.as_ref().map_err(ToString::to_string)?;
    if !reply.is_success() {
        return Err(format!("it answers {}", reply.status));
    }
    let path = RelPath::parse("atlassian-connect.json").map_err(|error| error.to_string())?;
    let descriptor = ConnectDescriptor::read(&Arc::new(SourceText::new(path, reply.body.as_bytes())));
    match (&descriptor.base_url, &descriptor.key) {
        (Some(_), Some(_)) => Ok(descriptor),
        _ => Err("it has no `baseUrl` or no `key`".to_owned()),
    }
}

fn card(file: &str, name: String, app_type: AppType, because: &str) -> AppCard {
    let main_file = RelPath::parse(file).unwrap_or_else(|_| RelPath::root());
    let place = Place::file(main_file.clone());
    AppCard {
        path: RelPath::root(),
        name,
        id: None,
        main_file,
        types: vec![TypeReason {
            app_type,
            truth: Truth::Yes,
            because: because.to_owned(),
            place,
            static_egress_only: false,
        }],
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or("app").to_owned()
}

fn address(text: &str) -> Result<Url, AimError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| AimError::NotAnAddress(text.to_owned()))
}
