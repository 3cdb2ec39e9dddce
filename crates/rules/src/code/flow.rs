//! The way from an entry point to what happens, told for people.

use assay_code::model::Part;
use assay_code::{Analysis, Audience, Entry, Event, Origin, Reach, Site, Source};
use assay_evidence::Step;

/// The steps from where an entry is declared, over the calls in between, to `end`, with the words for it.
pub(crate) fn steps(code: &Analysis, event: &Event, end: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(entry) = code.entry_of(event) {
        steps.push(Step { place: entry.declared_at.clone(), text: format!("{} here", invoker(entry)) });
    }
    steps.extend(event.hops.iter().map(|hop| {
        let text = match hop.function.as_str() {
            "" => "a function is called".to_owned(),
            name => format!("`{name}` is called"),
        };
        Step { place: code.place(hop.site), text }
    }));
    steps.push(Step { place: code.place(event.site), text: end.to_owned() });
    steps.dedup_by(|later, earlier| later.place == earlier.place && later.text == earlier.text);
    steps
}

/// The same, with the place a value was read first, where it stands elsewhere than all the others.
pub(crate) fn steps_from(code: &Analysis, event: &Event, origin: &Origin, end: &str) -> Vec<Step> {
    let mut steps = steps(code, event, end);
    if let Some(site) = brought_in(origin) {
        let place = code.place(site);
        let at = usize::from(event.entry.is_some()).min(steps.len());
        if steps.iter().all(|step| step.place != place) {
            steps.insert(at, Step { place, text: format!("{} comes in", origin_words(origin)) });
        }
    }
    steps
}

fn brought_in(origin: &Origin) -> Option<Site> {
    origin.source.fetched().map(|fetched| fetched.call.site)
}

/// Who comes in: `anyone on the web calls the web trigger`.
pub(crate) fn invoker(entry: &Entry) -> String {
    let who = match entry.audience {
        Audience::Anonymous => "anyone on the web can call",
        Audience::Agent => "an agent can call",
        Audience::AnyUser => "any user can call",
        Audience::ProjectAdmin => "an administrator of a project or space can call",
        Audience::Admin => "an administrator can call",
        Audience::Remote => "a backend can call",
        Audience::ProductEvent => "the product calls",
        Audience::Schedule => "the platform calls",
        Audience::SamePerson => "a browser runs",
        Audience::Developer => "a developer runs",
    };
    format!("{who} `{}`", entry.name)
}

/// What a value is called: `` `issueKey` of the payload ``.
pub(crate) fn origin_words(origin: &Origin) -> String {
    let field = origin.field.as_str();
    // A name of a field is told as the thing it is a name in.
    let owner = field.strip_suffix("keys()").map(|owner| owner.trim_end_matches(['.', '[', ']']));
    let field = owner.unwrap_or(field);
    let of = |whole: &str| match field {
        "" => whole.to_owned(),
        field => format!("`{field}` of {whole}"),
    };
    match &origin.source {
        Source::Secret(name, _) => format!("the secret `{name}`"),
        Source::Caller(part) => of(part_words(*part)),
        Source::Agent => of("the agent's inputs"),
        Source::UserInput => "what a person types or opens".to_owned(),
        Source::ProductEvent => of("the event"),
        Source::Extension => of("the page's context"),
        Source::Platform => of("the platform's context"),
        Source::Claims(_) => of("the token's claims"),
        Source::Stored(_) => of("what is stored"),
        Source::Response(_) => of("the answer of a request"),
        Source::Environment(name)
            if origin.field.is_empty() && matches!(name.as_str(), "env" | "environ") =>
        {
            "the whole environment, with every secret in it,".to_owned()
        }
        Source::Environment(name) => format!("the variable `{name}`"),
        Source::Generated => "what a language model writes".to_owned(),
        Source::File(_) => "what a file holds".to_owned(),
        Source::Error => "an error".to_owned(),
        Source::Random(_) => "a random value".to_owned(),
        Source::Clock => "the time".to_owned(),
        Source::Schedule => of("the schedule's request"),
        Source::Parameter => of("a parameter"),
        Source::Shared(name) => format!("the variable `{name}`"),
    }
}

fn part_words(part: Part) -> &'static str {
    match part {
        Part::Payload => "the payload",
        Part::Body => "the body",
        Part::Query => "the query",
        Part::Params => "the path",
        Part::Headers => "the headers",
        Part::Url => "the address",
        Part::Cookies => "the cookies",
        Part::Form => "the form",
    }
}

/// The least trusted first, then in the order of the program's text: the order in which one of several ways to the
/// same place is shown.
pub(crate) fn weight(code: &Analysis, event: &Event) -> (Option<Audience>, Reach, usize, Option<u32>) {
    let audience = code.entry_of(event).map(|entry| entry.audience);
    // Ways from an entry come before those that none is known for.
    (audience, event.reach, event.hops.len(), event.entry.map(|entry| entry.0))
}
