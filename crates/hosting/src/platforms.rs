//! Hosting platforms: what a file in the repository tells them to send.
//!
//! Source: the platforms' references of `vercel.json`, `netlify.toml` and `_headers`, `firebase.json`,
//! `staticwebapp.config.json`, `app.yaml`, `render.yaml` and `fly.toml` (read 2026-11-22).

use assay_app::document::{JsonDialect, Node, read_json, read_yaml};
use assay_source::Span;

use crate::{Breadth, Entrance, Site, reading::Reading, toml_tree};

/// A site at a platform. All of these speak TLS, and add HSTS to what they serve.
fn site(reading: &mut Reading<'_>, platform: &str) {
    let place = reading.place(reading.text.line_span(1));
    reading.hosting.sites.push(Site {
        what: format!("the site at {platform}"),
        speaks_tls: true,
        serves_files: true,
        adds_hsts: true,
        in_part: false,
        place,
    });
}

fn json(reading: &mut Reading<'_>) -> Node {
    let text = reading.text.clone();
    let document = read_json(&text, JsonDialect::Commented);
    reading.note(&document);
    document.root
}

/// How much of a site a pattern of paths takes in, in the notations of the platforms: `/(.*)`, `/*`, `**`.
pub fn takes_all(pattern: &str) -> Breadth {
    let all = [
        "/(.*)", "/*", "/**", "**", "*", "(.*)", "/.*", "/:path*", "/(?:.*)", "/(.*)?", "**/*", "/:all*",
        "**/**",
    ];
    if all.contains(&pattern.trim()) { Breadth::Whole } else { Breadth::Part }
}

/// `[{ key, value }]` or `{ name: value }`.
fn headers(reading: &mut Reading<'_>, list: &Node, breadth: Breadth) {
    for item in list.items() {
        let name = item.get("key").or_else(|| item.get("name")).and_then(Node::as_str);
        if let Some(name) = name {
            let value = item.get("value").and_then(Node::scalar);
            reading.header(name, value.as_deref(), breadth, item.site());
        }
    }
    for entry in list.entries() {
        reading.header(&entry.key.text, entry.value.scalar().as_deref(), breadth, entry.span());
    }
}

pub(crate) fn vercel(reading: &mut Reading<'_>) {
    let root = json(reading);
    site(reading, "Vercel");
    for rule in root.get("headers").map(Node::items).unwrap_or_default() {
        let breadth = takes_all(rule.get("source").and_then(Node::as_str).unwrap_or_default());
        // A rule with a condition is for some requests only.
        let breadth =
            if rule.get("has").is_some() || rule.get("missing").is_some() { Breadth::Part } else { breadth };
        rule.get("headers").into_iter().for_each(|list| headers(reading, list, breadth));
    }
    for route in root.get("routes").map(Node::items).unwrap_or_default() {
        let breadth = takes_all(route.get("src").and_then(Node::as_str).unwrap_or_default());
        route.get("headers").into_iter().for_each(|list| headers(reading, list, breadth));
    }
    for place in [root.get("env"), root.at(["build", "env"])].into_iter().flatten() {
        variables(reading, place);
    }
}

pub(crate) fn netlify(reading: &mut Reading<'_>) {
    let root = toml_tree::read(reading);
    site(reading, "Netlify");
    for rule in root.get("headers").map(Node::items).unwrap_or_default() {
        let breadth = takes_all(rule.get("for").and_then(Node::as_str).unwrap_or_default());
        rule.get("values").into_iter().for_each(|list| headers(reading, list, breadth));
    }
    for path in [vec!["build", "environment"], vec!["context", "production", "environment"]] {
        root.at(path).into_iter().for_each(|node| variables(reading, node));
    }
}

/// Paths in lines that are not indented, below each the headers for it.
pub(crate) fn headers_file(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    site(reading, "the platform that reads `_headers`");
    let mut breadth = Breadth::Part;
    for number in 1..=text.line_count() {
        let line = text.line(number);
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        if !line.starts_with([' ', '\t']) {
            breadth = takes_all(content);
        } else if let Some((name, value)) = content.split_once(':').filter(|_| !content.starts_with('!')) {
            reading.header(name, Some(value.trim()), breadth, text.line_span(number));
        }
    }
}

pub(crate) fn firebase(reading: &mut Reading<'_>) {
    let root = json(reading);
    for functions in root.get("functions").into_iter().flat_map(|one| std::iter::once(one).chain(one.items()))
    {
        reading.runtime(functions, "runtime");
    }
    let Some(hosting) = root.get("hosting") else { return };
    site(reading, "Firebase");
    for target in std::iter::once(hosting).chain(hosting.items()) {
        for rule in target.get("headers").map(Node::items).unwrap_or_default() {
            let pattern = rule.get("source").or_else(|| rule.get("glob")).and_then(Node::as_str);
            let breadth = takes_all(pattern.unwrap_or_default());
            rule.get("headers").into_iter().for_each(|list| headers(reading, list, breadth));
        }
    }
}

pub(crate) fn static_web_app(reading: &mut Reading<'_>) {
    let root = json(reading);
    site(reading, "Azure Static Web Apps");
    root.get("globalHeaders").into_iter().for_each(|list| headers(reading, list, Breadth::Whole));
    for route in root.get("routes").map(Node::items).unwrap_or_default() {
        let breadth = takes_all(route.get("route").and_then(Node::as_str).unwrap_or_default());
        route.get("headers").into_iter().for_each(|list| headers(reading, list, breadth));
    }
}

pub(crate) fn app_engine(reading: &mut Reading<'_>) {
    let root = yaml(reading);
    reading.runtime(&root, "runtime");
    root.get("env_variables").into_iter().for_each(|node| variables(reading, node));
    for handler in root.get("handlers").map(Node::items).unwrap_or_default() {
        handler.get("http_headers").into_iter().for_each(|list| headers(reading, list, Breadth::Part));
        let secure = handler.entry("secure");
        let Some(secure) = secure.filter(|entry| matches!(entry.value.as_str(), Some("never" | "optional")))
        else {
            continue;
        };
        let url = handler.get("url").and_then(Node::as_str).unwrap_or_default();
        let place = reading.place(secure.span());
        reading.hosting.entrances.push(Entrance { what: format!("the handler `{url}`"), place });
    }
}

pub(crate) fn render(reading: &mut Reading<'_>) {
    let root = yaml(reading);
    for service in root.get("services").map(Node::items).unwrap_or_default() {
        for rule in service.get("headers").map(Node::items).unwrap_or_default() {
            let breadth = takes_all(rule.get("path").and_then(Node::as_str).unwrap_or_default());
            if let Some(name) = rule.get("name").and_then(Node::as_str) {
                let value = rule.get("value").and_then(Node::scalar);
                reading.header(name, value.as_deref(), breadth, rule.site());
            }
        }
        variable_list(reading, service.get("envVars"), "key");
    }
}

pub(crate) fn fly(reading: &mut Reading<'_>) {
    let root = toml_tree::read(reading);
    root.get("env").into_iter().for_each(|node| variables(reading, node));
    let forced = root.at(["http_service"]).and_then(|service| service.entry("force_https"));
    if let Some(entry) = forced.filter(|entry| entry.value.as_bool() == Some(false)) {
        let place = reading.place(entry.span());
        reading.hosting.entrances.push(Entrance { what: "the service at Fly".to_owned(), place });
    }
}

fn yaml(reading: &mut Reading<'_>) -> Node {
    let text = reading.text.clone();
    let document = read_yaml(&text);
    reading.note(&document);
    document.root
}

/// `{ NAME: value }`.
pub(crate) fn variables(reading: &mut Reading<'_>, map: &Node) {
    for entry in map.entries() {
        reading.variable(&entry.key.text, entry.value.scalar().as_deref(), false, entry.span());
    }
}

/// `[{ name: NAME, value: … }]`, whatever the name's key is called.
pub(crate) fn variable_list(reading: &mut Reading<'_>, list: Option<&Node>, name: &str) {
    for item in list.map(Node::items).unwrap_or_default() {
        let Some(known) = item.get(name).and_then(Node::scalar) else { continue };
        let value = item.get("value").and_then(Node::scalar);
        let span: Span = item.entry("value").map_or(item.site(), |entry| entry.span());
        reading.variable(&known, value.as_deref(), false, span);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Breadth, hosting::read_one};

    #[test]
    fn every_platform_s_headers_are_read() {
        for (name, content) in [
            (
                "vercel.json",
                r#"{"headers": [{"source": "/(.*)", "headers": [{"key": "X-A", "value": "b"}]}]}"#,
            ),
            ("netlify.toml", "[[headers]]\nfor = \"/*\"\n[headers.values]\nX-A = \"b\"\n"),
            ("_headers", "# all\n/*\n  X-A: b\n"),
            (
                "firebase.json",
                r#"{"hosting": {"headers": [{"source": "**", "headers": [{"key": "X-A", "value": "b"}]}]}}"#,
            ),
            ("staticwebapp.config.json", r#"{"globalHeaders": {"X-A": "b"}}"#),
        ] {
            let hosting = read_one(name, content);
            let header = hosting.headers.first().unwrap_or_else(|| panic!("{name}"));
            assert_eq!((header.name.as_str(), header.value.as_deref()), ("x-a", Some("b")), "{name}");
            assert_eq!(header.breadth, Breadth::Whole, "{name}");
            assert_eq!(hosting.sites.len(), 1, "{name}");
        }
    }

    #[test]
    fn plain_ways_in_are_seen() {
        let engine = "runtime: nodejs22\nhandlers:\n- url: /.*\n  script: auto\n  secure: optional\n";
        assert_eq!(read_one("app.yaml", engine).entrances.len(), 1);
        assert_eq!(read_one("fly.toml", "[http_service]\nforce_https = false\n").entrances.len(), 1);
    }

    #[test]
    fn a_broken_file_leaves_a_gap() {
        for (name, content) in
            [("vercel.json", "{\"headers\": ["), ("netlify.toml", "[[headers\n"), ("render.yaml", "a: [")]
        {
            assert_eq!(read_one(name, content).gaps.len(), 1, "{name}");
        }
    }
}
