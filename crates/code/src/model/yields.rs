//! What comes out of a call or a property.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::ir::Name;

/// What a value has been made safe for, or otherwise lost its sting by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cleansing {
    /// Encoded as one part of an address.
    Url,
    /// Escaped or sanitised as markup.
    Html,
    /// Escaped for an SQL statement.
    Sql,
    /// Escaped for a shell.
    Shell,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Of a fixed alphabet without separators, quotes or markup: hexadecimal, base64, a UUID.
    Token,
    /// One of a known list.
    AllowList,
    /// Of a shape a schema describes.
    Schema,
    /// Part of a `route` template: encoded by the platform's function.
    Route,
    /// Escaped in a regular expression.
    Pattern,
    /// Without directories.
    BaseName,
    /// Cut to a part, or starred out.
    Masked,
    /// Encrypted.
    Encrypted,
    /// A digest.
    Hashed,
    /// Its double quotes are escaped or gone.
    Quotes,
    /// Its backslashes are escaped or gone.
    Backslashes,
    /// An address of a host that was compared with a known one, or a path, which has none.
    KnownHost,
}

/// The part of a request a caller chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the parts of a request have the names of the standard")]
pub enum Part {
    Payload,
    Body,
    Query,
    Params,
    Headers,
    Url,
    Cookies,
    Form,
}

/// What comes out. In data one short text: a word, and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Yields {
    /// `external <path>`: the thing at a path, whatever path led here.
    External(Name),
    /// `array <yields>`: several of it.
    Array(Box<Yields>),
    /// `list`: a list, empty or of what the first argument holds.
    List,
    /// `elements`: a list of the arguments.
    Elements,
    /// `pairs`: a map of the arguments, each key with its value behind it.
    Pairs,
    /// `field`: attributes that bind a field of a form to a name, the first argument.
    Field,
    /// `map`: an empty map.
    Map,
    /// `same <n>`: the argument itself, with its origins.
    Same(u8),
    /// `derived`, `derived <n> <m>`: something new, made of all arguments and the receiver, or of those named.
    Derived(Vec<u8>),
    /// `fed`: what stands before the dot, made of the first argument too.
    Fed,
    /// `path`: its arguments, put together as a path.
    Path,
    /// `answer`: an answer of the fetch standard, made of its first argument.
    Answer,
    /// `receiver`: what stands before the dot.
    Receiver,
    /// `result`: the thing that the call makes, for a function that it hands it to.
    Result,
    /// `made-with`: something of what the thing before the dot was made with: `new URL(text).getHost()`.
    MadeWith,
    /// `callback <n>`: what the function at an argument gives back.
    Callback(u8),
    /// `text`, without any origin.
    Text,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `nothing`
    Nothing,
    /// `next`: the function that lets the next handler run.
    Next,
    /// `api-response`: what a product or host answers, as whom it was asked.
    ApiResponse,
    /// `stored`: what lies under the key.
    Stored,
    /// `stored-secret`: what lies under the key of a store for secrets.
    StoredSecret,
    /// `secret <name>`: a credential that is handed out: an access token, a signed-in session's token.
    Secret(Name),
    /// `environment`: a variable of the environment.
    Environment,
    /// `caller <part>`: what the invoker chose.
    Caller(Part),
    /// `platform <field>`: what the platform vouches for.
    Platform(Name),
    /// `user-input`: what a person at a front end typed, chose, or has in the address.
    UserInput,
    /// `agent-input`: what an agent's model chose to call a tool with.
    AgentInput,
    /// `product-event`: what the platform says has happened.
    ProductEvent,
    /// `claims`: what a token says; trusted only where a check of it holds.
    Claims,
    /// `random`: drawn from a cryptographic source.
    Random,
    /// `weak-random`: can be guessed.
    WeakRandom,
    /// `clock`
    Clock,
    /// `error`
    Error,
    /// `generated`: what a language model wrote.
    Generated,
    /// `file`: what a file holds.
    File,
}

impl Yields {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let number = || rest.parse::<u8>().map_err(|_| format!("`{word}` needs the number of an argument"));
        let name = || (!rest.is_empty()).then(|| Name::from(rest)).ok_or(format!("`{word}` needs a name"));
        let yields = match word {
            "external" => Self::External(name()?),
            "array" => Self::Array(Box::new(Self::read(rest)?)),
            "same" => Self::Same(number()?),
            "derived" => Self::Derived(
                rest.split_whitespace()
                    .map(|number| {
                        number.parse().map_err(|_| format!("`{number}` is no number of an argument"))
                    })
                    .collect::<Result<_, _>>()?,
            ),
            "callback" => Self::Callback(number()?),
            "caller" => Self::Caller(part(rest)?),
            "platform" => Self::Platform(Name::from(rest)),
            "secret" => Self::Secret(Name::from(rest)),
            _ if !rest.is_empty() => return Err(format!("`{word}` takes nothing behind it")),
            "list" => Self::List,
            "elements" => Self::Elements,
            "pairs" => Self::Pairs,
            "field" => Self::Field,
            "map" => Self::Map,
            "fed" => Self::Fed,
            "path" => Self::Path,
            "answer" => Self::Answer,
            "receiver" => Self::Receiver,
            "result" => Self::Result,
            "made-with" => Self::MadeWith,
            "text" => Self::Text,
            "number" => Self::Number,
            "boolean" => Self::Boolean,
            "nothing" => Self::Nothing,
            "next" => Self::Next,
            "api-response" => Self::ApiResponse,
            "stored" => Self::Stored,
            "stored-secret" => Self::StoredSecret,
            "environment" => Self::Environment,
            "user-input" => Self::UserInput,
            "agent-input" => Self::AgentInput,
            "product-event" => Self::ProductEvent,
            "claims" => Self::Claims,
            "random" => Self::Random,
            "weak-random" => Self::WeakRandom,
            "clock" => Self::Clock,
            "error" => Self::Error,
            "generated" => Self::Generated,
            "file" => Self::File,
            _ => return Err(format!("nothing is called `{word}`")),
        };
        Ok(yields)
    }
}

fn part(text: &str) -> Result<Part, String> {
    Ok(match text {
        "payload" => Part::Payload,
        "body" => Part::Body,
        "query" => Part::Query,
        "params" => Part::Params,
        "headers" => Part::Headers,
        "url" => Part::Url,
        "cookies" => Part::Cookies,
        "form" => Part::Form,
        _ => return Err(format!("`{text}` is no part of a request")),
    })
}

impl<'de> Deserialize<'de> for Yields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Part, Yields};

    #[test]
    fn what_comes_out_is_one_short_text() {
        assert_eq!(Yields::read("caller body"), Ok(Yields::Caller(Part::Body)));
        assert_eq!(Yields::read("derived 0 2"), Ok(Yields::Derived(vec![0, 2])));
        assert_eq!(Yields::read("derived"), Ok(Yields::Derived(Vec::new())));
        assert_eq!(Yields::read("array stored"), Ok(Yields::Array(Box::new(Yields::Stored))));
        assert_eq!(Yields::read("external express:Request"), Ok(Yields::External("express:Request".into())));
        for text in ["", "same", "same x", "caller", "text more", "gold", "derived a"] {
            assert!(Yields::read(text).is_err(), "{text}");
        }
    }
}
