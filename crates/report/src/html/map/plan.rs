//! What stands on the map: boxes with lines, before anybody knows where.

use assay_evidence::{AppCard, AppType, Destination, Surface, SurfaceEgress, SurfaceModule, SurfaceScope};

use super::terms::{class_words, is_grave, is_open, list_words, product_words, strength, who};
use crate::text::count;

/// Lines a box shows before it says how many more there are.
const LINES_A_BOX: usize = 9;
/// Boxes a region shows before it does.
const BOXES_A_REGION: usize = 12;

/// Everything on the map.
pub(super) struct Plan {
    /// The app's name.
    pub(super) name: String,
    /// Where its code runs.
    pub(super) home: &'static str,
    /// Its size in a few words, a line each.
    pub(super) size: Vec<String>,
    /// Who can cause it to run.
    pub(super) callers: Vec<Block>,
    /// What it may do inside Atlassian.
    pub(super) inside: Vec<Block>,
    /// Where it sends to, or loads from, outside.
    pub(super) outside: Vec<Block>,
}

/// A box.
#[derive(Default)]
pub(super) struct Block {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
    /// It opens much: drawn so, and marked.
    pub(super) grave: bool,
    /// Nothing goes between it and the app.
    pub(super) apart: bool,
}

/// A line in a box.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) kind: Kind,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Head,
    Item,
    Grave,
}

impl Plan {
    /// The map of an app.
    pub(super) fn of(app: &AppCard, surface: &Surface) -> Self {
        let is = |kinds: &[AppType]| app.types.iter().any(|reason| kinds.contains(&reason.app_type));
        let forge = is(&[AppType::Forge, AppType::ForgeRemote]);
        let home = match (forge, is(&[AppType::Connect])) {
            (true, true) => "on Forge and on its own server",
            (true, false) => "on Forge, inside Atlassian",
            (false, _) => "on a server of its developer",
        };
        Self {
            name: app.name.clone(),
            home,
            size: vec![
                count(surface.modules.len(), "module", "modules"),
                count(surface.scopes.len(), "scope", "scopes"),
                count(surface.egress.len(), "way out", "ways out"),
            ],
            callers: few(callers(&surface.modules)),
            inside: few(inside(surface)),
            outside: few(outside(surface)),
        }
    }
}

impl Block {
    fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    fn head(&mut self, text: impl Into<String>) {
        self.lines.push(Line { text: text.into(), kind: Kind::Head });
    }

    fn item(&mut self, text: impl Into<String>, grave: bool) {
        self.lines.push(Line { text: text.into(), kind: if grave { Kind::Grave } else { Kind::Item } });
    }

    /// With the lines that fit, those that open most first kept in their order, and the number of the rest.
    fn cut(mut self) -> Self {
        if self.lines.len() > LINES_A_BOX + 1 {
            let rest = self.lines.split_off(LINES_A_BOX);
            let items = rest.iter().filter(|line| line.kind != Kind::Head).count();
            self.head(format!("and {items} more, in the lists below"));
        }
        self
    }
}

/// Boxes that fit a region, and one that says how many are left.
fn few(mut blocks: Vec<Block>) -> Vec<Block> {
    if blocks.len() > BOXES_A_REGION + 1 {
        let rest = blocks.split_off(BOXES_A_REGION).len();
        blocks.push(Block { apart: true, ..Block::new(format!("And {rest} more, in the lists below")) });
    }
    blocks
}

/// A box for each set of callers, the most open first.
fn callers(modules: &[SurfaceModule]) -> Vec<Block> {
    let mut sets: Vec<&Option<Vec<String>>> = modules.iter().map(|module| &module.invoked_by).collect();
    let rank = |set: &Option<Vec<String>>| match set {
        Some(by) if by.is_empty() => 3,
        Some(by) if by.iter().all(|by| by == "anonymous-web") => 0,
        Some(by) => 1 + usize::from(!by.iter().any(|by| by == "any-user" || by == "anonymous-web")),
        None => 2,
    };
    sets.sort_by_key(|set| (rank(set), (*set).clone()));
    sets.dedup();
    sets.into_iter()
        .map(|set| {
            let mut block = match set {
                None => Block::new("Unlisted modules: callers unknown"),
                Some(by) if by.is_empty() => {
                    Block { apart: true, ..Block::new("Declared only, nobody calls") }
                }
                Some(by) => Block { grave: rank(set) == 0, ..Block::new(who(by)) },
            };
            for module in modules.iter().filter(|module| module.invoked_by == *set) {
                block.item(format!("{}  {}", module.kind, module.key), false);
            }
            block.cut()
        })
        .collect()
}

/// Products with the scopes in them, and addresses that lead to Atlassian.
fn inside(surface: &Surface) -> Vec<Block> {
    let mut products: Vec<&[String]> = surface.scopes.iter().map(|scope| scope.products.as_slice()).collect();
    products.sort_by_key(|products| (products.is_empty(), *products));
    products.dedup();
    let mut blocks: Vec<Block> = products
        .into_iter()
        .map(|products| {
            let scopes: Vec<_> = surface.scopes.iter().filter(|scope| scope.products == products).collect();
            let title =
                if products.is_empty() { "Unlisted scopes".to_owned() } else { product_words(products) };
            with_classes(Block::new(title), &scopes).cut()
        })
        .collect();
    blocks.extend(by_list(surface, "Atlassian’s own addresses", |leads| leads == Destination::Atlassian));
    blocks
}

/// Scopes under the most they let the app do, the strongest first.
fn with_classes(mut block: Block, scopes: &[&SurfaceScope]) -> Block {
    let mut classes: Vec<Option<&str>> = scopes.iter().map(|scope| scope.class.as_deref()).collect();
    classes.sort_by_key(|class| strength(*class));
    classes.dedup();
    for class in classes {
        if let Some(class) = class {
            block.head(class_words(class));
        }
        for scope in scopes.iter().filter(|scope| scope.class.as_deref() == class) {
            let away = if scope.impersonation { "  for absent users" } else { "" };
            block.item(format!("{}{away}", scope.name), is_grave(class) || scope.impersonation);
        }
    }
    block
}

/// Remotes, then addresses outside, list by list.
fn outside(surface: &Surface) -> Vec<Block> {
    let mut blocks: Vec<Block> = surface
        .remotes
        .iter()
        .map(|remote| {
            let mut block = Block::new(format!("Own server: {}", remote.key));
            for address in &remote.addresses {
                block.item(address.clone(), is_open(address));
            }
            if !remote.operations.is_empty() {
                block.head(format!("declared for {}", remote.operations.join(", ")));
            }
            for token in &remote.tokens {
                let text =
                    if token == "user" { "receives tokens of users" } else { "receives tokens of the app" };
                block.item(text, true);
            }
            block.cut()
        })
        .collect();
    blocks.extend(by_list(surface, "", |leads| {
        matches!(leads, Destination::Outside | Destination::Uncertain | Destination::Remote)
    }));
    if surface.egress_is_configurable {
        let mut block = Block::new("Added by customers");
        block.item("any address an admin allows", true);
        blocks.push(block);
    }
    blocks
}

/// A box for each list of egress, with the addresses that lead where it is asked; one box where a title is given.
fn by_list(surface: &Surface, title: &str, fits: impl Fn(Destination) -> bool) -> Vec<Block> {
    let fitting: Vec<&SurfaceEgress> = surface.egress.iter().filter(|entry| fits(entry.leads)).collect();
    let mut lists: Vec<&str> =
        fitting.iter().map(|entry| if title.is_empty() { entry.list.as_str() } else { title }).collect();
    lists.sort_by_key(|list| (!list.starts_with("fetch"), *list));
    lists.dedup();
    lists
        .into_iter()
        .map(|list| {
            let mut block = Block::new(if title.is_empty() { list_words(list) } else { list.to_owned() });
            for entry in fitting.iter().filter(|entry| !title.is_empty() || entry.list == list) {
                let text = match entry.leads {
                    Destination::Remote => format!("own server {}", entry.address),
                    _ if entry.address == "*" => "every host (*)".to_owned(),
                    Destination::Uncertain => format!("{}  by a variable", entry.address),
                    _ => entry.address.clone(),
                };
                block.item(text, is_open(&entry.address));
            }
            block.cut()
        })
        .collect()
}
