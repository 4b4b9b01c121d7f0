//! Times as the platform writes them: `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai, which is eight hours ahead of UTC and has no
//! summer time.

use circles_domain::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

const FORMAT: &str = "%Y-%m-%d %H:%M:%S";
const ZONE: Offset = jiff::tz::offset(8);

/// `2026-11-27 12:00:00`.
pub fn text(at: Timestamp) -> String {
    civil(at).strftime(FORMAT).to_string()
}

/// `2026-11-27`: the civil day of `at`.
pub fn day(at: Timestamp) -> String {
    civil(at).date().to_string()
}

/// The moment that is written so.
pub fn read(text: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime(FORMAT, text).ok()?;
    let at = civil.to_zoned(TimeZone::fixed(ZONE)).ok()?;
    Some(Timestamp::from_micros(at.timestamp().as_microsecond()))
}

fn civil(at: Timestamp) -> DateTime {
    let at = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    ZONE.to_datetime(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_that_of_shanghai() {
        let at = Timestamp::from_micros(1_795_752_000_123_456);
        assert_eq!((text(at).as_str(), day(at).as_str()), ("2026-11-27 12:00:00", "2026-11-27"));
        assert_eq!(read("2026-11-27 12:00:00"), Some(Timestamp::from_micros(1_795_752_000_000_000)));
        // Still the day before in UTC.
        assert_eq!(day(read("2026-11-28 00:00:00").unwrap()), "2026-11-28");
        for bad in ["", "2026-11-27", "2026-11-27T12:00:00", "2026-13-01 00:00:00", "2026-11-27 12:00:00 "] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
