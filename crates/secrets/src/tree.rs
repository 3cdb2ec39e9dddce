//! The files of an app's repository as they lie there, searched.

use std::{borrow::Cow, collections::BTreeSet};

use assay_source::{Excerpt, Place, RelPath, SourceError, SourceText, Span, Tree, redact_line};

use crate::{Detection, NotSeen, SecretFile, SecretId, history::is_picture, scan, secret_file};

/// A file in which something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileScan {
    /// The file.
    pub path: RelPath,
    /// What is in it, in the order of the places.
    pub detections: Vec<Detection>,
    /// What the file is made for, where that is to hold secrets.
    pub made_for: Option<SecretFile>,
}

/// What was found in some files of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TreeScan {
    /// Files in which something was found, ordered by path.
    pub files: Vec<FileScan>,
    /// Number of files that were searched.
    pub searched: usize,
    /// What was not searched, ordered.
    pub not_seen: Vec<NotSeen>,
}

impl TreeScan {
    /// Searches files of a tree. Pictures, fonts and the like are passed over in silence; whatever else is not text
    /// is listed.
    pub fn of<'a>(tree: &Tree, files: impl IntoIterator<Item = &'a RelPath>) -> Self {
        let mut result = Self::default();
        for path in files {
            let made_for = secret_file(path);
            let (detections, cut) = match tree.read(path) {
                Ok(text) => {
                    result.searched += 1;
                    let scan = scan(path, text.as_str().as_bytes());
                    (scan.detections, scan.cut)
                }
                Err(SourceError::Binary(_)) if made_for.is_some() || is_picture(path) => {
                    result.searched += usize::from(made_for.is_some());
                    (Vec::new(), false)
                }
                Err(SourceError::Binary(_)) => {
                    result.not_seen.push(NotSeen::new(path.clone(), "it is not text"));
                    continue;
                }
                Err(error) => {
                    result.not_seen.push(NotSeen::new(path.clone(), error.to_string()));
                    continue;
                }
            };
            if cut {
                result
                    .not_seen
                    .push(NotSeen::new(path.clone(), "it holds more secrets than are told of one file"));
            }
            if !detections.is_empty() || made_for.is_some() {
                result.files.push(FileScan { path: path.clone(), detections, made_for });
            }
        }
        result.files.sort_by(|a, b| a.path.cmp(&b.path));
        result.not_seen.sort();
        result
    }

    /// Every secret that was found, however sure.
    pub fn secrets(&self) -> BTreeSet<SecretId> {
        self.files.iter().flat_map(|file| &file.detections).map(|detection| detection.secret).collect()
    }

    /// What was found in one file.
    pub fn in_file(&self, path: &RelPath) -> Option<&FileScan> {
        self.files.binary_search_by(|file| file.path.cmp(path)).ok().map(|at| &self.files[at])
    }
}

/// A place whose excerpt shows none of some stretches of its file.
pub fn hide(text: &SourceText, mut place: Place, secrets: &[Span]) -> Place {
    let Some(Excerpt { first_line, lines }) = &mut place.excerpt else { return place };
    for (number, line) in (*first_line..).zip(lines) {
        let raw = text.line(number);
        let begin = line_start(text, number);
        let mut shown = Cow::Borrowed(raw);
        for secret in secrets.iter().rev() {
            let (from, to) = (secret.start.max(begin), secret.end.min(begin + raw.len()));
            if from >= to {
                continue;
            }
            let (from, to) = (from - begin, to - begin);
            // Later ones are cut out first, so the offsets of earlier ones still hold.
            if let (Some(head), Some(tail)) = (shown.get(..from), shown.get(to..)) {
                shown = Cow::Owned(format!("{head}…{tail}"));
            }
        }
        if let Cow::Owned(shown) = shown {
            let beginning: String = shown.chars().take(EXCERPT_WIDTH).collect();
            *line = redact_line(&beginning).into_owned();
        }
    }
    place
}

/// Longest line that is kept in an excerpt, in characters.
const EXCERPT_WIDTH: usize = 240;

/// The byte a line begins at.
fn line_start(text: &SourceText, number: u32) -> usize {
    let span = text.line_span(number);
    let line = text.line(number);
    span.start - (line.len() - line.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_shows_none_of_the_secrets() {
        let path = RelPath::parse("a.js").unwrap();
        let text = SourceText::new(path, "x = 'ä';\n  pw = 'p@ss w*rd', q = 'o,k;';\n".as_bytes());
        let at = |word: &str| {
            let start = text.as_str().find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let secrets = [at("p@ss w*rd"), at("o,k;")];
        let place = hide(&text, text.place(secrets[0]), &secrets);
        assert_eq!(place.excerpt.unwrap().lines, ["x = 'ä';", "  pw = '…', q = '…';", ""]);
    }

    #[test]
    fn what_is_no_text_is_listed_and_pictures_are_not() {
        let tree = Tree::from_files([
            ("a.png", &b"\x89PNG\0"[..]),
            ("keys/server.p12", b"\x30\0\x02"),
            ("old.zip", b"PK\0"),
            ("src/a.js", b"const JWT_SECRET = 'q8Zr1mWc0pTnVb7K';"),
        ])
        .unwrap();
        let paths: Vec<RelPath> = tree.files().iter().map(|file| file.path.clone()).collect();
        let scan = TreeScan::of(&tree, &paths);
        assert_eq!(
            scan.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
            ["keys/server.p12", "src/a.js"]
        );
        assert_eq!(scan.not_seen.iter().map(|skip| skip.what.as_str()).collect::<Vec<_>>(), ["old.zip"]);
        assert_eq!(scan.searched, 2);
    }
}
