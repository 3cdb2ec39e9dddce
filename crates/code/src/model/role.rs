//! Which argument is what.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::ir::Name;

/// What an argument is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The path of a product call: a `route` template, or text.
    Route,
    /// An address.
    Url,
    /// A host name, or several.
    Host,
    /// An HTTP method.
    Method,
    /// The object that holds method, headers and body.
    Options,
    /// What is sent.
    Body,
    /// Headers that are sent.
    Headers,
    /// The key a value is stored under; the name of a cookie, header or variable.
    Key,
    /// What is stored, set, logged or answered with.
    Value,
    /// Text of a query or statement.
    Query,
    /// Values bound to a statement apart from its text.
    Parameters,
    /// An object that filters.
    Filter,
    /// A token.
    Token,
    /// The key a token, digest or cipher is made or verified with.
    Secret,
    /// Accepted algorithms, or the one used.
    Algorithms,
    /// The audience that is asked for.
    Audience,
    /// The issuer that is asked for.
    Issuer,
    /// Claims of a token that is made.
    Claims,
    /// What a digest is made of, what is parsed, validated or cleansed.
    Subject,
    /// A schema that is validated against.
    Schema,
    /// Markup.
    Html,
    /// A command line, or the program that is started.
    Command,
    /// Arguments of a program.
    Arguments,
    /// Text that is run as code.
    Code,
    /// A path in a file system, or of a registered route.
    Path,
    /// Text of a template.
    Template,
    /// What is put into a template.
    Data,
    /// Where a browser is sent.
    Target,
    /// The name of a function, event, queue, remote or provider.
    Name,
    /// Who may see it: `shared`, `private`.
    Visibility,
    /// Where it is kept: `board`, `card`, `member`.
    Scope,
    /// A regular expression, as text.
    Pattern,
    /// One side of a comparison.
    Left,
    /// The other.
    Right,
    /// A function that is registered or called.
    Handler,
    /// Functions that run before the registered one, where they are written behind it.
    Before,
    /// Where something is copied into.
    Into,
    /// What is copied.
    From,
    /// What a permission check is about: an id, or several.
    Resource,
    /// Which permissions are checked.
    Permissions,
    /// A connection string, or the settings of a link.
    Connection,
    /// Whether, or how, TLS is used.
    Tls,
    /// Settings.
    Settings,
    /// Whom a message goes to.
    Recipients,
    /// Who is meant: an account id.
    Account,
    /// An origin, or origins.
    Origin,
    /// What draws the page.
    Element,
    /// A text for a language model.
    Prompt,
    /// A status code.
    Status,
}

/// What a position starts at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// One argument, from 0.
    Argument(u8),
    /// Every argument from this one on.
    From(u8),
    /// What stands before the dot.
    Receiver,
    /// The values between the texts of a tagged template.
    Values,
    /// What is assigned.
    Assigned,
}

/// Where in a call something stands: `0`, `1.headers.Authorization`, `2..`, `receiver`, `values`, `assigned`. A step `*`
/// means every field or element; `0...optional` is a field of any argument.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// What it starts at.
    pub base: Base,
    /// Fields from there on.
    pub path: Vec<Name>,
}

impl Position {
    /// Reads one.
    ///
    /// # Errors
    /// The text, where it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let (base, path) = match text.split_once("..") {
            Some((number, path)) => (Base::From(number.parse().map_err(|_| text.to_owned())?), path),
            None => {
                let (head, path) = text.split_once('.').unwrap_or((text, ""));
                let base = match head {
                    "receiver" => Base::Receiver,
                    "values" => Base::Values,
                    "assigned" => Base::Assigned,
                    number => Base::Argument(number.parse().map_err(|_| text.to_owned())?),
                };
                (base, path)
            }
        };
        Ok(Self { base, path: path.split('.').filter(|step| !step.is_empty()).map(Name::from).collect() })
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).map_err(|text| {
            D::Error::custom(format!(
                "`{text}` is no position: `0`, `1.headers`, `2..`, `receiver`, `values`, `assigned`"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Base, Position};

    #[test]
    fn positions_are_read_and_others_refused() {
        let headers = Position::read("1.headers.Authorization").expect("reads");
        assert_eq!(headers.base, Base::Argument(1));
        assert_eq!(headers.path, ["headers", "Authorization"]);
        assert_eq!(Position::read("2..").map(|position| position.base), Ok(Base::From(2)));
        let any = Position::read("0...optional").expect("reads");
        assert_eq!((any.base, any.path), (Base::From(0), vec!["optional".into()]));
        assert_eq!(Position::read("receiver").map(|position| position.base), Ok(Base::Receiver));
        for text in ["", "first", "-1", "300", "..", "x.."] {
            assert!(Position::read(text).is_err(), "{text}");
        }
    }
}
