//! Where something stands.

use serde::{Deserialize, Serialize};

use crate::RelPath;

/// A stretch of a file in bytes, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The stretch from `start` up to, not including, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The smallest stretch that holds both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Line and column as people count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode code points.
    pub column: u32,
}

/// A stretch of a file in lines and columns; `end` is the position just after its last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Region {
    /// Position of the first character.
    pub start: Position,
    /// Position just after the last character.
    pub end: Position,
}

/// Some lines of a file, redacted, kept so that a saved assessment can show them again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Excerpt {
    /// Number of the first line, from 1.
    pub first_line: u32,
    /// The lines without their ends; secrets in them are masked.
    pub lines: Vec<String>,
}

/// Where a person should look: a file, usually a region of it, and the lines around.
///
/// Made by [`SourceText::place`](crate::SourceText::place), which redacts the excerpt; or by [`Place::file`]
/// where a whole file (or its absence) is the point.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The file, relative to the directory that was named on the command line.
    pub file: RelPath,
    /// The stretch meant; none where the whole file is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// The lines of the region with a line of context on either side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

impl Place {
    /// A whole file.
    pub fn file(file: RelPath) -> Self {
        Self { file, region: None, excerpt: None }
    }

    /// The line it starts in, from 1; 1 where the whole file is meant.
    pub fn line(&self) -> u32 {
        self.region.map_or(1, |region| region.start.line)
    }
}

impl std::fmt::Display for Place {
    /// `app/manifest.yml:12:5`, or the file alone.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        match self.region {
            Some(region) => write!(f, ":{}:{}", region.start.line, region.start.column),
            None => Ok(()),
        }
    }
}
