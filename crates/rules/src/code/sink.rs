//! The question most injections are: does a value that somebody outside chose reach a place where it is read as more
//! than a value?

use std::collections::BTreeMap;

use assay_catalogue::Severity;
use assay_code::{
    Action, Analysis, Call, Event, Guard, GuardKind, Origin, Reach, Site, Source, Value,
    model::{CheckKind, Cleansing, Effect, Role},
};
use assay_evidence::Confidence;

use super::flow;
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
    /// What happens, after “reaches”: `an SQL statement as text`.
    pub(crate) reaches: &'static str,
    /// What would be right.
    pub(crate) help: &'static str,
}

/// One place, with the worst way to it.
pub(crate) struct Reached<'a> {
    /// The way.
    pub(crate) event: &'a Event,
    /// The call.
    pub(crate) call: &'a Call,
    /// What reaches it.
    pub(crate) origin: Origin,
}

/// Notes a finding for each place that a value chosen outside reaches; how many places there are is what was looked at.
pub(crate) fn examine(case: &Case<'_>, look: &mut Look<'_>, sink: &Sink) {
    examine_where(case, look, sink, |_, _| true);
}

/// The same, for calls of which `counts` is true.
pub(crate) fn examine_where(
    case: &Case<'_>,
    look: &mut Look<'_>,
    sink: &Sink,
    counts: impl Fn(&Event, &Call) -> bool,
) {
    let code = case.code;
    let calls = code.calls().filter(|(event, call)| {
        call.effect().is_some_and(|effect| sink.effects.contains(&effect)) && counts(event, call)
    });
    let mut places: BTreeMap<Site, Option<Reached<'_>>> = BTreeMap::new();
    for (event, call) in calls {
        let worst = places.entry(event.site).or_default();
        let values = sink.roles.iter().flat_map(|role| call.role_all(*role));
        for value in values {
            let Some(origin) = chosen(&value, sink.harmless, event) else { continue };
            let heavier = worst.as_ref().is_none_or(|known| {
                (is_sure(&origin), std::cmp::Reverse(flow::weight(code, event)))
                    > (is_sure(&known.origin), std::cmp::Reverse(flow::weight(code, known.event)))
            });
            if heavier {
                *worst = Some(Reached { event, call, origin });
            }
        }
    }
    look.looked_at_for(sink.claim, places.len() + code.entries.len());
    for reached in places.into_values().flatten() {
        note(code, look, sink, &reached);
    }
}

fn note(code: &Analysis, look: &mut Look<'_>, sink: &Sink, reached: &Reached<'_>) {
    let Reached { event, call, origin } = reached;
    let what = flow::origin_words(origin);
    let entry = code.entry_of(event);
    let from = entry.map_or_else(String::new, |entry| format!(" from `{}`", entry.name));
    let statement = format!("{what}{from} reaches {}", sink.reaches);
    let identity = format!("{} <- {what}{from}", call.path);
    let found = Found::new(sink.claim, identity, statement)
        .at(code.place(event.site))
        .help(sink.help)
        .path(flow::steps_from(code, event, origin, &format!("it reaches {}", sink.reaches)));
    if is_sure(origin) && event.reach == Reach::Entry {
        look.against(found.severity(severity(origin)));
    } else {
        look.unsure(
            found.confidence(Confidence::Low),
            "on its way it passes a call of which nothing is known, or nothing is known of who calls this",
        );
    }
}

fn severity(origin: &Origin) -> Severity {
    match origin.source {
        Source::UserInput => Severity::Medium,
        _ => Severity::High,
    }
}

/// The origin that makes a value dangerous at a place: somebody outside chose it, nothing on the way made it harmless,
/// and nothing that holds there has narrowed it down.
pub(crate) fn chosen(value: &Value, harmless: &[Cleansing], event: &Event) -> Option<Origin> {
    const ALWAYS: [Cleansing; 5] =
        [Cleansing::Number, Cleansing::Boolean, Cleansing::AllowList, Cleansing::Token, Cleansing::Hashed];
    let dangerous = |origin: &&Origin| {
        origin.source.is_chosen_outside()
            && !origin.cleansed.contains_any(&ALWAYS)
            && !origin.cleansed.contains_any(harmless)
            && !origin.cleansed.is_summed_up()
            && !event.guards.iter().any(|guard| narrows(guard, origin))
    };
    let origins = value.deep_origins();
    let mut found: Vec<&Origin> = origins.iter().filter(dangerous).collect();
    found.sort_by_key(|origin| !is_sure(origin));
    found.first().map(|origin| (*origin).clone())
}

/// Nothing unknown lies between.
pub(crate) fn is_sure(origin: &Origin) -> bool {
    !origin.cleansed.is_through_unknown() && !origin.cleansed.contains(Cleansing::Schema)
}

/// A test that leaves only a few values, or only well-formed ones.
fn narrows(guard: &Guard, origin: &Origin) -> bool {
    let narrow = matches!(
        guard.kind,
        GuardKind::Member
            | GuardKind::ConstantCompared
            | GuardKind::TypeTested
            | GuardKind::Check(CheckKind::Shape | CheckKind::Schema)
    );
    let about = || {
        guard.about.first().is_some_and(|value| value.deep_origins().iter().any(|it| it.names_same(origin)))
    };
    narrow && about()
}

/// Renders of elements, for rules about pages.
pub(crate) fn renders(code: &Analysis) -> impl Iterator<Item = (&Event, &assay_code::Render)> {
    code.events.iter().filter_map(|event| match &event.action {
        Action::Render(render) => Some((event, render)),
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
