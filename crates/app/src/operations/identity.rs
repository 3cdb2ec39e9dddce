//! Operations that change who somebody is, or what they may do.

/// Paths of such operations, as routes with `{}` for a value. A path covers those below it.
///
/// Source: published OpenAPI documents of Jira and Confluence; developer.atlassian.com/cloud/admin, read 2026-11.
const CHANGES: [(&str, &str); 17] = [
    ("/rest/api/{}/user", "a user"),
    ("/rest/api/{}/group/user", "who is in a group"),
    ("/rest/api/{}/group", "a group"),
    ("/rest/api/{}/permissionscheme", "a permission scheme"),
    ("/rest/api/{}/project/{}/permissionscheme", "which permission scheme a project has"),
    ("/rest/api/{}/project/{}/role", "who has a role in a project"),
    ("/rest/api/{}/role", "a project role"),
    ("/rest/api/{}/issuesecurityschemes", "an issue security scheme"),
    ("/rest/api/{}/applicationrole", "an application role"),
    ("/wiki/rest/api/group", "a group"),
    ("/wiki/rest/api/user", "a user"),
    ("/wiki/rest/api/space/{}/permission", "permissions of a space"),
    ("/wiki/api/v2/spaces/{}/permissions", "permissions of a space"),
    ("/wiki/api/v2/spaces/{}/role-assignments", "who has a role in a space"),
    ("/admin", "an organisation"),
    ("/scim/directory", "a directory"),
    ("/users/{}/manage", "an account"),
];

/// Below those paths, what only keeps data beside a user or asks something.
const HARMLESS: [&str; 6] =
    ["/properties", "/watch", "/label", "/content/watch", "/columns", "/permission/check"];

/// What a call changes of people and their rights; none where it changes nothing of the kind. A method that is not
/// known may be any.
///
/// `path` is spelt with `{}` where a value is not known.
pub fn identity_change(method: Option<&str>, path: &str) -> Option<&'static str> {
    if matches!(method, Some("GET" | "HEAD" | "OPTIONS")) || HARMLESS.iter().any(|part| path.contains(part)) {
        return None;
    }
    CHANGES.iter().find(|(form, _)| begins(path, form)).map(|(_, what)| *what)
}

/// Whether a path begins with these segments; `{}` in the form goes with any.
fn begins(path: &str, form: &str) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    form.split('/')
        .filter(|segment| !segment.is_empty())
        .all(|wanted| segments.next().is_some_and(|segment| wanted == "{}" || wanted == segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_people_is_known_from_what_is_kept_beside_them() {
        assert_eq!(identity_change(Some("POST"), "/rest/api/3/group/user"), Some("who is in a group"));
        assert_eq!(identity_change(Some("DELETE"), "/rest/api/3/user"), Some("a user"));
        assert_eq!(identity_change(None, "/rest/api/{}/role/{}"), Some("a project role"));
        assert_eq!(identity_change(Some("GET"), "/rest/api/3/user"), None);
        assert_eq!(identity_change(Some("PUT"), "/rest/api/3/user/properties/x"), None);
        assert_eq!(identity_change(Some("PUT"), "/rest/api/3/issue/ABC-1"), None);
        assert_eq!(identity_change(Some("POST"), "/wiki/rest/api/space/{}/permission/check"), None);
        let granted = identity_change(Some("POST"), "/wiki/rest/api/space/{}/permission");
        assert_eq!(granted, Some("permissions of a space"));
    }
}
