//! What a call does to the world.

use serde::{Deserialize, Serialize};

/// What calling (or assigning to) something outside does. One effect each: what a thing mainly is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Asks Jira, Confluence or another product; `route` and `options` say what.
    ProductCall,
    /// Asks a product's GraphQL gateway.
    ProductQuery,
    /// Sends a request to a host the app names.
    Egress,
    /// Calls the app's own remote through the platform.
    RemoteCall,
    /// Calls the app's own backend from its front end.
    InvokeBackend,
    /// Makes an HTTP client with settings of its own.
    HttpClientCreate,
    /// Makes an address that goes into a product call without being encoded.
    RouteTrusted,
    /// Reads a value by its key.
    StorageRead,
    /// Writes a value by its key.
    StorageWrite,
    /// Removes a value by its key.
    StorageDelete,
    /// Lists values.
    StorageQuery,
    /// Reads a value from a store for secrets.
    SecretRead,
    /// Writes a value to a store for secrets.
    SecretWrite,
    /// Removes a value from a store for secrets.
    SecretDelete,
    /// Runs an SQL statement.
    Sql,
    /// Asks a database that takes objects for queries.
    Nosql,
    /// Opens a link to a database, cache, queue or mail server.
    Connect,
    /// Writes to a log.
    Log,
    /// Answers a request.
    Respond,
    /// Sends a browser elsewhere.
    Redirect,
    /// Turns text into markup of a page.
    HtmlWrite,
    /// Starts a process.
    Execute,
    /// Runs text as code.
    Evaluate,
    /// Loads native code.
    NativeCode,
    /// Starts a thread.
    Thread,
    /// Reads a file.
    FileRead,
    /// Writes a file.
    FileWrite,
    /// Compiles or renders text as a template.
    TemplateRender,
    /// Takes a token apart without verifying it.
    TokenDecode,
    /// Verifies a token.
    TokenVerify,
    /// Makes a token.
    TokenSign,
    /// Compares two values.
    Compare,
    /// Makes a digest.
    Hash,
    /// Makes a keyed digest.
    Mac,
    /// Encrypts.
    Encrypt,
    /// Decrypts.
    Decrypt,
    /// Asks the platform whether a user may do something.
    Authorize,
    /// Makes the thing that resolvers are registered with.
    ResolverCreate,
    /// Registers a function the front end can invoke.
    ResolverDefine,
    /// Hands the registered functions to the platform.
    ResolverDefinitions,
    /// Makes a server application or router.
    ServerCreate,
    /// Registers handlers for a method and path; `path` may be missing.
    RouteRegister,
    /// Registers middleware, or mounts a router.
    MiddlewareRegister,
    /// Offers agents a function that they call with arguments of their choice.
    ToolRegister,
    /// Hands a request to what offers agents functions.
    ToolServe,
    /// Starts to listen.
    Listen,
    /// Makes middleware with settings.
    MiddlewareCreate,
    /// Checks a value's shape.
    SchemaValidate,
    /// Makes a schema.
    SchemaCreate,
    /// Takes out what is dangerous in some context.
    Sanitize,
    /// Sets a cookie.
    CookieSet,
    /// Sets a header of a reply.
    HeaderSet,
    /// Says which origins may read replies.
    Cors,
    /// Makes a session.
    SessionCreate,
    /// Puts work into a queue.
    QueuePush,
    /// Publishes an event.
    EventPublish,
    /// Changes who may do what, or who somebody is.
    IdentityWrite,
    /// Draws a random value.
    Random,
    /// Keeps a value in the browser, open to every script of the page.
    BrowserStorageWrite,
    /// Reads such a value.
    BrowserStorageRead,
    /// Keeps data where a product's users can read it (Trello's `t.set`, entity properties of the bridge).
    SharedStorageWrite,
    /// Reads such data.
    SharedStorageRead,
    /// Copies properties from one object into another, nested ones too.
    DeepMerge,
    /// Copies properties from one object into another.
    Merge,
    /// Makes a regular expression from text.
    PatternCompile,
    /// Reads objects back from text in a way that can run code.
    Deserialize,
    /// Sends a prompt to a language model.
    ModelPrompt,
    /// Sends mail.
    MailSend,
    /// Draws a front end.
    RenderRoot,
    /// Opens or shows something in the product's page.
    ShowInProduct,
    /// Asks for consent of a user at an authorisation server.
    OauthAuthorize,
    /// Posts a message to another window.
    PostMessage,
    /// Starts work that outlives the call: a timer, a listener.
    Later,
}

impl Effect {
    /// True where it changes something that outlives the call, outside the product APIs and the network: there the
    /// method says.
    pub fn writes(self) -> bool {
        matches!(
            self,
            Self::StorageWrite
                | Self::StorageDelete
                | Self::SecretWrite
                | Self::SecretDelete
                | Self::FileWrite
                | Self::QueuePush
                | Self::EventPublish
                | Self::IdentityWrite
                | Self::MailSend
        )
    }
}

/// As whom a product is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// As the app: what it may do is not limited to what a user may.
    App,
    /// As the user of the invocation.
    User,
    /// As a user the code names.
    NamedUser,
    /// As nobody.
    None,
}
