//! Apache httpd, `.htaccess` included.
//!
//! Source: the reference of `mod_headers`, `mod_ssl` and `mod_proxy` of version 2.4 (read 2026-11-22).

use assay_source::Span;

use crate::{
    Address, Breadth, CookieSettings, Entrance, Protocols, Site, Suites,
    directive::{Directive, Word},
    nginx::is_old,
    reading::Reading,
};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let (directives, mistakes) = lines(text.as_str());
    for (span, why) in mistakes {
        reading.broken(span, why);
    }
    let is_access_file = reading.name() == ".htaccess";
    section(reading, &directives, Breadth::Whole);
    if is_access_file {
        let place = reading.place(Span::new(0, 0));
        let what = "the folder of `.htaccess`".to_owned();
        reading.hosting.sites.push(Site {
            what,
            speaks_tls: false,
            serves_files: true,
            adds_hsts: false,
            in_part: true,
            place,
        });
    }
}

fn section(reading: &mut Reading<'_>, directives: &[Directive], breadth: Breadth) {
    for directive in directives {
        let span = directive.span();
        let name = directive.name.text.to_ascii_lowercase();
        match name.as_str() {
            "virtualhost" => virtual_host(reading, directive),
            "location" | "locationmatch" | "files" | "filesmatch" | "directorymatch" => {
                section(reading, directive.children(), Breadth::Part);
            }
            _ if directive.inside.is_some() => section(reading, directive.children(), breadth),
            "header" => header(reading, directive, breadth),
            "sslprotocol" | "sslproxyprotocol" => {
                let old = old_protocols(&directive.arguments);
                let what =
                    if name == "sslprotocol" { "the server" } else { "the link to the server behind it" };
                let place = reading.place(span);
                reading.hosting.protocols.push(Protocols {
                    what: what.to_owned(),
                    old,
                    by_default: false,
                    place,
                });
            }
            "sslciphersuite" => {
                // The protocol may stand before the list.
                let list = directive.arguments.last().map(|word| word.text.clone()).unwrap_or_default();
                let place = reading.place(span);
                reading.hosting.suites.push(Suites { list, place });
            }
            "sslproxyverify" if directive.argument(0) == Some("none") => {
                let place = reading.place(span);
                reading.hosting.unverified.push(("SSLProxyVerify none".to_owned(), place));
            }
            "proxypass" => {
                let address = directive.arguments.iter().find(|word| word.text.contains("://"));
                if let Some(address) = address.map(|word| word.text.clone()) {
                    let place = reading.place(span);
                    reading.hosting.addresses.push(Address {
                        setting: "ProxyPass".to_owned(),
                        address,
                        place,
                    });
                }
            }
            "php_flag" | "php_value" => php(reading, directive),
            _ => {}
        }
    }
}

fn virtual_host(reading: &mut Reading<'_>, directive: &Directive) {
    let children = directive.children();
    let speaks_tls = children.iter().any(|it| it.is("SSLEngine") && it.line().eq_ignore_ascii_case("on"));
    let name = directive.child("ServerName").and_then(|it| it.argument(0));
    let what =
        name.map_or_else(|| "the virtual host".to_owned(), |name| format!("the virtual host `{name}`"));
    section(reading, children, Breadth::Whole);
    let place = reading.place(directive.span());
    if redirects(children) {
        return;
    }
    let is_on_80 = directive.arguments.iter().any(|word| word.text.ends_with(":80"));
    if is_on_80 && !speaks_tls && reading.text.as_str().contains("SSLCertificateFile") {
        reading.hosting.entrances.push(Entrance { what: what.clone(), place: place.clone() });
    }
    reading.hosting.sites.push(Site {
        what,
        speaks_tls,
        serves_files: directive.child("DocumentRoot").is_some(),
        adds_hsts: false,
        in_part: children.iter().any(|it| it.is("Include") || it.is("IncludeOptional")),
        place,
    });
}

fn redirects(directives: &[Directive]) -> bool {
    directives.iter().any(|directive| {
        let name = directive.name.text.to_ascii_lowercase();
        let away = ["redirect", "redirectpermanent", "redirectmatch", "rewriterule"].contains(&name.as_str());
        away && directive.line().contains("https://") || redirects(directive.children())
    })
}

/// `Header always set X-Name "value" env=…`.
fn header(reading: &mut Reading<'_>, directive: &Directive, breadth: Breadth) {
    let words: Vec<&str> = directive.arguments.iter().map(|word| word.text.as_str()).collect();
    let words = match words.as_slice() {
        [condition, rest @ ..]
            if condition.eq_ignore_ascii_case("always") || condition.eq_ignore_ascii_case("onsuccess") =>
        {
            rest
        }
        all => all,
    };
    let [action, name, rest @ ..] = words else { return };
    if ["set", "append", "add", "merge", "setifempty"].contains(&action.to_ascii_lowercase().as_str()) {
        reading.header(name.trim_end_matches(':'), rest.first().copied(), breadth, directive.span());
    }
}

/// `php_flag session.cookie_secure on`.
fn php(reading: &mut Reading<'_>, directive: &Directive) {
    let (Some(name), Some(value)) = (directive.argument(0), directive.argument(1)) else { return };
    let truth = match value.to_ascii_lowercase().as_str() {
        "on" | "1" | "true" => Some(true),
        "off" | "0" | "false" => Some(false),
        _ => None,
    };
    let place = reading.place(directive.span());
    let none = CookieSettings { secure: None, http_only: None, same_site: None, place };
    match name {
        "session.cookie_secure" => reading.hosting.cookies.push(CookieSettings { secure: truth, ..none }),
        "session.cookie_httponly" => {
            reading.hosting.cookies.push(CookieSettings { http_only: truth, ..none })
        }
        _ => {}
    }
}

/// The old protocols that a list lets in: each word adds, `-` takes away, `all` stands for every one but SSLv2.
fn old_protocols(words: &[Word]) -> Vec<String> {
    let mut old: Vec<String> = Vec::new();
    for word in words {
        let (takes, name) = match word.text.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, word.text.trim_start_matches('+')),
        };
        if name.eq_ignore_ascii_case("all") {
            old = if takes {
                Vec::new()
            } else {
                ["SSLv3", "TLSv1", "TLSv1.1"].map(ToOwned::to_owned).to_vec()
            };
        } else if takes {
            old.retain(|known| !known.eq_ignore_ascii_case(name));
        } else if is_old(name) && !old.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            old.push(name.to_owned());
        }
    }
    // Builds of OpenSSL without it are the rule since 2016.
    if old.len() > 1 {
        old.retain(|name| name != "SSLv3");
    }
    old
}

/// Lines with sections `<Name …>` … `</Name>` around them. A line that ends in a backslash goes on.
fn lines(text: &str) -> (Vec<Directive>, Vec<(Span, &'static str)>) {
    const DEEPEST: usize = 64;
    let mut mistakes = Vec::new();
    let mut open: Vec<(Directive, Vec<Directive>)> = Vec::new();
    let mut list: Vec<Directive> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let mut end = at;
        loop {
            let line_end = text[end..].find('\n').map_or(text.len(), |offset| end + offset);
            let goes_on = text[at..line_end].trim_end_matches('\r').ends_with('\\');
            end = (line_end + 1).min(text.len());
            if !goes_on || end >= text.len() {
                break;
            }
        }
        let line = &text[at..end];
        let start = at + (line.len() - line.trim_start().len());
        at = end.max(at + 1);
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if let Some(name) = trimmed.strip_prefix("</") {
            let name = name.trim_end_matches('>').trim();
            match open.pop() {
                Some((mut section, outer)) => {
                    if !section.name.text.eq_ignore_ascii_case(name) {
                        mistakes.push((
                            Span::new(start, start + trimmed.len()),
                            "a section is closed by another's name",
                        ));
                    }
                    section.inside = Some(std::mem::replace(&mut list, outer));
                    list.push(section);
                }
                None => mistakes.push((
                    Span::new(start, start + trimmed.len()),
                    "a section is closed that was never opened",
                )),
            }
            continue;
        }
        let section = trimmed.strip_prefix('<');
        let (content, offset) = match section {
            Some(inside) => (inside.trim_end_matches('>'), start + 1),
            None => (trimmed, start),
        };
        let mut words = words(content, offset).into_iter();
        let Some(name) = words.next() else { continue };
        let directive = Directive { name, arguments: words.collect(), inside: None };
        match section {
            Some(_) if open.len() >= DEEPEST => {
                mistakes.push((directive.span(), "sections are nested too deep"));
                break;
            }
            Some(_) => open.push((directive, std::mem::take(&mut list))),
            None => list.push(directive),
        }
    }
    while let Some((mut section, outer)) = open.pop() {
        mistakes.push((section.span(), "a section is never closed"));
        section.inside = Some(std::mem::replace(&mut list, outer));
        list.push(section);
    }
    (list, mistakes)
}

/// The words of a line; quotes hold together.
fn words(line: &str, offset: usize) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = line;
    let mut at = offset;
    loop {
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
        at += rest.len() - trimmed.len();
        rest = trimmed;
        let Some(first) = rest.chars().next() else { return words };
        let (text, length) = if matches!(first, '"' | '\'') {
            let mut escaped = false;
            let end = rest[1..].char_indices().find(|(_, letter)| {
                let ends = *letter == first && !escaped;
                escaped = *letter == '\\' && !escaped;
                ends
            });
            let end = end.map_or(rest.len(), |(end, _)| end + 1);
            (rest[1..end].replace("\\\"", "\""), (end + 1).min(rest.len()))
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (rest[..end].to_owned(), end)
        };
        words.push(Word { text, span: Span::new(at, at + length) });
        at += length;
        rest = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn a_virtual_host_is_read() {
        let hosting = read_one(
            "httpd.conf",
            "<IfModule mod_ssl.c>\n<VirtualHost *:443>\n  ServerName a.example.com\n  SSLEngine on\n  SSLProtocol all -SSLv3\n  SSLCipherSuite \\\n    HIGH:!aNULL\n  Header always set Strict-Transport-Security \"max-age=1\"\n</VirtualHost>\n</IfModule>\n",
        );
        assert_eq!(hosting.protocols[0].old, ["TLSv1", "TLSv1.1"]);
        assert_eq!(hosting.suites[0].list, "HIGH:!aNULL");
        assert_eq!(hosting.headers[0].name, "strict-transport-security");
        assert_eq!(hosting.headers[0].value.as_deref(), Some("max-age=1"));
        assert!(hosting.sites[0].speaks_tls);
        assert!(hosting.gaps.is_empty());
    }

    #[test]
    fn protocols_are_added_and_taken_away() {
        let old =
            |list: &str| read_one("httpd.conf", &format!("SSLProtocol {list}\n")).protocols[0].old.clone();
        assert!(old("-all +TLSv1.2 +TLSv1.3").is_empty());
        assert!(old("TLSv1.2").is_empty());
        assert_eq!(old("-all +TLSv1"), ["TLSv1"]);
        assert!(old("all -SSLv3 -TLSv1 -TLSv1.1").is_empty());
    }

    #[test]
    fn mistakes_leave_a_gap_and_the_rest() {
        let hosting =
            read_one("httpd.conf", "</Location>\nHeader set X-A b\n<Directory /x>\nSSLProtocol all\n");
        assert_eq!(hosting.diagnostics.len(), 2);
        assert_eq!((hosting.headers.len(), hosting.protocols.len()), (1, 1));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[a-zA-Z<>/\"'\\\\# \nä]{0,300}") {
            let _ = super::lines(&text);
        }
    }
}
