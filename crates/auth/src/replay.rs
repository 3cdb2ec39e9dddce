//! Tokens that were used.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};

use crate::{Refusal, UnixTime};

/// Remembers tokens until they expire, so that none is taken twice.
///
/// What is kept is the digest of whatever names the token, never the token. The memory is bounded, and a full one
/// refuses: it could not tell whether what comes next was there before. One memory per tenant keeps a tenant from
/// filling another's.
#[derive(Debug, Clone)]
pub struct SeenTokens {
    most: usize,
    expires_at: BTreeMap<[u8; 32], UnixTime>,
    by_expiry: BTreeSet<(UnixTime, [u8; 32])>,
}

impl SeenTokens {
    /// A memory for this many.
    pub fn new(most: usize) -> Self {
        Self { most, expires_at: BTreeMap::new(), by_expiry: BTreeSet::new() }
    }

    /// Takes a token that was verified, for the first and only time. `signed` is what names it: the text of the
    /// token, which has one spelling only, or a `state`.
    ///
    /// # Errors
    /// [`Refusal::Replayed`], [`Refusal::MemoryFull`].
    pub fn take(&mut self, signed: &str, expires_at: UnixTime, now: UnixTime) -> Result<(), Refusal> {
        self.forget(now);
        let mut name = [0; 32];
        name.copy_from_slice(digest(&SHA256, signed.as_bytes()).as_ref());
        if self.expires_at.contains_key(&name) {
            return Err(Refusal::Replayed);
        }
        if self.expires_at.len() >= self.most {
            return Err(Refusal::MemoryFull { most: self.most });
        }
        self.expires_at.insert(name, expires_at);
        self.by_expiry.insert((expires_at, name));
        Ok(())
    }

    /// How many are remembered.
    pub fn len(&self) -> usize {
        self.expires_at.len()
    }

    /// True where none is.
    pub fn is_empty(&self) -> bool {
        self.expires_at.is_empty()
    }

    fn forget(&mut self, now: UnixTime) {
        while let Some((_, name)) = self.by_expiry.first().copied().filter(|(at, _)| *at <= now) {
            self.by_expiry.pop_first();
            self.expires_at.remove(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_once_and_remembered_until_it_expires() {
        let (now, later) = (UnixTime(100), UnixTime(200));
        let mut seen = SeenTokens::new(2);
        assert_eq!(seen.take("a", later, now), Ok(()));
        assert_eq!(seen.take("a", later, now), Err(Refusal::Replayed));
        assert_eq!(seen.take("b", UnixTime(150), now), Ok(()));
        assert_eq!(seen.take("c", later, now), Err(Refusal::MemoryFull { most: 2 }));
        assert_eq!(seen.take("c", later, UnixTime(150)), Ok(()));
        assert_eq!(seen.take("a", later, UnixTime(199)), Err(Refusal::Replayed));
        assert_eq!(seen.len(), 2);
    }
}
