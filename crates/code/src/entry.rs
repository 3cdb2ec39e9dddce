//! Entry points: where the outside reaches in, and who that may be.

mod annotated;
mod aspnet;
mod aspnet_filters;
mod controllers;
pub(crate) mod conventions;
mod documents;
mod front_ends;
mod functions;
mod laravel;
mod loaded;
mod named;
mod netlify;
mod pages;
mod rails;
mod resolvers;
pub(crate) mod routes;
mod spring;
mod spring_filters;
mod symfony;
mod tools;

use assay_app::App;
use assay_source::Place;

pub use conventions::NEXT_HEADERS;
pub(crate) use loaded::{Decorated, DecoratedMember, Loaded};

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
    /// What is run: middleware in order, the handler last; guards of controllers are functions that refuse by what
    /// they return. Of front ends the namespaces of their root modules. Empty where nothing was found.
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
    /// What a server offers agents, which call it with arguments of their choice.
    Tool,
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
    /// A server action of Next: whoever opens the app's pages calls it with arguments of their choice.
    ServerAction,
    /// An AWS Lambda: event, context.
    Lambda,
    /// A method of a Nest controller: its parameters are what their decorators say.
    Controller,
    /// A function or method in another language, whose parameters a framework fills by their annotations, types and names;
    /// it answers by what it returns.
    View,
    /// A file that runs when it is asked for.
    Page,
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

/// An entry before it has its place in the list.
#[derive(Debug, Clone)]
struct Found {
    name: Name,
    audiences: Vec<(Audience, Name)>,
    side: Side,
    invocation: Invocation,
    declared_at: Place,
    handlers: Vec<Value>,
    resolution: Resolution,
}

/// Every way into an app, given what loading its program showed: the manifest's functions, routes of servers,
/// controllers, handlers by convention, front ends. In the order of their names within each of these.
pub(crate) fn entries(app: &App, loaded: &Loaded<'_>) -> Vec<Entry> {
    let mut found = Vec::new();
    for mut group in [
        functions::functions(app, loaded),
        front_ends::front_ends(app, loaded),
        documents::documents(app, loaded),
        routes::routes(app, loaded),
        controllers::controllers(app, loaded),
        annotated::annotated(app, loaded),
        aspnet::controllers(app, loaded),
        conventions::conventions(app, loaded),
        netlify::functions(app, loaded),
        pages::pages(app, loaded),
        rails::rails(app, loaded),
        laravel::laravel(app, loaded),
        tools::tools(loaded),
    ] {
        group.sort_by(|a, b| {
            (&a.name, a.invocation, &a.declared_at).cmp(&(&b.name, b.invocation, &b.declared_at))
        });
        found.extend(group);
    }
    found.into_iter().enumerate().map(|(index, found)| found.at(EntryId(index as u32))).collect()
}

impl Found {
    fn at(mut self, id: EntryId) -> Entry {
        self.audiences.sort();
        self.audiences.dedup();
        let widest = self.audiences.first().map_or(Audience::AnyUser, |(audience, _)| *audience);
        // Whoever sees a page, it runs in that person's own browser; who can open it is said beside.
        let audience = if self.side == Side::FrontEnd { Audience::SamePerson } else { widest };
        let mut surfaces: Vec<Name> = self.audiences.iter().map(|(_, surface)| surface.clone()).collect();
        surfaces.sort();
        surfaces.dedup();
        Entry {
            id,
            name: self.name,
            audience,
            audiences: self.audiences,
            side: self.side,
            invocation: self.invocation,
            declared_at: self.declared_at,
            handlers: self.handlers,
            resolution: self.resolution,
            surfaces,
        }
    }
}

impl Resolution {
    fn unresolved(because: impl Into<String>) -> Self {
        Self::Unresolved { because: because.into() }
    }

    fn partly(because: impl Into<String>) -> Self {
        Self::Partly { because: because.into() }
    }
}
