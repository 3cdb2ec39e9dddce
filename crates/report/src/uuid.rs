//! Names made from content, so that the same assessment has the same names everywhere.

use assay_source::Digest;

/// A UUID of version 5's shape (RFC 9562, section 5.5) whose bits come from the SHA-256 of the parts.
pub(crate) fn uuid(parts: &[&str]) -> String {
    let digest = Digest::of_parts(parts.iter().map(|part| part.as_bytes()));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.as_bytes()[..16]);
    bytes[6] = (bytes[6] & 0x0f) | 0x50;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// 32 hexadecimal digits made of the parts.
pub(crate) fn hex(parts: &[&str]) -> String {
    Digest::of_parts(parts.iter().map(|part| part.as_bytes())).to_string()[..32].to_owned()
}

#[cfg(test)]
mod tests {
    use super::uuid;

    #[test]
    fn a_uuid_has_the_shape_of_its_version() {
        let one = uuid(&["a", "bc"]);
        assert_eq!((one.len(), &one[14..15]), (36, "5"));
        assert!("89ab".contains(&one[19..20]));
        assert_ne!(one, uuid(&["ab", "c"]));
    }
}
