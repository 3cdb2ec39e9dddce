//! Endpoints of a Connect descriptor, or of the Connect modules of a Forge manifest.

use assay_app::{ConnectDescriptor, ConnectModule, Spanned};
use assay_source::Place;
use url::Url;

use super::{Draft, Role};

/// Types of modules whose addresses the product calls on its own, with a body.
const CALLBACKS: [&str; 1] = ["webhooks"];

/// Endings of files that are no pages.
const FILES: [&str; 7] = [".png", ".svg", ".jpg", ".jpeg", ".gif", ".ico", ".css"];

pub(super) fn descriptor(draft: &mut Draft<'_>, descriptor: &ConnectDescriptor) {
    for hook in &descriptor.lifecycle {
        let place = descriptor.place(hook.url.span);
        draft.add(&hook.url.value, "POST", Role::Lifecycle, &hook.event.value, Some(place), false, false);
    }
    modules(draft, &descriptor.modules, |url| descriptor.place(url.span));
}

pub(super) fn modules(
    draft: &mut Draft<'_>,
    modules: &[ConnectModule],
    place: impl Fn(&Spanned<String>) -> Place,
) {
    for module in modules {
        let kind = module.kind.value.rsplit(':').next().unwrap_or_default();
        let is_callback = CALLBACKS.contains(&kind);
        let (method, role) = if is_callback { ("POST", Role::Webhook) } else { ("GET", Role::ModulePage) };
        let cacheable = module.cacheable.as_ref().is_some_and(|cacheable| cacheable.value);
        let for_admins = module.card.is_some_and(|card| {
            use assay_app::cards::InvokedBy as By;
            !card.invoked_by.is_empty()
                && card
                    .invoked_by
                    .iter()
                    .all(|by| matches!(by, By::Admin | By::ProjectAdmin | By::SpaceAdmin))
        });
        let name = format!("{} {}", module.kind.value, module.name());
        for url in &module.urls {
            let path = url.value.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            if FILES.iter().any(|ending| path.ends_with(ending)) {
                continue;
            }
            draft.add(&url.value, method, role, &name, Some(place(url)), cacheable, for_admins);
        }
    }
}

/// An address with its context variables filled in: `{issue.key}` becomes a plausible value.
pub(super) fn filled(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut rest = address;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|at| open + at) else { break };
        let inner = &rest[open + 1..close];
        // Of nested braces the innermost pair is the variable.
        let open = open + 1 + inner.rfind('{').map_or(0, |at| at + 1) - 1;
        out.push_str(&rest[..open]);
        out.push_str(value_of(&rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// A value like those a product fills in.
pub(super) fn value_of(variable: &str) -> &'static str {
    let name = variable.to_ascii_lowercase();
    match name.rsplit('.').next().unwrap_or_default() {
        "key" if name.contains("issue") => "ASSAY-1",
        "key" => "ASSAY",
        last if last.ends_with("issuekey") => "ASSAY-1",
        "id" | "version" | "page" => "10001",
        "name" => "assay",
        _ => "assay",
    }
}

/// The address of a path below the app's base, as products make it: joined, not resolved.
pub(super) fn below(base: &Url, address: &str) -> Result<Url, String> {
    let address = filled(address);
    if address.contains("://") {
        return Url::parse(&address).map_err(|error| error.to_string());
    }
    let base = base.as_str().split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let slash =
        if address.starts_with('/') || address.is_empty() || address.starts_with('?') { "" } else { "/" };
    Url::parse(&format!("{base}{slash}{address}")).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{below, filled};

    #[test]
    fn variables_are_filled_one_by_one() {
        assert_eq!(filled("/hello?issue={issue.key}&pid={project.id}"), "/hello?issue=ASSAY-1&pid=10001");
        assert_eq!(filled("/a/{space.key}/{x}/b"), "/a/ASSAY/assay/b");
        assert_eq!(filled("/a/{{inner}}"), "/a/{assay}");
        assert_eq!(filled("/open{brace"), "/open{brace");
        assert_eq!(filled("{}"), "assay");
    }

    #[test]
    fn paths_are_joined_to_the_base() {
        let base = Url::parse("https://app.example.com/base/").unwrap();
        for (address, whole) in [
            ("/hello?x=1", "https://app.example.com/base/hello?x=1"),
            ("hello", "https://app.example.com/base/hello"),
            ("", "https://app.example.com/base"),
            ("https://cdn.example.com/x", "https://cdn.example.com/x"),
        ] {
            assert_eq!(below(&base, address).unwrap().as_str(), whole);
        }
        assert!(below(&base, "https://").is_err());
    }
}
