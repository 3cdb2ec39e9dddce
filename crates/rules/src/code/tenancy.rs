//! Whose data a value of a server is: what says so, and whether anything vouches for it.

use std::collections::{BTreeMap, BTreeSet};

use assay_code::{
    Action, Analysis, Audience, Call, Entry, EntryId, Event, Guard, GuardKind, Origin, Reach, Shape, Side,
    Site, Source, Value,
    ir::{ClassId, ModuleId},
    model::Role,
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

/// Records of one kind, as far as a look-up says which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Collection {
    /// A table of a database.
    Table(String),
    /// A class of the app's own that gets its methods from a library.
    Repository(ModuleId, ClassId),
    /// An object of a library.
    Object(String, Site),
}

/// The records that a call works on; none where it does not say.
pub(crate) fn collection(call: &Call) -> Option<Collection> {
    let query = call.role(Role::Query);
    if let Some(text) = query.texts().next() {
        return table(&text.template()).map(Collection::Table);
    }
    match call.receiver.shape() {
        Shape::Instance(instance) => {
            Some(Collection::Repository(instance.class.module, instance.class.class))
        }
        Shape::External(external) => {
            let (object, _) = call.path.rsplit_once('.')?;
            Some(Collection::Object(object.to_owned(), external.made_at?))
        }
        _ => None,
    }
}

/// The records that the app keeps for several customers, since somewhere it asks for them with what is vouched for: each
/// with the entries that do.
pub(crate) fn of_customers(code: &Analysis) -> BTreeMap<Collection, BTreeSet<EntryId>> {
    let mut found: BTreeMap<Collection, BTreeSet<EntryId>> = BTreeMap::new();
    for (event, entry) in on_servers(code) {
        let Action::Call(call) = &event.action else { continue };
        if of(&call.arguments) == Tenancy::Vouched
            && let Some(collection) = collection(call)
        {
            found.entry(collection).or_default().insert(entry.id);
        }
    }
    found
}

/// The first table that a statement names.
fn table(statement: &str) -> Option<String> {
    let mut words = statement.split_whitespace();
    words.find(|word| ["from", "into", "update"].contains(&word.to_ascii_lowercase().as_str()))?;
    let name = words.next()?.split('(').next()?;
    let name = name.trim_matches(['`', '"', '[', ']', ';', ',']).to_ascii_lowercase();
    (!name.is_empty() && !name.starts_with('{')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn a_statement_names_its_table() {
        for statement in [
            "SELECT * FROM notes WHERE id = ?",
            "insert into `notes`(id) values (?)",
            "UPDATE Notes SET x = 1",
            "DELETE FROM notes;",
        ] {
            assert_eq!(table(statement).as_deref(), Some("notes"), "{statement}");
        }
        assert_eq!(table("SELECT * FROM {}"), None);
        assert_eq!(table("BEGIN"), None);
    }
}
