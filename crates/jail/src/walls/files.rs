//! Landlock: no file but the view's, no TCP, no signal and no abstract socket of anybody outside.
//!
//! It holds where namespaces do not: in one process, against its siblings too. Each invocation is in a domain of its own,
//! and processes of different domains may not signal or trace each other.

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetStatus, Scope,
};

use crate::spec::View;

/// The newest rules we know. A kernel that knows fewer applies those it knows.
const KNOWN: ABI = ABI::V6;

/// Rules ready to be applied, as often as there are invocations.
#[derive(Debug)]
pub(crate) struct Rules(RulesetCreated);

impl Rules {
    pub(crate) fn new(view: &View) -> Result<Self, landlock::RulesetError> {
        let mut rules = Ruleset::default()
            .set_compatibility(CompatLevel::BestEffort)
            .handle_access(AccessFs::from_all(KNOWN))?
            .handle_access(AccessNet::from_all(KNOWN))?
            .scope(Scope::from_all(KNOWN))?
            .create()?;
        let read: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
        for path in &view.read {
            let Ok(descriptor) = PathFd::new(path) else { continue };
            let access = if path.is_dir() { read } else { read & AccessFs::from_file(KNOWN) };
            rules = rules.add_rule(PathBeneath::new(descriptor, access))?;
        }
        for path in &view.run {
            let Ok(descriptor) = PathFd::new(path) else { continue };
            rules = rules.add_rule(PathBeneath::new(descriptor, AccessFs::ReadFile | AccessFs::Execute))?;
        }
        Ok(Self(rules))
    }

    /// Applies them to this process, for good. Says whether the kernel enforces anything.
    pub(crate) fn apply(&self) -> Result<bool, String> {
        let rules = self.0.try_clone().map_err(|error| error.to_string())?;
        let status = rules.restrict_self().map_err(|error| error.to_string())?;
        Ok(status.ruleset != RulesetStatus::NotEnforced)
    }
}
