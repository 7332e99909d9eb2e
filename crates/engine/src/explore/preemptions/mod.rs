//! The search by preemptions: for programs with more executions than can be explored.
//!
//! Most faults show in an interleaving with few preemptions, and there are few of those: with
//! a bound on the preemptions their number grows with a power of the number of steps, and no
//! longer exponentially. So the search goes through all interleavings without a preemption,
//! then all with one, then two, and so on (Musuvathi and Qadeer: "Iterative Context Bounding
//! for Systematic Testing of Multithreaded Programs", PLDI 2007). It follows sequential
//! consistency: its states and its steps are those of the [state graph](super::states).
//!
//! # What a preemption is
//!
//! A step of another thread than the last one's, if that one could go on by itself. A thread
//! that waits could not, nor could one that has ended, that waits with a limit in time, or
//! that goes round a loop in vain. A step that ends a wait or fails a compare-exchange
//! spuriously costs one preemption more. Which waiter a notification wakes costs none.
//!
//! # Why each step is made once
//!
//! A state is an execution graph. What each thread has read stands in it, so it decides what
//! can come behind; [`Fingerprint`](fingerprint::Fingerprint) tells graphs apart. How many
//! preemptions that costs depends on one thing besides: which thread has made the last step,
//! if that thread could go on (`last`). So the state of the search is the pair of graph and
//! last thread, and between pairs of one graph there is an order:
//!
//! - A pair that is reached with no fewer preemptions than before has nothing new behind it.
//! - Nor has a pair (g, b) that is reached with more preemptions than some pair (g, a). What
//!   costs nothing behind (g, b) is a step of b, and behind (g, a) that costs one at most. All
//!   other steps cost one behind (g, b), and no more behind (g, a). Both lead to the same
//!   pairs.
//! - Where the last thread could not go on, no step behind the graph costs a preemption. So
//!   nothing is new behind another pair of this graph that is reached with as many.
//!
//! Hence of each graph only the pairs count that are reached with the fewest preemptions,
//! [`States`](states::States) keeps these, and a step of a thread is made from a graph once:
//! when it comes up with the fewest preemptions that it can be made with. Preemptions only add
//! up, and the steps are taken in their order; so when all steps with k preemptions have been
//! made, all interleavings with k preemptions or fewer have been gone through, up to those
//! with the same graph.
//!
//! Nothing is lost with the interleavings of one graph but one: a thread does the same in all
//! of them, so the outcome and the failures are those of the graph. A data race is two
//! accesses that happens-before does not order, and that is in the graph as well: the search
//! need not find the interleaving in which the two come one behind the other.
//!
//! # Layout
//!
//! - `fingerprint`: what tells graphs apart;
//! - `states`: the graphs that were reached, and the steps that are still to be made;
//! - `search`: has the runtime make them, and notes what comes of it.

mod fingerprint;
mod search;
mod states;

use super::Explorer;

pub(super) use fingerprint::Fingerprint;
pub(super) use search::search;

impl Explorer {
    /// Has [`explore`](Self::explore) go through all interleavings with up to this many
    /// preemptions, and through nothing else: for programs that have too many executions to
    /// explore them all.
    ///
    /// A preemption is a step of another thread though the last one could go on. A thread
    /// that waits, that has ended, or that goes round a loop in vain could not. A
    /// [spurious](Self::spurious) wake-up or failure counts as one. First come the
    /// interleavings without a preemption, then those with one, and so on (Musuvathi and
    /// Qadeer, "Iterative Context Bounding for Systematic Testing of Multithreaded Programs",
    /// PLDI 2007). Interleavings of the same execution graph count as one.
    ///
    /// The search follows sequential consistency, whatever [`memory_model`](Self::memory_model)
    /// says, on one OS thread. [`Exploration::preemptions`](super::Exploration::preemptions)
    /// says how far it has come. It is [complete](super::Exploration::complete) where no step is
    /// left, and stops with [`StoppedBy::Preemptions`](super::StoppedBy::Preemptions) where
    /// steps are left that need more preemptions: they may, or may not, lead to other
    /// executions. [`max_executions`](Self::max_executions),
    /// [`max_duration`](Self::max_duration) and [`max_steps`](Self::max_steps) end it as they do
    /// any exploration. It keeps the states that it has reached, and ends with
    /// [`StoppedBy::Memory`](super::StoppedBy::Memory) when they take half a gibibyte: some
    /// three million.
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
