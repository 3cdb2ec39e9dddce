//! Sums that issuers put into their tokens, so that a mistyped or invented one is known without asking anybody.

use serde::Deserialize;

/// How a token ends in a sum over what stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Checksum {
    /// The last six characters are the CRC32 of the thirty before, in base 62 with the digits `0-9A-Za-z`.
    ///
    /// Source: `github-base62` and `npm-crc` in `data/detectors.toml`.
    Crc32Base62,
    /// The last eight characters are the CRC32 of everything before, in upper-case hexadecimal digits.
    ///
    /// Source: `atlassian-dossier` in `data/detectors.toml`.
    Crc32UpperHex,
}

const PAYLOAD: usize = 30;
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl Checksum {
    /// The sum that belongs behind `before`, all of the token that stands ahead of it.
    pub(crate) fn of(self, before: &[u8]) -> String {
        match self {
            Self::Crc32Base62 => {
                let mut number = crc32fast::hash(&before[before.len().saturating_sub(PAYLOAD)..]);
                let mut digits = [b'0'; 6];
                for digit in digits.iter_mut().rev() {
                    *digit = BASE62[(number % 62) as usize];
                    number /= 62;
                }
                String::from_utf8_lossy(&digits).into_owned()
            }
            Self::Crc32UpperHex => format!("{:08X}", crc32fast::hash(before)),
        }
    }

    /// True where the token ends in its sum.
    pub(crate) fn holds(self, token: &[u8]) -> bool {
        let length = match self {
            Self::Crc32Base62 => 6,
            Self::Crc32UpperHex => 8,
        };
        let Some((before, sum)) = token.len().checked_sub(length).map(|at| token.split_at(at)) else {
            return false;
        };
        self.of(before).as_bytes() == sum
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn published_vectors_of_github_and_npm_hold() {
        // Expired and invented ones from the sources; joined here so that this file holds no token.
        for (prefix, payload, sum) in [
            ("ghp_", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"),
            ("npm_", "qkJaB6MffYVzZXWqmcoF49yrUxP3wf", "0LsakP"),
        ] {
            let token = [prefix, payload, sum].concat();
            assert!(Checksum::Crc32Base62.holds(token.as_bytes()), "{prefix}");
            let other = [prefix, payload, "0mLq18"].concat();
            assert!(!Checksum::Crc32Base62.holds(other.as_bytes()), "{prefix}");
        }
    }

    #[test]
    fn the_check_value_of_the_polynomial_is_the_published_one() {
        // Catalogue of parametrised CRC algorithms, CRC-32/ISO-HDLC: `123456789` gives CBF43926.
        assert!(Checksum::Crc32UpperHex.holds(b"123456789CBF43926"));
        assert!(!Checksum::Crc32UpperHex.holds(b"CBF4392"));
    }
}
