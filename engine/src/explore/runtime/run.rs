//! Running one execution from its start to its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use super::ending::Ending;
use super::engine::Engine;
use super::fiber::Fiber;
use super::panics;
use super::state::{Phase, State, Stepping};
use super::thread::{Then, Thread};
use crate::explore::MAX_THREADS;
use crate::explore::graph::Place;
use crate::explore::graph::primitive::thread::Action;
use crate::explore::graph::{Graph, NO_OBJECT, Operation};
use crate::explore::schedule::Schedule;

/// Runs executions, one after the other, on the same coroutines.
pub(in crate::explore) struct Runner {
    /// They point to the engine: declared before it, so dropped before it.
    fibers: Vec<Option<Fiber>>,
    /// Boxed, so that it stays where it is.
    pub(in crate::explore) engine: Box<Engine>,
}

impl Runner {
    pub(in crate::explore) fn new(state: State) -> Self {
        panics::install_hook();
        Self {
            fibers: (0..MAX_THREADS).map(|_| None).collect(),
            engine: Box::new(Engine::new(state)),
        }
    }

    /// Runs `body` as the main thread along `graph`, and on to the end.
    pub(in crate::explore) fn run(&mut self, graph: Graph, body: Box<dyn FnOnce()>) -> Ending {
        self.begin(graph, body, Phase::Replaying);
        self.within(|runner| {
            runner.replay();
            runner.engine.state.borrow_mut().begin_exploring();
            while !runner.is_over() {
                let Some(next) = runner.engine.state.borrow_mut().next_thread() else {
                    break;
                };
                runner.resume(next);
            }
            let ending = runner.engine.state.borrow_mut().ending();
            runner.discard();
            ending
        })
    }

    /// Runs `body` as the main thread as `schedule` says.
    pub(in crate::explore) fn step(
        &mut self,
        graph: Graph,
        body: Box<dyn FnOnce()>,
        schedule: &Schedule,
        then: Then,
    ) -> Ending {
        self.begin(graph, body, Phase::Stepping(Stepping::default()));
        let mut steps = schedule.steps().iter().copied().zip(1..).peekable();
        self.within(|runner| {
            runner.resume(0);
            let misfit = loop {
                if runner.is_over() {
                    break None;
                }
                let automatic = runner.engine.state.borrow().automatic_thread();
                if let Some(thread) = automatic {
                    runner.resume(thread);
                    continue;
                }
                let chosen = runner.engine.state.borrow_mut().choose(&mut steps, then);
                match chosen {
                    Ok(Some(thread)) => runner.resume(thread),
                    Ok(None) => break None,
                    Err(misfit) => break Some(misfit),
                }
            };
            let mut state = runner.engine.state.borrow_mut();
            state.note_spinning();
            let ending = match misfit.or_else(|| state.take_step_error()) {
                Some(misfit) => Ending::Misfit(misfit),
                None => state.ending(),
            };
            drop(state);
            runner.discard();
            ending
        })
    }

    fn begin(&mut self, graph: Graph, body: Box<dyn FnOnce()>, phase: Phase) {
        let mut state = self.engine.state.borrow_mut();
        state.reset(graph, phase);
        state.begun.clear();
        state.begun.push(0);
        state.threads.push(Thread {
            body: Some(body),
            ..Thread::default()
        });
    }

    /// Makes the engine the one that the model threads' operations find.
    fn within<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let engine: *const Engine = &*self.engine;
        // SAFETY: the box is not replaced while `self` lives, and all that the
        // engine hands out through a shared borrow is in cells.
        unsafe { &*engine }.enter(|| f(self))
    }

    /// Follows the graph: resumes whoever can have its next recorded event.
    fn replay(&mut self) {
        self.resume(0);
        loop {
            let mut moved = false;
            for thread in 0.. {
                let state = self.engine.state.borrow();
                if usize::from(thread) >= state.threads.len() {
                    break;
                }
                let can = state.can_replay(thread);
                drop(state);
                if can && !self.is_over() {
                    self.resume(thread);
                    moved = true;
                }
            }
            if !moved {
                return;
            }
        }
    }

    fn is_over(&self) -> bool {
        self.engine.state.borrow().is_over()
    }

    fn resume(&mut self, thread: u8) {
        let engine: *const Engine = &*self.engine;
        let fiber = self.fibers[usize::from(thread)].get_or_insert_with(|| {
            let next_body = move || {
                // SAFETY: the engine's box lives as long as the runner, whose
                // fibers are dropped before it.
                run_body(unsafe { &*engine }, thread)
            };
            let gate = &raw const self.engine.gates[usize::from(thread)];
            // SAFETY: as above.
            unsafe { Fiber::new(gate, next_body) }
        });
        self.engine.running.set(thread);
        fiber.resume();
        assert!(
            !self.engine.broken.get(),
            "the explorer itself failed; the message above says where"
        );
    }

    /// Throws away what is left of the execution, children before their parents:
    /// they may borrow from them.
    fn discard(&mut self) {
        let begun = {
            let mut state = self.engine.state.borrow_mut();
            state.discarding = true;
            std::mem::take(&mut state.begun)
        };
        for number in begun.into_iter().rev() {
            let thread = usize::from(number);
            let body = self.engine.state.borrow_mut().threads[thread].body.take();
            if let Some(body) = body {
                // Never started: what it captured is dropped here.
                self.engine.running.set(number);
                let _ = catch_unwind(AssertUnwindSafe(|| drop(body)));
            }
            if self.engine.is_inside(number) {
                self.resume(number);
                if self.engine.is_inside(number) {
                    // It catches whatever it is thrown.
                    if let Some(fiber) = self.fibers[thread].take() {
                        fiber.abandon();
                    }
                    self.engine.set_inside(number, false);
                }
            }
        }
    }
}

/// Runs the body of a model thread on its fiber; false if there is none.
fn run_body(engine: &Engine, thread: u8) -> bool {
    let me = usize::from(thread);
    let (body, place) = {
        let mut state = engine.state.borrow_mut();
        match state.threads.get_mut(me) {
            Some(record) => (record.body.take(), record.spawned_at),
            None => (None, None),
        }
    };
    let Some(body) = body else {
        return false;
    };
    engine.set_inside(thread, true);
    let result = catch_unwind(AssertUnwindSafe(|| {
        framed(engine, Action::Start, place);
        body();
        framed(engine, Action::End, place);
    }));
    engine.set_inside(thread, false);
    let mut state = engine.state.borrow_mut();
    if !state.discarding {
        match &result {
            Ok(()) => state.finish(thread),
            Err(payload) => state.fail(thread, &**payload),
        }
    }
    // The payload's destructor may be the program's own.
    drop(state);
    true
}

/// The first or last event of a child; the main thread has none.
fn framed(engine: &Engine, action: Action, place: Option<Place>) {
    if let Some(place) = place {
        engine.perform(Operation::new(action, NO_OBJECT, Ordering::Relaxed, place));
    }
}

impl Drop for Runner {
    /// Lets the fibers come to their ends: without a body they return.
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The explorer itself failed: its state cannot be trusted.
            self.fibers.drain(..).flatten().for_each(Fiber::abandon);
            return;
        }
        for thread in 0..MAX_THREADS {
            if self.fibers[thread].is_some() {
                self.engine.state.borrow_mut().threads.clear();
                self.resume(u8::try_from(thread).expect("at most 16 threads"));
            }
            if let Some(fiber) = self.fibers[thread].take() {
                fiber.finish();
            }
        }
    }
}
