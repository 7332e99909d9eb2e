//! The thread that sleeps for ever, because another thread waits for what it holds.

use racelab::explore::Awaits;
use racelab::proof::{Proof, Verdict};

/// The advice if the thread holds a lock while it sleeps.
const NO_LOCK: &str = "A sleep touches no object, so it needs no lock. Release it before the \
                       sleep, and acquire it again before the next bytecode that works.";

/// The advice if the thread holds something else while it sleeps, such as a permit.
const NOTHING: &str = "A sleep touches no object, so it needs no lock and no permit, and any \
                       number of threads may sleep at the same time. Acquire nothing for a \
                       sleep, and release before it what the thread holds.";

/// Names the cause of a deadlock in which a thread sleeps: the thread that has to wake the sleeper
/// is blocked.
pub(super) fn named(mut proof: Proof) -> Proof {
    let is_stuck = matches!(proof.verdict, Verdict::Deadlock | Verdict::Livelock);
    let Some(example) = proof.example.as_ref().filter(|_| is_stuck) else {
        return proof;
    };
    // In check.rs a student's thread waits only in a sleep, and the main thread in a join.
    let waiting = example.waiting.iter();
    let waiting = waiting.filter(|waiting| waiting.place.file_name() == "check.rs");
    let mut threads = waiting.filter_map(|waiting| example.threads.get(waiting.thread));
    let Some(sleeper) = threads.find(|thread| thread.letter != 'M') else {
        return proof;
    };
    let sleeper = sleeper.letter;
    let larger = proof.sentence.split_once(": ").map(|(larger, _)| larger);
    let larger = larger.filter(|larger| larger.starts_with("with "));
    let larger = larger.map_or(String::new(), |larger| format!("{larger}: "));
    let is_awaited = |wanted: fn(Awaits) -> bool| {
        let mut waiting = example.waiting.iter();
        waiting.any(|waiting| wanted(waiting.awaits))
    };
    let (what, advice) = if is_awaited(|awaits| matches!(awaits, Awaits::Lock { .. })) {
        (" for a lock", NO_LOCK)
    } else if is_awaited(|awaits| awaits == Awaits::Permit) {
        (" for a permit", NOTHING)
    } else {
        ("", NOTHING)
    };
    proof.sentence =
        format!("{larger}while {sleeper} sleeps, another thread waits{what} and cannot work");
    proof.verdict = Verdict::NoConcurrency;
    proof.advising(advice)
}
