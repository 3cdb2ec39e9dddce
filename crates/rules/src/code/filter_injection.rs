use assay_catalogue::Severity;
use assay_code::{
    Call, Event, Shape, Source, Value,
    model::{Cleansing, Effect, Part, Role},
};
use assay_evidence::{Confidence, Topic};

use super::{
    reach::blind_spots,
    reads_code,
    sink::{self, Sink},
};
use crate::{Case, Look, Rule};

pub(crate) const RULE: Rule = Rule {
    id: "filter-injection",
    title: "a database filter that a caller chooses whole",
    claims: &["injection/query-language"],
    topic: Topic::Injection,
    severity: Severity::High,
    confidence: Confidence::High,
    applies: reads_code,
    examine,
    page: include_str!("filter_injection.md"),
};

const SINK: Sink = Sink {
    claim: "injection/query-language",
    effects: &[Effect::Nosql],
    roles: &[Role::Filter],
    harmless: &[Cleansing::Schema],
    spares: sink::nothing,
    reaches: "a database filter as an object",
    help: "make the value a string or number first (`String(value)`), or check it with a schema",
};

fn examine(case: &Case<'_>, look: &mut Look<'_>) {
    blind_spots(case, look);
    sink::examine_where(case, look, &SINK, |event, call| may_be_an_object(case, event, call));
}

/// Parts of an address and headers are texts, whatever stands in them: they name a value and are no filter. What follows
/// a `?` is an object only where brackets in its names make one of it.
fn may_be_an_object(case: &Case<'_>, event: &Event, call: Option<&Call>) -> bool {
    let Some(call) = call else { return false };
    let filters = call.role_all(Role::Filter);
    let file = case.code.file(event.site).extension().unwrap_or_default();
    let reads_brackets = !matches!(file.as_str(), "py" | "go");
    let values = filters.iter().flat_map(|filter| no_texts(filter, 0));
    let mut origins = values.filter_map(|value| sink::chosen(&value, SINK.harmless, event));
    origins.any(|origin| match origin.source {
        Source::Caller(Part::Params | Part::Headers | Part::Url) => false,
        Source::Caller(Part::Query) => reads_brackets,
        Source::Caller(Part::Body) if file == "py" => !is_of_a_typed_model(case, origin.last_field()),
        // What is decoded into a field of a Go struct has the type of that field.
        Source::Caller(_) if file == "go" => {
            !origin.last_field().starts_with(|letter: char| letter.is_ascii_uppercase())
        }
        _ => true,
    })
}

/// What in a filter is not surely a text: `String(email)`, a template and `email.trim()` are, and what stands under `$eq`
/// is compared as it is.
///
/// Source: mongodb.com/docs/manual/reference/operator/query/eq, read 2026-11-24.
fn no_texts(filter: &Value, depth: u8) -> Vec<Value> {
    match filter.shape() {
        // What is a text as a whole is read as a filter.
        Shape::Text(_) if depth > 0 => Vec::new(),
        Shape::Object(object) if depth < 8 => {
            let compared = object.fields().iter().filter(|(name, _)| name.as_str() != "$eq");
            let within = compared.map(|(_, value)| value).chain(object.rest());
            within.flat_map(|value| no_texts(value, depth + 1)).collect()
        }
        Shape::Array(_) | Shape::Union(_) if depth < 8 => {
            let within = filter.alternatives().iter().flat_map(Value::elements).collect::<Vec<_>>();
            let others = filter.alternatives().iter().filter(|one| !matches!(one.shape(), Shape::Array(_)));
            within.iter().chain(others).flat_map(|value| no_texts(value, depth + 1)).collect()
        }
        _ => vec![filter.clone()],
    }
}

/// Whether a field of this name is a text or a number wherever the app's pydantic models have one: what does not fit is
/// refused before the route runs.
///
/// Source: docs.pydantic.dev, "Models", read 2026-11-23.
fn is_of_a_typed_model(case: &Case<'_>, field: &str) -> bool {
    const PLAIN: [&str; 14] = [
        "str",
        "int",
        "float",
        "bool",
        "EmailStr",
        "UUID",
        "UUID4",
        "datetime",
        "date",
        "Decimal",
        "HttpUrl",
        "constr",
        "conint",
        "SecretStr",
    ];
    let python = case.app.files().filter(|file| file.path.extension().as_deref() == Some("py"));
    let mut types = Vec::new();
    for file in python {
        let Ok(text) = case.app.tree.read(&file.path) else { continue };
        if !text.as_str().contains("BaseModel") {
            continue;
        }
        let declared = text.as_str().lines().filter_map(|line| {
            let (name, kind) = line.strip_prefix([' ', '\t'])?.trim_start().split_once(':')?;
            (name.trim_end() == field && !field.is_empty()).then(|| kind.trim().to_owned())
        });
        types.extend(declared);
    }
    let is_plain = |kind: &String| {
        let kind = kind.strip_prefix("Optional[").unwrap_or(kind);
        let name = kind.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
        PLAIN.contains(&name)
    };
    !types.is_empty() && types.iter().all(is_plain)
}
