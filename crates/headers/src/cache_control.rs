//! `Cache-Control`.

/// The directives of a response's cache policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CacheControl {
    directives: Vec<(String, Option<String>)>,
}

impl CacheControl {
    /// Reads every field of a response, in order, as one list. Names are in lower case; a comma inside quotes
    /// belongs to the value.
    ///
    /// Source: RFC 9111, section 5.2.
    pub fn of_fields<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let mut directives = Vec::new();
        for value in values {
            let mut quoted = false;
            let outside = |c: char| {
                quoted ^= c == '"';
                c == ',' && !quoted
            };
            for directive in value.split(outside).map(str::trim).filter(|directive| !directive.is_empty()) {
                let (name, argument) = match directive.split_once('=') {
                    Some((name, argument)) => {
                        (name.trim(), Some(argument.trim().trim_matches('"').to_owned()))
                    }
                    None => (directive, None),
                };
                directives.push((name.to_ascii_lowercase(), argument));
            }
        }
        Self { directives }
    }

    /// True where a directive stands there, with or without an argument.
    pub fn has(&self, name: &str) -> bool {
        self.directives.iter().any(|(given, _)| given == name)
    }

    /// True where it stands there without an argument: `no-cache="Set-Cookie"` is about that field only.
    pub fn has_plain(&self, name: &str) -> bool {
        self.directives.iter().any(|(given, argument)| given == name && argument.is_none())
    }

    /// True where nothing stands there.
    pub fn is_empty(&self) -> bool {
        self.directives.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::CacheControl;

    #[test]
    fn several_fields_are_one_list() {
        let cache = CacheControl::of_fields(["No-Cache, private", "no-store,max-age=0"]);
        for name in ["no-cache", "private", "no-store", "max-age"] {
            assert!(cache.has(name), "{name}");
        }
        assert!(!cache.has("public"));
    }

    #[test]
    fn a_directive_about_one_field_is_none_about_the_response() {
        let cache = CacheControl::of_fields([r#"no-cache="Set-Cookie, X-A", no-store"#]);
        assert!(cache.has("no-cache") && !cache.has_plain("no-cache"));
        assert!(cache.has_plain("no-store"));
    }
}
