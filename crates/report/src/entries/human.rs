//! For the terminal.

use std::collections::BTreeMap;

use assay_code::{Entry, Resolution, Side};

use crate::{
    code::{CodeView, audience, gap, side},
    paint::{Ink, Paint},
    text::{capital, count, cut, indented, neutral},
};

/// Lists the entries of apps for a person at a terminal: by where they run and who can take them, the least trusted
/// first. Every line ends in `\n`; the last of each app is its summary.
pub fn entries_human(apps: &[CodeView<'_>], color: bool, width: usize) -> String {
    let pen = Pen { paint: Paint { color }, width: width.clamp(60, 160) };
    apps.iter().map(|view| pen.app(view)).collect::<Vec<_>>().join("\n")
}

struct Pen {
    paint: Paint,
    width: usize,
}

impl Pen {
    fn app(&self, view: &CodeView<'_>) -> String {
        let mut out = format!("{}\n", self.paint.ink(Ink::Strong, &neutral(view.name)));
        let mut groups: BTreeMap<(Side, _), Vec<&Entry>> = BTreeMap::new();
        for entry in &view.analysis.entries {
            groups.entry((entry.side, entry.audience)).or_default().push(entry);
        }
        for ((where_, who), entries) in groups {
            let head = format!("{}, {}", capital(audience(who)), side(where_));
            out.push_str(&format!("\n{} {}\n", self.paint.ink(Ink::Strong, &head), entries.len()));
            for entry in entries {
                out.push_str(&self.entry(view, entry));
            }
        }
        out.push_str(&self.left_out(view));
        out.push_str(&self.summary(view));
        out
    }

    fn entry(&self, view: &CodeView<'_>, entry: &Entry) -> String {
        let (mark, ink) = match entry.resolution {
            Resolution::Resolved => ("·", Ink::Good),
            Resolution::Partly { .. } => ("~", Ink::Amber),
            Resolution::Unresolved { .. } => ("?", Ink::Open),
        };
        let name = neutral(&entry.name).into_owned();
        let events = view.analysis.events_of(entry.id).count();
        let place = entry.declared_at.to_string();
        let does =
            if events == 0 { String::new() } else { format!("  {}", count(events, "effect", "effects")) };
        let line = format!("{name}  {}{does}", self.paint.ink(Ink::Faint, &neutral(&place)));
        let mut out = format!("  {} {line}\n", self.paint.ink(ink, mark));
        let surfaces: Vec<String> =
            entry.audiences.iter().map(|(who, surface)| format!("{} by {surface}", audience(*who))).collect();
        if entry.audiences.len() > 1 {
            let text = cut(&neutral(&surfaces.join(", ")), self.width - 6).into_owned();
            out.push_str(&format!("      {}\n", self.paint.ink(Ink::Faint, &text)));
        }
        if let Some(because) = gap(&entry.resolution) {
            out.push_str(&indented(&neutral(because), 6, self.width));
            out.push('\n');
        }
        out
    }

    fn left_out(&self, view: &CodeView<'_>) -> String {
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for skipped in &view.program.skipped {
            *reasons.entry(skipped.because.to_string()).or_default() += 1;
        }
        if reasons.is_empty() {
            return String::new();
        }
        let told: Vec<String> = reasons.iter().map(|(reason, number)| format!("{number} {reason}")).collect();
        let text = indented(&format!("Files left out: {}.", told.join(", ")), 0, self.width);
        format!("\n{}\n", self.paint.ink(Ink::Faint, &text))
    }

    fn summary(&self, view: &CodeView<'_>) -> String {
        let entries = &view.analysis.entries;
        let open = entries.iter().filter(|entry| entry.resolution != Resolution::Resolved).count();
        let ink = if open == 0 { Ink::Good } else { Ink::Open };
        let found = if open == 0 { "all found".to_owned() } else { format!("{open} not found, or in part") };
        format!(
            "\n{}: {}; {}, {}, {} not followed to the end.\n",
            count(entries.len(), "way in", "ways in"),
            self.paint.ink(ink, &found),
            count(view.program.modules.len(), "file", "files"),
            count(view.analysis.functions, "function", "functions"),
            view.analysis.budgets.len(),
        )
    }
}
