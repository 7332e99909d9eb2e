//! Output for people: the words and the layout of executions and outcomes.

use anstream::adapter::strip_str;
use racelab::explore::{Execution, Explorer, FailureKind, MemoryModel, Schedule};
use racelab::proof::LostUpdates;
use racelab::sync::atomic::{AtomicU64, Ordering, Ordering::*};
use racelab::sync::mpsc::channel;
use racelab::sync::{Arc, Mutex, thread};
use racelab::view::{Lanes, Outcomes, Rating, Row, Subject, Undrawn, histogram};

/// Data, and a flag that announces it; the reader returns flag and data.
fn message(store: Ordering, load: Ordering) -> (u64, u64) {
    let data = Arc::new(AtomicU64::new(0).named("data"));
    let flag = Arc::new(AtomicU64::new(0).named("flag"));
    let writer = thread::spawn({
        let (data, flag) = (Arc::clone(&data), Arc::clone(&flag));
        move || {
            data.store(1, Relaxed);
            flag.store(1, store);
        }
    });
    let reader = thread::spawn(move || (flag.load(load), data.load(Relaxed)));
    writer.join().unwrap();
    reader.join().unwrap()
}

/// The example of the stale message: the flag is seen, the data is not.
fn stale() -> Execution {
    let found = Explorer::new().explore(|| message(Relaxed, Relaxed));
    found.outcomes()[&(1, 0)].example.clone()
}

/// Two threads that take two locks in opposite order.
fn deadlock() -> Execution {
    let found = Explorer::new().explore(|| {
        let locks = [1, 2].map(|n| Arc::new(Mutex::new(0).named(&format!("lock{n}"))));
        let opposite = [locks[1].clone(), locks[0].clone()];
        let threads = [locks, opposite].map(|[first, second]| {
            thread::spawn(move || {
                let _first = first.lock();
                let _second = second.lock();
            })
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    let mut failures = found.failures().iter();
    let found = failures.find(|failure| failure.kind == FailureKind::Deadlock);
    found.expect("opposite orders deadlock").execution.clone()
}

fn text(lanes: Lanes<'_>) -> String {
    strip_str(&lanes.to_string()).to_string()
}

/// The same, but that of each line of this file only stands that it is one.
fn masked(lanes: Lanes<'_>) -> String {
    let text = text(lanes);
    let mut parts = text.split(':');
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = if rest.len() < part.len() { "#" } else { "" };
        masked += &format!(":{number}{rest}");
    }
    masked
}

// ---- lanes ----

#[test]
fn an_older_value_is_marked_and_said_in_words() {
    let expected = concat!(
        "  data = 0, flag = 0\n",
        "            A view.rs                      B view.rs\n",
        "   1  A:#  store data <- 1 Relaxed        .\n",
        "   2  A:#  store flag <- 1 Relaxed        .\n",
        "   3  B:#  .                              load flag -> 1 by A Relaxed\n",
        "   4  B:#  .                              load data -> 0 (older) Relaxed\n",
        "  Step 4: B reads an older value of data, 0, though A wrote 1 at step 1 already;\n",
        "  nothing orders that write before this read.\n",
        "  No interleaving of the steps shows this; weak memory does.\n",
        "  schedule A2BB~1\n",
    );
    assert_eq!(masked(Lanes::new(&stale())), expected);
}

#[test]
fn orderings_are_shown_only_where_they_explain_something() {
    let found = Explorer::new().explore(|| message(Release, Acquire));
    let example = &found.outcomes()[&(1, 1)].example;
    let without = text(Lanes::new(example));
    let with = text(Lanes::new(example).orderings(true));
    for (step, ordering) in [
        ("store data <- 1", "Relaxed"),
        ("store flag <- 1", "Release"),
        ("load flag -> 1 by A", "Acquire"),
        ("load data -> 1 by A", "Relaxed"),
    ] {
        assert!(without.contains(step), "{without}");
        assert!(with.contains(&format!("{step} {ordering}")), "{with}");
    }
    let orderings = ["Relaxed", "Release", "Acquire"];
    assert!(!orderings.iter().any(|o| without.contains(o)), "{without}");
}

/// The lanes of an execution, drawn.
fn drawn(execution: &Execution) -> String {
    let lost = LostUpdates::of(execution);
    let lost = lost.as_ref().map_or(&[][..], LostUpdates::writes);
    let lanes = Lanes::new(execution).ending("It ends.");
    lanes.svg(&Subject::default(), None, lost).unwrap()
}

/// How many texts of a drawing are this one.
fn texts(svg: &str, wanted: &str) -> usize {
    svg.matches(&format!(">{wanted}</text>")).count()
}

#[test]
fn drawn_lanes_mark_the_lost_update_and_the_write_over_it() {
    let found = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0).named("x"));
        let threads = [1, 2].map(|addend| {
            let x = Arc::clone(&x);
            thread::spawn(move || x.store(x.load(Relaxed) + addend, Relaxed))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        x.load(Relaxed)
    });
    let svg = drawn(&found.outcomes()[&1].example);
    assert_eq!(texts(&svg, "lost"), 1, "{svg}");
    assert!(svg.contains("the lost update that it overwrites"));
    assert!(!svg.contains("the read that sees its value"));
    let svg = drawn(&found.outcomes()[&3].example);
    assert_eq!(texts(&svg, "lost"), 0, "{svg}");
    assert!(svg.contains("the read that sees its value"));
}

#[test]
fn drawn_lanes_mark_a_message_that_is_dropped_with_the_receiver() {
    let found = Explorer::new().explore(|| {
        let (sender, receiver) = channel();
        let owner = thread::spawn(move || {
            receiver.recv().unwrap();
        });
        let client = thread::spawn(move || sender.send(1).and(sender.send(2)).is_ok());
        owner.join().unwrap();
        client.join().unwrap()
    });
    // The second message either comes in time to be dropped, or is refused.
    for (sent, never) in [(true, 1), (false, 0)] {
        let svg = drawn(&found.outcomes()[&sent].example);
        assert_eq!(texts(&svg, "never received"), never, "{svg}");
        assert!(svg.contains("from a send to the receive of its message"));
    }
}

#[test]
fn lanes_that_are_too_long_are_not_drawn() {
    let found = Explorer::new().explore(|| {
        let x = Arc::new(AtomicU64::new(0).named("x"));
        let threads = [1, 2].map(|_| {
            let x = Arc::clone(&x);
            thread::spawn(move || (0..30).map(|_| x.load(Relaxed)).sum::<u64>())
        });
        for thread in threads {
            thread.join().unwrap();
        }
    });
    let example = &found.outcomes()[&()].example;
    let why = Lanes::new(example).svg(&Subject::default(), None, &[]);
    assert_eq!(why.unwrap_err(), Undrawn::Execution(60));
}

#[test]
fn every_thread_of_a_deadlock_has_its_reason() {
    let expected = concat!(
        "            A view.rs                B view.rs\n",
        "   1  A:#  lock lock1 -> 0          .\n",
        "   2  B:#  .                        lock lock2 -> 0\n",
        "  M view.rs:# waits for the end of A\n",
        "  A view.rs:# waits for lock lock2, held by B\n",
        "  B view.rs:# waits for lock lock1, held by A\n",
        "  schedule AB\n",
    );
    assert_eq!(masked(Lanes::new(&deadlock())), expected);
}

#[test]
fn only_threads_that_take_part_have_a_column() {
    let execution = stale();
    let text = text(Lanes::new(&execution));
    let head = text.lines().find(|line| line.contains("view.rs")).unwrap();
    let heads: Vec<_> = head.split_whitespace().collect();
    assert_eq!(heads, ["A", "view.rs", "B", "view.rs"]);
}

/// What `main` does while it is the only thread that can move is not a step of a schedule.
#[test]
fn what_main_does_alone_in_between_has_a_row_without_a_number() {
    let execution = Explorer::new().explore(|| {
        let (a, b) = (AtomicU64::new(0).named("a"), AtomicU64::new(0).named("b"));
        let (a, b) = (Arc::new(a), Arc::new(b));
        for _ in 0..2 {
            let theirs = Arc::clone(&a);
            let thread = thread::spawn(move || theirs.fetch_add(1, SeqCst));
            thread.join().unwrap();
            b.store(1, SeqCst);
            a.fetch_add(10, SeqCst);
        }
    });
    let text = text(Lanes::new(&execution.outcomes()[&()].example));
    // No other thread uses b, and main's last operations affect no other thread.
    let [_, first, between, second, _] = text.lines().collect::<Vec<_>>()[..] else {
        panic!("{text}");
    };
    assert!(first.starts_with("   1  A  view.rs:"), "{text}");
    assert!(between.starts_with("      M  view.rs:"), "{text}");
    assert!(between.ends_with("fetch_add a -> 1 by A, <- 11"), "{text}");
    assert!(second.starts_with("   2  B  view.rs:"), "{text}");
}

#[test]
fn a_deadlock_shows_the_lock_that_main_took_before_all_steps() {
    let found = Explorer::new().explore(|| {
        let lock = Arc::new(Mutex::new(0).named("lock"));
        let _held = lock.lock();
        let theirs = Arc::clone(&lock);
        thread::spawn(move || *theirs.lock() += 1).join().unwrap();
    });
    let expected = concat!(
        "             M view.rs\n",
        "      M:#  lock lock -> 0\n",
        "  M view.rs:# waits for the end of A\n",
        "  A view.rs:# waits for lock lock, held by M\n",
    );
    assert_eq!(masked(Lanes::new(&found.failures()[0].execution)), expected);
}

#[test]
fn objects_without_a_name_that_are_made_on_one_line_are_told_apart() {
    let found = Explorer::new().explore(|| {
        let each = [(); 3].map(|()| Arc::new(AtomicU64::new(0)));
        let threads = each.map(|one| thread::spawn(move || one.fetch_add(1, SeqCst)));
        for thread in threads {
            thread.join().unwrap();
        }
    });
    for outcome in found.outcomes().values() {
        let objects = outcome.example.objects.iter();
        let mut names: Vec<&str> = objects.map(|object| object.name.as_str()).collect();
        names.sort_unstable();
        let [first, second, third] = names[..] else {
            panic!("{names:?}");
        };
        assert!(first.starts_with("AtomicU64 view.rs:"), "{first}");
        assert_eq!(second, format!("{first} #2"));
        assert_eq!(third, format!("{first} #3"));
    }
}

#[test]
fn every_row_names_thread_and_line_and_no_line_is_too_wide() {
    for width in [40, 60, 80, 200] {
        for execution in [stale(), deadlock()] {
            let text = text(
                Lanes::new(&execution)
                    .width(width)
                    .ending("This is the end."),
            );
            for line in text.lines() {
                assert!(line.chars().count() <= width, "wider than {width}: {line}");
            }
            let steps = text.lines().filter(|line| {
                let mut words = line.split_whitespace();
                let number = words.next().and_then(|word| word.parse::<usize>().ok());
                let letter = words.next().and_then(|word| word.chars().next());
                number.is_some() && letter.is_some_and(|letter| "AB".contains(letter))
            });
            assert_eq!(steps.count(), Lanes::new(&execution).steps());
        }
    }
}

#[test]
fn many_threads_come_as_a_list() {
    let found = Explorer::new().memory_model(MemoryModel::Sc).explore(|| {
        let counter = Arc::new(AtomicU64::new(0).named("counter"));
        let threads = [(); 5].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || counter.fetch_add(1, SeqCst))
        });
        for thread in threads {
            thread.join().unwrap();
        }
        counter.load(SeqCst)
    });
    let expected = concat!(
        "  counter = 0\n",
        "   1  A  view.rs:#  fetch_add counter -> 0, <- 1\n",
        "   2  B  view.rs:#  fetch_add counter -> 1 by A, <- 2\n",
        "   3  C  view.rs:#  fetch_add counter -> 2 by B, <- 3\n",
        "   4  D  view.rs:#  fetch_add counter -> 3 by C, <- 4\n",
        "   5  E  view.rs:#  fetch_add counter -> 4 by D, <- 5\n",
        "  schedule ABCDE\n",
    );
    assert_eq!(masked(Lanes::new(&found.outcomes()[&5].example)), expected);
}

#[test]
fn of_a_long_execution_the_middle_is_left_out_and_counted() {
    let counts = |threads: usize| {
        move || {
            let x = Arc::new(AtomicU64::new(0).named("x"));
            let threads: Vec<_> = (0..threads)
                .map(|_| {
                    let x = Arc::clone(&x);
                    thread::spawn(move || (0..30).map(|_| x.fetch_add(1, SeqCst)).sum::<u64>())
                })
                .collect();
            for thread in threads {
                thread.join().unwrap();
            }
        }
    };
    for threads in [1, 2, 4] {
        let schedule = Schedule::default();
        let replay = Explorer::new().replay(&schedule, counts(threads));
        let execution = replay.unwrap().execution;
        let steps = 30 * threads;
        let all = text(Lanes::new(&execution));
        assert_eq!(text(Lanes::new(&execution).at_most(steps)), all);
        let some = text(Lanes::new(&execution).at_most(9));
        let gap = format!("  ... {} steps left out ...", steps - 9);
        let shown: Vec<_> = some
            .lines()
            .filter_map(|line| {
                let number = line.split_whitespace().next()?;
                number.parse::<usize>().ok().or((line == gap).then_some(0))
            })
            .collect();
        let expected = [1, 2, 3, 4, 5, 6, 0, steps - 2, steps - 1, steps];
        assert_eq!(shown, expected, "{some}");
        assert!(all.contains("schedule") && !some.contains("schedule"));
    }
}

// ---- tables ----

fn row(outcome: &str, count: u64) -> Row {
    Row {
        outcome: outcome.to_owned(),
        count,
        rating: Rating::Expected,
        sentence: "as it should be".to_owned(),
        schedule: None,
    }
}

#[test]
fn a_share_is_never_rounded_to_all_or_nothing() {
    let rows = vec![row("1", 1), row("2", 99_999)];
    let shares = |rows: Vec<Row>| {
        let text = strip_str(&Outcomes::of_runs("x", rows).to_string()).to_string();
        let rows = text.lines().skip(1);
        let shares = rows.map(|line| line.split_whitespace().nth(2).unwrap().to_owned());
        shares.collect::<Vec<_>>()
    };
    assert_eq!(shares(rows), ["<0.1", ">99.9"]);
    assert_eq!(shares(vec![row("1", 7)]), ["100.0"]);
}

#[test]
fn an_outcome_of_a_single_run_has_a_bar() {
    let text = Outcomes::of_runs("x", vec![row("1", 1), row("2", 1_000_000)]).to_string();
    assert!(
        text.lines().skip(1).all(|line| line.contains('#')),
        "{text}"
    );
}

#[test]
fn the_words_of_a_table_never_depend_on_its_width() {
    for width in [40, 60, 80, 200] {
        let rows = vec![row("1", 819), row("2", 19_181)];
        let text = Outcomes::of_runs("x", rows).width(width).to_string();
        let text = strip_str(&text).to_string();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words.matches("as it should be").count(), 2, "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= width),
            "{width}: {text}"
        );
    }
}

#[test]
fn ranges_lose_no_run() {
    let runs = (0..1000).map(|n| (n * n % 977, n)).collect();
    for most in 2..20 {
        let ranges = histogram::ranges(&runs, most, 4);
        assert!(ranges.len() <= most);
        assert!(ranges.iter().any(|(range, _)| *range == (4..=4)));
        let gathered: u64 = ranges.iter().map(|(_, count)| count).sum();
        assert_eq!(gathered, runs.values().sum::<u64>());
    }
}
