//! The thread that runs callbacks, so that a slow callback holds up no worker, and one that
//! panics has no other effect.

use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, ThreadId};

use parking_lot::{Condvar, Mutex};

type Job = Box<dyn FnOnce() + Send>;

/// The thread starts when the first callback is due, and ends when the pool and all its
/// results are gone.
#[derive(Default)]
pub(super) struct CallbackThread {
    state: Mutex<State>,
    idle: Condvar,
}

#[derive(Default)]
struct State {
    jobs: Option<Sender<Job>>,
    id: Option<ThreadId>,
    /// Jobs that are not finished.
    pending: usize,
}

impl CallbackThread {
    /// Runs the job after those before it.
    pub(super) fn run(self: &Arc<Self>, job: Job) {
        let mut state = self.state.lock();
        state.pending += 1;
        if state.jobs.is_none() {
            state.start();
        }
        let this = Arc::downgrade(self);
        let counted: Job = Box::new(move || {
            job();
            if let Some(this) = this.upgrade() {
                this.state.lock().pending -= 1;
                this.idle.notify_all();
            }
        });
        let refused = match &state.jobs {
            Some(jobs) => jobs.send(counted).err().map(|refused| refused.0),
            None => Some(counted),
        };
        drop(state);
        // No thread could be started. So the callback runs here, and delays other work.
        if let Some(job) = refused {
            job();
        }
    }

    /// Whether the caller is a callback.
    pub(super) fn is_here(&self) -> bool {
        self.state.lock().id == Some(thread::current().id())
    }

    /// Waits until every callback that is due has run. A callback that calls this does
    /// not wait.
    pub(super) fn wait(&self) {
        if self.is_here() {
            return;
        }
        let mut state = self.state.lock();
        self.idle.wait_while(&mut state, |state| state.pending > 0);
    }
}

impl State {
    fn start(&mut self) {
        let (sender, receiver) = channel::<Job>();
        let thread = thread::Builder::new()
            .name("callbacks".to_string())
            .spawn(move || {
                for job in receiver {
                    job();
                }
            });
        if let Ok(thread) = thread {
            self.id = Some(thread.thread().id());
            self.jobs = Some(sender);
        }
    }
}

/// Calls a user's function. The panic hook prints its panic, which goes no
/// further.
pub(super) fn contain(call: impl FnOnce()) {
    // Unwind safe: the function is consumed, and what it shares is its own responsibility.
    if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(call)) {
        // Dropping the payload could panic again; forgetting it cannot.
        std::mem::forget(payload);
    }
}
