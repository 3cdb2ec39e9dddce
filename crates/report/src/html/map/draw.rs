//! Where things stand: boxes in columns beside each other, or beneath each other where the page is narrow.
//!
//! Names are set in a fixed-width font and cut to their box, so that nothing has to be measured. All numbers
//! are whole: the same picture on every machine.

use maud::{Markup, html};

use super::plan::{Block, Kind, Plan};
use crate::text::{cut, neutral, wrap};

/// Which page the picture is for. A page has both; the style sheet shows one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Wide,
    Narrow,
}

const GAP: i32 = 10;
const LINE: i32 = 16;
const TITLE: i32 = 26;
const LABEL: i32 = 30;
const APP: i32 = 132;
/// Width of a character of a line, in tenths of a unit: 11.5 units of a font that is 0.6 wide, and a little.
const CHARACTER_TENTHS: i32 = 71;
/// The same for a title: 12.5 units of a bold font, on the wide side.
const BOLD_TENTHS: i32 = 74;

/// A box with its place.
struct Placed<'p> {
    block: &'p Block,
    x: i32,
    y: i32,
    width: i32,
}

/// A region inside one border.
struct Region<'p> {
    label: &'static str,
    class: &'static str,
    x: i32,
    y: i32,
    width: i32,
    height: i32,
    boxes: Vec<Placed<'p>>,
}

/// The picture.
pub(super) fn draw(plan: &Plan, shape: Shape) -> Markup {
    match shape {
        Shape::Wide => wide(plan),
        Shape::Narrow => narrow(plan),
    }
}

fn wide(plan: &Plan) -> Markup {
    let callers = region("Who can cause it to run", "callers", &plan.callers, 4, 4, 284);
    let inside = region("Inside Atlassian", "inside", &plan.inside, 622, 4, 354);
    let outside = region("Outside Atlassian", "outside", &plan.outside, 622, inside.bottom() + 22, 354);
    let height = callers.bottom().max(outside.bottom()).max(APP + 40) + 4;
    let (x, width) = (358, 190);
    let top = ((height - APP) / 2).min(420);
    let linked = |region: &Region<'_>| region.boxes.iter().filter(|placed| !placed.block.apart).count();
    let ports = |number: usize, of: usize| top + APP * (2 * i32_of(number) + 1) / (2 * i32_of(of));
    let ways_out = linked(&inside) + linked(&outside);
    html! {
        svg.wide role="img" aria-label=(said(plan)) viewBox={ "0 0 980 " (height) } {
            @for region in [&callers, &inside, &outside] { (border(region)) }
            @for (number, placed) in callers.boxes.iter().filter(|placed| !placed.block.apart).enumerate() {
                (edge(placed.x + placed.width, placed.y + 14, x, ports(number, linked(&callers)), placed.block.grave))
            }
            @for (number, placed) in inside.boxes.iter().chain(&outside.boxes).filter(|placed| !placed.block.apart).enumerate() {
                (edge(x + width, ports(number, ways_out), placed.x, placed.y + 14, is_grave(placed.block)))
            }
            (app(plan, x, top, width))
            @for region in [&callers, &inside, &outside] { @for placed in &region.boxes { (boxed(placed)) } }
        }
    }
}

fn narrow(plan: &Plan) -> Markup {
    let width = 352;
    let step = 34;
    let callers = region("Who can cause it to run", "callers", &plan.callers, 4, 4, width);
    let top = callers.bottom() + step;
    let inside = region("Inside Atlassian", "inside", &plan.inside, 4, top + APP + step, width);
    let outside = region("Outside Atlassian", "outside", &plan.outside, 4, inside.bottom() + step, width);
    html! {
        svg.narrow role="img" aria-label=(said(plan)) viewBox={ "0 0 360 " (outside.bottom() + 4) } {
            @for region in [&callers, &inside, &outside] { (border(region)) }
            (down(callers.bottom(), top))
            (down(top + APP, inside.y))
            (down(inside.bottom(), outside.y))
            (app(plan, 4, top, width))
            @for region in [&callers, &inside, &outside] { @for placed in &region.boxes { (boxed(placed)) } }
        }
    }
}

/// What the picture shows, for those who do not see it; the lists below say the rest.
fn said(plan: &Plan) -> String {
    let titles = |blocks: &[Block]| match blocks {
        [] => "nothing".to_owned(),
        blocks => {
            blocks.iter().map(|block| neutral(&block.title).into_owned()).collect::<Vec<_>>().join("; ")
        }
    };
    format!(
        "Map. Callers: {}. Inside Atlassian: {}. Outside Atlassian: {}. The lists below have every name.",
        titles(&plan.callers),
        titles(&plan.inside),
        titles(&plan.outside)
    )
}

impl Region<'_> {
    fn bottom(&self) -> i32 {
        self.y + self.height
    }
}

fn region<'p>(
    label: &'static str,
    class: &'static str,
    blocks: &'p [Block],
    x: i32,
    y: i32,
    width: i32,
) -> Region<'p> {
    let mut at = y + LABEL;
    let mut boxes = Vec::new();
    for block in blocks {
        let width = width - 2 * GAP;
        boxes.push(Placed { block, x: x + GAP, y: at, width });
        at += height(block, width) + GAP;
    }
    if blocks.is_empty() {
        at += LINE + GAP;
    }
    Region { label, class, x, y, width, height: at - y, boxes }
}

fn height(block: &Block, width: i32) -> i32 {
    let lines = block.lines.len() + title(block, width).len() - 1;
    TITLE + LINE * i32_of(lines) + if block.lines.is_empty() { 2 } else { 8 }
}

/// The title in at most two lines, at least one.
fn title(block: &Block, width: i32) -> Vec<String> {
    let room = usize::try_from((width - 20) * 10 / BOLD_TENTHS).unwrap_or_default();
    let mark = if block.grave { "▲ " } else { "" };
    let mut lines = wrap(&format!("{mark}{}", neutral(&block.title)), room);
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(rest);
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines.iter().map(|line| cut(line, room).into_owned()).collect()
}

fn is_grave(block: &Block) -> bool {
    block.grave || block.lines.iter().any(|line| line.kind == Kind::Grave)
}

fn border(region: &Region<'_>) -> Markup {
    html! {
        rect.region.(region.class) x=(region.x) y=(region.y) width=(region.width) height=(region.height) rx="10" {}
        text.label x=(region.x + GAP) y=(region.y + 20) { (region.label) }
        @if region.boxes.is_empty() {
            text.line x=(region.x + GAP) y=(region.y + LABEL + 12) { "nothing is declared" }
        }
    }
}

fn boxed(placed: &Placed<'_>) -> Markup {
    let Placed { block, x, y, width } = placed;
    let room = usize::try_from((width - 20) * 10 / CHARACTER_TENTHS).unwrap_or_default();
    let titles = title(block, *width);
    html! {
        rect.box.grave[block.grave] x=(x) y=(y) width=(width) height=(height(block, *width)) rx="6" {}
        @for (line, row) in titles.iter().zip(0..) {
            text.title x=(x + 10) y=(y + 18 + LINE * row) { (line) }
        }
        @for (line, row) in block.lines.iter().zip(i32_of(titles.len()) - 1..) {
            @let baseline = y + TITLE + LINE * row + 11;
            @match line.kind {
                Kind::Head => text.head x=(x + 10) y=(baseline) { (cut(&neutral(&line.text), room)) },
                Kind::Item => text.line x=(x + 10) y=(baseline) { (cut(&neutral(&line.text), room)) },
                Kind::Grave => text.line.grave x=(x + 10) y=(baseline) { "▲ " (cut(&neutral(&line.text), room.saturating_sub(2))) },
            }
        }
    }
}

fn app(plan: &Plan, x: i32, y: i32, width: i32) -> Markup {
    let room = usize::try_from((width - 20) / 9).unwrap_or_default();
    let middle = x + width / 2;
    html! {
        rect.app x=(x) y=(y) width=(width) height=(APP) rx="10" {}
        text.name x=(middle) y=(y + 32) { (cut(&neutral(&plan.name), room)) }
        text.home x=(middle) y=(y + 52) { (plan.home) }
        @for (line, row) in plan.size.iter().zip(0..) { text.home x=(middle) y=(y + 78 + LINE * row) { (line) } }
    }
}

/// A line from a box to the right of it, with a head.
fn edge(x1: i32, y1: i32, x2: i32, y2: i32, grave: bool) -> Markup {
    let bend = (x1 + x2) / 2;
    html! {
        path.edge.grave[grave] d={ "M" (x1) " " (y1) "C" (bend) " " (y1) " " (bend) " " (y2) " " (x2 - 7) " " (y2) } {}
        path.tip.grave[grave] d={ "M" (x2) " " (y2) "l-9 -4v8z" } {}
    }
}

/// A line to what stands below, with a head.
fn down(from: i32, to: i32) -> Markup {
    html! {
        path.edge d={ "M180 " (from) "V" (to - 7) } {}
        path.tip d={ "M180 " (to) "l-4 -9h8z" } {}
    }
}

fn i32_of(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 64)
}
