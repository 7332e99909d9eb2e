//! Two barriers at the same time.

use racelab::proof::{Claim, Wrong};
use racelab::sync::{Arc, thread};

use super::Barrier;

/// Two threads meet. Before that, the second one waits at a barrier that is for it alone, while
/// the first one may already wait at the other barrier: a barrier that counts in a static mixes
/// the two up.
pub(super) fn claim<B: Barrier>() -> Claim<[bool; 3]> {
    let program = || {
        let both = Arc::new(B::new(2));
        let theirs = Arc::clone(&both);
        let first = thread::spawn(move || theirs.wait());
        let second = thread::spawn(move || [B::new(1).wait(), both.wait()]);
        // A panic of the student's code has ended the execution before this.
        let first = first.join().expect("no wait panics");
        let [alone, second] = second.join().expect("no wait panics");
        [alone, first, second]
    };
    Claim::new("two barriers at the same time", program)
        .judged(|&[alone, first, second]| match (alone, first != second) {
            (true, true) => Ok(()),
            (false, _) => Err(Wrong::outcome(
                "wait returned false in the only thread that one of them is for",
            )),
            (true, false) => Err(Wrong::outcome(
                "not exactly one of two threads led the meeting at one of them",
            )),
        })
        .without_spurious()
}
