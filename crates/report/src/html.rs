//! For people who were not there: one file a security lead sends to a customer or to their boss.
//!
//! What fails, what nobody looked at and what to do next stand on the first screen; below, every row of the
//! tables that apply with its reason, the findings with their lines, a map of what the app opens and reaches,
//! what people vouch for and decided to live with, and who looked at what. The file loads nothing and runs
//! nothing, and says so to the browser itself: a content policy that allows its one style sheet, by its digest.
//!
//! Markup is written with `maud`, which closes every element, quotes every attribute and escapes every splice.
//! What an app's author wrote goes through [`words`] besides, which shows invisible characters instead of
//! obeying them. `PreEscaped` is used for our own style sheet alone.

mod about;
mod addresses;
mod finding;
mod frame;
mod glance;
mod look;
mod map;
mod mark;
mod matrix;
mod page;
mod pen;
mod people;
mod policy;
mod words;

use crate::Report;

/// Tells the assessments as one HTML document that needs nothing beside it.
///
/// No script, no address that is fetched; links lead within the page, and to what an attestation names with
/// `https:` or `http:`. The same report gives the same bytes.
pub fn html(report: &Report<'_>) -> String {
    page::page(report).into_string()
}
