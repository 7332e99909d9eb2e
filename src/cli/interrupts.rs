//! Ctrl-C while something goes on that it is not to end at once.

#[cfg(unix)]
pub(super) use caught::{Interrupts, Unmoved};
#[cfg(not(unix))]
pub(super) use uncaught::{Interrupts, Unmoved};

#[cfg(unix)]
mod caught {
    use std::io;
    use std::os::fd::{AsFd, AsRawFd};
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::{AtomicI32, Ordering};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;

    /// While it lives, the first Ctrl-C is only noted. The second one ends the program, as
    /// ever.
    pub(in super::super) struct Interrupts {
        // Dropped first: behind it no handler runs that writes to `call`.
        _handler: Handler,
        /// A byte lies here when there was a Ctrl-C: it is never read, so it stays.
        noted: UnixStream,
        _call: UnixStream,
    }

    /// Where the handler writes.
    static CALL: AtomicI32 = AtomicI32::new(-1);

    impl Interrupts {
        pub(in super::super) fn catch() -> io::Result<Self> {
            let (noted, call) = UnixStream::pair()?;
            // Relaxed: the handler is not there yet.
            CALL.store(call.as_raw_fd(), Ordering::Relaxed);
            // SAFETY: the handler loads an atomic and calls write() and signal(), which POSIX
            // allows in a handler.
            let handler = unsafe { Handler::set(note) };
            Ok(Self {
                _handler: handler,
                noted,
                _call: call,
            })
        }

        /// Whether there was a Ctrl-C.
        pub(in super::super) fn is_there(&self) -> bool {
            let mut fds = [PollFd::new(&self.noted, PollFlags::IN)];
            matches!(poll(&mut fds, Some(&Timespec::default())), Ok(1..))
        }

        /// Waits until there is something to read on standard input, or its end; false for a
        /// Ctrl-C.
        pub(in super::super) fn wait_for_input(&self) -> io::Result<bool> {
            let input = io::stdin();
            loop {
                let mut fds = [
                    PollFd::from_borrowed_fd(self.noted.as_fd(), PollFlags::IN),
                    PollFd::from_borrowed_fd(input.as_fd(), PollFlags::IN),
                ];
                match poll(&mut fds, None) {
                    Ok(_) if !fds[0].revents().is_empty() => return Ok(false),
                    Ok(_) => return Ok(true),
                    Err(Errno::INTR) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }

    extern "C" fn note(_signal: libc::c_int) {
        // Relaxed: stored before the handler was there.
        let call = CALL.load(Ordering::Relaxed);
        // SAFETY: write() and signal() may be called in a handler. The byte is a static's, and
        // the descriptor is open as long as the handler is there. errno is not looked at by
        // what was interrupted unless its own call has failed, and a write of one byte to an
        // empty socket does not.
        unsafe {
            libc::write(call, c"!".as_ptr().cast(), 1);
            libc::signal(libc::SIGINT, libc::SIG_DFL);
        }
    }

    /// While it lives, Ctrl-C is only for the program that runs, which the terminal sends it
    /// as well.
    pub(in super::super) struct Unmoved {
        _handler: Handler,
    }

    impl Unmoved {
        pub(in super::super) fn by_interrupts() -> Self {
            // A handler, since to ignore the signal is what a child would inherit.
            // SAFETY: the handler does nothing.
            let handler = unsafe { Handler::set(nothing) };
            Self { _handler: handler }
        }
    }

    extern "C" fn nothing(_signal: libc::c_int) {}

    /// A handler of SIGINT. At its end the one that was there before comes back.
    struct Handler {
        before: libc::sighandler_t,
    }

    impl Handler {
        /// # Safety
        ///
        /// The handler does only what POSIX allows in one.
        unsafe fn set(handler: extern "C" fn(libc::c_int)) -> Self {
            // SAFETY: the caller answers for the handler, which has the signature of one.
            let before = unsafe { libc::signal(libc::SIGINT, handler as libc::sighandler_t) };
            Self { before }
        }
    }

    impl Drop for Handler {
        fn drop(&mut self) {
            // SAFETY: what was there before, as signal() returned it.
            unsafe { libc::signal(libc::SIGINT, self.before) };
        }
    }
}

/// On this system Ctrl-C ends the program at once, with what it has printed.
#[cfg(not(unix))]
mod uncaught {
    use std::io;

    pub(in super::super) struct Interrupts;

    impl Interrupts {
        pub(in super::super) fn catch() -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(in super::super) fn is_there(&self) -> bool {
            false
        }

        pub(in super::super) fn wait_for_input(&self) -> io::Result<bool> {
            Ok(true)
        }
    }

    pub(in super::super) struct Unmoved;

    impl Unmoved {
        pub(in super::super) fn by_interrupts() -> Self {
            Self
        }
    }
}
