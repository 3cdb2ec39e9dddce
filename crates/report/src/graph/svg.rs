//! The picture itself.
//!
//! Columns from left to right: who, pages, the ways into backends, the functions that do something, what is reached. All numbers are whole: the same picture on every machine. Names
//! are set in a fixed-width font and cut to their box, so that nothing has to be measured.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};

use super::plan::{Kind, Node, Plan, Zone};
use crate::{code::CodeView, text::cut};

const WIDTH: i32 = 236;
const HEIGHT: i32 = 38;
const ROW: i32 = 46;
const COLUMN: i32 = 316;
const MARGIN: i32 = 16;
const HEAD: i32 = 30;
const TITLE: i32 = 52;
/// Characters of a title and of a detail that fit a box.
const CHARACTERS: (usize, usize) = (31, 36);

const STYLE: &str = "
svg{background:#fff;color:#172b4d;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.zone{fill:#f4f5f7;stroke:#8993a4;stroke-dasharray:6 4}
.zone-name{font:600 13px system-ui,sans-serif;fill:#44546f}
.name{font:600 17px system-ui,sans-serif;fill:#172b4d}
.box{fill:#fff;stroke:#626f86}
.box.entry{stroke:#0c66e4;stroke-width:2}
.box.lost{stroke:#943d73;stroke-dasharray:3 3;stroke-width:2}
.box.grave{stroke:#c9372c;stroke-width:2}
.title{font-size:12px;fill:#172b4d}
.detail{font-size:10.5px;fill:#505f79}
.edge{fill:none;stroke:#8590a2;stroke-width:1.2}
.edge.checked{stroke:#1f845a;stroke-width:1.8}
.edge.to-grave{stroke:#c9372c}
.tip{fill:#8590a2}
@media (prefers-color-scheme:dark){
svg{background:#1d2125;color:#c7d1db}
.zone{fill:#22272b;stroke:#738496}
.zone-name{fill:#9fadbc}.name{fill:#dee4ea}
.box{fill:#2c333a;stroke:#8696a7}
.box.entry{stroke:#579dff}.box.lost{stroke:#e774bb}.box.grave{stroke:#f87168}
.title{fill:#dee4ea}.detail{fill:#9fadbc}
.edge{stroke:#738496}.edge.checked{stroke:#4bce97}.edge.to-grave{stroke:#f87168}.tip{fill:#738496}
}";

/// Draws apps beneath each other, as one SVG document for light and dark pages. It holds no script and loads nothing.
pub fn graph_svg(apps: &[CodeView<'_>]) -> String {
    let mut top = MARGIN;
    let mut width = COLUMN;
    let mut drawn: Vec<Markup> = Vec::new();
    for view in apps {
        let plan = Plan::of(view);
        let layout = Layout::of(&plan, top);
        drawn.push(layout.draw(&plan, top));
        top = layout.bottom + 2 * MARGIN;
        width = width.max(layout.right + MARGIN);
    }
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (width) " " (top) } width=(width) height=(top) role="img" {
            title { "How the app's code is reached, and what it reaches" }
            style { (PreEscaped(STYLE)) }
            defs {
                marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" {
                    path class="tip" d="M0 0L8 4L0 8z" {}
                }
            }
            @for app in &drawn { (app) }
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", picture.into_string())
}

/// Where everything stands.
struct Layout {
    /// Left and top of each box.
    places: Vec<(i32, i32)>,
    zones: Vec<(Zone, i32, i32, i32, i32)>,
    right: i32,
    bottom: i32,
}

impl Layout {
    fn of(plan: &Plan, top: i32) -> Self {
        let columns = columns(plan);
        let mut layout =
            Self { places: vec![(0, 0); plan.nodes.len()], zones: Vec::new(), right: 0, bottom: 0 };
        let start = top + TITLE;
        let people = layout.stack(plan, Zone::People, &columns, start);
        let browser = layout.stack(plan, Zone::Browser, &columns, start);
        let platform = layout.stack(plan, Zone::Platform, &columns, start);
        let server = layout.stack(plan, Zone::Server, &columns, platform);
        let mut reached = start;
        for zone in [Zone::Products, Zone::Stores, Zone::Network] {
            reached = layout.stack(plan, zone, &columns, reached);
        }
        let last = columns.iter().copied().max().unwrap_or(0);
        layout.right = x(last) + WIDTH + MARGIN;
        layout.bottom = people.max(browser).max(server).max(reached);
        layout
    }

    /// Places the boxes of a zone in its columns, and its border around them. Returns where the next may begin.
    fn stack(&mut self, plan: &Plan, zone: Zone, columns: &[usize], top: i32) -> i32 {
        let of_zone: Vec<usize> = plan.of_zone(zone).map(|(number, _)| number).collect();
        let used: BTreeSet<usize> = of_zone.iter().map(|node| columns[*node]).collect();
        let (Some(&from), Some(&to)) = (used.first(), used.last()) else { return top };
        let mut rows = 0;
        for column in used {
            let mut nodes: Vec<usize> =
                of_zone.iter().copied().filter(|node| columns[*node] == column).collect();
            // Beside what leads there: fewer lines cross.
            nodes.sort_by_key(|&node| (self.middle_of_sources(plan, node), node));
            for (row, node) in nodes.iter().enumerate() {
                self.places[*node] = (x(column), top + HEAD + row as i32 * ROW);
            }
            rows = rows.max(nodes.len());
        }
        let height = HEAD + rows as i32 * ROW;
        let width = x(to) - x(from) + WIDTH + 2 * MARGIN;
        self.zones.push((zone, x(from) - MARGIN, top, width, height));
        top + height + MARGIN
    }

    fn middle_of_sources(&self, plan: &Plan, node: usize) -> i32 {
        let sources: Vec<i32> =
            plan.edges.keys().filter(|(_, to)| *to == node).map(|(from, _)| self.places[*from].1).collect();
        if sources.is_empty() { 0 } else { sources.iter().sum::<i32>() / sources.len() as i32 }
    }

    fn draw(&self, plan: &Plan, top: i32) -> Markup {
        html! {
            text class="name" x=(MARGIN) y=(top + 18) { (plan.name) }
            text class="detail" x=(MARGIN) y=(top + 36) {
                "Green arrow: the code asks who may, on every way it stands for; whether it asks the right thing is not said. Red: as the app, or secrets. Dotted: nothing was found behind it."
            }
            @for (zone, x, y, width, height) in &self.zones {
                rect class="zone" x=(x) y=(y) width=(width) height=(height) rx="8" {}
                text class="zone-name" x=(x + 12) y=(y + 20) { (zone.title()) }
            }
            @for ((from, to), guarded) in &plan.edges { (self.edge(plan, *from, *to, *guarded)) }
            @for (number, node) in plan.nodes.iter().enumerate() { (self.node(number, node)) }
        }
    }

    fn edge(&self, plan: &Plan, from: usize, to: usize, guarded: bool) -> Markup {
        let ((from_x, from_y), (to_x, to_y)) = (self.places[from], self.places[to]);
        let (x1, y1, x2, y2) = (from_x + WIDTH, from_y + HEIGHT / 2, to_x, to_y + HEIGHT / 2);
        // An arrow to the same column or back goes round on the right.
        let bend = if x2 > x1 { (x2 - x1) / 2 } else { 60 };
        let (x2, bend_to) = if x2 > x1 { (x2, x2 - bend) } else { (to_x + WIDTH, to_x + WIDTH + bend) };
        let class = match (guarded, plan.nodes[to].kind) {
            (true, _) => "edge checked",
            (false, Kind::Grave) => "edge to-grave",
            (false, _) => "edge",
        };
        html! {
            path class=(class) marker-end="url(#tip)"
                d={ "M" (x1) " " (y1) "C" (x1 + bend) " " (y1) " " (bend_to) " " (y2) " " (x2) " " (y2) } {
                title { (plan.nodes[from].title) " → " (plan.nodes[to].title) @if guarded { ", asks who may" } }
            }
        }
    }

    fn node(&self, number: usize, node: &Node) -> Markup {
        let (x, y) = self.places[number];
        let class = match node.kind {
            Kind::Caller | Kind::Function | Kind::Reached => "box",
            Kind::Entry => "box entry",
            Kind::Lost => "box lost",
            Kind::Grave => "box grave",
        };
        let round = if node.kind == Kind::Caller { HEIGHT / 2 } else { 5 };
        let first = if node.detail.is_empty() { y + 23 } else { y + 16 };
        html! {
            g {
                title { (node.title) @if !node.detail.is_empty() { " (" (node.detail) ")" } }
                rect class=(class) x=(x) y=(y) width=(WIDTH) height=(HEIGHT) rx=(round) {}
                text class="title" x=(x + 10) y=(first) { (cut(&node.title, CHARACTERS.0)) }
                @if !node.detail.is_empty() {
                    text class="detail" x=(x + 10) y=(y + 30) { (cut(&node.detail, CHARACTERS.1)) }
                }
            }
        }
    }
}

fn x(column: usize) -> i32 {
    2 * MARGIN + column as i32 * COLUMN
}

/// The column of each box. Columns nothing stands in are left out.
fn columns(plan: &Plan) -> Vec<usize> {
    let wanted = |node: &Node| match (node.kind, node.zone) {
        (Kind::Caller, _) => 0,
        (_, Zone::Browser) => 1,
        (Kind::Entry | Kind::Lost, _) => 2,
        (Kind::Function, _) => 3,
        (Kind::Reached | Kind::Grave, _) => 4,
    };
    let all: Vec<usize> = plan.nodes.iter().map(wanted).collect();
    let used: BTreeSet<usize> = all.iter().copied().collect();
    all.iter().map(|column| used.range(..column).count()).collect()
}
