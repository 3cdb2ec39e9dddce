//! What a user keeps of their own: records whose key is the account that the caller's token names. Nobody else's can be
//! written so, and there is no permission to ask for.

use assay_code::{
    Call, Origin, Shape, Source, Value,
    model::{Effect, Role},
};
use assay_source::RelPath;

use super::authority::is_account;
use crate::Case;

/// Whether all that a call writes or deletes lies under the caller's own account.
pub(super) fn is_own(case: &Case<'_>, call: &Call) -> bool {
    let key = call.role(Role::Key);
    let written = call.role(Role::Value);
    let is_stored = matches!(call.effect(), Some(Effect::StorageWrite | Effect::StorageDelete));
    is_stored
        && (holds_account(&key)
            || [&key, &written].into_iter().any(|record| {
                let ways = record.alternatives();
                !record.is_undefined() && ways.iter().all(|way| is_own_record(case, way))
            }))
}

/// The account itself, or a text with it as a part, whichever way it came to be.
fn holds_account(key: &Value) -> bool {
    let is_account = |part: &Value| {
        let origins = part.deep_origins();
        !origins.is_empty() && origins.iter().all(names_the_caller)
    };
    let ways = key.alternatives();
    !key.is_undefined()
        && ways.iter().all(|way| match way.shape() {
            Shape::Text(text) => text.holes().any(is_account),
            Shape::Unknown => is_account(way),
            _ => false,
        })
}

/// The account of whoever calls, by the platform or by what their token says.
pub(super) fn names_the_caller(origin: &Origin) -> bool {
    // What an `Optional` holds reads like an element.
    let field = origin.field.trim_end_matches(".[]");
    let is_named = match origin.source {
        Source::Platform => is_account(field),
        Source::Claims(_) => origin.last_field() == "sub" || is_account(field),
        _ => false,
    };
    is_named && !origin.cleansed.is_summed_up()
}

/// An object whose identity is the account, or one that was found by it.
fn is_own_record(case: &Case<'_>, record: &Value) -> bool {
    let origins = record.deep_origins();
    let mut found = origins.iter().filter_map(|origin| match &origin.source {
        Source::Stored(fetched) if origin.field.is_empty() => {
            Some(holds_account(&fetched.call.role(Role::Key)))
        }
        _ => None,
    });
    if let Some(first) = found.next() {
        return first && found.all(|own| own);
    }
    let fields = record.fields();
    let names: Vec<&str> = fields.keys().map(|name| name.as_str()).collect();
    let own: Vec<&str> = fields.iter().filter(|it| holds_account(it.1)).map(|it| it.0.as_str()).collect();
    if own.is_empty() {
        return false;
    }
    case.app.files().any(|file| {
        let declares = |text: &str| {
            let mut ids = identities(text).into_iter().filter(|id| names.contains(id)).peekable();
            ids.peek().is_some()
                && ids.all(|id| own.contains(&id))
                && names.iter().all(|name| text.contains(name))
        };
        is_entity(&file.path) && case.app.tree.read(&file.path).is_ok_and(|text| declares(text.as_str()))
    })
}

fn is_entity(path: &RelPath) -> bool {
    matches!(path.extension().as_deref(), Some("java" | "kt"))
}

/// Fields that are declared to be the identity of an entity: `@Id private String accountId;`, `@Id val accountId: String`.
///
/// Source: <https://jakarta.ee/specifications/persistence/3.2/jakarta-persistence-spec-3.2#a132>
fn identities(text: &str) -> Vec<&str> {
    let declared = |behind: &&str| !behind.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    text.split("@Id").skip(1).filter(declared).filter_map(declared_name).collect()
}

/// The name that stands before what ends a declaration, behind other annotations: `@Column(name = "a") private String id;`
fn declared_name(behind: &str) -> Option<&str> {
    let mut rest = behind.trim_start();
    while let Some(annotation) = rest.strip_prefix('@') {
        let end = annotation
            .find(|c: char| !c.is_alphanumeric() && c != '.' && c != ':')
            .unwrap_or(annotation.len());
        rest = annotation[end..].trim_start();
        if let Some(arguments) = rest.strip_prefix('(') {
            rest = arguments.split_once(')')?.1.trim_start();
        }
    }
    let line = rest.split([';', '=', ',', ')', '\n']).next()?;
    let name = match line.split_once(':') {
        Some((kotlin, _)) => kotlin,
        None => line,
    };
    name.split_whitespace().next_back()
}

#[cfg(test)]
mod tests {
    use super::identities;

    #[test]
    fn an_entity_says_what_it_is_known_by() {
        assert_eq!(identities("@Id private String accountId;\n private boolean on;"), ["accountId"]);
        assert_eq!(
            identities("@Id\n  @Column(name = \"account\")\n  @NotNull\n  private String account = \"\";"),
            ["account"]
        );
        assert_eq!(identities("class A(@Id val accountId: String, val on: Boolean)"), ["accountId"]);
        assert_eq!(identities("class A(@field:Id @Id var id: String? = null)"), ["id"]);
        assert!(identities("@Identity private String a; @IdClass(B.class) class A {}").is_empty());
        assert!(identities("@Id").is_empty());
    }
}
