//! What can be asked of a platform afterwards.

use super::{Platform, held};
use crate::{decision::Record, error::Error};

impl Platform {
    /// Every decision since the directory was made, in its order.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn decisions(&self) -> Result<Vec<Record>, Error> {
        held(&self.records).read()
    }
}

impl Platform {
    /// Writes a decision down. One that cannot be written is told at the next opening: the disk is full, or gone.
    pub(crate) fn record(&self, record: &Record) {
        let _ = held(&self.records).write(record);
    }
}
