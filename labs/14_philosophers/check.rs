//! Lab 14: what a table must do, and the proof that every philosopher eats.

use std::fmt;

use racelab::proof::{Claim, Report, Sequence, Wrong};
use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::{MANY, joined};

/// What the exercise implements: a round table, which philosophers share.
///
/// Fork 0 lies to the left of seat 0, fork 1 between seats 0 and 1, and so on; to the right
/// of the last seat lies fork 0 again.
pub trait Table: Send + Sync + 'static {
    /// A table with `seats` seats and as many forks; there are at least two.
    fn new(seats: usize) -> Self;

    /// Has the philosopher at this seat eat once, with the two forks beside the seat: calls
    /// `meal` while no other philosopher uses either of them.
    ///
    /// Each philosopher has a thread, which calls this for its own seat, any number of times.
    fn dine(&self, seat: usize, meal: impl FnOnce());
}

/// The meals of a run.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dinner {
    /// How often each philosopher that dines has eaten, in the order of the seats.
    eaten: Vec<u32>,
    /// Whether all of them have eaten at the same time.
    together: bool,
}

impl fmt::Debug for Dinner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meals: u32 = self.eaten.iter().sum();
        let together = if self.together { ", together" } else { "" };
        write!(f, "{meals}{together}")
    }
}

/// Lets the philosopher of each seat eat `meals` times, each in a thread of its own. A meal writes
/// to plain memory that belongs to its two forks: two meals that share a fork are a data race,
/// unless something orders them.
pub fn dinner<T: Table>(seats: u8, meals: u32) -> Dinner {
    let table = Arc::new(T::new(seats.into()));
    let forks = (0..seats).map(|fork| {
        let user = PlainCell::new(0_u8);
        user.named(&format!("user of fork {fork}"))
    });
    let forks: Arc<Vec<_>> = Arc::new(forks.collect());
    let philosophers = (0..seats).map(|seat| {
        let (table, forks) = (Arc::clone(&table), Arc::clone(&forks));
        thread::spawn(move || {
            let mut eaten = 0;
            for _ in 0..meals {
                table.dine(seat.into(), || {
                    forks[usize::from(seat)].set(seat);
                    forks[usize::from((seat + 1) % seats)].set(seat);
                    eaten += 1;
                });
            }
            eaten
        })
    });
    Dinner {
        eaten: joined(philosophers),
        together: false,
    }
}

/// Lets two of four philosophers eat once. They sit opposite each other, and so share no fork.
pub fn opposite<T: Table>() -> Dinner {
    every_other::<T>(4, 0)
}

/// Lets every other philosopher of a table eat once, from this seat on. They share no fork.
fn every_other<T: Table>(seats: usize, first: usize) -> Dinner {
    let table = Arc::new(T::new(seats));
    let eating = Arc::new(AtomicU64::new(0).named("eating"));
    let philosophers = (first..seats).step_by(2).map(|seat| {
        let (table, eating) = (Arc::clone(&table), Arc::clone(&eating));
        thread::spawn(move || {
            let (mut eaten, mut others) = (0, 0);
            table.dine(seat, || {
                // Relaxed is enough: the count publishes no other memory.
                others = eating.fetch_add(1, Relaxed);
                eating.fetch_sub(1, Relaxed);
                eaten += 1;
            });
            (eaten, others)
        })
    });
    let (eaten, others): (Vec<_>, Vec<_>) = joined(philosophers).into_iter().unzip();
    let all = eaten.len() as u64;
    Dinner {
        eaten,
        together: others.iter().any(|others| others + 1 == all),
    }
}

/// Says what is wrong with a dinner of `meals` meals for each philosopher.
///
/// # Errors
///
/// If a philosopher has eaten less often.
pub fn judge(dinner: &Dinner, meals: u32) -> Result<(), Wrong> {
    let mut eaten = dinner.eaten.iter().zip(0..);
    match eaten.find(|(eaten, _)| **eaten != meals) {
        None => Ok(()),
        Some((0, place)) => Err(Wrong::outcome(format!(
            "philosopher {} came back from dine without a meal",
            letter(place)
        ))),
        Some((eaten, place)) => Err(Wrong::outcome(format!(
            "philosopher {} has eaten {eaten} of {meals} meals",
            letter(place)
        ))),
    }
}

/// The letter of a philosopher's thread.
fn letter(place: u8) -> char {
    char::from(b'A' + place)
}

/// The instance of two philosophers that share no fork, in words.
pub const OPPOSITE: &str = "2 of 4 philosophers, opposite each other";

/// Why loom judges no instance in which three philosophers dine: if they wait on a condition
/// variable, it has too many executions.
const LOOM_IS_SLOW: &str = "with three philosophers that wait it may need over 20,000 executions";

/// How many executions of four and of five philosophers the check explores at most. An order of the
/// forks has fewer; a table whose philosophers wait on condition variables has more.
const SOME: u64 = 1_000;

/// Proves that each philosopher at a table of `T` eats. Two eat twice, which shows a fork that is
/// not put back; three eat once, and each has two neighbours. Proves also that two that share no
/// fork can eat together. Then explores some executions of four philosophers and of five, of three
/// that eat twice, and of three of six that share no fork.
pub fn check<T: Table>() -> Report {
    let proofs = (0..3).map(|proof| match proof {
        0 => claim::<T>(2, 2).prove(),
        1 => claim::<T>(3, 1)
            .without_loom(LOOM_IS_SLOW)
            .without_spurious()
            .prove()
            .and_in_sequence("meal", in_sequence::<T>)
            // A first meal may leave something behind that the second one finds.
            .and_some_of(SOME, || claim::<T>(3, 2).without_spurious())
            .and_some_of(SOME, || claim::<T>(5, 1).without_spurious()),
        _ => together(OPPOSITE, opposite::<T>)
            .arguments("--exercise --opposite")
            .prove()
            // A table of this size keeps its forks, too.
            .and_some_of(SOME, || claim::<T>(4, 1).without_spurious())
            // The other two eat together, too, and so do three of six.
            .and_some_of(SOME, || {
                together("the other two", || every_other::<T>(4, 1))
            })
            .and_some_of(SOME, || together("3 of 6", || every_other::<T>(6, 0))),
    });
    Report::new(
        "In every execution each philosopher eats, and opposite ones can eat together.",
        proofs,
    )
}

/// The claim about an instance of this size.
fn claim<T: Table>(philosophers: u8, meals: u32) -> Claim<Dinner> {
    Claim::new(instance(philosophers, meals), move || {
        dinner::<T>(philosophers, meals)
    })
    .judged(move |dinner| judge(dinner, meals))
    .arguments(format!(
        "--exercise --threads {philosophers} --meals {meals}"
    ))
}

/// The claim that philosophers that share no fork can all eat together.
fn together(instance: &str, dinner: impl Fn() -> Dinner + Send + Sync + 'static) -> Claim<Dinner> {
    Claim::new(instance, dinner)
        .judged(|dinner| judge(dinner, 1))
        .possible(
            "philosophers that share no fork all eat together",
            |dinner| dinner.together,
        )
        .without_spurious()
}

/// Has one thread eat many times for each of five philosophers, and for each of two at another
/// table, one after the other.
fn in_sequence<T: Table>(done: &Sequence) -> Result<(), Wrong> {
    let tables = [(T::new(5), 5), (T::new(2), 2)];
    for _ in 0..MANY {
        for (table, seats) in &tables {
            for seat in 0..*seats {
                let mut eaten = 0;
                table.dine(seat, || eaten += 1);
                done.count();
                if eaten == 0 {
                    return Err(Wrong::outcome(format!(
                        "the philosopher at seat {seat} of {seats} came back from dine without a \
                         meal, and no other one was eating"
                    )));
                }
            }
        }
    }
    Ok(())
}

/// The size of an instance, in words.
pub fn instance(philosophers: u8, meals: u32) -> String {
    let philosophers = counted(philosophers, "philosopher");
    format!("{philosophers}, {} each", counted(meals, "meal"))
}
