//! Places in a bundle, told as places in the sources it was made of.

use oxc_sourcemap::{SourceMap, Token};

/// What a bundle's source map says, read once and asked often.
#[derive(Debug)]
pub struct Places {
    /// In the order of the bundle.
    tokens: Vec<Token>,
    sources: Vec<String>,
}

impl Places {
    /// Reads a [`crate::Bundle`]'s map, or another bundler's; none where it is no source map.
    pub fn read(map: &str) -> Option<Self> {
        let map = SourceMap::from_json_string(map).ok()?;
        let tokens = map.get_tokens().collect();
        // Bundlers name sources from where the bundle would lie; people know them from the app's directory.
        let plain = |source: &str| source.trim_start_matches("../").trim_start_matches("./").to_owned();
        Some(Self { tokens, sources: map.get_sources().map(plain).collect() })
    }

    /// A place in the bundle, its line and column from 1, as `src/index.ts:7:9`. None where the bundler wrote that itself.
    pub fn source(&self, line: u32, column: u32) -> Option<String> {
        let (line, column) = (line.checked_sub(1)?, column.saturating_sub(1));
        let after = self
            .tokens
            .partition_point(|token| (token.get_dst_line(), token.get_dst_col()) <= (line, column));
        let token = self.tokens[..after].last().filter(|token| token.get_dst_line() == line)?;
        let source = self.sources.get(token.get_source_id()? as usize)?;
        (!source.starts_with('\0'))
            .then(|| format!("{source}:{}:{}", token.get_src_line() + 1, token.get_src_col() + 1))
    }

    /// A text in which places of the bundle (`/app/app.js:120:7`, where that is the script's path) are told as places in the
    /// sources. All else in it stays what it is.
    #[must_use]
    pub fn told(&self, script: &str, text: &str) -> String {
        let mut told = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, place, after)) = next(script, rest) {
            told.push_str(before);
            match self.source(place.0, place.1) {
                Some(source) => told.push_str(&source),
                None => told.push_str(&rest[before.len()..rest.len() - after.len()]),
            }
            rest = after;
        }
        told + rest
    }

    /// The first place in a stack that is the app's own; where there is none, the first in its packages.
    pub fn origin(&self, script: &str, stack: &str) -> Option<String> {
        let mut rest = stack;
        let mut first = None;
        while let Some((_, (line, column), after)) = next(script, rest) {
            rest = after;
            let Some(source) = self.source(line, column) else { continue };
            if !source.contains("node_modules/") {
                return Some(source);
            }
            first.get_or_insert(source);
        }
        first
    }

    /// Where the innermost frame of a stack lies, whoever's file that is.
    pub fn innermost(&self, script: &str, stack: &str) -> Option<String> {
        let mut rest = stack;
        while let Some((_, (line, column), after)) = next(script, rest) {
            if let Some(source) = self.source(line, column) {
                return Some(source);
            }
            rest = after;
        }
        None
    }
}

/// The next place of the script in a text: what stands before it, its line and column, what stands after it.
fn next<'t>(script: &str, text: &'t str) -> Option<(&'t str, (u32, u32), &'t str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(script)?;
        from = at + script.len();
        if let Some((line, rest)) = number(&text[from..])
            && let Some((column, rest)) = number(rest)
        {
            return Some((&text[..at], (line, column), rest));
        }
    }
}

/// A colon and a number, and what stands after them.
fn number(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix(':')?;
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use oxc_sourcemap::SourceMapBuilder;

    use super::*;

    /// Line 2 of the script comes from two files, line 3 from a package, line 4 from nowhere.
    fn places() -> Places {
        let mut map = SourceMapBuilder::default();
        let [own, other, package] = ["../src/a.ts", "src/b.ts", "../node_modules/p/i.js"]
            .map(|name| map.add_source_and_content(name, ""));
        map.add_token(1, 0, 10, 2, Some(own), None);
        map.add_token(1, 20, 0, 0, Some(other), None);
        map.add_token(2, 4, 6, 6, Some(package), None);
        Places::read(&map.into_sourcemap().to_json_string()).unwrap()
    }

    #[test]
    fn a_place_is_the_last_that_begins_before_it_on_its_line() {
        let places = places();
        let wanted = [
            ((2, 1), Some("src/a.ts:11:3")),
            ((2, 20), Some("src/a.ts:11:3")),
            ((2, 21), Some("src/b.ts:1:1")),
            ((3, 2), None),
            ((3, 90), Some("node_modules/p/i.js:7:7")),
            ((4, 1), None),
            ((0, 0), None),
        ];
        for ((line, column), source) in wanted {
            assert_eq!(places.source(line, column).as_deref(), source, "{line}:{column}");
        }
    }

    #[test]
    fn only_places_of_the_script_are_told_anew() {
        let places = places();
        let stack = "Error: at /app/app.js\n    at f (/app/app.js:2:5)\n    at g (/app/app.js:9:1)\n    at /app/app.js:3:5:x";
        let told = "Error: at /app/app.js\n    at f (src/a.ts:11:3)\n    at g (/app/app.js:9:1)\n    at node_modules/p/i.js:7:7:x";
        assert_eq!(places.told("/app/app.js", stack), told);
        assert_eq!(places.told("/app/app.js", "/app/app.js:x:1 ü"), "/app/app.js:x:1 ü");
    }

    #[test]
    fn a_call_is_made_where_the_apps_own_code_asks_for_it() {
        let places = places();
        let origin = |stack| places.origin("s.js", stack);
        assert_eq!(origin("s.js:3:9\ns.js:2:30").as_deref(), Some("src/b.ts:1:1"));
        assert_eq!(origin("s.js:3:9\nother.js:2:30").as_deref(), Some("node_modules/p/i.js:7:7"));
        assert_eq!(origin("nothing"), None);
    }
}
