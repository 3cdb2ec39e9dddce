//! Where in a request a token stands.

use crate::{Refusal, query::Parameters};

/// The word before a token in an `Authorization` field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// `JWT`: Connect.
    Jwt,
    /// `Bearer`: Forge invocation tokens; Trello and 3LO apps of one's own making.
    Bearer,
}

impl Scheme {
    fn word(self) -> &'static str {
        match self {
            Self::Jwt => "JWT",
            Self::Bearer => "Bearer",
        }
    }
}

/// The token in the `Authorization` fields of a request, all of them. The scheme is read in any case (RFC 9110,
/// section 11.1); exactly one space follows it.
///
/// # Errors
/// [`Refusal::NoToken`], [`Refusal::SeveralTokens`], [`Refusal::Scheme`].
pub fn from_authorization<'a>(fields: &[&'a str], scheme: Scheme) -> Result<&'a str, Refusal> {
    match *fields {
        [] => Err(Refusal::NoToken),
        [field] => {
            let token = field.split_once(' ').filter(|(word, _)| word.eq_ignore_ascii_case(scheme.word()));
            token.map(|(_, token)| token).ok_or(Refusal::Scheme { wanted: scheme.word() })
        }
        _ => Err(Refusal::SeveralTokens { found: fields.len() }),
    }
}

/// The token of a Connect request: the parameter `jwt` of its query, or its `Authorization` field; not both,
/// and neither twice. Other places (a form, `acpt`) are none: a token has one place in which it is looked for.
///
/// # Errors
/// [`Refusal::NoToken`], [`Refusal::SeveralTokens`], [`Refusal::Scheme`], [`Refusal::Query`].
pub fn connect_token(query: &str, authorization: &[&str]) -> Result<String, Refusal> {
    let parameters = Parameters::parse(query)?;
    let in_query = parameters.all("jwt");
    match (in_query.as_slice(), authorization) {
        ([token], []) => Ok((*token).to_owned()),
        ([], fields) => from_authorization(fields, Scheme::Jwt).map(ToOwned::to_owned),
        (several, fields) => Err(Refusal::SeveralTokens { found: several.len() + fields.len() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_one_place() {
        assert_eq!(connect_token("a=1&jwt=x.y.z", &[]).as_deref(), Ok("x.y.z"));
        assert_eq!(connect_token("a=1", &["JWT x.y.z"]).as_deref(), Ok("x.y.z"));
        assert_eq!(connect_token("jwt=x", &["JWT x"]), Err(Refusal::SeveralTokens { found: 2 }));
        assert_eq!(connect_token("jwt=x&jwt=x", &[]), Err(Refusal::SeveralTokens { found: 2 }));
        assert_eq!(connect_token("acpt=x", &[]), Err(Refusal::NoToken));
        assert_eq!(connect_token("", &["Bearer x"]), Err(Refusal::Scheme { wanted: "JWT" }));
        assert_eq!(
            from_authorization(&["Bearer x", "Bearer x"], Scheme::Bearer).unwrap_err().code(),
            "several-tokens"
        );
        // What follows is the token, whatever it is: the second space makes it no token, later.
        assert_eq!(from_authorization(&["bearer  x"], Scheme::Bearer), Ok(" x"));
    }
}
