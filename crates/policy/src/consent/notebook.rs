//! Where differences are written down.

use std::collections::BTreeSet;

use assay_source::{Span, redact_line};

use super::{
    Certainty, Change, Environment, Open,
    turnover::{Turn, turn},
};
use crate::{Grants, Kind, grants::Flag, unknown::unknowns};

/// Both versions, and the differences found so far.
pub(super) struct Notebook<'g> {
    pub(super) old: &'g Grants,
    pub(super) new: &'g Grants,
    pub(super) environment: Environment,
    pub(super) changes: Vec<Change>,
    kept: BTreeSet<String>,
}

/// A difference before it is dressed up.
pub(super) struct Draft {
    kind: Kind,
    what: String,
    gives: Option<String>,
    before: Option<Span>,
    after: Option<Span>,
    open: Option<Open>,
}

impl Draft {
    /// `what` is one plain sentence without a full stop.
    pub(super) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), gives: None, before: None, after: None, open: None }
    }

    /// What an admin newly gives.
    pub(super) fn gives(mut self, words: impl Into<String>) -> Self {
        self.gives = Some(words.into());
        self
    }

    /// Where it stood in the old version.
    pub(super) fn before(mut self, span: impl Into<Option<Span>>) -> Self {
        self.before = span.into();
        self
    }

    /// Where it stands in the new version.
    pub(super) fn after(mut self, span: impl Into<Option<Span>>) -> Self {
        self.after = span.into();
        self
    }

    /// It cannot be told, where there is a reason.
    pub(super) fn open(mut self, open: Option<Open>) -> Self {
        self.open = open.or(self.open);
        self
    }
}

impl<'g> Notebook<'g> {
    pub(super) fn new(old: &'g Grants, new: &'g Grants, environment: Environment) -> Self {
        Self { old, new, environment, changes: Vec::new(), kept: BTreeSet::new() }
    }

    /// Writes down something that is there now and was not before: open where the old manifest could not be
    /// read whole.
    pub(super) fn came(&mut self, draft: Draft) {
        let open = (!self.old.complete).then_some(Open::OldUnreadable);
        self.note(draft, open);
    }

    /// Writes down something that was there and is no longer: open where the new manifest could not be read
    /// whole.
    pub(super) fn went(&mut self, draft: Draft) {
        let open = (!self.new.complete).then_some(Open::NewUnreadable);
        self.note(draft, open);
    }

    /// Writes down something that stands in both versions and differs, perhaps by what is not said: open where
    /// either manifest could not be read whole.
    pub(super) fn differs(&mut self, draft: Draft) {
        let open = self.unreadable();
        self.note(draft, open);
    }

    /// The reason why what is not said in one of the manifests may be said all the same.
    pub(super) fn unreadable(&self) -> Option<Open> {
        match (self.old.complete, self.new.complete) {
            (_, false) => Some(Open::NewUnreadable),
            (false, true) => Some(Open::OldUnreadable),
            (true, true) => None,
        }
    }

    /// Writes down what became of a switch: `on` where it was or may have been switched on, `off` where it was
    /// switched off.
    pub(super) fn switched(&mut self, old: &Flag, new: &Flag, on: impl Fn() -> Draft, off: Option<Draft>) {
        let span = |flag: &Flag| match flag {
            Flag::On(span) => Some(*span),
            Flag::Unknown(text) => Some(text.span),
            Flag::Off => None,
        };
        match turn(old, new, self.environment) {
            Turn::Same => {
                if let (Flag::Unknown(old), Flag::Unknown(_)) = (old, new) {
                    self.keeps(&old.value);
                }
            }
            Turn::On => self.differs(on().after(span(new))),
            Turn::MaybeOn(open) => self.differs(on().before(span(old)).after(span(new)).open(Some(open))),
            Turn::Off => {
                if let Some(off) = off {
                    self.went(off.before(span(old)));
                }
            }
        }
    }

    /// Remembers variables that stand in both versions alike.
    pub(super) fn keeps(&mut self, text: &str) {
        self.kept.extend(unknowns(text));
    }

    /// The differences, and the variables on which what stayed depends.
    pub(super) fn end(self) -> (Vec<Change>, Vec<String>) {
        (self.changes, self.kept.into_iter().collect())
    }

    fn note(&mut self, draft: Draft, unreadable: Option<Open>) {
        let certainty = match draft.open.or(unreadable) {
            Some(open) => Certainty::Open(open),
            None if draft.kind.source().is_some() => Certainty::Documented,
            None => Certainty::Assumed,
        };
        self.changes.push(Change {
            kind: draft.kind,
            what: redact_line(&draft.what).into_owned(),
            gives: draft.gives.map(|words| redact_line(&words).into_owned()),
            before: draft.before.map(|span| self.old.place(span)),
            after: draft.after.map(|span| self.new.place(span)),
            certainty,
        });
    }
}
