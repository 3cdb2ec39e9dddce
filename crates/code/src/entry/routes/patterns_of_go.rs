//! Patterns of Go's multiplexer, which say a method, a host and a path: `GET notes.example.com/notes/{id}`.
//!
//! Source: pkg.go.dev/net/http#hdr-Patterns-ServeMux (read 2026-11-24).

use crate::event::Call;

/// The method a pattern says, and its path; of another library's path all of it.
pub(super) fn taken_apart<'p>(call: &Call, pattern: &'p str) -> (Option<&'p str>, &'p str) {
    if !call.path.starts_with("@go/net/http:") {
        return (None, pattern);
    }
    let pattern = pattern.trim_start_matches('/');
    let is_method = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let (method, rest) = match pattern.split_once([' ', '\t']).filter(|(word, _)| is_method(word)) {
        Some((method, rest)) => (Some(method), rest.trim_start()),
        None => (None, pattern),
    };
    // A host stands before the first slash, and has a dot.
    let path = match rest.split_once('/') {
        Some((host, path)) if host.contains('.') && !host.contains('{') => path,
        _ => rest,
    };
    (method, path.strip_suffix("{$}").unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::taken_apart;
    use crate::event::{Call, Called};
    use crate::ir::ModuleId;
    use crate::site::Site;
    use crate::value::Value;

    fn call(path: &str) -> Call {
        Call::new(Called {
            path: path.into(),
            construct: false,
            model: None,
            receiver: Value::undefined(),
            arguments: Vec::new(),
            used: false,
            site: Site::new(ModuleId(0), assay_source::Span::new(0, 0)),
        })
    }

    #[test]
    fn methods_and_hosts_are_no_part_of_the_path() {
        let mux = call("@go/net/http:HandleFunc");
        assert_eq!(taken_apart(&mux, "GET /notes/{id}"), (Some("GET"), "/notes/{id}"));
        assert_eq!(taken_apart(&mux, "POST notes.example.com/notes"), (Some("POST"), "notes"));
        assert_eq!(taken_apart(&mux, "/notes/{$}"), (None, "notes/"));
        assert_eq!(taken_apart(&mux, "/robots.txt"), (None, "robots.txt"));
        assert_eq!(taken_apart(&call("@go/github.com/go-chi/chi:Get"), "/a b"), (None, "/a b"));
    }
}
