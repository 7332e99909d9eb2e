//! Two barriers at the same time.

use racelab::proof::{Claim, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};

use super::Barrier;
use crate::joined;

/// What a thread saw: whether it led at each of its barriers, and whether it then read what the
/// other thread had written before.
type Seen = (Vec<bool>, bool);

/// Two threads meet at one barrier and then at another one: a barrier that keeps its sense in the
/// thread takes one for the other. Before that, the second thread waits at a barrier that is for it
/// alone, while the first one may already wait: a barrier that counts in a static mixes the two up.
pub(super) fn in_turns<B: Barrier>() -> Claim<Vec<Seen>> {
    Claim::new("two barriers in turns", || {
        let barriers = Arc::new([B::new(2), B::new(2)]);
        let cells = cells::<2>();
        joined((0..2).map(|number: usize| {
            let (barriers, cells) = (Arc::clone(&barriers), Arc::clone(&cells));
            thread::spawn(move || {
                let mut leads = vec![number == 0 || B::new(1).wait(), barriers[0].wait()];
                cells[number].set(1);
                leads.push(barriers[1].wait());
                (leads, cells[1 - number].get() == 1)
            })
        }))
    })
    .judged(|seen| judge(&seen[0], &seen[1]))
    .without_spurious()
}

/// Two threads meet at one barrier, and two others at another one: the third arrival of all is not
/// the one that completes a meeting.
pub(super) fn in_pairs<B: Barrier>() -> Claim<Vec<Seen>> {
    Claim::new("two barriers for two threads each", || {
        let barriers = Arc::new([B::new(2), B::new(2)]);
        let cells = cells::<4>();
        joined((0..4).map(|number: usize| {
            let (barriers, cells) = (Arc::clone(&barriers), Arc::clone(&cells));
            thread::spawn(move || {
                cells[number].set(1);
                let leads = barriers[number / 2].wait();
                (vec![leads], cells[number ^ 1].get() == 1)
            })
        }))
    })
    .judged(|seen| judge(&seen[0], &seen[1]).and_then(|()| judge(&seen[2], &seen[3])))
    .without_spurious()
}

/// A cell of plain memory for each thread.
fn cells<const THREADS: usize>() -> Arc<[PlainCell<u64>; THREADS]> {
    let cell = |number| PlainCell::new(0).named(&format!("cell {number}"));
    Arc::new(std::array::from_fn(cell))
}

/// Says what is wrong with two threads that met. The first of three is a barrier for one thread.
fn judge(first: &Seen, second: &Seen) -> Result<(), Wrong> {
    let mut met = first.0.iter().zip(&second.0);
    if first.0.len() > 2 && met.next() != Some((&true, &true)) {
        return Err(Wrong::outcome(
            "wait returned false in the only thread that one of them is for",
        ));
    }
    if met.any(|(first, second)| first == second) {
        return Err(Wrong::outcome(
            "not exactly one of two threads led the meeting at one of them",
        ));
    }
    match first.1 && second.1 {
        true => Ok(()),
        false => Err(Wrong::outcome(
            "a thread went on before the other one had come",
        )),
    }
}
