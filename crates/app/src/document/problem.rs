//! What a reader's complaint means to the person who wrote the file.

use granit_parser::ErrorKind;

/// A YAML mistake in plain words, and what to do about it.
pub(super) fn explain_yaml(kind: &ErrorKind) -> (String, &'static str) {
    use ErrorKind as K;
    let indentation = "indent the lines of one map or list alike, with spaces";
    let (message, help) = match kind {
        K::TabNotAllowed
        | K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabAtBlockScalarStart
        | K::TabInPlainScalar => ("a tab stands where YAML wants spaces", "replace the tab by spaces"),
        K::UnexpectedEofFlowSequence | K::ExpectedFlowSequenceSeparator => (
            "a list in brackets is not closed, or a comma is missing in it",
            "close it with `]`, and put commas between its items",
        ),
        K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::ExpectedFlowMappingSeparator => (
            "a map in braces is not closed, or a comma is missing in it",
            "close it with `}`, and put commas between its entries",
        ),
        K::UnclosedFlowCollection { open } => {
            return (format!("the `{open}` is never closed"), "close the bracket");
        }
        K::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("a `{open}` is closed by `{close}`"), "close it with the bracket that fits");
        }
        K::MisplacedFlowCollectionEnd => {
            ("a bracket is closed that was never opened", "remove it, or open it first")
        }
        K::UnexpectedCharacter { character } => {
            return (format!("a text cannot start with `{character}` here"), "put the text in quotes");
        }
        K::InvalidQuotedScalarIndent => (
            "a text in quotes goes on in a line that is not indented",
            "close the quote above it, or indent the line",
        ),
        K::InvalidColonPlacement => (
            "a `:` cannot stand here while a bracket is open",
            "close the bracket above it, or put the text in quotes",
        ),
        K::UnclosedQuotedScalar => ("a quote is opened and never closed", "close the quote"),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            "something follows a closing quote",
            "put the whole value in quotes, and double a quote that is part of it",
        ),
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => {
            ("a backslash in double quotes starts no known escape", "use single quotes, or write `\\\\`")
        }
        K::InvalidIndentation
        | K::InvalidBlockScalarIndent
        | K::InvalidFlowScalarIndent
        | K::ZeroBlockScalarIndent => ("the indentation fits no line above", indentation),
        K::ExpectedBlockMappingKey | K::UnexpectedEofBlockMapping => {
            ("a line fits neither the map above it nor an outer one", indentation)
        }
        K::ExpectedBlockSequenceEntry | K::UnexpectedEofBlockSequence => {
            ("a line fits neither the list above it nor what is around it", indentation)
        }
        K::MappingValueNotAllowed | K::MappingKeyNotAllowed => (
            "a `key: value` cannot stand here",
            "put it on a line of its own, or put a text that holds `: ` in quotes",
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey => (
            "a line is neither a `key: value` nor a list item",
            "add the colon after the key, or indent the line under what it belongs to",
        ),
        K::BlockSequenceEntryNotAllowed | K::BlockEntryInFlowCollection => {
            ("a list item cannot stand here", "put the `-` on a line of its own under its key")
        }
        K::ExpectedNodeContent | K::UnexpectedEof | K::UnexpectedEndOfPlainScalar => {
            ("a value is missing", "write the value, or remove the key")
        }
        K::CommentNotSeparated => {
            ("a `#` stands right after a value", "put a space before the comment, or quotes around the value")
        }
        K::CommentInterceptedScalar => {
            ("a comment stands inside a text of several lines", "move the comment, or put the text in quotes")
        }
        other => {
            return (format!("this is not YAML: {other}"), "correct the line, or the one above it");
        }
    };
    (message.to_owned(), help)
}
