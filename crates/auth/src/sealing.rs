//! Texts that only the one who wrote them reads back: secrets on a disk, cursors in somebody's hands.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hkdf::{HKDF_SHA256, KeyType, Salt},
};

/// The key from which others are derived.
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// From 32 bytes that nobody can guess.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// A key derived for one owner. It seals and opens, and is never shown.
pub struct SealingKey(RandomizedNonceKey);

/// What is sealed was not sealed by this key for this purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was not sealed by this key for this purpose")]
pub struct NotOurs;

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

struct Length;

impl KeyType for Length {
    fn len(&self) -> usize {
        32
    }
}

impl SealingKey {
    /// The key of an owner, told from every other by a digest: AES-256-GCM under what HKDF-SHA256 gives for it.
    ///
    /// # Panics
    /// Never: HKDF gives 32 bytes, and 32 bytes are a key.
    pub fn derive(master: &MasterKey, owner: &[u8; 32]) -> Self {
        let mut key = [0; 32];
        let pseudo_random = Salt::new(HKDF_SHA256, b"assay sealing v1").extract(&master.0);
        pseudo_random
            .expand(&[owner], Length)
            .and_then(|okm| okm.fill(&mut key))
            .expect("32 bytes are within what HKDF gives");
        Self(RandomizedNonceKey::new(&AES_256_GCM, &key).expect("32 bytes are a key of AES-256"))
    }

    /// Seals `plain` for a purpose, which is checked on opening: a nonce drawn at random, then the sealed text with its
    /// tag.
    ///
    /// # Panics
    /// On a text of more than 64 GiB.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Vec<u8> {
        let mut sealed = plain.to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(purpose.as_bytes()), &mut sealed)
            .expect("a text of at most megabytes can be sealed");
        let mut whole = nonce.as_ref().to_vec();
        whole.append(&mut sealed);
        whole
    }

    /// Opens what was sealed for a purpose.
    ///
    /// # Errors
    /// It was not sealed by this key for this purpose, or was changed since.
    pub fn open(&self, purpose: &str, whole: &[u8]) -> Result<Vec<u8>, NotOurs> {
        let (nonce, sealed) = whole.split_at_checked(NONCE_LEN).ok_or(NotOurs)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| NotOurs)?;
        let mut sealed = sealed.to_vec();
        let plain =
            self.0.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut sealed).map_err(|_| NotOurs)?;
        Ok(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_and_purpose_open() {
        let master = MasterKey::new([7; 32]);
        let key = |owner: u8| SealingKey::derive(&master, &[owner; 32]);
        let sealed = key(1).seal("secret a", b"hush");
        assert_eq!(key(1).open("secret a", &sealed), Ok(b"hush".to_vec()));
        assert_eq!(key(1).open("secret b", &sealed), Err(NotOurs));
        assert_eq!(key(2).open("secret a", &sealed), Err(NotOurs));
        assert_eq!(key(1).open("secret a", &sealed[..11]), Err(NotOurs));
        assert!(!sealed.windows(4).any(|window| window == b"hush"));
        assert_eq!(format!("{master:?}"), "MasterKey(…)");
    }
}
