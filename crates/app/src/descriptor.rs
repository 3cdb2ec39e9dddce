//! A Connect app's descriptor, `atlassian-connect.json`.

use std::{collections::BTreeMap, sync::Arc};

use assay_source::{Diagnostic, Place, SourceText, Span};

use crate::{
    ConnectModule, Spanned, connect_module,
    document::{Document, JsonDialect, Node, read_json_as, read_yaml},
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
    /// Diagnostics: those of the JSON or YAML reader, and `manifest-wrong-type`.
    pub fn read(text: &Arc<SourceText>) -> Self {
        let yaml = matches!(text.path().extension().as_deref(), Some("yml" | "yaml"));
        let document = if yaml {
            read_yaml(text)
        } else {
            let blanked = without_placeholders(text.as_str());
            read_json_as(text, &blanked, JsonDialect::Commented)
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
            document,
        };
        model.diagnostics.extend(complaints.into_diagnostics());
        model
    }

    /// True when a tree has the shape of a descriptor.
    pub(crate) fn fits(root: &Node) -> bool {
        let has = |key| root.entry(key).is_some();
        has("baseUrl") && has("key") && (has("modules") || has("lifecycle") || has("authentication"))
    }

    /// False when a part could not be read.
    pub fn is_complete(&self) -> bool {
        self.document.complete
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

/// The text with every template placeholder that stands outside of quotes blanked, byte for byte: a lone value
/// becomes a number, everything else spaces.
fn without_placeholders(text: &str) -> String {
    let mut blanked = text.as_bytes().to_vec();
    let (mut at, mut quoted) = (0, false);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        match rest[0] {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'\n' => quoted = false,
            _ if !quoted => {
                if let Some(length) = placeholder(rest) {
                    let is_value =
                        text[..at].trim_end().ends_with(':') && !matches!(rest[2], b'#' | b'/' | b'!');
                    for byte in &mut blanked[at..at + length] {
                        *byte = if matches!(byte, b'\n' | b'\r') { *byte } else { b' ' };
                    }
                    if is_value {
                        blanked[at] = b'0';
                    }
                    at += length;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    // Whole characters were replaced by ASCII, so this holds; else nothing was blanked.
    String::from_utf8(blanked).unwrap_or_else(|_| text.to_owned())
}

/// Length of the placeholder that a text starts with: of Mustache, Handlebars and Jinja, of ERB and EJS, of
/// shells and JavaScript.
fn placeholder(text: &[u8]) -> Option<usize> {
    const TAGS: [(&[u8], &[u8]); 4] = [(b"{{", b"}}"), (b"<%", b"%>"), (b"{%", b"%}"), (b"${", b"}")];
    /// Longest placeholder that is looked for, in bytes.
    const LONGEST: usize = 1000;
    let (_, close) = TAGS.into_iter().find(|(open, _)| text.starts_with(open))?;
    let body = &text[2..text.len().min(LONGEST)];
    Some(2 + body.windows(close.len()).position(|window| window == close)? + close.len())
}
