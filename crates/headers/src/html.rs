//! What a page itself says of policies and files.

use html5gum::{Token, Tokenizer};

use crate::ReferrerPolicy;

/// The policy of the last `<meta name="referrer">` with a word that browsers know.
pub fn meta_referrer(page: &str) -> Option<ReferrerPolicy> {
    let mut last = None;
    for_each_tag(page, |name, attribute| {
        if name == "meta" && attribute("name").is_some_and(|name| name.eq_ignore_ascii_case("referrer")) {
            last = attribute("content").and_then(|content| ReferrerPolicy::of_meta(&content)).or(last);
        }
    });
    last
}

/// The policies of every `<meta http-equiv="Content-Security-Policy">`, in order.
pub fn meta_policies(page: &str) -> Vec<String> {
    let mut policies = Vec::new();
    for_each_tag(page, |name, attribute| {
        let is_policy =
            attribute("http-equiv").is_some_and(|it| it.eq_ignore_ascii_case("content-security-policy"));
        if name == "meta" && is_policy {
            policies.extend(attribute("content"));
        }
    });
    policies
}

/// Addresses of the scripts, styles and images of a page, as they are written, in order, once each.
pub fn static_files(page: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for_each_tag(page, |name, attribute| {
        let address = match name {
            "script" | "img" => attribute("src"),
            "link" => {
                let rel = attribute("rel").unwrap_or_default().to_ascii_lowercase();
                let loads = ["stylesheet", "icon", "preload"]
                    .iter()
                    .any(|kind| rel.split_whitespace().any(|it| it == *kind));
                attribute("href").filter(|_| loads)
            }
            _ => None,
        };
        let address = address.map(|address| address.trim().to_owned()).filter(|address| !address.is_empty());
        found.extend(address.filter(|address| !found.contains(address)));
    });
    found
}

fn for_each_tag(page: &str, mut visit: impl FnMut(&str, &dyn Fn(&str) -> Option<String>)) {
    for token in Tokenizer::new(page).flatten() {
        if let Token::StartTag(tag) = token {
            let attribute = |name: &str| {
                let value = tag.attributes.get(name.as_bytes())?;
                Some(String::from_utf8_lossy(value).into_owned())
            };
            visit(&String::from_utf8_lossy(&tag.name), &attribute);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_referrer_tag_is_found_however_it_is_written() {
        assert_eq!(meta_referrer("<META content=never NAME='Referrer'>"), Some(ReferrerPolicy::NoReferrer));
        let page =
            r#"<meta name="referrer" content="origin"><!-- <meta name="referrer" content="always"> -->"#;
        assert_eq!(meta_referrer(page), Some(ReferrerPolicy::Origin));
        assert_eq!(meta_referrer("<meta name=viewport content=origin>"), None);
        assert_eq!(meta_referrer("<meta name=referrer"), None);
    }

    #[test]
    fn policies_of_tags_are_found() {
        let page = r#"<META HTTP-EQUIV="content-security-policy" content="default-src 'self'"><meta name=a content=b>"#;
        assert_eq!(meta_policies(page), ["default-src 'self'"]);
    }

    #[test]
    fn files_of_a_page_are_listed_once() {
        let page = r#"<link rel="shortcut icon" href=/i.png><link rel=canonical href=/x><script src="/a.js"></script>
            <script>let html = "<img src=/never.png>"</script><img src=/b.png><img src='/b.png'><img>"#;
        // A tokenizer alone takes a script's text for markup only where it looks like a tag of its own.
        let files = static_files(page);
        assert_eq!(&files[..2], ["/i.png", "/a.js"]);
        assert!(files.contains(&"/b.png".to_owned()));
        assert_eq!(files.iter().filter(|file| *file == "/b.png").count(), 1);
    }
}
