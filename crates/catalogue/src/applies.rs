//! When a row or a duty applies.

use serde::{Deserialize, Serialize};

use crate::{FactId, Facts, Truth};

/// An expression over facts: every one of `all`, at least one of `any` (where there are some), none of `none`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Applies {
    /// Each must hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<FactId>,
    /// One must hold; nothing is asked where the list is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<FactId>,
    /// None may hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub none: Vec<FactId>,
}

impl Applies {
    /// Whether it applies to an app with these facts.
    pub fn to(&self, facts: &Facts) -> Truth {
        let all = self.all.iter().map(|fact| facts.truth(fact)).fold(Truth::Yes, Truth::and);
        let any = match self.any.as_slice() {
            [] => Truth::Yes,
            any => any.iter().map(|fact| facts.truth(fact)).fold(Truth::No, Truth::or),
        };
        let none = self.none.iter().map(|fact| !facts.truth(fact)).fold(Truth::Yes, Truth::and);
        all.and(any).and(none)
    }

    /// The facts that make the answer what it is, with the reason each is held: those that alone forbid it
    /// where it does not apply, those nobody could tell where that is unknown.
    pub fn because(&self, facts: &Facts) -> String {
        let answer = self.to(facts);
        let positive = self.all.iter().chain(&self.any).map(|fact| (fact, facts.truth(fact)));
        let negative = self.none.iter().map(|fact| (fact, !facts.truth(fact)));
        let mut reasons: Vec<String> = positive
            .chain(negative)
            .filter(|(_, truth)| *truth == answer)
            .map(|(fact, _)| {
                facts.because(fact).map_or_else(|| format!("nobody looked for `{fact}`"), ToOwned::to_owned)
            })
            .collect();
        reasons.dedup();
        reasons.join("; ")
    }

    /// Every fact it names.
    pub fn facts(&self) -> impl Iterator<Item = &FactId> {
        self.all.iter().chain(&self.any).chain(&self.none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applies(all: &[&str], any: &[&str], none: &[&str]) -> Applies {
        let ids = |names: &[&str]| names.iter().map(|name| FactId::from(*name)).collect();
        Applies { all: ids(all), any: ids(any), none: ids(none) }
    }

    #[test]
    fn a_fact_nobody_looked_for_leaves_it_open() {
        let mut facts = Facts::default();
        facts.note("sql", Truth::Yes, "a sql module");
        assert_eq!(applies(&["sql"], &[], &[]).to(&facts), Truth::Yes);
        assert_eq!(applies(&["sql", "egress"], &[], &[]).to(&facts), Truth::Unknown);
        assert_eq!(applies(&[], &["sql", "egress"], &[]).to(&facts), Truth::Yes);
        assert_eq!(applies(&[], &[], &["sql"]).to(&facts), Truth::No);
        assert_eq!(applies(&[], &[], &[]).to(&facts), Truth::Yes);
    }

    #[test]
    fn the_reason_names_what_decided() {
        let mut facts = Facts::default();
        facts.note("sql", Truth::No, "the manifest has no `sql` module");
        let applies = applies(&["sql"], &[], &[]);
        assert_eq!(applies.because(&facts), "the manifest has no `sql` module");
    }
}
