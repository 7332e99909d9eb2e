//! How long a check waits for what it runs on another thread.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use racelab_engine::time::of_other_threads;

/// The most time without any progress. A confined check that makes none is stopped after three
/// seconds, so this is less.
const STILL: Duration = Duration::from_secs(2);

/// The most processor time, for a thread that never ends.
const BUSY: Duration = Duration::from_secs(2);

/// The least use of a processor that counts as progress: the two clocks are not read at once.
const USE: Duration = Duration::from_micros(50);

/// The time between two looks at the processor time.
const TICK: Duration = Duration::from_millis(100);

/// Receives what another thread of this process sends. Returns `None` once that thread sleeps for
/// ever, runs for too long, or has ended without a message.
///
/// Elapsed time alone decides nothing: on a busy machine a thread may wait for a processor for
/// seconds. As long as the threads of this process get processor time, the other one moves.
pub(super) fn receive<T>(receiver: &Receiver<T>) -> Option<T> {
    let begun = of_other_threads();
    let (mut used, mut moved) = (begun, Instant::now());
    loop {
        match receiver.recv_timeout(TICK) {
            Ok(message) => return Some(message),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
        let now = of_other_threads();
        if now.saturating_sub(used) >= USE {
            (used, moved) = (now, Instant::now());
        }
        if moved.elapsed() >= STILL || now.saturating_sub(begun) >= BUSY {
            return None;
        }
    }
}
