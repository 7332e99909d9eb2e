//! Fibers on OS threads of their own.
//!
//! std counts the panics under way per OS thread. Were a fiber suspended while it unwinds,
//! every other fiber of its OS thread would seem to unwind too: `std::thread::panicking()`
//! would lie to the program. So a model thread that has to wait while it unwinds runs on an
//! OS thread of its own, which the runner's waits for: still only one of them runs at a
//! time.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use super::engine::Engine;
use super::fiber::Fiber;

/// The stack of such an OS thread, in bytes. The program's code runs on the fiber's.
const STACK_SIZE: usize = 256 << 10;

/// A fiber on an OS thread of its own.
pub(super) struct Apart {
    /// `None` once the OS thread is to end.
    resume: Option<Sender<()>>,
    suspended: Receiver<()>,
    os_thread: Option<JoinHandle<()>>,
}

/// What the OS thread is given: the engine of another one.
struct Lent(*const Engine);

// SAFETY: the engine, and the body of the main thread that comes with it, are used by one OS
// thread at a time. The lender waits in `resume` while the fiber runs, and the fiber's OS
// thread waits while it does not; the channels between them make what the one did happen
// before what the other does. What the program's other threads run and share is Send and
// Sync, as for any OS thread: `spawn` asks for it.
unsafe impl Send for Lent {}

impl Lent {
    fn engine(&self) -> *const Engine {
        self.0
    }
}

impl Apart {
    /// A fiber that runs what `fiber` makes, on an OS thread of its own.
    ///
    /// # Safety
    ///
    /// The engine must live until this is dropped.
    pub(super) unsafe fn new(
        engine: *const Engine,
        fiber: impl FnOnce(*const Engine) -> Fiber + Send + 'static,
    ) -> Self {
        let (resume, resumed) = channel();
        let (suspend, suspended) = channel();
        let lent = Lent(engine);
        let run = move || {
            let engine = lent.engine();
            // SAFETY: the caller keeps the engine until this OS thread has been joined.
            unsafe { &*engine }.enter(|| {
                let mut fiber = fiber(engine);
                while resumed.recv().is_ok() {
                    fiber.resume();
                    if suspend.send(()).is_err() {
                        break;
                    }
                }
                // SAFETY: as in `Runner::stop`, which drops what this fiber belongs to.
                unsafe { fiber.stop() };
            });
        };
        let os_thread = Builder::new()
            .name("model thread".to_owned())
            .stack_size(STACK_SIZE)
            .spawn(run)
            .unwrap_or_else(|why| panic!("the system starts no thread to explore on: {why}"));
        Self {
            resume: Some(resume),
            suspended,
            os_thread: Some(os_thread),
        }
    }

    /// Runs the fiber until it suspends.
    pub(super) fn resume(&mut self) {
        let sent = self.resume.as_ref().is_some_and(|r| r.send(()).is_ok());
        let suspended = sent && self.suspended.recv().is_ok();
        assert!(suspended, "the OS thread of a model thread has ended");
    }
}

impl Drop for Apart {
    /// Stops the fiber for good, wherever it stands.
    fn drop(&mut self) {
        self.resume = None;
        if let Some(os_thread) = self.os_thread.take() {
            // It has nothing to say, and panics only with the explorer itself.
            let _ = os_thread.join();
        }
    }
}
