//! `Strict-Transport-Security`.

/// What a server promises about HTTPS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hsts {
    /// For how many seconds; zero tells clients to forget the host.
    pub max_age: u64,
    /// For every name below the host, too.
    pub include_subdomains: bool,
    /// It asks to be built into browsers.
    pub preload: bool,
    /// Directives that browsers pass over, in lower case: misspelt ones among them.
    pub unknown: Vec<String>,
}

/// Why a browser passes over the whole field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HstsError {
    /// `max-age` has to be there.
    #[error("it has no `max-age`")]
    MissingMaxAge,
    /// No directive may stand there twice.
    #[error("`{0}` stands there twice")]
    RepeatedDirective(String),
    /// `max-age` has to be whole seconds.
    #[error("`max-age` is `{0}`, which is no number of seconds")]
    NotANumber(String),
}

impl Hsts {
    /// Reads one field value. Directive names are case-insensitive, their order is free, and a value may stand in
    /// quotes. Where a response has the field twice, browsers read the first only.
    ///
    /// # Errors
    /// [`HstsError`]: browsers then pass over the field.
    ///
    /// Source: RFC 6797, sections 6.1 and 8.1.
    pub fn parse(value: &str) -> Result<Self, HstsError> {
        let mut max_age = None;
        let mut hsts = Self { max_age: 0, include_subdomains: false, preload: false, unknown: Vec::new() };
        let mut seen: Vec<String> = Vec::new();
        for directive in value.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
            let (name, given) = match directive.split_once('=') {
                Some((name, given)) => (name.trim(), Some(unquoted(given.trim()))),
                None => (directive, None),
            };
            let name = name.to_ascii_lowercase();
            if seen.contains(&name) {
                return Err(HstsError::RepeatedDirective(name));
            }
            match name.as_str() {
                "max-age" => {
                    let text = given.unwrap_or_default();
                    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                    if !digits {
                        return Err(HstsError::NotANumber(text.to_owned()));
                    }
                    // More seconds than fit are for ever.
                    max_age = Some(text.parse().unwrap_or(u64::MAX));
                }
                "includesubdomains" => hsts.include_subdomains = true,
                "preload" => hsts.preload = true,
                _ => hsts.unknown.push(name.clone()),
            }
            seen.push(name);
        }
        hsts.max_age = max_age.ok_or(HstsError::MissingMaxAge)?;
        Ok(hsts)
    }
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_are_read() {
        // RFC 6797, section 6.2.
        let plain = Hsts::parse("max-age=31536000").unwrap();
        assert_eq!((plain.max_age, plain.include_subdomains), (31_536_000, false));
        let both = Hsts::parse("max-age=15768000 ; includeSubDomains").unwrap();
        assert_eq!((both.max_age, both.include_subdomains), (15_768_000, true));
        assert_eq!(Hsts::parse(r#"max-age="31536000""#).unwrap().max_age, 31_536_000);
        let zero = Hsts::parse("max-age=0; includeSubDomains").unwrap();
        assert_eq!((zero.max_age, zero.include_subdomains), (0, true));
    }

    #[test]
    fn order_case_and_empty_directives_do_not_matter() {
        let hsts = Hsts::parse(" ;INCLUDESUBDOMAINS;; Max-Age=1;preload").unwrap();
        assert_eq!(hsts, Hsts { max_age: 1, include_subdomains: true, preload: true, unknown: Vec::new() });
    }

    #[test]
    fn a_misspelt_directive_is_passed_over_and_told() {
        let hsts = Hsts::parse("max-age=31536000; includeSubDomain").unwrap();
        assert!(!hsts.include_subdomains);
        assert_eq!(hsts.unknown, ["includesubdomain"]);
    }

    #[test]
    fn what_browsers_pass_over_is_an_error() {
        assert_eq!(Hsts::parse("includeSubDomains"), Err(HstsError::MissingMaxAge));
        assert_eq!(Hsts::parse(""), Err(HstsError::MissingMaxAge));
        assert_eq!(
            Hsts::parse("max-age=1; max-age=2"),
            Err(HstsError::RepeatedDirective("max-age".to_owned()))
        );
        for wrong in ["max-age=1y", "max-age=", "max-age", "max-age=-1", "max-age=1.5"] {
            assert!(matches!(Hsts::parse(wrong), Err(HstsError::NotANumber(_))), "{wrong}");
        }
        assert_eq!(Hsts::parse("max-age=99999999999999999999999").unwrap().max_age, u64::MAX);
    }
}
