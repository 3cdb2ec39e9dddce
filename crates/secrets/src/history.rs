//! What is known of the secrets in a repository's history; who reads that history stands elsewhere.

use assay_source::RelPath;

use crate::{Certainty, Form, SecretId, Surroundings};

/// A commit, as far as it is told. Who made it is not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Commit {
    /// Its id in hexadecimal digits.
    pub id: String,
    /// Its day by the committer's clock, `2026-11-22`.
    pub date: String,
}

impl Commit {
    /// The first ten digits of its id.
    pub fn short(&self) -> &str {
        &self.id[..self.id.len().min(10)]
    }
}

/// A secret that stands, or stood, in a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoricSecret {
    /// Which.
    pub secret: SecretId,
    /// By what it was known.
    pub form: Form,
    /// How sure.
    pub certainty: Certainty,
    /// Among what it stood.
    pub surroundings: Surroundings,
    /// The file it came in with, from the top of the repository.
    pub path: RelPath,
    /// Its line there, from 1.
    pub line: u32,
    /// Other files it stood in, ordered.
    pub also: Vec<RelPath>,
    /// The earliest commit that holds it: parents before children, then by date and id.
    pub first: Commit,
    /// The latest commit that holds it, in the same order.
    pub last: Commit,
    /// True where the tip of a branch or a tag still holds it.
    pub in_a_tip: bool,
}

/// Something that was not looked at, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotSeen {
    /// What, in a few words.
    pub what: String,
    /// Why, in one plain sentence without a full stop.
    pub because: String,
    /// The file of the tree, where it is one.
    pub file: Option<RelPath>,
}

impl NotSeen {
    /// A file that was not looked at.
    pub fn new(file: RelPath, because: impl Into<String>) -> Self {
        Self { what: file.to_string(), because: because.into(), file: Some(file) }
    }

    /// Something else that was not looked at.
    pub fn other(what: impl Into<String>, because: impl Into<String>) -> Self {
        Self { what: what.into(), because: because.into(), file: None }
    }
}

/// What a repository's history holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct History {
    /// Each secret once, ordered by first commit, path and line.
    pub secrets: Vec<HistoricSecret>,
    /// Commits that were walked.
    pub commits: usize,
    /// Different contents of files that were searched.
    pub blobs: usize,
    /// What was not seen.
    pub not_seen: Vec<NotSeen>,
}

/// True for a file that holds no text by its kind: pictures, sounds, fonts, documents.
pub(crate) fn is_picture(path: &RelPath) -> bool {
    const EXTENSIONS: [&str; 46] = [
        "apng", "avif", "bmp", "gif", "heic", "icns", "ico", "jpeg", "jpg", "png", "psd", "svgz", "tif",
        "tiff", "webp", "xcf", "aac", "flac", "m4a", "mid", "mp3", "mp4", "mov", "mpg", "avi", "mkv", "ogg",
        "ogv", "opus", "wav", "webm", "eot", "otf", "ttf", "ttc", "woff", "woff2", "pdf", "ai", "eps",
        "sketch", "fig", "glb", "wasm", "pyc", "ds_store",
    ];
    let name = path.file_name().to_ascii_lowercase();
    name == ".ds_store"
        // What fetches a build tool: other people's, the same everywhere.
        || matches!(name.as_str(), "gradle-wrapper.jar" | "maven-wrapper.jar")
        || name.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
}

impl History {
    /// True for a file whose content is not worth reading for secrets: a picture, a sound, a font.
    pub fn is_passed_over(path: &RelPath) -> bool {
        is_picture(path)
    }
}
