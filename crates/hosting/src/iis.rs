//! `web.config` of IIS and ASP.NET.
//!
//! Source: Microsoft's reference of `customHeaders`, `httpCookies` and `forms` (read 2026-11-22).

use crate::{
    Breadth, CookieSettings,
    reading::Reading,
    xml::{attribute, each, span},
};

pub(crate) fn read(reading: &mut Reading<'_>) {
    each(reading, |reading, node| {
        let at = span(reading, node);
        let truth = |name: &str| match attribute(node, name)?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let same_site = attribute(node, "sameSite").map(str::to_ascii_lowercase);
        match node.tag_name().name() {
            "add"
                if node
                    .parent_element()
                    .is_some_and(|parent| parent.tag_name().name() == "customHeaders") =>
            {
                if let Some(name) = attribute(node, "name") {
                    reading.header(name, attribute(node, "value"), Breadth::Whole, at);
                }
            }
            "httpCookies" => {
                let place = reading.place(at);
                // Both are off where nothing is said.
                let (secure, http_only) = (truth("requireSSL"), truth("httpOnlyCookies"));
                reading.hosting.cookies.push(CookieSettings { secure, http_only, same_site, place });
            }
            "forms" | "sessionState" if truth("requireSSL").is_some() => {
                let place = reading.place(at);
                let secure = truth("requireSSL");
                reading.hosting.cookies.push(CookieSettings { secure, http_only: None, same_site, place });
            }
            "hsts" if truth("enabled") == Some(true) => {
                let age = attribute(node, "max-age").unwrap_or("0");
                let value = crate::hsts(age, truth("includeSubDomains") == Some(true));
                reading.header("strict-transport-security", Some(&value), Breadth::Whole, at);
            }
            _ => {}
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn headers_and_cookies_are_read() {
        let hosting = read_one(
            "web.config",
            r#"<configuration><system.web><httpCookies requireSSL="false" httpOnlyCookies="true"/></system.web>
            <system.webServer><httpProtocol><customHeaders><add name="Referrer-Policy" value="unsafe-url"/></customHeaders></httpProtocol></system.webServer></configuration>"#,
        );
        assert_eq!(hosting.headers[0].value.as_deref(), Some("unsafe-url"));
        assert_eq!(hosting.cookies[0].secure, Some(false));
    }
}
