//! `tour`: the course in a minute. A race in real runs, its executions, and the proof of a fix.

use std::collections::BTreeMap;
use std::process::ExitCode;

use crate::counter::{Atomic, Counter};
use crate::explore::{Explorer, FailureKind};
use crate::proof::{Claim, LostUpdates, Returned, Wrong};
use crate::sync::cell::PlainCell;
use crate::sync::{Arc, thread};
use crate::view::screen::{STRONG, paragraph, styled, width};
use crate::view::{Lanes, Outcomes, Rating, Row, counted};

use super::super::Window;
use super::super::explored::PATIENCE;

/// The number of real runs; together they take less than a second.
const RUNS: u64 = 3_000;

/// Shows a race in real runs, each of its executions, and the proof of a fix.
pub fn tour() -> ExitCode {
    let part = |number: u32, title: &str, text: &str| {
        let heading = styled(STRONG, format!("{number}  {title}"));
        anstream::print!("{heading}\n{}\n", paragraph(text, 3, width()));
    };
    part(
        1,
        "It happens",
        "Two threads add 1 to a counter that starts at 0, without a lock. Adding is a read and \
         then a write. For real, again and again:",
    );
    anstream::println!("{}", real_runs());

    part(
        2,
        "It is a schedule",
        "Between its read and its write a thread may be interrupted. Here is not a sample but \
         every execution that there is, and the one that loses an update, step by step:",
    );
    anstream::println!("{}", executions());

    part(
        3,
        "It can be proved gone",
        "`fetch_add` reads and writes in one step. The explorer runs every execution with it, \
         and none loses an update. That is a proof:",
    );
    anstream::println!("{}", proof());

    anstream::println!("  {:24}cargo lab play 04", "Now cause it yourself:");
    anstream::println!("  {:24}cargo lab", "The whole course:");
    ExitCode::SUCCESS
}

/// The program: each of two threads reads, may pause, and writes.
fn race(window: &Window) -> Returned {
    let counter = Arc::new(PlainCell::new(0_u64).named("counter"));
    let threads = window.pauses(2).into_iter().map(|mut pauses| {
        let counter = Arc::clone(&counter);
        thread::spawn(move || {
            pauses.meet();
            let seen = counter.get();
            pauses.pause();
            counter.set(seen + 1);
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().expect("an addition does not panic");
    }
    Returned::new(counter.get())
}

fn row(counter: &Returned, count: u64, schedule: Option<String>) -> Row {
    let (rating, sentence) = match counter.get::<u64>() {
        2 => (Rating::Expected, "both count"),
        _ => (Rating::Forbidden, "an update is lost"),
    };
    Row {
        outcome: format!("{counter:?}"),
        count,
        rating,
        sentence: sentence.to_owned(),
        schedule,
    }
}

fn real_runs() -> String {
    let mut counts = BTreeMap::new();
    for run in 0..RUNS {
        *counts.entry(race(&Window::open(1, run))).or_insert(0) += 1;
    }
    let rows = counts
        .iter()
        .map(|(counter, &count)| row(counter, count, None));
    let table = Outcomes::of_runs("counter", rows.collect()).width(width());
    table.to_string()
}

fn executions() -> String {
    let found = Explorer::new()
        .max_duration(PATIENCE)
        .explore(|| race(&Window::shut()));
    let rows = found.outcomes().iter().map(|(counter, shown)| {
        let schedule = shown.example.schedule.to_string();
        row(counter, shown.executions, Some(schedule))
    });
    let mut text = Outcomes::of_executions("counter", rows.collect())
        .width(width())
        .to_string();
    let mut outcomes = found.outcomes().iter();
    let lost = outcomes.find(|(counter, _)| *counter.get::<u64>() < 2);
    if let Some((counter, shown)) = lost {
        let why = LostUpdates::of(&shown.example).map(|lost| format!(": {lost}"));
        let ending = format!("counter = {counter:?}{}.", why.unwrap_or_default());
        text.push('\n');
        text += &Lanes::new(&shown.example)
            .width(width())
            .ending(ending)
            .to_string();
    }
    let mut failures = found.failures().iter();
    if failures.any(|failure| failure.kind == FailureKind::DataRace) {
        let race = "Nothing orders the accesses of the two threads to plain memory: that is a data \
                    race, too, and undefined behaviour in Rust.";
        text += &paragraph(race, 2, width());
    }
    text
}

fn proof() -> String {
    let claim = Claim::new("2 threads, 2 increments each", || {
        let counter = Arc::new(Atomic::new());
        let threads = [(); 2].map(|()| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                counter.increment();
                counter.increment();
            })
        });
        for thread in threads {
            thread.join().expect("an increment does not panic");
        }
        counter.get()
    });
    let claim = claim.judged(|&count| match count {
        4 => Ok(()),
        _ => Err(Wrong::lost_update(format!(
            "the counter is {count}, expected 4"
        ))),
    });
    let proof = claim.prove();
    let executions = counted(proof.executions, "execution");
    let sentence = format!("{}: {}, {executions}.", proof.instance, proof.verdict);
    paragraph(&sentence, 2, width())
}
