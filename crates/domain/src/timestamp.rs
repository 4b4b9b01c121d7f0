//! Points in time: Unix microseconds inside, RFC 3339 in UTC with six fraction digits and `Z` on the wire.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, format = "date-time"))]
pub struct Timestamp(i64);

impl Timestamp {
    /// From Unix microseconds.
    #[must_use]
    pub const fn from_micros(us: i64) -> Self {
        Self(us)
    }
    /// As Unix microseconds.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }
    /// This point moved by `seconds` (saturating).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    /// Whole seconds from `earlier` to this point, negative if it is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / 1_000_000
    }
    /// The civil day in Asia/Shanghai as `YYYYMMDD`: the day that daily limits count by.
    #[must_use]
    pub fn shanghai_day(self) -> i64 {
        // China has kept one zone without summer time (UTC+8) since 1991.
        let day = self.shanghai_date();
        i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
    }
    /// The moment at which the next civil day in Asia/Shanghai begins.
    #[must_use]
    pub const fn end_of_shanghai_day(self) -> Self {
        Self(self.0 - self.0.rem_euclid(1_000_000)).plus_seconds(self.seconds_of_shanghai_day_left())
    }
    /// The moment at which the next civil month in Asia/Shanghai begins.
    #[must_use]
    pub fn end_of_shanghai_month(self) -> Self {
        let day = self.shanghai_date();
        let days_left = i64::from(day.days_in_month()) - i64::from(day.day());
        self.end_of_shanghai_day().plus_seconds(days_left * 86_400)
    }
    fn shanghai_date(self) -> jiff::civil::Date {
        let shifted = jiff::Timestamp::from_microsecond(self.0.saturating_add(8 * 3_600 * 1_000_000))
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        jiff::tz::TimeZone::UTC.to_datetime(shifted).date()
    }
    /// Whole seconds until the next civil day in Asia/Shanghai, 1 to 86,400.
    #[must_use]
    pub const fn seconds_of_shanghai_day_left(self) -> i64 {
        let second = self.0.saturating_add(8 * 3_600 * 1_000_000).div_euclid(1_000_000);
        86_400 - second.rem_euclid(86_400)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let t = jiff::Timestamp::from_microsecond(self.0).map_err(|_| std::fmt::Error)?;
        write!(f, "{t:.6}")
    }
}

impl std::str::FromStr for Timestamp {
    type Err = jiff::Error;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        s.parse::<jiff::Timestamp>().map(|t| Self(t.as_microsecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom("not an RFC 3339 time"))
    }
}

/// Where the time comes from: the machine, or a test.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock; the one place that reads it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock that all others must use")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_form_has_six_fraction_digits_and_z() {
        let t = Timestamp::from_micros(1_795_305_600_000_000);
        assert_eq!(serde_json::to_string(&t).unwrap(), "\"2026-11-22T00:00:00.000000Z\"");
        assert_eq!(
            "2026-11-22T08:00:00.25+08:00".parse::<Timestamp>().unwrap().as_micros(),
            t.as_micros() + 250_000
        );
    }

    #[test]
    #[expect(clippy::inconsistent_digit_grouping, reason = "they are a year, a month and a day")]
    fn a_shanghai_day_starts_at_16_hours_utc() {
        let before: Timestamp = "2026-11-21T15:59:59.999999Z".parse().unwrap();
        assert_eq!(before.shanghai_day(), 2026_11_21);
        assert_eq!(Timestamp::from_micros(before.as_micros() + 1).shanghai_day(), 2026_11_22);
        assert_eq!(before.seconds_of_shanghai_day_left(), 1);
        assert_eq!(Timestamp::from_micros(before.as_micros() + 1).seconds_of_shanghai_day_left(), 86_400);
    }

    #[test]
    fn days_and_months_of_shanghai_end_at_16_hours_utc() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let end = |text: &str| (at(text).end_of_shanghai_day(), at(text).end_of_shanghai_month());
        let (month, leap) = (at("2026-11-30T16:00:00Z"), at("2028-02-29T16:00:00Z"));
        assert_eq!(end("2026-11-21T15:59:59.999999Z"), (at("2026-11-21T16:00:00Z"), month));
        assert_eq!(end("2026-11-21T16:00:00Z"), (at("2026-11-22T16:00:00Z"), month));
        assert_eq!(end("2026-11-30T15:59:59Z"), (month, month), "the last day of a month");
        assert_eq!(end("2028-02-28T23:00:00.5Z"), (leap, leap));
        assert_eq!(end("2026-12-31T16:00:00Z").1, at("2027-01-31T16:00:00Z"));
    }
}
