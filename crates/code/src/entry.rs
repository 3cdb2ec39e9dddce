//! Entry points: where the outside reaches in, and who that may be.

use assay_source::Place;

use crate::ir::Name;
use crate::value::Value;

/// An entry, by its place in [`crate::Analysis::entries`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

impl EntryId {
    /// As an index into the list of entries.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A way into the app.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place in the list.
    pub id: EntryId,
    /// What names it for people: `resolver/getNotes`, `POST /api/notes`, a web trigger's key.
    pub name: Name,
    /// Who can invoke it; of several surfaces the least trusted.
    pub audience: Audience,
    /// Everyone who can, with the surface that lets them: an admin page and an issue panel may share a resolver.
    pub audiences: Vec<(Audience, Name)>,
    /// What is run where.
    pub side: Side,
    /// How it is invoked, which says what its handler is called with.
    pub invocation: Invocation,
    /// Where it is declared: the manifest's line, the registration.
    pub declared_at: Place,
    /// What is run: middleware in order, the handler last. Empty where nothing was found.
    pub handlers: Vec<Value>,
    /// Whether its handler was found.
    pub resolution: Resolution,
    /// The keys of the manifest's modules that lead to it.
    pub surfaces: Vec<Name>,
}

/// Who can invoke an entry, from the least trusted to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Anybody who can reach the network.
    Anonymous,
    /// An agent, with inputs a conversation chose, for any user.
    Agent,
    /// Any user of the product who can see the surface; they choose the payload freely.
    AnyUser,
    /// The same, where the product checked the user's administration of a project or space.
    ProjectAdmin,
    /// The same, where the product checked the user's administration of the site.
    Admin,
    /// A backend that signs its requests.
    Remote,
    /// The product, when something happens in it.
    ProductEvent,
    /// The platform, by the clock or from a queue.
    Schedule,
    /// The person whose browser it runs in.
    SamePerson,
    /// The developer, at a shell.
    Developer,
}

/// What runs where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// A function of the app on the platform.
    Backend,
    /// In a browser.
    FrontEnd,
    /// A server of the app's owner.
    Server,
}

/// How an entry is invoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invocation {
    /// A function defined with a resolver: one request with `payload` and `context`.
    Resolver,
    /// A function of the manifest called by a surface: payload, context.
    Function,
    /// An HTTP request through the platform: request, context.
    WebTrigger,
    /// An action of an agent: inputs, context.
    Action,
    /// An event of the product or the app's life: event, context.
    Event,
    /// A message of a queue: event with a body, context.
    Queue,
    /// By the clock: request, context.
    Schedule,
    /// Express and its like: request, response, next; of error handlers the error before them.
    Route,
    /// Koa: one context, next.
    KoaRoute,
    /// Hono: one context, next.
    HonoRoute,
    /// A `Request` and a context, answered with a `Response`.
    FetchHandler,
    /// An AWS Lambda: event, context.
    Lambda,
    /// A method of a Nest controller: its parameters are what their decorators say.
    Controller,
    /// A module that is loaded: a front end's root, a script.
    Module,
    /// A component that is drawn.
    Component,
}

/// Whether an entry's handler was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It was.
    Resolved,
    /// In part.
    Partly {
        /// What is missing.
        because: String,
    },
    /// It was not.
    Unresolved {
        /// Why.
        because: String,
    },
}
