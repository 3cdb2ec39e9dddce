//! What a product may make of a path.
//!
//! Between an app and the code that serves a path stand servers that each read it in their own way: some decode twice,
//! some drop what follows a semicolon, some fold slashes. So a path has a plain reading and a loose one, and a request
//! goes through only where both lead to the same.

use std::fmt::Write as _;

/// A path as the app sent it, in its two readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readings {
    /// Its segments as the standard reads them, decoded once.
    pub plain: Vec<String>,
    /// Its segments as the most obliging server reads them.
    pub loose: Vec<String>,
    /// What follows the first `?`, without it.
    pub query: Option<String>,
}

/// Why a path has no reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It does not begin with one slash.
    #[error("a path begins with one slash")]
    NotAPath,
    /// It holds a control character, plain or encoded.
    #[error("it holds a control character")]
    Control,
    /// It leads above its own root.
    #[error("it leads above its root")]
    AboveRoot,
    /// It holds bytes that are no text.
    #[error("it does not decode to text")]
    NotText,
    /// It is longer than any path the products take: 8 KiB.
    #[error("it is longer than 8 KiB")]
    TooLong,
}

/// The longest path that is read, in bytes.
const LONGEST: usize = 8 * 1024;

impl Readings {
    /// Reads the path and query of a request.
    ///
    /// # Errors
    /// Where no server may be asked for it at all.
    pub fn of(target: &str) -> Result<Self, Unreadable> {
        if target.len() > LONGEST {
            return Err(Unreadable::TooLong);
        }
        let target = target.split_once('#').map_or(target, |(before, _)| before);
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        if !path.starts_with('/') || path.starts_with("//") || path.starts_with("/\\") {
            return Err(Unreadable::NotAPath);
        }
        if target.chars().any(char::is_control) {
            return Err(Unreadable::Control);
        }
        let plain = resolve(path.split('/').map(decode).collect::<Result<_, _>>()?)?;
        let mut whole = path.to_owned();
        // Decoding more often than any chain of servers does.
        for _ in 0..4 {
            let decoded = decode(&whole)?;
            if decoded == whole {
                break;
            }
            whole = decoded;
        }
        if plain.iter().chain([&whole]).any(|text| text.chars().any(char::is_control)) {
            return Err(Unreadable::Control);
        }
        let whole = whole.replace('\\', "/");
        let loose = whole.split('/').map(|segment| {
            let bare = segment.split_once(';').map_or(segment, |(before, _)| before);
            bare.trim_end_matches([' ', '.']).to_owned() + dots(bare)
        });
        let loose = resolve(loose.collect())?;
        Ok(Self { plain, loose, query: query.map(ToOwned::to_owned) })
    }

    /// Both readings are one.
    pub fn agree(&self) -> bool {
        self.plain == self.loose
    }

    /// The path and query to send on: the plain reading, with every character encoded that a server could take for
    /// more than itself.
    pub fn canonical(&self) -> String {
        let mut target = String::new();
        for segment in &self.plain {
            target.push('/');
            for byte in segment.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => target.push(char::from(byte)),
                    b'-' | b'.' | b'_' | b'~' | b':' | b'@' | b'!' | b'$' | b'\'' | b'(' | b')' | b'*'
                    | b'+' | b',' | b'=' => {
                        target.push(char::from(byte));
                    }
                    _ => write!(target, "%{byte:02X}").expect("a string takes everything"),
                }
            }
        }
        if target.is_empty() {
            target.push('/');
        }
        if let Some(query) = &self.query {
            target.push('?');
            target.push_str(query);
        }
        target
    }
}

/// The dots of a segment that is nothing else: they mean something.
fn dots(segment: &str) -> &'static str {
    match segment.trim_end_matches(' ') {
        "." => ".",
        ".." => "..",
        _ => "",
    }
}

/// Decodes `%xx` once. What is no escape stays as it stands.
fn decode(text: &str) -> Result<String, Unreadable> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| Unreadable::NotText)
}

/// Takes empty segments and dots away.
fn resolve(segments: Vec<String>) -> Result<Vec<String>, Unreadable> {
    let mut resolved = Vec::new();
    for segment in segments {
        match segment.as_str() {
            "" | "." => {}
            ".." => {
                resolved.pop().ok_or(Unreadable::AboveRoot)?;
            }
            _ => resolved.push(segment),
        }
    }
    Ok(resolved)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(target: &str) -> bool {
        Readings::of(target).unwrap().agree()
    }

    #[test]
    fn plain_paths_have_one_reading() {
        for target in [
            "/rest/api/3/issue/ABC-1?fields=summary",
            "/wiki/rest/api/content/123",
            "/rest/api/3/issue/ABC%201",
            "/a/../b",
            "/a//b",
            "/",
        ] {
            assert!(agree(target), "{target}");
        }
        assert_eq!(Readings::of("/a/./b/../c?x=1#y").unwrap().canonical(), "/a/c?x=1");
    }

    #[test]
    fn tricks_have_two() {
        for target in [
            "/rest/api/3/issue/ABC%2F..%2F..%2Fuser",
            "/rest/api/3/issue/%2e%2e%2fuser",
            "/rest/api/3/issue/%252e%252e/user",
            "/rest/api/3/issue;/user",
            "/rest/api/3/user;x=%2f../issue",
            "/rest/api/3\\user",
            "/rest/api/3%5cuser",
            "/rest/api/3/user.",
        ] {
            let readings = Readings::of(target);
            assert!(readings.as_ref().is_err() || !readings.unwrap().agree(), "{target}");
        }
    }

    #[test]
    fn some_have_none() {
        for (target, why) in [
            ("rest", Unreadable::NotAPath),
            ("//evil.example/x", Unreadable::NotAPath),
            ("https://evil.example/x", Unreadable::NotAPath),
            ("/\\evil.example", Unreadable::NotAPath),
            ("/a/../../b", Unreadable::AboveRoot),
            ("/a/%2e%2e/%2e%2e/b", Unreadable::AboveRoot),
            ("/a%00b", Unreadable::Control),
            ("/a%0d%0ab", Unreadable::Control),
            ("/a%2500b", Unreadable::Control),
            ("/a\nb", Unreadable::Control),
            ("/%ff", Unreadable::NotText),
        ] {
            assert_eq!(Readings::of(target), Err(why), "{target}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_sent_on_has_the_reading_that_was_judged(target in "/[a-c./%;\\\\25eEfF]{0,24}") {
            if let Ok(readings) = Readings::of(&target) {
                let again = Readings::of(&readings.canonical()).unwrap();
                proptest::prop_assert_eq!(again.plain, readings.plain);
            }
        }
    }
}
