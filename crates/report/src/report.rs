//! What every format is given.

use std::collections::BTreeMap;

use assay_catalogue::Catalogue;
use assay_evidence::InstrumentId;
use assay_verdict::Assessment;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Some bundled data, by its name, and the day it is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DataSet {
    /// Its name.
    pub name: String,
    /// The day it is of.
    pub as_of: Date,
}

/// Who made the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version, after semver.
    pub version: String,
    /// The data it knows, with their dates.
    pub data: Vec<DataSet>,
}

/// Where the page of a rule, probe or control is found: Markdown, by id.
pub trait Pages {
    /// The page, if there is one.
    fn page(&self, instrument: &InstrumentId) -> Option<&str>;
}

/// No pages.
impl Pages for () {
    fn page(&self, _: &InstrumentId) -> Option<&str> {
        None
    }
}

impl<T: AsRef<str>> Pages for BTreeMap<InstrumentId, T> {
    fn page(&self, instrument: &InstrumentId) -> Option<&str> {
        self.get(instrument).map(AsRef::as_ref)
    }
}

/// Everything a format may tell: assessments in the order they are shown, and what they rest on.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// Who made it.
    pub tool: &'a Tool,
    /// What the apps were judged by.
    pub catalogue: &'a Catalogue,
    /// One per app.
    pub assessments: &'a [Assessment],
    /// Pages of the instruments, for formats that carry help along.
    pub pages: &'a dyn Pages,
}
