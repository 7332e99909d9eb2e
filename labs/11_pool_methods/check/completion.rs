//! The order of completion: results come in the order in which their tasks end.

use std::time::Duration;

use racelab::process::{Pool, Result};
use racelab::sort;

use super::{LONG, all_by_workers, done, numbers, right_results, squared};
use crate::laws::Broken::{self, InDoubt, TooShort};
use crate::laws::{Breach, Law, holds, sorted, wrong};
use crate::worker::Log;

/// The laws of the job whose squares come in the order of completion.
pub(super) fn in_order_of_completion(
    unit: u64,
    tell: impl Fn(&Pool, Vec<u64>, &mut dyn FnMut(u64)) -> Result<()>,
) -> Law {
    let numbers = numbers();
    let ((heard, at_first), log) = done(unit, |pool| {
        let (mut heard, mut at_first) = (Vec::new(), None);
        tell(pool, numbers.to_vec(), &mut |square| {
            at_first.get_or_insert_with(|| Log::of(pool).finished().len());
            heard.push(square);
        })?;
        Ok((heard, at_first))
    })?;
    let right = squared(numbers);
    right_results(&sorted(&heard), &sorted(&right))?;
    all_by_workers(&log)?;
    let late = |broken: fn(Breach) -> Broken, sentence| {
        let advice = "A method that keeps the order of the items holds back the result of a fast \
                      task until the slow ones before it are finished. Take a method that does \
                      not, and pass on each result as it comes.";
        broken(wrong(sentence, advice))
    };
    let at_the_end = "your code passed on the first result only after the last task was finished";
    holds(at_first != Some(8), || late(InDoubt, at_the_end))?;
    let came = log.finished().into_iter();
    let came: Vec<u64> = came.filter_map(|place| right.get(place).copied()).collect();
    // An answer with threads may start the tasks in another order.
    let as_it_came = heard == came || as_they_ended(numbers, &heard, &log, unit);
    let in_another_order = "your code did not pass on the results in the order of completion";
    holds(heard != right, || late(InDoubt, in_another_order))?;
    // An answer that asks in turns which results are ready may find two of them at once.
    let broken = if unit < LONG { TooShort } else { InDoubt };
    holds(as_it_came, || late(broken, in_another_order))
}

/// Whether the squares are in the order in which their tasks ended; the time that a task took
/// identifies it. Two that ended within half a unit may be in either order.
fn as_they_ended(numbers: [u64; 8], squares: &[u64], log: &Log, unit: u64) -> bool {
    let mut numbers = numbers.to_vec();
    sort::by_key(&mut numbers, |number| number % 32);
    let ends = log.ends_by_length();
    let ended = squares.iter().map(|square| {
        let place = numbers.iter().position(|number| number * number == *square);
        ends.get(place?).copied()
    });
    let slack = Duration::from_millis(unit) / 2;
    let in_order = |ended: Vec<Duration>| ended.windows(2).all(|two| two[0] <= two[1] + slack);
    ends.len() == numbers.len() && ended.collect::<Option<_>>().is_some_and(in_order)
}
