//! How an assessment is told.
//!
//! In goes a [`Report`]: assessments, the catalogue they were judged by, who made them. Out comes text: for a
//! terminal, for machines, for people's files. One format is one file, and each is a pure function: the same
//! values give the same bytes. Nothing here decides anything, and nothing here reads or prints.

#![forbid(unsafe_code)]

mod bom;
mod catalogue;
mod code;
mod cyclonedx;
mod diff;
mod due;
mod entries;
mod explain;
mod figures;
mod fold;
mod frame;
mod fsrt;
mod graph;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod next;
mod oscal;
mod page;
mod paint;
mod questionnaire;
mod report;
mod sarif;
mod spdx;
mod text;
mod together;
mod uri;
mod uuid;

pub use bom::Bom;
pub use catalogue::{catalogue_human, catalogue_json, catalogue_markdown, catalogue_oscal};
pub use code::CodeView;
pub use cyclonedx::cyclonedx;
pub use diff::{DIFF_SCHEMA_ID, DiffReport, diff_human, diff_json, diff_markdown, diff_schema};
pub use entries::{ENTRIES_SCHEMA_ID, entries_human, entries_json};
pub use explain::{explain, explain_markdown};
pub use frame::diagnostics;
pub use fsrt::fsrt;
pub use graph::{graph_dot, graph_mermaid, graph_svg};
pub use html::html;
pub use human::{Detail, HumanOptions, human};
pub use json::{ReadError, SCHEMA_ID, json, read, schema};
pub use junit::junit;
pub use markdown::{MarkdownOptions, markdown};
pub use oscal::oscal;
pub use page::markdown_page;
pub use questionnaire::{
    Draft, QUESTIONNAIRE_SCHEMA_ID, questionnaire_human, questionnaire_json, questionnaire_markdown,
    questionnaire_schema,
};
pub use report::{DataSet, Pages, Report, Tool};
pub use sarif::{SarifOptions, sarif};
pub use spdx::spdx;
