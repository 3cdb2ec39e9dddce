//! What observers look at.

use assay_app::Manifest;
use assay_evidence::Subject;
use assay_source::{Place, RelPath, Tree};

use crate::transcript::{Call, Cause, End, Transcript};

/// A way into the app's backend code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// The key of the function.
    pub function: String,
    /// The name a resolver defines.
    pub name: Option<String>,
    /// Where it is declared.
    pub place: Option<Place>,
    /// Why it cannot be told what else this way leads to: the names a resolver defines are made at run time.
    pub unclear: Option<String>,
}

/// An app that ran, and what was seen of it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Its manifest.
    pub manifest: &'a Manifest,
    /// Its folder, to which files of the transcript are relative.
    pub root: &'a RelPath,
    /// Its files.
    pub tree: &'a Tree,
    /// The ways into its code.
    pub ways: &'a [Way],
    /// What was seen.
    pub transcript: &'a Transcript,
    /// What was looked at.
    pub subject: &'a Subject,
    /// Web triggers that are anonymous on purpose, as the app's makers say.
    pub anonymous: &'a [String],
}

impl Way {
    /// `resolver/read`.
    #[must_use]
    pub fn what(&self) -> String {
        match &self.name {
            Some(name) => format!("{}/{name}", self.function),
            None => self.function.clone(),
        }
    }

    /// Whether a call took it.
    pub(crate) fn is_taken_by(&self, call: &Call) -> bool {
        call.function == self.function && (self.name.is_none() || self.name == call.name)
    }
}

impl<'a> Scene<'a> {
    /// Where a function is declared; else where the manifest begins.
    pub(crate) fn place(&self, function: &str) -> Place {
        let key = self.manifest.function(function).and_then(|it| it.key.as_ref());
        key.map_or_else(|| self.manifest.head(), |key| self.manifest.place(key.span))
    }

    /// Why a way was not seen to its end; none where it was.
    pub(crate) fn missed(&self, way: &Way) -> Option<String> {
        let mut calls = self.transcript.calls.iter().filter(|call| way.is_taken_by(call)).peekable();
        if calls.peek().is_none() {
            return Some("nothing in this run called it".to_owned());
        }
        let mut why = "it gave no answer in this run";
        for call in calls {
            match (call.end, call.is_cut_short()) {
                (End::Answered, false) => return way.unclear.clone(),
                (_, true) => {
                    why = "it asked for something the local platform does not model or does not call"
                }
                _ => {}
            }
        }
        Some(why.to_owned())
    }

    /// The calls that somebody on a page caused, with who that was.
    pub(crate) fn of_users(&self) -> impl Iterator<Item = (&'a Call, &'a str)> {
        self.transcript.calls.iter().filter_map(|call| match &call.cause {
            Cause::User(who) => Some((call, who.as_str())),
            _ => None,
        })
    }
}
