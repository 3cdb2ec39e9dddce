//! From files to [`Catalogue`].

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    Claim, ClaimId, Control, ControlId, Duty, DutyId, FactCard, FactId, Method, Requirement, RequirementId,
    Revision, Table,
};

const REQUIREMENTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/requirements.rs"));

/// The texts a catalogue is made from, each with its file name for error messages.
#[derive(Debug, Clone)]
pub struct CatalogueFiles<'a> {
    /// One per requirement.
    pub requirements: Vec<(&'a str, &'a str)>,
    /// Every claim.
    pub claims: &'a str,
    /// Every control.
    pub controls: &'a str,
    /// Every fact.
    pub facts: &'a str,
    /// The editions.
    pub revisions: &'a str,
}

/// Why the files do not make a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// A file cannot be read.
    #[error("{file}: {why}")]
    Syntax {
        /// The file.
        file: String,
        /// The reader's words, with line and column.
        why: String,
    },
    /// Something is named that does not exist, or twice.
    #[error("{at}: {why}")]
    Inconsistent {
        /// The requirement or duty.
        at: String,
        /// What is wrong.
        why: String,
    },
}

/// Every requirement, claim, control and fact, checked against each other.
#[derive(Debug, Clone)]
pub struct Catalogue {
    requirements: BTreeMap<RequirementId, Requirement>,
    claims: BTreeMap<ClaimId, Claim>,
    controls: BTreeMap<ControlId, Control>,
    facts: BTreeMap<FactId, FactCard>,
    revisions: Vec<Revision>,
}

impl Catalogue {
    /// The catalogue that comes with this build.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Catalogue> = LazyLock::new(|| {
            let files = CatalogueFiles {
                requirements: REQUIREMENTS.to_vec(),
                claims: include_str!("../data/claims.toml"),
                controls: include_str!("../data/controls.toml"),
                facts: include_str!("../data/facts.toml"),
                revisions: include_str!("../data/revisions.toml"),
            };
            Catalogue::read(&files).expect("the bundled files are checked by this crate's tests")
        });
        &BUNDLED
    }

    /// Reads and checks a catalogue.
    ///
    /// # Errors
    /// The first [`CatalogueError`]: a file that cannot be read, a claim, control, fact or twin that is named
    /// and not described, a duty without claims or proofs, a proof by a method none of its claims allows, a
    /// claim no method of the duty's proofs can reach, an id that does not fit its file name.
    pub fn read(files: &CatalogueFiles<'_>) -> Result<Self, CatalogueError> {
        #[derive(Deserialize)]
        struct Revisions {
            revision: Vec<Revision>,
        }
        let mut catalogue = Self {
            requirements: BTreeMap::new(),
            claims: parse("claims.toml", files.claims)?,
            controls: parse("controls.toml", files.controls)?,
            facts: parse("facts.toml", files.facts)?,
            revisions: parse::<Revisions>("revisions.toml", files.revisions)?.revision,
        };
        for (file, text) in &files.requirements {
            let requirement: Requirement = parse(file, text)?;
            let id = requirement.id.clone();
            let stem = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
            if stem != Some(&id.to_string()) {
                return Err(inconsistent(file, format!("the file is not named after its id {id}")));
            }
            if catalogue.requirements.insert(id.clone(), requirement).is_some() {
                return Err(inconsistent(file, format!("{id} is described twice")));
            }
        }
        for (id, claim) in &catalogue.claims {
            if let Some(fact) = claim.applies.facts().find(|fact| !catalogue.facts.contains_key(fact)) {
                return Err(inconsistent(&id.0, format!("the fact `{fact}` is not described")));
            }
        }
        catalogue.requirements.values().try_for_each(|requirement| catalogue.check(requirement))?;
        Ok(catalogue)
    }

    fn check(&self, requirement: &Requirement) -> Result<(), CatalogueError> {
        let id = &requirement.id;
        let wrong = |why: String| Err(inconsistent(&id.to_string(), why));
        if requirement.duties.is_empty() {
            return wrong("it has no duty".to_owned());
        }
        if let Some(twin) = requirement.twins.iter().find(|twin| !self.requirements.contains_key(twin)) {
            return wrong(format!("its twin {twin} does not exist"));
        }
        if !requirement.twins.is_empty() && id.table() != Table::All {
            return wrong("only a row of ALL has twins".to_owned());
        }
        for (duty, expected) in requirement.duties.iter().zip('a'..='z') {
            if duty.letter != expected {
                return wrong(format!("duty `{}` stands where `{expected}` is due", duty.letter));
            }
            self.check_duty(requirement, duty)?;
        }
        Ok(())
    }

    fn check_duty(&self, requirement: &Requirement, duty: &Duty) -> Result<(), CatalogueError> {
        let at = format!("{}.{}", requirement.id, duty.letter);
        let wrong = |why: String| Err(inconsistent(&at, why));
        if duty.claims.is_empty() && !duty.platform_provided {
            return wrong("it rests on no claim".to_owned());
        }
        if duty.proofs.iter().any(Vec::is_empty) || (duty.proofs.is_empty() && !duty.platform_provided) {
            return wrong("it has no proof, or an empty one: nothing would make it pass".to_owned());
        }
        for claim in duty.claims.iter().chain(&duty.defeaters) {
            let Some(card) = self.claims.get(claim) else {
                return wrong(format!("the claim `{claim}` is not described"));
            };
            let reached = |proof: &Vec<Method>| proof.iter().any(|method| card.methods.contains(method));
            if duty.claims.contains(claim) && !duty.proofs.iter().all(reached) {
                return wrong(format!(
                    "a proof cannot reach the claim `{claim}`: no method of it is the claim's"
                ));
            }
        }
        if let Some(control) = duty.enforced_by.iter().find(|control| !self.controls.contains_key(control)) {
            return wrong(format!("the control `{control}` is not described"));
        }
        let facts = requirement.applies.facts().chain(duty.applies.facts());
        match facts.into_iter().find(|fact| !self.facts.contains_key(fact)) {
            Some(fact) => wrong(format!("the fact `{fact}` is not described")),
            None => Ok(()),
        }
    }

    /// Every requirement in the order of its id.
    pub fn requirements(&self) -> impl Iterator<Item = &Requirement> {
        self.requirements.values()
    }

    /// One requirement.
    pub fn requirement(&self, id: &RequirementId) -> Option<&Requirement> {
        self.requirements.get(id)
    }

    /// One duty.
    pub fn duty(&self, id: &DutyId) -> Option<&Duty> {
        self.requirement(&id.requirement)?.duties.iter().find(|duty| duty.letter == id.letter)
    }

    /// Every duty with its id, in order.
    pub fn duties(&self) -> impl Iterator<Item = (DutyId, &Requirement, &Duty)> {
        self.requirements.values().flat_map(|requirement| {
            requirement.duties.iter().map(move |duty| {
                (DutyId { requirement: requirement.id.clone(), letter: duty.letter }, requirement, duty)
            })
        })
    }

    /// Every claim by its id.
    pub fn claims(&self) -> impl Iterator<Item = (&ClaimId, &Claim)> {
        self.claims.iter()
    }

    /// One claim.
    pub fn claim(&self, id: &ClaimId) -> Option<&Claim> {
        self.claims.get(id)
    }

    /// Claims that no duty rests on: what speaks against them is advice beyond the table.
    pub fn beyond_the_table(&self) -> impl Iterator<Item = &ClaimId> {
        let rests_on = |claim: &&ClaimId| {
            let mut duties = self.requirements.values().flat_map(|requirement| &requirement.duties);
            duties.any(|duty| duty.claims.contains(claim) || duty.defeaters.contains(claim))
        };
        self.claims.keys().filter(move |claim| !rests_on(claim))
    }

    /// The rows that somebody else's list calls `id`.
    pub fn aliased<'a>(&'a self, list: &'a str, id: &'a str) -> impl Iterator<Item = &'a Requirement> {
        let named = move |requirement: &&Requirement| {
            requirement.aliases.iter().any(|alias| alias.list == list && alias.id == id)
        };
        self.requirements().filter(named)
    }

    /// Every control by its id.
    pub fn controls(&self) -> impl Iterator<Item = (&ControlId, &Control)> {
        self.controls.iter()
    }

    /// Every fact that rows may ask for.
    pub fn facts(&self) -> impl Iterator<Item = (&FactId, &FactCard)> {
        self.facts.iter()
    }

    /// The editions of the requirements, newest first.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|error| CatalogueError::Syntax {
        file: file.to_owned(),
        why: error.to_string().trim_end().to_owned(),
    })
}

fn inconsistent(at: &str, why: String) -> CatalogueError {
    CatalogueError::Inconsistent { at: at.to_owned(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_files_make_a_catalogue() {
        let files = CatalogueFiles {
            requirements: REQUIREMENTS.to_vec(),
            claims: include_str!("../data/claims.toml"),
            controls: include_str!("../data/controls.toml"),
            facts: include_str!("../data/facts.toml"),
            revisions: include_str!("../data/revisions.toml"),
        };
        if let Err(error) = Catalogue::read(&files) {
            panic!("{error}");
        }
    }
}
