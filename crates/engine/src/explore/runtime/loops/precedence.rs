//! A thread whose probe comes first.
//!
//! A probe runs the operations of a round without events, so the locks of the round must be free:
//! if another thread held one, the program would get a second guard. And the data behind these
//! locks must be as the round found them. The result of a probe follows from the causes of the
//! round alone, and within these the locks are free, with one exception. If another thread has
//! acquired one of the locks since, the execution runs again, and in its replay no thread goes
//! beyond these causes before the probe.
//!
//! The exception: the causes end within a critical section of another thread, because the round
//! read a value that the holder wrote there. Then no probe runs, and the round counts as not
//! failed. Its thread continues, which loses no execution.

use super::Loops;
use super::evidence::causes;
use super::probe::Precedence;
use super::round::Round;
use crate::explore::graph::Graph;

impl Loops {
    /// Makes the execution run again, with the probe of this thread after this round before the
    /// other threads continue.
    pub(in crate::explore::runtime) fn put_first(
        &mut self,
        graph: &Graph,
        thread: u8,
        round: &Round,
    ) {
        self.first = Some(Precedence::new(graph, thread, round));
        self.again = true;
    }

    /// Notes that the thread has reached its probe. Returns whether its probe came first.
    pub(in crate::explore::runtime) fn comes_first(&mut self, thread: u8) -> bool {
        self.first.take_if(|first| first.thread == thread).is_some()
    }

    /// Whether the probe of some thread comes first.
    #[inline(always)]
    pub(in crate::explore::runtime) fn has_first(&self) -> bool {
        self.first.is_some()
    }

    /// Whether the thread, after `gone` events, has to wait for the probe of another thread.
    pub(in crate::explore::runtime) fn is_held_back(&self, thread: u8, gone: usize) -> bool {
        let first = self.first.as_ref();
        first.is_some_and(|first| gone >= first.events.count(thread.into()))
    }

    /// Drops the precedence of a thread that does not reach its probe. Returns whether a thread
    /// had precedence.
    pub(in crate::explore::runtime) fn gives_up_first(&mut self) -> bool {
        let first = self.first.take();
        if let Some(first) = &first {
            self.evidence.note_end(first.shape, first.causes);
        }
        first.is_some()
    }

    /// Counts this round, after which no probe runs, as not failed.
    pub(in crate::explore::runtime) fn pass(&mut self, graph: &Graph, thread: u8, round: &Round) {
        let causes = causes(graph, thread, round.range().end);
        self.evidence.note_end(round.shape, causes);
    }
}
