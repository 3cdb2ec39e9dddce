//! JSON, and JSON as configuration files have it.

use std::sync::Arc;

use assay_source::{Level, SourceText, Span};
use jsonc_parser::{Scanner, ScannerOptions, errors::ParseErrorKind, tokens::Token};

use super::{
    Document, Node, Notation, Value,
    build::{Builder, Exhausted, null},
};

/// Which liberties a JSON file may take without a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonDialect {
    /// None. Comments, trailing commas and single quotes are read all the same, with a warning each.
    Strict,
    /// Comments, trailing commas and single quotes.
    Commented,
}

/// Reads one JSON value.
///
/// Diagnostics: `json-syntax` (missing commas are passed over, and the first is told; anything else ends the reading), `json-liberty`
/// (once per kind of liberty that the dialect does not allow), `json-duplicate-key` (the last one is used),
/// `json-too-deep`, `json-too-large`.
pub fn read_json(text: &Arc<SourceText>, dialect: JsonDialect) -> Document {
    read_json_as(text, text.as_str(), dialect)
}

/// Reads `content`, a text of the same length as `text` in which some stretches were blanked; spans and
/// places are of `text`.
pub(crate) fn read_json_as(text: &Arc<SourceText>, content: &str, dialect: JsonDialect) -> Document {
    let mut reader = Reader {
        content,
        scanner: Scanner::new(content, &ScannerOptions::default()),
        build: Builder::new(text, "json"),
        strict: dialect == JsonDialect::Strict,
        liberties: Vec::new(),
    };
    // `Exhausted` has left its diagnostic; what was read counts.
    let _ = reader.read();
    let end = reader.scanner.token_end().min(content.len());
    let (root, complete, diagnostics) = reader.build.finish(end);
    Document { text: Arc::clone(text), root, complete, diagnostics }
}

struct Reader<'t> {
    content: &'t str,
    scanner: Scanner<'t>,
    build: Builder<'t>,
    strict: bool,
    liberties: Vec<&'static str>,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value.
    Value,
    /// A value, or the end of the list that was just opened or just had a comma.
    ItemOrEnd { after_comma: bool },
    /// A key, or the end of the map that was just opened or just had a comma.
    KeyOrEnd { after_comma: bool },
    /// The colon after a key.
    Colon,
    /// A comma, or the end of what is open.
    CommaOrEnd,
}

impl<'t> Reader<'t> {
    fn read(&mut self) -> Result<(), Exhausted> {
        let mut expect = Expect::Value;
        let mut started = false;
        loop {
            let token = match self.scanner.scan() {
                Ok(Some(token)) => token,
                Ok(None) => return self.ended(started),
                Err(error) => {
                    let range = error.range();
                    let (message, help) = explain(error.kind());
                    return self.syntax(Span::new(range.start, range.end), message, help);
                }
            };
            let at = Span::new(self.scanner.token_start(), self.scanner.token_end());
            if matches!(token, Token::CommentLine(_) | Token::CommentBlock(_)) {
                self.liberty("a comment", at);
                continue;
            }
            if started && !self.build.is_open() {
                let message = "something follows the end of the value".to_owned();
                return self.syntax(at, message, "keep one value in the file");
            }
            started = true;
            let Some(next) = self.token(expect, token, at)? else { return Ok(()) };
            expect = next;
        }
    }

    /// Takes a token; `None` when reading cannot go on.
    fn token(&mut self, expect: Expect, token: Token<'t>, at: Span) -> Result<Option<Expect>, Exhausted> {
        match (expect, token) {
            (Expect::Colon, Token::Colon) => Ok(Some(Expect::Value)),
            (Expect::CommaOrEnd, Token::Comma) if self.build.is_in_map() => {
                Ok(Some(Expect::KeyOrEnd { after_comma: true }))
            }
            (Expect::CommaOrEnd, Token::Comma) => Ok(Some(Expect::ItemOrEnd { after_comma: true })),
            (
                Expect::CommaOrEnd | Expect::KeyOrEnd { .. } | Expect::ItemOrEnd { .. },
                token @ (Token::CloseBrace | Token::CloseBracket),
            ) if self.build.is_in_map() == (token == Token::CloseBrace) => {
                if matches!(
                    expect,
                    Expect::KeyOrEnd { after_comma: true } | Expect::ItemOrEnd { after_comma: true }
                ) {
                    self.liberty("a comma before a closing bracket", at);
                }
                self.build.close(at.end)?;
                Ok(Some(Expect::CommaOrEnd))
            }
            (Expect::CommaOrEnd, token) if starts_something(&token) => {
                if self.build.complete {
                    let here = Span::new(at.start, at.start);
                    self.syntax(here, "a comma is missing".to_owned(), "put a comma between two entries")?;
                }
                let again = if self.build.is_in_map() {
                    Expect::KeyOrEnd { after_comma: false }
                } else {
                    Expect::ItemOrEnd { after_comma: false }
                };
                self.token(again, token, at)
            }
            (Expect::KeyOrEnd { .. }, Token::String(key)) => {
                self.quotes(at);
                self.scalar(at, Notation::Quoted, Value::Text(key.into_owned()))?;
                Ok(Some(Expect::Colon))
            }
            (
                Expect::KeyOrEnd { .. },
                Token::Word(_) | Token::Number(_) | Token::Boolean(_) | Token::Null,
            ) => {
                self.liberty("a key without quotes", at);
                let key = self.content.get(at.start..at.end).unwrap_or_default().to_owned();
                self.scalar(at, Notation::Quoted, Value::Text(key))?;
                Ok(Some(Expect::Colon))
            }
            (Expect::Value | Expect::ItemOrEnd { .. }, token) => self.item(token, at),
            (Expect::Colon, _) => {
                self.syntax(at, "a colon is missing after a key".to_owned(), "write `\"key\": value`")?;
                Ok(None)
            }
            (_, token) => {
                let message = format!("`{}` cannot stand here", token.as_str());
                self.syntax(at, message, "correct the line, or the one above it")?;
                Ok(None)
            }
        }
    }

    fn item(&mut self, token: Token<'t>, at: Span) -> Result<Option<Expect>, Exhausted> {
        match token {
            Token::OpenBrace => {
                self.build.open_map(at, Notation::Bracketed, 0)?;
                return Ok(Some(Expect::KeyOrEnd { after_comma: false }));
            }
            Token::OpenBracket => {
                self.build.open_list(at, Notation::Bracketed, 0)?;
                return Ok(Some(Expect::ItemOrEnd { after_comma: false }));
            }
            Token::String(text) => {
                self.quotes(at);
                self.scalar(at, Notation::Quoted, Value::Text(text.into_owned()))?;
            }
            Token::Number(text) => self.scalar(at, Notation::Plain, Value::Number(text.to_owned()))?,
            Token::Boolean(value) => self.scalar(at, Notation::Plain, Value::Bool(value))?,
            Token::Null => self.build.value(null(at), 0)?,
            token => {
                let message = format!("`{}` stands where a value is due", token.as_str());
                self.syntax(at, message, "put texts in double quotes")?;
                return Ok(None);
            }
        }
        Ok(Some(Expect::CommaOrEnd))
    }

    fn scalar(&mut self, span: Span, notation: Notation, value: Value) -> Result<(), Exhausted> {
        self.build.value(Node { span, alias: None, notation, value }, 0)
    }

    fn quotes(&mut self, at: Span) {
        if self.content.as_bytes().get(at.start) == Some(&b'\'') {
            self.liberty("a text in single quotes", at);
        }
    }

    fn ended(&mut self, started: bool) -> Result<(), Exhausted> {
        if !started {
            return Ok(());
        }
        if self.build.is_open() {
            let end = Span::new(self.content.len(), self.content.len());
            let message = "the file ends before its last bracket is closed".to_owned();
            return self.syntax(end, message, "close what is open");
        }
        Ok(())
    }

    fn syntax(&mut self, at: Span, message: String, help: &str) -> Result<(), Exhausted> {
        self.build.complete = false;
        self.build.report(Level::Error, "syntax", message, at, "", help);
        Ok(())
    }

    fn liberty(&mut self, what: &'static str, at: Span) {
        if self.strict && !self.liberties.contains(&what) {
            self.liberties.push(what);
            let message = format!("{what} is not JSON; it is read all the same");
            self.build.report(Level::Warning, "liberty", message, at, "", "other readers refuse the file");
        }
    }
}

fn starts_something(token: &Token<'_>) -> bool {
    !matches!(token, Token::CloseBrace | Token::CloseBracket | Token::Comma | Token::Colon)
}

fn explain(kind: &ParseErrorKind) -> (String, &'static str) {
    match kind {
        ParseErrorKind::String(why) => {
            (format!("a text cannot be read: {why}"), "close its quotes, and escape `\"` and `\\`")
        }
        ParseErrorKind::UnterminatedCommentBlock => {
            ("a comment is opened and never closed".to_owned(), "close it with `*/`")
        }
        other => (format!("this is not JSON: {other}"), "correct the line, or the one above it"),
    }
}
