//! Every variant is refused by our own verifiers, for the reason that its line gives; the good token is not.

use std::collections::BTreeSet;

use assay_auth::{Kind, Knowledge, Scene, variants};

use crate::stage::{STAGE, good};

#[test]
fn every_good_token_is_accepted() {
    for kind in Kind::EVERY {
        let token = good(kind).sign(STAGE.key(kind));
        assert!(STAGE.verify(kind, &token).is_ok(), "{kind:?}: {:?}", STAGE.verify(kind, &token));
    }
}

#[test]
fn every_variant_is_refused_for_its_reason() {
    let mut wrong = Vec::new();
    for variant in variants() {
        for kind in Kind::EVERY.into_iter().filter(|kind| variant.is_for(*kind)) {
            let token = variant.mint(&good(kind), &STAGE.scene(kind)).unwrap();
            let seen = STAGE.verify(kind, &token).map_err(|refusal| refusal.code());
            if seen.as_ref().err() != Some(&variant.refused.as_str()) {
                wrong.push(format!("{} of {kind:?}: {seen:?} instead of {}", variant.id, variant.refused));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ids_are_unique_and_every_kind_has_variants() {
    let ids: BTreeSet<_> = variants().iter().map(|variant| &variant.id).collect();
    assert_eq!(ids.len(), variants().len());
    for kind in Kind::EVERY {
        assert!(variants().iter().filter(|variant| variant.is_for(kind)).count() > 40, "{kind:?}");
    }
}

#[test]
fn who_holds_nothing_can_make_what_says_so() {
    for variant in variants() {
        for kind in Kind::EVERY.into_iter().filter(|kind| variant.is_for(*kind)) {
            let full = STAGE.scene(kind);
            let bare = Scene { right: None, other_tenant: None, shared_secret: None, staging: None, ..full };
            let made = variant.mint(&good(kind), &bare);
            assert_eq!(made.is_ok(), variant.knowledge() == Knowledge::Nothing, "{} of {kind:?}", variant.id);
        }
    }
}

#[test]
fn no_variant_is_the_good_token() {
    for variant in variants() {
        for kind in Kind::EVERY.into_iter().filter(|kind| variant.is_for(*kind)) {
            let token = variant.mint(&good(kind), &STAGE.scene(kind)).unwrap();
            assert_ne!(token, good(kind).sign(STAGE.key(kind)), "{} of {kind:?}", variant.id);
        }
    }
}
