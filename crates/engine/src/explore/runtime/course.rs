//! The course of an execution: its beginning, its replay, and the events after the replay.

use std::sync::atomic::{AtomicU64, Ordering};

use super::state::{Phase, State};
use super::thread::{ExploredThread, Status};
use crate::explore::graph::{Graph, Label, NO_OBJECT, OfThread, Place};

/// The first number that no execution has.
static EXECUTIONS: AtomicU64 = AtomicU64::new(1);

/// The count of numbers that an OS thread reserves at once, so that workers seldom contend for the
/// counter.
const NUMBERS: u64 = 1024;

impl State {
    /// Adds a child, which waits to start.
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
        self.guarded.clear();
        self.loops.forget_together();
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

    /// Pushes the graph of the execution onto the work.
    pub(in crate::explore) fn put_back(&mut self) {
        let graph = self.copy_graph();
        self.work.put_back(graph);
    }

    /// A copy of the graph, in reused memory if some is available.
    pub(in crate::explore) fn copy_graph(&mut self) -> Graph {
        self.work.copy(&self.graph)
    }

    /// A number for an execution, unique in this process.
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

    /// The next thread, in turn after `last`, that can repeat its next recorded event.
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

    /// The same. If no thread can, it drops the precedence of a probe for which the other threads
    /// wait.
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

    /// Ends the replay, in which the threads must have repeated every recorded event.
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
