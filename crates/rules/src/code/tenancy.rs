//! Whose data a value of a server is: what says so, and whether anything vouches for it.

use assay_code::{
    Analysis, Audience, Entry, Event, Guard, GuardKind, Origin, Reach, Shape, Side, Source, Value,
};

/// Records that are looked up by what was looked up are followed this far.
const DEEPEST: u8 = 3;

/// An event on a server that somebody from outside causes.
pub(crate) fn on_servers(code: &Analysis) -> impl Iterator<Item = (&Event, &Entry)> {
    code.events.iter().filter(|event| event.reach == Reach::Entry).filter_map(|event| {
        let entry = code.entry_of(event)?;
        let is_route = entry.side == Side::Server
            && matches!(entry.audience, Audience::Anonymous | Audience::Remote | Audience::AnyUser);
        is_route.then_some((event, entry))
    })
}

/// What a value says of the tenant it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tenancy {
    /// Something in it is vouched for: claims of a token, a session, the platform's context, a record found by them.
    Vouched,
    /// Something in it is of unknown origin, and may be.
    Unknown,
    /// Whoever called chose all that is in it.
    Chosen,
    /// It says nothing of any caller.
    Constant,
}

/// What several values say together.
pub(crate) fn of(values: &[Value]) -> Tenancy {
    let vouched = values.iter().any(|value| is_vouched(value, DEEPEST));
    let chosen = || values.iter().flat_map(|value| value.deep_origins().iter().cloned().collect::<Vec<_>>());
    match () {
        () if vouched => Tenancy::Vouched,
        () if values.iter().any(is_unknown) => Tenancy::Unknown,
        () if chosen().any(|origin| is_chosen(&origin)) => Tenancy::Chosen,
        () => Tenancy::Constant,
    }
}

/// The first thing in these values that a caller chose.
pub(crate) fn chosen(values: &[Value]) -> Option<Origin> {
    values.iter().find_map(|value| value.deep_origins().iter().find(|origin| is_chosen(origin)).cloned())
}

fn is_chosen(origin: &Origin) -> bool {
    matches!(origin.source, Source::Caller(_)) && !origin.cleansed.is_summed_up()
}

fn is_vouched(value: &Value, depth: u8) -> bool {
    value.deep_origins().iter().any(|origin| match &origin.source {
        Source::Claims(_) | Source::Platform | Source::Secret(..) => true,
        // Nobody else can name it.
        Source::Random(_) => true,
        Source::Stored(fetched) | Source::Response(fetched) if depth > 0 => {
            fetched.call.arguments.iter().any(|argument| is_vouched(argument, depth - 1))
        }
        _ => false,
    })
}

/// Something in it was made by what nothing is known of: `req.tenant` as a middleware left it.
fn is_unknown(value: &Value) -> bool {
    let mut found = false;
    let mut see = |one: &Value| {
        let no_origin = one.deep_origins().is_empty();
        found |= no_origin && matches!(one.shape(), Shape::Unknown | Shape::External(_));
        found |= one.deep_origins().iter().any(|origin| {
            origin.cleansed.is_through_unknown()
                || matches!(origin.source, Source::Parameter | Source::Shared(_))
        });
    };
    see(value);
    value.visit(&mut see, 4);
    found
}

/// Whether anything on the ways of an entry holds what the caller may see against what is vouched for.
pub(crate) fn is_compared(code: &Analysis, entry: &Entry) -> bool {
    code.events_of(entry.id).any(|event| {
        event.guards.surely(&|guard: &Guard| {
            let compares =
                matches!(guard.kind, GuardKind::Compared | GuardKind::AccountCompared | GuardKind::Member);
            compares && guard.about.iter().any(|value| is_vouched(value, DEEPEST))
        })
    })
}
