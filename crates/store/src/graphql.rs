//! The store's older interface: GraphQL, as the published package `@forge/storage` sends it.
//!
//! It says in GraphQL what the key-value interface says in paths. So each operation is read into one request of that
//! interface, and its answer is told in the older shape. Known are the package's own operations, one in a request, with
//! their values in variables. Contexts a request names are not read: whose store it is, the channel says.
//!
//! Source: `@forge/storage` 1.5 and 2.0, `out/gql-queries.js` and `out/global-storage.js`, read 2026-11.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::kvs::Answer;

/// The path at which the platform takes it.
pub const PATH: &str = "/forge/entities/graphql";

/// One operation, as a request of the key-value interface.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphQl {
    /// Its path there: `/api/v1/get`.
    pub path: String,
    /// Its body there.
    pub body: Value,
    operation: &'static Operation,
}

#[derive(Debug, PartialEq, Eq)]
struct Operation {
    /// The field that is asked for.
    field: &'static str,
    /// The field around it, of those that write.
    around: Option<&'static str>,
    /// The path below `/api/v1/`, of what is not encrypted.
    path: &'static str,
}

const PLAIN: Option<&str> = Some("appStorage");
const ENTITY: Option<&str> = Some("appStorageCustomEntity");
const OPERATIONS: [Operation; 9] = [
    Operation { field: "appStoredEntity", around: None, path: "get" },
    Operation { field: "appStoredEntities", around: None, path: "query" },
    Operation { field: "appStoredEntitiesForCleanup", around: None, path: "query" },
    Operation { field: "setAppStoredEntity", around: PLAIN, path: "set" },
    Operation { field: "deleteAppStoredEntity", around: PLAIN, path: "delete" },
    Operation { field: "appStoredCustomEntity", around: None, path: "entity/get" },
    Operation { field: "appStoredCustomEntities", around: None, path: "entity/query" },
    Operation { field: "setAppStoredCustomEntity", around: ENTITY, path: "entity/set" },
    Operation { field: "deleteAppStoredCustomEntity", around: ENTITY, path: "entity/delete" },
];

#[derive(Deserialize)]
struct Sent {
    query: String,
    #[serde(default)]
    variables: Map<String, Value>,
}

/// A condition on keys, as the older interface writes it.
#[derive(Deserialize)]
struct Where {
    field: String,
    condition: String,
    value: Value,
}

impl GraphQl {
    /// Reads what was posted; none where it is no single operation of the package.
    pub fn read(body: &[u8]) -> Option<Self> {
        let Sent { query, mut variables } = serde_json::from_slice(body).ok()?;
        let mut asked = OPERATIONS.iter().filter(|it| query.contains(&format!("{}(", it.field)));
        let (operation, None) = (asked.next()?, asked.next()) else { return None };
        if operation.around.is_some() {
            variables = serde_json::from_value(variables.remove("input")?).ok()?;
        }
        variables.remove("contextAri");
        variables.retain(|_, value| !value.is_null());
        let is_secret = variables.remove("encrypted") == Some(Value::Bool(true));
        if operation.path == "query" {
            let conditions: Vec<Where> = serde_json::from_value(variables.remove("where")?).ok()?;
            variables.insert("where".to_owned(), conditions.into_iter().map(Where::told).collect());
            if let Some(cursor) = variables.remove("cursor") {
                variables.insert("after".to_owned(), cursor);
            }
        }
        let secret = if is_secret { "secret/" } else { "" };
        let path = format!("/api/v1/{secret}{}", operation.path);
        Some(Self { path, body: Value::Object(variables), operation })
    }

    /// The answer of the key-value interface, in the older shape. It is sent with status 200, whatever it says.
    pub fn told(&self, answer: &Answer) -> Value {
        let Operation { field, around, path } = self.operation;
        let body = answer.body.as_ref().unwrap_or(&Value::Null);
        // Reading, or deleting, what is not there is no error to this interface.
        let is_missing = body["code"] == "KEY_NOT_FOUND";
        let errors = (answer.status >= 300 && !is_missing).then(|| {
            let kind = json!({ "errorType": body["code"], "statusCode": answer.status });
            json!([{ "message": body["message"], "extensions": kind }])
        });
        if let Some(around) = around {
            let outcome = json!({ "success": errors.is_none(), "errors": errors });
            return json!({ "data": { *around: { *field: outcome } } });
        }
        if let Some(errors) = errors {
            return json!({ "data": null, "errors": errors });
        }
        if !path.ends_with("query") {
            let entity = &self.body["entityName"];
            let value = if is_missing { &Value::Null } else { &body["value"] };
            let node = json!({ "key": self.body["key"], "entityName": entity, "value": value });
            return json!({ "data": { *field: node } });
        }
        let entries = body["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        // Where the next page begins is asked of the last entry, or of the whole.
        let cursor = &body["cursor"];
        let edges: Vec<Value> =
            entries.iter().map(|node| json!({ "node": node, "cursor": cursor })).collect();
        let more = json!({ "hasNextPage": !cursor.is_null(), "hasPreviousPage": false });
        json!({ "data": { *field: { "edges": edges, "cursor": cursor, "pageInfo": more } } })
    }
}

impl Where {
    /// As the key-value interface writes it.
    fn told(self) -> Value {
        let condition = if self.condition == "STARTS_WITH" { "BEGINS_WITH" } else { &self.condition };
        json!({ "property": self.field, "condition": condition, "values": [self.value] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str, variables: Value) -> Option<GraphQl> {
        GraphQl::read(json!({ "query": query, "variables": variables }).to_string().as_bytes())
    }

    #[test]
    fn each_operation_is_a_request_of_the_key_value_interface() {
        let cases = [
            (
                "query q($key: ID!) { appStoredEntity(key: $key, encrypted: $encrypted) { key value } }",
                json!({ "contextAri": "ari:cloud:jira::site/other", "key": "k", "encrypted": true }),
                ("/api/v1/secret/get", json!({ "key": "k" })),
            ),
            (
                "mutation m { appStorage { setAppStoredEntity(input: $input) { success } } }",
                json!({ "input": { "key": "k", "value": [1], "encrypted": false } }),
                ("/api/v1/set", json!({ "key": "k", "value": [1] })),
            ),
            (
                "query q { appStoredEntities(where: $where, after: $cursor, first: $limit) { edges { node { key } } } }",
                json!({ "where": [{ "field": "key", "condition": "STARTS_WITH", "value": "a" }], "cursor": "c", "limit": null }),
                (
                    "/api/v1/query",
                    json!({ "where": [{ "property": "key", "condition": "BEGINS_WITH", "values": ["a"] }], "after": "c" }),
                ),
            ),
            (
                "mutation m { appStorageCustomEntity { deleteAppStoredCustomEntity(input: $input) { success } } }",
                json!({ "input": { "entityName": "e", "key": "k" } }),
                ("/api/v1/entity/delete", json!({ "entityName": "e", "key": "k" })),
            ),
        ];
        for (query, variables, (path, body)) in cases {
            let request = read(query, variables).unwrap();
            assert_eq!((request.path.as_str(), &request.body), (path, &body));
        }
    }

    #[test]
    fn what_is_no_single_operation_is_not_guessed_at() {
        let two = "{ a: appStoredEntity(key: $key) { value } b: appStoredEntities(where: $where) { edges } }";
        assert_eq!(read(two, json!({ "key": "k" })), None);
        assert_eq!(read("{ me { id } }", json!({})), None);
        assert_eq!(read("mutation { setAppStoredEntity(input: {}) }", json!({})), None);
        assert_eq!(GraphQl::read(b"[]"), None);
    }

    #[test]
    fn what_is_missing_is_null_and_what_is_refused_is_an_error() {
        let get = read("{ appStoredEntity(key: $key) { value } }", json!({ "key": "k" })).unwrap();
        let refused = |status, code| Answer { status, body: Some(json!({ "code": code, "message": "m" })) };
        let told = get.told(&refused(404, "KEY_NOT_FOUND"));
        assert_eq!(told["data"]["appStoredEntity"]["value"], Value::Null);
        let told = get.told(&refused(400, "INVALID_KEY"));
        assert_eq!(told["errors"][0]["extensions"]["errorType"], "INVALID_KEY");
        let delete =
            read("{ deleteAppStoredEntity(input: $input) }", json!({ "input": { "key": "k" } })).unwrap();
        let outcome =
            |answer: &Answer| delete.told(answer)["data"]["appStorage"]["deleteAppStoredEntity"].clone();
        assert_eq!(outcome(&refused(404, "KEY_NOT_FOUND"))["success"], true);
        assert_eq!(outcome(&refused(413, "PAYLOAD_TOO_LARGE"))["errors"][0]["message"], "m");
    }
}
