//! Why a graph or an execution has no drawing.

use std::error::Error;
use std::fmt;

use super::{counted, progress_graph, thousands};

/// Why a graph or an execution has no drawing. Displayed, it is a sentence without its full stop
/// that says what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undrawn {
    /// The state graph is not complete: why.
    Incomplete(String),
    /// A drawing of this number of states would be too large to read.
    States(usize),
    /// A drawing of an execution with this number of steps would be too large to read.
    Execution(usize),
    /// A thread makes this number of steps, more than [`progress_graph::MOST_STEPS`].
    Steps(usize),
    /// This number of threads move, and a progress graph has two axes.
    Threads(usize),
    /// Main is one of the two threads that move.
    MainMoves,
}

impl fmt::Display for Undrawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete(why) => write!(f, "the state graph is not complete: {why}"),
            Self::States(states) => write!(
                f,
                "a picture of the program's {} would be too large to read; draw a smaller \
                 instance, or let --graph write a file that ends in .json",
                counted(*states as u64, "state")
            ),
            Self::Execution(steps) => write!(
                f,
                "a picture of the execution's {} would be too large to read; replay a smaller \
                 instance, or leave --svg out to see the execution as text",
                counted(*steps as u64, "step")
            ),
            Self::Steps(steps) => write!(
                f,
                "a thread makes {} steps, and more than {} make no drawing; draw a smaller \
                 instance",
                thousands(*steps as u64),
                progress_graph::MOST_STEPS
            ),
            Self::Threads(threads) => {
                f.write_str("a progress graph has two axes, and ")?;
                match threads {
                    0 => f.write_str("no thread has a choice to make")?,
                    1 => f.write_str("only one thread moves")?,
                    threads => write!(f, "{threads} threads move")?,
                }
                f.write_str(" here; draw the state graph with --graph instead")
            }
            Self::MainMoves => f.write_str(
                "a progress graph is for two spawned threads, and here main moves as well; draw \
                 the state graph with --graph instead",
            ),
        }
    }
}

impl Error for Undrawn {}
