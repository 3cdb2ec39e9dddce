//! Ids that are made from others, so that nobody can choose them.

use assay_source::Digest;

/// The account by which a product knows an app on a site.
pub(crate) fn app_account(app: &str, site: &str) -> String {
    format!("assay-app:{}", id("app account", &[app, site]))
}

/// The id of an environment, as apps are told.
pub(crate) fn environment_id(app: &str, name: &str) -> String {
    id("environment", &[app, name])
}

/// The form of a UUID, made of a digest.
fn id(what: &str, parts: &[&str]) -> String {
    let all = [&[what], parts].concat();
    let hex = Digest::of_parts(all.iter().map(|part| part.as_bytes())).to_string();
    let groups = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32]];
    groups.join("-")
}
