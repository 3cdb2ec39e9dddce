//! What a record was looked up by: something that only the right caller would know, or the id of what is wanted.

use crate::model::Part;
use crate::origin::{Origin, Source};
use crate::value::{Shape, Value};

/// Parts of names of things that prove who calls, or that only one caller was given.
const TELLING: [&str; 17] = [
    "token",
    "secret",
    "password",
    "passwd",
    "session",
    "signature",
    "nonce",
    "hash",
    "digest",
    "jwt",
    "authoriz",
    "otp",
    "apikey",
    "accesskey",
    "licensekey",
    "credential",
    "cookie",
];
/// Names that say so as a whole.
const TELLING_WHOLE: [&str; 7] = ["key", "sid", "sig", "pin", "auth", "state", "code"];
const DEEPEST: u8 = 4;

/// Whether a look-up by these values may say who calls. Ids that stand in an address or a body do not, nor do constants:
/// whether a record is there is then the same for every caller.
pub(crate) fn may_tell_the_caller(named_by: &[Value]) -> bool {
    named_by.is_empty()
        || named_by.iter().any(|value| {
            names_telling(value, DEEPEST)
                || is_unknown(value, DEEPEST)
                || value.deep_origins().iter().any(origin_tells)
        })
}

pub(crate) fn origin_tells(origin: &Origin) -> bool {
    match &origin.source {
        Source::Caller(Part::Headers) => {
            is_telling(origin.last_field()) || !names_a_place(origin.last_field())
        }
        Source::Caller(Part::Cookies) => true,
        Source::Caller(_) => is_telling(origin.last_field()) || origin.field.is_empty(),
        Source::Stored(_)
        | Source::Clock
        | Source::Random(_)
        | Source::Environment(_)
        | Source::Generated => false,
        _ => true,
    }
}

/// Whether a header's name says where its caller wants to be, which anybody may say: `x-workspace-id`, `x-tenant`.
fn names_a_place(header: &str) -> bool {
    const PLACES: [&str; 8] = [
        "workspaceid",
        "tenantid",
        "organizationid",
        "organisationid",
        "orgid",
        "projectid",
        "tenant",
        "workspace",
    ];
    let name = letters(header);
    PLACES.iter().any(|place| name.ends_with(place))
}

/// Whether something is what one caller was given and others can't name, by what it is called: a session's cookie, a token.
/// A language that is asked for, or a country's code, is not.
pub(crate) fn is_handed_out(origin: &Origin) -> bool {
    let Source::Caller(part) = &origin.source else { return false };
    let names = || origin.field.split('.').filter(|name| !matches!(*name, "" | "value"));
    let is_word = |word: &str| ["sid", "sess", "auth"].iter().any(|whole| word.eq_ignore_ascii_case(whole));
    let says_so = |name: &str| {
        name.split(['_', '-']).any(is_word) || TELLING.iter().any(|part| letters(name).contains(part))
    };
    // Of a cookie whose name is not written out nothing is known but that a browser was given it.
    names().any(says_so) || *part == Part::Cookies && names().next().is_none()
}

/// `where: { apiKey: … }`, `WHERE token = $1`.
fn names_telling(value: &Value, depth: u8) -> bool {
    match value.shape() {
        Shape::Object(object) => object
            .fields()
            .iter()
            .any(|(name, value)| is_telling(name) || depth > 0 && names_telling(value, depth - 1)),
        Shape::Array(array) => {
            depth > 0 && array.elements().iter().any(|value| names_telling(value, depth - 1))
        }
        Shape::Text(text) => {
            let template = text.template();
            template.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(is_telling)
        }
        _ => false,
    }
}

/// Whether nothing is known of it, or of something in it.
pub(crate) fn is_unknown_in_part(value: &Value) -> bool {
    is_unknown(value, DEEPEST)
}

/// Nothing is known of it, not even where it is from.
fn is_unknown(value: &Value, depth: u8) -> bool {
    match value.shape() {
        Shape::Unknown => value.origins.is_empty(),
        Shape::Object(object) => {
            depth > 0 && object.fields().iter().any(|(_, value)| is_unknown(value, depth - 1))
        }
        Shape::Array(array) => depth > 0 && array.elements().iter().any(|value| is_unknown(value, depth - 1)),
        _ => false,
    }
}

pub(crate) fn is_telling(name: &str) -> bool {
    let name = letters(name);
    TELLING_WHOLE.contains(&name.as_str()) || TELLING.iter().any(|part| name.contains(part))
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::{is_telling, names_a_place};

    #[test]
    fn a_header_names_a_place_or_proves_something() {
        for place in ["x-workspace-id", "X-Tenant-ID", "x_acme_org_id", "x-tenant"] {
            assert!(names_a_place(place) && !is_telling(place), "{place}");
        }
        for other in ["x-api-key", "authorization", "x-request-signature", "x-user"] {
            assert!(!names_a_place(other), "{other}");
        }
    }
}
