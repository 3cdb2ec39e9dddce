//! Spaces.

use super::{Level, may_in, missing, view};
use crate::{
    answer::{Done, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] =
    &[row("GET", "/wiki/api/v2/spaces", list), row("GET", "/wiki/api/v2/spaces/{id}", read)];

fn list(call: &mut Call<'_>) -> Done {
    let (ids, keys) = (call.query.list("ids"), call.query.list("keys"));
    let found = call.site.confluence.spaces.iter().filter(|it| {
        may_in(call.site, call.caller, &it.key, Level::Read)
            && (ids.is_empty() || ids.contains(&it.id.as_str()))
            && (keys.is_empty() || keys.contains(&it.key.as_str()))
    });
    let found = found.map(view::space).collect();
    view::listed(call, "/api/v2/spaces", found)
}

fn read(call: &mut Call<'_>) -> Done {
    let found = call.site.confluence.spaces.iter().find(|it| it.id == call.parameter(0));
    let found =
        found.filter(|it| may_in(call.site, call.caller, &it.key, Level::Read)).ok_or_else(missing)?;
    ok(view::space(found))
}
