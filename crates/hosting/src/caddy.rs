//! Caddy.
//!
//! Source: the Caddyfile's directives `header`, `tls` and `reverse_proxy` (read 2026-11-22).

use crate::{
    Address, Breadth, Entrance, Protocols, Site,
    directive::{Directive, Ends, read as parse},
    reading::Reading,
};

pub(crate) fn read(reading: &mut Reading<'_>) {
    let text = reading.text.clone();
    let parsed = parse(text.as_str(), Ends::Line);
    for (span, why) in parsed.mistakes {
        reading.broken(span, why);
    }
    // A file for one site needs no brackets: its first line is the site's name.
    let sites: Vec<&Directive> = parsed.directives.iter().filter(|it| it.inside.is_some()).collect();
    for site in sites {
        let name = site.name.text.trim_end_matches(',');
        match name {
            "" => {}
            _ if name.starts_with('(') => inside(reading, site.children(), "a snippet", Breadth::Whole),
            _ => one_site(reading, site, name),
        }
    }
    for directive in parsed.directives.iter().filter(|it| it.inside.is_none()) {
        inside(reading, std::slice::from_ref(directive), "the site", Breadth::Whole);
    }
}

fn one_site(reading: &mut Reading<'_>, site: &Directive, name: &str) {
    let is_plain = name.starts_with("http://") || name.ends_with(":80");
    let is_local = name.contains("localhost") || name.starts_with(':') || name.starts_with("127.");
    let what = format!("the site `{name}`");
    inside(reading, site.children(), &what, Breadth::Whole);
    let redirects = site.child("redir").is_some_and(|it| it.line().contains("https://"));
    if redirects {
        return;
    }
    let place = reading.place(site.name.span);
    if is_plain && !is_local {
        reading.hosting.entrances.push(Entrance { what: what.clone(), place: place.clone() });
    }
    reading.hosting.sites.push(Site {
        what,
        speaks_tls: !is_plain && !name.starts_with(':'),
        serves_files: site.child("file_server").is_some() || site.child("root").is_some(),
        adds_hsts: false,
        in_part: site.children().iter().any(|it| {
            it.is("import")
                && !reading.text.as_str().contains(&format!("({})", it.argument(0).unwrap_or_default()))
        }),
        place,
    });
}

fn inside(reading: &mut Reading<'_>, directives: &[Directive], what: &str, breadth: Breadth) {
    for directive in directives {
        match directive.name.text.as_str() {
            "header" => header(reading, directive, breadth),
            "tls" => {
                for protocols in directive.children().iter().filter(|it| it.is("protocols")) {
                    // Two words are the oldest and the newest; Caddy itself knows none older than TLS 1.2.
                    let place = reading.place(protocols.span());
                    let old = protocols.argument(0).filter(|it| matches!(*it, "tls1.0" | "tls1.1"));
                    let old = old.map(ToOwned::to_owned).into_iter().collect();
                    reading.hosting.protocols.push(Protocols {
                        what: what.to_owned(),
                        old,
                        by_default: false,
                        place,
                    });
                }
            }
            "reverse_proxy" => {
                for word in directive.arguments.iter().filter(|word| word.text.contains("://")) {
                    let place = reading.place(directive.span());
                    let setting = "reverse_proxy".to_owned();
                    reading.hosting.addresses.push(Address { setting, address: word.text.clone(), place });
                }
                for skip in directive.children().iter().flat_map(Directive::children) {
                    if skip.is("tls_insecure_skip_verify") {
                        let place = reading.place(skip.span());
                        reading.hosting.unverified.push(("tls_insecure_skip_verify".to_owned(), place));
                    }
                }
                inside(reading, directive.children(), what, Breadth::Part);
            }
            "handle" | "handle_path" | "route" if !directive.arguments.is_empty() => {
                inside(reading, directive.children(), what, Breadth::Part);
            }
            _ if directive.inside.is_some() => inside(reading, directive.children(), what, breadth),
            _ => {}
        }
    }
}

/// `header [matcher] Name value`, or a list of such in brackets. `-Name` takes one away, `+Name` adds, `?Name` gives a
/// default, `>Name` waits for the answer.
fn header(reading: &mut Reading<'_>, directive: &Directive, breadth: Breadth) {
    let is_matcher = |word: &str| word.starts_with('/') || word.starts_with('@');
    let words: Vec<&str> = directive.arguments.iter().map(|word| word.text.as_str()).collect();
    let (matched, words) = match words.as_slice() {
        [first, rest @ ..] if is_matcher(first) => (true, rest),
        ["*", rest @ ..] => (false, rest),
        all => (false, all),
    };
    let breadth = if matched { Breadth::Part } else { breadth };
    let mut one = |name: &str, value: Option<&str>, span| {
        let bare = name.trim_start_matches(['+', '?', '>']);
        if !name.starts_with('-') && !bare.is_empty() && value.is_some() {
            reading.header(bare, value, breadth, span);
        }
    };
    if let [name, rest @ ..] = words {
        one(name, rest.first().copied(), directive.span());
    }
    for line in directive.children() {
        one(&line.name.text, line.argument(0), line.span());
    }
}

#[cfg(test)]
mod tests {
    use crate::hosting::read_one;

    #[test]
    fn a_site_is_read() {
        let hosting = read_one(
            "Caddyfile",
            "{\n\temail a@example.com\n}\nnotes.example.com {\n\theader {\n\t\tStrict-Transport-Security \"max-age=1\"\n\t\t-Server\n\t}\n\theader /x X-A b\n\ttls {\n\t\tprotocols tls1.2\n\t}\n\troot * /srv\n\tfile_server\n}\nhttp://old.example.com {\n\trespond hello\n}\n",
        );
        assert_eq!(hosting.headers.len(), 2);
        assert_eq!(hosting.headers[0].value.as_deref(), Some("max-age=1"));
        assert!(hosting.protocols[0].old.is_empty());
        assert_eq!(hosting.entrances[0].what, "the site `http://old.example.com`");
        assert_eq!(hosting.sites.len(), 2);
    }
}
