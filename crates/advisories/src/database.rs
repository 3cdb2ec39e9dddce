//! The database: built once from published records, opened by one read, asked by package and version.

mod build;
mod image;
mod layout;
mod lookup;
mod metadata;

use std::sync::LazyLock;

use jiff::{Span, civil::Date};

pub use build::Builder;
pub use image::{Advisory, DatabaseError};
pub use lookup::{Answer, Match};
pub use metadata::{Completeness, Counts, Metadata, Origin};

use crate::{Ecosystem, seed};
use image::Image;

/// Every advisory that is at hand: those that come with the build, and those the user brought.
///
/// An ecosystem that the user's data holds whole is answered by that alone: it is the newer word, and what it no
/// longer says was taken back.
#[derive(Debug)]
pub struct Database {
    seed: Image,
    imported: Option<Image>,
}

/// How much is known of an ecosystem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coverage {
    /// Nothing.
    None,
    /// Some of it: a match proves something, the lack of one nothing.
    Partial {
        /// The day the data is of.
        as_of: Date,
    },
    /// All of it, and too long ago.
    Stale {
        /// The day the data is of.
        as_of: Date,
    },
    /// All of it.
    Whole {
        /// The day the data is of.
        as_of: Date,
    },
}

impl Database {
    /// What comes with the build: a dated selection of grave advisories of npm and Maven, which can prove that
    /// something is wrong and never that all is well.
    pub fn bundled() -> &'static Self {
        static BUNDLED: LazyLock<Database> = LazyLock::new(|| {
            let image = Image::open(seed::build()).expect("the bundled data is opened by this crate's tests");
            Database { seed: image, imported: None }
        });
        &BUNDLED
    }

    /// What comes with the build, and beside it the bytes of a file that `assay data update` wrote.
    ///
    /// # Errors
    /// [`DatabaseError`] where the bytes are no such file, or not whole.
    pub fn with(imported: Vec<u8>) -> Result<Self, DatabaseError> {
        Ok(Self { seed: Self::bundled().seed.clone(), imported: Some(Image::open(imported)?) })
    }

    /// Where the data comes from and how much there is, the seed first.
    pub fn metadata(&self) -> impl Iterator<Item = &Metadata> {
        self.images().map(Image::metadata)
    }

    /// How much is known of an ecosystem on `today`, where data older than `oldest_days` is too old.
    pub fn coverage(&self, ecosystem: Ecosystem, today: Date, oldest_days: u16) -> Coverage {
        let origins = self.images().flat_map(|image| &image.metadata().origins);
        let about = origins.filter(|origin| origin.counts.contains_key(ecosystem.name()));
        let (whole, part): (Vec<_>, Vec<_>) = about.partition(|origin| origin.is_whole(ecosystem));
        let newest = |origins: &[&Origin]| origins.iter().map(|origin| origin.as_of).max();
        if let Some(as_of) = newest(&whole) {
            let oldest = today.saturating_sub(Span::new().days(i64::from(oldest_days)));
            return if as_of < oldest { Coverage::Stale { as_of } } else { Coverage::Whole { as_of } };
        }
        newest(&part).map_or(Coverage::None, |as_of| Coverage::Partial { as_of })
    }

    fn images(&self) -> impl Iterator<Item = &Image> {
        std::iter::once(&self.seed).chain(&self.imported)
    }

    /// The images that speak for an ecosystem.
    fn speaking(&self, ecosystem: Ecosystem) -> impl Iterator<Item = &Image> {
        let is_whole =
            |image: &Image| image.metadata().origins.iter().any(|origin| origin.is_whole(ecosystem));
        let seed = (!self.imported.as_ref().is_some_and(is_whole)).then_some(&self.seed);
        seed.into_iter().chain(&self.imported)
    }
}
