use assay_catalogue::Severity;
use assay_code::{
    Call,
    model::{Cleansing, Effect, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "sql-injection",
    title: "an SQL statement whose text a caller chooses",
    claims: &["injection/sql", "injection/forge-sql"],
    topic: Topic::Sql,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("sql_injection.md"),
};

const SINK: Sink = Sink {
    claim: "injection/sql",
    effects: &[Effect::Sql],
    roles: &[Role::Query],
    harmless: &[Cleansing::Sql],
    spares: sink::nothing,
    reaches: "an SQL statement as part of its text",
    help: "bind the value as a parameter: put `?` in the text and the value beside it",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    let forge = |call: &Call| call.path.starts_with("@forge/sql");
    sink::examine_where(case, look, &SINK, |_, call| !call.is_some_and(forge));
    let own = Sink { claim: "injection/forge-sql", ..SINK };
    sink::examine_where(case, look, &own, |_, call| call.is_some_and(forge));
}
