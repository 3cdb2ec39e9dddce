//! Records of every customer at once: a list of all there are, of which a route answers with some.

use std::sync::Arc;

use assay_code::{
    Action, Analysis, Call, Entry, Event, Source,
    model::{Effect, Role},
};

use super::tenancy::{self, Tenancy};

/// What a route that answers with them would name if it sifted them by whose they are.
const TENANT_WORDS: [&str; 14] = [
    "clientkey",
    "client_key",
    "gethost",
    "getclient",
    ".host",
    "baseurl",
    "base_url",
    "cloudid",
    "cloud_id",
    "installation",
    "tenant",
    "accountid",
    "account_id",
    "claims",
];

/// The look-ups of all records of a collection that an answer is made of, where neither the route nor what looks them up has
/// a word for whose they are.
pub(super) fn answered(code: &Analysis, event: &Event, entry: &Entry) -> Vec<Arc<Call>> {
    let Action::Respond(answer) = &event.action else { return Vec::new() };
    let origins = answer.deep_origins();
    let read = origins.iter().filter_map(|origin| match &origin.source {
        Source::Stored(read) if !origin.cleansed.is_summed_up() => Some(&read.call),
        _ => None,
    });
    let is_silent = |call: &Call| {
        [event.site, call.site].into_iter().all(|site| {
            let around = code.text_around(site).to_ascii_lowercase();
            !TENANT_WORDS.iter().any(|word| around.contains(word))
        })
    };
    let whole: Vec<_> = read.filter(|call| takes_all(call) && is_silent(call)).map(Arc::clone).collect();
    if whole.is_empty() || tenancy::is_compared(code, entry) { Vec::new() } else { whole }
}

/// `repository.findAll()`, `prisma.note.findMany()`, `SELECT * FROM notes`.
fn takes_all(call: &Call) -> bool {
    if call.effect() == Some(Effect::Sql) {
        return call.role(Role::Query).as_constant().is_some_and(reads_whole_table);
    }
    let reads = matches!(call.effect(), Some(Effect::StorageQuery | Effect::Nosql | Effect::StorageRead));
    let method = call.path.rsplit('.').next().unwrap_or_default();
    let asked = call.argument(0);
    // How they are sorted, or which fields they come with, leaves none out.
    let is_open = asked.is_undefined()
        || !asked.fields().is_empty() && asked.field("where").is_undefined() && method != "find";
    let is_order =
        || call.arguments.iter().all(|value| tenancy::of(std::slice::from_ref(value)) == Tenancy::Constant);
    reads && matches!(method, "findAll" | "findMany" | "find") && is_open && is_order()
}

fn reads_whole_table(statement: &str) -> bool {
    let statement = statement.to_ascii_lowercase();
    let words: Vec<&str> = statement.split_whitespace().collect();
    words.first() == Some(&"select")
        && words.contains(&"from")
        && !words.iter().any(|word| matches!(*word, "where" | "join" | "limit" | "group" | "having" | "with"))
        && !statement.contains('(')
}

#[cfg(test)]
mod tests {
    use super::reads_whole_table;

    #[test]
    fn a_statement_reads_all_of_a_table_or_some() {
        assert!(reads_whole_table("SELECT id, text FROM notes ORDER BY id"));
        for statement in [
            "SELECT * FROM notes WHERE client_key = ?",
            "SELECT count(*) FROM notes",
            "SELECT * FROM notes LIMIT 1",
            "SELECT 1",
            "DELETE FROM notes",
        ] {
            assert!(!reads_whole_table(statement), "{statement}");
        }
    }
}
