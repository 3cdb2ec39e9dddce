//! What the name of a field, a setting or a cookie promises to be in it.

use super::incoming_webhooks;
use super::sensitive::Sensitive;
use crate::words::words;

/// What a field's name says of what is in it.
pub(super) fn by_name(field: &str) -> Option<(Sensitive, bool)> {
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
    // `maxIssues`, `totalComments`: how many there are.
    const COUNTS: [&str; 8] = ["max", "min", "num", "number", "count", "total", "limit", "no"];
    if words.len() > 1 && words.first().is_some_and(|first| COUNTS.contains(&first.as_str())) {
        return None;
    }
    let last = words.last().map(String::as_str).unwrap_or_default();
    if field.starts_with("customfield_") {
        // A text, or a number, or a choice of a few.
        return Some((Sensitive::Content, false));
    }
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
pub(super) fn is_a_name_of(field: &str) -> bool {
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
pub(super) fn is_thing(parent: &str) -> bool {
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

/// The way into a value up to what has no fields: code that asks anything for its `message` asks `companyId` too.
pub(super) fn up_to_an_id(way: &str) -> &str {
    const SCALARS: [&str; 11] =
        ["id", "key", "uuid", "action", "type", "count", "email", "date", "url", "hostname", "pathname"];
    // May be objects; but their letters are none.
    const TEXTS: [&str; 4] = ["name", "login", "at", "title"];
    let mut end = 0;
    let mut parts = way.split('.').peekable();
    while let Some(part) = parts.next() {
        end += part.len();
        let last = words(part).pop().unwrap_or_default();
        let is_text = TEXTS.contains(&last.as_str()) && parts.peek() == Some(&"[]");
        let is_name = matches!(part, "fullName" | "full_name" | "displayName" | "username");
        if SCALARS.contains(&last.as_str()) || is_text || is_name {
            return &way[..end];
        }
        end += 1;
    }
    way
}

/// Fields of an answer that say how it went, not what it says.
pub(super) fn is_status(field: &str) -> bool {
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
        || incoming_webhooks::is_address_name(name)
}

#[cfg(test)]
mod tests {
    use super::{is_secret_name, up_to_an_id};

    #[test]
    fn what_has_no_fields_ends_the_way_into_a_value() {
        for (way, end) in [
            ("company.id.[].message", "company.id"),
            ("[].fullName.context", "[].fullName"),
            ("pusher.name.[].error.message", "pusher.name"),
            ("author.name.first", "author.name.first"),
            ("issues.[].fields.summary", "issues.[].fields.summary"),
            ("", ""),
        ] {
            assert_eq!(up_to_an_id(way), end);
        }
    }

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
            "slackWebhookUrl",
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
