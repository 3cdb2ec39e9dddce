//! Rules about what others wrote: packages, libraries, frameworks, images.

pub(crate) mod dependency_deprecated;
pub(crate) mod dependency_malicious;
pub(crate) mod dependency_unmaintained;
pub(crate) mod dependency_unpinned;
pub(crate) mod dependency_vulnerable;
pub(crate) mod framework_end_of_life;
pub(crate) mod framework_predates_signed_install;
mod given_up;
mod language_pins;
pub(crate) mod language_release_end_of_life;
pub(crate) mod library_vendored;
pub(crate) mod lock_file_missing;
mod matched;
mod naming;
pub(crate) mod sdk_package_retired;
