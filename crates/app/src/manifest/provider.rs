//! External authentication providers.

use assay_source::Span;

use super::{Spanned, section::Section};
use crate::document::{Node, Value};

/// One entry of `providers.auth`.
#[derive(Debug, Clone, PartialEq)]
pub struct AuthProvider {
    /// Its key.
    pub key: Option<Spanned<String>>,
    /// Its name, shown to the user.
    pub name: Option<Spanned<String>>,
    /// `oauth2`.
    pub kind: Option<Spanned<String>>,
    /// A predefined provider, `google`, in place of own actions.
    pub integration: Option<Spanned<String>>,
    /// The OAuth client's id.
    pub client_id: Option<Spanned<String>>,
    /// Scopes asked for.
    pub scopes: Vec<Spanned<String>>,
    /// Keys of the remotes that get the token.
    pub remotes: Vec<Spanned<String>>,
    /// How the token is sent: in a header, a form, or the query.
    pub bearer_method: Option<Spanned<String>>,
    /// `pkce`, where given.
    pub pkce: Option<Spanned<bool>>,
    /// The steps of the flow.
    pub actions: Vec<ProviderAction>,
    /// The whole entry, for keys this model has no field for.
    pub node: Node,
}

/// One step of a provider's flow.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderAction {
    /// `authorization`, `exchange`, `refreshToken`, `revokeToken`, `retrieveProfile`.
    pub name: Spanned<String>,
    /// The key of the remote it goes to.
    pub remote: Option<Spanned<String>>,
    /// The path below the remote's base URL.
    pub path: Option<Spanned<String>>,
    /// Headers that are added.
    pub headers: Vec<Setting>,
    /// Query parameters that are added.
    pub query_parameters: Vec<Setting>,
    /// Replacements in what is sent: `body.client_secret`.
    pub overrides: Vec<Setting>,
    /// The whole step.
    pub span: Span,
}

/// A named text, at any depth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its path: `headers.Authorization`.
    pub name: String,
    /// Its value.
    pub value: Spanned<String>,
}

impl AuthProvider {
    /// Where it stands.
    pub fn span(&self) -> Span {
        self.node.site()
    }
}

pub(super) fn read(manifest: &Section<'_>) -> Vec<AuthProvider> {
    let Some(providers) = manifest.map("providers") else { return Vec::new() };
    providers
        .maps("auth")
        .iter()
        .map(|provider| AuthProvider {
            key: provider.text("key"),
            name: provider.text("name"),
            kind: provider.text("type"),
            integration: provider.text("integration"),
            client_id: provider.text("clientId"),
            scopes: provider.texts("scopes"),
            remotes: provider.texts("remotes"),
            bearer_method: provider.any("bearerMethod").and_then(|method| match method.node.value {
                Value::Map(_) => method.text("type").or_else(|| method.text("method")),
                _ => method.as_text(),
            }),
            pkce: provider.any("pkce").and_then(|pkce| match pkce.node.value {
                Value::Map(_) => pkce.boolean("enabled"),
                _ => provider.boolean("pkce"),
            }),
            actions: provider.map("actions").map(|actions| read_actions(&actions)).unwrap_or_default(),
            node: provider.node.clone(),
        })
        .collect()
}

fn read_actions(actions: &Section<'_>) -> Vec<ProviderAction> {
    actions
        .entries()
        .filter(|(_, action)| action.is_map())
        .map(|(entry, action)| ProviderAction {
            name: Spanned::new(entry.key.text.clone(), entry.key.span),
            remote: action.text("remote"),
            path: action.text("path"),
            headers: settings(action.node.get("headers")),
            query_parameters: settings(action.node.get("queryParameters")),
            overrides: settings(action.node.get("overrides")),
            span: entry.span(),
        })
        .collect()
}

/// Every text below a node, with its path.
fn settings(node: Option<&Node>) -> Vec<Setting> {
    let mut found = Vec::new();
    let mut waiting: Vec<(String, &Node)> = node.map(|node| (String::new(), node)).into_iter().collect();
    while let Some((name, node)) = waiting.pop() {
        if let Some(text) = node.scalar() {
            found.push(Setting { name, value: Spanned::new(text, node.span) });
            continue;
        }
        let below = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
        let entries = node.entries().iter().map(|entry| (below(&entry.key.text), &entry.value));
        let items = node.items().iter().enumerate().map(|(at, item)| (below(&at.to_string()), item));
        let children: Vec<_> = entries.chain(items).collect();
        waiting.extend(children.into_iter().rev());
    }
    found
}
