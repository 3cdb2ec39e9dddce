//! What is done to find out who calls: a session is looked up there, or the key of a signature, before it is known whose it is.

use std::collections::{BTreeMap, BTreeSet};

use assay_code::{Analysis, Call, Entry, Event, Guard, GuardKind, Guards, Site, Source, Value, model::Role};

use crate::words::words;

/// Words in the names of functions that ask who calls.
const WORDS: [&str; 14] = [
    "auth",
    "authenticate",
    "authorize",
    "authorise",
    "session",
    "verify",
    "require",
    "check",
    "guard",
    "token",
    "signature",
    "login",
    "access",
    "permission",
];

/// Where one entry asks who calls.
pub(crate) struct Asking {
    tests: BTreeSet<Site>,
    /// The heads of functions of which a test is part, by themselves or in what they call, and still holds after them.
    functions: BTreeSet<Site>,
    /// The look-ups whose answers are tested.
    lookups: BTreeSet<Site>,
}

impl Asking {
    pub(crate) fn of(code: &Analysis, entry: &Entry) -> Self {
        let mut after: BTreeMap<Site, Vec<&Event>> = BTreeMap::new();
        let mut lookups = BTreeSet::new();
        for event in code.events_of(entry.id) {
            for guard in event.guards.iter().filter(|guard| guard.asks_who()) {
                after.entry(guard.site).or_default().push(event);
                gather_lookups(guard, &mut lookups);
            }
        }
        // By the function, the tests that stand in it.
        let mut inside: BTreeMap<Site, Vec<Site>> = BTreeMap::new();
        let mut functions = BTreeSet::new();
        for event in code.events_of(entry.id) {
            for (depth, hop) in event.hops.iter().enumerate() {
                let tests = inside.entry(hop.callee).or_insert_with(|| {
                    after.keys().copied().filter(|site| code.is_within(*site, hop.callee)).collect()
                });
                for test in tests.iter() {
                    let outlives = |head: Site| {
                        after[test].iter().any(|event| event.hops.iter().all(|hop| hop.callee != head))
                    };
                    let above = event.hops[..=depth].iter().map(|hop| hop.callee);
                    let new: Vec<Site> = above.filter(|head| !functions.contains(head)).collect();
                    functions.extend(new.into_iter().filter(|head| outlives(*head)));
                }
            }
        }
        Self { tests: after.into_keys().collect(), functions, lookups }
    }

    /// Whether something is the look-up itself, or is done in a function that asks who calls, by its name and by what it
    /// tests.
    pub(crate) fn holds(&self, code: &Analysis, entry: &Entry, event: &Event) -> bool {
        let is_named_so = |name: &str| words(name).iter().any(|word| WORDS.contains(&word.as_str()));
        let tests_in = |head: Site| {
            self.functions.contains(&head) || self.tests.iter().any(|site| code.is_within(*site, head))
        };
        // Middleware is called by the framework: no call of the program leads there.
        let middleware = || (entry.handlers.len() > 1).then(|| code.function_around(event.site)).flatten();
        let in_middleware = || {
            middleware().is_some_and(|head| is_named_so(code.text(head).slice(head.span)) && tests_in(head))
        };
        !self.tests.is_empty()
            && (self.lookups.contains(&event.site)
                // What gives the key is called by what verifies: `jwt.Parse(token, keyOf)`.
                || event.hops.iter().any(|hop| self.lookups.contains(&hop.site))
                || event.hops.iter().any(|hop| is_named_so(&hop.function) && tests_in(hop.callee))
                || in_middleware())
    }
}

/// The calls whose answers were tested, on whichever way.
fn gather_lookups(guard: &Guard, into: &mut BTreeSet<Site>) {
    let call = guard.call.as_ref().filter(|_| guard.kind != GuardKind::Refused);
    into.extend(call.map(|call| call.site));
    if let Some(call) = call {
        gather_keys(&call.role(Role::Secret), into);
    }
    guard.ways().iter().flat_map(Guards::iter).for_each(|guard| gather_lookups(guard, into));
}

/// The calls that brought what a token is verified with: the secret of whoever a token says it is from is looked up before it is
/// known whether that is so.
fn gather_keys(secret: &Value, into: &mut BTreeSet<Site>) {
    for origin in secret.deep_origins().iter() {
        if let Source::Stored(fetched) | Source::Secret(_, Some(fetched)) = &origin.source {
            gather_chain(Some(&fetched.call), into);
        }
    }
    let Some(external) = secret.as_external() else { return };
    // A record that a library has not loaded yet: `Site.find_by!(client_key: issuer).shared_secret`.
    gather_chain(external.made_by.as_deref(), into);
    // A key that is made of a secret: `new Key($site->shared_secret, 'HS256')`.
    let made_with = external.made_with.iter().filter(|value| value.as_external().is_none());
    made_with.for_each(|value| gather_keys(value, into));
}

/// A call and those that it hangs on: `Site::where('client_key', $issuer)->first()`.
fn gather_chain(call: Option<&Call>, into: &mut BTreeSet<Site>) {
    let Some(call) = call else { return };
    into.insert(call.site);
    let made_by = call.receiver.as_external().and_then(|external| external.made_by.as_deref());
    gather_chain(made_by, into);
}
