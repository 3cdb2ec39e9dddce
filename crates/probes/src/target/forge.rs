//! Endpoints of a Forge manifest: those at its remotes, and Connect modules where it has any.

use assay_app::{Manifest, Spanned};
use url::Url;

use super::{Draft, Role, connect};

/// Adds what a manifest declares at its remotes. `instead` stands for the address of every remote, where the app is
/// tested elsewhere than where the manifest says.
pub(super) fn manifest(draft: &mut Draft<'_>, manifest: &Manifest, instead: Option<&Url>) {
    for remote in &manifest.remotes {
        let key = remote.key.as_ref().map_or("", Spanned::as_str);
        let bases = match instead {
            Some(base) => vec![(base.clone(), remote.span)],
            None => remote.base_urls.iter().filter_map(|regional| base(draft, &regional.url)).collect(),
        };
        for (base, span) in bases {
            draft.rebase(base);
            let at = |endpoint: &&assay_app::manifest::Endpoint| {
                endpoint.remote.as_ref().is_some_and(|remote| remote.as_str() == key)
            };
            let mut any = false;
            for endpoint in manifest.endpoints.iter().filter(at) {
                any = true;
                let name = endpoint.key.as_ref().map_or("endpoint", Spanned::as_str);
                let (path, span) =
                    endpoint.path.as_ref().map_or(("", endpoint.span), |path| (path.as_str(), path.span));
                draft.add(path, "POST", Role::Remote, name, Some(manifest.place(span)), false, false);
            }
            let serves_connect = manifest
                .app
                .connect
                .as_ref()
                .and_then(|connect| connect.remote.as_ref())
                .is_some_and(|remote| remote.as_str() == key);
            if serves_connect {
                connect::modules(draft, &manifest.connect_modules, |url| manifest.place(url.span));
            }
            if !any && !serves_connect {
                draft.add("/", "GET", Role::Remote, key, Some(manifest.place(span)), false, false);
            }
        }
    }
}

fn base(draft: &mut Draft<'_>, written: &Spanned<String>) -> Option<(Url, assay_source::Span)> {
    if !written.is_certain() {
        draft.leave_out(
            written.as_str(),
            "it depends on a variable; say where it is with `--base-url`".to_owned(),
        );
        return None;
    }
    match Url::parse(written.as_str()) {
        Ok(url) if url.has_host() => Some((url, written.span)),
        _ => {
            draft.leave_out(written.as_str(), "it is no address of a server".to_owned());
            None
        }
    }
}
