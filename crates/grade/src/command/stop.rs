//! Ctrl-C: once to stop in good order, twice to stop at once.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody wants it to end.
pub(crate) static STOP: AtomicBool = AtomicBool::new(false);

/// What is said to whoever pressed Ctrl-C.
const SAID: &[u8] = b"\nStopping: what is being checked comes to its end first. Ctrl-C again ends \
                      it at once.\n";

/// From here on Ctrl-C, or a signal to terminate, only asks to stop; the next one is
/// obeyed at once.
#[cfg(unix)]
pub(crate) fn listen() {
    let handler: extern "C" fn(libc::c_int) = stop;
    for signal in [libc::SIGINT, libc::SIGTERM] {
        // SAFETY: the handler does only what a handler may do, as argued there.
        unsafe { libc::signal(signal, handler as libc::sighandler_t) };
    }
}

#[cfg(unix)]
extern "C" fn stop(signal: libc::c_int) {
    // SeqCst: one store, which nothing else depends on.
    STOP.store(true, Ordering::SeqCst);
    // SAFETY: signal() and write() are async-signal-safe, and the text is a constant.
    unsafe {
        libc::signal(signal, libc::SIG_DFL);
        libc::write(libc::STDERR_FILENO, SAID.as_ptr().cast(), SAID.len());
    }
}

/// Elsewhere Ctrl-C ends the process, which loses no grade either.
#[cfg(not(unix))]
pub(crate) fn listen() {
    let _ = (&STOP, SAID, Ordering::SeqCst);
}
