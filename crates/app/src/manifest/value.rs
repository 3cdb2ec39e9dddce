//! Values of a manifest with their places.

use std::{collections::BTreeMap, fmt};

use assay_source::Span;

/// A value and where it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl Spanned<String> {
    /// The text as it is written, variables unresolved.
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// Names of the environment variables it depends on, in order: `HOST` of `https://${HOST}/x`.
    pub fn variables(&self) -> Vec<&str> {
        variables(&self.value).map(|(name, ..)| name).collect()
    }

    /// False when it depends on an environment variable or a template's placeholder (`${…}`, `{{…}}`, `<%…%>`):
    /// it must then not be judged as if it were literal.
    pub fn is_certain(&self) -> bool {
        let text = &self.value;
        ![("${", "}"), ("{{", "}}"), ("<%", "%>")]
            .iter()
            .any(|(open, close)| text.find(open).is_some_and(|at| text[at..].contains(close)))
    }
}

impl fmt::Display for Spanned<String> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.value)
    }
}

/// Values for environment variables of a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Variables(pub BTreeMap<String, String>);

impl Variables {
    /// The text with every known variable replaced, once; unknown ones stay as they are.
    pub fn resolve(&self, text: &str) -> String {
        let mut resolved = String::with_capacity(text.len());
        let mut rest = 0;
        for (name, start, end) in variables(text) {
            if let Some(value) = self.0.get(name) {
                resolved.push_str(&text[rest..start]);
                resolved.push_str(value);
                rest = end;
            }
        }
        resolved.push_str(&text[rest..]);
        resolved
    }
}

/// `${NAME}`s in a text: name, first byte, one past the last byte.
fn variables(text: &str) -> impl Iterator<Item = (&str, usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find("${")?;
            let end = start + 2 + text[start + 2..].find('}')?;
            let name = &text[start + 2..end];
            let is_name =
                !name.is_empty() && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
            from = if is_name { end + 1 } else { start + 2 };
            if is_name {
                return Some((name, start, end + 1));
            }
        }
    })
}
