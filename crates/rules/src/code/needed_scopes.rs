//! Which scopes the calls of an app need, and which it could need as far as its code can't be told.

use std::collections::{BTreeMap, BTreeSet};

use assay_app::{
    cards::EventCard,
    operations::{Operation, PlatformUse, Route},
};
use assay_code::{Event, model::Effect};

use super::{
    atlassian_basic_auth::credential,
    product::{self, ProductCall},
};
use crate::Case;

/// What the calls of an app need.
pub(crate) struct Needed<'a> {
    /// Every scope that is part of a set which suffices for something the app does, with what that is: the operations
    /// it calls.
    pub(crate) by: BTreeMap<&'static str, Vec<&'static Operation>>,
    /// Scopes that something other than an operation needs: an event, a function of the platform.
    pub(crate) otherwise: BTreeSet<&'static str>,
    /// Calls whose operations the code or the table does not tell.
    pub(crate) open: Vec<ProductCall<'a>>,
    /// Questions to a product's graph, which may need any scope.
    pub(crate) graph: Vec<&'a Event>,
    /// Calls whose operations are known.
    pub(crate) calls: Vec<(ProductCall<'a>, Vec<&'static Operation>)>,
}

impl<'a> Needed<'a> {
    /// Reads all of them.
    pub(crate) fn of(case: &Case<'a>) -> Self {
        let mut needed = Self {
            by: BTreeMap::new(),
            otherwise: BTreeSet::new(),
            open: Vec::new(),
            graph: Vec::new(),
            calls: Vec::new(),
        };
        // What an app asks with a person's own credential is not for its scopes to allow.
        let by_scopes = |call: &ProductCall<'_>| {
            call.call.effect() != Some(Effect::Egress) || credential(call.call).is_none()
        };
        for call in product::rest_calls(case.code).filter(by_scopes) {
            let found = call.operations();
            for operation in &found.operations {
                for scope in operation.alternatives().flatten() {
                    needed.by.entry(scope).or_default().push(operation);
                }
            }
            let unpublished =
                found.operations.iter().all(|operation| operation.alternatives().next().is_none());
            if found.open || unpublished {
                needed.open.push(call);
            } else {
                needed.calls.push((call, found.operations));
            }
        }
        for path in case.code.paths() {
            needed.otherwise.extend(PlatformUse::of(path).flat_map(|known| known.scopes.iter().copied()));
        }
        needed.graph.extend(case.code.calls_with(Effect::ProductQuery).map(|(event, _)| event));
        for component in super::sink::renders(case.code).filter_map(|(_, render)| render.component.as_deref())
        {
            needed
                .otherwise
                .extend(PlatformUse::of(component).flat_map(|known| known.scopes.iter().copied()));
        }
        let events = case.manifest().into_iter().flat_map(|manifest| &manifest.triggers);
        for event in events.flat_map(|trigger| &trigger.events) {
            let card = EventCard::of(&event.value);
            needed.otherwise.extend(
                card.into_iter().flat_map(|card| card.scope.split(['|', '+'])).filter(|it| !it.is_empty()),
            );
        }
        needed
    }

    /// Every call of a product's REST interface.
    pub(crate) fn all_calls(&self) -> Vec<&ProductCall<'a>> {
        self.calls.iter().map(|(call, _)| call).chain(&self.open).collect()
    }

    /// Whether something the app does needs a scope, or takes it in place of another.
    pub(crate) fn is_for(&self, scope: &str) -> bool {
        self.by.contains_key(scope) || self.otherwise.contains(scope)
    }

    /// A call that could need a scope, as far as the code and the table tell: of the scope's product, by a method that
    /// fits what it is for, and where its address is known and only the table lacks it, about what the scope is about.
    pub(crate) fn may_be_for(&self, scope: &str, product: &str, reads: bool) -> Option<&ProductCall<'a>> {
        let family = |product: &str| match product {
            "jira-software" | "jsm" | "csm" | "assets" => "jira".to_owned(),
            other => other.to_owned(),
        };
        let wanted = family(product);
        // Of many operations the table has the classic scope alone: a granular one may do as well.
        let is_granular = |scope: &str| scope.split(':').count() == 3;
        let classic_only = |operations: &[&Operation]| {
            operations.iter().all(|one| !one.alternatives().flatten().any(|scope| is_granular(scope)))
        };
        let half_known = (self.calls.iter())
            .filter(|(call, operations)| {
                is_granular(scope) && call.routes.len() == 1 && classic_only(operations)
            })
            .map(|(call, _)| call);
        self.open.iter().chain(half_known).find(|call| {
            let same = call.product.is_none_or(|product| wanted == product || wanted.contains(product));
            let fits = match call.method.as_deref() {
                Some("GET" | "HEAD" | "OPTIONS") => reads,
                _ => true,
            };
            same && fits && call.routes.iter().all(|route| is_about(scope, route))
        })
    }
}

/// Whether an operation that is not in the table may need a scope, by the words of its address.
fn is_about(scope: &str, route: &Route) -> bool {
    let Some(last) = route.segments().last().filter(|_| route.segments().len() > 3) else { return true };
    // An address that goes on in a value can lead anywhere.
    if last.is_hole() && route.segments().iter().filter(|segment| segment.is_literal()).count() < 4 {
        return true;
    }
    let path = route.to_string().to_ascii_lowercase();
    let subject = scope.split(':').nth(1).unwrap_or_default();
    let content = [
        "content",
        "page",
        "blog",
        "comment",
        "attachment",
        "label",
        "task",
        "search",
        "template",
        "database",
    ];
    let words: Vec<&str> = match subject {
        "jira-work" | "jira-configuration" | "servicedesk-request" | "" => return true,
        "jira-user" | "confluence-user" => vec!["user", "myself", "group"],
        "jira-project" => vec!["project"],
        "jira-webhook" => vec!["webhook"],
        "confluence-space" | "confluence-space.summary" => vec!["space"],
        "confluence-props" => vec!["propert"],
        "confluence-groups" => vec!["group"],
        "confluence-file" => vec!["attachment", "download", "file"],
        subject if subject.starts_with("confluence-content") => content.to_vec(),
        subject => subject.split(['-', '.', '_']).filter(|word| word.len() > 2).map(stem).collect(),
    };
    words.iter().any(|word| path.contains(word))
}

/// What one and many have in common: `repositor` of `repository` and `repositories`.
fn stem(word: &str) -> &str {
    ["ies", "y", "s"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use assay_app::operations::{Piece, Route};

    use super::is_about;

    #[test]
    fn an_address_is_about_one_thing_or_many() {
        let pieces = ["/2.0/repositories/", "/", "/src"].map(|it| Piece::Literal(it.to_owned()));
        let [root, between, end] = pieces;
        let route = Route::new(vec![root, Piece::Hole, between, Piece::Hole, end]);
        assert!(is_about("write:repository:bitbucket", &route));
        assert!(!is_about("write:pullrequest:bitbucket", &route));
    }
}
