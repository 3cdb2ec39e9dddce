//! What holds for all tokens.

use assay_auth::{Draft, Kind, Refusal, Token};
use proptest::prelude::*;

use crate::stage::{NOW, STAGE, good};

fn any_kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(Kind::EVERY.to_vec())
}

/// A claim that says nothing to us.
fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        ".{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(Into::into))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_minted_well_is_accepted_whatever_else_it_says(kind in any_kind(), more in any_value()) {
        let token = good(kind).with("assay-more", more).sign(STAGE.key(kind));
        prop_assert!(STAGE.verify(kind, &token).is_ok());
    }

    #[test]
    fn a_token_with_any_character_changed_is_refused(
        kind in any_kind(), at: prop::sample::Index, to in "[A-Za-z0-9_=. -]",
    ) {
        let token = good(kind).sign(STAGE.key(kind));
        let at = at.index(token.len());
        let mut other = token.clone();
        other.replace_range(at..=at, &to);
        prop_assume!(other != token);
        prop_assert!(STAGE.verify(kind, &other).is_err());
    }

    #[test]
    fn a_token_cut_or_lengthened_anywhere_is_refused(
        kind in any_kind(), at: prop::sample::Index, more in "[A-Za-z0-9_=. -]{0,3}",
    ) {
        let token = good(kind).sign(STAGE.key(kind));
        let at = at.index(token.len());
        prop_assert!(STAGE.verify(kind, &token[..at]).is_err());
        let longer = format!("{}{more}{}", &token[..at], &token[at..]);
        prop_assert_eq!(STAGE.verify(kind, &longer).is_err(), longer != token);
    }

    #[test]
    fn a_token_is_good_for_its_own_kind_only(kind in any_kind(), other in any_kind()) {
        let token = good(kind).sign(STAGE.key(kind));
        prop_assert_eq!(STAGE.verify(other, &token).is_ok(), kind == other);
    }

    #[test]
    fn a_claim_that_was_signed_with_another_key_is_never_read(kind in any_kind(), exp: i64) {
        let draft = good(kind).with("exp", exp);
        let token = match kind.algorithm() {
            assay_auth::Algorithm::Hs256 => draft.sign(assay_auth::SigningKey::Hmac(&STAGE.wrong_secret)),
            assay_auth::Algorithm::Rs256 => draft.sign(assay_auth::SigningKey::Rsa(&STAGE.wrong_rsa)),
        };
        prop_assert_eq!(STAGE.verify(kind, &token), Err(Refusal::Signature));
    }

    #[test]
    fn time_is_what_the_rules_say(kind in any_kind(), ahead in -2000_i64..2000) {
        let token = good(kind).with("iat", NOW.0 - 5000).with("exp", NOW.0 + ahead).sign(STAGE.key(kind));
        let most = match kind {
            Kind::Install | Kind::Fit => 330,
            _ => 930,
        };
        prop_assert_eq!(STAGE.verify(kind, &token).is_ok(), ahead > 0 && ahead <= most);
    }

    #[test]
    fn any_text_is_taken_and_refused(kind in any_kind(), text in "[A-Za-z0-9_=.-]{0,80}|\\PC{0,40}") {
        prop_assert!(STAGE.verify(kind, &text).is_err());
    }

    #[test]
    fn a_refusal_never_prints_the_signature(kind in any_kind(), at: prop::sample::Index) {
        let token = good(kind).sign(STAGE.key(kind));
        let signature = token.rsplit('.').next().unwrap().to_owned();
        let at = at.index(token.len());
        let mut other = token.clone();
        other.replace_range(at..=at, "~");
        let refusal = STAGE.verify(kind, &other).unwrap_err();
        let printed = format!("{refusal} {refusal:?}");
        prop_assert!(!printed.contains(&signature[..20]), "{}", printed);
        prop_assert!(printed.len() < 300);
    }
}

#[test]
fn the_texts_of_refusals_are_short_and_escaped() {
    let hostile = "\u{1b}[31m\u{202e}\n".repeat(1000);
    let kind = Kind::Trello;
    let token = good(kind).with("idPlugin", hostile).sign(STAGE.key(kind));
    let refusal = STAGE.verify(kind, &token).unwrap_err().to_string();
    assert!(refusal.chars().count() < 700 && refusal.is_ascii(), "{refusal}");
}

#[test]
fn a_session_token_is_no_context_token_and_no_context_token_is_a_request_token() {
    let context = Draft::context(crate::stage::TENANT, None, NOW).sign(STAGE.key(Kind::Context));
    assert_eq!(STAGE.verify(Kind::Connect, &context), Err(Refusal::ContextToken));
    let request = good(Kind::Connect).sign(STAGE.key(Kind::Connect));
    assert_eq!(STAGE.verify(Kind::Context, &request), Err(Refusal::NotAContextToken));
    let session = good(Kind::Session).with("qsh", "context-qsh").sign(STAGE.key(Kind::Session));
    assert_eq!(STAGE.verify(Kind::Session, &session), Err(Refusal::NotASessionToken));
}

#[test]
fn what_nobody_vouched_for_can_be_looked_at() {
    let token = good(Kind::Fit).sign(STAGE.key(Kind::Fit));
    let token = Token::parse(&token).unwrap();
    assert_eq!(token.unverified_header().get("kid").unwrap(), crate::stage::KID);
    assert_eq!(token.unverified_claims().get("aud").unwrap(), crate::stage::APP);
}
