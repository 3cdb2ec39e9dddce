//! Tomcat: `server.xml` and `web.xml`.
//!
//! Source: the HTTP connector and the HTTP header filter of Tomcat 11; Jakarta Servlet 6, `session-config`
//! (read 2026-11-22).

use crate::{
    CookieSettings, Header, Protocols, Suites,
    nginx::is_old,
    reading::Reading,
    xml::{attribute, each, span},
};

pub(crate) fn read(reading: &mut Reading<'_>) {
    each(reading, |reading, node| match node.tag_name().name() {
        "Connector" | "SSLHostConfig" => {
            let at = span(reading, node);
            let named = ["sslEnabledProtocols", "protocols"].iter().find_map(|name| attribute(node, name));
            if let Some(list) = named.filter(|list| !list.contains("${")) {
                let mut old: Vec<String> = Vec::new();
                for word in list.split([',', '+', ' ']).map(str::trim).filter(|word| !word.is_empty()) {
                    match word.strip_prefix('-') {
                        Some(taken) => old.retain(|known| known != taken),
                        None if word.eq_ignore_ascii_case("all") => {}
                        None if is_old(word) => old.push(word.to_owned()),
                        None => {}
                    }
                }
                let what = "the connector".to_owned();
                let place = reading.place(at);
                reading.hosting.protocols.push(Protocols { what, old, by_default: false, place });
            }
            if let Some(list) = attribute(node, "ciphers") {
                let place = reading.place(at);
                reading.hosting.suites.push(Suites { list: list.replace([',', ' '], ":"), place });
            }
        }
        "cookie-config" => {
            let says = |name: &str| {
                let child = node.children().find(|child| child.tag_name().name() == name)?;
                match child.text()?.trim() {
                    "true" => Some(true),
                    "false" => Some(false),
                    _ => None,
                }
            };
            let place = reading.place(span(reading, node));
            let cookies = CookieSettings {
                secure: says("secure"),
                http_only: says("http-only"),
                same_site: None,
                place,
            };
            reading.hosting.cookies.push(cookies);
        }
        "filter" => header_filter(reading, node),
        _ => {}
    });
}

/// `HttpHeaderSecurityFilter`: HSTS of `hstsMaxAgeSeconds`, zero where nothing is said.
fn header_filter(reading: &mut Reading<'_>, node: roxmltree::Node<'_, '_>) {
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        let child = node.children().find(|child| child.tag_name().name() == name)?;
        Some(child.text()?.trim().to_owned())
    };
    let class = text(node, "filter-class").unwrap_or_default();
    if !class.ends_with("HttpHeaderSecurityFilter") {
        return;
    }
    let given = |wanted: &str| {
        node.children()
            .filter(|child| child.tag_name().name() == "init-param")
            .find(|child| text(*child, "param-name").as_deref() == Some(wanted))
            .and_then(|child| text(child, "param-value"))
    };
    let place = reading.place(span(reading, node));
    let mut add = |name: &str, value: String| {
        let breadth = crate::Breadth::Whole;
        let header = Header { name: name.to_owned(), value: Some(value), breadth, place: place.clone() };
        reading.hosting.headers.push(header);
    };
    if given("hstsEnabled").as_deref() != Some("false") {
        let subdomains = given("hstsIncludeSubDomains").as_deref() == Some("true");
        let age = given("hstsMaxAgeSeconds").unwrap_or_else(|| "0".to_owned());
        add("strict-transport-security", crate::hsts(age, subdomains));
    }
    if given("antiClickJackingEnabled").as_deref() != Some("false") {
        add("x-frame-options", given("antiClickJackingOption").unwrap_or_else(|| "DENY".to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn connectors_and_cookies_are_read() {
        let hosting = read_one(
            "server.xml",
            r#"<Server><Service><Connector port="8443"><SSLHostConfig protocols="TLSv1.1,TLSv1.2" ciphers="A,B"/></Connector></Service></Server>"#,
        );
        assert_eq!(hosting.protocols[0].old, ["TLSv1.1"]);
        assert_eq!(hosting.suites[0].list, "A:B");
        let hosting = read_one(
            "web.xml",
            "<web-app><session-config><cookie-config><http-only>true</http-only><secure>false</secure></cookie-config></session-config></web-app>",
        );
        assert_eq!((hosting.cookies[0].secure, hosting.cookies[0].http_only), (Some(false), Some(true)));
    }

    #[test]
    fn what_is_no_xml_leaves_a_gap() {
        let hosting = read_one("server.xml", "<Server><Connector></Server>");
        assert_eq!((hosting.gaps.len(), hosting.diagnostics.len()), (1, 1));
        let deep = "<a>".repeat(100_000);
        assert_eq!(read_one("server.xml", &deep).gaps.len(), 1);
    }
}
