//! Numbers and vectors as TLS writes them: big-endian, with their length before them.

/// Reads from the front of a slice; every step may find too little.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a>(pub(super) &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A number of one to four bytes.
    pub(super) fn number(&mut self, width: usize) -> Option<usize> {
        let bytes = self.take(width)?;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        Some(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    /// A vector whose length stands before it in `width` bytes.
    pub(super) fn vector(&mut self, width: usize) -> Option<&'a [u8]> {
        let length = self.number(width)?;
        self.take(length)
    }
}

/// Appends a vector with its length before it in `width` bytes.
///
/// What is written is ours and short: a length that does not fit is a mistake in this crate.
pub(super) fn put_vector(out: &mut Vec<u8>, width: usize, content: &[u8]) {
    let length = content.len().to_be_bytes();
    debug_assert!(length[..length.len() - width].iter().all(|byte| *byte == 0), "{} bytes", content.len());
    out.extend_from_slice(&length[length.len() - width..]);
    out.extend_from_slice(content);
}

/// Appends numbers of two bytes.
pub(super) fn put_all(out: &mut Vec<u8>, numbers: impl IntoIterator<Item = u16>) {
    numbers.into_iter().for_each(|number| out.extend_from_slice(&number.to_be_bytes()));
}
