//! Secrets known by their names: `const JWT_SECRET = "…"`, in any language that joins a name and a text.

use assay_source::Span;

use crate::{
    Certainty, Detection, Form, SecretId, Surroundings,
    literal::{Join, Literal, after_name, placeholder},
    name::{Promise, promise, words},
    value::{
        entropy, is_mixed_at_random, is_monotonous, is_stand_in, is_template, is_uuid, is_weak_password,
        is_wordy,
    },
};

/// Longest name that is looked at on either side of a keyword, in bytes.
const LONGEST_NAME: usize = 64;
/// Longest text that is looked at behind the name of a variable that may not be set, in bytes.
const LONGEST_STAND_IN: usize = 300;

/// The name around a keyword: its span, its last part, and what stands before it.
pub(crate) fn name_around(bytes: &[u8], keyword: Span) -> Option<(Span, &str, u8)> {
    let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$');
    let before = &bytes[keyword.start.saturating_sub(LONGEST_NAME)..keyword.start];
    let start = keyword.start - before.iter().rev().take_while(inside).count();
    let after = &bytes[keyword.end..bytes.len().min(keyword.end + LONGEST_NAME)];
    let end = keyword.end + after.iter().take_while(inside).count();
    let name = std::str::from_utf8(&bytes[start..end]).ok()?;
    let name = name.trim_matches(['.', '-', '$']);
    let last = name.rsplit('.').next().unwrap_or(name);
    (!last.is_empty() && end - start <= 2 * LONGEST_NAME)
        .then(|| (Span::new(start, end), last, start.checked_sub(1).map_or(0, |at| bytes[at])))
}

/// The secret a name is given, where it is given one.
pub(crate) fn detect(
    bytes: &[u8],
    keyword: Span,
    surroundings: Surroundings,
    by_line: bool,
) -> Option<Detection> {
    if !matches!(
        surroundings,
        Surroundings::Code
            | Surroundings::Configuration
            | Surroundings::Environment
            | Surroundings::Container
    ) {
        return None;
    }
    let (at, name, opened) = name_around(bytes, keyword)?;
    let promise = promise(name)?;
    // The lines of a comment that explains show what could stand there.
    if line_before(bytes, at.start).trim_ascii_start().starts_with(b"*") {
        return None;
    }
    let default = stand_in(bytes, at, surroundings);
    let (name, literal) = match default {
        Some((_, literal)) => (name, literal),
        None => (name, after_name(bytes, at.end, opened, by_line)?),
    };
    let text = |literal: Literal| std::str::from_utf8(&bytes[literal.span.start..literal.span.end]).ok();
    // `password: ${NAME:literal}`: the key says that it is a secret.
    let inner = text(literal).filter(|_| surroundings == Surroundings::Configuration);
    let inner = inner.and_then(|inner| placeholder(inner, literal.span.start));
    let variable = inner.or(default).map(|(variable, _)| variable);
    let literal = inner.map_or(literal, |(_, literal)| literal);
    let whole = text(literal)?;
    let (value, had_scheme) = without_scheme(whole);
    if name.eq_ignore_ascii_case("authorization") && !had_scheme {
        return None;
    }
    let span = Span::new(literal.span.end - value.len(), literal.span.end);
    let looks = looks(value, name, promise, literal, surroundings)?;
    let name = shown(variable.unwrap_or(name));
    let form = match promise {
        Promise::SharedSecret => Form::SharedSecret { name },
        _ => Form::Named { name, fallback: looks.fallback, weak: looks.weak },
    };
    let certainty = if looks.doubtful { Certainty::Doubtful } else { Certainty::Likely };
    Some(Detection { form, span, secret: SecretId::of(value.as_bytes()), certainty, surroundings })
}

/// What stands in for the variable itself, where that is what was found: `${NAME:literal}`.
fn stand_in(bytes: &[u8], name: Span, surroundings: Surroundings) -> Option<(&str, Literal)> {
    let start = name.start.checked_sub(2).filter(|start| bytes[*start..].starts_with(b"${"))?;
    let end = bytes.len().min(name.end + LONGEST_STAND_IN);
    let is_read = matches!(surroundings, Surroundings::Code | Surroundings::Configuration);
    let text = bytes[start..end].utf8_chunks().next()?.valid();
    placeholder(text, start).filter(|_| is_read)
}

/// The line of a place, up to it.
fn line_before(bytes: &[u8], at: usize) -> &[u8] {
    let from = at.saturating_sub(300);
    let start = bytes[from..at].iter().rposition(|&byte| byte == b'\n').map_or(from, |line| from + line + 1);
    &bytes[start..at]
}

/// A name as it may be told: one that is more than words might carry a secret along.
pub(crate) fn shown(name: &str) -> String {
    if is_wordy(name) {
        return name.to_owned();
    }
    let words = words(name);
    words[words.len().saturating_sub(2)..].join("_")
}

/// A value without the scheme that HTTP puts before it.
fn without_scheme(value: &str) -> (&str, bool) {
    let schemes = ["Bearer ", "Basic ", "Token ", "bearer ", "basic ", "token ", "JWT ", "ApiKey ", "SSWS "];
    let rest = schemes.iter().find_map(|scheme| value.strip_prefix(scheme));
    (rest.unwrap_or(value), rest.is_some())
}

struct Looks {
    fallback: bool,
    weak: bool,
    doubtful: bool,
}

/// What a value looks like under a name; `None` where it is no secret.
fn looks(
    value: &str,
    name: &str,
    promise: Promise,
    literal: Literal,
    surroundings: Surroundings,
) -> Option<Looks> {
    let fallback = literal.join == Join::Fallback
        || literal.join == Join::Beside
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let found = |weak, doubtful| Some(Looks { fallback, weak, doubtful });
    let is_settings = matches!(
        surroundings,
        Surroundings::Configuration | Surroundings::Environment | Surroundings::Container
    );
    if !is_possible(value, literal.quoted) || value.eq_ignore_ascii_case(name) && promise != Promise::Password
    {
        return None;
    }
    // A word that signs signs, whatever it says; it counts where nothing else is given.
    if promise == Promise::Signing && literal.join == Join::Fallback && value.len() >= 6 {
        return found(true, false);
    }
    // `spring.datasource.password=password`: in a file that runs, that is the password.
    if promise == Promise::Password
        && literal.join == Join::Assigned
        && matches!(surroundings, Surroundings::Configuration | Surroundings::Environment)
        && !literal.quoted
        && is_weak_password(value)
    {
        return found(true, false);
    }
    if is_stand_in(value) {
        return None;
    }
    let digits = value.bytes().any(|byte| byte.is_ascii_digit());
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    let marks = value.bytes().any(|byte| !byte.is_ascii_alphanumeric() && !b"_-.:/".contains(&byte));
    match promise {
        Promise::Password => {
            let is_chosen = letters && (digits || marks) && value.len() >= 6 && !is_uuid(value);
            let is_name = is_wordy(value) && !marks && (value.contains(['.', '-', '_', ':', '/']) || !digits);
            (is_chosen && !is_name && value.len() <= 128).then_some(())?;
            // In code, what is compared or passed beside a name is seldom the password itself.
            found(false, literal.join == Join::Beside && !is_settings)
        }
        // Cut short to be shown: `eyJhbGciOi...`.
        _ if value.contains("...") => None,
        Promise::Signing | Promise::Token | Promise::SharedSecret => {
            if is_uuid(value) {
                return found(
                    false,
                    promise == Promise::Token && !name.to_ascii_lowercase().contains("secret"),
                );
            }
            let is_random = value.len() >= 12
                && letters
                && !is_wordy(value)
                && !(value.contains('/') && is_path(value))
                && (digits && entropy(value.as_bytes()) >= least_entropy(value)
                    || is_mixed_at_random(value) && entropy(value.as_bytes()) >= 3.6);
            if is_random {
                return found(false, false);
            }
            // Someone's own words, to sign with: `my-super-secret-key`.
            let is_own_words = promise == Promise::Signing
                && literal.join == Join::Assigned
                && value.len() >= 8
                && !value.eq_ignore_ascii_case(name)
                && is_settings;
            if is_own_words { found(true, false) } else { None }
        }
    }
}

/// Random text of few characters can't have much entropy.
fn least_entropy(value: &str) -> f64 {
    let hexadecimal = value.bytes().all(|byte| byte.is_ascii_hexdigit());
    match (hexadecimal, value.len()) {
        (true, _) => 2.8,
        (_, ..16) => 3.0,
        (_, ..24) => 3.3,
        _ => 3.6,
    }
}

/// True for folders and files, a random word of a base64 alphabet apart.
fn is_path(value: &str) -> bool {
    value.starts_with(['/', '.', '~'])
        || value.split('/').filter(|part| is_wordy(part)).count() * 2 > value.split('/').count()
}

/// True for a text that can be a secret at all.
fn is_possible(value: &str, quoted: bool) -> bool {
    let code = |c: char| if quoted { "<>{}`\\".contains(c) } else { "<>{}`\\()[]\"';,|".contains(c) };
    (4..=512).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_graphic())
        && !is_template(value)
        && !is_monotonous(value.as_bytes())
        && !value.contains(code)
        && !value.contains("://")
        && !value.starts_with("urn:")
        && !value.starts_with("ari:")
        && !value.starts_with("-----")
        // Selectors of a page: `#password`, `.token-field`.
        && !(value.starts_with(['#', '.']) && is_wordy(value))
        // A token with a checksum was looked at as such: this one's is wrong.
        && !["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"].iter().any(|start| value.starts_with(start))
        // Names of variables: `STRIPE_API_KEY_2`.
        && !(value.contains('_') && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'))
        // A digest of the value, not the value.
        && !["sha256", "sha512", "sha1-", "md5", "$2a$", "$2b$", "{SSHA}", "pbkdf2", "argon2", "scrypt"]
            .iter()
            .any(|start| value.starts_with(start))
}
