//! The numbers behind locks: what an acquire finds, and what a release leaves.

use racelab::explore::{Explorer, Operation, Value};
use racelab::sync::{Arc, Condvar, Mutex, RwLock, thread};

/// The numbers that the events of this program found and left at locks, in its first execution.
fn numbers(program: impl Fn() + Send + Sync + 'static) -> Vec<(char, Operation, Option<Value>)> {
    let schedule = "".parse().expect("an empty schedule");
    let replay = Explorer::new().replay(&schedule, program);
    let execution = replay.expect("the schedule fits").execution;
    let at_locks = |operation| {
        matches!(
            operation,
            Operation::Lock
                | Operation::Unlock
                | Operation::LockShared
                | Operation::UnlockShared
                | Operation::TryLock(_)
                | Operation::TryWrite(_)
                | Operation::TryLockShared(_)
        )
    };
    let events = execution.events.iter();
    let events = events.filter(|event| at_locks(event.operation));
    let letter = |thread: usize| execution.threads[thread].letter;
    events
        .map(|event| (letter(event.thread), event.operation, event.guarded))
        .collect()
}

fn number(number: u64) -> Option<Value> {
    Some(Value::Unsigned(number))
}

#[test]
fn an_acquire_finds_what_the_last_release_left() {
    let seen = numbers(|| {
        let total = Mutex::new(5_u64);
        *total.lock() += 2;
        drop(total.lock());
        *total.try_lock().expect("a free lock") = 1;
    });
    let expected = [
        ('M', Operation::Lock, number(5)),
        ('M', Operation::Unlock, number(7)),
        ('M', Operation::Lock, number(7)),
        ('M', Operation::Unlock, number(7)),
        ('M', Operation::TryLock(true), number(7)),
        ('M', Operation::Unlock, number(1)),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_wait_leaves_a_number_and_finds_another() {
    let seen = numbers(|| {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let child = thread::spawn({
            let shared = Arc::clone(&shared);
            move || {
                *shared.0.lock() = true;
                shared.1.notify_one();
            }
        });
        let mut ready = shared.0.lock();
        while !*ready {
            shared.1.wait(&mut ready);
        }
        drop(ready);
        child.join().unwrap();
    });
    let truth = |truth| Some(Value::Bool(truth));
    let expected = [
        ('M', Operation::Lock, truth(false)),
        ('M', Operation::Unlock, truth(false)),
        ('A', Operation::Lock, truth(false)),
        ('A', Operation::Unlock, truth(true)),
        ('M', Operation::Lock, truth(true)),
        ('M', Operation::Unlock, truth(true)),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn readers_of_a_reader_writer_lock_find_what_a_writer_left() {
    let seen = numbers(|| {
        let price = RwLock::new(-3_i32);
        drop(price.read());
        *price.write() = 4;
        drop(price.try_read());
        *price.try_write().expect("a free lock") = 9;
    });
    let of = |number| Some(Value::Signed(number));
    let found: Vec<_> = seen.iter().map(|&(_, _, number)| number).collect();
    // A reader leaves what it has found, so its release shows no number.
    let expected = [of(-3), None, of(-3), of(4), of(4), None, of(4), of(9)];
    assert_eq!(found, expected);
}

#[test]
fn other_data_shows_the_number_that_the_program_names() {
    let seen = numbers(|| {
        let names = Mutex::new(vec!["Ada"]).showing(Vec::len);
        names.lock().push("Grace");
        let hidden = Mutex::new(vec!["Ada"]);
        hidden.lock().clear();
    });
    let found: Vec<_> = seen.iter().map(|&(_, _, number)| number).collect();
    assert_eq!(found, [number(1), number(2), None, None]);
}

/// Access without the lock may change the number, and no event tells it. So only releases have
/// numbers.
#[test]
fn no_acquire_has_a_number_if_the_program_accesses_the_data_without_the_lock() {
    let seen = numbers(|| {
        let mut total = Mutex::new(5_u64);
        *total.get_mut() = 8;
        drop(total.lock());
        drop(total.lock());
    });
    let found: Vec<_> = seen.iter().map(|&(_, _, number)| number).collect();
    assert_eq!(found, [None, number(8), None, number(8)]);
}

#[test]
fn data_may_borrow() {
    let seen = numbers(|| {
        let number = 5_u64;
        let lock = Mutex::new(&number);
        drop(lock.lock());
    });
    assert!(seen.iter().all(|&(_, _, number)| number.is_none()));
}

#[test]
fn a_state_has_the_number_that_a_lock_guards() {
    let graph = Explorer::new().state_graph(1_000, || {
        let total = Arc::new(Mutex::new(5_u64).named("total"));
        let child = thread::spawn({
            let total = Arc::clone(&total);
            move || *total.lock() += 2
        });
        child.join().unwrap();
    });
    let numbers: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| {
            let mut memory = node.memory.iter();
            let total = memory.find(|cell| cell.object == "total");
            (node.schedule.to_string(), total.expect("the lock").value)
        })
        .collect();
    let of = |schedule: &str, number| (schedule.to_owned(), Value::Unsigned(number));
    assert_eq!(numbers, [of("", 5), of("A", 5), of("A2", 7)]);
    let guarded: Vec<_> = graph.steps.iter().map(|step| step.guarded).collect();
    assert_eq!(guarded, [number(5), number(7)]);
}

/// The explorer runs more rounds of a loop that waits, to find out whether it ends. They are no
/// events, and their numbers stand beside none.
#[test]
fn a_round_that_is_no_event_shows_no_number() {
    let found = Explorer::new().explore(|| {
        let data = Arc::new(Mutex::new((0_u64, false)).showing(|data| data.0));
        let poll = |_| {
            let data = Arc::clone(&data);
            thread::spawn(move || {
                loop {
                    let (rounds, is_set) = &mut *data.lock();
                    *rounds += 1;
                    if *is_set {
                        break;
                    }
                }
            })
        };
        for thread in [0].map(poll) {
            thread.join().unwrap();
        }
    });
    let execution = &found.failures()[0].execution;
    let unlocks = execution.events.iter();
    let unlocks = unlocks.filter(|event| event.operation == Operation::Unlock);
    let left: Vec<_> = unlocks.map(|event| event.guarded).collect();
    let counted: Vec<_> = (1..).map(number).take(left.len()).collect();
    assert_eq!(left, counted);
}
