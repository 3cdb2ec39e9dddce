//! Symfony: what its security settings ask by address, and listeners that see every request before its controller.
//!
//! Source: symfony.com/doc/current/security/access_control.html; symfony.com/doc/current/reference/events.html, read 2026-11.

use assay_app::{
    App,
    document::{Node, read_yaml},
};

use super::{Loaded, annotated, named};
use crate::{
    ir::{Language, MemberKind, PropertyKey},
    site::Site,
    value::{Shape, Value},
};

/// Stands for a rule of the settings that asks for a role.
const ROLE: &str = "@php/Symfony/Component/Security/Http/Attribute:IsGranted";
/// Roles that everybody has.
const ANYBODY: [&str; 3] = ["PUBLIC_ACCESS", "IS_AUTHENTICATED_ANONYMOUSLY", "IS_ANONYMOUS"];
/// The types of events that come before a controller is called.
const EVENTS: [&str; 3] = ["RequestEvent", "ControllerEvent", "ControllerArgumentsEvent"];

/// What stands before the routes of an app.
pub(super) struct Firewall {
    rules: Vec<Rule>,
    listeners: Vec<Value>,
}

/// One rule of `access_control`. The first that fits a request counts.
struct Rule {
    /// A regular expression, without its beginning where it is tied to that of the address.
    path: String,
    is_tied: bool,
    asks: Asks,
}

#[derive(Clone, Copy, PartialEq)]
enum Asks {
    Nobody,
    ForRole,
    /// It depends on more than the address.
    Unknown,
}

impl Firewall {
    pub(super) fn of(app: &App, loaded: &Loaded<'_>) -> Self {
        let settings = app.files().filter(|file| {
            let path = file.path.as_str();
            path.ends_with("config/packages/security.yaml") || path.ends_with("config/packages/security.yml")
        });
        let documents: Vec<_> =
            settings.filter_map(|file| app.tree.read(&file.path).ok()).map(|text| read_yaml(&text)).collect();
        let listed = documents.iter().filter_map(|it| it.root.at(["security", "access_control"]));
        let rules = listed.flat_map(Node::items).filter_map(rule).collect();
        Self { rules, listeners: listeners(loaded) }
    }

    /// What runs before a route.
    pub(super) fn before(&self, path: &str, site: Site) -> Vec<Value> {
        let mut before = self.listeners.clone();
        for rule in &self.rules {
            match rule.fits(path) {
                Some(false) => {}
                Some(true) if rule.asks == Asks::Nobody => break,
                Some(true) if rule.asks == Asks::ForRole => {
                    before.push(annotated::check(ROLE));
                    break;
                }
                _ => {
                    before.push(named::outside("@php/Symfony/access_control:rule", site));
                    break;
                }
            }
        }
        before
    }
}

impl Rule {
    /// Whether a route's address fits; none where that cannot be told.
    fn fits(&self, path: &str) -> Option<bool> {
        let ends = self.path.ends_with('$');
        let body = self.path.trim_end_matches('$');
        let body =
            ["(/|$)", "(?:/|$)", ".*", "/.*"].iter().find_map(|it| body.strip_suffix(it)).unwrap_or(body);
        let choices: Vec<String> = match (body.split_once('('), body.rsplit_once(')')) {
            (Some((before, rest)), Some((_, after))) => {
                let inside = rest.strip_suffix(after)?.strip_suffix(')')?;
                let inside = inside.trim_start_matches("?:");
                inside.split('|').map(|one| format!("{before}{one}{after}")).collect()
            }
            _ => vec![body.to_owned()],
        };
        let is_plain = |text: &String| !text.contains(['(', ')', '[', ']', '*', '+', '?', '|', '\\']);
        if !choices.iter().all(is_plain) {
            return None;
        }
        let literal = path.split(['{', ':']).next().unwrap_or(path);
        let is_whole = literal.len() == path.len();
        let fits = |wanted: &String| match (self.is_tied, ends) {
            (true, true) => is_whole && path == wanted,
            (true, false) => literal.starts_with(wanted.as_str()),
            (false, _) => literal.contains(wanted.as_str()),
        };
        if choices.iter().any(fits) {
            return Some(true);
        }
        let may_fit = |wanted: &String| !is_whole && (!self.is_tied || wanted.starts_with(literal));
        (!choices.iter().any(may_fit)).then_some(false)
    }
}

fn rule(node: &Node) -> Option<Rule> {
    // For some methods only: the others are asked by what follows.
    if node.get("methods").is_some() {
        return None;
    }
    let text = node.get("path").and_then(Node::scalar).unwrap_or_else(|| "^/".to_owned());
    let roles: Vec<String> = ["roles", "role"]
        .iter()
        .filter_map(|key| node.get(key))
        .flat_map(|roles| roles.items().iter().chain([roles]).filter_map(Node::scalar).collect::<Vec<_>>())
        .collect();
    let depends = ["ip", "ips", "host", "port", "route", "allow_if", "request_matcher"];
    let asks = match () {
        () if depends.iter().any(|key| node.get(key).is_some()) => Asks::Unknown,
        () if roles.iter().all(|role| ANYBODY.contains(&role.as_str())) => Asks::Nobody,
        () => Asks::ForRole,
    };
    let path = text.strip_prefix('^').unwrap_or(&text).to_owned();
    Some(Rule { path, is_tied: text.starts_with('^'), asks })
}

/// Methods that are given the event of a request, of classes that say they listen.
fn listeners(loaded: &Loaded<'_>) -> Vec<Value> {
    let mut found = Vec::new();
    for id in loaded.program.ids() {
        let module = loaded.program.module(id);
        if module.language != Language::Php {
            continue;
        }
        for class in &module.classes {
            let text = module.text.slice(class.span);
            let listens = text.contains("EventSubscriberInterface") || text.contains("AsEventListener");
            let Some(name) = class.name.as_deref().filter(|_| listens) else { continue };
            let export = (loaded.export)(id, name);
            let Some(value) = named::as_class(&export) else { continue };
            for member in &class.members {
                let (PropertyKey::Name(key), MemberKind::Method(function)) = (&member.key, member.kind)
                else {
                    continue;
                };
                let first = module.functions[function.index()].parameters.first();
                let given = first.and_then(|first| first.declared_type.as_ref());
                if given.is_some_and(|given| EVENTS.contains(&given.name.as_str())) {
                    found.extend(named::method_named(loaded, &value, key));
                }
            }
        }
    }
    found.retain(|method| matches!(method.shape(), Shape::Function(_)));
    found
}
