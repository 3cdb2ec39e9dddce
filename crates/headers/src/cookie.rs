//! `Set-Cookie`.

/// How a cookie may travel across sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SameSite {
    /// Within its site only.
    Strict,
    /// Across sites on a top-level navigation.
    Lax,
    /// Anywhere.
    None,
}

/// A promise that a cookie's name makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CookiePrefix {
    /// `__Secure-`: has to be `Secure`.
    Secure,
    /// `__Host-`: has to be `Secure`, with `Path=/` and without `Domain`.
    Host,
}

/// A cookie as a browser reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its name; empty where there is none.
    pub name: String,
    /// Its value.
    pub value: String,
    /// `Secure`.
    pub secure: bool,
    /// `HttpOnly`.
    pub http_only: bool,
    /// `SameSite`, where it has a value that browsers know.
    pub same_site: Option<SameSite>,
    /// `Partitioned`.
    pub partitioned: bool,
    /// `Domain`, without a leading dot and in lower case.
    pub domain: Option<String>,
    /// `Path`.
    pub path: Option<String>,
    /// `Max-Age`, where it is a number of seconds.
    pub max_age: Option<i64>,
    /// It has an `Expires`.
    pub expires: bool,
}

impl Cookie {
    /// Reads one field value. The last of equal attributes counts.
    ///
    /// None where a browser would drop the cookie: neither name nor value, or a control character in it.
    ///
    /// Source: RFC 6265bis (draft 20), section 5.6.
    pub fn parse(field: &str) -> Option<Self> {
        if field.chars().any(|c| c.is_control() && c != '\t') {
            return None;
        }
        let mut parts = field.split(';');
        let pair = parts.next().unwrap_or_default();
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
        if name.is_empty() && value.is_empty() {
            return None;
        }
        let mut cookie = Self {
            name,
            value,
            secure: false,
            http_only: false,
            same_site: None,
            partitioned: false,
            domain: None,
            path: None,
            max_age: None,
            expires: false,
        };
        for attribute in parts {
            let (key, given) = attribute.split_once('=').unwrap_or((attribute, ""));
            let given = given.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "secure" => cookie.secure = true,
                "httponly" => cookie.http_only = true,
                "partitioned" => cookie.partitioned = true,
                "expires" => cookie.expires = true,
                "domain" => {
                    let domain = given.strip_prefix('.').unwrap_or(given).to_ascii_lowercase();
                    cookie.domain = (!domain.is_empty()).then_some(domain);
                }
                "path" => cookie.path = given.starts_with('/').then(|| given.to_owned()),
                "max-age" => cookie.max_age = given.parse().ok().or(cookie.max_age),
                "samesite" => {
                    cookie.same_site = match given.to_ascii_lowercase().as_str() {
                        "strict" => Some(SameSite::Strict),
                        "lax" => Some(SameSite::Lax),
                        "none" => Some(SameSite::None),
                        _ => None,
                    };
                }
                _ => {}
            }
        }
        Some(cookie)
    }

    /// The promise its name makes. Names are compared without regard to case, as browsers do.
    pub fn prefix(&self) -> Option<CookiePrefix> {
        let starts =
            |prefix: &str| self.name.get(..prefix.len()).is_some_and(|own| own.eq_ignore_ascii_case(prefix));
        if starts("__Host-") {
            Some(CookiePrefix::Host)
        } else if starts("__Secure-") {
            Some(CookiePrefix::Secure)
        } else {
            None
        }
    }

    /// True where it keeps the promise of its name, or its name makes none. Browsers drop a cookie that does not.
    pub fn keeps_prefix(&self) -> bool {
        match self.prefix() {
            None => true,
            Some(CookiePrefix::Secure) => self.secure,
            Some(CookiePrefix::Host) => {
                self.secure && self.domain.is_none() && self.path.as_deref() == Some("/")
            }
        }
    }

    /// True where it is sent to be forgotten: it is empty, or its time is over.
    pub fn is_removal(&self) -> bool {
        self.value.is_empty() || self.max_age.is_some_and(|seconds| seconds <= 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_whatever_their_case_and_order() {
        let cookie =
            Cookie::parse("sid = abc ; path=/x; SECURE;httponly ; SameSite=none; Domain=.Example.com")
                .unwrap();
        assert_eq!((cookie.name.as_str(), cookie.value.as_str()), ("sid", "abc"));
        assert!(cookie.secure && cookie.http_only && !cookie.partitioned);
        assert_eq!(cookie.same_site, Some(SameSite::None));
        assert_eq!(cookie.domain.as_deref(), Some("example.com"));
        assert_eq!(cookie.path.as_deref(), Some("/x"));
    }

    #[test]
    fn the_last_of_equal_attributes_counts() {
        let cookie =
            Cookie::parse("a=b; SameSite=Strict; SameSite=Whatever; Max-Age=x; Max-Age=5; Max-Age=y")
                .unwrap();
        assert_eq!((cookie.same_site, cookie.max_age), (None, Some(5)));
    }

    #[test]
    fn a_cookie_without_a_name_or_a_value_is_one_all_the_same() {
        assert_eq!(Cookie::parse("token").unwrap().value, "token");
        assert_eq!(Cookie::parse("=token").unwrap().name, "");
        assert_eq!(Cookie::parse("a=b=c").unwrap().value, "b=c");
        assert!(Cookie::parse("a=").unwrap().is_removal());
        for dropped in ["", "=", " = ; Secure", "a=b\u{0}c"] {
            assert_eq!(Cookie::parse(dropped), None, "{dropped:?}");
        }
    }

    #[test]
    fn a_prefix_is_a_promise() {
        for kept in ["__Host-a=b; Secure; Path=/", "__secure-a=b; Secure", "a=b", "__Hosta=b"] {
            assert!(Cookie::parse(kept).unwrap().keeps_prefix(), "{kept}");
        }
        for broken in [
            "__Host-a=b; Secure",
            "__Host-a=b; Secure; Path=/; Domain=x.y",
            "__HOST-a=b; Path=/",
            "__Secure-a=b",
        ] {
            assert!(!Cookie::parse(broken).unwrap().keeps_prefix(), "{broken}");
        }
    }
}
