//! `play`: being the scheduler, through a pipe.

mod support;

use std::io::Write;
use std::process::Stdio;

use racelab::cli::{self, Demonstration, Goal, Play, Question, Window};
use racelab::proof::Report;
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Condvar, Mutex, hint, thread};
use racelab::view::Rating;

use support::{command, is_stub, stderr, stdout, talk};

/// What `play` of a lab's binary answers to these lines.
fn play(lab: &str, arguments: &[&str], lines: &[&str]) -> Option<String> {
    let arguments = [&["play"], arguments].concat();
    let output = talk(lab, &arguments, &lines.join("\n"))?;
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "");
    Some(stdout(&output))
}

fn assert_contains(text: &str, words: &str) {
    // Wherever the lines are broken.
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat(text).contains(&flat(words)),
        "{words:?} is not in\n{text}"
    );
}

// ---- the labs ----

#[test]
fn each_outcome_of_lab_04_can_be_caused_by_hand() {
    let lines = ["a", "b", "b", "a", "", "b", "a", "a", "b", "", "aabb"];
    let Some(text) = play("04_one_two_or_three", &[], &lines) else {
        return;
    };
    for (goal, schedule) in [(1, "AB2A"), (2, "BA2B"), (3, "A2B2")] {
        assert_contains(
            &text,
            &format!("You reached goal {goal} of 3: make x end as {goal}."),
        );
        let replay = format!("cargo run --bin 04_one_two_or_three -- replay {schedule}");
        assert_contains(&text, &replay);
    }
    assert_contains(&text, "That was the last goal.");
}

#[test]
fn a_lost_update_of_lab_05_can_be_caused_by_hand() {
    for arguments in [&[][..], &["--atomic"], &["--increments", "100"]] {
        let lines = ["a", "b2", "b2", "a", "b9", "a9"];
        let Some(text) = play("05_racy_counter", arguments, &lines) else {
            return;
        };
        assert_contains(
            &text,
            "You reached the goal: lose an increment: make counter end below",
        );
    }
}

#[test]
fn the_students_own_code_can_be_played() {
    let lab = racelab::course::Lab::named("05_racy_counter").unwrap();
    if !is_stub(lab) {
        return;
    }
    let Some(text) = play("05_racy_counter", &["--exercise"], &["abba"]) else {
        return;
    };
    assert_contains(&text, "let seen = self.value.get();");
    assert_contains(&text, "You reached the goal");
    assert_contains(&text, "replay AB2A --exercise");
}

#[test]
fn what_is_typed_wrong_gets_one_sentence_and_changes_nothing() {
    let wrong = ["x", "m", "c", "a~1", "u", "a~", "+", "a200"];
    let Some(text) = play("04_one_two_or_three", &[], &wrong) else {
        return;
    };
    for sentence in [
        "'x' is nothing that can be chosen here; type A or B, or ? for help.",
        "M cannot move, it waits for the end of A; type A or B",
        "There is no thread C; type A or B",
        "A~1 is not offered here (older values are, with --weak); type A or B",
        "There is no step to take back; type A or B",
        "'a~' is nothing that can be chosen here",
        "'+' is nothing that can be chosen here",
        "That is more than 100 steps; type fewer at a time",
    ] {
        assert_contains(&text, sentence);
    }
    assert!(!text.contains("Step 1"), "{text}");
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let lines = [
        "?", "h", "h", "s", "", "", "", "", "", "a", "u", "a", "a", "h",
    ];
    for columns in ["80", "44"] {
        let Some(mut command) = command("04_one_two_or_three") else {
            return;
        };
        let mut child = command
            .args(["play", "--weak"])
            .env("COLUMNS", columns)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(lines.join("\n").as_bytes()).unwrap();
        drop(input);
        let text = stdout(&child.wait_with_output().unwrap());
        let most = columns.parse().unwrap();
        for line in text.lines().filter(|line| !line.contains("cargo run")) {
            assert!(line.chars().count() <= most, "{line}\nin\n{text}");
        }
    }
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let Some(mut command) = command("04_one_two_or_three") else {
        return;
    };
    let mut child = command
        .arg("play")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let _ = input.write_all(b"a\nb\n");
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
}

// ---- programs of other kinds ----

/// A program to play: what it is called, and what it does.
#[derive(Clone, PartialEq, clap::Args)]
struct Program {
    #[arg(skip = Kind::LockOrder)]
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Two locks, taken in different orders: a deadlock.
    LockOrder,
    /// A spin loop that waits for what may have gone: a livelock.
    Spin,
    /// Store buffering: both read 0 only under weak memory.
    StoreBuffering,
    /// Two wait on a condition variable, one is notified.
    Woken,
    /// A cell that a relaxed flag publishes: a data race, whatever the order.
    Published,
    /// Nothing that can go wrong.
    Sound,
}

impl Demonstration for Program {
    type Outcome = (u64, u64);

    const LAB: &'static str = "04_one_two_or_three";
    const README: &'static str = "";
    const OUTCOME: &'static str = "(a, b)";
    const QUESTION: Question = Question {
        text: "",
        choices: &["yes"],
        right: 0,
        because: "",
        shown_by: &[],
    };

    fn instance(&self) -> String {
        "a program".to_owned()
    }

    fn run(&self, _: &Window) -> (u64, u64) {
        let (x, y) = (named("x"), named("y"));
        match self.kind {
            Kind::LockOrder => {
                let locks = ["m", "n"].map(|name| Arc::new(Mutex::new(()).named(name)));
                let [m, n] = locks.clone();
                let first = thread::spawn(move || {
                    let _m = m.lock();
                    let _n = n.lock();
                });
                let [m, n] = locks;
                let second = thread::spawn(move || {
                    let _n = n.lock();
                    let _m = m.lock();
                });
                first.join().unwrap();
                second.join().unwrap();
                (0, 0)
            }
            Kind::Spin => {
                let other = Arc::clone(&x);
                let waiter = thread::spawn(move || {
                    while other.load(Relaxed) != 1 {
                        hint::spin_loop();
                    }
                });
                x.store(1, Relaxed);
                x.store(2, Relaxed);
                waiter.join().unwrap();
                (0, 0)
            }
            Kind::StoreBuffering => {
                let (x1, y1) = (Arc::clone(&x), Arc::clone(&y));
                let a = thread::spawn(move || {
                    x1.store(1, Relaxed);
                    y1.load(Relaxed)
                });
                let b = thread::spawn(move || {
                    y.store(1, Relaxed);
                    x.load(Relaxed)
                });
                (a.join().unwrap(), b.join().unwrap())
            }
            Kind::Published => {
                let cell = Arc::new(PlainCell::new(0_u64).named("cell"));
                let (other, flag) = (Arc::clone(&cell), Arc::clone(&x));
                let a = thread::spawn(move || {
                    other.set(1);
                    flag.store(1, Relaxed);
                });
                let b = thread::spawn(move || {
                    if x.load(Relaxed) == 1 {
                        cell.get();
                    }
                });
                a.join().unwrap();
                b.join().unwrap();
                (0, 0)
            }
            Kind::Woken => {
                let pair = Arc::new((Mutex::new(0_u64), Condvar::new().named("turn")));
                let notifier = Arc::clone(&pair);
                let waiters = [1, 2].map(|number| {
                    let pair = Arc::clone(&pair);
                    thread::spawn(move || {
                        let mut turn = pair.0.lock();
                        while *turn == 0 {
                            pair.1.wait(&mut turn);
                        }
                        if *turn == 9 {
                            *turn = number;
                        }
                        pair.1.notify_all();
                    })
                });
                let notifier = thread::spawn(move || {
                    *notifier.0.lock() = 9;
                    notifier.1.notify_one();
                });
                notifier.join().unwrap();
                for waiter in waiters {
                    waiter.join().unwrap();
                }
                let turn = *pair.0.lock();
                (turn, 0)
            }
            Kind::Sound => {
                let adders = [1, 2].map(|d| {
                    let x = Arc::clone(&x);
                    thread::spawn(move || x.fetch_add(d, Relaxed))
                });
                for adder in adders {
                    adder.join().unwrap();
                }
                (x.load(Relaxed), 0)
            }
        }
    }

    fn rate(&self, outcome: &(u64, u64)) -> (Rating, String) {
        let wrong = self.kind == Kind::StoreBuffering && *outcome == (0, 0);
        let rating = if wrong {
            Rating::Forbidden
        } else {
            Rating::Expected
        };
        (rating, String::new())
    }

    fn goals(&self) -> Vec<Goal<(u64, u64)>> {
        match self.kind {
            Kind::Woken => vec![Goal::Outcome((1, 0)), Goal::Outcome((2, 0))],
            _ => vec![Goal::Forbidden("read 0 twice".to_owned())],
        }
    }

    fn check() -> Report {
        unreachable!("nobody checks it")
    }
}

fn named(name: &str) -> Arc<AtomicU64> {
    Arc::new(AtomicU64::new(0).named(name))
}

/// What playing the program answers to these lines.
fn played(kind: Kind, weak: bool, lines: &str) -> String {
    let options = Play {
        weak,
        ..Play::default()
    };
    let mut output = Vec::new();
    cli::play(
        &Program { kind },
        &options,
        lines.as_bytes(),
        &mut output,
        false,
    )
    .expect("it can be played");
    let text = String::from_utf8(output).expect("it writes UTF-8");
    anstream::adapter::strip_str(&text).to_string()
}

#[test]
fn a_deadlock_is_a_win_where_it_is_the_goal() {
    let text = played(Kind::LockOrder, false, "a\nh\nb\n");
    assert_contains(&text, "Goal: cause a deadlock");
    assert_contains(&text, "lock m held by A, lock n free");
    assert_contains(&text, "A holds m. What else will A want");
    assert_contains(
        &text,
        "deadlock: A waits for lock n, held by B; B waits for lock m, held by A",
    );
    assert_contains(&text, "You reached the goal: cause a deadlock");
}

#[test]
fn who_waits_says_for_what_and_for_whom() {
    let text = played(Kind::LockOrder, false, "a\na\nb\n");
    assert_contains(&text, "B waits for lock n, held by A");
    assert_contains(
        &text,
        "B cannot move, it waits for lock n, held by A; type A",
    );
}

#[test]
fn a_livelock_is_a_win_where_it_is_the_goal() {
    let text = played(Kind::Spin, false, "h\ns\n\n\n\n\n\n\n");
    assert_contains(&text, "Goal: cause a livelock");
    assert_contains(&text, "goes round its loop for ever");
    assert_contains(&text, "That is the goal: cause a livelock");
    let text = played(Kind::Spin, false, "mm\naa\n");
    assert_contains(&text, "Step 2, M: store x <- 2");
    assert_contains(&text, "You reached the goal: cause a livelock");
}

#[test]
fn weak_memory_offers_older_values_with_what_to_type() {
    let text = played(Kind::StoreBuffering, false, "");
    assert_contains(
        &text,
        "No interleaving goes wrong, but weak memory does: play with --weak",
    );
    let text = played(Kind::StoreBuffering, true, "a\nb\na~1\nb\n");
    assert_contains(&text, "A reads 1, the newest value");
    assert_contains(&text, "A~1 reads 0, older by 1 write");
    assert!(!text.contains("You reached"), "{text}");
    let text = played(Kind::StoreBuffering, true, "a\nb\na~1\nb~1\n");
    assert_contains(&text, "You reached the goal: read 0 twice.");
    assert_contains(&text, "replay ABA~1B~1");
    assert_contains(&text, "No interleaving of the steps shows this");
}

#[test]
fn an_older_value_that_another_order_makes_the_newest_is_called_that() {
    let text = played(Kind::StoreBuffering, true, "a\na\nb\nb~1\n");
    assert_contains(&text, "B reads an older value of x, 0");
    let text = play(
        "05_racy_counter",
        &["--atomic", "--weak"],
        &["aa", "b~1", "b"],
    );
    let Some(text) = text else { return };
    assert_contains(
        &text,
        "In another order the same execution needs no weak memory.",
    );
    assert!(!text.contains("No interleaving"), "{text}");
}

#[test]
fn which_waiter_wakes_is_a_choice_with_a_name() {
    let text = played(Kind::Woken, false, "aaa\nbb\nb\ncc\nc.b\nb9\na9\n");
    assert_contains(&text, "C.B wakes B");
    assert_contains(&text, "A waits to be notified on turn");
    assert_contains(
        &text,
        "Another goal. That is goal 2 of 2: make (a, b) end as (2, 0). It counts.",
    );
}

#[test]
fn a_data_race_is_the_goal_where_there_is_no_other() {
    let text = played(Kind::Published, false, "a\na\nb\nb\n");
    assert_contains(&text, "Goal: cause a data race");
    assert_contains(&text, "You reached the goal: cause a data race");
    assert_contains(&text, "replay A2B2");
}

#[test]
fn a_sound_program_has_no_goal_and_can_be_played_all_the_same() {
    let text = played(Kind::Sound, false, "h\nab\n");
    assert_contains(
        &text,
        "There is nothing to cause: of all 2 executions, none goes wrong.",
    );
    assert_contains(&text, "(a, b) = (3, 0)");
}

#[test]
fn the_way_that_is_shown_is_the_shortest_and_is_no_win() {
    let text = played(Kind::LockOrder, false, "s\n\n\n");
    assert_contains(&text, "The shortest way is 2 steps: AB.");
    assert_contains(&text, "That is the goal");
    assert!(!text.contains("You reached"), "{text}");
    // Started again, it is one's own.
    let text = played(Kind::LockOrder, false, "s\n\n\n\nb\na\n");
    assert_contains(&text, "You reached the goal");
}

#[test]
fn a_hint_after_the_decisive_step_names_it() {
    let text = played(Kind::LockOrder, false, "a\na\na\nh\nuu\nu\nu\nb\n");
    assert_contains(
        &text,
        "From here the goal cannot be reached any more. Until step 2, A's lock n, it could. Take \
         back 2 steps, with u 2 times.",
    );
    assert_contains(&text, "You reached the goal");
}
