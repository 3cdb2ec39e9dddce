//! Which day it is.

use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The day that was asked for, else `SOURCE_DATE_EPOCH`, else today in UTC.
pub(crate) fn today(asked: Option<Date>) -> Result<Date> {
    if let Some(date) = asked {
        return Ok(date);
    }
    let timestamp = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let wrong =
                || format!("SOURCE_DATE_EPOCH is `{seconds}`; a number of seconds since 1970 is needed");
            let seconds: i64 = seconds.trim().parse().with_context(wrong)?;
            Timestamp::from_second(seconds).with_context(wrong)?
        }
        Err(_) => Timestamp::now(),
    };
    Ok(timestamp.to_zoned(TimeZone::UTC).date())
}
