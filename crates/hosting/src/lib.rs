//! How an app is served and where its data lies, as far as files of its repository say.
//!
//! In goes an [`App`](assay_app::App); out comes [`Hosting`]: the headers that web servers and platforms add to
//! replies, the protocols and suites they accept, the stores that are made for the app and how they are set up, the
//! variables it runs with. The files are those of nginx, Apache, Caddy, Tomcat and IIS, of Spring, Django, Rails and Symfony, of hosting platforms,
//! of Compose and Kubernetes, of Terraform and CloudFormation: many formats, few kinds of fact, so that a rule knows
//! no format.
//!
//! Nothing is judged here. What a file leaves to a variable is said to be unknown; a file that cannot be read leaves a
//! diagnostic and a gap, and the rest is read. All of the files are hostile: reading ends, whatever they hold.

#![forbid(unsafe_code)]

mod apache;
mod caddy;
mod cloudformation;
mod compose;
mod directive;
mod django;
mod facts;
mod file;
mod hcl;
mod helm;
mod hosting;
mod iis;
mod kubernetes;
mod manifest_yaml;
mod nelmio;
mod nginx;
mod node_settings;
mod platforms;
mod rails;
mod reading;
mod resources;
mod script;
mod spring;
mod terraform;
mod tomcat;
mod toml_tree;
mod variables;
mod xml;

pub use facts::{
    Address, AtRest, Breadth, CloudRuntime, Container, CookieSettings, Dropped, Entrance, Header, Opening,
    Protocols, Site, Store, Suites, Variable,
};
pub use file::Format;
pub use hosting::{Gap, Hosting};
pub use platforms::takes_all;

/// The value of `Strict-Transport-Security`: an age in seconds, and whether subdomains are in it (RFC 6797, section 6.1).
pub fn hsts(age: impl std::fmt::Display, with_subdomains: bool) -> String {
    format!("max-age={age}{}", if with_subdomains { "; includeSubDomains" } else { "" })
}
