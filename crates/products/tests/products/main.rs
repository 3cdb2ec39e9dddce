//! What the products answer, to whom.
#![expect(clippy::unwrap_used, reason = "tests")]

mod attached;

use assay_products::{Caller, ProductReply, ProductRequest, Products, Role};
use serde_json::{Value, json};

struct Asked(Products);

impl Asked {
    fn new() -> Self {
        Self(Products::seeded())
    }

    fn who(&self, site: &str, role: Role) -> Caller {
        Caller::User(self.0.site(site).unwrap().user_as(role).unwrap().account_id.clone())
    }

    fn raw(&mut self, site: &str, caller: &Caller, call: &str, body: &Value) -> ProductReply {
        let (method, path) = call.split_once(' ').unwrap();
        let product = if path.starts_with("/wiki") { "confluence" } else { "jira" };
        let request = ProductRequest {
            product: product.into(),
            method: method.into(),
            path: path.into(),
            headers: vec![],
            body: if body.is_null() { vec![] } else { body.to_string().into_bytes() },
        };
        self.0.answer(site, caller, &request)
    }

    fn ask(&mut self, site: &str, caller: &Caller, call: &str, body: Value) -> (u16, Value) {
        let reply = self.raw(site, caller, call, &body);
        (reply.status, serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    fn get(&mut self, site: &str, role: Role, path: &str) -> (u16, Value) {
        let caller = self.who(site, role);
        self.ask(site, &caller, &format!("GET {path}"), Value::Null)
    }
}

fn app() -> Caller {
    Caller::App("712020:app".into())
}

fn keys(found: &Value) -> Vec<&str> {
    found["issues"].as_array().unwrap().iter().map(|it| it["key"].as_str().unwrap()).collect()
}

#[test]
fn sites_share_keys_and_ids_and_no_text() {
    let mut asked = Asked::new();
    let (cedar, maple) =
        (asked.0.site("cedar").unwrap().canary.clone(), asked.0.site("maple").unwrap().canary.clone());
    for path in [
        "/rest/api/3/issue/TEAM-1",
        "/rest/api/3/issue/10001?expand=changelog",
        "/rest/api/3/issue/TEAM-1/comment",
        "/rest/api/3/search/jql?jql=project%20in%20(TEAM,VAULT,OPEN)&fields=*all",
        "/rest/agile/1.0/board/1/sprint",
        "/wiki/api/v2/pages/70001?body-format=storage",
        "/wiki/rest/api/search?cql=type%20=%20page",
        "/wiki/api/v2/pages/70002/footer-comments?body-format=storage",
    ] {
        for (site, own, other) in [("cedar", &cedar, &maple), ("maple", &maple, &cedar)] {
            let (status, body) = asked.get(site, Role::Admin, path);
            assert_eq!(status, 200, "{site} {path}: {body}");
            let text = body.to_string();
            assert!(text.contains(own.as_str()), "{site} {path}: {text}");
            assert!(!text.contains(other.as_str()), "{site} {path}: {text}");
        }
    }
}

#[test]
fn what_somebody_may_not_see_does_not_exist_for_them() {
    let mut asked = Asked::new();
    for (path, sees) in [
        ("/rest/api/3/issue/TEAM-1", [true, true, false]),
        ("/rest/api/3/issue/VAULT-1", [true, false, false]),
        ("/rest/api/3/issue/OPEN-1", [true, true, true]),
        ("/rest/api/3/project/VAULT", [true, false, false]),
        ("/rest/agile/1.0/board/1", [true, true, false]),
        ("/rest/agile/1.0/sprint/2", [true, true, false]),
        ("/wiki/api/v2/pages/70001", [true, true, false]),
        ("/wiki/api/v2/pages/70003", [true, false, false]),
        ("/wiki/rest/api/content/70101", [true, false, false]),
        ("/wiki/api/v2/spaces/65538", [true, false, false]),
    ] {
        for (role, sees) in [Role::Admin, Role::User, Role::Stranger].into_iter().zip(sees) {
            let (status, body) = asked.get("cedar", role, path);
            assert_eq!(status, if sees { 200 } else { 404 }, "{path} as {role:?}: {body}");
        }
    }
    let found = |asked: &mut Asked, role| {
        let (_, body) = asked.get(
            "cedar",
            role,
            "/rest/api/3/search/jql?jql=created%20is%20not%20empty%20order%20by%20key&fields=summary",
        );
        keys(&body).into_iter().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found(&mut asked, Role::Stranger), ["OPEN-1"]);
    assert_eq!(found(&mut asked, Role::User), ["OPEN-1", "TEAM-1", "TEAM-2", "TEAM-3", "TEAM-4"]);
    assert_eq!(found(&mut asked, Role::Admin).len(), 6);
}

#[test]
fn an_account_of_another_site_is_nobody_here() {
    let mut asked = Asked::new();
    let other = asked.who("maple", Role::Admin);
    assert_eq!(asked.ask("cedar", &other, "GET /rest/api/3/issue/TEAM-1", Value::Null).0, 403);
    assert_eq!(asked.ask("cedar", &Caller::Anonymous, "GET /rest/api/3/myself", Value::Null).0, 401);
    assert_eq!(asked.ask("nowhere", &app(), "GET /rest/api/3/myself", Value::Null).0, 404);
}

#[test]
fn an_issue_is_made_changed_moved_on_and_deleted_and_each_is_told() {
    let mut asked = Asked::new();
    let user = asked.who("cedar", Role::User);
    let fields = json!({ "project": { "key": "TEAM" }, "summary": "New", "issuetype": { "name": "Task" } });
    let (status, made) = asked.ask("cedar", &user, "POST /rest/api/3/issue", json!({ "fields": fields }));
    assert_eq!((status, &made["key"]), (201, &json!("TEAM-5")));
    let edit = json!({ "fields": { "summary": "Newer" }, "update": { "labels": [{ "add": "x" }] } });
    assert_eq!(asked.ask("cedar", &user, "PUT /rest/api/3/issue/TEAM-5", edit).0, 204);
    let Caller::User(account) = &user else { unreachable!() };
    assert_eq!(
        asked.ask("cedar", &user, "PUT /rest/api/3/issue/TEAM-5/assignee", json!({ "accountId": account })).0,
        204
    );
    let moved = json!({ "transition": { "id": "31" } });
    assert_eq!(asked.ask("cedar", &user, "POST /rest/api/3/issue/TEAM-5/transitions", moved).0, 204);
    let text = json!({ "type": "doc", "version": 1, "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": "Hi" }] }] });
    let (status, comment) =
        asked.ask("cedar", &user, "POST /rest/api/3/issue/TEAM-5/comment", json!({ "body": text }));
    assert_eq!((status, &comment["body"]), (201, &text));
    let (_, issue) = asked.get("cedar", Role::User, "/rest/api/3/issue/TEAM-5?expand=changelog");
    let read = &issue["fields"];
    assert_eq!(
        (&read["summary"], &read["labels"], &read["status"]["name"], &read["resolution"]["name"]),
        (&json!("Newer"), &json!(["x"]), &json!("Done"), &json!("Done"))
    );
    assert_eq!(read["assignee"]["accountId"], *account);
    assert_eq!(issue["changelog"]["histories"][0]["items"][0]["toString"], "Done");
    // Deleting is for who administers the project.
    assert_eq!(asked.ask("cedar", &user, "DELETE /rest/api/3/issue/TEAM-5", Value::Null).0, 403);
    assert_eq!(asked.ask("cedar", &app(), "DELETE /rest/api/3/issue/TEAM-5", Value::Null).0, 204);
    let events = asked.0.take_events();
    let names: Vec<&str> = events.iter().map(|it| it.name.strip_prefix("avi:jira:").unwrap()).collect();
    assert_eq!(
        names,
        [
            "created:issue",
            "updated:issue",
            "updated:issue",
            "assigned:issue",
            "updated:issue",
            "commented:issue",
            "deleted:issue"
        ]
    );
    assert!(events.iter().all(|it| it.site == "cedar" && it.body["issue"]["key"] == "TEAM-5"));
    assert_eq!((&events[0].actor, &events[6].actor), (&user, &app()));
    assert!(asked.0.take_events().is_empty());
    let (_, other) = asked.get("maple", Role::User, "/rest/api/3/issue/TEAM-5");
    assert!(other["errorMessages"].is_array());
}

#[test]
fn mistakes_are_told_as_the_product_tells_them() {
    let mut asked = Asked::new();
    let user = asked.who("cedar", Role::User);
    let mut create =
        |fields: Value| asked.ask("cedar", &user, "POST /rest/api/3/issue", json!({ "fields": fields }));
    let (status, body) = create(json!({ "project": { "key": "TEAM" }, "issuetype": { "name": "Task" } }));
    assert_eq!((status, body["errors"]["summary"].is_string()), (400, true), "{body}");
    let (_, body) =
        create(json!({ "project": { "key": "VAULT" }, "summary": "x", "issuetype": { "name": "Task" } }));
    assert!(body["errors"]["project"].is_string(), "{body}");
    let (_, body) = create(
        json!({ "project": { "key": "TEAM" }, "summary": "x", "issuetype": { "name": "Task" }, "description": "plain" }),
    );
    assert!(body["errors"]["description"].as_str().unwrap().contains("Document"), "{body}");
    let (status, _) = asked.ask("cedar", &user, "POST /rest/api/2/issue", json!({ "fields": { "project": { "key": "TEAM" }, "summary": "x", "issuetype": { "name": "Task" }, "description": "plain" } }));
    assert_eq!(status, 201);
    let (_, issue) = asked.get("cedar", Role::User, "/rest/api/2/issue/TEAM-5");
    assert_eq!(issue["fields"]["description"], "plain");
    let (_, issue) = asked.get("cedar", Role::User, "/rest/api/3/issue/TEAM-5");
    assert_eq!(issue["fields"]["description"]["type"], "doc");
}

#[test]
fn what_is_not_modelled_says_so() {
    let mut asked = Asked::new();
    let admin = asked.who("cedar", Role::Admin);
    for (call, what) in [
        ("GET /rest/api/3/issue/TEAM-1/watchers", "watchers"),
        ("GET /rest/servicedeskapi/request/TEAM-1", "servicedeskapi"),
        ("GET /rest/api/3/search/jql?jql=fixVersion%20%3D%201", "fixversion"),
        ("GET /rest/api/3/search/jql?jql=assignee%20in%20membersOf(x)", "membersOf"),
        ("GET /wiki/rest/api/search?cql=macro%20%3D%20x", "macro"),
        ("GET /wiki/api/v2/whiteboards/1", "whiteboards"),
    ] {
        let reply = asked.raw("cedar", &admin, call, &Value::Null);
        assert_eq!(reply.status, 501, "{call}");
        assert!(
            reply.is_unmodelled() && reply.unmodelled[0].contains(what),
            "{call}: {:?}",
            reply.unmodelled
        );
    }
    let reply = asked.raw(
        "cedar",
        &admin,
        "GET /rest/api/3/issue/TEAM-1?expand=renderedFields,names&wild=1",
        &Value::Null,
    );
    assert_eq!(
        (reply.status, reply.unmodelled),
        (200, vec!["expand=renderedFields".to_owned(), "parameter wild".to_owned()])
    );
    let (status, body) = asked.ask("cedar", &admin, "GET /rest/api/3/search?jql=project=TEAM", Value::Null);
    assert_eq!(status, 410, "{body}");
}

#[test]
fn a_page_token_is_good_for_its_own_list_only() {
    let mut asked = Asked::new();
    let path =
        "/rest/api/3/search/jql?jql=project%20%3D%20TEAM%20order%20by%20key&maxResults=3&fields=summary";
    let (_, first) = asked.get("cedar", Role::User, path);
    assert_eq!((keys(&first), &first["isLast"]), (vec!["TEAM-1", "TEAM-2", "TEAM-3"], &json!(false)));
    let token = first["nextPageToken"].as_str().unwrap();
    let next = format!("{path}&nextPageToken={token}");
    let (_, second) = asked.get("cedar", Role::User, &next);
    assert_eq!((keys(&second), &second["isLast"]), (vec!["TEAM-4"], &json!(true)));
    assert_eq!(asked.get("maple", Role::User, &next).0, 400);
    assert_eq!(asked.get("cedar", Role::Admin, &next).0, 400);
    let (_, page) = asked.get("cedar", Role::Admin, "/wiki/api/v2/pages?limit=2");
    let link = page["_links"]["next"].as_str().unwrap().to_owned();
    let (_, rest) = asked.get("cedar", Role::Admin, &link);
    assert_eq!(
        (page["results"].as_array().unwrap().len(), rest["results"].as_array().unwrap().len()),
        (2, 2)
    );
    assert_eq!(asked.get("maple", Role::Admin, &link).0, 400);
}

#[test]
fn permissions_are_told_as_they_are_held() {
    let mut asked = Asked::new();
    let mut mine = |role, query: &str, key: &str| {
        let (_, body) =
            asked.get("cedar", role, &format!("/rest/api/3/mypermissions?permissions={key}{query}"));
        body["permissions"][key]["havePermission"].as_bool()
    };
    assert_eq!(mine(Role::User, "&projectKey=TEAM", "EDIT_ISSUES"), Some(true));
    assert_eq!(mine(Role::User, "&projectKey=OPEN", "ADMINISTER_PROJECTS"), Some(false));
    assert_eq!(mine(Role::Stranger, "&issueKey=OPEN-1", "BROWSE_PROJECTS"), Some(true));
    assert_eq!(mine(Role::Stranger, "&projectKey=OPEN", "EDIT_ISSUES"), Some(false));
    assert_eq!(mine(Role::User, "", "ADMINISTER"), Some(false));
    assert_eq!(mine(Role::Admin, "", "ADMINISTER"), Some(true));
    let user = asked.who("cedar", Role::User);
    let ask = json!({ "globalPermissions": ["ADMINISTER"], "projectPermissions": [{ "permissions": ["EDIT_ISSUES"], "issues": [10001, 10101], "projects": [10000, 10001] }] });
    let (_, told) = asked.ask("cedar", &user, "POST /rest/api/3/permissions/check", ask);
    assert_eq!(
        told,
        json!({ "projectPermissions": [{ "permission": "EDIT_ISSUES", "issues": [10001], "projects": [10000] }], "globalPermissions": [] })
    );
    let Caller::User(account) = &user else { unreachable!() };
    let ask = json!({ "subject": { "type": "user", "identifier": account }, "operation": "read" });
    assert_eq!(
        asked.ask("cedar", &user, "POST /wiki/rest/api/content/70001/permission/check", ask.clone()).1["hasPermission"],
        true
    );
    assert_eq!(
        asked.ask("cedar", &app(), "POST /wiki/rest/api/content/70003/permission/check", ask).1["hasPermission"],
        false
    );
}

#[test]
fn properties_are_kept_apart_and_counted_up() {
    let mut asked = Asked::new();
    let user = asked.who("cedar", Role::User);
    let path = "/rest/api/3/issue/TEAM-1/properties/p";
    assert_eq!(asked.ask("cedar", &user, &format!("PUT {path}"), json!({ "a": 1 })).0, 201);
    assert_eq!(asked.ask("cedar", &user, &format!("PUT {path}"), json!({ "a": 2 })).0, 200);
    assert_eq!(asked.ask("cedar", &user, &format!("GET {path}"), Value::Null).1["value"], json!({ "a": 2 }));
    assert_eq!(asked.get("maple", Role::User, path).0, 404);
    assert_eq!(asked.ask("cedar", &app(), "PUT /rest/forge/1/app/properties/x", json!(1)).0, 201);
    assert_eq!(asked.ask("cedar", &user, "GET /rest/forge/1/app/properties/x", Value::Null).0, 403);
    let (status, made) = asked.ask(
        "cedar",
        &user,
        "POST /wiki/api/v2/pages/70001/properties",
        json!({ "key": "k", "value": 1 }),
    );
    assert_eq!(status, 200, "{made}");
    let one = format!("/wiki/api/v2/pages/70001/properties/{}", made["id"].as_str().unwrap());
    assert_eq!(
        asked
            .ask(
                "cedar",
                &user,
                &format!("PUT {one}"),
                json!({ "key": "k", "value": 2, "version": { "number": 1 } })
            )
            .0,
        409
    );
    assert_eq!(
        asked
            .ask(
                "cedar",
                &user,
                &format!("PUT {one}"),
                json!({ "key": "k", "value": 2, "version": { "number": 2 } })
            )
            .0,
        200
    );
    assert_eq!(asked.get("maple", Role::User, &one).0, 404);
}

#[test]
fn what_was_changed_is_there_after_it_was_saved() {
    let mut asked = Asked::new();
    let user = asked.who("cedar", Role::User);
    asked.ask("cedar", &user, "PUT /rest/api/3/issue/TEAM-1/properties/p", json!(1));
    let saved = serde_json::to_string(&asked.0).unwrap();
    assert_eq!(serde_json::from_str::<Products>(&saved).unwrap(), asked.0);
}
