//! For programs: every entry with its places, and everything that was left out.

use assay_code::{Entry, Resolution, Shape, Site, Value};
use assay_source::{Diagnostic, Place, Region};
use serde::Serialize;

use crate::{
    Tool,
    code::{CodeView, gap},
};

/// The version of the document this build writes.
pub const ENTRIES_SCHEMA_ID: &str = "assay-entries-1";

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tool: &'a Tool,
    apps: Vec<AppOut<'a>>,
}

#[derive(Serialize)]
struct AppOut<'a> {
    name: &'a str,
    path: String,
    files: usize,
    functions: usize,
    entries: Vec<EntryOut<'a>>,
    skipped: Vec<SkippedOut<'a>>,
    not_followed: Vec<Limited<'a>>,
    diagnostics: &'a [Diagnostic],
}

#[derive(Serialize)]
struct EntryOut<'a> {
    name: &'a str,
    audience: String,
    side: String,
    invocation: String,
    declared_at: PlaceOut<'a>,
    resolution: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    reached_by: Vec<Surface<'a>>,
    handlers: Vec<Handler<'a>>,
    effects: usize,
}

#[derive(Serialize)]
struct Surface<'a> {
    audience: String,
    surface: &'a str,
}

#[derive(Serialize)]
struct Handler<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    library: Option<&'a str>,
}

#[derive(Serialize)]
struct PlaceOut<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct SkippedOut<'a> {
    file: &'a str,
    because: String,
}

#[derive(Serialize)]
struct Limited<'a> {
    function: &'a str,
    place: String,
}

/// Tells the entries of apps to a program, as one JSON document.
pub fn entries_json(tool: &Tool, apps: &[CodeView<'_>]) -> String {
    let apps = apps.iter().map(app).collect();
    let document = Document { schema: ENTRIES_SCHEMA_ID, tool, apps };
    let text = serde_json::to_string_pretty(&document).expect("the document has texts for keys");
    text + "\n"
}

fn app<'a>(view: &'a CodeView<'_>) -> AppOut<'a> {
    let limited = view
        .analysis
        .budgets
        .iter()
        .map(|hit| Limited { function: &hit.function, place: view.analysis.place(hit.site).to_string() });
    let skipped = view.program.skipped.iter();
    AppOut {
        name: view.name,
        path: view.app.root.to_string(),
        files: view.program.modules.len(),
        functions: view.analysis.functions,
        entries: view.analysis.entries.iter().map(|entry| out(view, entry)).collect(),
        skipped: skipped
            .map(|skipped| SkippedOut { file: skipped.file.as_str(), because: skipped.because.to_string() })
            .collect(),
        not_followed: limited.collect(),
        diagnostics: &view.program.diagnostics,
    }
}

fn out<'a>(view: &'a CodeView<'_>, entry: &'a Entry) -> EntryOut<'a> {
    EntryOut {
        name: &entry.name,
        audience: kebab(&format!("{:?}", entry.audience)),
        side: kebab(&format!("{:?}", entry.side)),
        invocation: kebab(&format!("{:?}", entry.invocation)),
        declared_at: place(&entry.declared_at),
        resolution: match entry.resolution {
            Resolution::Resolved => "resolved",
            Resolution::Partly { .. } => "partly",
            Resolution::Unresolved { .. } => "unresolved",
        },
        because: gap(&entry.resolution),
        reached_by: entry
            .audiences
            .iter()
            .map(|(audience, surface)| Surface { audience: kebab(&format!("{audience:?}")), surface })
            .collect(),
        handlers: entry
            .handlers
            .iter()
            .flat_map(Value::alternatives)
            .map(|value| handler(view, value))
            .collect(),
        effects: view.analysis.events_of(entry.id).count(),
    }
}

fn handler<'a>(view: &'a CodeView<'_>, value: &'a Value) -> Handler<'a> {
    let at = |site| Some(view.analysis.place(site).to_string());
    match value.shape() {
        Shape::Function(closure) => {
            let function = &view.program.module(closure.module).functions[closure.function.index()];
            let place = at(Site::new(closure.module, function.head));
            Handler { name: function.name.as_deref(), place, library: None }
        }
        Shape::Namespace(module) => {
            Handler { name: None, place: Some(view.program.module(*module).file.to_string()), library: None }
        }
        _ => Handler { name: None, place: None, library: value.external_path() },
    }
}

fn place(place: &Place) -> PlaceOut<'_> {
    PlaceOut { file: place.file.as_str(), region: place.region }
}

/// `ProductEvent` as `product-event`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (index, c) in name.chars().enumerate() {
        if c.is_ascii_uppercase() && index > 0 {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
