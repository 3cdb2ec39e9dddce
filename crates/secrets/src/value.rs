//! What the looks of a value say: a secret, a stand-in for one, or something else altogether.

use crate::name::words;

/// Shannon entropy in bits a byte.
pub(crate) fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    value.iter().for_each(|&byte| counts[usize::from(byte)] += 1);
    let length = value.len() as f64;
    let shares = counts.iter().filter(|&&count| count > 0).map(|&count| f64::from(count) / length);
    shares.map(|share| -share * share.log2()).sum()
}

/// True for what is written where a secret would stand: `your-api-key`, `xxxxxxxx`, `<token>`, `changeme`.
pub(crate) fn is_stand_in(value: &str) -> bool {
    const WORDS: [&str; 34] = [
        "change",
        "changeme",
        "changethis",
        "dummy",
        "enter",
        "example",
        "fake",
        "fill",
        "foo",
        "bar",
        "foobar",
        "goes",
        "here",
        "insert",
        "lorem",
        "mock",
        "mocked",
        "none",
        "null",
        "placeholder",
        "put",
        "redacted",
        "replace",
        "replaced",
        "sample",
        "some",
        "test",
        "testing",
        "todo",
        "undefined",
        "your",
        "yours",
        "xxx",
        "removed",
    ];
    const PARTS: [&str; 13] = [
        "example",
        "placeholder",
        "changeme",
        "change-me",
        "change_me",
        "redacted",
        "your-",
        "your_",
        "xxxx",
        "****",
        "....",
        "dummy",
        "fake",
    ];
    let lower = value.to_ascii_lowercase();
    words(value).iter().any(|word| WORDS.contains(&word.as_str()))
        || PARTS.iter().any(|part| lower.contains(part))
        || lower.starts_with("test")
        || value.starts_with('<') && value.ends_with('>')
        || value.starts_with('[') && value.ends_with(']')
        // Where to find it, in the settings of Supabase's tools.
        || value.starts_with("env(") && value.ends_with(')')
        || is_monotonous(value.as_bytes())
}

/// True for what repeats itself or counts: `aaaaaaaa`, `12345678`, `abcdefgh`, `abcabcabcabc`, `deadbeefdeadbeef`.
pub(crate) fn is_monotonous(value: &[u8]) -> bool {
    let mut kinds = [false; 256];
    value.iter().for_each(|&byte| kinds[usize::from(byte)] = true);
    if kinds.iter().filter(|seen| **seen).count() < 5 && value.len() >= 8 {
        return true;
    }
    let steps = value.windows(2).filter(|pair| {
        pair[1] == pair[0]
            || pair[1] == pair[0].wrapping_add(1)
            || pair[1] == pair[0].wrapping_sub(1)
            || (pair[0] == b'9' && pair[1] == b'0')
    });
    if value.len() >= 4 && steps.count() * 4 >= (value.len() - 1) * 3 {
        return true;
    }
    // One beginning, over and over.
    (1..=value.len() / 2)
        .filter(|period| *period <= 16)
        .any(|period| value.len() >= 8 && value.iter().zip(&value[period..]).all(|(one, other)| one == other))
}

/// True where something else is put in the value's place later: `${TOKEN}`, `{{secret}}`, `%s`, `$VARIABLE`.
pub(crate) fn is_template(value: &str) -> bool {
    [
        "${",
        "#{",
        "{{",
        "}}",
        "<%",
        "$(",
        "%(",
        "%s",
        "%d",
        "@@",
        "process.env",
        "os.environ",
        "env.",
        "secrets.",
        "vars.",
    ]
    .iter()
    .any(|open| value.contains(open))
        || value.starts_with(['$', '@', '&', '!'])
        || value.starts_with('%') && value.ends_with('%')
        || value.starts_with('{') && value.ends_with('}')
        || value.starts_with("__") && value.ends_with("__")
        || ["vault:", "ssm:", "arn:", "ref+", "op://", "secret://", "projects/", "keyvault:", "env:", "file:"]
            .iter()
            .any(|scheme| value.starts_with(scheme))
}

/// True for a UUID.
pub(crate) fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// True for words, names and numbers, joined as people join them: `access_token`, `oauth2-client`, `apiTokenV2`,
/// `MY_SECRET`, `v1.2`, `user@example.com`.
pub(crate) fn is_wordy(value: &str) -> bool {
    let parts = value.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.into_iter().all(is_word)
}

fn is_word(part: &str) -> bool {
    if part.len() <= 4
        && (part.bytes().all(|b| b.is_ascii_digit()) || part.bytes().all(|b| b.is_ascii_alphabetic()))
    {
        return true;
    }
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    if part.len() - letters.len() > 4 || letters.is_empty() {
        return false;
    }
    // Numbers inside are those of names: `oauth2Client`, `base64Key`, `sha256sum`.
    let mut inner = letters;
    for known in ["2", "3", "64", "256", "32", "512"] {
        if let Some((before, after)) = letters.split_once(known) {
            inner = if after.bytes().any(|b| b.is_ascii_digit()) { letters } else { before.max(after) };
            break;
        }
    }
    inner.bytes().all(|b| b.is_ascii_alphabetic()) && words(inner).iter().all(|word| is_spoken(word))
}

/// True for letters that can be spoken: vowels among them, and no long run without one.
fn is_spoken(word: &str) -> bool {
    if word.len() <= 4 {
        return true;
    }
    let is_vowel = |byte: u8| b"aeiouy".contains(&byte);
    let vowels = word.bytes().filter(|&byte| is_vowel(byte)).count();
    let longest = word.as_bytes().split(|&byte| is_vowel(byte)).map(<[u8]>::len).max().unwrap_or_default();
    vowels * 6 >= word.len() && longest <= 5
}

/// True where case changes as it does at random, not as words are joined.
pub(crate) fn is_mixed_at_random(value: &str) -> bool {
    let letters: Vec<bool> =
        value.bytes().filter(u8::is_ascii_alphabetic).map(|byte| byte.is_ascii_uppercase()).collect();
    let changes = letters.windows(2).filter(|pair| pair[0] != pair[1]).count();
    letters.len() >= 12 && changes * 3 >= letters.len()
}

/// Words everybody tries first, and their like.
pub(crate) fn is_weak_password(value: &str) -> bool {
    const WEAK: [&str; 18] = [
        "password", "passw0rd", "admin", "root", "secret", "postgres", "mysql", "guest", "user", "qwerty",
        "letmein", "welcome", "changeit", "master", "mongo", "redis", "rabbitmq", "oracle",
    ];
    let plain = value.to_ascii_lowercase();
    let plain = plain.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!');
    WEAK.contains(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_known() {
        for value in [
            "your-api-key",
            "YOUR_TOKEN_HERE",
            "xxxxxxxxxxxx",
            "changeme",
            "<client-secret>",
            "AKIAIOSFODNN7EXAMPLE",
            "1234567890",
            "abcdefghijkl",
            "aaaaaaaa",
            "insert-key",
            "deadbeefdeadbeefdeadbeef",
            "test-secret",
            "0123456789abcdef",
            "sk_live_xxxxxxxxxxxxxxxxxxxx",
        ] {
            assert!(is_stand_in(value), "{value}");
        }
        for value in ["q8Zr1mWc0pTnVb7K", "4f1c9e07a3b8d25660e1f7c9", "hunter2!x"] {
            assert!(!is_stand_in(value), "{value}");
        }
    }

    #[test]
    fn what_is_put_in_later_is_known() {
        for value in
            ["${TOKEN}", "{{secret}}", "$TOKEN", "%TOKEN%", "%s", "vault:kv/x#y", "@Value", "__TOKEN__"]
        {
            assert!(is_template(value), "{value}");
        }
        assert!(!is_template("q8Zr1mWc0pTn$Vb7K"));
    }

    #[test]
    fn words_are_told_from_random_letters() {
        for value in [
            "access_token",
            "oauth2-client",
            "MY_SECRET",
            "apiTokenV2",
            "jira.auth.token",
            "base64Key",
            "user@host.net",
            "sharedSecretStorage",
            "refresh_token_expires_in",
            "Authentifizierung",
        ] {
            assert!(is_wordy(value), "{value}");
        }
        for value in ["q8Zr1mWc0pTnVb7K", "4f1c9e07a3b8d256", "xkcdzwqvbnmrtgh", "a8f5-b77c1-99d0e"] {
            assert!(!is_wordy(value), "{value}");
        }
    }

    #[test]
    fn random_case_is_told_from_joined_words() {
        assert!(is_mixed_at_random("qZrMWcQpTnVbKdLs"));
        assert!(!is_mixed_at_random("getAccessTokenSilently"));
    }

    #[test]
    fn a_uuid_is_known() {
        assert!(is_uuid("3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f60"));
        assert!(!is_uuid("3a1c9f0e-6b7d-4c8a-9e2f-1d2c3b4a5f6z"));
    }
}
