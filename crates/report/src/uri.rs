//! Paths as addresses.

/// A path as a relative reference (RFC 3986, section 4.2): what a path segment may hold stays, the rest is
/// percent-encoded, and so is `:`, which would make the first segment a scheme.
pub(crate) fn relative_reference(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'/' | b'-' | b'.' | b'_' | b'~' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*'
            | b'+' | b',' | b';' | b'=' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::relative_reference;

    #[test]
    fn a_path_becomes_a_relative_reference() {
        assert_eq!(relative_reference("src/pages/[id].tsx"), "src/pages/%5Bid%5D.tsx");
        assert_eq!(relative_reference("a b/ü?#%:x"), "a%20b/%C3%BC%3F%23%25%3Ax");
    }
}
