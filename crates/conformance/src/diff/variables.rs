//! Files with values of environment variables: `.env` files, and TOML without tables.

use std::{collections::BTreeMap, path::Path};

use assay_app::manifest::Variables;
use assay_source::{Diagnostic, Level, RelPath, SourceText, Span};

use super::DiffError;

/// Largest file that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Reads a file of `NAME=value` lines.
///
/// `export` before the name, spaces around the sign, comments after `#`, and quotes around the value are as in
/// `.env` files; so a TOML file of texts, numbers and truth values is one, too. Diagnostics: `variables-line`
/// (an error: the line says nothing), `variables-twice` (a warning: the last one counts).
pub(super) fn read_variables(file: &Path) -> Result<(Variables, Vec<Diagnostic>), DiffError> {
    let io = |source| DiffError::Io { path: file.to_owned(), source };
    let length = std::fs::metadata(file).map_err(io)?.len();
    if length > LARGEST {
        return Err(io(std::io::Error::other(format!("it is too large ({length} bytes)"))));
    }
    let bytes = std::fs::read(file).map_err(io)?;
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let path = RelPath::parse(&file.to_string_lossy()).or_else(|_| RelPath::parse(&name));
    Ok(read(&SourceText::new(path.unwrap_or_else(|_| RelPath::root()), &bytes)))
}

fn read(text: &SourceText) -> (Variables, Vec<Diagnostic>) {
    let mut values = BTreeMap::new();
    let mut diagnostics = Vec::new();
    let mut start = 0;
    for line in text.as_str().split_inclusive('\n') {
        let span = Span::new(start + line.len() - line.trim_start().len(), start + line.trim_end().len());
        start += line.len();
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        // The place shows the line redacted: values may be secrets.
        match assignment(line) {
            Ok((name, value)) => {
                if values.insert(name.to_owned(), value).is_some() {
                    let message = format!("`{name}` has several values; the last one counts");
                    let twice = Diagnostic::new(Level::Warning, "variables-twice", message);
                    diagnostics.push(twice.at(text.place(span), "").help("keep one line for each variable"));
                }
            }
            Err(why) => {
                let message = format!("this line gives no variable a value: {why}");
                let help = "write `NAME=value`, one variable a line; quotes around the value are fine";
                let mistake = Diagnostic::new(Level::Error, "variables-line", message);
                diagnostics.push(mistake.at(text.place(span), "").help(help));
            }
        }
    }
    (Variables(values), diagnostics)
}

fn assignment(line: &str) -> Result<(&str, String), &'static str> {
    let line = line.strip_prefix("export ").unwrap_or(line);
    let (name, value) = line.split_once('=').ok_or("there is no `=` in it")?;
    let name = name.trim().trim_matches('"');
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    if !is_name {
        return Err("what stands before the `=` is no name of a variable");
    }
    Ok((name, unquoted(value.trim())?))
}

fn unquoted(value: &str) -> Result<String, &'static str> {
    match value.chars().next() {
        Some('\'') => {
            let (inside, rest) = value[1..].split_once('\'').ok_or("its quote is not closed")?;
            ended(rest).map(|()| inside.to_owned())
        }
        Some('"') => {
            let mut inside = String::new();
            let mut characters = value[1..].char_indices();
            while let Some((at, character)) = characters.next() {
                match character {
                    '"' => return ended(&value[at + 2..]).map(|()| inside),
                    '\\' => match characters.next() {
                        Some((_, 'n')) => inside.push('\n'),
                        Some((_, 't')) => inside.push('\t'),
                        Some((_, other)) => inside.push(other),
                        None => break,
                    },
                    other => inside.push(other),
                }
            }
            Err("its quote is not closed")
        }
        Some('[' | '{') => Err("a list or table is no value of a variable"),
        _ => Ok(value.split_once(" #").map_or(value, |(value, _)| value).trim_end().to_owned()),
    }
}

/// Nothing but a comment may follow a closing quote.
fn ended(rest: &str) -> Result<(), &'static str> {
    let rest = rest.trim_start();
    if rest.is_empty() || rest.starts_with('#') { Ok(()) } else { Err("something follows its closing quote") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> (BTreeMap<String, String>, Vec<String>) {
        let text = SourceText::new(RelPath::parse(".env").unwrap(), text.as_bytes());
        let (Variables(values), diagnostics) = read(&text);
        let told = diagnostics
            .iter()
            .map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.labels[0].place.line()));
        (values, told.collect())
    }

    #[test]
    fn dotenv_and_toml_are_read_alike() {
        let text = "# production\nHOST=api.example.com # ours\r\nexport SITE='a b'\nNAME = \"x \\\"y\\\"\" # z\nPAID=true\nEMPTY=\n";
        let (values, told) = values(text);
        let expected = [
            ("EMPTY", ""),
            ("HOST", "api.example.com"),
            ("NAME", "x \"y\""),
            ("PAID", "true"),
            ("SITE", "a b"),
        ];
        assert_eq!(
            values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(),
            expected
        );
        assert!(told.is_empty());
    }

    #[test]
    fn a_line_that_says_nothing_is_told_with_its_place() {
        let (values, told) = values("[production]\nA=1\nB='x\nA=2\nC = [1]\nD=\"é\" x\nE-F=1\n");
        assert_eq!(values.into_iter().collect::<Vec<_>>(), [("A".to_owned(), "2".to_owned())]);
        assert_eq!(
            told,
            [
                "variables-line 1",
                "variables-line 3",
                "variables-twice 4",
                "variables-line 5",
                "variables-line 6",
                "variables-line 7"
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,80}") {
            values(&text);
        }
    }
}
