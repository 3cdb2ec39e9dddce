//! The addresses a Connect descriptor names, each with the routes of the app that serve it.

use assay_app::{App, ConnectModule, Spanned, document::Node};
use assay_code::{Entry, Event, Guard, GuardKind, Side, model::CheckKind};
use assay_evidence::Applicability;
use assay_source::{Place, Span};

use crate::Case;
use crate::manifest::connect::{is_of_bitbucket, wants_tokens};

/// What an address of a descriptor is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Use<'a> {
    /// The platform calls it when the app is installed, removed, enabled, …
    Lifecycle(&'a str),
    /// A product shows or calls it for a module.
    Module(&'a ConnectModule),
}

impl Use<'_> {
    /// The product sends it by itself: no user opens it.
    pub(crate) fn is_sent(&self) -> bool {
        match self {
            Self::Lifecycle(_) => true,
            Self::Module(module) => {
                matches!(module.kind.value.rsplit(':').next(), Some("webhooks" | "jiraWorkflowPostFunctions"))
            }
        }
    }
}

/// An address of a descriptor.
pub(crate) struct DescriptorUrl<'a> {
    /// What for.
    pub(crate) used: Use<'a>,
    /// Its path, without query and base: `/config`.
    pub(crate) path: String,
    /// Where it stands.
    pub(crate) place: Place,
    /// The routes that serve it; several where it is answered for several methods.
    pub(crate) routes: Vec<&'a Entry>,
}

/// For rules that look at what a Connect app serves. Bitbucket has callbacks and tokens of its own kind.
pub(crate) fn connect(app: &App) -> Applicability {
    let because = match &app.descriptor {
        Some(descriptor) if is_of_bitbucket(descriptor) => "the descriptor is one of Bitbucket",
        _ if app.may_be(assay_app::AppType::Connect) => return Applicability::Applies,
        _ => "the app is no Connect app",
    };
    Applicability::DoesNotApply { because: because.to_owned() }
}

/// Every address of the app's descriptor, and of the Connect modules in its manifest, that a server of the app has to
/// answer. Pictures and addresses of others are left out; none where the descriptor asks for no tokens.
pub(crate) fn descriptor_urls<'a>(case: &Case<'a>) -> Vec<DescriptorUrl<'a>> {
    let mut found = Vec::new();
    if let Some(descriptor) = case.app.descriptor.as_ref().filter(|descriptor| wants_tokens(descriptor)) {
        let base = descriptor.base_url.as_ref().map(Spanned::as_str);
        for hook in &descriptor.lifecycle {
            let place = descriptor.place(hook.url.span);
            push(case, &mut found, Use::Lifecycle(&hook.event.value), hook.url.as_str(), base, place);
        }
        for module in &descriptor.modules {
            for (url, span) in served(&module.node) {
                push(case, &mut found, Use::Module(module), url, base, descriptor.place(span));
            }
        }
    }
    if let Some(manifest) = case.manifest() {
        for module in &manifest.connect_modules {
            for (url, span) in served(&module.node) {
                push(case, &mut found, Use::Module(module), url, None, manifest.place(span));
            }
        }
    }
    found
}

fn push<'a>(
    case: &Case<'a>,
    found: &mut Vec<DescriptorUrl<'a>>,
    used: Use<'a>,
    url: &str,
    base: Option<&str>,
    place: Place,
) {
    let Some(path) = path_of(url, base) else { return };
    let all: Vec<&Entry> = (case.code.entries.iter())
        .filter(|entry| entry.side == Side::Server)
        .filter(|entry| entry.name.split_once(' ').is_some_and(|(_, at)| leads_to(at, &path)))
        .collect();
    let method = if used.is_sent() { "POST" } else { "GET" };
    let answers = |entry: &&Entry| entry.name.split(' ').next().is_some_and(|it| it == method || it == "ALL");
    let fitting: Vec<&Entry> = all.iter().copied().filter(answers).collect();
    // A route of that very address goes before one with parameters; one of another method has to be of that very address.
    let exact = |entries: &[&'a Entry]| -> Vec<&'a Entry> {
        entries.iter().copied().filter(|entry| !entry.name.contains([':', '{', '<', '*'])).collect()
    };
    let routes = match exact(&fitting) {
        exact if !exact.is_empty() => exact,
        _ if !fitting.is_empty() => fitting,
        _ => exact(&all),
    };
    found.push(DescriptorUrl { used, path, place, routes });
}

/// Addresses of a module that are called or shown: no pictures, no links to pages about the app.
fn served(module: &Node) -> Vec<(&str, Span)> {
    const ASIDE: [&str; 12] = [
        "icon",
        "icons",
        "iconUrl",
        "logoUrl",
        "homeUrl",
        "documentationUrl",
        "thumbnail",
        "image",
        "imagePlaceholder",
        "screenshots",
        "vendor",
        "learnMore",
    ];
    let mut found = Vec::new();
    let mut open = vec![module];
    while let Some(node) = open.pop() {
        for entry in node.entries().iter().filter(|entry| !ASIDE.contains(&entry.key.text.as_str())) {
            let key = entry.key.text.as_str();
            match entry.value.as_str() {
                Some(url) if (key == "url" || key.ends_with("Url")) && !url.is_empty() => {
                    found.push((url, entry.value.span));
                }
                _ => open.push(&entry.value),
            }
        }
        open.extend(node.items());
    }
    found.sort_by_key(|(_, span)| *span);
    found
}

/// The path of an address below the app's base, without its query; none for addresses of others.
fn path_of(url: &str, base: Option<&str>) -> Option<String> {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let below = match (bare.find("://"), base) {
        (Some(_), Some(base)) if bare.starts_with(base.trim_end_matches('/')) => {
            &bare[base.trim_end_matches('/').len()..]
        }
        (Some(_), _) => return None,
        // `{{localBaseUrl}}/config`, `${BASE}/config`
        (None, _) => match ["}}", "}", "%>"].iter().find_map(|end| {
            let tag = bare.starts_with("{{") || bare.starts_with("${") || bare.starts_with("<%");
            bare.find(end).filter(|_| tag).map(|at| at + end.len())
        }) {
            Some(end) => &bare[end..],
            None => bare,
        },
    };
    let path = format!("/{}", below.trim_matches('/'));
    (path.len() > 1 || bare.ends_with('/')).then_some(path)
}

/// Whether a route is where a path leads: `/notes/:id` is where `/notes/{issue.key}` does.
pub(crate) fn leads_to(route: &str, path: &str) -> bool {
    let open = |part: &str| part.starts_with([':', '{', '<']) || part == "*";
    let mut wanted = path.split('/').filter(|part| !part.is_empty());
    let mut route = route.split('/').filter(|part| !part.is_empty());
    route.by_ref().all(|at| wanted.next().is_some_and(|wanted| at == wanted || open(at)))
        && wanted.next().is_none()
}

/// What is known of who may come in at a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A token of theirs, or another proof, was verified.
    Verified,
    /// Something was tested that may prove it.
    Tested,
    /// Nothing was.
    Anybody,
}

/// What a route asks its callers for, over everything that happens from it.
pub(crate) fn caller(case: &Case<'_>, entry: &Entry) -> Caller {
    // What a framework's middleware proves counts even where nothing happens behind it.
    let by_framework = entry.handlers.iter().any(|handler| {
        handler.alternatives().iter().filter_map(assay_code::Value::as_external).any(|external| {
            let check =
                external.made_by.as_ref().and_then(|call| call.model).and_then(|model| model.check.as_ref());
            check.is_some_and(|check| is_proof(check.kind))
        })
    });
    if by_framework {
        return Caller::Verified;
    }
    let mut best = Caller::Anybody;
    for guard in case.code.events_of(entry.id).flat_map(|event| event.guards.iter()) {
        match &guard.kind {
            GuardKind::Check(kind) if is_proof(*kind) => return Caller::Verified,
            GuardKind::SecretCompared { .. } => return Caller::Verified,
            _ if guard.asks_who() => best = Caller::Tested,
            _ => {}
        }
    }
    // Middleware of others of which nothing is known may ask.
    let foreign = entry.handlers.iter().rev().skip(1).any(|handler| {
        handler
            .alternatives()
            .iter()
            .filter_map(assay_code::Value::as_external)
            .any(|external| external.made_by.as_ref().is_none_or(|call| call.model.is_none()))
    });
    if best == Caller::Anybody && foreign { Caller::Tested } else { best }
}

fn is_proof(kind: CheckKind) -> bool {
    !matches!(kind, CheckKind::Schema | CheckKind::Shape | CheckKind::Permission)
}

/// Proofs that a Connect token, or another token, gives at an event.
pub(crate) fn token_proofs(event: &Event) -> impl Iterator<Item = &Guard> {
    event
        .guards
        .iter()
        .filter(|guard| matches!(guard.kind, GuardKind::Check(CheckKind::Connect | CheckKind::Jwt)))
}

impl<'a> DescriptorUrl<'a> {
    /// For people: `lifecycle.installed`, or the module's name.
    pub(crate) fn name(&self) -> String {
        match self.used {
            Use::Lifecycle(event) => format!("lifecycle callback `{event}`"),
            Use::Module(module) => format!("module `{}`", module.name()),
        }
    }

    /// Whether the product says that it shows it to administrators only.
    pub(crate) fn is_for_admins(&self) -> bool {
        const KINDS: [&str; 3] = ["adminPages", "configurePage", "jiraProjectAdminTabPanels"];
        const CONDITIONS: [&str; 5] = [
            "user_is_admin",
            "user_is_sysadmin",
            "user_is_project_admin",
            "user_is_confluence_administrator",
            "can_use_application_admin",
        ];
        let Use::Module(module) = self.used else { return false };
        let kind = module.kind.value.rsplit(':').next().unwrap_or_default();
        let conditions = module.node.get("conditions").into_iter().flat_map(Node::walk);
        let asked = conditions
            .filter_map(|condition| condition.get("condition")?.as_str())
            .any(|condition| CONDITIONS.contains(&condition));
        asked || KINDS.contains(&kind)
    }
}

#[cfg(test)]
mod tests {
    use super::{leads_to, path_of};

    #[test]
    fn an_address_below_the_base_has_a_path() {
        let base = Some("https://notes.example.com/app");
        assert_eq!(path_of("/config?x={issue.key}", base).as_deref(), Some("/config"));
        assert_eq!(path_of("config", None).as_deref(), Some("/config"));
        assert_eq!(path_of("{{localBaseUrl}}/config", base).as_deref(), Some("/config"));
        assert_eq!(path_of("https://notes.example.com/app/config", base).as_deref(), Some("/config"));
        assert_eq!(path_of("https://elsewhere.example.com/config", base), None);
        assert_eq!(path_of("/", base).as_deref(), Some("/"));
    }

    #[test]
    fn parameters_of_routes_stand_for_anything() {
        assert!(leads_to("/issues/:key/panel", "/issues/{issue.key}/panel"));
        assert!(!leads_to("/issues/:key", "/issues/{issue.key}/panel"));
        assert!(!leads_to("/panel", "/other"));
    }
}
