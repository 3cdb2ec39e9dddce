//! Texts that a server answers with, and that a browser takes for a page.

use assay_code::{
    Action, Analysis, Call, Event, Invocation, Part, Side, Source, Target, Value,
    ir::Language,
    model::{Effect, Role},
};

/// The text of an answer that is read as markup: one with a tag in it, or one of a framework that calls every text a page.
/// With it the name of what answers.
pub(crate) fn pages(code: &Analysis, event: &Event) -> Vec<(String, Value)> {
    let Some(entry) = code.entry_of(event) else { return Vec::new() };
    if entry.invocation == Invocation::WebTrigger {
        return of_web_trigger(event).into_iter().map(|page| (entry.name.to_string(), page)).collect();
    }
    if entry.side != Side::Server {
        return Vec::new();
    }
    let (name, values, calls_it_a_page) = match &event.action {
        Action::Call(call) if answers(call) => {
            let by_default = call.path.starts_with("express:") && call.path.ends_with(".send");
            (call.path.to_string(), call.role_all(Role::Value), by_default)
        }
        // Koa's answers: `ctx.body = text`, which is called a page where it begins with a tag.
        Action::Assign(assign) if assign.model.and_then(|model| model.effect) == Some(Effect::Respond) => {
            let Target::External(path) = &assign.target else { return Vec::new() };
            (path.to_string(), vec![assign.value.clone()], false)
        }
        // `new Response(text, { headers: { 'content-type': 'text/html' } })`
        Action::Call(call) if call.path.ends_with("Response") && is_html(&call.role(Role::Settings)) => {
            (call.path.to_string(), call.role_all(Role::Value), true)
        }
        Action::Respond(value)
            if entry.invocation == Invocation::View && code.language(event.site) == Language::Python =>
        {
            // Flask's answers are `"text"` or `("text", 400)`.
            let text = value.elements().first().cloned().unwrap_or_else(|| value.clone());
            (entry.name.to_string(), vec![text], is_flask(code))
        }
        _ => return Vec::new(),
    };
    // Texts alone: objects, lists and bytes are answered as what they are.
    let is_page = |value: &Value| {
        value.alternatives().iter().filter_map(Value::as_text).any(|text| {
            text.parts().len() > 1 && (calls_it_a_page && is_sent(value) || has_tag(text.parts()))
        })
    };
    let found: Vec<Value> = values.into_iter().filter(is_page).collect();
    if found.is_empty() || is_called_something_else(code, event) {
        return Vec::new();
    }
    found.into_iter().map(|value| (name.clone(), value)).collect()
}

/// What a web trigger answers, where its headers call that a page.
fn of_web_trigger(event: &Event) -> Vec<Value> {
    let Action::Respond(answer) = &event.action else { return Vec::new() };
    let is_made = |body: &Value| body.texts().any(|text| text.parts().len() > 1);
    let pages =
        answer.alternatives().iter().filter(|answer| is_html(answer)).map(|answer| answer.field("body"));
    pages.filter(is_made).collect()
}

/// Headers that stand beside an answer call it a page.
fn is_html(answer: &Value) -> bool {
    let kind = answer.field("headers").field_ignoring_case("content-type");
    let kinds = kind.elements().into_iter().chain([kind]);
    kinds
        .flat_map(|kind| kind.constants().map(str::to_owned).collect::<Vec<_>>())
        .any(|kind| kind.contains("html"))
}

fn answers(call: &Call) -> bool {
    let method = call.path.rsplit(['.', ':']).next().unwrap_or_default();
    call.effect() == Some(Effect::Respond) && matches!(method, "send" | "end" | "write" | "html")
}

fn is_flask(code: &Analysis) -> bool {
    let has = |library: &str| code.paths().any(|path| path.starts_with(library));
    has("@python/flask") && !has("@python/fastapi")
}

fn has_tag(parts: &[Part]) -> bool {
    parts.iter().any(|part| match part {
        Part::Literal(literal) => literal.match_indices('<').any(|(at, _)| {
            literal[at + 1..]
                .starts_with(|next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!'))
        }),
        Part::Hole(_) => false,
    })
}

/// Something of the request is in it.
fn is_sent(value: &Value) -> bool {
    value.deep_origins().iter().any(|origin| matches!(origin.source, Source::Caller(_)))
}

/// A header of the entry's answer says that it is no page.
fn is_called_something_else(code: &Analysis, event: &Event) -> bool {
    let Some(entry) = event.entry else { return false };
    if is_typed_in_passing(code, event) {
        return true;
    }
    let is_other = |kind: &Value| {
        let mut kinds = kind.constants().peekable();
        kinds.peek().is_some() && kinds.all(|kind| !kind.contains("html"))
    };
    code.calls_of(entry).any(|(_, call)| {
        call.effect() == Some(Effect::HeaderSet) && {
            let named =
                call.role(Role::Key).constants().any(|name| name.eq_ignore_ascii_case("content-type"));
            let of_map = call.role(Role::Headers).field_ignoring_case("content-type");
            named && is_other(&call.role(Role::Value)) || is_other(&of_map)
        }
    })
}

/// `res.type('text/plain').send(…)`: the kind is said in the same chain.
fn is_typed_in_passing(code: &Analysis, event: &Event) -> bool {
    let span = event.site.span;
    let written = code.text(event.site).as_str().get(span.start..span.end).unwrap_or_default();
    [".type(", ".contentType("].iter().any(|method| {
        let kind = written.split_once(method).and_then(|(_, rest)| rest.split_once(')'));
        kind.is_some_and(|(kind, _)| !kind.contains("html"))
    })
}
