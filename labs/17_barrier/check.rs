//! Lab 17: what a barrier must do, and the proof that it works again and again.

#[path = "check/meeting.rs"]
mod meeting;
#[path = "check/two.rs"]
mod two;

use racelab::proof::{Claim, Report, Sequence, Wrong};

use crate::MANY;

pub use meeting::{Cells, Meetings, Met, judge, meet};

/// What the exercise implements: a place where threads wait for each other, again and again.
///
/// What each thread does before its `wait` happens before what any thread does after its own.
pub trait Barrier: Send + Sync + 'static {
    /// A barrier for `threads` threads; there is at least one. There may be several barriers, which
    /// have nothing to do with each other.
    fn new(threads: usize) -> Self;

    /// Waits until all threads have called it, and then lets all of them go on. After that it
    /// does the same again.
    ///
    /// Each time it returns `true` in exactly one thread, the leader. Any of the threads may lead.
    fn wait(&self) -> bool;
}

/// Why loom judges no instance.
const LOOM_IS_SLOW: &str = "with threads that wait again and again it needs over 20,000 executions";

/// How many executions of three threads that meet twice the check explores. A barrier made of two
/// turnstiles (gates that let one thread through at a time) has more than a million.
const SOME: u64 = 3_000;

/// How many executions of two threads that meet twenty times are looked at. A barrier that an
/// earlier meeting has left open lets a thread through in many of them.
const FEW: u64 = 100;

const fn meetings(threads: u8, times: u8) -> Meetings {
    Meetings { threads, times }
}

/// Proves that no thread goes on before all have come, that all go on, and that one of them leads,
/// each time. Then explores some executions of more meetings, at four threads and at two barriers
/// at the same time, and has one thread wait alone.
pub fn check<B: Barrier>() -> Report {
    let proofs = (0..3).map(|proof| match proof {
        // The smallest instance in which a thread comes a second time. It has spurious wake-ups.
        0 => claim::<B>(meetings(2, 2)).prove(),
        // Two threads wait when the last one comes.
        1 => larger::<B>(meetings(3, 1))
            .prove()
            .and_in_sequence("meeting", in_sequence::<B>)
            .and_some_of(SOME, || larger::<B>(meetings(3, 2))),
        // A barrier that uses two counts in turn goes wrong at the third meeting, and one that uses
        // ten at the eleventh.
        _ => larger::<B>(meetings(2, 3))
            .prove()
            .and_some_of(FEW, || larger::<B>(meetings(2, 20)))
            // Three wait when the last one comes, and two wake-ups are too few.
            .and_some_of(SOME, || larger::<B>(meetings(4, 1)))
            .and_some_of(SOME, || two::in_turns::<B>().without_loom(LOOM_IS_SLOW))
            .and_some_of(SOME, || two::in_pairs::<B>().without_loom(LOOM_IS_SLOW)),
    });
    Report::new(
        "In every execution all threads meet, and none goes on before the others have come.",
        proofs,
    )
}

/// The same without spurious wake-ups.
fn larger<B: Barrier>(meetings: Meetings) -> Claim<Met> {
    claim::<B>(meetings).without_spurious()
}

/// The claim about an instance of these meetings.
fn claim<B: Barrier>(meetings: Meetings) -> Claim<Met> {
    Claim::new(meetings.to_string(), move || meet::<B>(meetings))
        .judged(move |met| judge(met, meetings))
        .explained(meeting::explain)
        .arguments(format!(
            "--exercise --threads {} --times {}",
            meetings.threads, meetings.times
        ))
        .without_loom(LOOM_IS_SLOW)
}

/// Has one thread wait many times at a barrier for one thread.
fn in_sequence<B: Barrier>(done: &Sequence) -> Result<(), Wrong> {
    let barrier = B::new(1);
    for _ in 0..MANY {
        let leads = barrier.wait();
        done.count();
        if !leads {
            return Err(Wrong::outcome(
                "wait returned false in the only thread that the barrier is for: each time one \
                 thread leads",
            ));
        }
    }
    Ok(())
}
