//! The search by preemptions, for programs with too many executions to explore them all.
//!
//! Most faults show in an interleaving with few preemptions. Such interleavings are few: with a
//! bound on the preemptions, their number grows with a power of the number of steps instead of
//! exponentially. So the search covers all interleavings without a preemption, then all with one,
//! then with two, and so on (Musuvathi and Qadeer: "Iterative Context Bounding for Systematic
//! Testing of Multithreaded Programs", PLDI 2007). It follows sequential consistency: its states
//! and its steps are those of the [state graph](super::states).
//!
//! # Preemptions
//!
//! A preemption is a step of another thread than the last one, if the last thread could continue
//! by itself. A thread cannot continue if it has ended, waits (with or without a time limit), or
//! waits in a loop. A spurious wake-up or failure costs one preemption more. The choice of the
//! waiter that a notification wakes costs none.
//!
//! # Why the search makes each step once
//!
//! A state is an execution graph. It contains the reads of each thread, so it determines the
//! possible continuations; [`Fingerprint`] distinguishes graphs. The
//! cost of a continuation in preemptions also depends on the thread that made the last step, if
//! that thread could continue (`last`). So the state of the search is the pair of graph and last
//! thread. Three rules compare the pairs of one graph:
//!
//! - A pair that the search reaches again, with no fewer preemptions than before, has no new
//!   continuation.
//! - Neither has a pair (g, b) that the search reaches with more preemptions than a pair (g, a). A
//!   free step after (g, b) is a step of b, and it costs at most one after (g, a). Every other
//!   step costs one after (g, b), and no more after (g, a). Both lead to the same pairs.
//! - If the last thread could not continue, no step after the graph costs a preemption. So another
//!   pair of this graph with as many preemptions has no new continuation.
//!
//! Hence only the pairs of a graph with the fewest preemptions count, and
//! [`States`](states::States) keeps these. The search makes each step of a thread from a graph
//! once, with the fewest preemptions possible. Preemptions only add up, and the search makes the
//! steps in their order. So after all steps with k preemptions, it has covered all interleavings
//! with k preemptions or fewer, up to those with the same graph.
//!
//! One interleaving of each graph suffices: a thread behaves the same in all of them, so the
//! outcome and the failures are those of the graph. The graph also shows whether happens-before
//! orders two accesses, so the search finds a data race without the interleaving in which its two
//! accesses are adjacent.
//!
//! # Layout
//!
//! - `fingerprint`: distinguishes graphs;
//! - `states`: the graphs reached, and the pending steps;
//! - `search`: makes the pending steps in the runtime, and records their results.

mod fingerprint;
mod search;
mod states;

use super::Explorer;

pub(super) use fingerprint::Fingerprint;
pub(super) use search::search;

impl Explorer {
    /// Limits [`explore`](Self::explore) to all interleavings with up to this many preemptions,
    /// for programs with too many executions to explore them all.
    ///
    /// A preemption is a step of another thread although the last thread could continue. A thread
    /// cannot continue if it has ended, waits, or waits in a loop. A [spurious](Self::spurious)
    /// wake-up or failure counts as one preemption. The search begins with the interleavings
    /// without a preemption, then covers those with one, and so on (Musuvathi and Qadeer,
    /// "Iterative Context Bounding for Systematic Testing of Multithreaded Programs", PLDI 2007).
    /// Interleavings of the same execution graph count as one.
    ///
    /// The search ignores [`memory_model`](Self::memory_model): it follows sequential consistency,
    /// and runs on one OS thread. [`Exploration::preemptions`](super::Exploration::preemptions) is
    /// the number of preemptions that it has covered. It is
    /// [complete](super::Exploration::complete) if no step is left. It stops with
    /// [`StoppedBy::Preemptions`](super::StoppedBy::Preemptions) if the steps left need more
    /// preemptions; these may or may not lead to other executions.
    /// [`max_executions`](Self::max_executions), [`max_duration`](Self::max_duration) and
    /// [`max_steps`](Self::max_steps) end it as they do any exploration. It keeps the states that
    /// it has reached, and ends with [`StoppedBy::Memory`](super::StoppedBy::Memory) when they
    /// take half a gibibyte, which is some three million states.
    ///
    /// ```
    /// use racelab::explore::{Explorer, StoppedBy};
    /// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::SeqCst}, thread};
    ///
    /// // Two threads add 1 each, by a load and a store.
    /// let program = || {
    ///     let x = Arc::new(AtomicU64::new(0));
    ///     let threads = [(); 2].map(|()| {
    ///         let x = x.clone();
    ///         thread::spawn(move || x.store(x.load(SeqCst) + 1, SeqCst))
    ///     });
    ///     threads.map(|thread| thread.join().unwrap());
    ///     x.load(SeqCst)
    /// };
    /// let found = |n| Explorer::new().max_preemptions(n).explore(program);
    /// assert!(found(0).outcomes().keys().eq([&2]));
    /// assert_eq!(found(0).stopped_by(), Some(&StoppedBy::Preemptions(0)));
    /// // One preemption loses an update. No execution needs two.
    /// assert!(found(1).outcomes().keys().eq([&1, &2]));
    /// assert_eq!(found(1).executions(), 4);
    /// assert!(found(2).complete());
    /// ```
    #[must_use]
    pub fn max_preemptions(mut self, preemptions: usize) -> Self {
        self.settings.max_preemptions = Some(preemptions);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn max_memory(mut self, bytes: usize) -> Self {
        self.settings.max_memory = bytes;
        self
    }
}
