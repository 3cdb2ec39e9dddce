//! A Connect app's descriptor, `atlassian-connect.json`.

mod template;

use std::{collections::BTreeMap, sync::Arc};

use assay_source::{Diagnostic, Level, Place, SourceText, Span};

use crate::{
    ConnectModule, Spanned, connect_module,
    document::{Document, JsonDialect, Node, Value, read_json_as, read_yaml},
    manifest::section::{Complaints, Section},
};

/// A Connect descriptor, or a template of one.
#[derive(Debug, Clone)]
pub struct ConnectDescriptor {
    /// The tree and the text it was read from.
    pub document: Document,
    /// `key`.
    pub key: Option<Spanned<String>>,
    /// `name`.
    pub name: Option<Spanned<String>>,
    /// `baseUrl`, often a placeholder.
    pub base_url: Option<Spanned<String>>,
    /// `authentication.type`: `jwt` or `none`; `jwt` where missing.
    pub authentication: Option<Spanned<String>>,
    /// `lifecycle`: event and URL.
    pub lifecycle: Vec<LifecycleHook>,
    /// `scopes`.
    pub scopes: Vec<Spanned<String>>,
    /// `apiMigrations`: names and whether they are switched on.
    pub api_migrations: BTreeMap<String, Spanned<bool>>,
    /// Everything below `modules`.
    pub modules: Vec<ConnectModule>,
    /// `vendor.name`.
    pub vendor_name: Option<Spanned<String>>,
    /// `vendor.url`.
    pub vendor_url: Option<Spanned<String>>,
    /// `links`: relation and URL.
    pub links: BTreeMap<String, Spanned<String>>,
    /// `enableLicensing`.
    pub licensing: Option<Spanned<bool>>,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
    complete: bool,
}

/// One entry of `lifecycle`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleHook {
    /// `installed`, `uninstalled`, `enabled`, `disabled`, …
    pub event: Spanned<String>,
    /// The URL or path that is called.
    pub url: Spanned<String>,
}

impl ConnectDescriptor {
    /// Reads a descriptor. Placeholders of templates are kept inside texts, where
    /// [`Spanned::is_certain`](crate::Spanned) tells them, and passed over elsewhere.
    ///
    /// Diagnostics: those of the JSON or YAML reader, `manifest-wrong-type`, and the note `template-placeholder`.
    pub fn read(text: &Arc<SourceText>) -> Self {
        let yaml = matches!(text.path().extension().as_deref(), Some("yml" | "yaml"));
        let document = if yaml {
            read_yaml(text)
        } else {
            let (blanked, left_out) = template::blank(text.as_str());
            let mut document = read_json_as(text, &blanked, JsonDialect::Commented);
            if let Some(at) = left_out {
                let message = "a part of this template is filled in later, or is one of several alternatives; it is not read";
                document.complete = false;
                document.diagnostics.push(
                    Diagnostic::new(Level::Note, "template-placeholder", message)
                        .at(text.place(at), "not read")
                        .help("render the template, to have all of the descriptor examined"),
                );
            }
            document
        };
        Self::from_document(document)
    }

    /// Understands a tree that was already read.
    pub fn from_document(document: Document) -> Self {
        let text = Arc::clone(&document.text);
        let complaints = Complaints::new(&text);
        let root = document.root.clone();
        let top = Section::new(&root, "", &complaints);
        let vendor = top.map("vendor");
        let entries = |key| top.map(key).map(|map| map.entries().collect::<Vec<_>>()).unwrap_or_default();
        let mut model = Self {
            key: top.text("key"),
            name: top.text("name"),
            base_url: top.text("baseUrl"),
            authentication: top.map("authentication").and_then(|authentication| authentication.text("type")),
            lifecycle: entries("lifecycle")
                .into_iter()
                .filter_map(|(entry, url)| {
                    let event = Spanned::new(entry.key.text.clone(), entry.key.span);
                    Some(LifecycleHook { event, url: url.as_text()? })
                })
                .collect(),
            scopes: top.texts("scopes"),
            api_migrations: entries("apiMigrations")
                .into_iter()
                .filter_map(|(entry, value)| {
                    let value = Spanned::new(value.node.as_bool()?, entry.span());
                    Some((entry.key.text.clone(), value))
                })
                .collect(),
            modules: top
                .map("modules")
                .map(|modules| connect_module::read(modules.node, "modules"))
                .unwrap_or_default(),
            vendor_name: vendor.as_ref().and_then(|vendor| vendor.text("name")),
            vendor_url: vendor.as_ref().and_then(|vendor| vendor.text("url")),
            links: entries("links")
                .into_iter()
                .filter_map(|(entry, url)| Some((entry.key.text.clone(), url.as_text()?)))
                .collect(),
            licensing: top.boolean("enableLicensing"),
            diagnostics: document.diagnostics.clone(),
            complete: document.complete && !complaints.hide_something(),
            document,
        };
        model.diagnostics.extend(complaints.into_diagnostics());
        model
    }

    /// True when a tree has the shape of a descriptor.
    pub(crate) fn fits(root: &Node) -> bool {
        let has = |key| root.entry(key).is_some();
        let is_map = |key| matches!(root.get(key).map(|node| &node.value), Some(Value::Map(_)));
        // What a product sends when the app is installed has a key and a base URL too.
        let is_callback = has("clientKey") || has("eventType");
        has("baseUrl")
            && has("key")
            && !is_callback
            && (is_map("modules") || is_map("lifecycle") || is_map("authentication"))
    }

    /// False when a part could not be read.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// `apiMigrations.signed-install`; none where it does not stand there.
    pub fn signed_install(&self) -> Option<&Spanned<bool>> {
        self.api_migrations.get("signed-install")
    }

    /// The place of a span of this descriptor.
    pub fn place(&self, span: Span) -> Place {
        self.document.place(span)
    }

    /// The place of the first line.
    pub fn head(&self) -> Place {
        self.place(self.document.text.line_span(1))
    }
}
