use assay_catalogue::Severity;
use assay_evidence::{Confidence, Topic};
use assay_headers::Cookie;

use super::shown::skip_unseen;
#[cfg(feature = "live")]
use crate::Act;
use crate::{Found, Look, Probe, Scene, probe::always, reply::host_of};

pub(crate) const PROBE: Probe = Probe {
    id: "session-cookie-unprotected",
    title: "a session cookie that scripts can read, that travels in the clear, or that says not where it may go",
    claims: &["cookies/session-protected", "cookies/same-site"],
    topic: Topic::Cookies,
    severity: Severity::Medium,
    confidence: Confidence::High,
    applies: always,
    #[cfg(feature = "live")]
    act: Act::Judge(judge),
    page: include_str!("session_cookie_unprotected.md"),
};

/// How much a cookie looks like one that carries a session.
#[derive(Debug, PartialEq, Eq)]
enum Likeness {
    /// By its name.
    Named,
    /// By the shape of its value.
    Shaped,
    /// Not at all.
    Not,
}

fn judge(scene: &Scene<'_>, look: &mut Look) {
    skip_unseen(scene, look);
    for (seen, reply) in scene.survey.replies() {
        look.looked_at(1);
        for cookie in reply.headers("set-cookie").filter_map(Cookie::parse) {
            if cookie.is_removal() {
                continue;
            }
            let confidence = match likeness(&cookie) {
                Likeness::Named => Confidence::High,
                Likeness::Shaped => Confidence::Low,
                Likeness::Not => continue,
            };
            let host = host_of(&seen.answer.request.url);
            let name = &cookie.name;
            let mut note = |claim, what: &str, statement: String, help: &str| {
                look.against(
                    Found::new(claim, format!("{host}: {name}: {what}"), statement)
                        .help(help)
                        .confidence(confidence)
                        .shown_by("a reply that sets it", &seen.answer),
                );
            };
            let missing: Vec<_> = [("HttpOnly", cookie.http_only), ("Secure", cookie.secure)]
                .into_iter()
                .filter_map(|(attribute, has)| (!has).then_some(attribute))
                .collect();
            if !missing.is_empty() {
                let missing = missing.join("` and `");
                let statement = format!("{host} sets the cookie `{name}` without `{missing}`");
                note("cookies/session-protected", "attributes", statement, "set it with `Secure; HttpOnly`");
            }
            if !cookie.keeps_prefix() {
                let statement =
                    format!("`{name}` of {host} breaks the promise of its name, so browsers drop it");
                let help = "a name with `__Host-` needs `Secure`, `Path=/` and no `Domain`; one with `__Secure-` needs `Secure`";
                note("cookies/session-protected", "prefix", statement, help);
            }
            if cookie.same_site.is_none() {
                let statement =
                    format!("{host} sets the cookie `{name}` without a `SameSite` that browsers know");
                let help = "say `SameSite=None; Secure; Partitioned` for a cookie that has to work in the product's frame, else `Lax` or `Strict`";
                note("cookies/same-site", "SameSite", statement, help);
            }
        }
    }
}

fn likeness(cookie: &Cookie) -> Likeness {
    let name = cookie.name.to_ascii_lowercase();
    // Made to be read by scripts: the double-submitted kind.
    if ["xsrf", "csrf"].iter().any(|word| name.contains(word)) {
        return Likeness::Not;
    }
    let words = ["sess", "sid", "auth", "jwt", "token", "login", "remember", "cfid"];
    if words.iter().any(|word| name.contains(word)) {
        return Likeness::Named;
    }
    // Analytics and preferences look random, too, and open nothing.
    if ["_ga", "_gid", "_hj", "amp_", "ajs_", "lang", "locale", "theme", "consent"]
        .iter()
        .any(|word| name.starts_with(word))
    {
        return Likeness::Not;
    }
    let value = &cookie.value;
    let has = |test: fn(char) -> bool| value.chars().any(test);
    let is_random = value.len() >= 24
        && has(|c| c.is_ascii_digit())
        && has(|c| c.is_ascii_alphabetic())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+/=%:~".contains(c));
    if is_random { Likeness::Shaped } else { Likeness::Not }
}

#[cfg(test)]
mod tests {
    use assay_headers::Cookie;

    use super::{Likeness, likeness};

    #[test]
    fn sessions_are_told_by_name_or_by_value() {
        let of = |field: &str| likeness(&Cookie::parse(field).unwrap());
        for named in [
            "JSESSIONID=1",
            "connect.sid=x",
            "PHPSESSID=x",
            "auth_token=x",
            "ASP.NET_SessionId=x",
            "CFTOKEN=1",
        ] {
            assert_eq!(of(named), Likeness::Named, "{named}");
        }
        assert_eq!(of("a=s%3Axxxxxxxxxxxxxxxxxx00xxXX"), Likeness::Shaped);
        for other in ["lang=en", "XSRF-TOKEN=abc", "_ga=GA1.2.1234567890.1234567890", "theme=dark", "seen=1"]
        {
            assert_eq!(of(other), Likeness::Not, "{other}");
        }
    }
}
