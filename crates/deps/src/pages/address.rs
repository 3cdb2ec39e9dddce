//! Addresses of content networks: what they serve, in which version.
//!
//! Source: the documentation of jsDelivr, unpkg, cdnjs, Google Hosted Libraries, code.jquery.com, esm.sh and
//! Microsoft's Ajax network.

use super::library::{leading_version, package_named};

/// Name and version of the library at an address without its scheme; the version is missing where the address has none,
/// and may be a range (`3`, `^1.2`, `latest`).
pub fn library(address: &str) -> Option<(String, Option<String>)> {
    let rest = address.trim_start_matches('/');
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.split_once('/')?;
    match host {
        "cdn.jsdelivr.net" | "fastly.jsdelivr.net" => match path.split_once('/')? {
            ("npm", path) => at_sign(path.strip_prefix("combine/").unwrap_or(path)),
            ("gh", path) => {
                let (owner, path) = path.split_once('/')?;
                let (name, version) = at_sign(path)?;
                let package = package_named(&name).or_else(|| package_named(owner))?;
                Some((package.to_owned(), version))
            }
            _ => None,
        },
        "unpkg.com" | "esm.sh" | "cdn.skypack.dev" | "esm.run" => at_sign(path),
        "cdnjs.cloudflare.com" => folders(path.strip_prefix("ajax/libs/")?),
        "ajax.googleapis.com" => folders(path.strip_prefix("ajax/libs/")?),
        "ajax.aspnetcdn.com" => folders(path.strip_prefix("ajax/")?).or_else(|| file(path)),
        "maxcdn.bootstrapcdn.com" | "stackpath.bootstrapcdn.com" | "netdna.bootstrapcdn.com" => folders(path),
        "code.jquery.com" => match path.strip_prefix("ui/") {
            Some(rest) => Some(("jquery-ui".to_owned(), leading_version(rest).map(ToOwned::to_owned))),
            None => file(path),
        },
        "code.angularjs.org" => Some(("angular".to_owned(), leading_version(path).map(ToOwned::to_owned))),
        _ => None,
    }
}

/// `name@version/file`, `@scope/name@version/file`, and both without the version.
fn at_sign(path: &str) -> Option<(String, Option<String>)> {
    let parts = if path.starts_with('@') { 2 } else { 1 };
    let end = path.match_indices('/').nth(parts - 1).map_or(path.len(), |(at, _)| at);
    let spec = &path[..end];
    let at = spec.get(1..)?.find('@').map(|at| at + 1);
    let (name, version) = at.map_or((spec, None), |at| (&spec[..at], Some(spec[at + 1..].to_owned())));
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "@/._-".contains(c));
    (is_name && !name.is_empty()).then(|| (name.to_owned(), version))
}

/// `name/version/file`; the name as npm has it where it is known, else as it stands there.
fn folders(path: &str) -> Option<(String, Option<String>)> {
    let mut parts = path.split('/');
    let (name, version) = (parts.next()?, parts.next()?);
    let version = leading_version(version)?;
    let package = package_named(name).map_or_else(|| name.to_ascii_lowercase(), ToOwned::to_owned);
    Some((package, Some(version.to_owned())))
}

/// `name-version.min.js`, of known names alone.
fn file(path: &str) -> Option<(String, Option<String>)> {
    let name = path.rsplit('/').next()?;
    let (package, version) = super::copies::of_file_name(name)?;
    Some((package.to_owned(), version.map(ToOwned::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_what_it_serves() {
        for (address, name, version) in [
            ("//cdn.jsdelivr.net/npm/vue@2.6.14/dist/vue.min.js", "vue", Some("2.6.14")),
            (
                "//cdn.jsdelivr.net/npm/@popperjs/core@2.9.2/dist/umd/popper.min.js",
                "@popperjs/core",
                Some("2.9.2"),
            ),
            (
                "//cdn.jsdelivr.net/gh/highlightjs/cdn-release@9.16.2/build/highlight.min.js",
                "highlight.js",
                Some("9.16.2"),
            ),
            ("//unpkg.com/react@17/umd/react.production.min.js", "react", Some("17")),
            ("//unpkg.com/axios/dist/axios.min.js", "axios", None),
            ("//cdnjs.cloudflare.com/ajax/libs/moment.js/2.18.1/moment.min.js", "moment", Some("2.18.1")),
            ("//ajax.googleapis.com/ajax/libs/jqueryui/1.12.1/jquery-ui.min.js", "jquery-ui", Some("1.12.1")),
            ("//code.jquery.com/jquery-1.11.1.min.js", "jquery", Some("1.11.1")),
            ("//code.jquery.com/ui/1.10.4/jquery-ui.js", "jquery-ui", Some("1.10.4")),
            ("//maxcdn.bootstrapcdn.com/bootstrap/3.3.7/js/bootstrap.min.js", "bootstrap", Some("3.3.7")),
            ("//ajax.aspnetcdn.com/ajax/jQuery/jquery-3.3.1.min.js", "jquery", Some("3.3.1")),
        ] {
            assert_eq!(
                library(address),
                Some((name.to_owned(), version.map(ToOwned::to_owned))),
                "{address}"
            );
        }
        for address in
            ["//connect-cdn.atl-paas.net/all.js", "//example.com/jquery-1.0.0.js", "//", "//unpkg.com/"]
        {
            assert_eq!(library(address), None, "{address}");
        }
    }
}
