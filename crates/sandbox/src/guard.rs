//! The platform's own rules, beside those of the policy: what it refuses by itself, each with a name.

use serde::Serialize;

macro_rules! guards {
    ($($(#[$doc:meta])* $variant:ident, $id:literal, [$($requirement:literal),*];)*) => {
        /// A rule the platform keeps by itself.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Guard {
            $($(#[$doc])* $variant,)*
        }

        impl Guard {
            /// Every one, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its stable name, in kebab case.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The requirements it protects, by their ids in the catalogue.
            #[must_use]
            pub fn requirements(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($requirement),*],)* }
            }
        }
    };
}

guards! {
    /// Code that is made of texts at run time is written down, and none is loaded from an address.
    CodeMade, "code-made", ["SEC-11"];
    /// A version that asks for more than was approved waits.
    GrowthWaits, "growth-waits", ["SEC-1"];
    /// An approval counts for what was shown, and for nothing that was deployed since.
    ApprovalOfWhatWasShown, "approval-of-what-was-shown", ["SEC-1", "SEC-14"];
    /// A connection is made only to the address that was looked at.
    CheckedAddress, "checked-address", ["SEC-11", "SEC-15"];
    /// Every hop of a redirect is held against the list.
    RedirectChecked, "redirect-checked", ["SEC-15"];
    /// Credentials do not follow a redirect to another origin.
    CredentialsStay, "credentials-stay", ["SEC-10", "SEC-15"];
    /// Calls outside are made only where the user of this program allows it.
    LiveEgressOff, "live-egress-off", ["SEC-15"];
    /// An event goes to installations on the site where it happened.
    EventOfItsSite, "event-of-its-site", ["SEC-6", "SEC-8"];
    /// An event goes to installations that were granted its scope.
    EventScope, "event-scope", ["SEC-3", "SEC-6"];
    /// A web trigger answers under its own, unguessable address only.
    UnknownAddress, "unknown-address", ["SEC-6", "SEC-11"];
    /// A signature must be right.
    SignatureRight, "signature-right", ["SEC-11"];
    /// A signature must be fresh.
    SignatureFresh, "signature-fresh", ["SEC-11"];
    /// A signature counts once.
    SignatureOnce, "signature-once", ["SEC-11"];
    /// A web trigger's answer sets no header that is not its own to set.
    AnswerHeaders, "answer-headers", ["SEC-11"];
    /// What comes in, and what is published, has a largest size.
    LargestSize, "largest-size", ["SEC-11"];
    /// A chain of invocations that cause each other ends.
    DepthOfCauses, "depth-of-causes", ["SEC-11"];
    /// A job belongs to the installation that published it.
    OwnJobs, "own-jobs", ["SEC-8"];
    /// Log lines lose secrets and what belongs to people before they touch the disk.
    LogRedacted, "log-redacted", ["SEC-9.3"];
    /// An admin may switch off that logs are read.
    LogSwitch, "log-switch", ["SEC-9.3"];
    /// Nothing attaches to, or rebuilds, production.
    ProductionClosed, "production-closed", ["SEC-9.2"];
    /// Uninstalling removes what was kept.
    DataRemoved, "data-removed", ["SEC-8"];
}

/// Which rules hold. Outside of tests, all of them, and nothing can change that.
#[derive(Debug, Clone, Copy, Default)]
pub struct Guards {
    pub(crate) policy: assay_policy::decide::Guards,
    #[cfg(feature = "mutation")]
    off: Option<Guard>,
}

impl Guards {
    /// All but one of the platform's: what a test uses to show that it fails without that one.
    #[cfg(feature = "mutation")]
    #[must_use]
    pub fn without(guard: Guard) -> Self {
        Self { off: Some(guard), ..Self::default() }
    }

    /// All but one of the policy's.
    #[cfg(feature = "mutation")]
    #[must_use]
    pub fn without_rule(rule: assay_policy::decide::Rule) -> Self {
        Self { policy: assay_policy::decide::Guards::without(rule), ..Self::default() }
    }

    #[cfg(feature = "mutation")]
    pub(crate) fn hold(self, guard: Guard) -> bool {
        self.off != Some(guard)
    }

    #[cfg(not(feature = "mutation"))]
    pub(crate) fn hold(self, _: Guard) -> bool {
        true
    }
}
