//! The scopes an app declares, in its Forge manifest or its Connect descriptor.

use assay_app::{App, Spanned, cards::ScopeCard};
use assay_evidence::Applicability;
use assay_source::Place;

use crate::Case;

/// One declared scope.
pub(crate) struct DeclaredScope<'a> {
    /// Its name.
    pub(crate) name: &'a Spanned<String>,
    /// What is documented of it; none where it is unlisted.
    pub(crate) card: Option<&'static ScopeCard>,
    /// Where it stands.
    pub(crate) place: Place,
}

/// Every declared scope whose name is literal, in the order of the files.
pub(crate) fn declared_scopes<'a>(case: &Case<'a>) -> Vec<DeclaredScope<'a>> {
    let mut scopes = Vec::new();
    if let Some(manifest) = case.manifest() {
        scopes.extend(manifest.permissions.scopes.iter().map(|scope| DeclaredScope {
            name: &scope.name,
            card: scope.card,
            place: manifest.place(scope.name.span),
        }));
    }
    if let Some(descriptor) = &case.app.descriptor {
        // Descriptors spell these in any case; the table has them in capitals.
        scopes.extend(descriptor.scopes.iter().map(|name| DeclaredScope {
            name,
            card: ScopeCard::of(&name.value).or_else(|| ScopeCard::of(&name.value.to_ascii_uppercase())),
            place: descriptor.document.place(name.span),
        }));
    }
    scopes.retain(|scope| scope.name.is_certain());
    scopes
}

/// For rules that read scopes: an app has some where it has a manifest or a descriptor.
pub(crate) fn applies(app: &App) -> Applicability {
    if app.manifest.is_some() || app.descriptor.is_some() {
        Applicability::Applies
    } else {
        Applicability::DoesNotApply { because: "the app has neither a manifest nor a descriptor".to_owned() }
    }
}
