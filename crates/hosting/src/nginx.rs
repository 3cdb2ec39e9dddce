//! nginx.
//!
//! Source: nginx's reference of `ngx_http_core`, `_ssl`, `_headers`, `_proxy` (read 2026-11-22).

use crate::{
    Address, Breadth, Dropped, Entrance, Protocols, Site, Suites,
    directive::{Directive, Ends, Parsed, read as parse},
    reading::Reading,
};

/// Headers whose loss in a part of a site is worth a word.
const OF_SECURITY: [&str; 4] =
    ["content-security-policy", "strict-transport-security", "referrer-policy", "x-content-type-options"];

/// Files that come with nginx and add no header.
const KNOWN_INCLUDES: [&str; 8] = [
    "mime.types",
    "fastcgi_params",
    "fastcgi.conf",
    "proxy_params",
    "uwsgi_params",
    "scgi_params",
    "modules-enabled",
    "letsencrypt",
];

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    read_part(reading, parse(text.as_str(), Ends::Semicolon));
}

/// Settings of nginx, wherever they stand.
pub(crate) fn read_part(reading: &mut Reading<'_>, parsed: Parsed) {
    for (span, why) in parsed.mistakes {
        reading.broken(span, why);
    }
    let mut around = Around::default();
    block(reading, &parsed.directives, &mut around, 0);
}

/// What holds around a block.
#[derive(Debug, Clone, Default)]
struct Around {
    /// In a server, its name in words.
    server: Option<String>,
    /// In a part of it, that part in words.
    part: Option<String>,
    /// Headers of security that are inherited as long as no list of its own stands below.
    headers: Vec<String>,
    /// A file that is not here may add to it.
    in_part: bool,
}

fn block(reading: &mut Reading<'_>, directives: &[Directive], around: &mut Around, depth: usize) {
    let own: Vec<&Directive> = directives.iter().filter(|it| it.is("add_header")).collect();
    let names: Vec<String> = own.iter().filter_map(|it| Some(it.argument(0)?.to_ascii_lowercase())).collect();
    let includes = directives.iter().any(|it| it.is("include") && !is_known(it));
    if let (Some(part), Some(first)) = (&around.part, own.first()) {
        let lost: Vec<String> = around.headers.iter().filter(|name| !names.contains(name)).cloned().collect();
        let all = directives.iter().any(|it| it.is("add_header_inherit"));
        if !lost.is_empty() && !includes && !all {
            let place = reading.place(first.span());
            reading.hosting.dropped.push(Dropped { part: part.clone(), names: lost, place });
        }
    }
    if !own.is_empty() {
        around.headers = names.into_iter().filter(|name| OF_SECURITY.contains(&name.as_str())).collect();
    }
    around.in_part |= includes && directives.iter().any(|it| it.is("include") && !is_here(reading, it));
    for directive in directives {
        one(reading, directive, around, depth);
    }
}

fn one(reading: &mut Reading<'_>, directive: &Directive, around: &Around, depth: usize) {
    let span = directive.span();
    let breadth = if around.part.is_some() { Breadth::Part } else { Breadth::Whole };
    let first = directive.argument(0).unwrap_or_default();
    match directive.name.text.as_str() {
        "server" if directive.inside.is_some() && around.server.is_none() => {
            server(reading, directive, around, depth)
        }
        "location" | "if" | "limit_except" if directive.inside.is_some() => {
            let mut inner = around.clone();
            // What is for files that carry no data may have a list of its own.
            let is_root = directive.is("location") && matches!(directive.line().as_str(), "/" | "= /");
            if is_root {
                inner.part = around.part.clone();
            } else if around.part.is_none() || directive.is("location") {
                inner.part = Some(format!("`{} {}`", directive.name.text, directive.line()));
            }
            if is_for_assets(&directive.line()) {
                inner.headers.clear();
            }
            if depth < 64 {
                block(reading, directive.children(), &mut inner, depth + 1);
            }
        }
        "add_header" | "more_set_headers" => add_header(reading, directive, breadth),
        "ssl_protocols" => {
            let old =
                directive.arguments.iter().map(|word| word.text.clone()).filter(|it| is_old(it)).collect();
            let what = around.server.clone().unwrap_or_else(|| "nginx".to_owned());
            let place = reading.place(span);
            reading.hosting.protocols.push(Protocols { what, old, by_default: false, place });
        }
        "ssl_ciphers" => {
            let place = reading.place(span);
            reading.hosting.suites.push(Suites { list: first.to_owned(), place });
        }
        "proxy_ssl_protocols" => {
            let old: Vec<String> =
                directive.arguments.iter().map(|word| word.text.clone()).filter(|it| is_old(it)).collect();
            let place = reading.place(span);
            let what = "the link to the server behind nginx".to_owned();
            reading.hosting.protocols.push(Protocols { what, old, by_default: false, place });
        }
        "proxy_pass" | "grpc_pass" => {
            let place = reading.place(span);
            let setting = directive.name.text.clone();
            reading.hosting.addresses.push(Address { setting, address: first.to_owned(), place });
        }
        _ if directive.inside.is_some() && depth < 64 => {
            block(reading, directive.children(), &mut around.clone(), depth + 1);
        }
        _ => {}
    }
}

fn server(reading: &mut Reading<'_>, directive: &Directive, around: &Around, depth: usize) {
    let children = directive.children();
    let listens: Vec<&Directive> = children.iter().filter(|it| it.is("listen")).collect();
    let is_on_443 = |it: &&Directive| {
        it.argument(0).is_some_and(|address| address == "443" || address.ends_with(":443"))
            || it.arguments.iter().any(|word| word.text == "ssl" || word.text == "quic")
    };
    let speaks_tls = listens.iter().any(is_on_443)
        || children.iter().any(|it| it.is("ssl") && it.argument(0) == Some("on"));
    let name = directive.child("server_name").and_then(|it| it.argument(0)).filter(|name| *name != "_");
    let what = name.map_or_else(|| "the server".to_owned(), |name| format!("the server `{name}`"));
    let mut inner = Around { server: Some(what.clone()), part: None, ..around.clone() };
    block(reading, children, &mut inner, depth + 1);
    let sends_on = children.iter().any(sends_on);
    let has = |name: &str| {
        children.iter().any(|it| it.is(name))
            || children.iter().any(|it| it.is("location") && it.child(name).is_some())
    };
    if !sends_on {
        reading.hosting.sites.push(Site {
            what,
            speaks_tls,
            serves_files: has("root") || has("alias") || has("try_files"),
            adds_hsts: false,
            in_part: inner.in_part,
            place: reading.place(directive.name.span),
        });
    }
    // nginx stands at the edge where it also speaks TLS; else something in front of it does.
    let others_speak_tls = reading.text.as_str().contains("ssl_certificate");
    let plain =
        listens.iter().find(|it| matches!(it.argument(0), Some("80" | "*:80" | "[::]:80" | "0.0.0.0:80")));
    if let Some(plain) = plain.filter(|_| others_speak_tls && !speaks_tls && !redirects(children)) {
        let place = reading.place(plain.span());
        let what = inner.server.clone().unwrap_or_default();
        reading.hosting.entrances.push(Entrance { what, place });
    }
}

/// True for a server that only sends browsers elsewhere.
fn sends_on(directive: &Directive) -> bool {
    let away = |it: &Directive| {
        it.is("return")
            && it.argument(0).is_some_and(|code| code.starts_with("30") || code.starts_with("http"))
    };
    away(directive)
        || directive.is("location") && directive.line() == "/" && directive.children().iter().any(away)
}

/// True where http is answered by a redirection, or not at all.
fn redirects(directives: &[Directive]) -> bool {
    directives.iter().any(|directive| {
        let says_https = directive.line().contains("https://");
        (directive.is("return")
            && (says_https || matches!(directive.argument(0), Some("444" | "404" | "403"))))
            || directive.is("rewrite") && says_https
            || redirects(directive.children())
    })
}

fn add_header(reading: &mut Reading<'_>, directive: &Directive, breadth: Breadth) {
    let span = directive.span();
    if directive.is("add_header") {
        if let Some(name) = directive.argument(0) {
            reading.header(name, directive.argument(1), breadth, span);
        }
        return;
    }
    for word in directive.arguments.iter().filter(|word| !word.text.starts_with('-')) {
        if let Some((name, value)) = word.text.split_once(':') {
            reading.header(name, Some(value.trim()), breadth, span);
        }
    }
}

fn is_for_assets(pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    ["\\.", "static", "assets", "images", "img", "css", "fonts", "favicon", "robots", "/js"]
        .iter()
        .any(|word| pattern.contains(word))
}

fn is_known(include: &Directive) -> bool {
    include.arguments.iter().all(|word| KNOWN_INCLUDES.iter().any(|known| word.text.contains(known)))
}

/// True where the included file is one of the app's, by its name: it is read by itself.
fn is_here(reading: &Reading<'_>, include: &Directive) -> bool {
    let Some(path) = include.argument(0) else { return true };
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.strip_prefix('*');
    is_known(include)
        || reading.app.files().any(|file| match ending {
            Some(ending) => file.path != *reading.text.path() && file.path.file_name().ends_with(ending),
            None => file.path.file_name() == name,
        })
}

/// True for a protocol older than TLS 1.2, in the words of OpenSSL's users.
pub(crate) fn is_old(protocol: &str) -> bool {
    matches!(
        protocol.trim_start_matches('+').to_ascii_lowercase().as_str(),
        "sslv2" | "sslv3" | "tlsv1" | "tlsv1.0" | "tlsv1.1" | "sslv2hello"
    )
}

#[cfg(test)]
mod tests {
    use crate::{Breadth, hosting::read_one};

    #[test]
    fn headers_protocols_and_ways_in_are_seen() {
        let hosting = read_one(
            "nginx.conf",
            "http { ssl_protocols TLSv1.1 TLSv1.2;
               server { listen 80; server_name a.example.com; location / { proxy_pass http://app; } }
               server { listen 443 ssl; server_name a.example.com; ssl_certificate a; root /srv;
                 add_header Strict-Transport-Security \"max-age=300\" always;
                 location /api { add_header X-A b; } } }",
        );
        assert_eq!(hosting.headers.len(), 2);
        assert_eq!(hosting.headers[0].breadth, Breadth::Whole);
        assert_eq!(hosting.headers[0].value.as_deref(), Some("max-age=300"));
        assert_eq!(hosting.protocols[0].old, ["TLSv1.1"]);
        assert_eq!(hosting.entrances[0].what, "the server `a.example.com`");
        assert_eq!(hosting.dropped[0].names, ["strict-transport-security"]);
        assert!(hosting.sites.iter().any(|site| site.speaks_tls && site.serves_files));
    }

    #[test]
    fn a_redirection_is_no_way_in_and_assets_may_have_their_own_list() {
        let hosting = read_one(
            "nginx.conf",
            "server { listen 80; return 301 https://$host$request_uri; }
             server { listen 443 ssl; ssl_certificate a; add_header Content-Security-Policy \"default-src 'self'\";
               location ~* \\.(js|css)$ { add_header Cache-Control public; } }",
        );
        assert!(hosting.entrances.is_empty() && hosting.dropped.is_empty());
        assert_eq!(hosting.sites.len(), 1);
    }
}
