//! Functions that decide which origins may read replies, and say yes to all: `(origin, done) => done(null, true)`.
//!
//! Source: npmjs.com/package/cors, "Configuration Options"; hono.dev/docs/middleware/builtin/cors; read 2026-11-24.

use assay_code::{Analysis, Shape, Value};

/// Whether an origin is a function of the app that answers every origin alike, by what is written there.
pub(super) fn lets_all_in(code: &Analysis, origin: &Value) -> bool {
    origin.alternatives().iter().any(|one| match one.shape() {
        Shape::Function(closure) => code.text_of(closure).is_some_and(says_yes),
        _ => false,
    })
}

fn says_yes(written: &str) -> bool {
    let without_comments: Vec<&str> =
        written.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let text: String = without_comments.concat().chars().filter(|it| !it.is_whitespace()).collect();
    let text = text.strip_prefix("async").unwrap_or(&text);
    let Some((parameters, body)) = parts(text) else { return false };
    let body = body.trim_end_matches(';');
    let inner = body.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(body);
    let inner = inner.trim_end_matches(';');
    // `return done(null, true)`, without the space.
    let inner = inner.strip_prefix("return").unwrap_or(inner);
    let inner = inner.trim_end_matches("asstring").trim_end_matches('!');
    let origin = parameters.first().map_or("", String::as_str);
    let all = |said: &str| {
        let first = said.split("||").next().unwrap_or_default().split("??").next().unwrap_or_default();
        let rest = &said[first.len()..];
        let is_star = matches!(rest.trim_start_matches(['|', '?']), "" | "'*'" | "\"*\"" | "true");
        matches!(said, "true" | "'*'" | "\"*\"") || !origin.is_empty() && first == origin && is_star
    };
    match parameters.get(1) {
        Some(done) => {
            let said = inner.strip_prefix(done.as_str()).and_then(|it| it.strip_prefix('('));
            let said = said.and_then(|it| it.strip_suffix(')')).and_then(|it| it.split_once(','));
            said.is_some_and(|(error, said)| matches!(error, "null" | "undefined") && all(said)) || all(inner)
        }
        None => all(inner),
    }
}

/// The names of a function's parameters, and its body.
fn parts(text: &str) -> Option<(Vec<String>, &str)> {
    let open = text.find('(').unwrap_or(text.len());
    if let Some((name, body)) = text.split_once("=>").filter(|(before, _)| before.len() < open) {
        return Some((vec![name.to_owned()], body));
    }
    let mut depth = 0_usize;
    let mut ends = Vec::new();
    let close = text[open..].char_indices().find_map(|(at, letter)| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 1 => ends.push(open + at),
            _ => {}
        }
        (depth == 0).then_some(open + at)
    })?;
    ends.push(close);
    let starts = std::iter::once(open + 1).chain(ends.iter().map(|end| end + 1));
    let each = starts.zip(&ends).map(|(start, end)| text[start..*end].split([':', '?', '=']).next());
    let names = each.flatten().filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let rest = &text[close + 1..];
    let body = match text.starts_with("function") {
        true => rest.find('{').map(|at| &rest[at..]),
        false => rest.split_once("=>").map(|(_, body)| body),
    };
    Some((names, body?))
}

#[cfg(test)]
mod tests {
    use super::says_yes;

    #[test]
    fn a_function_that_asks_nothing_says_yes() {
        for yes in [
            "(origin, done) => done(null, true)",
            "(origin, done) => { done(null, true); }",
            "(origin, cb) => cb(null, origin)",
            "function (origin, callback) {\n  // everybody\n  callback(null, true);\n}",
            "function check(origin, callback) { return callback(null, origin || '*') }",
            "(origin: string | undefined, done: Done) => done(null, true)",
            "(origin: string, cb: (error: Error | null, ok?: boolean) => void) => cb(null, true)",
            "(origin) => origin",
            "origin => origin",
            "async (origin) => origin ?? '*'",
            "(origin, c) => origin",
            "() => true",
        ] {
            assert!(says_yes(yes), "{yes}");
        }
        for no in [
            "(origin, done) => done(null, known.has(origin))",
            "(origin, done) => { if (!known.has(origin)) return done(new Error('no')); done(null, true); }",
            "(origin) => (origin.endsWith('.example.com') ? origin : undefined)",
            "(origin) => 'https://example.com'",
            "(origin, done) => done(null, false)",
        ] {
            assert!(!says_yes(no), "{no}");
        }
    }
}
