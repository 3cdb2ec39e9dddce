//! What the products' REST operations are, and the scopes each takes, as far as that is published.
//!
//! The table lies in `data/product-operations.tsv`. A route read from code is a [`Route`]: literal pieces with holes
//! where a value goes. [`operations`] finds the operations it can name; a route that nothing in the table fits says
//! something about the table, nothing about the app.

mod identity;
mod platform_use;
mod route;

use std::{collections::BTreeMap, sync::LazyLock};

pub use identity::identity_change;
pub use platform_use::PlatformUse;
pub use route::{Piece, Route, Segment};

/// A set of scopes that suffices for an operation, all of them together.
pub type ScopeSet = Vec<&'static str>;

/// A published operation.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// `jira` or `confluence`.
    pub product: &'static str,
    /// In capitals, `GET`.
    pub method: &'static str,
    /// With the parameters in braces, `/rest/api/3/issue/{issueIdOrKey}`.
    pub path: &'static str,
    /// Sets of classic scopes, any one of which suffices. Empty where none is published.
    pub classic: Vec<ScopeSet>,
    /// Sets of granular scopes, any one of which suffices. Empty where none is published.
    pub granular: Vec<ScopeSet>,
    /// The Connect scope, in capitals; none where Connect apps cannot call it.
    pub connect: Option<&'static str>,
    /// The month its document is of, `2025-12`.
    pub as_of: &'static str,
}

/// What an operation does to the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperationClass {
    /// It reads. Searches that are sent as `POST` are reads.
    Read,
    /// It writes, sends or deletes.
    Write,
    /// It changes the configuration, permissions, users or workflows.
    Administer,
}

impl Operation {
    /// True where granular scopes are known to exist for its kind and were not published with what the table was made of:
    /// the first version of Confluence's interface.
    pub fn may_take_granular(&self) -> bool {
        self.granular.is_empty() && self.path.starts_with("/wiki/rest/api/")
    }

    /// Every set of scopes that suffices, classic ones first.
    pub fn alternatives(&self) -> impl Iterator<Item = &ScopeSet> {
        self.classic.iter().chain(&self.granular)
    }

    /// What it does, by the scopes it takes; by its method where none are published.
    pub fn class(&self) -> OperationClass {
        // Classic scopes name the role an operation asks for; granular ones split it into parts. Of several
        // alternatives the kindest counts: a scope for reading suffices only for operations that read.
        let sets = if self.classic.is_empty() { &self.granular } else { &self.classic };
        let narrow = sets.iter().map(|set| set.iter().map(|scope| verb_class(scope)).max());
        match narrow.flatten().min() {
            Some(class) => class,
            None if matches!(self.method, "GET" | "HEAD" | "OPTIONS") => OperationClass::Read,
            None => OperationClass::Write,
        }
    }
}

fn verb_class(scope: &str) -> OperationClass {
    let verb = scope.split_once(':').map_or(scope, |(verb, _)| verb);
    match verb {
        "read" | "validate" | "search" | "readonly" => OperationClass::Read,
        "manage" | "admin" => OperationClass::Administer,
        _ => OperationClass::Write,
    }
}

/// The operations a route can name, in the order of the table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// Those it names.
    pub operations: Vec<&'static Operation>,
    /// The route ends in a hole that may hold more than one segment: `operations` are all that begin so.
    pub open: bool,
}

/// The operations of `product` that a call with this route names. `method` is in capitals; none stands for any.
///
/// A segment of the route that is a hole goes with a parameter; only where no operation has a parameter there does it
/// go with a literal. Versions `2` and `latest` of Jira's API are read as `3`; a Confluence route may lack `/wiki`.
pub fn operations(product: &str, method: Option<&str>, route: &Route) -> Matches {
    let Some(table) = TABLE.get(product) else { return Matches::default() };
    let segments = route.segments_for(product);
    let fits = |operation: &&'static Operation| method.is_none_or(|method| operation.method == method);
    let parents = segments.split_last().filter(|(last, _)| last.is_hole()).map(|(_, parents)| parents);
    let open = parents.filter(|parents| !table.nodes(parents).iter().any(|node| node.parameter.is_some()));
    let candidates = open.map_or_else(|| table.walk(&segments), |parents| table.below(parents));
    let open = open.is_some() && !candidates.is_empty();
    let mut operations: Vec<_> = candidates.into_iter().filter(|operation| fits(operation)).collect();
    operations.sort_by_key(|operation| (operation.path, operation.method));
    operations.dedup();
    Matches { operations, open }
}

/// Every operation, by product, path and method.
pub fn all_operations() -> impl Iterator<Item = &'static Operation> {
    TABLE.values().flat_map(|table| table.below(&[]))
}

/// The operation of this method, in capitals, whose path is written so in the table, its parameters in braces.
pub fn operation(method: &str, path: &str) -> Option<&'static Operation> {
    all_operations().find(|operation| operation.method == method && operation.path == path)
}

/// Operations by the segments of their paths.
#[derive(Debug, Default)]
struct Node {
    literals: BTreeMap<&'static str, Node>,
    parameter: Option<Box<Node>>,
    here: Vec<&'static Operation>,
}

static TABLE: LazyLock<BTreeMap<&'static str, Node>> = LazyLock::new(|| {
    let mut table: BTreeMap<&'static str, Node> = BTreeMap::new();
    let text = include_str!("../data/product-operations.tsv");
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let Ok([product, method, path, classic, granular, connect, as_of]) =
            <[&str; 7]>::try_from(line.split('\t').collect::<Vec<_>>())
        else {
            continue;
        };
        // Lives as long as the program: the table is read once.
        let operation: &'static Operation = Box::leak(Box::new(Operation {
            product,
            method,
            path,
            classic: scope_sets(classic),
            granular: scope_sets(granular),
            connect: Some(connect).filter(|scope| !matches!(*scope, "" | "INACCESSIBLE")),
            as_of,
        }));
        table.entry(product).or_default().insert(operation);
    }
    table
});

fn scope_sets(text: &'static str) -> Vec<ScopeSet> {
    text.split('|').filter(|set| !set.is_empty()).map(|set| set.split('+').collect()).collect()
}

impl Node {
    fn insert(&mut self, operation: &'static Operation) {
        let mut node = self;
        for segment in operation.path.split('/').filter(|segment| !segment.is_empty()) {
            node = match segment.starts_with('{') {
                true => node.parameter.get_or_insert_default(),
                false => node.literals.entry(segment).or_default(),
            };
        }
        node.here.push(operation);
    }

    fn step<'a>(&'a self, segment: &Segment, found: &mut Vec<&'a Node>) {
        let parameter = self.parameter.as_deref();
        if segment.is_hole() {
            match parameter {
                Some(node) => found.push(node),
                None => found.extend(self.literals.values()),
            }
            return;
        }
        let before = found.len();
        found.extend(self.literals.iter().filter(|(literal, _)| segment.fits(literal)).map(|(_, node)| node));
        if found.len() == before || !segment.is_literal() {
            found.extend(parameter);
        }
    }

    fn nodes<'a>(&'a self, segments: &[Segment]) -> Vec<&'a Node> {
        let mut nodes = vec![self];
        for segment in segments {
            let mut next = Vec::new();
            for node in nodes {
                node.step(segment, &mut next);
            }
            nodes = next;
        }
        nodes
    }

    fn walk(&self, segments: &[Segment]) -> Vec<&'static Operation> {
        self.nodes(segments).into_iter().flat_map(|node| node.here.iter().copied()).collect()
    }

    fn below(&self, segments: &[Segment]) -> Vec<&'static Operation> {
        let mut open = self.nodes(segments);
        let mut found = Vec::new();
        while let Some(node) = open.pop() {
            found.extend(node.here.iter().copied());
            open.extend(node.literals.values());
            open.extend(node.parameter.as_deref());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(product: &str, method: &str, route: &str) -> Vec<&'static str> {
        let found = operations(product, Some(method), &Route::parse(route));
        found.operations.iter().map(|operation| operation.path).collect()
    }

    #[test]
    fn every_row_of_the_table_is_found_by_its_own_path() {
        let text = include_str!("../data/product-operations.tsv");
        let rows: Vec<Vec<&str>> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split('\t').collect())
            .collect();
        assert_eq!(rows.len(), all_operations().count());
        for row in rows {
            let route = Route::parse(row[2]);
            let found = operations(row[0], Some(row[1]), &route);
            assert!(found.operations.iter().any(|operation| operation.path == row[2]), "{row:?}: {found:?}");
        }
    }

    #[test]
    fn a_hole_goes_with_a_parameter_and_not_with_its_neighbours() {
        assert_eq!(paths("jira", "GET", "/rest/api/3/issue/{}"), ["/rest/api/3/issue/{issueIdOrKey}"]);
        assert_eq!(paths("jira", "GET", "/rest/api/3/issue/picker?query={}"), ["/rest/api/3/issue/picker"]);
    }

    #[test]
    fn versions_and_prefixes_that_products_take_are_read_as_one() {
        assert_eq!(
            paths("jira", "PUT", "/rest/api/2/issue/{}"),
            paths("jira", "PUT", "/rest/api/3/issue/{}")
        );
        assert_eq!(paths("jira", "GET", "/rest/api/latest/myself"), ["/rest/api/3/myself"]);
        assert_eq!(paths("confluence", "GET", "/rest/api/content/{}"), ["/wiki/rest/api/content/{id}"]);
        assert_eq!(paths("confluence", "GET", "{}/wiki/api/v2/pages/{}"), ["/wiki/api/v2/pages/{id}"]);
    }

    #[test]
    fn a_query_glued_to_a_segment_does_not_hide_it() {
        assert_eq!(paths("jira", "GET", "/rest/api/3/users{}"), ["/rest/api/3/users"]);
        assert_eq!(paths("jira", "GET", "/rest/api/3/user/search?query={}"), ["/rest/api/3/user/search"]);
    }

    #[test]
    fn a_route_that_ends_open_names_all_that_begin_so() {
        let found = operations("jira", Some("GET"), &Route::parse("/rest/agile/1.0/{}"));
        assert!(found.open && found.operations.len() > 1);
        assert_eq!(operations("jira", Some("GET"), &Route::parse("{}")).operations.len(), {
            all_operations()
                .filter(|operation| operation.product == "jira" && operation.method == "GET")
                .count()
        });
    }

    #[test]
    fn searches_sent_as_posts_are_reads() {
        let class =
            |method, route| operations("jira", Some(method), &Route::parse(route)).operations[0].class();
        assert_eq!(class("POST", "/rest/api/3/search/jql"), OperationClass::Read);
        assert_eq!(class("GET", "/rest/api/3/issue/{}"), OperationClass::Read);
        assert_eq!(class("POST", "/rest/api/3/issue"), OperationClass::Write);
        assert_eq!(class("DELETE", "/rest/api/3/permissionscheme/{}"), OperationClass::Administer);
    }

    #[test]
    fn an_unknown_route_names_nothing() {
        assert_eq!(paths("jira", "GET", "/rest/nobody/1.0/heard/of"), [""; 0]);
        assert_eq!(paths("trello", "GET", "/1/boards"), [""; 0]);
    }
}
