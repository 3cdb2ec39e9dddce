//! The `state` of an authorisation, and PKCE.
//!
//! A state proves that the browser that comes back is the one that was sent away. It has to be unguessable, bound
//! to the browser's session, short-lived and good once. This one carries 256 bits of the caller's randomness, its
//! time of expiry, and an HMAC over both and the session, so that a server needs to remember only those that
//! were used ([`crate::SeenTokens`]).
//!
//! Source: RFC 6749, section 10.12; RFC 9700, section 2.1; RFC 7636.

use aws_lc_rs::digest::{SHA256, digest};

use crate::{HmacKey, HmacStrength, Refusal, Secret, UnixTime, base64url, secret::constant_time_eq};

/// Bytes of randomness in a state.
pub const ENTROPY: usize = 32;

/// How long a state is good, in seconds: time enough to log in and consent.
pub const STATE_SECONDS: i64 = 600;

/// A fresh state for this browser session. `entropy` comes from a cryptographic source and is used once;
/// `session` is something only this browser holds, such as the value of its session cookie.
pub fn state(entropy: &[u8; ENTROPY], session: &Secret, key: &HmacKey, now: UnixTime) -> String {
    let mut bytes = entropy.to_vec();
    bytes.extend(now.plus(STATE_SECONDS).0.to_be_bytes());
    bytes.extend(key.sign(HmacStrength::Sha256, &bound(&bytes, session)));
    base64url::encode(&bytes)
}

/// Until when it is good, where `state` was made for this session with this key. To be asked before the code is
/// redeemed, and to be remembered until then.
///
/// # Errors
/// [`Refusal::NoToken`], [`Refusal::Encoding`], [`Refusal::Signature`], [`Refusal::Expired`].
pub fn verify_state(
    state: &str,
    session: &Secret,
    key: &HmacKey,
    now: UnixTime,
) -> Result<UnixTime, Refusal> {
    if state.is_empty() || session.is_empty() {
        return Err(Refusal::NoToken);
    }
    let encoding = Refusal::Encoding { part: crate::Part::Claims };
    let bytes = base64url::decode(state).ok_or_else(|| encoding.clone())?;
    let (said, signature) = bytes.split_at_checked(ENTROPY + 8).ok_or(encoding)?;
    if !key.verifies(&bound(said, session), signature) {
        return Err(Refusal::Signature);
    }
    let at = said[ENTROPY..].iter().fold(0_i64, |at, &byte| at << 8 | i64::from(byte));
    let at = UnixTime(at);
    if at <= now { Err(Refusal::Expired { at, now }) } else { Ok(at) }
}

/// What is signed: a label, so that the key's other uses make no state; the state's own part, of fixed length; the
/// session.
fn bound(said: &[u8], session: &Secret) -> Vec<u8> {
    [b"oauth-state\0".as_slice(), said, session.expose()].concat()
}

/// A PKCE verifier: 43 characters of the caller's randomness.
pub fn pkce_verifier(entropy: &[u8; ENTROPY]) -> Secret {
    Secret::new(base64url::encode(entropy))
}

/// The `S256` challenge of a verifier.
pub fn pkce_challenge(verifier: &Secret) -> String {
    base64url::encode(digest(&SHA256, verifier.expose()).as_ref())
}

/// Passes where the verifier has the length and characters of one and belongs to the challenge. There is no
/// `plain`: it proves nothing to who can read the request.
///
/// # Errors
/// [`Refusal::Encoding`], [`Refusal::Signature`].
pub fn verify_pkce(verifier: &Secret, challenge: &str) -> Result<(), Refusal> {
    let text = verifier.expose();
    let is_unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    if !(43..=128).contains(&text.len()) || !text.iter().all(is_unreserved) {
        return Err(Refusal::Encoding { part: crate::Part::Claims });
    }
    let fits = constant_time_eq(pkce_challenge(verifier).as_bytes(), challenge.as_bytes());
    if fits { Ok(()) } else { Err(Refusal::Signature) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: UnixTime = UnixTime(1_700_000_000);

    fn key() -> HmacKey {
        HmacKey::new(Secret::from("a key of the server's own, 32 b.")).unwrap()
    }

    #[test]
    fn the_challenge_is_that_of_rfc_7636() {
        let verifier = Secret::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(pkce_challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(verify_pkce(&verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), Ok(()));
        assert_eq!(
            verify_pkce(&verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"),
            Err(Refusal::Signature)
        );
        let short = Secret::from("short");
        assert_eq!(verify_pkce(&short, &pkce_challenge(&short)).unwrap_err().code(), "encoding");
    }

    #[test]
    fn a_state_is_good_for_its_session_and_its_time() {
        let (mine, other) = (Secret::from("my session"), Secret::from("another session"));
        let state = state(&[7; ENTROPY], &mine, &key(), NOW);
        assert_eq!(verify_state(&state, &mine, &key(), NOW), Ok(NOW.plus(STATE_SECONDS)));
        assert_eq!(verify_state(&state, &other, &key(), NOW), Err(Refusal::Signature));
        assert_eq!(verify_state("", &mine, &key(), NOW), Err(Refusal::NoToken));
        let late = NOW.plus(STATE_SECONDS);
        assert_eq!(verify_state(&state, &mine, &key(), late), Err(Refusal::Expired { at: late, now: late }));
    }

    proptest! {
        #[test]
        fn any_other_text_is_no_state(at in 0..96_usize, to in "[A-Za-z0-9_=.-]", text: String) {
            let session = Secret::from("my session");
            let state = state(&[7; ENTROPY], &session, &key(), NOW);
            let mut other = state.clone();
            other.replace_range(at..=at, &to);
            prop_assume!(other != state);
            prop_assert!(verify_state(&other, &session, &key(), NOW).is_err());
            prop_assert!(verify_state(&text, &session, &key(), NOW).is_err());
        }
    }
}
