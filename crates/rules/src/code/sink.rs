//! The question most injections are: does a value that somebody outside chose reach a place where it is read as more
//! than a value?

use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Call, Event, Guard, GuardKind, Origin, Reach, Site, Target, Value,
    model::{CheckKind, Cleansing, Effect, Model, Role},
};
use assay_evidence::Confidence;

use super::{flow, reach::blind_spots, written};
use crate::{Case, Found, Look};

/// What a rule asks.
pub(crate) struct Sink {
    /// The claim.
    pub(crate) claim: &'static str,
    /// The calls that read it so.
    pub(crate) effects: &'static [Effect],
    /// The roles in which they do.
    pub(crate) roles: &'static [Role],
    /// What makes it safe there.
    pub(crate) harmless: &'static [Cleansing],
    /// What does no harm there, wherever it went through.
    pub(crate) spares: fn(&Event, &Origin) -> bool,
    /// What happens, after “reaches”: `an SQL statement as text`.
    pub(crate) reaches: &'static str,
    /// What would be right.
    pub(crate) help: &'static str,
}

/// What happens to a value at a place, in words.
pub(crate) struct Told<'a> {
    /// The claim.
    pub(crate) claim: &'static str,
    /// The call, or what it is about, for the finding's identity.
    pub(crate) about: &'a str,
    /// What happens, after the value's name: `reaches an SQL statement`.
    pub(crate) does: &'a str,
    /// What happens at the end of the way.
    pub(crate) end: &'a str,
    /// What would be right.
    pub(crate) help: &'static str,
    /// How much it matters here, where that is not what the rule says of it.
    pub(crate) severity: Option<Severity>,
}

/// A dangerous value at a place.
pub(crate) struct Reached<'a, T> {
    /// What reads it.
    pub(crate) event: &'a Event,
    /// Where the program says what is read: the event's place, or the call of a helper that hands the text on.
    pub(crate) site: Site,
    pub(crate) what: T,
    /// What makes it dangerous.
    pub(crate) origin: Origin,
}

/// Notes a finding for each place that a value chosen outside reaches; how many places there are is what was looked at.
pub(crate) fn examine(case: &Case<'_>, look: &mut Look<'_>, sink: &Sink) {
    blind_spots(case, look);
    examine_where(case, look, sink, |_, _| true);
}

/// The same, for calls of which `counts` is true, and for assignments (no call) where it is; the blind spots are for the
/// caller to note, once.
pub(crate) fn examine_where(
    case: &Case<'_>,
    look: &mut Look<'_>,
    sink: &Sink,
    counts: impl Fn(&Event, Option<&Call>) -> bool,
) {
    let code = case.code;
    let reads = |model: Option<&Model>| {
        model.and_then(|model| model.effect).is_some_and(|effect| sink.effects.contains(&effect))
    };
    let read = code.events.iter().filter_map(|event| match &event.action {
        Action::Call(call) if reads(call.model) && counts(event, Some(call)) => {
            let values = sink.roles.iter().flat_map(|role| call.role_all(*role)).collect();
            Some((event, call.path.as_str(), values))
        }
        Action::Assign(assign) if reads(assign.model) => match &assign.target {
            Target::External(path) if counts(event, None) => {
                Some((event, path.as_str(), vec![assign.value.clone()]))
            }
            _ => None,
        },
        _ => None,
    });
    let read: Vec<(&Event, &str, Vec<Value>)> = read.collect();
    look.looked_at_for(sink.claim, read.len() + code.entries.len());
    let reached = read.into_iter().flat_map(|(event, path, values)| {
        let reached = values.into_iter().filter_map(|value| {
            let origin = chosen_but(&value, sink.harmless, sink.spares, event)?;
            let site = place(code, event, &origin, || written::site(code, event, &value));
            Some(Reached { event, site, what: path, origin })
        });
        reached.collect::<Vec<_>>()
    });
    for reached in worst(code, reached) {
        let told = Told {
            severity: None,
            claim: sink.claim,
            about: reached.what,
            does: &format!("reaches {}", sink.reaches),
            end: &format!("it reaches {}", sink.reaches),
            help: sink.help,
        };
        tell(code, look, &reached, &told);
    }
}

/// Where a finding stands: what is doubtful is told once, at the helper that does it.
pub(crate) fn place(code: &Analysis, event: &Event, origin: &Origin, written: impl FnOnce() -> Site) -> Site {
    let is_told = is_sure(origin) && (event.reach == Reach::Entry || is_of_a_page(code, event));
    if is_told { written() } else { event.site }
}

/// Of all ways to one place the worst: one on which nothing is in doubt before others, then that of the least trusted.
/// In the order of the program's text.
pub(crate) fn worst<'a, T>(
    code: &Analysis,
    reached: impl Iterator<Item = Reached<'a, T>>,
) -> Vec<Reached<'a, T>> {
    let rank = |it: &Reached<'_, T>| (is_sure(&it.origin), std::cmp::Reverse(flow::weight(code, it.event)));
    let mut places: BTreeMap<Site, Reached<'a, T>> = BTreeMap::new();
    for one in reached {
        if places.get(&one.site).is_none_or(|known| rank(&one) > rank(known)) {
            places.insert(one.site, one);
        }
    }
    places.into_values().collect()
}

/// Notes a finding about a value at a place; doubtful where something on its way is unknown.
pub(crate) fn tell<T>(code: &Analysis, look: &mut Look<'_>, reached: &Reached<'_, T>, told: &Told<'_>) {
    tell_unless(code, look, reached, told, None);
}

/// The same, doubtful also for a reason of the rule's own.
pub(crate) fn tell_unless<T>(
    code: &Analysis,
    look: &mut Look<'_>,
    Reached { event, site, origin, .. }: &Reached<'_, T>,
    told: &Told<'_>,
    doubt: Option<&'static str>,
) {
    const UNKNOWN: &str =
        "on its way it passes a call of which nothing is known, or nothing is known of who calls this";
    let what = flow::origin_words(origin);
    let from = code.entry_of(event).map_or_else(String::new, |entry| format!(" from `{}`", entry.name));
    let identity = format!("{} <- {what}{from}", told.about);
    let found = Found::new(told.claim, identity, format!("{what}{from} {}", told.does))
        .at(code.place(*site))
        .help(told.help)
        .path(flow::steps_from(code, event, origin, told.end));
    let found = match told.severity {
        Some(severity) => found.severity(severity),
        None => found,
    };
    let is_sure = is_sure(origin) && (event.reach == Reach::Entry || is_of_a_page(code, event));
    match doubt.or((!is_sure).then_some(UNKNOWN)) {
        None => look.against(found),
        Some(doubt) => look.unsure(found.confidence(Confidence::Low), doubt),
    }
}

/// A page's own script: whoever opens the page runs it.
fn is_of_a_page(code: &Analysis, event: &Event) -> bool {
    let ending = code.file(event.site).extension();
    event.reach == Reach::Loading && ending.is_some_and(|ending| matches!(ending.as_str(), "html" | "htm"))
}

/// The origin that makes a value dangerous at a place: somebody outside chose it, nothing on the way made it harmless,
/// and nothing that holds there has narrowed it down.
pub(crate) fn chosen(value: &Value, harmless: &[Cleansing], event: &Event) -> Option<Origin> {
    chosen_but(value, harmless, nothing, event)
}

fn chosen_but(
    value: &Value,
    harmless: &[Cleansing],
    spares: fn(&Event, &Origin) -> bool,
    event: &Event,
) -> Option<Origin> {
    const ALWAYS: [Cleansing; 5] =
        [Cleansing::Number, Cleansing::Boolean, Cleansing::AllowList, Cleansing::Token, Cleansing::Hashed];
    let dangerous = |origin: &&Origin| {
        origin.source.is_chosen_outside()
            && !origin.cleansed.contains_any(&ALWAYS)
            && !origin.cleansed.contains_any(harmless)
            && !origin.cleansed.is_summed_up()
            && !spares(event, origin)
            && !event.guards.surely(&|guard: &Guard| narrows(guard, origin))
    };
    let origins = value.deep_origins();
    let mut found: Vec<&Origin> = origins.iter().filter(dangerous).collect();
    found.sort_by_key(|origin| !is_sure(origin));
    found.first().map(|origin| (*origin).clone())
}

/// For sinks where all that is chosen outside counts.
pub(crate) fn nothing(_: &Event, _: &Origin) -> bool {
    false
}

/// Nothing unknown lies between.
pub(crate) fn is_sure(origin: &Origin) -> bool {
    !origin.cleansed.is_through_unknown() && !origin.cleansed.contains(Cleansing::Schema)
}

/// A test that leaves only a few values, or only well-formed ones.
fn narrows(guard: &Guard, origin: &Origin) -> bool {
    let narrow =
        guard.kind.narrows() || matches!(guard.kind, GuardKind::Check(CheckKind::Shape | CheckKind::Schema));
    let about = || {
        guard.about.first().is_some_and(|value| value.deep_origins().iter().any(|it| it.names_same(origin)))
    };
    narrow && about()
}

/// Renders of elements, for rules about pages.
pub(crate) fn renders(code: &Analysis) -> impl Iterator<Item = (&Event, &assay_code::Render)> {
    code.events.iter().filter_map(|event| match &event.action {
        Action::Render(render) => Some((event, &**render)),
        _ => None,
    })
}

/// A value, and where it is text made of one thing (`JSON.stringify(body)`) that thing.
pub(crate) fn opened(value: &Value) -> Vec<Value> {
    let inner = value.texts().filter_map(|text| match text.parts() {
        [assay_code::Part::Hole(value)] => Some(value.clone()),
        _ => None,
    });
    std::iter::once(value.clone()).chain(inner.collect::<Vec<_>>()).collect()
}
