//! Which types an app has, and why.

use assay_catalogue::Truth;
use assay_source::Place;

use super::signs::Sign;
use crate::{App, AppType, ConnectDescriptor, Manifest, TypeReason, egress, facts};

/// The types that an app's manifest, descriptor and source give away.
pub(super) fn decide(app: &App, signs: &[Sign]) -> Vec<TypeReason> {
    let mut types = Vec::new();
    if let Some(manifest) = &app.manifest {
        types.extend(forge(manifest));
        types.extend(connect_in_manifest(manifest));
    }
    types.extend(app.descriptor.as_ref().and_then(|descriptor| by_descriptor(&types, descriptor)));
    for kind in [AppType::Connect, AppType::Trello, AppType::OAuth] {
        if types.iter().any(|decision| decision.app_type == kind) {
            continue;
        }
        let mut of_kind: Vec<&Sign> = signs.iter().filter(|sign| sign.kind == kind).collect();
        of_kind.sort_by_key(|sign| sign.rank);
        if let Some(sign) = of_kind.first() {
            types.push(yes(kind, sign.reason.clone(), sign.place.clone()));
        }
    }
    types.sort_by_key(|decision| decision.app_type);
    types
}

/// Types as the user gave them.
pub(super) fn set_by_hand(app: &App, types: &[AppType]) -> Vec<TypeReason> {
    let place = match (&app.manifest, &app.descriptor) {
        (Some(manifest), _) => manifest.head(),
        (None, Some(descriptor)) => descriptor.head(),
        (None, None) => Place::file(app.root.clone()),
    };
    let mut types = types.to_vec();
    types.sort();
    types.dedup();
    types.into_iter().map(|kind| yes(kind, "the type was set by hand".to_owned(), place.clone())).collect()
}

fn yes(app_type: AppType, because: String, place: Place) -> TypeReason {
    TypeReason { app_type, truth: Truth::Yes, because, place, static_egress_only: false }
}

/// Forge, Forge with egress, or either where that cannot be told.
fn forge(manifest: &Manifest) -> Vec<TypeReason> {
    let ways = egress::ways_out(manifest);
    let (egress, reason) = facts::egress_of(manifest, &ways);
    let place = ways.first().map_or_else(|| manifest.head(), |way| manifest.place(way.span));
    let is_static = !ways.is_empty() && ways.iter().all(|way| way.is_static);
    let decision = |app_type, truth| TypeReason {
        app_type,
        truth,
        because: if is_static {
            format!("{reason}; only fixed assets come from outside")
        } else {
            reason.clone()
        },
        place: place.clone(),
        static_egress_only: app_type == AppType::ForgeRemote && is_static,
    };
    match egress {
        Truth::Yes => vec![decision(AppType::ForgeRemote, Truth::Yes)],
        Truth::No => vec![decision(AppType::Forge, Truth::Yes)],
        Truth::Unknown => {
            vec![decision(AppType::Forge, Truth::Unknown), decision(AppType::ForgeRemote, Truth::Unknown)]
        }
    }
}

fn connect_in_manifest(manifest: &Manifest) -> Option<TypeReason> {
    if let Some(module) = manifest.connect_modules.first() {
        let reason =
            format!("the Forge manifest has the Connect module `{}` ({})", module.name(), module.kind);
        return Some(yes(AppType::Connect, reason, manifest.place(module.span())));
    }
    let block = manifest.app.connect.as_ref()?;
    let reason = "the Forge manifest has a block `app.connect`".to_owned();
    Some(yes(AppType::Connect, reason, manifest.place(block.span)))
}

/// That a descriptor makes it a Connect app, where nothing else has said so yet.
pub(super) fn by_descriptor(known: &[TypeReason], descriptor: &ConnectDescriptor) -> Option<TypeReason> {
    if known.iter().any(|decision| decision.app_type == AppType::Connect) {
        return None;
    }
    let path = descriptor.document.text.path();
    Some(yes(AppType::Connect, format!("`{path}` is a Connect descriptor"), descriptor.head()))
}
