//! The progress of a long exploration, on one line.

use std::time::Duration;

use crate::explore::SoFar;

use super::thousands;

/// The line about a running exploration: the executions so far, the number for a second,
/// and an estimate of the time left.
///
/// The estimate uses the [share](SoFar::share) that was done in the later half of
/// the time, and assumes the same pace for the rest. (The early part says
/// little, because the search begins with its smallest branches.) Without a share there is no
/// estimate.
///
/// ```
/// use std::time::Duration;
/// use racelab::{explore::SoFar, view::progress::ProgressLine};
///
/// let mut line = ProgressLine::default();
/// let begun = SoFar { executions: 80_000, share: 0.1 };
/// line.after(Duration::from_secs(1), begun);
/// let now = SoFar { executions: 160_000, share: 0.2 };
/// assert_eq!(
///     line.after(Duration::from_secs(2), now),
///     "160,000 executions, 80,000 a second; a rough guess: 20 % done, 8 s left"
/// );
/// ```
#[derive(Clone, Debug, Default)]
pub struct ProgressLine {
    /// The times and shares of the earlier calls.
    before: Vec<(Duration, f64)>,
}

impl ProgressLine {
    /// The line at this time; call it repeatedly, with increasing times.
    pub fn after(&mut self, elapsed: Duration, now: SoFar) -> String {
        let executions = thousands(now.executions);
        let milliseconds = elapsed.as_millis().max(1);
        let rate = thousands(u128::from(now.executions) * 1_000 / milliseconds);
        if now.share == 0.0 {
            // A search by preemptions does not know its share.
            return format!("{executions} executions, {rate} a second");
        }
        let half = self.before.partition_point(|(at, _)| *at < elapsed / 2);
        let (since, share) = self.before.get(half).copied().unwrap_or_default();
        self.before.push((elapsed, now.share));
        let time = elapsed.saturating_sub(since).as_secs_f64();
        let left = time * (1.0 - now.share) / (now.share - share);
        let percent = (now.share * 100.0).floor();
        let left = duration(left);
        format!(
            "{executions} executions, {rate} a second; \
             a rough guess: {percent} % done, {left} left"
        )
    }
}

/// The least number of executions that is announced before the exploration.
const MANY: f64 = 100_000.0;

/// The number of executions, by an [estimate](crate::explore::Explorer::estimate), in a
/// sentence; `None` if they are soon explored.
///
/// ```
/// use racelab::view::progress::estimated;
///
/// assert_eq!(estimated(99_000.0), None);
/// assert_eq!(
///     estimated(526_314.2).unwrap(),
///     "About 530,000 executions, by an estimate that may be wrong tenfold."
/// );
/// assert!(estimated(2.4e27).unwrap().starts_with("About 10^27 executions,"));
/// ```
pub fn estimated(executions: f64) -> Option<String> {
    (executions >= MANY).then(|| {
        let digits = executions.log10().floor();
        let number = match digits {
            digits if digits < 15.0 => {
                let unit = 10_f64.powf(digits - 1.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "below 10^15"
                )]
                let rounded = ((executions / unit).round() * unit).round() as u64;
                thousands(rounded)
            }
            digits => format!("10^{digits}"),
        };
        format!("About {number} executions, by an estimate that may be wrong tenfold.")
    })
}

/// A time in words, from seconds.
fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{:.0} s", s.ceil()),
        s if s < 5_400.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3_600.0),
        // Also if nothing was done recently.
        _ => "days".to_owned(),
    }
}
