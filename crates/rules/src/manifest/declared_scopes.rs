//! The scopes an app asks for: in its Forge manifest, in its Connect descriptor, or of users at Atlassian's
//! authorisation server.

use assay_app::{App, AppType, cards::ScopeCard};
use assay_evidence::{Applicability, Step};
use assay_source::Place;

use crate::{Case, code::asked_scopes::asked_scopes};

/// One scope that is asked for.
pub(crate) struct DeclaredScope {
    /// Its name.
    pub(crate) name: String,
    /// What is documented of it; none where it is unlisted.
    pub(crate) card: Option<&'static ScopeCard>,
    /// Code asks users for it; no manifest or descriptor does.
    pub(crate) of_users: bool,
    /// Where it stands.
    pub(crate) place: Place,
}

impl DeclaredScope {
    /// What a finding about it is about.
    pub(crate) fn identity(&self) -> String {
        let list = if self.of_users { "scope" } else { "permissions.scopes" };
        format!("{list}: {}", self.name)
    }

    /// The way to it, where code asks for it.
    pub(crate) fn path(&self) -> Vec<Step> {
        let asked = Step { place: self.place.clone(), text: "users are asked for it".to_owned() };
        self.of_users.then_some(asked).into_iter().collect()
    }
}

/// Every scope whose name is literal: those of the manifest and descriptor first, in the order of the files.
pub(crate) fn declared_scopes(case: &Case<'_>) -> Vec<DeclaredScope> {
    let mut scopes = Vec::new();
    if let Some(manifest) = case.manifest() {
        let certain = manifest.permissions.scopes.iter().filter(|scope| scope.name.is_certain());
        scopes.extend(certain.map(|scope| DeclaredScope {
            name: scope.name.value.clone(),
            card: scope.card,
            of_users: false,
            place: manifest.place(scope.name.span),
        }));
    }
    if let Some(descriptor) = &case.app.descriptor {
        // Descriptors spell these in any case; the table has them in capitals.
        scopes.extend(descriptor.scopes.iter().filter(|name| name.is_certain()).map(|name| DeclaredScope {
            name: name.value.clone(),
            of_users: false,
            card: ScopeCard::of(&name.value).or_else(|| ScopeCard::of(&name.value.to_ascii_uppercase())),
            place: descriptor.document.place(name.span),
        }));
    }
    scopes.extend(asked_scopes(case).iter().map(|asked| DeclaredScope {
        card: ScopeCard::of(&asked.name),
        name: asked.name.clone(),
        of_users: true,
        place: asked.place.clone(),
    }));
    scopes
}

/// For rules that read scopes: an app has some where it has a manifest or a descriptor, or asks users for them.
pub(crate) fn applies(app: &App) -> Applicability {
    if app.manifest.is_some() || app.descriptor.is_some() || app.may_be(AppType::OAuth) {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply {
            because: "the app has neither a manifest nor a descriptor, and asks no user for access"
                .to_owned(),
        }
    }
}
