//! The block `app`.

use assay_source::Span;

use super::{Spanned, section::Section};
use crate::document::Node;

/// What the block `app` says of the app as a whole.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AppBlock {
    /// The key `app` with its block; none where the manifest has no such block.
    pub span: Option<Span>,
    /// `ari:cloud:ecosystem::app/…`.
    pub id: Option<Spanned<String>>,
    /// A name, where one is given; the platform keeps the real one elsewhere.
    pub name: Option<Spanned<String>>,
    /// The runtime; none means the legacy one.
    pub runtime: Option<Runtime>,
    /// `licensing.enabled`.
    pub licensing: Option<Spanned<bool>>,
    /// The Connect part of the app.
    pub connect: Option<ConnectBlock>,
    /// `access.userAccess.enabled`, which lets people grant access on behalf of themselves.
    pub user_access: Option<Spanned<bool>>,
    /// How the code is bundled.
    pub package: Option<Package>,
    /// `storage`: entities, indexes, classifications.
    pub storage: Option<Node>,
    /// `compatibility`: the products it works with, required or not.
    pub compatibility: Option<Node>,
}

/// `app.runtime`.
#[derive(Debug, Clone, PartialEq)]
pub struct Runtime {
    /// `nodejs22.x`.
    pub name: Option<Spanned<String>>,
    /// Memory of each function, in MB.
    pub memory_mb: Option<Spanned<u64>>,
    /// `arm64` or `x86_64`.
    pub architecture: Option<Spanned<String>>,
    /// The block.
    pub span: Span,
}

/// `app.connect`: the app is also a Connect app.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectBlock {
    /// The Connect app's key.
    pub key: Option<Spanned<String>>,
    /// The key of the remote that serves the Connect modules.
    pub remote: Option<Spanned<String>>,
    /// `jwt`, or `none`; `jwt` where missing.
    pub authentication: Option<Spanned<String>>,
    /// The block.
    pub span: Span,
}

/// `app.package`.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Which bundler makes the deployed code.
    pub bundler: Option<Spanned<String>>,
    /// The folder of code that is deployed.
    pub path: Option<Spanned<String>>,
    /// Files that are deployed beside the code.
    pub extra_files: Vec<Spanned<String>>,
    /// The block.
    pub span: Span,
}

pub(super) fn read(manifest: &Section<'_>) -> AppBlock {
    let Some(app) = manifest.map("app") else {
        return AppBlock {
            span: manifest.node.entry("app").map(|entry| entry.span()),
            ..AppBlock::default()
        };
    };
    AppBlock {
        span: manifest.node.entry("app").map(|entry| entry.span()),
        id: app.text("id"),
        name: app.text("name"),
        runtime: app.map("runtime").map(|runtime| Runtime {
            name: runtime.text("name"),
            memory_mb: runtime.number("memoryMB"),
            architecture: runtime.text("architecture"),
            span: runtime.span(),
        }),
        licensing: app.map("licensing").and_then(|licensing| licensing.boolean("enabled")),
        connect: app.map("connect").map(|connect| ConnectBlock {
            key: connect.text("key"),
            remote: connect.text("remote"),
            authentication: connect.text("authentication"),
            span: connect.span(),
        }),
        user_access: app
            .map("access")
            .and_then(|access| access.map("userAccess"))
            .and_then(|access| access.boolean("enabled")),
        package: app.map("package").map(|package| Package {
            bundler: package.text("bundler"),
            path: package.text("path"),
            extra_files: package.texts("extraFiles"),
            span: package.span(),
        }),
        storage: app.any("storage").map(|storage| storage.node.clone()),
        compatibility: app.any("compatibility").map(|compatibility| compatibility.node.clone()),
    }
}
