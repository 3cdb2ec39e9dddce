//! What should not be seen by others: secrets, what tells who a person is, what people wrote.

use assay_code::{
    Origin, Source, Value,
    model::{Cleansing, Part, Role},
};

use super::flow;
use crate::words::words;

/// A kind of thing that should not be seen by others, from the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sensitive {
    /// A credential.
    Secret,
    /// What tells who a person is.
    Personal,
    /// What people wrote, or an answer that may hold it.
    Content,
}

/// Something sensitive, and where it came from.
#[derive(Debug, Clone)]
pub(crate) struct Exposed {
    pub(crate) kind: Sensitive,
    /// What it is called: `` `token` of the payload ``.
    pub(crate) words: String,
    pub(crate) origin: Origin,
    /// False where it is only likely.
    pub(crate) sure: bool,
}

/// The worst in a value.
pub(crate) fn worst(value: &Value) -> Option<Exposed> {
    let mut found: Vec<Exposed> = value.deep_origins().iter().filter_map(exposed).collect();
    found.sort_by_key(|exposed| (!exposed.sure, exposed.kind));
    found.into_iter().next()
}

/// The secret in a value.
pub(crate) fn secret(value: &Value) -> Option<Exposed> {
    secret_among(value, |_| true)
}

/// The same, among the origins that count.
pub(crate) fn secret_among(value: &Value, counts: impl Fn(&Origin) -> bool) -> Option<Exposed> {
    let origins = value.deep_origins();
    let counting = origins.iter().filter(|origin| counts(origin));
    let found = counting.filter_map(exposed).filter(|exposed| exposed.kind == Sensitive::Secret);
    found.max_by_key(|exposed| exposed.sure)
}

const HARMLESS: [Cleansing; 5] =
    [Cleansing::Masked, Cleansing::Hashed, Cleansing::Encrypted, Cleansing::Number, Cleansing::Boolean];

/// Whether a value is what somebody sent or a service answered, as it came: no flag, and nothing that was covered.
pub(crate) fn is_text(value: &Value) -> bool {
    let is_plain = |origin: &Origin| {
        !origin.cleansed.contains_any(&HARMLESS)
            && !origin.cleansed.is_summed_up()
            && !origin.cleansed.is_through_unknown()
            && matches!(origin.source, Source::Caller(_) | Source::Response(_) | Source::Secret(..))
    };
    !value.deep_origins().is_empty() && value.deep_origins().iter().all(is_plain)
}

/// The part of an answer that holds what was asked for: `result`, `data.items`.
pub(crate) fn is_part_of_an_answer(origin: &Origin) -> bool {
    const PARTS: [&str; 14] = [
        "data",
        "result",
        "results",
        "response",
        "items",
        "values",
        "matches",
        "hits",
        "records",
        "rows",
        "output",
        "choices",
        "documents",
        "[]",
    ];
    matches!(origin.source, Source::Response(_))
        && !origin.field.is_empty()
        && origin.field.split('.').all(|part| PARTS.contains(&part))
        && !origin.cleansed.contains_any(&HARMLESS)
        && !origin.cleansed.is_summed_up()
}

fn exposed(origin: &Origin) -> Option<Exposed> {
    if origin.cleansed.contains_any(&HARMLESS) || origin.cleansed.is_summed_up() {
        return None;
    }
    // What a library makes with a key of the configuration (a client, an answer) is another thing than the key.
    if matches!(origin.source, Source::Environment(_)) && origin.cleansed.is_through_unknown() {
        return None;
    }
    let (kind, sure) = kind(origin)?;
    // Which field of an issue it is stands in a variable: a text, or a date.
    let any_field = origin.field.ends_with("fields.[]");
    let sure = sure && !any_field && !origin.cleansed.is_through_unknown();
    Some(Exposed { kind, words: flow::origin_words(origin), origin: origin.clone(), sure })
}

/// True for what is surely an object: the whole payload, an element of a list of issues.
pub(crate) fn is_whole(origin: &Origin) -> bool {
    let list = origin.field.strip_suffix("[]").map(|field| field.trim_end_matches('.'));
    let is_list =
        |field: &str| ["issues", "comments"].contains(&field.rsplit('.').next().unwrap_or_default());
    let whole_payload = matches!(origin.source, Source::Caller(Part::Payload)) && origin.field.is_empty();
    whole_payload || list.is_some_and(is_list)
}

/// What a store says of its own failure: `const { error } = await db.from('notes').insert(…)`.
pub(crate) fn is_failure(origin: &Origin) -> bool {
    origin.field.split('.').any(|part| part == "error")
}

fn kind(origin: &Origin) -> Option<(Sensitive, bool)> {
    // An element of a list, or a letter of a text, is what the list or text is.
    let field = origin.field.trim_end_matches("[]").trim_end_matches('.');
    let field = field.rsplit('.').next().unwrap_or_default();
    let parent = origin.field.rsplit('.').skip(1).find(|part| *part != "[]").unwrap_or_default();
    let named =
        |_: &Origin| by_name(field).filter(|(kind, _)| *kind != Sensitive::Personal || !is_thing(parent));
    match &origin.source {
        // Addresses of web triggers are handed out on purpose.
        Source::Secret(name, _) if name == "web-trigger-address" => None,
        // What lies beside a secret in the same record is none.
        Source::Secret(..) if !field.is_empty() && !is_secret_name(field) => None,
        Source::Secret(..) => Some((Sensitive::Secret, true)),
        Source::Environment(name) => {
            let name = if field.is_empty() { name.as_str() } else { field };
            is_secret_name(name).then_some((Sensitive::Secret, true))
        }
        Source::Caller(Part::Headers) => match field {
            "" => Some((Sensitive::Secret, true)),
            _ if is_secret_name(field) || field.eq_ignore_ascii_case("cookie") => {
                Some((Sensitive::Secret, true))
            }
            _ => None,
        },
        // What a cookie was read into says by its names what it is: `{ state, returnTo, popup }`.
        Source::Caller(Part::Cookies) => {
            let mut parts = origin.field.split('.').filter(|part| !matches!(*part, "value" | ""));
            let is_secret = match (parts.next(), parts.next()) {
                (None, _) => true,
                (Some(name), None) => keeps_a_secret(name),
                (Some(_), Some(_)) => is_secret_name(field) || origin.field.ends_with("connect.sid"),
            };
            if is_secret { Some((Sensitive::Secret, true)) } else { named(origin) }
        }
        Source::Caller(Part::Url) => None,
        // What stands in an address names things; what people write does not fit there.
        Source::Caller(Part::Query | Part::Params) => match field {
            "" => Some((Sensitive::Content, true)),
            _ => named(origin).filter(|(kind, _)| *kind != Sensitive::Content || !is_a_name_of(field)),
        },
        Source::Caller(_) | Source::Agent | Source::ProductEvent => match field {
            "" => Some((Sensitive::Content, true)),
            // What somebody looks for, or thinks of it, they wrote.
            "query" | "searchTerm" | "searchQuery" | "searchText" | "feedback" | "feedbackText" => {
                Some((Sensitive::Content, true))
            }
            _ => named(origin),
        },
        Source::UserInput => named(origin).filter(|(kind, _)| *kind == Sensitive::Secret),
        // The whole context names the user and the place: ids, which tell little by themselves.
        Source::Platform if field.is_empty() => Some((Sensitive::Personal, false)),
        Source::Platform | Source::Extension => {
            named(origin).filter(|(kind, _)| *kind == Sensitive::Secret || *kind == Sensitive::Personal)
        }
        Source::Claims(_) => named(origin).filter(|(kind, _)| *kind != Sensitive::Content),
        Source::Stored(_) if is_failure(origin) => None,
        Source::Stored(fetched) => {
            let key_tells = fetched.call.role(Role::Key).constants().any(is_secret_name);
            if key_tells && (field.is_empty() || is_secret_name(field)) {
                return Some((Sensitive::Secret, true));
            }
            named(origin)
        }
        Source::Response(fetched) => match field {
            _ if is_status(field) => None,
            "" => {
                let route = fetched
                    .call
                    .arguments
                    .first()
                    .and_then(|text| text.texts().next().map(|text| text.template()));
                let path = route.unwrap_or_else(|| fetched.call.path.to_string());
                // What the platform keeps of the app: its licence, its state, its keys; not what the app keeps there.
                if path.contains("/atlassian-connect/") && !path.contains("/properties") {
                    return None;
                }
                let about_person = ["/myself", "/user", "/me", "/profile", "member", "userinfo"]
                    .iter()
                    .any(|end| path.ends_with(end) || fetched.call.path.ends_with(end));
                Some((if about_person { Sensitive::Personal } else { Sensitive::Content }, true))
            }
            // What an answer calls its message is mostly how it went.
            "message" | "messages" => None,
            _ => named(origin),
        },
        Source::Generated => Some((Sensitive::Content, true)),
        _ => None,
    }
}

/// What a field's name says of what is in it.
fn by_name(field: &str) -> Option<(Sensitive, bool)> {
    if is_secret_name(field) {
        return Some((Sensitive::Secret, true));
    }
    let words = words(field);
    let joined = words.join("");
    if PERSONAL.contains(&joined.as_str()) || words.iter().any(|word| word == "email") {
        return Some((Sensitive::Personal, true));
    }
    // `errorMessage`, `statusText`: how it went.
    if words.iter().any(|word| matches!(word.as_str(), "error" | "status" | "err" | "warning")) {
        return None;
    }
    let last = words.last().map(String::as_str).unwrap_or_default();
    (CONTENT.contains(&last) || CONTENT.contains(&joined.as_str())).then_some((Sensitive::Content, true))
}

const PERSONAL: [&str; 21] = [
    "email",
    "emailaddress",
    "mail",
    "displayname",
    "fullname",
    "firstname",
    "lastname",
    "username",
    "givenname",
    "familyname",
    "publicname",
    "nickname",
    "phone",
    "phonenumber",
    "tel",
    "telephone",
    "mobile",
    "mobilenumber",
    "msisdn",
    "birthday",
    "ipaddress",
];

const CONTENT: [&str; 24] = [
    "summary",
    "description",
    "body",
    "comment",
    "comments",
    "content",
    "contents",
    "text",
    "prompt",
    "question",
    "notes",
    "note",
    "html",
    "markdown",
    "message",
    "messages",
    "transcript",
    "fields",
    "issue",
    "issues",
    "page",
    "rawtext",
    "payload",
    "attachment",
];

/// True for a parameter of an address that names a thing by its id or number.
fn is_a_name_of(field: &str) -> bool {
    matches!(field, "page" | "issue" | "issues" | "attachment" | "comment" | "content" | "note")
}

/// True for the name of a cookie that tells who somebody is, or what only their browser knows; others keep where they were, or
/// how they like it.
pub(crate) fn keeps_a_secret(cookie: &str) -> bool {
    const WORDS: [&str; 26] = [
        "session",
        "sessions",
        "sess",
        "sid",
        "token",
        "tokens",
        "auth",
        "jwt",
        "secret",
        "state",
        "nonce",
        "csrf",
        "xsrf",
        "verifier",
        "pkce",
        "key",
        "pass",
        "password",
        "credential",
        "credentials",
        "code",
        "login",
        "refresh",
        "remember",
        "signature",
        "binding",
    ];
    words(cookie).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// True for what has a full name and is no person: `repository`, `repositories_added`.
fn is_thing(parent: &str) -> bool {
    const THINGS: [&str; 9] = [
        "repository",
        "repositorie",
        "repo",
        "project",
        "organization",
        "organisation",
        "branch",
        "file",
        "group",
    ];
    words(parent).iter().any(|word| THINGS.contains(&word.trim_end_matches('s')))
}

/// Fields of an answer that say how it went, not what it says.
fn is_status(field: &str) -> bool {
    matches!(
        field,
        "status"
            | "statusText"
            | "ok"
            | "statusCode"
            | "url"
            | "length"
            | "size"
            | "total"
            | "count"
            | "id"
            | "key"
            | "code"
            | "type"
            | "self"
            | "headers"
            | "redirected"
            | "isLast"
            | "startAt"
            | "maxResults"
    )
}

/// Whether a name promises a credential: `apiToken`, `client_secret`, `AUTH_PASSWORD`; not `nextPageToken`.
pub(crate) fn is_secret_name(name: &str) -> bool {
    const PLAIN: [&str; 17] = [
        "secret",
        "secrets",
        "password",
        "passwd",
        "pwd",
        "passphrase",
        "apikey",
        "credential",
        "credentials",
        "bearer",
        "jwt",
        "privatekey",
        "authorization",
        "pat",
        "accesskey",
        "token",
        "tokens",
    ];
    const PAIRS: [(&str, &str); 8] = [
        ("api", "key"),
        ("private", "key"),
        ("access", "key"),
        ("secret", "key"),
        ("signing", "key"),
        ("encryption", "key"),
        ("auth", "key"),
        ("shared", "key"),
    ];
    // Tokens that are no credentials: of paging, of language models, of forms; and what is only about a token.
    const OTHER: [&str; 49] = [
        "page",
        "next",
        "cursor",
        "continuation",
        "sync",
        "count",
        "counts",
        "max",
        "limit",
        "total",
        "usage",
        "input",
        "output",
        "prompt",
        "completion",
        "type",
        "expiry",
        "expires",
        "expiration",
        "name",
        "length",
        "csrf",
        "xsrf",
        "url",
        "uri",
        "endpoint",
        "status",
        "valid",
        "error",
        "used",
        "id",
        "ids",
        "role",
        "roles",
        "at",
        "date",
        "time",
        "list",
        "audience",
        "aud",
        "issuer",
        "issuers",
        "audiences",
        "iss",
        "algorithm",
        "algorithms",
        "enabled",
        "ttl",
        "lifetime",
    ];
    let words = words(name);
    let has = |word: &str| words.iter().any(|known| known == word);
    let is_pair = PAIRS
        .iter()
        .any(|(first, second)| words.windows(2).any(|pair| pair[0] == *first && pair[1] == *second));
    let is_plain = words.iter().any(|word| PLAIN.contains(&word.as_str()));
    let flag = words
        .first()
        .is_some_and(|first| matches!(first.as_str(), "has" | "is" | "use" | "show" | "no" | "needs"));
    (is_plain || is_pair) && !flag && !OTHER.iter().any(|word| has(word))
}

#[cfg(test)]
mod tests {
    use super::is_secret_name;

    #[test]
    fn names_of_credentials_are_told_from_other_tokens() {
        for name in [
            "apiToken",
            "client_secret",
            "AUTH_PASSWORD",
            "accessToken",
            "X-Api-Key",
            "sharedSecret",
            "JIRA_PAT",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "nextPageToken",
            "maxTokens",
            "token_count",
            "tokenType",
            "hasToken",
            "JWT_EXPECTED_AUDIENCE",
            "TOKEN_ISSUER",
            "JWT_ALLOWED_ISSUERS",
            "JWT_ALGORITHM",
            "SECRET_STORE_ENABLED",
            "key",
            "issueKey",
            "",
            "path",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
