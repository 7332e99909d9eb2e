//! The verdicts that need more than a submission, and the lost update.

mod advice;
mod races;

use std::cell::Cell;

use racelab::explore::{Explorer, MemoryModel};
use racelab::proof::{Claim, LostUpdates, Proof, Report, SecondOpinion, Verdict, Wrong};
use racelab::sync::atomic::{AtomicU64, Ordering::*};
use racelab::sync::{Arc, Condvar, Mutex, thread};

/// Two threads that add 1 and 2 with a load and then a store.
fn one_two_or_three() -> u64 {
    let x = Arc::new(AtomicU64::new(0).named("x"));
    let threads = [1, 2].map(|addend| {
        let x = Arc::clone(&x);
        thread::spawn(move || {
            let seen = x.load(Relaxed);
            x.store(seen + addend, Relaxed);
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    x.load(Relaxed)
}

/// Two threads that add 1 and 2, each in one step.
fn three() -> u64 {
    let x = Arc::new(AtomicU64::new(0).named("x"));
    let threads = [1, 2].map(|addend| {
        let x = Arc::clone(&x);
        thread::spawn(move || x.fetch_add(addend, Relaxed))
    });
    for thread in threads {
        thread.join().unwrap();
    }
    x.load(Relaxed)
}

// ---- verdicts ----

#[test]
fn a_spent_budget_is_never_a_proof() {
    let proof = Claim::new("cut short", three).max_executions(1).prove();
    assert_eq!(proof.verdict, Verdict::TooBig);
    assert!(proof.example.is_none());
}

/// Two threads add 1 with a load and then a store, and then make many steps, which an
/// exploration varies first.
fn lost_before_many_steps() -> u64 {
    let shared = Arc::new((AtomicU64::new(0).named("x"), AtomicU64::new(0)));
    let threads = [(); 2].map(|()| {
        let shared = Arc::clone(&shared);
        thread::spawn(move || {
            let (x, steps) = &*shared;
            x.store(x.load(SeqCst) + 1, SeqCst);
            for _ in 0..12 {
                steps.fetch_add(1, SeqCst);
            }
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    shared.0.load(SeqCst)
}

fn adds_up(claim: Claim<u64>) -> Claim<u64> {
    claim.judged(|&x| match x {
        2 => Ok(()),
        _ => Err(Wrong::lost_update(format!("x is {x}, expected 2"))),
    })
}

#[test]
fn a_failure_with_few_preemptions_decides_a_claim_that_is_too_big() {
    let few = Explorer::new().max_executions(1_000);
    let explored = few.explore(lost_before_many_steps);
    assert!(!explored.complete() && explored.outcomes().keys().eq([&2]));

    let claim = Claim::new("too big", lost_before_many_steps).max_executions(1_000);
    let proof = adds_up(claim).prove();
    assert_eq!(proof.verdict, Verdict::LostUpdate);
    assert_eq!(proof.sentence, "x is 1, expected 2");
    let example = proof.example.expect("a verdict has an example");
    assert_eq!((example.preemptions, example.fewest), (1, true));
    let replay = Explorer::new().replay(&example.schedule, lost_before_many_steps);
    assert_eq!(replay.unwrap().outcome, Some(1));
}

#[test]
fn few_preemptions_are_searched_before_all_of_a_large_claim_is_explored() {
    let proof = adds_up(Claim::new("large", lost_before_many_steps)).prove();
    assert_eq!(proof.verdict, Verdict::LostUpdate);
    assert_eq!(proof.executions, 200_000);
}

#[test]
fn a_claim_that_is_too_big_says_how_many_preemptions_were_searched() {
    // Three threads with 6 steps each, all on one atomic. Without a preemption there are 6
    // executions. With one, the first thread is preempted after one of its first 5 steps, another
    // one goes on, and then there are two orders: 3 * 5 * 2 * 2. Or the second thread is
    // preempted: 3 * 2 * 5.
    let many = || {
        let x = Arc::new(AtomicU64::new(0));
        let threads = [(); 3].map(|()| {
            let x = Arc::clone(&x);
            thread::spawn(move || (0..6).for_each(|_| _ = x.fetch_add(1, SeqCst)))
        });
        for thread in threads {
            thread.join().unwrap();
        }
    };
    let found = |bound| Explorer::new().max_preemptions(bound).explore(many);
    assert_eq!(
        [0, 1].map(|bound| found(bound).executions()),
        [6, 6 + 60 + 30]
    );
    let with_two = found(2).executions();

    let sentence = |executions| {
        let proof = Claim::new("many", many).max_executions(executions).prove();
        assert_eq!(proof.verdict, Verdict::TooBig);
        let (_, searched) = proof.sentence.split_once("executions").unwrap();
        searched.to_owned()
    };
    let up_to = |preemptions: &str| {
        format!("; nothing wrong up to {preemptions} under sequential consistency")
    };
    assert_eq!(sentence(5), "");
    assert_eq!(sentence(7), up_to("0 preemptions"));
    assert_eq!(sentence(97), up_to("1 preemption"));
    assert_eq!(sentence(with_two + 1), up_to("2 preemptions"));
}

#[test]
fn a_proof_does_not_mention_preemptions() {
    let proof = Claim::new("all", three).prove();
    assert_eq!(proof.verdict, Verdict::Proved);
    assert_eq!(proof.sentence, "every execution is right");
}

#[test]
fn a_failure_found_before_the_limit_counts() {
    let proof = Claim::new("cut short", one_two_or_three)
        .judged(|_| Err(Wrong::outcome("nothing is right")))
        .max_executions(1)
        .prove();
    assert_eq!(proof.verdict, Verdict::WrongOutcome);
    assert!(proof.example.is_some());
}

/// A program that behaves differently in each run in which a read has returned an old value.
fn contradicts_itself_under_weak_memory(runs: &'static std::sync::atomic::AtomicU64) -> u64 {
    let (data, flag) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let theirs = (Arc::clone(&data), Arc::clone(&flag));
    let writer = thread::spawn(move || {
        theirs.0.store(1, Relaxed);
        theirs.1.store(1, Relaxed);
    });
    if flag.load(Relaxed) == 1 && data.load(Relaxed) == 0 {
        if runs.fetch_add(1, SeqCst) % 2 == 1 {
            data.store(2, Relaxed);
        }
        data.load(Relaxed);
    }
    writer.join().unwrap();
    data.load(Relaxed)
}

#[test]
fn no_verdict_under_weak_memory_is_not_called_ordering() {
    static RUNS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let program = || contradicts_itself_under_weak_memory(&RUNS);
    let strong = Explorer::new()
        .memory_model(MemoryModel::Sc)
        .explore(program);
    assert!(strong.complete() && strong.failures().is_empty());
    let proof = Claim::new("2 threads", program).prove();
    assert_eq!(proof.verdict, Verdict::NoVerdict, "{}", proof.sentence);
}

#[test]
fn the_random_order_of_a_hash_map_is_named_first_with_the_line() {
    let program = || {
        let counts = (0..8).map(|number| (number, AtomicU64::new(0)));
        let counts: Arc<std::collections::HashMap<_, _>> = Arc::new(counts.collect());
        let theirs = Arc::clone(&counts);
        let thread = thread::spawn(move || theirs[&5].fetch_add(1, Relaxed));
        let seen: u64 = counts.values().map(|count| count.load(Relaxed)).sum();
        thread.join().unwrap();
        seen
    };
    let proof = Claim::new("8 counts", program).prove();
    assert_eq!(proof.verdict, Verdict::NoVerdict);
    let said = &proof.sentence;
    assert!(
        said.starts_with("a HashMap or a HashSet iterates in a random order; use a BTreeMap"),
        "{said}"
    );
    assert!(said.contains(": a load at main.rs:"), "{said}");
}

#[test]
fn const_new_outside_a_static_gets_no_verdict() {
    let program = || {
        let x = AtomicU64::const_new(0);
        thread::scope(|s| {
            s.spawn(|| x.fetch_add(1, Relaxed));
            x.fetch_add(2, Relaxed);
        });
        x.load(Relaxed)
    };
    let proof = Claim::new("no static", program).prove();
    assert_eq!(proof.verdict, Verdict::NoVerdict, "{}", proof.sentence);
    assert!(
        proof.sentence.contains("the AtomicU64 at main.rs:")
            && proof.sentence.contains("create it with new"),
        "{}",
        proof.sentence
    );
}

#[test]
fn a_program_with_locks_in_statics_is_judged() {
    static SUM: Mutex<u64> = Mutex::const_new(0);
    let add = |read_apart: bool| {
        move || {
            thread::scope(|s| {
                for addend in [1, 2] {
                    s.spawn(move || {
                        let seen = *SUM.lock();
                        let now = if read_apart { seen } else { *SUM.lock() };
                        *SUM.lock() = now + addend;
                    });
                }
            });
            *SUM.lock()
        }
    };
    let judge = |&sum: &u64| match sum {
        3 => Ok(()),
        _ => Err(Wrong::outcome("not 3")),
    };
    for read_apart in [true, false] {
        let proof = Claim::new("lost", add(read_apart)).judged(judge).prove();
        assert_eq!(proof.verdict, Verdict::WrongOutcome, "{}", proof.sentence);
    }
    let right = || {
        thread::scope(|s| {
            for addend in [1, 2] {
                s.spawn(move || *SUM.lock() += addend);
            }
        });
        *SUM.lock()
    };
    let proof = Claim::new("kept", right).judged(judge).prove();
    assert_eq!(proof.verdict, Verdict::Proved, "{}", proof.sentence);
}

#[test]
fn an_object_found_half_made_is_called_ordering() {
    let program = |raise, look| {
        move || {
            let slot = std::sync::Arc::new(std::sync::Mutex::new(None));
            let flag = Arc::new(AtomicU64::new(0));
            let maker = thread::spawn({
                let (slot, flag) = (std::sync::Arc::clone(&slot), Arc::clone(&flag));
                move || {
                    *slot.lock().unwrap() = Some(AtomicU64::new(7));
                    flag.store(1, raise);
                }
            });
            if flag.load(look) == 1 {
                let made = slot.lock().unwrap().take().unwrap();
                assert_eq!(made.load(Relaxed), 7);
            }
            maker.join().unwrap();
        }
    };
    let proof = Claim::new("relaxed", program(Relaxed, Relaxed)).prove();
    assert_eq!(proof.verdict, Verdict::Ordering, "{}", proof.sentence);
    assert!(proof.sentence.contains("half made"), "{}", proof.sentence);
    let proof = Claim::new("ordered", program(Release, Acquire)).prove();
    assert_eq!(proof.verdict, Verdict::Proved, "{}", proof.sentence);
}

#[test]
fn a_program_that_depends_on_more_than_its_schedule_gets_no_verdict() {
    thread_local!(static CALLS: Cell<u64> = const { Cell::new(0) });
    let proof = Claim::new("counts its calls", || {
        let calls = CALLS.with(|calls| calls.replace(calls.get() + 1));
        let x = Arc::new(AtomicU64::new(0));
        for _ in 0..calls % 3 {
            x.load(Relaxed);
        }
        let other = Arc::clone(&x);
        let thread = thread::spawn(move || other.fetch_add(1, Relaxed));
        x.fetch_add(1, Relaxed);
        thread.join().unwrap();
    })
    .prove();
    assert_eq!(proof.verdict, Verdict::NoVerdict, "{}", proof.sentence);
}

#[test]
fn a_failure_that_only_weak_memory_shows_is_called_ordering() {
    let stale = |store, load| {
        let claim = Claim::new("a message", move || {
            let data = Arc::new(AtomicU64::new(0).named("data"));
            let flag = Arc::new(AtomicU64::new(0).named("flag"));
            let (data_there, flag_there) = (Arc::clone(&data), Arc::clone(&flag));
            let writer = thread::spawn(move || {
                data_there.store(1, Relaxed);
                flag_there.store(1, store);
            });
            let seen = (flag.load(load), data.load(Relaxed));
            writer.join().unwrap();
            seen
        });
        let claim = claim.judged(|&seen| match seen {
            (1, 0) => Err(Wrong::outcome("the flag is up and the data is not there")),
            _ => Ok(()),
        });
        claim.prove().verdict
    };
    assert_eq!(stale(Relaxed, Relaxed), Verdict::Ordering);
    assert_eq!(stale(Release, Relaxed), Verdict::Ordering);
    assert_eq!(stale(Relaxed, Acquire), Verdict::Ordering);
    assert_eq!(stale(Release, Acquire), Verdict::Proved);
}

#[test]
fn loom_is_asked_unless_the_claim_says_why_not() {
    racelab_loom::plug_in();
    let proof = Claim::new("asked", three).prove();
    assert!(matches!(proof.second_opinion, SecondOpinion::Agrees { .. }));
    let proof = Claim::new("not asked", three)
        .without_loom("it is not wanted")
        .prove();
    assert_eq!(proof.verdict, Verdict::Proved);
    assert_eq!(
        proof.second_opinion,
        SecondOpinion::NotAsked("it is not wanted")
    );
}

/// loom's verdict on a program that the explorer has proved.
fn second_opinion<O>(program: fn() -> O) -> SecondOpinion
where
    O: Ord + Clone + std::fmt::Debug + Send + 'static,
{
    racelab_loom::plug_in();
    let proof = Claim::new("small", program).prove();
    assert_eq!(proof.verdict, Verdict::Proved, "{}", proof.sentence);
    proof.second_opinion
}

/// A thread loads first and then stores; main may or may not see the store.
/// loom runs this once.
fn load_first() -> bool {
    let x = Arc::new(AtomicU64::new(0));
    let other = Arc::clone(&x);
    let thread = thread::spawn(move || {
        other.load(Relaxed);
        other.store(1, Relaxed);
    });
    let seen = x.load(Relaxed) == 1;
    thread.join().unwrap();
    seen
}

#[test]
fn loom_does_not_agree_where_it_has_seen_fewer_outcomes() {
    let opinion = second_opinion(load_first);
    let (seen, of, what) = (1, 2, "outcomes");
    assert_eq!(opinion, SecondOpinion::SeesLess { seen, of, what });
}

#[test]
fn loom_does_not_agree_where_it_ran_one_of_several_executions() {
    let opinion = second_opinion(|| {
        load_first();
    });
    let (seen, of, what) = (1, 2, "executions");
    assert_eq!(opinion, SecondOpinion::SeesLess { seen, of, what });
}

#[test]
fn loom_disagrees_where_it_shows_an_outcome_that_the_explorer_rules_out() {
    let opinion = second_opinion(|| {
        let x = Arc::new(AtomicU64::new(0));
        let other = Arc::clone(&x);
        let thread = thread::spawn(move || other.store(10, Relaxed));
        x.fetch_add(1, Relaxed);
        thread.join().unwrap();
        x.load(Relaxed)
    });
    let SecondOpinion::Disagrees { message } = opinion else {
        panic!("{opinion:?}");
    };
    assert!(
        message.starts_with("an execution ends with 1,"),
        "{message}"
    );
    assert!(message.contains("issue 282"), "{message}");
}

#[test]
fn a_deadlock_of_looms_own_comes_with_the_fault_that_it_may_be() {
    let opinion = second_opinion(|| {
        let lock = Arc::new(Mutex::new(()));
        let other = Arc::clone(&lock);
        let thread = thread::spawn(move || drop(other.try_lock()));
        let held = lock.try_lock();
        thread.join().unwrap();
        held.is_some()
    });
    let SecondOpinion::Disagrees { message } = opinion else {
        panic!("{opinion:?}");
    };
    assert!(message.starts_with("deadlock"), "{message}");
    assert!(message.contains("issue 376"), "{message}");
}

#[test]
fn every_verdict_has_a_name_of_its_own_and_all_but_proved_have_advice() {
    for verdict in Verdict::ALL {
        assert_eq!(Verdict::named(verdict.name()), Some(verdict));
        assert_eq!(verdict.advice().is_none(), verdict.holds());
    }
}

#[test]
fn a_report_ends_with_the_first_claim_that_fails() {
    let verdicts = [Verdict::Proved, Verdict::Deadlock, Verdict::Panic];
    let proofs = verdicts.map(|verdict| Proof::new("small", verdict, "it is so"));
    let report = Report::new("All is well.", proofs);
    assert_eq!(report.verdict(), Verdict::Deadlock);
    assert_eq!(report.proofs().len(), 2);
}

// ---- outcomes that must be possible, and omissions ----

/// Two threads, each in a critical section of one of `locks` locks; returns how many others each
/// found in its section.
fn found_in_the_section(locks: usize) -> impl Fn() -> [u64; 2] + Send + Sync {
    move || {
        let locks: Arc<Vec<_>> = Arc::new((0..locks).map(|_| Mutex::new(())).collect());
        let inside = Arc::new(AtomicU64::new(0));
        let threads = [0, 1].map(|number| {
            let (locks, inside) = (Arc::clone(&locks), Arc::clone(&inside));
            thread::spawn(move || {
                let _lock = locks[number % locks.len()].lock();
                let others = inside.fetch_add(1, Relaxed);
                inside.fetch_sub(1, Relaxed);
                others
            })
        });
        threads.map(|thread| thread.join().unwrap())
    }
}

fn two_work_together(locks: usize) -> Claim<[u64; 2]> {
    let claim = Claim::new("2 threads", found_in_the_section(locks));
    claim.possible("two work together", |others| others.contains(&1))
}

#[test]
fn a_claim_whose_possible_outcome_occurs_is_proved() {
    assert_eq!(two_work_together(2).prove().verdict, Verdict::Proved);
}

#[test]
fn a_claim_whose_possible_outcome_never_occurs_fails_with_its_sentence() {
    let proof = two_work_together(1).prove();
    assert_eq!(proof.verdict, Verdict::NoConcurrency);
    let sentence = "there is no execution in which two work together";
    assert_eq!(proof.sentence, sentence);
    assert!(
        proof
            .advice()
            .expect("there is some")
            .contains("a lock that is held for too long")
    );
    assert!(proof.example.is_none(), "no execution shows what none does");
}

#[test]
fn every_outcome_that_has_to_be_possible_is_required() {
    let first = |claim: Claim<[u64; 2]>| claim.possible("A is first", |others| others[0] == 0);
    let proof = first(two_work_together(1)).prove();
    assert!(
        proof.sentence.ends_with("two work together"),
        "{}",
        proof.sentence
    );
    let never = first(two_work_together(2)).possible("both are late", |&others| others == [1, 1]);
    assert!(never.prove().sentence.ends_with("both are late"));
}

#[test]
fn an_outcome_not_seen_before_a_limit_is_not_called_impossible() {
    let proof = two_work_together(1).max_executions(1).prove();
    assert_eq!(proof.verdict, Verdict::TooBig);
    assert!(
        !proof.sentence.contains("two work together"),
        "{}",
        proof.sentence
    );
}

#[test]
fn a_failure_is_reported_before_a_missing_outcome() {
    let claim = two_work_together(1).judged(|_| Err(Wrong::outcome("nothing is right")));
    assert_eq!(claim.prove().verdict, Verdict::WrongOutcome);
}

/// A thread waits once, without a loop, for a flag; returns whether it saw the flag.
fn waits_once() -> bool {
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let theirs = Arc::clone(&shared);
    let thread = thread::spawn(move || {
        *theirs.0.lock() = true;
        theirs.1.notify_one();
    });
    let mut ready = shared.0.lock();
    if !*ready {
        shared.1.wait(&mut ready);
    }
    let seen = *ready;
    drop(ready);
    thread.join().unwrap();
    seen
}

#[test]
fn a_claim_without_spurious_wake_ups_says_so() {
    let claim = || {
        Claim::new("2 threads", waits_once).judged(|&seen| match seen {
            true => Ok(()),
            false => Err(Wrong::outcome("it went on without the flag")),
        })
    };
    let with = claim().prove();
    assert_eq!(with.verdict, Verdict::WrongOutcome);
    assert!(!with.without_spurious);

    let without = claim().without_spurious().prove();
    assert_eq!(without.verdict, Verdict::Proved);
    assert!(without.without_spurious);
    let sentence = "every execution without spurious wake-ups and failures is right";
    assert_eq!(without.sentence, sentence);
}

#[test]
fn a_report_names_the_instances_that_leave_something_out() {
    let claim = |instance: &str| Claim::new(instance, three);
    let smallest = claim("2 threads").prove();
    let larger = ["3 threads", "4 threads"].map(|i| claim(i).without_spurious().prove());
    let report = Report::new("All is well.", [smallest.clone()]);
    assert_eq!(report.reservation(), None);
    let report = Report::new("All is well.", [smallest].into_iter().chain(larger));
    assert_eq!(
        report.reservation().as_deref(),
        Some("Explored without spurious wake-ups and failures: 3 threads; 4 threads.")
    );
}

// ---- beyond the bound ----

/// The claim about a counter on which a number of threads count, each the same number of times,
/// with `increment`.
fn counts(
    increment: fn(&AtomicU64),
) -> impl Fn(u8, u32) -> Claim<u64> + Copy + Send + Sync + 'static {
    move |threads, times| {
        let all = u64::from(threads) * u64::from(times);
        let program = move || {
            let counter = Arc::new(AtomicU64::new(0).named("counter"));
            let threads = (0..threads).map(|_| {
                let counter = Arc::clone(&counter);
                thread::spawn(move || (0..times).for_each(|_| increment(&counter)))
            });
            for thread in threads.collect::<Vec<_>>() {
                thread.join().unwrap();
            }
            counter.load(Relaxed)
        };
        Claim::new(format!("{threads} threads, {times} each"), program).judged(move |&count| {
            match count == all {
                true => Ok(()),
                false => Err(Wrong::lost_update(format!("{count} of {all}"))),
            }
        })
    }
}

/// A retry loop that gives up after `TRIES` tries; `at_last` runs then.
fn tries<const TRIES: u32>(counter: &AtomicU64, at_last: fn()) {
    let mut seen = counter.load(Relaxed);
    for _ in 0..TRIES {
        match counter.compare_exchange(seen, seen + 1, Relaxed, Relaxed) {
            Ok(_) => return,
            Err(now) => seen = now,
        }
    }
    at_last();
}

#[test]
fn a_number_of_tries_is_found_with_as_few_operations_as_it_takes() {
    fn whatever() {}
    let claims = [
        (3, counts(|counter| tries::<3>(counter, whatever))),
        (99, counts(|counter| tries::<99>(counter, whatever))),
        (300, counts(|counter| tries::<300>(counter, whatever))),
    ];
    for (number, claim) in claims {
        let small = claim(2, 2).prove();
        assert_eq!(small.verdict, Verdict::Proved, "{number} tries");
        let proof = small.and_beyond(2, claim);
        assert_eq!(proof.verdict, Verdict::LostUpdate, "{number} tries");
        assert_eq!(proof.instance, "2 threads, 2 each");
        let (found, all) = (2 * number - 1, 2 * number);
        let sentence = format!("with 2 threads, {number} each: {found} of {all}");
        assert_eq!(proof.sentence, sentence);
    }
}

#[test]
fn a_failure_beyond_the_bound_can_be_replayed() {
    fn enough() {
        panic!("enough");
    }
    let claim = counts(|counter| tries::<5>(counter, enough));
    let proof = claim(2, 2).prove().and_beyond(2, claim);
    assert_eq!(proof.verdict, Verdict::Panic);
    let schedule = proof.example.expect("there is an execution").schedule;
    let replay = Explorer::new().replay(&schedule, || {
        let counter = Arc::new(AtomicU64::new(0));
        let threads = [0, 1].map(|_| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || (0..5).for_each(|_| tries::<5>(&counter, enough)))
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    let failures = replay.expect("the schedule fits").failures;
    assert!(
        failures
            .iter()
            .any(|failure| failure.message.contains("enough"))
    );
}

#[test]
fn a_number_of_slots_is_found_with_as_few_threads_as_it_takes() {
    // Each thread takes a slot of its own, as long as there is one.
    let claim = |threads: u8, times: u32| {
        let program = move || {
            let next = Arc::new(AtomicU64::new(0));
            let slots: Arc<[AtomicU64; 5]> = Arc::new(std::array::from_fn(|_| AtomicU64::new(0)));
            let threads = (0..threads).map(|_| {
                let (next, slots) = (Arc::clone(&next), Arc::clone(&slots));
                thread::spawn(move || {
                    let slot = usize::try_from(next.fetch_add(1, Relaxed)).unwrap() % 5;
                    for _ in 0..times {
                        let seen = slots[slot].load(Relaxed);
                        slots[slot].store(seen + 1, Relaxed);
                    }
                })
            });
            for thread in threads.collect::<Vec<_>>() {
                thread.join().unwrap();
            }
            slots.iter().map(|slot| slot.load(Relaxed)).sum::<u64>()
        };
        let all = u64::from(threads) * u64::from(times);
        Claim::new(format!("{threads} threads, {times} each"), program).judged(move |&count| {
            match count == all {
                true => Ok(()),
                false => Err(Wrong::lost_update(format!("{count} of {all}"))),
            }
        })
    };
    let small = claim(3, 1).prove();
    assert_eq!(small.verdict, Verdict::Proved);
    let proof = small.and_beyond(2, claim);
    assert_eq!(proof.sentence, "with 6 threads, 1 each: 5 of 6");
}

#[test]
fn code_that_is_right_with_any_number_stays_proved() {
    fn waits(counter: &AtomicU64) {
        // The highest bit is a lock; a thread that finds it taken looks again.
        const TAKEN: u64 = 1 << 63;
        while counter.fetch_or(TAKEN, Acquire) & TAKEN != 0 {
            racelab::sync::hint::spin_loop();
        }
        let seen = counter.load(Relaxed);
        counter.store((seen & !TAKEN) + 1, Release);
    }
    fn at_once(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }
    fn again(counter: &AtomicU64) {
        counter
            .fetch_update(Relaxed, Relaxed, |seen| Some(seen + 1))
            .unwrap();
    }
    for claim in [counts(waits), counts(at_once), counts(again)] {
        let proof = claim(2, 1).prove().and_beyond(2, claim);
        assert_eq!(proof.verdict, Verdict::Proved, "{}", proof.sentence);
        assert_eq!(proof.instance, "2 threads, 1 each");
    }
}

#[test]
fn nothing_beyond_the_bound_runs_after_a_refutation() {
    let claim = counts(|counter| counter.store(counter.load(Relaxed) + 1, Relaxed));
    let proof = claim(2, 1).prove().and_beyond(2, |_, _| -> Claim<u64> {
        unreachable!("there is nothing to look for")
    });
    assert_eq!(proof.sentence, "1 of 2");
}

// ---- lost updates ----

#[test]
fn the_update_that_was_overwritten_unseen_is_the_lost_one() {
    let found = Explorer::new().explore(one_two_or_three);
    let lost = |x| LostUpdates::of(&found.outcomes()[&x].example).map(|lost| lost.to_string());
    assert_eq!(lost(1).as_deref(), Some("B's update is lost"));
    assert_eq!(lost(2).as_deref(), Some("A's update is lost"));
    assert_eq!(lost(3), None);
}

#[test]
fn a_read_modify_write_loses_nothing() {
    let found = Explorer::new().explore(three);
    for outcome in found.outcomes().values() {
        assert_eq!(LostUpdates::of(&outcome.example), None);
    }
}

#[test]
fn a_blind_write_overwrites_but_loses_no_update() {
    let found = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0));
        let threads = [1, 2].map(|value| {
            let x = Arc::clone(&x);
            thread::spawn(move || x.store(value, Relaxed))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        x.load(Relaxed)
    });
    assert_eq!(found.outcomes().len(), 2);
    for outcome in found.outcomes().values() {
        assert_eq!(LostUpdates::of(&outcome.example), None);
    }
}

#[test]
fn a_panic_that_is_caught_is_proved_and_loom_says_that_it_cannot_judge() {
    let opinion = second_opinion(|| {
        let count = Arc::new(Mutex::new(0));
        let threads = [1, 2].map(|n| {
            let count = Arc::clone(&count);
            thread::spawn(move || {
                let add = || {
                    let mut guard = count.lock();
                    *guard += n;
                    panic!("with the lock in hand");
                };
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(add)).is_err()
            })
        });
        let caught = threads.map(|thread| thread.join().unwrap());
        (caught, *count.lock())
    });
    let SecondOpinion::Undecided { reason } = opinion else {
        panic!("{opinion:?}");
    };
    assert!(reason.contains("catches a panic"), "{reason}");
}
