//! Variables that an app runs with: `.env`, `Procfile`, `ENV` of a Dockerfile.

use assay_source::Span;

use crate::{Container, reading::Reading};

/// `NAME=value`, one a line, `export` before it or not.
pub(crate) fn read_lines(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    for number in 1..=text.line_count() {
        let span = text.line_span(number);
        let line = text.slice(span);
        let line = line.strip_prefix("export ").unwrap_or(line);
        if line.starts_with('#') {
            continue;
        }
        if let Some((name, value)) = line.split_once('=') {
            reading.variable(name.trim(), Some(unquoted(value)), false, span);
        }
    }
}

/// `web: NAME=value command`.
pub(crate) fn read_procfile(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    for number in 1..=text.line_count() {
        let span = text.line_span(number);
        let Some((_, command)) = text.slice(span).split_once(':') else { continue };
        for word in command.split_whitespace().take_while(|word| word.contains('=') && !word.starts_with('-'))
        {
            if let Some((name, value)) = word.split_once('=') {
                reading.variable(name, Some(unquoted(value)), false, span);
            }
        }
    }
}

/// `ENV` and `USER` of a Dockerfile.
///
/// Source: Dockerfile reference (read 2026-11-22).
pub(crate) fn read_dockerfile(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let mut user: Option<(String, Span)> = None;
    let mut last_from: Option<(String, Span)> = None;
    for number in 1..=text.line_count() {
        let span = text.line_span(number);
        let line = text.slice(span);
        let Some((word, rest)) = line.split_once(char::is_whitespace) else { continue };
        match word.to_ascii_uppercase().as_str() {
            "FROM" => {
                // Every stage begins with the user of its image.
                user = None;
                last_from = Some((rest.trim().to_owned(), span));
            }
            "USER" => user = Some((rest.trim().to_owned(), span)),
            "ENV" => environment(reading, rest.trim(), span),
            _ => {}
        }
    }
    let is_root = |name: &str| matches!(name.split(':').next(), Some("root" | "0"));
    match (user, last_from) {
        (Some((name, span)), _) if is_root(&name) => {
            let place = reading.place(span);
            let (what, has) = ("the container".to_owned(), "runs as root".to_owned());
            reading.hosting.containers.push(Container { what, has, place });
        }
        (None, Some((image, span))) if runs_as_root(&image) => {
            let place = reading.place(span);
            let (what, has) = ("the container".to_owned(), "runs as root, as its image does".to_owned());
            reading.hosting.containers.push(Container { what, has, place });
        }
        _ => {}
    }
}

/// Images whose user is root unless a file says otherwise.
fn runs_as_root(image: &str) -> bool {
    const IMAGES: [&str; 17] = [
        "node",
        "python",
        "openjdk",
        "eclipse-temurin",
        "amazoncorretto",
        "maven",
        "gradle",
        "php",
        "ruby",
        "golang",
        "debian",
        "ubuntu",
        "alpine",
        "nginx",
        "httpd",
        "caddy",
        "tomcat",
    ];
    let name = image.split_whitespace().find(|word| !word.starts_with("--")).unwrap_or_default();
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let bare = name.split([':', '@']).next().unwrap_or_default();
    IMAGES.contains(&bare) && !name.contains("unprivileged") && !name.contains("nonroot")
}

/// `NAME=value OTHER="a b"`, or in the old way `NAME value`.
fn environment(reading: &mut Reading<'_>, rest: &str, span: Span) {
    let first = rest.split_whitespace().next().unwrap_or_default();
    if !first.contains('=') {
        if let Some((name, value)) = rest.split_once(char::is_whitespace) {
            reading.variable(name, Some(unquoted(value)), false, span);
        }
        return;
    }
    for word in rest.split_whitespace() {
        if let Some((name, value)) = word.split_once('=') {
            reading.variable(name, Some(unquoted(value)), false, span);
        }
    }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inner = |quote| value.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    fn variables(name: &str, content: &str) -> Vec<(String, String)> {
        let all = read_one(name, content).variables;
        all.into_iter().map(|it| (it.name, it.value.unwrap_or_default())).collect()
    }

    #[test]
    fn variables_are_read_from_every_file() {
        let expected = [("A".to_owned(), "b".to_owned())];
        assert_eq!(variables(".env", "# x=y\nexport A='b'\n"), expected);
        assert_eq!(variables("Procfile", "web: A=b node server.js\n"), expected);
        assert_eq!(variables("Dockerfile", "FROM node\nENV A=b\n"), expected);
        assert_eq!(variables("Dockerfile", "FROM node\nENV A b\n"), expected);
    }

    #[test]
    fn the_last_stage_says_who_runs() {
        let containers = |content: &str| read_one("Dockerfile", content).containers.len();
        assert_eq!(containers("FROM node:24\nUSER node\n"), 0);
        assert_eq!(containers("FROM node:24\nUSER node\nFROM node:24\nUSER root\n"), 1);
        assert_eq!(containers("FROM node:24 AS build\nFROM gcr.io/distroless/nodejs24-debian12\n"), 0);
        assert_eq!(containers("FROM node:24\nCMD node\n"), 1);
    }
}
