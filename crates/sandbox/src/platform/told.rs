//! What can be asked of a platform afterwards.

use super::{Platform, held};
use crate::{decision::Record, error::Error};

impl Platform {
    /// Every decision since the directory was made, in its order.
    ///
    /// # Errors
    /// They cannot be read, or one could not be written.
    pub fn decisions(&self) -> Result<Vec<Record>, Error> {
        held(&self.records).read()
    }

    /// Writes a decision down.
    pub(crate) fn record(&self, record: &Record) {
        held(&self.records).write(record);
    }
}
