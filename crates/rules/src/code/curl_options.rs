//! Requests of PHP's curl, which are told by options one after another: `curl_setopt($curl, CURLOPT_URL, …)`.

use std::collections::BTreeMap;

use assay_code::{Analysis, Event, Site, Value};

/// A handle of curl, and all that it is told anywhere.
#[derive(Default)]
pub(super) struct CurlHandle<'a> {
    /// The options by their names, each with what tells it.
    options: Vec<(String, Value, &'a Event)>,
}

impl<'a> CurlHandle<'a> {
    /// What an option is given.
    pub(super) fn given(&self, name: &str) -> impl Iterator<Item = (&Value, &'a Event)> {
        self.options.iter().filter(move |(known, ..)| known == name).map(|(_, value, event)| (value, *event))
    }

    /// What tells it to send a name and a password, in a header or by the option for it.
    pub(super) fn basic(&self) -> Option<&'a Event> {
        let begins = |line: &Value| {
            line.texts().any(|text| text.prefix().to_ascii_lowercase().starts_with("authorization: basic "))
        };
        let headers = self.given("CURLOPT_HTTPHEADER");
        let mut by_header =
            headers.filter(|(lines, _)| lines.elements().iter().any(begins)).map(|(_, event)| event);
        by_header.next().or_else(|| self.given("CURLOPT_USERPWD").map(|(_, event)| event).next())
    }
}

/// Every handle by where it is made.
pub(super) fn handles(code: &Analysis) -> BTreeMap<Site, CurlHandle<'_>> {
    let mut found: BTreeMap<Site, CurlHandle<'_>> = BTreeMap::new();
    for (event, call) in code.calls_below("@php/core:curl_") {
        let made_at = || call.argument(0).as_external().and_then(|handle| handle.made_at);
        let (handle, options) = match call.path.as_str() {
            "@php/core:curl_init" => (Some(call.site), vec![("CURLOPT_URL".to_owned(), call.argument(0))]),
            "@php/core:curl_setopt" => {
                let option = call.argument(1);
                let name = option.external_path().and_then(|path| path.rsplit(':').next());
                let name = name.map(ToOwned::to_owned);
                (made_at(), name.map(|name| (name, call.argument(2))).into_iter().collect())
            }
            "@php/core:curl_setopt_array" => {
                let options = call.argument(1).fields().into_iter();
                (made_at(), options.map(|(name, value)| (name.as_str().to_owned(), value)).collect())
            }
            _ => continue,
        };
        let Some(handle) = handle else { continue };
        let told = options.into_iter().filter(|(_, value)| !value.is_undefined());
        let told = told.map(|(name, value)| (name, value, event));
        found.entry(handle).or_default().options.extend(told);
    }
    found
}
