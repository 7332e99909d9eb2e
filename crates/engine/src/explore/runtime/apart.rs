//! Fibers on OS threads of their own.
//!
//! std counts the running panics for each OS thread. If a fiber were suspended while it unwinds,
//! every other fiber of its OS thread would seem to unwind too: `std::thread::panicking()` would
//! return a wrong answer to the program. So a model thread that has to wait while it unwinds runs
//! on an OS thread of its own. The runner's OS thread waits for it, so still only one of them runs
//! at a time.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use super::engine::Engine;
use super::fiber::Fiber;

/// The stack of such an OS thread, in bytes. The program's code runs on the fiber's stack.
const STACK_SIZE: usize = 256 << 10;

/// A fiber on an OS thread of its own.
pub(super) struct Apart {
    /// `None` once the OS thread is to end.
    resume: Option<Sender<()>>,
    suspended: Receiver<()>,
    os_thread: Option<JoinHandle<()>>,
}

/// The engine of another OS thread, for this one.
struct Lent(*const Engine);

// SAFETY: one OS thread at a time uses the engine, and the body of the main thread that comes with
// it. The lender waits in `resume` while the fiber runs, and the fiber's OS thread waits otherwise;
// the channels between them make what one does happen before what the other does next. The code and
// the data that the program's threads share are Send and Sync, as for any OS thread: `spawn` asks
// for it.
unsafe impl Send for Lent {}

impl Lent {
    fn engine(&self) -> *const Engine {
        self.0
    }
}

impl Apart {
    /// Runs the fiber that `fiber` makes, on an OS thread of its own.
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
    /// Stops the fiber for good, wherever it is.
    fn drop(&mut self) {
        self.resume = None;
        if let Some(os_thread) = self.os_thread.take() {
            // The thread has no result; a panic there is a fault of the explorer.
            let _ = os_thread.join();
        }
    }
}
