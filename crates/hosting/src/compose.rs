//! Compose.
//!
//! Source: the Compose specification, `services` (read 2026-11-22).

use assay_app::document::{Node, read_yaml};
use assay_source::Span;

use crate::{Breadth, Container, platforms, reading::Reading};

/// `compose.yml`, `docker-compose.prod.yml`, `docker-compose-dev.yaml`, `docker-stack.yml`.
pub(crate) fn is_name(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    matches!(stem, "compose" | "docker-compose" | "docker-stack")
        || stem.starts_with("docker-compose-")
        || stem.starts_with("docker-compose_")
}

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let document = read_yaml(&text);
    reading.note(&document);
    for service in document.root.get("services").map(Node::entries).unwrap_or_default() {
        let (name, service) = (&service.key.text, &service.value);
        let what = format!("the service `{name}`");
        if let Some(environment) = service.get("environment") {
            platforms::variables(reading, environment);
            pairs(reading, environment, |reading, name, value, span| {
                reading.variable(name, Some(value), false, span)
            });
        }
        if let Some(labels) = service.get("labels") {
            for entry in labels.entries() {
                label(reading, &entry.key.text, &entry.value.scalar().unwrap_or_default(), entry.span());
            }
            pairs(reading, labels, label);
        }
        let mut note = |has: &str, span| {
            let place = reading.place(span);
            reading.hosting.containers.push(Container { what: what.clone(), has: has.to_owned(), place });
        };
        if let Some(entry) = service.entry("privileged").filter(|entry| entry.value.as_bool() == Some(true)) {
            note("has all rights of the machine it runs on", entry.span());
        }
        for volume in service.get("volumes").map(Node::items).unwrap_or_default() {
            let source = volume.as_str().or_else(|| volume.get("source").and_then(Node::as_str));
            if source.is_some_and(|source| source.starts_with("/var/run/docker.sock")) {
                note("can start containers of any kind, by the socket of Docker", volume.site());
            }
        }
    }
}

/// `- NAME=value`.
fn pairs(reading: &mut Reading<'_>, list: &Node, mut see: impl FnMut(&mut Reading<'_>, &str, &str, Span)) {
    for item in list.items() {
        if let Some((name, value)) = item.as_str().and_then(|text| text.split_once('=')) {
            see(reading, name.trim(), value.trim(), item.site());
        }
    }
}

/// Labels of Traefik: `traefik.http.middlewares.NAME.headers.stsSeconds=…`.
fn label(reading: &mut Reading<'_>, name: &str, value: &str, span: Span) {
    let lower = name.to_ascii_lowercase();
    let Some((head, setting)) = lower.rsplit_once(".headers.") else { return };
    if head.starts_with("traefik.http.middlewares.") {
        traefik_header(reading, setting, value, span);
    }
}

/// One setting of Traefik's headers, in lower case.
///
/// Source: Traefik 3, `headers` middleware (read 2026-11-22).
pub(crate) fn traefik_header(reading: &mut Reading<'_>, setting: &str, value: &str, span: Span) {
    let whole = Breadth::Whole;
    match setting {
        "stsseconds" => {
            let subdomains = reading.text.as_str().to_ascii_lowercase().contains("stsincludesubdomains");
            reading.header("strict-transport-security", Some(&crate::hsts(value, subdomains)), whole, span);
        }
        "contentsecuritypolicy" => reading.header("content-security-policy", Some(value), whole, span),
        "referrerpolicy" => reading.header("referrer-policy", Some(value), whole, span),
        "framedeny" if value == "true" => reading.header("x-frame-options", Some("DENY"), whole, span),
        "customframeoptionsvalue" => reading.header("x-frame-options", Some(value), whole, span),
        other => {
            if let Some(name) = other.strip_prefix("customresponseheaders.") {
                reading.header(name, Some(value), whole, span);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn services_are_read() {
        let hosting = read_one(
            "docker-compose.yml",
            "services:\n  app:\n    privileged: true\n    environment:\n      - REDIS_URL=redis://cache.example.com\n      - B\n    labels:\n      - traefik.http.middlewares.h.headers.stsSeconds=300\n  db:\n    environment:\n      PGSSLMODE: disable\n    volumes: [/var/run/docker.sock:/var/run/docker.sock]\n",
        );
        let names: Vec<_> = hosting.variables.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["REDIS_URL", "PGSSLMODE"]);
        assert_eq!(hosting.containers.len(), 2);
        assert_eq!(hosting.headers[0].value.as_deref(), Some("max-age=300"));
    }
}
