//! Files of published packages: a page that may load scripts from there loses nothing by their markup.

use assay_code::{Analysis, Call, Origin, Source, model::Role};

/// Whether something is the answer to a request for such a file, at an address that is written out.
pub(crate) fn is_one(code: &Analysis, origin: &Origin) -> bool {
    let Source::Response(fetched) = &origin.source else { return false };
    if names_one(&fetched.call) {
        return true;
    }
    // `XMLHttpRequest` is told the address by a call of its own.
    let request = fetched.call.receiver.as_external().and_then(|request| request.made_at);
    let mut opened = code.calls().filter(|(_, call)| {
        call.path == "global:XMLHttpRequest().open"
            && call.receiver.as_external().and_then(|request| request.made_at) == request
    });
    request.is_some() && opened.next().is_some_and(|(_, call)| names_one(call))
}

fn names_one(call: &Call) -> bool {
    let address = call.role(Role::Url);
    let Some(address) = address.as_constant() else { return false };
    let address =
        ["https:", "http:"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or(address);
    address.starts_with("//") && assay_deps::library(address).is_some()
}
