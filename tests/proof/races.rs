//! The example of a data race is an execution with a wrong outcome, if there is one.

use racelab::explore::Explorer;
use racelab::proof::{Claim, Verdict, Wrong};
use racelab::sync::atomic::AtomicBool;
use racelab::sync::atomic::Ordering::Relaxed;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, RwLock, thread};

/// Two threads that add 1 under a lock that does not keep them apart.
fn shared_by_readers() -> u64 {
    let shared = Arc::new((RwLock::new(()), PlainCell::new(0)));
    let threads = [(); 2].map(|()| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let _guard = shared.0.read();
            shared.1.set(shared.1.get() + 1);
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    shared.1.get()
}

#[test]
fn an_execution_with_a_wrong_outcome_is_preferred() {
    let claim = Claim::new("2 threads", shared_by_readers).judged(|&count| match count {
        2 => Ok(()),
        _ => Err(Wrong::lost_update(format!("the counter is {count}"))),
    });
    let proof = claim.prove();
    assert_eq!(proof.verdict, Verdict::DataRace);
    assert_eq!(proof.consequence.as_deref(), Some("the counter is 1"));
    let example = proof.example.expect("a failure has an example");
    let race = &example.races[0];
    assert_eq!(proof.sentence, race.sentence);
    let accesses = [race.first, race.second].map(|event| &example.events[event]);
    assert_ne!(accesses[0].thread, accesses[1].thread);
    assert_eq!(accesses[0].object, accesses[1].object);
    assert!(accesses.iter().any(|event| event.written.is_some()));
}

#[test]
fn without_a_wrong_outcome_the_example_has_both_racing_accesses() {
    let exploration = Explorer::new().explore(shared_by_readers);
    assert_eq!(exploration.failures().len(), 2);
    for failure in exploration.failures() {
        let races = &failure.execution.races;
        assert_eq!(races[0].sentence, failure.message);
        // This execution has a read between the two writes, which needs the first one.
        if !failure.message.starts_with("two threads make the write") {
            assert_eq!(races[0].second, races[0].first + 1, "{}", failure.message);
        }
        let replay = Explorer::new()
            .replay(&failure.execution.schedule, shared_by_readers)
            .unwrap();
        assert!(replay.failures.iter().any(|f| f.message == failure.message));
        assert!(replay.execution.races.contains(&races[0]));
        assert_eq!(replay.execution.races.len(), races.len());
    }
}

/// A relaxed flag comes between the two accesses in every execution that has both.
fn published_relaxed() {
    let shared = Arc::new((AtomicBool::new(false), PlainCell::new(0)));
    let theirs = Arc::clone(&shared);
    let thread = thread::spawn(move || {
        theirs.1.set(1);
        theirs.0.store(true, Relaxed);
    });
    if shared.0.load(Relaxed) {
        shared.1.get();
    }
    thread.join().unwrap();
}

#[test]
fn accesses_that_no_interleaving_brings_together_keep_their_example() {
    let exploration = Explorer::new().explore(published_relaxed);
    let race = &exploration.failures()[0].execution.races[0];
    assert!(race.second > race.first + 1);
}
