//! What to try next, where the execution that shows what is wrong says more about it than
//! the verdict does.

use crate::explore::{Execution, Operation};

use super::verdict::Verdict;

/// The advice that fits this example; `None` where that of the verdict is the best.
pub(super) fn of_example(verdict: Verdict, example: &Execution) -> Option<&'static str> {
    // An example has a spurious step only if nothing goes wrong without.
    let shows = |wanted: fn(Operation) -> bool| example.events.iter().any(|e| wanted(e.operation));
    if shows(|o| matches!(o, Operation::Wake(None) | Operation::ParkSpuriously)) {
        return Some(
            "A wait may end, and a park return, spuriously: without a notification, without an \
             unpark. Look again behind it whether what you wait for is there, in a loop.",
        );
    }
    if shows(|o| matches!(o, Operation::SpuriousFailure(_))) {
        return Some(
            "compare_exchange_weak may fail spuriously: though the value is the expected one. \
             Try again in a loop, or use compare_exchange.",
        );
    }
    (verdict == Verdict::Deadlock && loses_a_notification(example)).then_some(
        "A notification is lost while no thread waits. Change what the waiter looks for under \
         the lock of its wait, then notify; and let it look under that lock, in a loop around \
         the wait.",
    )
}

/// Whether a thread begins to wait behind a notification that woke nothing, and still waits.
fn loses_a_notification(example: &Execution) -> bool {
    let vain = |o| matches!(o, Operation::NotifyOne(None) | Operation::NotifyAll(0));
    let events = &example.events;
    let mut lost = events.iter().enumerate().filter(|(_, e)| vain(e.operation));
    lost.any(|(at, notification)| {
        let mut later = events[at..].iter();
        let sleeps = |thread| example.waiting.iter().any(|w| w.thread == thread);
        later.any(|e| {
            e.operation == Operation::Wait && e.object == notification.object && sleeps(e.thread)
        })
    })
}
