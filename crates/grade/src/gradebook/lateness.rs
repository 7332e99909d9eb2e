//! The penalty for a late submission.

use std::str::FromStr;

use super::{GradebookError, Moment, Span};

/// A share of the points, in hundredths of a percent: 10,000 are all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u32);

impl Share {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// All of it.
    pub const ALL: Self = Self(10_000);

    /// In percent.
    pub fn percent(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// This share of `hundredths` hundredths of a point, rounded to the nearest hundredth.
    fn of(self, hundredths: u32) -> u32 {
        let share = (u64::from(hundredths) * u64::from(self.0) + 5_000) / 10_000;
        u32::try_from(share).unwrap_or(hundredths)
    }

    /// `times` times this share, but at most all.
    fn times(self, times: i64) -> Self {
        let many = i64::from(self.0).saturating_mul(times);
        Self(u32::try_from(many).map_or(Self::ALL.0, |many| many.min(Self::ALL.0)))
    }
}

impl FromStr for Share {
    type Err = GradebookError;

    /// Reads `10%` or `2.5%`.
    fn from_str(text: &str) -> Result<Self, GradebookError> {
        let wrong = || GradebookError::Share(text.to_owned());
        let number = text.strip_suffix('%').ok_or_else(wrong)?;
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) {
            return Err(wrong());
        }
        let hundredths = format!("{whole}{part:0<2}").parse().map_err(|_| wrong())?;
        match hundredths {
            0..=10_000 => Ok(Self(hundredths)),
            _ => Err(GradebookError::MoreThanAll(text.to_owned())),
        }
    }
}

/// The penalty for each begun day, or hour, of lateness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    share: Share,
    /// `None`: the penalty does not depend on the length.
    each: Option<Span>,
}

impl FromStr for Rate {
    type Err = GradebookError;

    /// Reads `10%/day`, `1%/hour`, or `20%`, however late.
    fn from_str(text: &str) -> Result<Self, GradebookError> {
        let (share, each) = match text.split_once('/') {
            None => (text, None),
            Some((share, "day")) => (share, Some(Span::DAY)),
            Some((share, "hour")) => (share, Some(Span::HOUR)),
            Some(_) => return Err(GradebookError::Rate(text.to_owned())),
        };
        let share = share.parse()?;
        Ok(Self { share, each })
    }
}

/// When submissions are due, and the penalty after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// When they are due.
    pub deadline: Moment,
    /// The penalty.
    pub rate: Rate,
    /// The largest penalty.
    pub cap: Share,
    /// The grace period.
    pub grace: Span,
}

/// The lateness of a submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Late {
    /// In time, or there is no deadline.
    #[default]
    InTime,
    /// The time of the submission is unknown: it loses nothing.
    Unknown,
    /// After its deadline.
    By {
        /// The lateness in minutes, rounded up.
        minutes: i64,
        /// The penalty.
        loses: Share,
    },
}

impl Policy {
    /// The lateness of a submission from this time, with this extension in days. A submission
    /// within the grace period is in time; a later one counts from the deadline.
    ///
    /// ```
    /// use racelab_grade::gradebook::{Late, Policy, Share, Span};
    ///
    /// let policy = Policy {
    ///     deadline: "2026-11-30T23:59Z".parse()?,
    ///     rate: "10%/day".parse()?,
    ///     cap: "50%".parse()?,
    ///     grace: "15m".parse()?,
    /// };
    /// let late = |submitted: &str, days| policy.late(submitted.parse().ok(), days);
    /// assert_eq!(late("2026-12-01T00:14Z", 0), Late::InTime);
    /// let loses = |percent: &str| percent.parse::<Share>().unwrap();
    /// let by = |minutes, percent| Late::By { minutes, loses: loses(percent) };
    /// assert_eq!(late("2026-12-01T00:15Z", 0), by(16, "10%"));
    /// assert_eq!(late("2026-12-02T00:00Z", 0), by(24 * 60 + 1, "20%"));
    /// assert_eq!(late("2026-12-02T00:00Z", 1), Late::InTime);
    /// assert_eq!(late("2027-02-01T00:00Z", 0), by(62 * 24 * 60 + 1, "50%"));
    /// assert_eq!(policy.late(None, 0), Late::Unknown);
    /// # Ok::<(), racelab_grade::gradebook::GradebookError>(())
    /// ```
    pub fn late(&self, submitted: Option<Moment>, extension: u32) -> Late {
        let Some(submitted) = submitted else {
            return Late::Unknown;
        };
        let due = self
            .deadline
            .later_by(Span::DAY.0 * extension.try_into().unwrap_or(i32::MAX));
        let delay = submitted.since(due);
        if delay <= self.grace.0 {
            return Late::InTime;
        }
        let begun = |each: Span| {
            let (delay, each) = (delay.as_secs(), each.0.as_secs());
            delay / each + i64::from(delay % each > 0)
        };
        let loses = match self.rate.each {
            None => self.rate.share,
            Some(each) => self.rate.share.times(begun(each).max(1)),
        };
        let minutes = begun(Span::MINUTE).max(1);
        Late::By {
            minutes,
            loses: loses.min(self.cap),
        }
    }
}

impl Late {
    /// The penalty.
    pub fn loses(self) -> Share {
        match self {
            Self::InTime | Self::Unknown => Share::NONE,
            Self::By { loses, .. } => loses,
        }
    }

    /// What is left of `hundredths` hundredths of a point after the penalty.
    pub fn left(self, hundredths: u32) -> u32 {
        hundredths - self.loses().of(hundredths)
    }

    /// A sentence about a submission that is late; `None` for any other.
    pub fn sentence(self) -> Option<String> {
        let Self::By { loses, .. } = self else {
            return None;
        };
        Some(format!(
            "Handed in {} late: a penalty of {} % is already subtracted from these points.",
            self.words(),
            loses.percent()
        ))
    }

    /// In a few words, for a cell of a table; empty if it is in time.
    pub fn words(self) -> String {
        match self {
            Self::InTime => String::new(),
            Self::Unknown => "unknown".to_owned(),
            Self::By { minutes, .. } => {
                let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
                match (days, hours) {
                    (0, 0) => format!("{minutes} min"),
                    (0, _) => format!("{hours} h {minutes} min"),
                    _ => format!("{days} d {hours} h"),
                }
            }
        }
    }
}
