//! The run of one execution from its start to its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use super::apart::Apart;
use super::ending::Ending;
use super::engine::Engine;
use super::fiber::Fiber;
use super::loops::Trial;
use super::panics;
use super::state::{Phase, State, Stepping};
use super::thread::{ExploredThread, Then};
use crate::explore::MAX_THREADS;
use crate::explore::graph::{Graph, Label, NO_OBJECT, OfThread, Place};
use crate::explore::schedule::Schedule;

/// The number of executions that the runner may stop for good in the middle of their code. Each
/// leaks the memory of its threads: a kilobyte and a half with five threads and a lock. All
/// together that is some hundred megabytes, as much as the remaining work may take. A program with
/// so many deadlocks has long been refuted.
const MAX_STOPPED: usize = 100_000;

/// Runs executions, one after the other, on the same coroutines.
pub(in crate::explore) struct Runner {
    /// The seat of each thread, by number.
    seats: [Option<Seat>; MAX_THREADS],
    /// In a box, so that its address stays the same.
    pub(in crate::explore) engine: Box<Engine>,
    /// The number of executions that were stopped for good.
    stopped: usize,
}

/// The place where a model thread's code runs.
enum Seat {
    /// On the runner's OS thread.
    Here(Fiber),
    /// On an OS thread of its own.
    Apart(Apart),
}

impl Runner {
    pub(in crate::explore) fn new(state: State) -> Self {
        panics::install_hook();
        Self {
            seats: Default::default(),
            engine: Box::new(Engine::new(state)),
            stopped: 0,
        }
    }

    /// Runs `body` as the main thread along `graph`, and on to the end. The caller must have
    /// [cleared](Self::clear) the previous execution.
    pub(in crate::explore) fn run(&mut self, graph: Graph, body: Box<dyn FnOnce()>) -> Ending {
        self.begin(graph, body, Phase::Replaying);
        self.within(|runner| {
            runner.replay();
            runner.engine.state.borrow_mut().begin_exploring();
            loop {
                let next = runner.engine.state.borrow_mut().next_thread();
                match next {
                    Some(thread) => runner.resume(thread),
                    None => break,
                }
            }
            loop {
                let next = runner.engine.state.borrow_mut().next_together();
                match next {
                    Some(thread) => runner.resume(thread),
                    None => break,
                }
            }
            runner.engine.state.borrow_mut().ending()
        })
    }

    /// Runs `body` as the main thread along `graph`, with the change of a trial. Returns whether
    /// the program has the same end.
    pub(in crate::explore) fn try_out(
        &mut self,
        (graph, trial): (Graph, Trial),
        body: Box<dyn FnOnce()>,
    ) -> bool {
        self.begin(graph, body, Phase::Replaying);
        self.engine.state.borrow_mut().trial = Some(trial);
        self.within(|runner| {
            runner.replay();
            runner.engine.state.borrow().has_ended()
        })
    }

    /// Runs `body` as the main thread along `schedule`. Returns [`Ending::Again`] if a loop that
    /// seemed to wait ends by itself; the runner knows this from now on.
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
            if !runner.is_over() {
                runner.resume(0);
            }
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
            runner.probe_loops();
            let mut state = runner.engine.state.borrow_mut();
            state.note_spinning();
            match misfit.or_else(|| state.take_step_error()) {
                Some(misfit) => Ending::Misfit(misfit),
                None => state.ending(),
            }
        })
    }

    /// Probes each thread that seems to wait in a loop, one after the other, to find out whether
    /// the loop ends by itself.
    fn probe_loops(&mut self) {
        while !self.is_over() {
            let next = self.engine.state.borrow_mut().probe_next();
            match next {
                Some(thread) => self.resume(thread),
                None => break,
            }
        }
    }

    pub(super) fn begin(&mut self, graph: Graph, body: Box<dyn FnOnce()>, phase: Phase) {
        let mut state = self.engine.state.borrow_mut();
        state.reset(graph, phase);
        self.engine.execution.set(state.next_number());
        state.threads.push(ExploredThread {
            body: Some(body),
            ..ExploredThread::default()
        });
    }

    /// Makes this the engine that the model threads' operations find.
    pub(super) fn within<R>(&mut self, f: impl FnOnce(&mut Self) -> R) -> R {
        let engine: *const Engine = &*self.engine;
        // SAFETY: the box stays the same while `self` lives, and everything that changes through a
        // shared borrow of the engine is in cells.
        unsafe { &*engine }.enter(|| f(self))
    }

    /// Follows the graph: resumes each thread that can repeat its next recorded event.
    fn replay(&mut self) {
        if self.is_over() {
            return;
        }
        let mut next = Some(0);
        while let Some(thread) = next {
            self.resume(thread);
            next = self
                .engine
                .state
                .borrow_mut()
                .next_to_replay_at_last(thread);
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.engine.state.borrow().is_over()
    }

    #[inline]
    pub(super) fn resume(&mut self, thread: u8) {
        self.engine.set_running(thread);
        let engine = &raw const *self.engine;
        // SAFETY: the engine's box lives as long as the runner, which stops its fibers first.
        let new = || unsafe { Seat::new(engine, thread) };
        match self.seats[usize::from(thread)].get_or_insert_with(new) {
            Seat::Here(fiber) => fiber.resume(),
            Seat::Apart(apart) => apart.resume(),
        }
        assert!(
            !self.engine.broken.get(),
            "the explorer itself failed; the message above says where"
        );
    }

    /// Ends the last execution, whose result is recorded. Its threads run to their ends if they
    /// can. The runner stops for good a thread that remains in the middle of its code. A value
    /// that the program returns meanwhile does not count.
    pub(in crate::explore) fn clear(&mut self) {
        if self.engine.state.borrow_mut().begin_finishing() {
            self.within(|runner| {
                loop {
                    let next = runner.engine.state.borrow_mut().next_in_turn();
                    match next {
                        Some(thread) => runner.resume(thread),
                        None => break,
                    }
                }
            });
        }
        self.stop();
    }

    /// Stops for good the threads that have not ended: no destructor runs.
    fn stop(&mut self) {
        let mut stopped = false;
        while let Some(thread) = self.engine.first_inside() {
            self.engine.set_inside(thread, false);
            stopped = true;
            if let Some(seat) = self.seats[usize::from(thread)].take() {
                seat.stop();
            }
        }
        for thread in &mut self.engine.state.borrow_mut().threads {
            // Its captures may borrow from a stack that no longer exists.
            let unstarted = thread.body.take();
            stopped |= unstarted.is_some();
            std::mem::forget(unstarted);
        }
        self.stopped += usize::from(stopped);
    }

    /// Whether the stopped executions have leaked too much memory.
    pub(in crate::explore) fn has_leaked_much(&self) -> bool {
        self.stopped >= MAX_STOPPED
    }
}

impl Seat {
    /// The seat for the code of this thread.
    ///
    /// # Safety
    ///
    /// The engine must live until the seat is stopped.
    #[cold]
    unsafe fn new(engine: *const Engine, thread: u8) -> Self {
        // SAFETY: the caller keeps the engine alive.
        let apart = unsafe { &*engine }.state.borrow().is_apart(thread);
        let fiber = move |engine: *const Engine| {
            // SAFETY: as above; and only one OS thread at a time uses the engine.
            let next_body = move || run_body(unsafe { &*engine }, thread);
            // SAFETY: as above.
            let exit = &raw const unsafe { &*engine }.exits[usize::from(thread)];
            // SAFETY: as above, for the exit as well, which is part of the engine.
            unsafe { Fiber::new(exit, next_body) }
        };
        match apart {
            // SAFETY: as above.
            true => Self::Apart(unsafe { Apart::new(engine, fiber) }),
            false => Self::Here(fiber(engine)),
        }
    }

    /// Stops the thread's code for good at any point, without running its destructors.
    fn stop(self) {
        match self {
            // SAFETY: only code of its execution uses the stack of a model thread: threads that
            // borrow from a frame of `scope`, or a list that holds the address of a pinned value
            // there. The runner stops all threads of the execution together, and objects of `sync`
            // panic when used outside of it, so none of that code runs again. (An OS thread that a
            // model starts without `sync`, and that borrows from the stack, is not part of the
            // execution. Neither is a static of std's that keeps the address of a pinned value.
            // `explore` forbids both to a model.)
            Self::Here(fiber) => unsafe { fiber.stop() },
            // The same, on its OS thread.
            Self::Apart(apart) => drop(apart),
        }
    }
}

/// Runs the body of a model thread on its fiber.
fn run_body(engine: &Engine, thread: u8) {
    let me = usize::from(thread);
    let (body, place) = {
        let mut state = engine.state.borrow_mut();
        let record = &mut state.threads[me];
        (record.body.take(), record.spawned_at)
    };
    let Some(body) = body else {
        return;
    };
    engine.set_inside(thread, true);
    let returned = part_of(engine, thread, false, || {
        framed(engine, OfThread::Start, place);
        body();
    });
    part_of(engine, thread, true, || {
        if returned && engine.state.borrow().threads[me].locals.has_destructors() {
            framed(engine, OfThread::Leave, place);
        }
        engine.destroy_locals();
        if returned {
            framed(engine, OfThread::End, place);
        }
    });
    engine.set_inside(thread, false);
    engine.state.borrow_mut().finish(thread);
}

/// Runs a part of a thread's code: its function, or the code after it. Records a panic that leaves
/// this part; returns whether none has.
fn part_of(engine: &Engine, thread: u8, behind: bool, code: impl FnOnce()) -> bool {
    let Err(payload) = catch_unwind(AssertUnwindSafe(code)) else {
        return true;
    };
    let mut state = engine.state.borrow_mut();
    state.fail(thread, &*payload, behind);
    drop(state);
    if !payload.is::<&str>() && !payload.is::<String>() {
        // The payload's destructor is code of the program and may perform operations, which an
        // ended thread cannot.
        std::mem::forget(payload);
    }
    false
}

/// The first or last event of a child; the main thread has none.
fn framed(engine: &Engine, action: OfThread, place: Option<Place>) {
    if let Some(place) = place {
        engine.perform(Label::new(action, NO_OBJECT, Ordering::Relaxed, place));
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        // On a panicking OS thread the explorer itself has failed, or it stopped a model thread
        // that unwound. No code of the program may run there any more.
        if !std::thread::panicking() {
            self.clear();
        }
        // No fiber runs any more, and the engine still lives.
        for seat in &mut self.seats {
            seat.take().into_iter().for_each(Seat::stop);
        }
    }
}
