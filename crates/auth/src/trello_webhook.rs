//! Signatures of Trello's webhooks.
//!
//! Trello sends `x-trello-webhook`, the base64 of the HMAC-SHA1 of the body followed by the callback's address as
//! it was registered, with the Power-Up's OAuth secret. Making a webhook, it asks the address with HEAD and no
//! signature. SHA-1 is broken for collisions, not for this; there is no other choice.
//!
//! Source: developer.atlassian.com/cloud/trello/guides/rest-api/webhooks, read 2026-01.

use aws_lc_rs::hmac;
use data_encoding::BASE64;

use crate::{Refusal, Secret};

/// The value of `x-trello-webhook` for this body.
pub fn sign(secret: &Secret, body: &[u8], callback_url: &str) -> String {
    BASE64.encode(hmac::sign(&key(secret), &message(body, callback_url)).as_ref())
}

/// Passes where `signature` is of this body, sent to this address. `callback_url` is a constant of the server's:
/// the `Host` of a request is its sender's word.
///
/// # Errors
/// [`Refusal::NoToken`] for an empty secret or signature, [`Refusal::Signature`].
pub fn verify(secret: &Secret, body: &[u8], callback_url: &str, signature: &str) -> Result<(), Refusal> {
    if secret.is_empty() || signature.is_empty() {
        return Err(Refusal::NoToken);
    }
    let signature = BASE64.decode(signature.as_bytes()).map_err(|_| Refusal::Signature)?;
    hmac::verify(&key(secret), &message(body, callback_url), &signature).map_err(|_| Refusal::Signature)
}

fn key(secret: &Secret) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.expose())
}

fn message(body: &[u8], callback_url: &str) -> Vec<u8> {
    [body, callback_url.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_bound_to_body_address_and_secret() {
        let secret = Secret::from("secret");
        let url = "https://hooks.example.com/trello";
        let signature = sign(&secret, b"{}", url);
        assert_eq!(verify(&secret, b"{}", url, &signature), Ok(()));
        assert_eq!(verify(&secret, b"{ }", url, &signature), Err(Refusal::Signature));
        assert_eq!(verify(&secret, b"{}", "https://hooks.example.com/", &signature), Err(Refusal::Signature));
        assert_eq!(verify(&Secret::from("other"), b"{}", url, &signature), Err(Refusal::Signature));
        assert_eq!(verify(&secret, b"{}", url, signature.trim_end_matches('=')), Err(Refusal::Signature));
        assert_eq!(verify(&secret, b"{}", url, ""), Err(Refusal::NoToken));
        assert_eq!(verify(&Secret::from(""), b"{}", url, &signature), Err(Refusal::NoToken));
    }

    #[test]
    fn the_signature_is_that_of_rfc_2202() {
        // Test case 2: key `Jefe`, data `what do ya want for nothing?`.
        let signature = sign(&Secret::from("Jefe"), b"what do ya want ", "for nothing?");
        assert_eq!(signature, BASE64.encode(&hex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")));
    }

    fn hex(text: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
    }
}
