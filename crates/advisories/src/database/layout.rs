//! How a database lies in its file.
//!
//! A fixed header, then six sections one after another, all numbers little-endian:
//!
//! | section | what |
//! |---|---|
//! | metadata | JSON, see `Metadata` |
//! | string offsets | `u32` for each string and one for the end |
//! | string bytes | UTF-8, each string once |
//! | packages | 16 bytes each, in the order of ecosystem and name: ecosystem `u8`, 3 bytes zero, name, where its entries start, how many |
//! | entries | for each package, what each advisory says of it: see `write_entry` |
//! | advisories | offsets as `u32`, then records: see `write_advisory` |
//!
//! Strings are named by their number. Within entries and advisories numbers are written in groups of seven bits,
//! lowest first, the eighth bit set on all but the last (LEB128).

/// The first bytes of every file.
pub(super) const MAGIC: [u8; 8] = *b"assayadv";
/// Raised when a file of the new shape could be misread as one of the old.
pub(super) const VERSION: u32 = 1;
/// Number of sections.
pub(super) const SECTIONS: usize = 6;
/// Bytes before the first section: magic, version, the digest of all that follows it, the length of each section.
pub(super) const HEADER: usize = 8 + 4 + 8 + 8 * SECTIONS;
/// Bytes of one package.
pub(super) const PACKAGE: usize = 16;

/// A quick digest against truncation and damage on the way, not against forgery: FNV-1a over words of eight bytes.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let words = bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    });
    words.fold(0xcbf2_9ce4_8422_2325, |digest, word| (digest ^ word).wrapping_mul(PRIME).rotate_left(23))
}

/// Appends a number in groups of seven bits.
pub(super) fn write_number(bytes: &mut Vec<u8>, mut number: u32) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

/// Reads a number that [`write_number`] wrote. None at the end of the bytes, or where it does not fit.
pub(super) fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let mut number: u32 = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let group = u32::from(byte & 0x7f);
        number |= group.checked_shl(shift).filter(|shifted| shifted >> shift == group)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_read_as_it_was_written(number: u32, rest in proptest::collection::vec(any::<u8>(), 0..4)) {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            bytes.extend(&rest);
            let mut slice = bytes.as_slice();
            prop_assert_eq!(read_number(&mut slice), Some(number));
            prop_assert_eq!(slice, rest.as_slice());
        }
    }
}
