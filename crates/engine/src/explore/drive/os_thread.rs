//! The OS threads that explore.

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::explore::runtime::Learned;

/// The stack of an exploring OS thread, in bytes. The program's threads have stacks of their own,
/// and nothing here recurses. It is small enough for the C library to keep it for the next thread.
/// The library would map and unmap a larger stack in each exploration.
const STACK_SIZE: usize = 8 << 20;

/// Calls `attempt` on an OS thread that explores. Calls it again with the new knowledge whenever
/// it returns knowledge about the program.
pub(in crate::explore) fn learning<T: Send + 'static>(
    attempt: impl Fn(Learned) -> Result<T, Learned> + Send + Sync + 'static,
) -> T {
    let attempt = Arc::new(attempt);
    let mut learned = Learned::default();
    loop {
        let attempt = attempt.clone();
        match result_of(on_own_thread(move || attempt(learned))) {
            Ok(result) => return result,
            Err(more) => learned = more,
        }
    }
}

/// Runs `f` on an OS thread that explores.
pub(super) fn on_own_thread<T: Send + 'static>(
    f: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    std::thread::Builder::new()
        .name("explorer".to_owned())
        .stack_size(STACK_SIZE)
        .spawn(f)
        .unwrap_or_else(|why| panic!("the system starts no thread to explore on: {why}"))
}

/// Waits for an exploring thread. A panic there is a fault of the explorer, and continues here.
pub(super) fn result_of<T>(thread: JoinHandle<T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
