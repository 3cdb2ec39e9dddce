//! Texts of one site that are seen on another, and where a process keeps them.

use std::{fmt, fs, path::Path};

use assay_products::Products;
use assay_sandbox::Kept;
use assay_source::{RelPath, SourceText};
use serde::Serialize;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leak {
    /// The site it belongs to.
    pub of: String,
    /// The site it was seen on.
    pub on: String,
    /// In what it was seen: `answer`, `log`, `event`.
    pub within: &'static str,
    /// Where the process that serves both keeps it, as far as that was found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
}

/// Where a process keeps a text of a site between invocations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Held {
    /// The site it belongs to.
    pub of: String,
    /// The way to it, from a variable of the top level: `cache.get("A-1").summary`.
    pub path: String,
    /// The file that variable comes from, below the app's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line that declares it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a text of the site {} was seen in the {} on {}", self.of, self.within, self.on)?;
        let held: Vec<String> = self.held.iter().map(ToString::to_string).collect();
        if held.is_empty() { Ok(()) } else { write!(f, "; the process keeps it in {}", held.join(", ")) }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.path)?;
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, " ({file}:{line})"),
            (Some(file), None) => write!(f, " ({file})"),
            (None, _) => Ok(()),
        }
    }
}

/// The canaries of other sites in a text that was seen on one.
pub(crate) fn leaks(products: &Products, on: &str, within: &'static str, text: &str) -> Vec<Leak> {
    let others = products.sites().filter(|site| site.key != on && text.contains(&site.canary));
    others.map(|site| Leak { of: site.key.clone(), on: on.to_owned(), within, held: Vec::new() }).collect()
}

/// What was found in a process, with the line of the app's folder that declares it.
pub(crate) fn held(kept: &Kept, of: &str, directory: &Path) -> Held {
    let file = kept.file.as_deref().and_then(|file| RelPath::parse(file).ok());
    let line = file.as_ref().and_then(|file| {
        let bytes = fs::read(directory.join(file.as_str())).ok()?;
        assay_observers::declaration(&SourceText::new(file.clone(), &bytes), &kept.path)
    });
    Held { of: of.to_owned(), path: kept.path.clone(), file: file.map(|file| file.to_string()), line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canary_is_a_leak_everywhere_but_at_home() {
        let products = Products::seeded();
        let canary = &products.site("maple").unwrap().canary;
        let text = format!("one {canary} two");
        let leak = Leak { of: "maple".into(), on: "cedar".into(), within: "log", held: Vec::new() };
        assert_eq!(leaks(&products, "cedar", "log", &text), [leak]);
        assert_eq!(leaks(&products, "maple", "log", &text), []);
    }
}
