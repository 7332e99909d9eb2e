//! Estimates the number of executions of a program without exploring them.
//!
//! The search is a tree. It follows a graph to the end of an execution. Where an event has
//! alternatives, or a write revisits reads, other graphs go on the stack, and each is the beginning
//! of a branch. An execution is a leaf. A *descent* goes from the root to one leaf, and takes each
//! branch with the same probability. A descent past branchings into d1, d2, ... branches reaches
//! its leaf with probability 1 / (d1 d2 ...). So this product is, on average over all descents, the
//! number of leaves (Knuth: "Estimating the Efficiency of Backtrack Programs", Mathematics of
//! Computation 29, 1975). A leaf that is not counted as an execution counts 0.
//!
//! A run does not stop at a branching; it follows the first branch. After the run, one choice
//! replaces the choices at all its branchings: between its own leaf and all graphs that it has put
//! on the stack. The [share](crate::explore::search::Work) of each is the product of the
//! probabilities of the choices that lead there.

use super::budget::{Budget, Meter};
use super::collect::is_counted;
use super::os_thread::learning;
use super::program::{Program, Runs};
use crate::explore::graph::Graph;
use crate::explore::runtime::{Ending, Learned, Runner, State};
use crate::explore::search::Work;
use crate::explore::settings::Settings;
use std::sync::Arc;

/// The least number of descents.
const DESCENTS: u32 = 200;

/// The most descents, if their runs are few compared with the estimated executions.
const MOST_DESCENTS: u32 = 2_000;

/// The runs of further descents may be this part of the estimated executions.
const ONE_IN: f64 = 50.0;

/// The estimated number of executions of `program`; `None` if no descent reached an end.
pub(in crate::explore) fn estimate(settings: &Settings, program: Arc<dyn Program>) -> Option<f64> {
    let (settings, budget) = (settings.clone(), settings.budget());
    learning(Learned::default(), move |learned| {
        let mut descents = Descents::new(&settings, budget.clone(), learned);
        descents.make(&mut *program.clone().runs())
    })
}

struct Descents {
    runner: Runner,
    meter: Meter,
    first: Graph,
    /// The state of the generator of random numbers.
    random: u64,
    /// The number of runs of the program.
    runs: u32,
}

/// The end of a descent.
enum Leaf {
    /// An estimate of this many executions.
    Executions(f64),
    /// The descent reached a limit, or the program is nondeterministic.
    None,
}

impl Descents {
    fn new(settings: &Settings, budget: Arc<Budget>, learned: Learned) -> Self {
        let first = Graph::new(settings.rules);
        Self {
            runner: Runner::new(State::new(first.clone(), settings.max_steps, learned)),
            meter: Meter::new(budget),
            first,
            random: 0,
            runs: 0,
        }
    }

    /// Makes the descents, and returns the average. The error says that they have to start again,
    /// with the knowledge in it.
    fn make(&mut self, runs: &mut dyn Runs) -> Result<Option<f64>, Learned> {
        let (mut made, mut sum) = (0_u32, 0.0);
        let are_few = |runs: u32, executions: f64| f64::from(runs) * ONE_IN < executions;
        while made < DESCENTS || made < MOST_DESCENTS && are_few(self.runs, sum / f64::from(made)) {
            if self.meter.limit().is_some() {
                break;
            }
            match self.descend(runs)? {
                Leaf::Executions(executions) => sum += executions,
                Leaf::None => break,
            }
            made += 1;
        }
        Ok((made > 0).then(|| sum / f64::from(made)))
    }

    fn descend(&mut self, runs: &mut dyn Runs) -> Result<Leaf, Learned> {
        self.runner.engine.state.borrow_mut().work.push(Work {
            graph: self.first.clone(),
            pending: None,
            share: 1.0,
        });
        loop {
            let graph = self.runner.engine.state.borrow_mut().work.pop();
            let graph = graph.expect("one graph is kept");
            let ending = self.runner.run(graph, runs.main());
            self.runs += 1;
            let counted = match ending {
                Ending::Restart => return Err(self.learned()),
                Ending::Changed(_) | Ending::Stopped(_) => return Ok(Leaf::None),
                _ => is_counted(&self.runner.engine.state.borrow(), &ending),
            };
            self.runner.clear();
            let mut state = self.runner.engine.state.borrow_mut();
            if ending == Ending::Again {
                state.put_back();
                continue;
            }
            if state.must_restart() {
                drop(state);
                return Err(self.learned());
            }
            let point = unit(&mut self.random);
            if let Some(share) = state.work.keep_one(point) {
                let executions = if counted { share.recip() } else { 0.0 };
                return Ok(Leaf::Executions(executions));
            }
        }
    }

    fn learned(&mut self) -> Learned {
        self.runner.engine.state.borrow_mut().take_learned()
    }
}

/// The next of a fixed sequence of random numbers from 0 to 1 (Steele, Lea, Flood: "Fast
/// Splittable Pseudorandom Number Generators", OOPSLA 2014).
fn unit(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    // The upper 32 bits: they fit exactly.
    f64::from((mixed >> 32) as u32) / 2_f64.powi(32)
}
