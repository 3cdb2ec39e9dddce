//! Files that are derived, and whether those on disk are up to date.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs, io,
    path::Path,
};

/// Files by their path from the root of the repository, and folders in which every file is one of them.
#[derive(Default)]
pub(crate) struct Generated {
    files: BTreeMap<String, String>,
    folders: BTreeSet<String>,
}

/// How a file on disk differs from what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Missing,
    Stale,
    LeftOver,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::LeftOver => "left over",
        })
    }
}

/// A file that differs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Drift {
    pub(crate) path: String,
    pub(crate) what: What,
}

impl Generated {
    /// Adds one file.
    pub(crate) fn file(&mut self, path: &str, content: String) {
        self.files.insert(path.to_owned(), content);
    }

    /// Adds a folder that holds these files, named from there, and no others.
    pub(crate) fn folder(&mut self, folder: &str, files: impl IntoIterator<Item = (String, String)>) {
        self.folders.insert(folder.to_owned());
        for (name, content) in files {
            self.file(&format!("{folder}/{name}"), content);
        }
    }

    /// Adds the part of a file between `<!-- name: … -->` and `<!-- /name -->`; the rest is written by hand.
    pub(crate) fn part(&mut self, root: &Path, path: &str, name: &str, content: &str) -> io::Result<()> {
        let text = fs::read_to_string(root.join(path))?;
        let text = between(&text, name, content)
            .ok_or_else(|| io::Error::other(format!("{path} has no place for `{name}`")))?;
        self.file(path, text);
        Ok(())
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// What differs on disk, by path.
    pub(crate) fn drift(&self, root: &Path) -> io::Result<Vec<Drift>> {
        let mut drift = Vec::new();
        for (path, content) in &self.files {
            let what = match fs::read_to_string(root.join(path)) {
                Ok(found) if found == *content => continue,
                Ok(_) => What::Stale,
                Err(error) if error.kind() == io::ErrorKind::NotFound => What::Missing,
                Err(error) => return Err(error),
            };
            drift.push(Drift { path: path.clone(), what });
        }
        for folder in &self.folders {
            for path in listed(root, folder)? {
                if !self.files.contains_key(&path) {
                    drift.push(Drift { path, what: What::LeftOver });
                }
            }
        }
        Ok(drift)
    }

    /// Puts the files on disk right; returns what was wrong.
    pub(crate) fn write(&self, root: &Path) -> io::Result<Vec<Drift>> {
        let drift = self.drift(root)?;
        for Drift { path, what } in &drift {
            let file = root.join(path);
            if *what == What::LeftOver {
                fs::remove_file(file)?;
                continue;
            }
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(file, &self.files[path])?;
        }
        Ok(drift)
    }
}

fn between(text: &str, name: &str, content: &str) -> Option<String> {
    let start = text.find(&format!("<!-- {name}: "))?;
    let start = start + text[start..].find("-->\n")? + "-->\n".len();
    let end = start + text[start..].find(&format!("<!-- /{name} -->"))?;
    Some(format!("{}\n{content}\n{}", &text[..start], &text[end..]))
}

/// The files below a folder, by their paths from the root.
fn listed(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(root.join(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            paths.extend(listed(root, &path)?);
        } else {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_replaced_and_nothing_around_it() {
        let text = "before\n<!-- report: made -->\nold\n<!-- /report -->\nafter\n";
        let once = between(text, "report", "new\n").unwrap();
        assert_eq!(once, "before\n<!-- report: made -->\n\nnew\n\n<!-- /report -->\nafter\n");
        assert_eq!(between(&once, "report", "new\n").unwrap(), once);
        assert_eq!(between(text, "coverage", ""), None);
    }

    #[test]
    fn what_is_missing_stale_or_left_over_is_told_and_put_right() {
        let root = tempfile::tempdir().unwrap();
        let on_disk = |name: &str, content: &str| fs::write(root.path().join(name), content).unwrap();
        fs::create_dir_all(root.path().join("docs/rules")).unwrap();
        on_disk("docs/rules/old.md", "");
        on_disk("docs/rules/kept.md", "kept");
        on_disk("docs/coverage.md", "yesterday's");
        let mut all = Generated::default();
        all.file("docs/coverage.md", "today's".to_owned());
        all.folder(
            "docs/rules",
            [("kept.md", "kept"), ("new.md", "new")].map(|(a, b)| (a.to_owned(), b.to_owned())),
        );

        let wrong: Vec<_> =
            all.drift(root.path()).unwrap().into_iter().map(|it| (it.path, it.what)).collect();
        let expected = [
            ("docs/coverage.md", What::Stale),
            ("docs/rules/new.md", What::Missing),
            ("docs/rules/old.md", What::LeftOver),
        ];
        assert_eq!(wrong, expected.map(|(path, what)| (path.to_owned(), what)));

        all.write(root.path()).unwrap();
        assert_eq!(all.drift(root.path()).unwrap(), []);
    }
}
