//! Whether a path stays below the base URL of a remote.

use url::Url;

use super::{
    Denial,
    path::Readings,
    rule::{Guards, Rule},
};

/// The address a path means below a base URL.
///
/// The app names a path and never a host: an absolute address is let through only where it is below the base URL.
///
/// # Errors
/// The refusal: the path leads out, or readers would disagree where it leads.
pub fn below(base: &Url, path: &str, guards: Guards) -> Result<Url, Denial> {
    let outside = |because: String| {
        Denial::new(Rule::OutsideBaseUrl, 403, because)
            .fix(format!("name a path below {base}, without dots and encoded slashes"))
    };
    let prefix = base.path().trim_end_matches('/');
    let own = format!("{}{prefix}", base.origin().ascii_serialization());
    // The one absolute form there is a use for: an address the remote itself has handed out.
    let path = path.strip_prefix(own.as_str()).filter(|rest| rest.starts_with(['/', '?'])).unwrap_or(path);
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    if guards.hold(Rule::OutsideBaseUrl) {
        if path.split(['?', '#']).next().is_some_and(|path| path.contains("://") || path.contains("//")) {
            return Err(outside(format!("`{path}` can be read as another host's address")));
        }
        let readings =
            Readings::of(&path).map_err(|error| outside(format!("the path cannot be used: {error}")))?;
        if !readings.agree() {
            return Err(outside("the path can be read in more than one way".to_owned()));
        }
        let mut url = base.clone();
        let (path, query) = match readings.canonical() {
            target if target.contains('?') => {
                let (path, query) = target.split_once('?').unwrap_or((&target, ""));
                (path.to_owned(), Some(query.to_owned()))
            }
            target => (target, None),
        };
        url.set_path(&format!("{prefix}{path}"));
        url.set_query(query.as_deref());
        return if stays(base, &url) { Ok(url) } else { Err(outside(format!("`{path}` leads out of it"))) };
    }
    base.join(&path).map_err(|error| outside(format!("the address cannot be read: {error}")))
}

/// Whether an address lies below a base URL: same origin, same beginning of the path. Hops of a redirect are asked too.
pub fn stays(base: &Url, url: &Url) -> bool {
    let prefix = base.path().trim_end_matches('/');
    base.origin() == url.origin()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(path: &str) -> Option<String> {
        let base = Url::parse("https://api.example.com/v1/").unwrap();
        below(&base, path, Guards::default()).ok().map(String::from)
    }

    #[test]
    fn a_path_stays_below() {
        assert_eq!(ask("/things?x=1").as_deref(), Some("https://api.example.com/v1/things?x=1"));
        assert_eq!(ask("things").as_deref(), Some("https://api.example.com/v1/things"));
        assert_eq!(
            ask("https://api.example.com/v1/things").as_deref(),
            Some("https://api.example.com/v1/things")
        );
        assert_eq!(ask("/a/./b").as_deref(), Some("https://api.example.com/v1/a/b"));
    }

    #[test]
    fn and_nothing_leads_out() {
        for path in [
            "https://evil.example/v1/x",
            "https://api.example.com.evil.example/v1/x",
            "https://api.example.com/v2/x",
            "https://api.example.com/v1evil",
            "//evil.example/x",
            "\\\\evil.example",
            "/../v2/x",
            "/%2e%2e/v2/x",
            "/%252e%252e/v2/x",
            "/..%2fv2",
            "/..;/v2",
            "/x\r\nHost: evil.example",
            "@evil.example//",
        ] {
            assert_eq!(ask(path), None, "{path}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_allowed_lies_below(path in "[a-z/.%2eEfF5cC:@;?#\\\\ ]{0,24}") {
            let base = Url::parse("https://api.example.com/v1").unwrap();
            if let Ok(url) = below(&base, &path, Guards::default()) {
                proptest::prop_assert!(stays(&base, &url));
                proptest::prop_assert_eq!(url.host_str(), Some("api.example.com"));
            }
        }
    }
}
