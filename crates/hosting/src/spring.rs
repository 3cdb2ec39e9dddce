//! Settings of Spring Boot.
//!
//! Source: Spring Boot 3.5, appendix of application properties (read 2026-11-22).

use assay_app::document::{Node, read_yaml_all};
use assay_source::Span;

use crate::{
    CookieSettings, Protocols, Suites, nginx::is_old, properties, reading::Reading,
    reading::is_for_development,
};

/// Deepest nesting of keys.
const DEEPEST: usize = 24;

/// `application.yml`, `application-prod.properties`, `bootstrap.yml`.
pub(crate) fn is_name(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    ["application", "bootstrap"].iter().any(|known| {
        stem.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.']))
    })
}

pub(crate) fn read_properties(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    for property in properties::read(text.as_str()) {
        setting(reading, &property.key, &property.value, property.span, false);
    }
}

pub(crate) fn read_yaml(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    for document in read_yaml_all(&text, text.as_str()) {
        reading.note(&document);
        let profile = document.root.at(["spring", "config", "activate", "on-profile"]).and_then(Node::scalar);
        let profile = profile.or_else(|| document.root.at(["spring", "profiles"]).and_then(Node::scalar));
        let for_development = profile.as_deref().is_some_and(is_for_development);
        flatten(reading, &document.root, "", for_development, 0);
    }
}

fn flatten(reading: &mut Reading<'_>, node: &Node, above: &str, for_development: bool, depth: usize) {
    for entry in node.entries() {
        let key = match above {
            "" => entry.key.text.clone(),
            above => format!("{above}.{}", entry.key.text),
        };
        match entry.value.scalar() {
            Some(value) => setting(reading, &key, &value, entry.span(), for_development),
            None if depth < DEEPEST => flatten(reading, &entry.value, &key, for_development, depth + 1),
            None => {}
        }
    }
}

/// `server.ssl.enabledProtocols` is `server.ssl.enabled-protocols`.
fn relaxed(key: &str) -> String {
    let mut relaxed = String::new();
    for letter in key.chars() {
        if letter.is_uppercase() && !relaxed.ends_with(['.', '-']) && !relaxed.is_empty() {
            relaxed.push('-');
        }
        relaxed.extend(if letter == '_' { Some('-') } else { letter.to_lowercase().next() });
    }
    relaxed
}

fn setting(reading: &mut Reading<'_>, key: &str, value: &str, span: Span, for_development: bool) {
    let name = relaxed(key);
    // `${NAME:false}` is `false` where nobody says otherwise.
    let given = value
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .map_or(Some(value), |inside| inside.split_once(':').map(|(_, default)| default));
    let truth = match given {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    let is_development_file = is_for_development(&reading.name()) || for_development;
    let place = reading.place(span);
    match name.as_str() {
        "server.ssl.enabled-protocols" if !is_development_file => {
            let list = given.unwrap_or_default().split(',').map(str::trim);
            let old = list.filter(|word| is_old(word)).map(ToOwned::to_owned).collect();
            reading.hosting.protocols.push(Protocols {
                what: "the server".to_owned(),
                old,
                by_default: false,
                place,
            });
        }
        "server.ssl.ciphers" => {
            let list = given.unwrap_or_default().replace([',', ' '], ":");
            reading.hosting.suites.push(Suites { list, place });
        }
        "server.servlet.session.cookie.secure" | "server.reactive.session.cookie.secure"
            if !is_development_file =>
        {
            reading.hosting.cookies.push(CookieSettings {
                secure: truth,
                http_only: None,
                same_site: None,
                place,
            });
        }
        "server.servlet.session.cookie.http-only" | "server.reactive.session.cookie.http-only" => {
            reading.hosting.cookies.push(CookieSettings {
                secure: None,
                http_only: truth,
                same_site: None,
                place,
            });
        }
        "server.servlet.session.cookie.same-site" | "server.reactive.session.cookie.same-site" => {
            let same_site = given.map(str::to_ascii_lowercase);
            reading.hosting.cookies.push(CookieSettings { secure: None, http_only: None, same_site, place });
        }
        _ => {}
    }
    reading.variable(&name, given, for_development, span);
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn both_notations_say_the_same() {
        let yaml = read_one(
            "application.yml",
            "server:\n  ssl:\n    enabledProtocols: TLSv1.1,TLSv1.2\n  servlet:\n    session:\n      cookie:\n        secure: false\n---\nspring:\n  config:\n    activate:\n      on-profile: dev\n  datasource:\n    url: jdbc:mysql://x\n",
        );
        let properties = read_one(
            "application.properties",
            "server.ssl.enabled-protocols=TLSv1.1,TLSv1.2\nserver.servlet.session.cookie.secure=${SECURE:false}\n",
        );
        for hosting in [&yaml, &properties] {
            assert_eq!(hosting.protocols[0].old, ["TLSv1.1"]);
            assert_eq!(hosting.cookies[0].secure, Some(false));
        }
        let source = yaml.variables.iter().find(|it| it.name == "spring.datasource.url").unwrap();
        assert!(source.for_development);
    }
}
