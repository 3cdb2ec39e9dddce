//! Yarn 2 and later: YAML.
//!
//! Source: Yarn documentation, protocols; yarnpkg/berry, `Project.ts`, `generateLockfile`.

use std::sync::Arc;

use assay_source::SourceText;

use super::entry::{Wish, YarnEntry};
use crate::{
    Purpose,
    block_yaml::{self, Block, Pair},
    reading::Reading,
};

pub(super) fn entries<'t>(reading: &mut Reading<'_>, text: &'t Arc<SourceText>) -> Vec<YarnEntry<'t>> {
    match block_yaml::read_any(text) {
        Ok(root) => {
            let pairs = root.pairs().iter().filter(|pair| pair.key != "__metadata");
            pairs.map(|pair| entry(text, pair)).collect()
        }
        Err(mut diagnostics) => {
            let place = diagnostics.first().and_then(|it| it.labels.first()).map(|label| label.place.clone());
            reading.gap(format!("`{}`", text.path()), "it cannot be read to its end", place);
            reading.diagnostics.append(&mut diagnostics);
            Vec::new()
        }
    }
}

fn entry<'t>(text: &'t SourceText, pair: &Pair<'_>) -> YarnEntry<'t> {
    let value = &pair.value;
    let owned = |key| value.text_of(key).map(ToOwned::to_owned);
    let is_optional = |name: &str| {
        value
            .get("dependenciesMeta")
            .and_then(|meta| meta.get(name))
            .is_some_and(|meta| meta.is_true("optional"))
    };
    let dependencies = value.get("dependencies").map(Block::pairs).unwrap_or_default();
    let wants = dependencies.iter().filter_map(|wish| {
        let purpose = if is_optional(&wish.key) { Purpose::Optional } else { Purpose::Production };
        Some(Wish { name: wish.key.clone().into_owned(), range: wish.value.text()?.to_owned(), purpose })
    });
    YarnEntry {
        descriptors: pair.key.split(", ").map(ToOwned::to_owned).collect(),
        at: text.slice(pair.span),
        version: owned("version"),
        resolved: owned("resolution"),
        // Its checksum is of the archive as Yarn repacks it, which nobody else could compare.
        integrity: None,
        wants: wants.collect(),
    }
}
