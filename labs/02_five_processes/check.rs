//! Lab 02: five processes that draw a number each, and what must hold of the code that
//! collects the numbers.

use std::ops::RangeInclusive;
use std::thread;
use std::time::Duration;

use racelab::process::{Process, Result};
use racelab::proof::Report;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use crate::laws::Broken::{InDoubt, Sure, TooShort};
use crate::laws::{Law, all_there, beyond_doubt, holds, no_error, none_running, proof, wrong};
use crate::run::with_processes;

/// What the exercise implements: starting five processes, and recording each when it
/// ends.
pub trait FiveProcesses {
    /// Starts five processes named `process 0` to `process 4`, all at the same time,
    /// each with the task [`draw`] for the plan and its own number from 0 to 4. Returns
    /// the name of each and its exit code, which is the number that it drew, in the
    /// order in which they ended.
    ///
    /// # Errors
    ///
    /// The error of a `start` or a `join`.
    fn in_order_of_completion(plan: u64) -> Result<Vec<(String, i32)>>;
}

/// How many processes there are.
pub const FIVE: usize = 5;

/// The bits of a plan that hold the gap between two ends, in milliseconds.
const BITS: u32 = 16;

/// A task: sleeps as long as the plan says for this place, draws a number, and ends
/// its process with the number as exit code.
pub fn draw(plan: u64, place: u64) {
    sleep(hidden(plan), place);
    // The plan does not contain this number: only the exit code tells it.
    std::process::exit(rand::random_range(numbers(plan, place)));
}

/// The ten numbers from which the process at this place draws. No other place has any of them. If
/// [`drawn`] has a smaller number for one place than for another, so has this function.
fn numbers(plan: u64, place: u64) -> RangeInclusive<i32> {
    let drawn = |place| (number(plan, place), place);
    let smaller = (0..FIVE as u64).filter(|&other| drawn(other) < drawn(place));
    let tens = smaller.fold(0, |tens, _| tens + 10);
    tens + 1..=tens + 10
}

/// The plan by which [`draw`] sleeps. Its order is not that of [`drawn`], so an answer that calls
/// `drawn` in its own threads does not learn in which order the processes end.
fn hidden(plan: u64) -> u64 {
    plan ^ 1 << 63
}

/// Sleeps as long as the plan says for this place, and draws a number that the plan
/// decides: the same one each time.
pub fn drawn(plan: u64, place: u64) -> i32 {
    sleep(plan, place);
    number(plan, place)
}

fn sleep(plan: u64, place: u64) {
    let order = order(plan);
    let ended_before = order.iter().position(|&other| other == place);
    let gap = Duration::from_millis(plan & ((1 << BITS) - 1));
    thread::sleep(gap * u32::try_from(ended_before.unwrap_or(0) + 1).unwrap_or(1));
}

/// The number that the plan has for a place: from 1 to 51, both included. That is what Python's
/// `randint(1, 51)` means; Rust's range says so itself, with `..=`.
fn number(plan: u64, place: u64) -> i32 {
    StdRng::seed_from_u64(plan ^ (place << 48)).random_range(1..=51)
}

/// A plan in which one process ends `gap` milliseconds after the one before it. It uses the lower
/// 48 bits of the seed.
pub fn plan(seed: u64, gap: u16) -> u64 {
    seed << BITS | u64::from(gap)
}

/// The places in the order in which they end under the plan: neither the start order, nor the
/// order of their numbers, nor the opposite of one of these.
fn order(plan: u64) -> [u64; FIVE] {
    let mut order = std::array::from_fn(|place| place as u64);
    let mut random = StdRng::seed_from_u64(plan >> BITS);
    let sorted = |order: &[u64; FIVE]| {
        let numbers = order.map(|place| number(plan, place));
        let backwards = numbers.iter().rev();
        order.is_sorted()
            || order.iter().rev().is_sorted()
            || numbers.is_sorted()
            || backwards.is_sorted()
    };
    while sorted(&order) {
        order.shuffle(&mut random);
    }
    order
}

/// The gaps between two ends, in milliseconds, in the order in which the check tries them.
const GAPS: [u16; 4] = [60, 120, LONG, 3_000];

/// An answer that waits for a tenth of a second for each process in turn finds two ends in
/// their order if they are this far apart.
const LONG: u16 = 1_000;

/// Has the answer start five processes, and compares its list with the plan and the exit codes.
pub fn check<A: FiveProcesses>() -> Report {
    let laws = || beyond_doubt(&GAPS, laws::<A>, can_be_heard);
    let passed = "all at the same time, and in the order of completion";
    Report::new(
        "Five processes ran at the same time, and your list has each in the order of its end.",
        std::iter::once_with(|| proof("5 processes", passed, laws)),
    )
}

/// Whether the check sees five processes at the same time, and their ends in the order of
/// the plan.
fn can_be_heard(gap: u16) -> bool {
    let plan = plan(rand::random(), gap);
    let start = |place| {
        let mut process = Process::new(draw).args((plan, place));
        process.start().map(|()| process)
    };
    let Ok(five) = (0..FIVE as u64).map(start).collect::<Result<Vec<_>>>() else {
        return false;
    };
    let mut alive: Vec<(u64, Process)> = (0..).zip(five).collect();
    let (mut most, mut ended) = (0, Vec::new());
    while !alive.is_empty() {
        let gone = alive.extract_if(.., |(_, process)| !process.is_alive());
        ended.extend(gone.map(|(place, _)| place));
        most = most.max(alive.len());
        thread::sleep(Duration::from_millis(1));
    }
    most == FIVE && ended == ends(plan)
}

/// The places in the order in which their processes end.
fn ends(plan: u64) -> [u64; FIVE] {
    order(hidden(plan))
}

/// The laws of three runs. In the second one the processes end in the opposite order, and in the
/// third one each end is that of the mirrored place. So an answer that does not notice which of two
/// processes ends first, or which of two neighbours in its list, is wrong in one of them.
fn laws<A: FiveProcesses>(gap: u16) -> Law {
    let order = ends(plan(rand::random(), gap));
    let (mut backwards, mirrored) = (order, order.map(|place| FIVE as u64 - 1 - place));
    backwards.reverse();
    let mut orders = [order, backwards, mirrored].into_iter();
    orders.try_for_each(|order| {
        // A new plan each time, which no answer can know beforehand.
        let mut plans = std::iter::repeat_with(|| plan(rand::random(), gap));
        let plan = plans.find(|plan| ends(*plan) == order);
        plan.map_or(Ok(()), |plan| laws_of_one_run::<A>(plan, gap))
    })
}

/// The laws of one run, in the order in which they apply.
fn laws_of_one_run<A: FiveProcesses>(plan: u64, gap: u16) -> Law {
    let run = with_processes(|| A::in_order_of_completion(plan));
    let advice = "Only a process that has ended has an exit code. Go on until all five have ended.";
    none_running(&run.left, "it", advice)?;
    let unknown_task = "Use the task `draw` of check.rs; a child knows no others.";
    let found = no_error(run.returned, unknown_task)?;
    holds(found.len() == FIVE, || {
        Sure(wrong(
            format!("your list is {} long, for 5 processes", found.len()),
            "Go on until your list has all five processes, each once, however long that takes.",
        ))
    })?;
    let drawn = run.witness.exit_codes();
    own_numbers(&found, plan, &drawn)?;
    let advice = "Start all five and keep them in a Vec. Only then wait for any of them.";
    all_there(run.witness.most, FIVE, "waited for", advice)?;
    let started = run.witness.count();
    holds(started <= FIVE, || {
        let sentence = format!("{started} processes were started, not 5");
        Sure(wrong(
            sentence,
            "Start one process for each place from 0 to 4, and no other.",
        ))
    })?;
    each_from_a_process(&found, &drawn)?;
    in_order_of_completion(&found, plan, gap)
}

/// What to try if another process drew the number, or no process did.
const ASK_EACH: &str = "Give each process its name and its place, and ask it, and no other, for \
                        its exit code.";

/// Each process is in the list, at any place, with the number that it drew, as far as the check
/// saw its exit code.
fn own_numbers(found: &[(String, i32)], plan: u64, drawn: &[i32]) -> Law {
    let not_its_own = |sentence| Err(Sure(wrong(sentence, ASK_EACH)));
    for place in 0..FIVE as u64 {
        let name = format!("process {place}");
        let Some((_, said)) = found.iter().find(|(other, _)| *other == name) else {
            return not_its_own(format!("{name} is missing"));
        };
        // There are several if the answer started several processes for this place.
        let of_place = numbers(plan, place);
        let mut own = drawn.iter().filter(|number| of_place.contains(number));
        if let Some(number) = own.next()
            && number != said
            && !own.any(|number| number == said)
        {
            return not_its_own(format!("{name} drew {number}, not {said}"));
        }
        if drawn.contains(said)
            && let Some(other) = (0..FIVE as u64).find(|&o| numbers(plan, o).contains(said))
            && other != place
        {
            let sentence = format!("process {other} drew {said}, which your list has for {name}");
            return not_its_own(sentence);
        }
    }
    Ok(())
}

/// Each number in the list is the exit code of a process.
fn each_from_a_process(found: &[(String, i32)], drawn: &[i32]) -> Law {
    let Some((name, number)) = found.iter().find(|(_, number)| !drawn.contains(number)) else {
        return Ok(());
    };
    let sentence = format!("no process ended with {number}, which your list has for {name}");
    Err(InDoubt(wrong(sentence, ASK_EACH)))
}

/// The names are in the order in which the plan lets the processes end.
fn in_order_of_completion(found: &[(String, i32)], plan: u64, gap: u16) -> Law {
    let said: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let ended = ends(plan).map(|place| format!("process {place}"));
    let mut places = said.iter().zip(&ended);
    let Some(place) = places.position(|(said, ended)| said != ended) else {
        return Ok(());
    };
    let broken = if gap < LONG { TooShort } else { InDoubt };
    if said.iter().rev().eq(&ended) {
        let sentence = "your list is in the order of completion, but backwards";
        let advice = "Add each process to the end of your list when it has ended.";
        return Err(broken(wrong(sentence, advice)));
    }
    let of_the_start = match said.is_sorted() {
        true => "your order is the start order: ",
        false => "",
    };
    let sentence = format!(
        "{of_the_start}number {} of your list is {}, but {} ended then",
        place + 1,
        said[place],
        ended[place]
    );
    Err(broken(wrong(
        sentence,
        "While you wait in join for one process, you cannot notice that another one ended. Ask \
         each remaining process in turn, with a short join_timeout, whether it has ended.",
    )))
}
