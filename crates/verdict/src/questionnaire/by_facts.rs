//! Answers that can be read off an app.

use assay_catalogue::{Applies, Truth, questionnaire::FactBasis};
use assay_source::Place;

use super::{Certainty, Desk, Exhibit, ExhibitKind, Reply, Sketch};

impl Desk<'_> {
    /// The first list that certainly holds answers.
    pub(super) fn by_facts(&self, basis: &FactBasis) -> Sketch {
        let lists = [
            (&basis.yes, Reply::Yes, Certainty::Certain),
            (&basis.no, Reply::No, Certainty::Certain),
            (&basis.likely_yes, Reply::Yes, Certainty::Likely),
            (&basis.likely_no, Reply::No, Certainty::Likely),
        ];
        let facts = &self.bench.dossier.facts;
        let holding = lists.into_iter().find_map(|(alternatives, reply, certainty)| {
            let holds = alternatives.iter().find(|applies| applies.to(facts) == Truth::Yes)?;
            Some((holds, reply, certainty))
        });
        if let Some((applies, reply, certainty)) = holding {
            let evidence = self.holding(applies);
            let reasons: Vec<&str> = evidence.iter().map(|exhibit| exhibit.statement.as_str()).collect();
            let because = crate::duty::sentence(&reasons.join("; "));
            return Sketch { reply, certainty, because, evidence, needs: Vec::new() };
        }
        let lists = [&basis.yes, &basis.no, &basis.likely_yes, &basis.likely_no];
        let mut open: Vec<&str> = lists
            .into_iter()
            .flatten()
            .flat_map(Applies::facts)
            .filter(|fact| facts.truth(fact) == Truth::Unknown)
            .filter_map(|fact| facts.because(fact))
            .collect();
        open.sort_unstable();
        open.dedup();
        let mut blank = Sketch::blank(match open.as_slice() {
            [] => "What the app's files tell does not settle it.".to_owned(),
            reasons => crate::duty::sentence(&reasons.join("; ")),
        });
        // What speaks for one of the answers and does not suffice is where to look first.
        let named = || lists.into_iter().flatten().flat_map(|applies| applies.all.iter().chain(&applies.any));
        let known = Applies { all: named().cloned().collect(), ..Applies::default() };
        blank.evidence = self.holding(&known);
        blank.evidence.iter_mut().for_each(|exhibit| exhibit.kind = ExhibitKind::Doubt);
        blank
    }

    /// The facts that make an expression hold, each once.
    fn holding(&self, applies: &Applies) -> Vec<Exhibit> {
        let facts = &self.bench.dossier.facts;
        let positive = applies.all.iter().chain(&applies.any).map(|fact| (fact, Truth::Yes));
        let negative = applies.none.iter().map(|fact| (fact, Truth::No));
        let mut shown: Vec<Exhibit> = Vec::new();
        for (fact, wanted) in positive.chain(negative) {
            let Some(because) = facts.because(fact).filter(|_| facts.truth(fact) == wanted) else { continue };
            if shown.iter().all(|exhibit| exhibit.statement != because) {
                shown.push(self.fact(because));
            }
        }
        shown
    }

    /// What was read off the app.
    pub(super) fn fact(&self, because: &str) -> Exhibit {
        let place = Some(self.place_of(because));
        Exhibit { kind: ExhibitKind::Fact, statement: because.to_owned(), place, by: None, note: None }
    }

    /// Where a fact stands: the entry that decided the app's type, where the reason is the same; else the file
    /// that makes it an app.
    fn place_of(&self, because: &str) -> Place {
        let app = &self.bench.dossier.app;
        let reason = app.types.iter().find(|reason| reason.because == because);
        reason.map_or_else(|| Place::file(app.main_file.clone()), |reason| reason.place.clone())
    }
}
