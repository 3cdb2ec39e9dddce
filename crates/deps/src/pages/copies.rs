//! Libraries among the app's own scripts, by their names and their banners.

use assay_source::{SourceText, Span};

use super::library::{LIBRARIES, leading_version, package_named};

/// How much of a file is looked at for a banner, in bytes.
const HEAD: usize = 4096;

/// A library that was recognised.
#[derive(Debug)]
pub(super) struct Found {
    /// Its name on npm.
    pub(super) package: &'static str,
    pub(super) version: String,
    /// The banner with the version, or the beginning of the file.
    pub(super) span: Span,
}

/// The library a script is a copy of. A banner outranks the file's name, which people give as they like.
pub(super) fn recognise(text: &SourceText) -> Option<Found> {
    let head = text.as_str();
    let head = &head[..head.floor_char_boundary(HEAD.min(head.len()))];
    by_banner(head).or_else(|| {
        let (package, version) = of_file_name(text.path().file_name())?;
        Some(Found { package, version: version?.to_owned(), span: text.line_span(1) })
    })
}

fn by_banner(head: &str) -> Option<Found> {
    // A banner stands in a comment at the top; code that mentions a library is none.
    let comment = head.trim_start();
    let comment = comment.strip_prefix("\"use strict\";").unwrap_or(comment).trim_start();
    if !comment.starts_with("/*") && !comment.starts_with("//") {
        return None;
    }
    let offset = head.len() - comment.len();
    let comment = &comment[..end_of_comments(comment)];
    let found =
        LIBRARIES.iter().flat_map(|library| library.banners.iter().map(move |banner| (library, banner)));
    let found = found.filter_map(|(library, banner)| {
        let at = comment.find(banner.as_str())?;
        let after = at + banner.len();
        let version = leading_version(&comment[after..])?;
        let span = Span::new(offset + at, offset + after + version.len());
        Some(Found { package: library.package, version: version.to_owned(), span })
    });
    // The first banner is the file's own; later ones are of what it was built with.
    let mut found = found.min_by_key(|found| found.span)?;
    if found.package == "react" {
        found.package = react_part(comment).unwrap_or(found.package);
    }
    Some(found)
}

/// Where the comments at the top end: at the first line of code.
fn end_of_comments(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let length = if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            return at;
        };
        at += blank + length;
    }
}

/// The packages of React have one banner, with the file's name below.
fn react_part(comment: &str) -> Option<&'static str> {
    let (_, rest) = comment.split_once("* react")?;
    ["react-dom", "react-is", "react"].into_iter().find(|name| {
        let rest = rest.strip_prefix(name.trim_start_matches("react"));
        rest.is_some_and(|rest| rest.starts_with('.'))
    })
}

/// Package and version of `jquery-3.6.0.min.js`, `moment.2.18.1.js`; of `jquery.min.js` the package alone.
pub(super) fn of_file_name(name: &str) -> Option<(&'static str, Option<&str>)> {
    let stem = name.strip_suffix(".js").or_else(|| name.strip_suffix(".mjs"))?;
    let stem = [".min", ".slim", ".bundle", ".production", ".development", "-min"]
        .iter()
        .fold(stem, |stem, ending| stem.strip_suffix(ending).unwrap_or(stem));
    let cut = stem.char_indices().find(|(at, c)| {
        matches!(c, '-' | '.' | '_' | '@')
            && leading_version(stem[at + 1..].trim_start_matches('v')).is_some()
    });
    match cut {
        Some((at, _)) => {
            let version = leading_version(stem[at + 1..].trim_start_matches('v'));
            Some((package_named(&stem[..at])?, version))
        }
        None => Some((package_named(stem)?, None)),
    }
}

#[cfg(test)]
mod tests {
    use assay_source::RelPath;

    use super::*;

    fn told(name: &str, content: &str) -> Option<(&'static str, String)> {
        let text = SourceText::new(RelPath::parse(name).unwrap(), content.as_bytes());
        recognise(&text).map(|found| (found.package, found.version))
    }

    #[test]
    fn a_copy_is_recognised_by_its_banner_or_its_name() {
        for (name, content, package, version) in [
            ("lib/jq.js", "/*! jQuery v1.11.1 | (c) 2005 */\n!function(){}()", "jquery", "1.11.1"),
            ("a.js", "/*!\n * Bootstrap v3.3.7 (http://getbootstrap.com)\n */\nx", "bootstrap", "3.3.7"),
            ("a.js", "//! moment.js\n//! version : 2.18.1\n;(function", "moment", "2.18.1"),
            (
                "a.js",
                "/** @license React v16.13.1\n * react-dom.production.min.js\n */x",
                "react-dom",
                "16.13.1",
            ),
            ("jquery-2.1.4.min.js", "!function(){}()", "jquery", "2.1.4"),
            ("underscore_1.8.3.js", "", "underscore", "1.8.3"),
        ] {
            assert_eq!(told(name, content), Some((package, version.to_owned())), "{name}");
        }
    }

    #[test]
    fn what_only_mentions_a_library_is_no_copy() {
        for (name, content) in [
            ("main.js", "import $ from 'jquery'; // jQuery v1.11.1"),
            ("jquery.js", "window.$"),
            ("chart-1.js", ""),
            ("test-1.2.3.js", ""),
            ("é.js", "/* é"),
        ] {
            assert_eq!(told(name, content), None, "{name}");
        }
    }
}
