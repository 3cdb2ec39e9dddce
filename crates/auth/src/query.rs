//! Parameters of a request: of its query, or of a form in its body.

use std::collections::BTreeMap;

/// Why parameters cannot be read. The platform never sends such; two readers would differ on them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// A `%` without two hexadecimal digits behind it.
    #[error("a `%` without two hexadecimal digits, at byte {at}")]
    Escape {
        /// Where, in bytes from the beginning of the text.
        at: usize,
    },
    /// A name or value that is not UTF-8 once decoded.
    #[error("a name or value is not UTF-8")]
    NotUtf8,
}

/// Values by name, in the order they came; names in the order of their UTF-16 code units, as Java and JavaScript
/// sort strings: the platform is written in one, the official library in the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Parameters(BTreeMap<Utf16Order, Vec<Utf16Order>>);

/// A text that sorts by its UTF-16 code units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Utf16Order(pub(crate) String);

impl PartialOrd for Utf16Order {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Utf16Order {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.encode_utf16().cmp(other.0.encode_utf16())
    }
}

impl Parameters {
    /// Reads `name=value` pairs joined by `&`: `+` is a space, a missing value is an empty one, an empty pair is
    /// none. Brackets in a name mean nothing.
    pub(crate) fn parse(text: &str) -> Result<Self, QueryError> {
        let mut parameters = Self::default();
        let mut at = 0;
        for pair in text.split('&') {
            if !pair.is_empty() {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let value = decode(value).map_err(|error| error.moved(at + name.len() + 1))?;
                let name = decode(name).map_err(|error| error.moved(at))?;
                parameters.0.entry(Utf16Order(name)).or_default().push(Utf16Order(value));
            }
            at += pair.len() + 1;
        }
        Ok(parameters)
    }

    /// Without the parameters of this name.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.0.remove(&Utf16Order(name.to_owned()));
        self
    }

    /// All of this name, decoded, in the order they came.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let values = self.0.get(&Utf16Order(name.to_owned()));
        values.into_iter().flatten().map(|value| value.0.as_str()).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names with their values, both sorted.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.0.iter().map(|(name, values)| {
            let mut values: Vec<&Utf16Order> = values.iter().collect();
            values.sort();
            (name.0.as_str(), values.into_iter().map(|value| value.0.as_str()).collect())
        })
    }
}

impl QueryError {
    fn moved(self, by: usize) -> Self {
        match self {
            Self::Escape { at } => Self::Escape { at: at + by },
            other @ Self::NotUtf8 => other,
        }
    }
}

fn decode(text: &str) -> Result<String, QueryError> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'+' => decoded.push(b' '),
            b'%' => {
                let digit =
                    |offset: usize| bytes.get(at + offset).and_then(|&byte| char::from(byte).to_digit(16));
                let (Some(high), Some(low)) = (digit(1), digit(2)) else {
                    return Err(QueryError::Escape { at });
                };
                decoded.push((high << 4 | low) as u8);
                at += 2;
            }
            byte => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8(decoded).map_err(|_| QueryError::NotUtf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_readers_would_read_differently_is_refused() {
        assert_eq!(Parameters::parse("a=b&c=%zz"), Err(QueryError::Escape { at: 6 }));
        assert_eq!(Parameters::parse("a=b&%4"), Err(QueryError::Escape { at: 4 }));
        assert_eq!(Parameters::parse("a=%ff"), Err(QueryError::NotUtf8));
    }

    #[test]
    fn names_and_values_sort_by_their_utf_16_code_units() {
        // U+FF5E is below U+1F600 as a code point and above its surrogates as code units.
        let parameters = Parameters::parse("%EF%BD%9E=1&%F0%9F%98%80=2&b=2&b=1").unwrap();
        let names: Vec<_> = parameters.sorted().collect();
        assert_eq!(names, [("b", vec!["1", "2"]), ("\u{1f600}", vec!["2"]), ("\u{ff5e}", vec!["1"])]);
    }
}
