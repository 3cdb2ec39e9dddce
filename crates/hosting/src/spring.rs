//! Settings of Spring Boot.
//!
//! Source: Spring Boot 3.5, appendix of application properties (read 2026-11-22).

use assay_app::{
    document::read_yaml_all,
    spring::{self, Setting},
};

use crate::{
    CookieSettings, Protocols, Suites, nginx::is_old, reading::Reading, reading::is_for_development,
};

pub(crate) fn read_properties(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    for said in spring::of_properties(text.as_str()) {
        setting(reading, &said);
    }
}

pub(crate) fn read_yaml(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    for document in read_yaml_all(&text, text.as_str()) {
        reading.note(&document);
        for said in spring::of_document(&document) {
            setting(reading, &said);
        }
    }
}

fn setting(reading: &mut Reading<'_>, said: &Setting) {
    let (name, span, given) = (said.key.as_str(), said.span, said.given());
    let for_development = said.profile.as_deref().is_some_and(is_for_development);
    let truth = match given {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    let is_development_file = is_for_development(&reading.name()) || for_development;
    let place = reading.place(span);
    match name {
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
    reading.variable(name, given, for_development, span);
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
