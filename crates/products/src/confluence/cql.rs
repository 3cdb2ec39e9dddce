//! Fields of pages, as CQL names and compares them.

use super::{Page, view};
use crate::{
    call::Call,
    query::{Fields, Mistake, Word},
};

/// Pages, as somebody searches them.
pub(super) struct Cql<'a, 'b>(pub(super) &'a Call<'b>);

impl Fields<Page> for Cql<'_, '_> {
    fn values(&self, page: &Page, field: &str) -> Result<Vec<String>, Mistake> {
        let confluence = &self.0.site.confluence;
        Ok(match field {
            "type" => vec!["page".to_owned()],
            "space" | "space.key" => vec![page.space.clone()],
            "space.id" => confluence.space(&page.space).into_iter().map(|it| it.id.clone()).collect(),
            "id" | "content" => vec![page.id.clone()],
            "title" => vec![page.title.clone()],
            "text" | "sitesearch" => vec![page.title.clone(), view::plain(&page.body)],
            "label" => page.labels.clone(),
            "creator" | "contributor" => vec![page.author.clone()],
            "created" => vec![page.created.clone()],
            "lastmodified" => vec![page.updated.clone()],
            "parent" => page.parent.iter().cloned().collect(),
            "ancestor" => {
                let mut above = Vec::new();
                let mut parent = page.parent.as_ref();
                while let Some(id) = parent.filter(|_| above.len() < confluence.pages.len()) {
                    above.push(id.clone());
                    parent =
                        confluence.pages.iter().find(|it| it.id == *id).and_then(|it| it.parent.as_ref());
                }
                above
            }
            unknown => return Err(Mistake::Unmodelled(format!("the CQL field {unknown}"))),
        })
    }

    fn value(&self, _: &str, word: &Word) -> Result<Option<String>, Mistake> {
        Ok(Some(match word {
            Word::Empty => return Ok(None),
            Word::Function(name) if name == "currentuser" => self.0.account().unwrap_or_default().to_owned(),
            Word::Function(name) => return Err(Mistake::Unmodelled(format!("the CQL function {name}()"))),
            Word::Text(text) => text.clone(),
        }))
    }
}
