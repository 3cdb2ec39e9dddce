//! Addresses in settings: whether they stay near, and whether the file that says so is one a server runs by.

use assay_hosting::{Format, Variable};

use crate::Case;

/// The host of an address with a scheme, without port and what stands before an `@`.
pub(super) fn host(address: &str) -> Option<&str> {
    // `jdbc:postgresql://…`
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', ';']).next()?.rsplit('@').next()?;
    let host = authority.split(',').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

/// True for a host on the same machine or in the same closed network, or one that is filled in later.
pub(super) fn is_near(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    let numbers: Vec<u8> = host.split('.').filter_map(|part| part.parse().ok()).collect();
    let is_private = match numbers.as_slice() {
        [10 | 127 | 0, _, _, _] | [192, 168, _, _] | [169, 254, _, _] => true,
        [172, second, _, _] => (16..32).contains(second),
        _ => false,
    };
    const INSIDE: [&str; 9] = [
        ".local",
        ".localhost",
        ".internal",
        ".svc",
        ".lan",
        ".home",
        ".test",
        ".cluster.local",
        ".docker.internal",
    ];
    is_private
        || !host.contains('.')
        || host.contains(['$', '{', '<', '%'])
        || INSIDE.iter().any(|end| host.ends_with(end))
}

/// Why a variable may be meant for another place than where the app runs; none where it surely counts there.
pub(crate) fn doubt(case: &Case<'_>, variable: &Variable) -> Option<&'static str> {
    if variable.for_development {
        return Some("it is for a developer's machine or for tests, by its name");
    }
    let format =
        case.hosting.files.iter().find(|(path, _)| *path == variable.place.file).map(|(_, format)| *format);
    match format {
        Some(Format::Variables | Format::Compose) => Some("the file may be for a developer's machine"),
        _ => None,
    }
}
