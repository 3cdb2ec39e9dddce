//! The list of tokens that no server may accept.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::Kind;

/// What a deviation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// It is no token, or one that can be read in two ways.
    Shape,
    /// It names an algorithm of its choice.
    Algorithm,
    /// It is not signed by who it says.
    Signature,
    /// Its header brings a key, or points to one.
    KeyChoice,
    /// It is not good now, or for too long.
    Time,
    /// It names no expiry, or none that can be read.
    Expiry,
    /// It lives longer than tokens of its kind.
    Lifetime,
    /// It is of somebody else: another tenant, issuer.
    Issuer,
    /// It is for somebody else: another app.
    Audience,
    /// It is bound to another request, or to none.
    Binding,
    /// It is a context token where one for this request is needed.
    Context,
    /// It names no user or installation.
    Subject,
}

/// What one has to hold to make a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Knowledge {
    /// Nothing that is not public.
    Nothing,
    /// The key that the server accepts: a tenant's secret, or the private key of a key server.
    Key,
    /// That, and the secret of a second tenant.
    TwoTenants,
}

/// With what a variant is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SignedWith {
    /// The key that the server accepts.
    Right,
    /// A key that nobody has heard of, of the kind's own sort.
    Wrong,
    /// The secret of another tenant.
    OtherTenant,
    /// Nothing: the signature is empty.
    Nothing,
    /// HMAC with an empty key.
    EmptyKey,
    /// HMAC with the text of the public key.
    PublicKeyText,
    /// HMAC with the secret of the tenant, where a public key is needed.
    SharedSecret,
    /// RSA with a key that nobody has heard of, where a secret is needed.
    WrongRsa,
    /// The key of the platform's staging environment.
    Staging,
    /// HMAC-SHA-384 with the right secret.
    RightSha384,
    /// HMAC-SHA-512 with the right secret.
    RightSha512,
    /// As many zero bytes as a signature has.
    Zeroes,
    /// The right signature with one bit changed.
    RightFlipped,
    /// The right signature without its last byte.
    RightCut,
    /// The right signature, its last character changed in bits that mean nothing.
    RightSpareBits,
}

/// How the parts are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    #[default]
    Compact,
    TwoSegments,
    FourSegments,
    Dots,
    Padded,
    TrailingDot,
    ClaimsAreAList,
    ClaimsAreNoJson,
    HeaderIsNoJson,
    NotUtf8,
    DeepClaims,
    Huge,
    JsonSerialisation,
    Words,
}

/// A value that a variant gives to a parameter or claim.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Given {
    /// `{ now = -60 }`: the time, moved by seconds.
    Now { now: i64 },
    /// `{ now-as-text = 60 }`.
    NowAsText {
        #[serde(rename = "now-as-text")]
        now: i64,
    },
    /// `{ scene = "other-tenant" }`: a value that only who sends it knows; text before and behind it is kept.
    Scene {
        scene: String,
        #[serde(default)]
        before: String,
        #[serde(default)]
        behind: String,
    },
    /// `{ scenes = ["base-url", "other-url"] }`: a list of them.
    Scenes { scenes: Vec<String> },
    /// `{ repeated = "a", times = 100 }`: a long text.
    Repeated { repeated: String, times: usize },
    /// Anything else is itself.
    Plain(toml::Value),
}

/// A token that deviates from a good one in one thing, so that no server may accept it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Variant {
    /// Stable kebab-case id, `alg-none`.
    pub id: String,
    /// What is wrong with it, in words that complete “a token”.
    pub what: String,
    /// What the deviation is about.
    pub aspect: Aspect,
    /// The code of the refusal that our own verifiers answer it with ([`crate::Refusal::code`]).
    pub refused: String,
    /// The kinds of token it is made of.
    pub kinds: Vec<Kind>,
    pub(super) signed: SignedWith,
    #[serde(default)]
    pub(super) form: Form,
    #[serde(default)]
    pub(super) header: BTreeMap<String, Given>,
    #[serde(default)]
    pub(super) without_header: Vec<String>,
    /// Names with dots reach into objects, `app.id`.
    #[serde(default)]
    pub(super) claims: BTreeMap<String, Given>,
    #[serde(default)]
    pub(super) without: Vec<String>,
    /// JSON text put before the closing brace of the header.
    #[serde(default)]
    pub(super) append_header: String,
    /// JSON text put before the closing brace of the claims.
    #[serde(default)]
    pub(super) append: String,
    /// The public half of the unknown key is put into the header as `jwk`.
    #[serde(default)]
    pub(super) embed_key: bool,
}

impl Variant {
    /// What one has to hold to make it.
    pub fn knowledge(&self) -> Knowledge {
        match self.signed {
            SignedWith::Wrong
            | SignedWith::Nothing
            | SignedWith::EmptyKey
            | SignedWith::WrongRsa
            | SignedWith::PublicKeyText
            | SignedWith::Zeroes => Knowledge::Nothing,
            SignedWith::OtherTenant => Knowledge::TwoTenants,
            SignedWith::Right
            | SignedWith::Staging
            | SignedWith::SharedSecret
            | SignedWith::RightSha384
            | SignedWith::RightSha512
            | SignedWith::RightFlipped
            | SignedWith::RightCut
            | SignedWith::RightSpareBits => Knowledge::Key,
        }
    }

    /// True where it can be made of this kind of token.
    pub fn is_for(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    variant: Vec<Variant>,
}

/// Every variant, in the order of the list.
pub fn variants() -> &'static [Variant] {
    static VARIANTS: LazyLock<Vec<Variant>> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../../data/variants.toml"))
            .expect("the tests read the bundled list of variants");
        file.variant
    });
    &VARIANTS
}
