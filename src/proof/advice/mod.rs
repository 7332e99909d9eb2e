//! Advice that depends on the example execution, where it is more precise than the advice of the
//! verdict.

mod race;

use std::sync::atomic::Ordering;

use racelab_engine::sort;

use crate::explore::{Awaits, Event, Execution, Operation, Waiting};
use crate::proof::verdict::Verdict;

/// The advice for this example; `None` where the verdict's own advice is the best.
pub(super) fn of_example(verdict: Verdict, example: &Execution) -> Option<&'static str> {
    // An example has a spurious step only if the failure needs one.
    let shows = |wanted: fn(Operation) -> bool| example.events.iter().any(|e| wanted(e.operation));
    if shows(|o| matches!(o, Operation::Wake(None) | Operation::ParkSpuriously)) {
        return Some(
            "A wait may end, and a park may return, spuriously: without a notification, without an \
             unpark. Check in a loop, after each wait, whether what you wait for is there.",
        );
    }
    if shows(|o| matches!(o, Operation::SpuriousFailure(_))) {
        return Some(
            "compare_exchange_weak may fail spuriously, even if the value is the expected one. Try \
             again in a loop, or use compare_exchange.",
        );
    }
    match verdict {
        Verdict::DataRace => race::advice(example),
        Verdict::Deadlock => of_deadlock(example),
        Verdict::Ordering => of_ordering(example),
        _ => None,
    }
}

/// The threads that block in the deadlock itself; a thread that joins another one only waits for
/// the end of the deadlock.
fn stuck(example: &Execution) -> impl Iterator<Item = &Waiting> {
    let waiting = example.waiting.iter();
    waiting.filter(|waiting| !matches!(waiting.awaits, Awaits::End(_)))
}

/// The most important cause of a deadlock: a thread that waits for itself, locks, or an event that
/// no thread is left to produce.
fn of_deadlock(example: &Execution) -> Option<&'static str> {
    let mut threads: Vec<_> = stuck(example).collect();
    sort::by_key(&mut threads, |waiting| match waiting.awaits {
        Awaits::Lock { holder } if holder == Some(waiting.thread) => 0,
        Awaits::Lock { .. } => 1,
        Awaits::Completion => 2,
        Awaits::Room => 3,
        Awaits::Notification => 4,
        _ => 5,
    });
    let first = threads.first()?;
    match first.awaits {
        Awaits::Lock { holder } => Some(of_lock(example, first, holder?)),
        Awaits::Completion => Some(of_completion(example, first)),
        Awaits::Room => Some(
            "The channel is full, and the thread that has to receive from it waits for something \
             else. Receive before you wait, or give the channel room for all that is sent \
             meanwhile.",
        ),
        Awaits::Notification => Some(match loses_a_notification(example) {
            true => {
                "A lost wake-up: a notification wakes no thread that starts to wait later. Hold the \
                 lock of the wait while you change what the waiter waits for, then notify; and let \
                 the waiter check it under the same lock, in a loop around the wait."
            }
            false => {
                "A missed signal: no thread notifies the waiter any more. Notify after each change \
                 that a thread may wait for. Where threads wait for different changes, notify_one may wake the \
                 wrong one: give each change a condition variable of its own, or take notify_all. \
                 Take it as well where one change lets several threads go on."
            }
        }),
        Awaits::Message => Some(
            "A receiver waits for as long as there is a sender. Drop each sender that sends \
             nothing more, the one that others were cloned from too; or send what the receiver \
             waits for.",
        ),
        Awaits::Token => Some(match is_unparked(example, first) {
            true => {
                "No thread unparks it any more. Give each park an unpark of its own: two unparks \
                 in front of a park leave one token. And look in a loop whether there is anything \
                 to wait for."
            }
            false => {
                "No thread ever unparks it. Remember every thread that is going to park, not only \
                 the last one, and unpark each of them when what it waits for is there."
            }
        }),
        Awaits::Others => Some(
            "The barrier waits for more threads than come to it. Count the threads that call \
             wait, and how often each does.",
        ),
        Awaits::Permit => Some(
            "All permits are taken, and no thread that could release one goes on. Give each \
             acquire a release, on each way out, and wait for nothing while you hold a permit \
             that the others need.",
        ),
        Awaits::End(_) | Awaits::Change => None,
    }
}

/// For a thread that waits for a lock, with the thread that holds it.
fn of_lock(example: &Execution, waiting: &Waiting, holder: usize) -> &'static str {
    if holder == waiting.thread {
        return "A thread waits for a lock that it holds itself. Drop the guard before you lock \
                again or call a function that locks; or pass the data that the guard gives access \
                to.";
    }
    let state = example.waiting.iter().find(|other| other.thread == holder);
    match state.map(|other| other.awaits) {
        Some(Awaits::Lock { .. }) => {
            "Threads hold a lock each and wait for the next one, in a circle. Take locks in the \
             same order everywhere, or hold one at a time."
        }
        Some(_) => {
            "A thread waits for something else while it holds the lock, and what it waits for \
             needs that lock. Drop the guard before you wait."
        }
        None => {
            "The thread that holds the lock has ended and not released it. Let each guard be \
             dropped: forget none, and leak none."
        }
    }
}

/// For a thread that waits for the end of an initialization.
fn of_completion(example: &Execution, waiting: &Waiting) -> &'static str {
    let own = example.events.iter().filter(|e| e.thread == waiting.thread);
    let open = own.fold(0_i32, |open, event| match event.operation {
        Operation::Enter(true) => open + 1,
        Operation::Complete => open - 1,
        _ => open,
    });
    match open > 0 {
        true => {
            "The closure that initializes the value asks for that value itself. Take that call out \
             of the closure."
        }
        false => {
            "The thread that runs the closure waits for another thread, which waits for the end of \
             the closure. Wait for nothing inside the closure."
        }
    }
}

/// Whether any thread has unparked this one before.
fn is_unparked(example: &Execution, waiting: &Waiting) -> bool {
    let mut events = example.events.iter();
    events.any(|event| event.operation == Operation::Unpark(waiting.thread))
}

/// Whether a thread starts to wait after a notification that woke no thread, and still waits.
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

/// For an acquire load that returns an older value although the newer store releases, and its thread
/// cannot know of that store.
fn of_ordering(example: &Execution) -> Option<&'static str> {
    let old = |(at, event): (usize, &Event)| {
        let newer = event.read.as_ref().and_then(|read| read.newer)?;
        Some((at, newer))
    };
    let mut olds = example.events.iter().enumerate().filter_map(old).peekable();
    olds.peek()?;
    let ordered = |(load, store): (usize, usize)| {
        acquires(example.events[load].operation)
            && releases(example.events[store].operation)
            && !hears_of(example, load, store)
    };
    olds.all(ordered).then_some(
        "The load of the older value acquires, and the store that it does not see releases. \
         Acquire and release order the accesses around a store that a load sees; they do not make \
         a load see the newest store. Where each thread stores and then loads what the other one \
         stores, all four accesses have to be SeqCst, or a SeqCst fence stands between each store \
         and load.",
    )
}

/// Whether the thread of this load can know of this store: a chain of reads leads from the storing
/// thread, after the store, to the loading thread, before the load. The load returns an older value,
/// so some store of the chain does not release, or some read does not acquire.
fn hears_of(example: &Execution, load: usize, store: usize) -> bool {
    let mut knows = vec![false; example.threads.len()];
    let mut tells = vec![false; load];
    for (at, event) in example.events[..load].iter().enumerate().skip(store) {
        let from = event.read.as_ref().and_then(|read| read.from);
        knows[event.thread] |=
            at == store || from.is_some_and(|from| tells.get(from) == Some(&true));
        tells[at] = knows[event.thread];
    }
    knows[example.events[load].thread]
}

fn acquires(operation: Operation) -> bool {
    use Ordering::{AcqRel, Acquire, SeqCst};
    match operation {
        Operation::Load(ordering)
        | Operation::Update(_, ordering)
        | Operation::CompareFailed { ordering, .. } => {
            matches!(ordering, Acquire | AcqRel | SeqCst)
        }
        _ => false,
    }
}

fn releases(operation: Operation) -> bool {
    use Ordering::{AcqRel, Release, SeqCst};
    match operation {
        Operation::Store(ordering) | Operation::Update(_, ordering) => {
            matches!(ordering, Release | AcqRel | SeqCst)
        }
        _ => false,
    }
}

/// For a program with a single execution whose threads use racelab's types but share no object.
pub(super) fn of_lone_threads(example: &Execution) -> Option<&'static str> {
    let steps = example.events.iter().filter(|event| event.object.is_some());
    steps.clone().any(|event| event.thread != 0).then_some(
        "The threads use locks, atomics or cells of racelab::sync, but no two threads use the same \
         one. Let them share the one that the exercise is about.",
    )
}
