//! Frames: how the two ends of a channel speak. Two lengths of four bytes, little-endian; a head of JSON; a body of bytes.
//!
//! Lengths are checked before anything is allocated for them, so a length of four gigabytes costs four bytes.

use std::io::{self, Read, Write};

/// Longest head that is read, in bytes.
pub const MAX_HEAD: usize = 1 << 20;
/// Longest body that is read, in bytes: a program with its source map. What an app may send is a limit of its own.
pub const MAX_BODY: usize = 64 << 20;

/// One message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) head: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

impl Frame {
    /// Writes it with one call, so that the other end wakes once.
    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let too_long =
            |what| io::Error::new(io::ErrorKind::InvalidInput, format!("{what} is too long for a frame"));
        if self.head.len() > MAX_HEAD {
            return Err(too_long("the head"));
        }
        if self.body.len() > MAX_BODY {
            return Err(too_long("the body"));
        }
        let mut bytes = Vec::with_capacity(8 + self.head.len() + self.body.len());
        for part in [&self.head, &self.body] {
            bytes.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        bytes.extend_from_slice(&self.head);
        bytes.extend_from_slice(&self.body);
        to.write_all(&bytes)
    }

    /// Reads one; `None` where the other end closed between two frames.
    ///
    /// # Errors
    /// `InvalidData` for a length over the limits, `UnexpectedEof` within a frame, and what the channel says.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut lengths = [0; 8];
        let mut have = 0;
        while have < lengths.len() {
            match from.read(&mut lengths[have..]) {
                Ok(0) if have == 0 => return Ok(None),
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => have += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let [a, b, c, d, e, f, g, h] = lengths;
        let head = length([a, b, c, d], MAX_HEAD, "head")?;
        let body = length([e, f, g, h], MAX_BODY, "body")?;
        Ok(Some(Self { head: part(from, head)?, body: part(from, body)? }))
    }
}

fn length(bytes: [u8; 4], most: usize, what: &str) -> io::Result<usize> {
    usize::try_from(u32::from_le_bytes(bytes)).ok().filter(|length| *length <= most).ok_or_else(|| {
        io::Error::new(io::ErrorKind::InvalidData, format!("a {what} of more than {most} bytes"))
    })
}

/// Memory grows with what arrives, not with what was announced.
fn part(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let frame = Frame { head: b"{}".to_vec(), body: vec![0, 255, 10] };
        let mut bytes = Vec::new();
        frame.write(&mut bytes).unwrap();
        frame.write(&mut bytes).unwrap();
        let mut from = bytes.as_slice();
        assert_eq!(Frame::read(&mut from).unwrap(), Some(frame.clone()));
        assert_eq!(Frame::read(&mut from).unwrap(), Some(frame));
        assert_eq!(Frame::read(&mut from).unwrap(), None);
    }

    #[test]
    fn a_length_of_four_gigabytes_is_refused_before_anything_is_read() {
        let mut bytes = vec![0xff; 8];
        bytes.extend([0; 64]);
        let mut from = bytes.as_slice();
        assert_eq!(Frame::read(&mut from).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(from.len(), 64);
    }

    #[test]
    fn half_a_frame_is_no_frame() {
        let mut bytes = Vec::new();
        Frame { head: b"{\"kind\":1}".to_vec(), body: Vec::new() }.write(&mut bytes).unwrap();
        for cut in 1..bytes.len() {
            assert_eq!(
                Frame::read(&mut &bytes[..cut]).unwrap_err().kind(),
                io::ErrorKind::UnexpectedEof,
                "{cut}"
            );
        }
    }
}
