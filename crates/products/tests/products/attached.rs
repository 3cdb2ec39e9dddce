//! What hangs on issues and pages: links, work, files, labels.

use assay_products::{ProductRequest, Role};
use serde_json::{Value, json};

use crate::Asked;

#[test]
fn links_are_seen_by_who_sees_both_ends() {
    let mut asked = Asked::new();
    let (admin, user) = (asked.who("cedar", Role::Admin), asked.who("cedar", Role::User));
    let link = |from: &str, to: &str| json!({ "type": { "name": "blocks" }, "inwardIssue": { "key": from }, "outwardIssue": { "key": to } });
    for (from, to) in [("TEAM-1", "TEAM-2"), ("TEAM-1", "VAULT-1")] {
        assert_eq!(asked.ask("cedar", &admin, "POST /rest/api/3/issueLink", link(from, to)).0, 201);
    }
    assert_eq!(asked.ask("cedar", &user, "POST /rest/api/3/issueLink", link("TEAM-1", "VAULT-1")).0, 404);
    assert_eq!(asked.ask("cedar", &user, "POST /rest/api/3/issueLink", link("TEAM-1", "TEAM-1")).0, 400);
    let names: Vec<String> = asked.0.take_events().into_iter().map(|event| event.name).collect();
    assert_eq!(names, ["avi:jira:created:issuelink", "avi:jira:created:issuelink"]);
    let path = "/rest/api/3/issue/TEAM-1?fields=issuelinks";
    let links = |(_, issue): (u16, Value)| issue["fields"]["issuelinks"].as_array().unwrap().clone();
    assert_eq!(links(asked.get("cedar", Role::Admin, path)).len(), 2);
    let seen = links(asked.get("cedar", Role::User, path));
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (&seen[0]["type"]["outward"], &seen[0]["outwardIssue"]["key"]),
        (&json!("blocks"), &json!("TEAM-2"))
    );
    let other = links(asked.get("cedar", Role::User, "/rest/api/3/issue/TEAM-2?fields=issuelinks"));
    assert_eq!(other[0]["inwardIssue"]["key"], "TEAM-1");
    assert!(links(asked.get("maple", Role::Admin, path)).is_empty());
    let id = seen[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(asked.get("cedar", Role::Stranger, &format!("/rest/api/3/issueLink/{id}")).0, 404);
    assert_eq!(
        asked.get("cedar", Role::User, &format!("/rest/api/3/issueLink/{id}")).1["inwardIssue"]["key"],
        "TEAM-1"
    );
    assert_eq!(asked.ask("cedar", &user, &format!("DELETE /rest/api/3/issueLink/{id}"), Value::Null).0, 204);
    assert_eq!(asked.ask("cedar", &admin, "DELETE /rest/api/3/issue/VAULT-1", Value::Null).0, 204);
    assert!(links(asked.get("cedar", Role::Admin, path)).is_empty());
}

#[test]
fn work_is_logged_in_the_units_of_a_new_site() {
    let mut asked = Asked::new();
    let user = asked.who("cedar", Role::User);
    let post = "POST /rest/api/3/issue/TEAM-1/worklog";
    let (status, work) = asked.ask("cedar", &user, post, json!({ "timeSpent": "1d 30m" }));
    assert_eq!(
        (status, &work["timeSpentSeconds"], &work["timeSpent"]),
        (201, &json!(30_600), &json!("1d 30m"))
    );
    for wrong in [json!({}), json!({ "timeSpent": "soon" }), json!({ "timeSpentSeconds": 59 })] {
        assert_eq!(asked.ask("cedar", &user, post, wrong).0, 400);
    }
    let stranger = asked.who("cedar", Role::Stranger);
    assert_eq!(asked.ask("cedar", &stranger, post, json!({ "timeSpent": "1h" })).0, 404);
    let reply =
        asked.raw("cedar", &user, &format!("{post}?adjustEstimate=leave"), &json!({ "timeSpent": "1h" }));
    assert_eq!((reply.status, reply.unmodelled), (201, vec!["parameter adjustEstimate".to_owned()]));
    assert_eq!(asked.get("cedar", Role::User, "/rest/api/3/issue/TEAM-1/worklog").1["total"], 2);
}

#[test]
fn labels_come_and_go_with_the_right_to_change_a_page() {
    let mut asked = Asked::new();
    let (user, stranger) = (asked.who("cedar", Role::User), asked.who("cedar", Role::Stranger));
    let (_, all) = asked.get("cedar", Role::User, "/wiki/rest/api/content?spaceKey=HB&limit=1");
    let id = all["results"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/wiki/rest/api/content/{id}/label");
    let labels = json!([{ "prefix": "global", "name": "Reviewed" }, { "name": "again" }]);
    let (status, now) = asked.ask("cedar", &user, &format!("POST {path}"), labels.clone());
    let names = |list: &Value| -> Vec<String> {
        list["results"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(status, 200);
    assert!(names(&now).ends_with(&["reviewed".to_owned(), "again".to_owned()]), "{now}");
    assert_eq!(asked.ask("cedar", &stranger, &format!("POST {path}"), labels).0, 404);
    assert_eq!(asked.ask("cedar", &user, &format!("POST {path}"), json!([{ "name": "two words" }])).0, 400);
    assert_eq!(asked.ask("cedar", &user, &format!("DELETE {path}/again"), Value::Null).0, 204);
    assert_eq!(asked.ask("cedar", &user, &format!("DELETE {path}?name=reviewed"), Value::Null).0, 204);
    let left = asked.get("cedar", Role::User, &path).1;
    assert!(!names(&left).iter().any(|name| name == "again" || name == "reviewed"), "{left}");
    assert_eq!(asked.get("cedar", Role::User, "/wiki/rest/api/content?type=blogpost").0, 501);
    assert_eq!(asked.get("cedar", Role::Stranger, "/wiki/rest/api/content?spaceKey=HB").1["size"], 0);
}

#[test]
fn files_on_issues_are_given_back_byte_for_byte_to_who_sees_the_issue() {
    let mut asked = Asked::new();
    let user = asked.who("cedar", Role::User);
    let form = |bytes: &[u8]| {
        [b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: image/png\r\n\r\n", bytes, b"\r\n--x--\r\n"].concat()
    };
    let send = |asked: &mut Asked, bytes: &[u8]| {
        let headers =
            [("x-atlassian-token", "no-check"), ("content-type", "multipart/form-data; boundary=x")];
        let request = ProductRequest {
            product: "jira".into(),
            method: "POST".into(),
            path: "/rest/api/3/issue/TEAM-1/attachments".into(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: form(bytes),
        };
        let reply = asked.0.answer("cedar", &user, &request);
        let told: Value = serde_json::from_slice(&reply.body).unwrap();
        (told[0]["id"].as_str().unwrap().to_owned(), told[0]["size"].clone())
    };
    let bytes = b"\x89PNG\r\n--\xff\x00";
    let (id, size) = send(&mut asked, bytes);
    assert_eq!(size, bytes.len());
    let (user, stranger) = (asked.who("cedar", Role::User), asked.who("cedar", Role::Stranger));
    let path = format!("/rest/api/3/attachment/content/{id}");
    let reply = asked.raw("cedar", &user, &format!("GET {path}"), &Value::Null);
    assert_eq!(
        (reply.status, reply.headers[0].1.as_str(), reply.body.as_slice()),
        (200, "image/png", &bytes[..])
    );
    assert_eq!(asked.ask("cedar", &stranger, &format!("GET {path}"), Value::Null).0, 404);
    assert_eq!(asked.get("maple", Role::Admin, &path).0, 404);
    let (_, issue) = asked.get("cedar", Role::User, "/rest/api/3/issue/TEAM-1?fields=attachment");
    assert_eq!(issue["fields"]["attachment"][0]["filename"], "a.bin");
    let (large, _) = send(&mut asked, &vec![b'x'; (1 << 20) + 1]);
    assert_eq!(asked.get("cedar", Role::User, &format!("/rest/api/3/attachment/content/{large}")).0, 501);
    assert_eq!(asked.ask("cedar", &user, &format!("DELETE /rest/api/3/attachment/{id}"), Value::Null).0, 204);
    assert_eq!(asked.get("cedar", Role::User, &path).0, 404);
}
