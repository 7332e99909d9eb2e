//! The course of an execution: how it begins, goes on, and is over.

use std::sync::atomic::{AtomicU64, Ordering};

use super::state::{Phase, State};
use super::thread::{ExploredThread, Status};
use crate::explore::graph::{Graph, Label, NO_OBJECT, OfThread, Place};

/// The first number that has not been given out, for executions.
static EXECUTIONS: AtomicU64 = AtomicU64::new(1);

/// How many numbers an OS thread is given at once, so that exploring threads seldom wait
/// for each other's writes.
const NUMBERS: u64 = 1024;

impl State {
    /// Begins a child's part: it waits to start.
    pub(in crate::explore) fn begin_thread(
        &mut self,
        child: u8,
        body: Box<dyn FnOnce()>,
        name: Option<String>,
        place: Place,
    ) {
        let thread = ExploredThread {
            body: Some(body),
            name,
            spawned_at: Some(place),
            pending: Some(Label::new(
                OfThread::Start,
                NO_OBJECT,
                Ordering::Relaxed,
                place,
            )),
            ..ExploredThread::default()
        };
        let at = usize::from(child);
        while self.threads.len() < at {
            self.threads.push(ExploredThread {
                status: Status::Finished,
                ..ExploredThread::default()
            });
        }
        match self.threads.get_mut(at) {
            Some(unused) => *unused = thread,
            None => self.threads.push(thread),
        }
        self.waiting = self.waiting.min(child);
    }

    pub(super) fn reset(&mut self, graph: Graph, phase: Phase) {
        let old = std::mem::replace(&mut self.graph, graph);
        self.work.recycle(old);
        self.threads.clear();
        self.infos.clear();
        self.statics.clear();
        self.new_statics = false;
        self.phase = phase;
        self.given_up.clear();
        self.may_finish = false;
        self.trial = None;
        self.fault = None;
        self.stopped_by = None;
        self.cells.clear();
        self.arcs.clear();
        self.pointers.clear();
    }

    /// Puts the graph of the execution on top of the work.
    pub(in crate::explore) fn put_back(&mut self) {
        let graph = self.copy_graph();
        self.work.put_back(graph);
    }

    /// A copy of the graph, in memory that has been used before if there is some.
    pub(in crate::explore) fn copy_graph(&mut self) -> Graph {
        self.work.copy(&self.graph)
    }

    /// A number for an execution, different from all others of this process.
    pub(super) fn next_number(&mut self) -> u64 {
        self.numbers.next().unwrap_or_else(|| {
            // Relaxed: the numbers only have to differ.
            let first = EXECUTIONS.fetch_add(NUMBERS, Ordering::Relaxed);
            self.numbers = first + 1..first + NUMBERS;
            first
        })
    }

    pub(super) fn is_over(&self) -> bool {
        self.fault.is_some()
            || self.stopped_by.is_some()
            || self.must_restart()
            || self.loops.must_run_again()
            || matches!(&self.phase, Phase::Stepping(s) if s.error.is_some())
    }

    /// The next thread that can have its next recorded event, in turns: `last` was the one
    /// before.
    pub(super) fn next_to_replay(&self, last: u8) -> Option<u8> {
        let count = self.thread_numbers().end;
        let mut thread = last;
        loop {
            thread = if thread + 1 < count { thread + 1 } else { 0 };
            if self.can_replay(thread) {
                return (!self.is_over()).then_some(thread);
            }
            if thread == last {
                return None;
            }
        }
    }

    /// The same where the others may have to go on before the thread that is to be probed first.
    pub(super) fn next_to_replay_at_last(&mut self, last: u8) -> Option<u8> {
        let next = self.next_to_replay(last);
        if next.is_none() && !self.is_over() && self.loops.gives_up_first() {
            return self.next_to_replay(last);
        }
        next
    }

    fn can_replay(&self, thread: u8) -> bool {
        let me = usize::from(thread);
        let record = &self.threads[me];
        if record.status != Status::Live || record.pending.is_none() {
            return false;
        }
        if self.trial.is_some() && self.waits_to_leave_out(thread)
            || self.loops.is_held_back(thread, record.gone)
        {
            return false;
        }
        let next = self.graph.event_of(thread, record.gone);
        next.is_some_and(|node| self.may_have(me, record.gone, node))
    }

    /// The replay is over: every recorded event must have been met.
    pub(super) fn begin_exploring(&mut self) {
        if self.is_over() {
            return;
        }
        for thread in self.thread_numbers() {
            self.report_missing(thread);
        }
        self.phase = Phase::Exploring;
        self.waiting = 0;
    }
}
