//! The OS threads that explore.

use std::sync::Arc;
use std::thread::JoinHandle;

use parking_lot::Mutex;

use crate::explore::runtime::Learned;

/// The stack of an exploring OS thread, in bytes. The program's threads have stacks of their own,
/// and nothing here recurses. It is small enough for the C library to keep it for the next thread.
/// The library would map and unmap a larger stack in each exploration.
const STACK_SIZE: usize = 8 << 20;

/// Calls `attempt` on an OS thread that explores. Calls it again with the new knowledge whenever
/// it returns knowledge about the program.
pub(in crate::explore) fn learning<T: Send + 'static>(
    mut learned: Learned,
    attempt: impl Fn(Learned) -> Result<T, Learned> + Send + Sync + 'static,
) -> T {
    let attempt = Arc::new(attempt);
    loop {
        let attempt = attempt.clone();
        match result_of(on_own_thread(move || attempt(learned))) {
            Ok(result) => return result,
            Err(more) => learned = more,
        }
    }
}

/// An OS thread that explores, and the place of its result.
pub(super) struct Exploring<T> {
    os_thread: JoinHandle<()>,
    result: Arc<Mutex<Option<T>>>,
}

/// Runs `f` on an OS thread that explores.
pub(super) fn on_own_thread<T: Send + 'static>(
    f: impl FnOnce() -> T + Send + 'static,
) -> Exploring<T> {
    let result = Arc::new(Mutex::new(None));
    let place = result.clone();
    let run = move || {
        let value = f();
        *place.lock() = Some(value);
    };
    Exploring {
        os_thread: start(Box::new(run)),
        result,
    }
}

/// Starts the OS thread. (Once for all types of results: std's code for it is large.)
fn start(run: Box<dyn FnOnce() + Send>) -> JoinHandle<()> {
    std::thread::Builder::new()
        .name("explorer".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(run)
        .unwrap_or_else(|why| panic!("the system starts no thread to explore on: {why}"))
}

/// Waits for an exploring thread. A panic there is a fault of the explorer, and continues here.
pub(super) fn result_of<T>(thread: Exploring<T>) -> T {
    if let Err(panic) = thread.os_thread.join() {
        std::panic::resume_unwind(panic);
    }
    let result = thread.result.lock().take();
    result.expect("the thread has ended without a panic")
}
