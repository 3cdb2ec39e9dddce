//! Cookies that are written as a header: `response.setHeader('Set-Cookie', `session=${id}; Path=/`)`.

use assay_code::{Call, Value, model::Role};

use super::cookie_unprotected::names_session;

/// The session's cookies of a header, each with the attributes that are surely not set.
pub(super) fn unprotected(call: &Call) -> Vec<(String, Vec<&'static str>)> {
    let is_cookie =
        call.role(Role::Key).as_constant().is_some_and(|it| it.eq_ignore_ascii_case("set-cookie"));
    if !is_cookie {
        return Vec::new();
    }
    let value = call.role(Role::Value);
    let lines = value.elements();
    let lines: &[Value] = if lines.is_empty() { std::slice::from_ref(&value) } else { &lines };
    let texts = lines.iter().filter_map(Value::as_text);
    texts.filter_map(|text| missing(&text.template())).collect()
}

/// Of `session={}; Path=/` the name and what is missing; nothing where it takes a cookie away, or ends in what is not known.
fn missing(line: &str) -> Option<(String, Vec<&'static str>)> {
    let (name, rest) = line.split_once('=')?;
    let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
    let attributes = attributes.to_ascii_lowercase();
    let taken_away = value.is_empty() || attributes.contains("max-age=0") || attributes.contains("1970");
    if name.contains("{}") || !names_session(name) || taken_away || attributes.contains("{}") {
        return None;
    }
    let has = |wanted: &str| attributes.split(';').any(|one| one.trim() == wanted);
    let mut missing = Vec::new();
    if !has("httponly") {
        missing.push("`HttpOnly`");
    }
    if !has("secure") {
        missing.push("`Secure`");
    }
    (!missing.is_empty()).then(|| (name.trim().to_owned(), missing))
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn a_line_says_what_it_lacks() {
        assert_eq!(missing("session={}; Path=/").map(|it| it.1.len()), Some(2));
        assert_eq!(missing("sid={}; HttpOnly").map(|it| it.1), Some(vec!["`Secure`"]));
        for whole in
            ["sid={}; HttpOnly; Secure; SameSite=None", "theme={}", "session=; Max-Age=0", "sid={}; {}"]
        {
            assert_eq!(missing(whole), None, "{whole}");
        }
    }
}
