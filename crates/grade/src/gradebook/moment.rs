//! Points in time and spans of it, and how people and platforms write them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use super::GradebookError;

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Timestamp);

impl Moment {
    /// The time from another moment to this one; negative if this is the earlier one.
    pub(super) fn since(self, earlier: Self) -> SignedDuration {
        self.0.duration_since(earlier.0)
    }

    /// The moment that is later by `span`; the last possible moment, if that is out of range.
    pub(super) fn later_by(self, span: SignedDuration) -> Self {
        Self(self.0.saturating_add(span).unwrap_or(Timestamp::MAX))
    }
}

impl FromStr for Moment {
    type Err = GradebookError;

    /// Parses `2026-11-30T23:59`, also with a space for the `T`, with or without seconds;
    /// with `Z`, an offset such as `+01:00`, or a zone such as `[Europe/Berlin]`; without
    /// any of these it is in the time zone of this machine. A date alone is its last minute.
    fn from_str(text: &str) -> Result<Self, GradebookError> {
        let text = text.trim();
        if let Ok(zoned) = text.parse::<ZonedDateTime>() {
            return Ok(Self(zoned.timestamp()));
        }
        if let Ok(timestamp) = text.parse::<Timestamp>() {
            return Ok(Self(timestamp));
        }
        let here = |local: DateTime| local.to_zoned_datetime(TimeZone::system()).ok();
        // A date also parses as a date and time, at midnight, so this comes first.
        let is_date = !text.contains([':', 'T', ' ']);
        let local = match text.parse::<Date>() {
            Ok(date) if is_date => Ok(date.to_datetime(Time::constant(23, 59, 59, 0))),
            _ => text.parse::<DateTime>(),
        };
        let zoned = local.ok().and_then(here);
        let moment = zoned.map(|zoned| Self(zoned.timestamp()));
        moment.ok_or_else(|| GradebookError::Moment(text.to_owned()))
    }
}

impl fmt::Display for Moment {
    /// To the minute, in UTC, so that it is the same text on each machine.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.strftime("%Y-%m-%d %H:%MZ").to_string())
    }
}

/// A span of time: `15m`, `2h`, `3d`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub(super) SignedDuration);

impl Span {
    /// A day of 24 hours.
    pub const DAY: Self = Self(SignedDuration::from_hours(24));

    /// A minute.
    pub const MINUTE: Self = Self(SignedDuration::from_mins(1));

    /// An hour.
    pub const HOUR: Self = Self(SignedDuration::from_hours(1));
}

impl FromStr for Span {
    type Err = GradebookError;

    fn from_str(text: &str) -> Result<Self, GradebookError> {
        let wrong = || GradebookError::Span(text.to_owned());
        let (number, unit) = text
            .split_at_checked(text.len().saturating_sub(1))
            .ok_or_else(wrong)?;
        let number: u32 = number.parse().map_err(|_| wrong())?;
        let minutes = match unit {
            "m" => 1,
            "h" => 60,
            "d" => 24 * 60,
            _ => return Err(wrong()),
        };
        Ok(Self(SignedDuration::from_mins(i64::from(number) * minutes)))
    }
}
