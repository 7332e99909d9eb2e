//! Ctrl-C: the first one stops the run in good order, the second one at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the run should stop.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

/// The message after the first Ctrl-C.
const SAID: &[u8] =
    b"\nStopping: the checks that are running are finished first. Ctrl-C again ends \
                      it at once.\n";

/// From here on Ctrl-C, or a signal to terminate, only asks the run to stop; the next signal ends
/// the process at once.
#[cfg(unix)]
pub(crate) fn listen() {
    let handler: extern "C" fn(libc::c_int) = stop;
    for signal in [libc::SIGINT, libc::SIGTERM] {
        // SAFETY: the handler makes only calls that a handler may make, as argued there.
        unsafe { libc::signal(signal, handler as libc::sighandler_t) };
    }
}

#[cfg(unix)]
extern "C" fn stop(signal: libc::c_int) {
    // SeqCst: a single store, whose cost does not matter.
    STOP.store(true, Ordering::SeqCst);
    // SAFETY: signal() and write() are async-signal-safe, and the text is a constant.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        libc::write(libc::STDERR_FILENO, SAID.as_ptr().cast(), SAID.len());
    }
}

/// On other systems Ctrl-C ends the process, which loses no grade either.
#[cfg(not(unix))]
pub(crate) fn listen() {
    let _ = (&STOP, SAID, Ordering::SeqCst);
}
