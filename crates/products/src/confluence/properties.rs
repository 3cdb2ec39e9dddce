//! Properties of pages and spaces.

use serde_json::{Value, json};

use super::{Level, Property, changeable, forbidden, may_in, missing, seen, view, wrong};
use crate::{
    answer::{self, Answer, Done, no_content, ok},
    call::Call,
    routes::{Row, row},
};

pub(super) const TABLE: &[Row] = &[
    row("GET", "/wiki/api/v2/pages/{page-id}/properties", |call| list(call, Of::Page)),
    row("POST", "/wiki/api/v2/pages/{page-id}/properties", |call| add(call, Of::Page)),
    row("GET", "/wiki/api/v2/pages/{page-id}/properties/{property-id}", |call| read(call, Of::Page)),
    row("PUT", "/wiki/api/v2/pages/{page-id}/properties/{property-id}", |call| set(call, Of::Page)),
    row("DELETE", "/wiki/api/v2/pages/{page-id}/properties/{property-id}", |call| delete(call, Of::Page)),
    row("GET", "/wiki/api/v2/spaces/{space-id}/properties", |call| list(call, Of::Space)),
    row("POST", "/wiki/api/v2/spaces/{space-id}/properties", |call| add(call, Of::Space)),
    row("GET", "/wiki/api/v2/spaces/{space-id}/properties/{property-id}", |call| read(call, Of::Space)),
    row("PUT", "/wiki/api/v2/spaces/{space-id}/properties/{property-id}", |call| set(call, Of::Space)),
    row("DELETE", "/wiki/api/v2/spaces/{space-id}/properties/{property-id}", |call| delete(call, Of::Space)),
];

/// What has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Page,
    Space,
}

/// The properties, where the caller may read or write them.
fn properties<'c>(call: &'c mut Call<'_>, of: Of, level: Level) -> Result<&'c mut Vec<Property>, Answer> {
    let id = call.parameter(0).to_owned();
    match of {
        Of::Page => {
            let at = if level == Level::Read { seen(call, &id)? } else { changeable(call, &id)? };
            Ok(&mut call.site.confluence.pages[at].properties)
        }
        Of::Space => {
            let at = call.site.confluence.spaces.iter().position(|it| it.id == id);
            let may = |level| may_in(call.site, call.caller, &id, level);
            let at = at.filter(|_| may(Level::Read)).ok_or_else(missing)?;
            // Only who sets a space up writes its properties.
            if level != Level::Read && !may(Level::Administer) {
                return Err(forbidden());
            }
            Ok(&mut call.site.confluence.spaces[at].properties)
        }
    }
}

fn shown(property: &Property) -> Value {
    json!({
        "id": property.id, "key": property.key, "value": property.value,
        "version": { "createdAt": property.created, "message": "", "number": property.version, "minorEdit": false, "authorId": property.author },
    })
}

fn list(call: &mut Call<'_>, of: Of) -> Done {
    let key = call.query.get("key").map(ToOwned::to_owned);
    let found =
        properties(call, of, Level::Read)?.iter().filter(|it| key.as_ref().is_none_or(|key| it.key == *key));
    let found = found.map(shown).collect();
    let kind = if of == Of::Page { "pages" } else { "spaces" };
    view::listed(call, &format!("/api/v2/{kind}/{}/properties", call.parameter(0)), found)
}

fn given(call: &Call<'_>) -> Result<(String, Value), Answer> {
    let given = call.object(wrong("The request body is missing"))?;
    let key = given["key"].as_str().filter(|it| !it.is_empty()).ok_or_else(|| wrong("A key is needed"))?;
    Ok((key.to_owned(), given["value"].clone()))
}

fn add(call: &mut Call<'_>, of: Of) -> Done {
    let (key, value) = given(call)?;
    let (author, created) = (call.account().unwrap_or_default().to_owned(), call.instant());
    if properties(call, of, Level::Write)?.iter().any(|it| it.key == key) {
        return Err(answer::confluence(
            409,
            "CONFLICT",
            &format!("A property with the key {key} already exists"),
        ));
    }
    let id = call.site.confluence.next_id();
    let property = Property { id, key, value, version: 1, author, created };
    properties(call, of, Level::Write)?.push(property.clone());
    ok(shown(&property))
}

fn found<'c>(call: &'c mut Call<'_>, of: Of, level: Level) -> Result<&'c mut Property, Answer> {
    let id = call.parameter(1).to_owned();
    properties(call, of, level)?.iter_mut().find(|it| it.id == id).ok_or_else(missing)
}

fn read(call: &mut Call<'_>, of: Of) -> Done {
    ok(shown(found(call, of, Level::Read)?))
}

fn set(call: &mut Call<'_>, of: Of) -> Done {
    let (key, value) = given(call)?;
    let version = call.body.as_ref().and_then(|it| it["version"]["number"].as_u64());
    let (author, created) = (call.account().unwrap_or_default().to_owned(), call.instant());
    let property = found(call, of, Level::Write)?;
    if version != Some(property.version + 1) {
        return Err(answer::confluence(
            409,
            "CONFLICT",
            &format!("The version must be incremented. Current version: {}", property.version),
        ));
    }
    *property =
        Property { id: property.id.clone(), key, value, version: property.version + 1, author, created };
    ok(shown(property))
}

fn delete(call: &mut Call<'_>, of: Of) -> Done {
    let id = found(call, of, Level::Write)?.id.clone();
    properties(call, of, Level::Write)?.retain(|it| it.id != id);
    no_content()
}
