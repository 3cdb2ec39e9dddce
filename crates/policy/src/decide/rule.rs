//! The rules a refusal can name.

use serde::Serialize;

/// Why a request of a running app is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// The request is not one the platform knows, or lacks a part of it.
    MalformedRequest,
    /// A call as the user where no user acts.
    NoActingUser,
    /// A call as another user than the one who acts, without a scope that was declared and granted for it.
    ImpersonationNotGranted,
    /// A call names another site's context, or fills in an identity that is the platform's to give.
    IdentityClaimed,
    /// The product is not installed where the app is.
    ProductNotInstalled,
    /// No granted scope covers the operation.
    ScopeNotGranted,
    /// The user the call is made for may not do this.
    UserMayNot,
    /// The operation changes who somebody is or what they may do.
    IdentityChange,
    /// The path can be read in more than one way, and not every reading is allowed.
    PathAmbiguous,
    /// A header or parameter asks the product for another method than the request has.
    MethodOverridden,
    /// The address cannot be read as one, or hides what it leads to.
    AddressMalformed,
    /// The scheme is not one that calls may use.
    SchemeNotAllowed,
    /// The host is not among the declared ones.
    EgressNotDeclared,
    /// The name resolves into a network that is not public.
    AddressNotPublic,
    /// The remote, provider or service is not declared.
    RemoteNotDeclared,
    /// The path leads out of the remote's base URL.
    OutsideBaseUrl,
    /// The module or scope a store needs is not granted.
    StorageNotGranted,
    /// The invocation has used up what it may use.
    BudgetSpent,
}

impl Rule {
    /// Every rule, in the order of their declaration.
    pub const ALL: [Self; 18] = [
        Self::MalformedRequest,
        Self::NoActingUser,
        Self::ImpersonationNotGranted,
        Self::IdentityClaimed,
        Self::ProductNotInstalled,
        Self::ScopeNotGranted,
        Self::UserMayNot,
        Self::IdentityChange,
        Self::PathAmbiguous,
        Self::MethodOverridden,
        Self::AddressMalformed,
        Self::SchemeNotAllowed,
        Self::EgressNotDeclared,
        Self::AddressNotPublic,
        Self::RemoteNotDeclared,
        Self::OutsideBaseUrl,
        Self::StorageNotGranted,
        Self::BudgetSpent,
    ];

    /// Its name, `scope-not-granted`.
    pub fn id(self) -> &'static str {
        match self {
            Self::MalformedRequest => "malformed-request",
            Self::NoActingUser => "no-acting-user",
            Self::ImpersonationNotGranted => "impersonation-not-granted",
            Self::IdentityClaimed => "identity-claimed",
            Self::ProductNotInstalled => "product-not-installed",
            Self::ScopeNotGranted => "scope-not-granted",
            Self::UserMayNot => "user-may-not",
            Self::IdentityChange => "identity-change",
            Self::PathAmbiguous => "path-ambiguous",
            Self::MethodOverridden => "method-overridden",
            Self::AddressMalformed => "address-malformed",
            Self::SchemeNotAllowed => "scheme-not-allowed",
            Self::EgressNotDeclared => "egress-not-declared",
            Self::AddressNotPublic => "address-not-public",
            Self::RemoteNotDeclared => "remote-not-declared",
            Self::OutsideBaseUrl => "outside-base-url",
            Self::StorageNotGranted => "storage-not-granted",
            Self::BudgetSpent => "budget-spent",
        }
    }

    /// The requirements it protects, by their ids in the catalogue.
    pub fn requirements(self) -> &'static [&'static str] {
        match self {
            Self::MalformedRequest | Self::PathAmbiguous | Self::MethodOverridden => &["SEC-3", "SEC-11"],
            Self::NoActingUser | Self::ImpersonationNotGranted => &["SEC-13"],
            Self::IdentityClaimed => &["SEC-8", "SEC-13"],
            Self::ProductNotInstalled => &["SEC-5"],
            Self::ScopeNotGranted | Self::StorageNotGranted => &["SEC-3"],
            Self::UserMayNot => &["SEC-13"],
            Self::IdentityChange => &["SEC-4"],
            Self::AddressMalformed | Self::SchemeNotAllowed | Self::EgressNotDeclared => &["SEC-15"],
            Self::AddressNotPublic => &["SEC-11", "SEC-15"],
            Self::RemoteNotDeclared | Self::OutsideBaseUrl => &["SEC-10", "SEC-15"],
            Self::BudgetSpent => &["SEC-11"],
        }
    }
}

/// Which rules hold. Outside of tests, all of them, and nothing can change that.
#[derive(Debug, Clone, Copy, Default)]
pub struct Guards {
    #[cfg(any(test, feature = "mutation"))]
    off: Option<Rule>,
}

impl Guards {
    /// All but one: what a test uses to show that it fails without that rule.
    #[cfg(any(test, feature = "mutation"))]
    pub fn without(rule: Rule) -> Self {
        Self { off: Some(rule) }
    }

    /// Whether a rule holds.
    #[cfg(any(test, feature = "mutation"))]
    pub(super) fn hold(self, rule: Rule) -> bool {
        self.off != Some(rule)
    }

    /// Whether a rule holds.
    #[cfg(not(any(test, feature = "mutation")))]
    pub(super) fn hold(self, _: Rule) -> bool {
        true
    }
}
