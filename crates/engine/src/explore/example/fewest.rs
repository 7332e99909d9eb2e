//! The search for the order with the fewest preemptions.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::plan::Plan;
use super::rank::{Rank, cost};
use crate::explore::schedule::letter;

/// The most states that the search visits for one graph; then it takes the best order so far.
const MAX_VISITS: usize = 20_000;

/// The threads, in the order of their letters.
fn by_letter(plan: &Plan<'_>) -> impl Iterator<Item = u8> + use<> {
    // M, for main, stands between L and N.
    const MAIN_COMES: u8 = b'M' - b'A' + 1;
    let threads = plan.threads();
    let before = 1..threads.min(MAIN_COMES);
    let behind = MAIN_COMES..threads.max(MAIN_COMES);
    before.chain([0]).chain(behind)
}

/// A depth-first search in the order of the letters, so that the first order that it finds has the
/// first text.
#[derive(Default)]
pub(super) struct Search {
    /// States from which this many preemptions do not suffice.
    dead: FxHashSet<Position>,
    visits: usize,
    /// The places on the way to the current one.
    open: Vec<Branching>,
}

/// The number of events of each thread so far, the thread of the last one, and the preemptions
/// left.
type Position = (u128, u8, usize);

/// A place in the search from which some threads are still to be tried.
struct Branching {
    state: Position,
    /// The length of the plan's log at this place.
    len: usize,
    /// The number of letters that the way here shares with the known text, if it has no others.
    same: Option<usize>,
    /// The place of the next thread to try, in the order of the letters.
    next: usize,
}

/// A move of the search.
struct Moved {
    thread: u8,
    /// The preemptions left.
    budget: usize,
    /// As in [`Branching`].
    same: Option<usize>,
}

impl Search {
    /// The least number of preemptions, up to `most`, that suffices to finish the plan, and
    /// finishes it so. `Some(None)` if none suffices, `None` if the search takes too long. The
    /// search may skip an order that is not better than `than`.
    pub(super) fn find_fewest(
        &mut self,
        plan: &mut Plan<'_>,
        most: usize,
        than: Option<&Rank>,
    ) -> Option<Option<usize>> {
        for budget in 0..=most {
            self.dead.clear();
            let than = than.filter(|than| than.preemptions == budget);
            if self.find(plan, budget, than)? {
                return Some(Some(budget));
            }
        }
        Some(None)
    }

    /// Whether this number of preemptions suffices to finish the plan, and finishes it so. `None`
    /// if the search takes too long. If `than` has as many, the search only looks for a better
    /// order.
    pub(super) fn find(
        &mut self,
        plan: &mut Plan<'_>,
        budget: usize,
        than: Option<&Rank>,
    ) -> Option<bool> {
        let text = than.map_or(&[][..], |than| than.text.as_bytes());
        let same = match than.map(|than| plan.steps().cmp(&than.len)) {
            Some(Ordering::Greater) => return Some(false),
            Some(Ordering::Equal) => Some(0),
            Some(Ordering::Less) | None => None,
        };
        self.open.clear();
        self.open.reserve(plan.steps() + 1);
        let (mut last, mut budget, mut same) = (None, budget, same);
        while !plan.is_done() {
            self.visits += 1;
            let state = (plan.key()?, last.unwrap_or(u8::MAX), budget);
            if self.visits > MAX_VISITS {
                return None;
            }
            if !self.dead.contains(&state) {
                let len = plan.log.len();
                self.open.push(Branching {
                    state,
                    len,
                    same,
                    next: 0,
                });
            }
            let Some(moved) = self.advance(plan, text) else {
                return Some(false);
            };
            (last, budget, same) = (Some(moved.thread), moved.budget, moved.same);
        }
        Some(true)
    }

    /// Moves a thread at the innermost place where one can move; `None` if there is no such place,
    /// or if every order from there on comes after the known text.
    fn advance(&mut self, plan: &mut Plan<'_>, text: &[u8]) -> Option<Moved> {
        loop {
            let here = self.open.last_mut()?;
            plan.undo(here.len);
            let Some(thread) = by_letter(plan).nth(here.next) else {
                self.dead.insert(here.state);
                self.open.pop();
                continue;
            };
            here.next += 1;
            let (_, last, budget) = here.state;
            let cost = cost(plan, Some(last).filter(|&t| t != u8::MAX), thread);
            if cost > budget || !plan.may_go(thread) {
                continue;
            }
            let same = match here.same {
                Some(at) => match letter(usize::from(thread)).cmp(&char::from(text[at])) {
                    Ordering::Greater => return None,
                    Ordering::Equal => Some(at + 1),
                    Ordering::Less => None,
                },
                None => None,
            };
            plan.go(thread);
            plan.go_on();
            return Some(Moved {
                thread,
                budget: budget - cost,
                same,
            });
        }
    }
}
