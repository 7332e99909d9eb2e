//! A thread whose probe comes first.
//!
//! A probe makes the operations of a round without their events, so the locks of the round must
//! be free: with a lock that another thread holds, the program would get a second guard. And the
//! data behind these locks must be as the round has seen it. What a probe shows follows from the
//! causes of the round alone, and in these the locks are free but for one case. Where another
//! thread has acquired one of the locks since, the execution is run again, and in its replay no
//! thread goes beyond these causes before the probe.
//!
//! In that one case the causes end within a critical section of another thread: the round has
//! read what the holder wrote there. Then there is no probe, and the round counts as one that
//! has not failed. Its thread goes on, which loses no execution.

use super::Loops;
use super::evidence::causes;
use super::probe::Precedence;
use super::round::Round;
use crate::explore::graph::Graph;

impl Loops {
    /// The execution has to be run again, and the thread to be probed behind this round before
    /// the others go on.
    pub(in crate::explore::runtime) fn put_first(
        &mut self,
        graph: &Graph,
        thread: u8,
        round: &Round,
    ) {
        self.first = Some(Precedence::new(graph, thread, round));
        self.again = true;
    }

    /// The thread has come to its probe. Returns whether it came first.
    pub(in crate::explore::runtime) fn comes_first(&mut self, thread: u8) -> bool {
        self.first.take_if(|first| first.thread == thread).is_some()
    }

    /// Whether some thread comes first.
    #[inline(always)]
    pub(in crate::explore::runtime) fn has_first(&self) -> bool {
        self.first.is_some()
    }

    /// Whether the thread, which has had `gone` events, has to wait for the probe of another
    /// one.
    pub(in crate::explore::runtime) fn is_held_back(&self, thread: u8, gone: usize) -> bool {
        let first = self.first.as_ref();
        first.is_some_and(|first| gone >= first.events.count(thread.into()))
    }

    /// The thread that comes first does not come to its probe: there is none. Returns whether
    /// there was such a thread.
    pub(in crate::explore::runtime) fn gives_up_first(&mut self) -> bool {
        let first = self.first.take();
        if let Some(first) = &first {
            self.evidence.note_end(first.shape, first.causes);
        }
        first.is_some()
    }

    /// There is no probe behind this round, which counts as one that has not failed.
    pub(in crate::explore::runtime) fn pass(&mut self, graph: &Graph, thread: u8, round: &Round) {
        let causes = causes(graph, thread, round.range().end);
        self.evidence.note_end(round.shape, causes);
    }
}
