//! Advisories from where they are published.

use assay_probes::Download;
use jiff::civil::Date;

use crate::{DataError, Source};

impl Source {
    /// Fetches an archive from an `https://` address. It is of the day its server gives, where that is not later than
    /// `today`: a day to come would keep it fresh for longer than it is. `progress` is told the bytes that have come,
    /// and how many there are where the server says so.
    ///
    /// # Errors
    /// [`DataError::Download`].
    pub fn fetch(
        address: &str,
        download: &Download,
        today: Date,
        progress: impl FnMut(u64, Option<u64>),
    ) -> Result<Self, DataError> {
        let came = download.get(address, progress)?;
        let as_of = came.day.filter(|day| *day <= today);
        Ok(Self::Fetched { address: came.address, bytes: came.bytes, as_of })
    }
}
