//! Ctrl-C during work that should end in an orderly way.

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

    /// While this value lives, the first Ctrl-C is only recorded. The second one ends the program,
    /// as usual.
    pub(in super::super) struct Interrupts {
        // The first field is dropped first: after that, no handler writes to `call`.
        _handler: Handler,
        /// Holds a byte after a Ctrl-C. Nothing reads the byte, so it stays.
        noted: UnixStream,
        _call: UnixStream,
    }

    /// The descriptor to which the handler writes.
    static CALL: AtomicI32 = AtomicI32::new(-1);

    impl Interrupts {
        pub(in super::super) fn catch() -> io::Result<Self> {
            let (noted, call) = UnixStream::pair()?;
            // Relaxed: no handler is installed yet.
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

        /// Waits for input or the end of standard input; false after a Ctrl-C.
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
        // Relaxed: the store happened before the handler was installed.
        let call = CALL.load(Ordering::Relaxed);
        // SAFETY: a handler may call write() and signal(). The byte is a static, and the descriptor
        // stays open as long as the handler is installed. The handler may change errno, which the
        // interrupted code reads only after a call of its own has failed; and a write of one byte
        // to an empty socket succeeds.
        unsafe {
            libc::write(call, c"!".as_ptr().cast(), 1);
            libc::signal(libc::SIGINT, libc::SIG_DFL);
        }
    }

    /// While this value lives, Ctrl-C does nothing to this process. The terminal sends it to the
    /// child that runs as well, and the child decides.
    pub(in super::super) struct Unmoved {
        _handler: Handler,
    }

    impl Unmoved {
        pub(in super::super) fn by_interrupts() -> Self {
            // An empty handler: a child would inherit an ignored signal, but inherits no handler.
            // SAFETY: the handler does nothing.
            let handler = unsafe { Handler::set(nothing) };
            Self { _handler: handler }
        }
    }

    extern "C" fn nothing(_signal: libc::c_int) {}

    /// An installed handler of SIGINT. Dropped, it restores the previous one.
    struct Handler {
        before: libc::sighandler_t,
    }

    impl Handler {
        /// # Safety
        ///
        /// The handler calls only functions that POSIX allows in a signal handler.
        unsafe fn set(handler: extern "C" fn(libc::c_int)) -> Self {
            // SAFETY: the caller promises what the handler does; its type is that of a handler.
            let before = unsafe { libc::signal(libc::SIGINT, handler as libc::sighandler_t) };
            Self { before }
        }
    }

    impl Drop for Handler {
        fn drop(&mut self) {
            // SAFETY: signal() returned this handler as the previous one.
            unsafe { libc::signal(libc::SIGINT, self.before) };
        }
    }
}

/// On this system Ctrl-C ends the program at once; only what it has printed remains.
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
