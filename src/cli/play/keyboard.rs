//! Standard input of a player, which Ctrl-C brings to its end: what was played so far is told
//! then, as at the end of any input.

use std::io::{self, BufReader, Read};

/// What a player types.
pub(super) type Typed = BufReader<Keyboard>;

/// Standard input. Behind a Ctrl-C nothing more comes from it.
pub(super) struct Keyboard {
    #[cfg_attr(not(unix), allow(dead_code, reason = "nothing is caught there"))]
    interrupts: Option<interrupts::Interrupts>,
}

impl Keyboard {
    /// Listens, and catches the first Ctrl-C.
    pub(super) fn listen() -> Typed {
        BufReader::new(Self {
            // Without, Ctrl-C ends the program as ever.
            interrupts: interrupts::Interrupts::catch().ok(),
        })
    }

    /// Whether there was a Ctrl-C.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupts.as_ref().is_some_and(|i| i.is_there())
    }
}

impl Read for Keyboard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(interrupts) = &self.interrupts
            && !interrupts.wait_for_input()?
        {
            return Ok(0);
        }
        // Whatever has come stands in the buffer of this reader, none in that of std's.
        io::stdin().lock().read(buffer)
    }
}

#[cfg(unix)]
mod interrupts {
    use std::io;
    use std::os::fd::{AsFd, AsRawFd, RawFd};
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::{AtomicI32, Ordering};

    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;

    /// Where the handler writes; -1 where nobody listens.
    static CALL: AtomicI32 = AtomicI32::new(-1);

    /// While it lives, the first Ctrl-C is only noted. The second one ends the program.
    pub(super) struct Interrupts {
        /// A byte lies here when there was one: it is never read, so it stays.
        noted: UnixStream,
        #[expect(dead_code, reason = "what the handler writes to stays open")]
        call: UnixStream,
        before: libc::sighandler_t,
    }

    impl Interrupts {
        pub(super) fn catch() -> io::Result<Self> {
            let (noted, call) = UnixStream::pair()?;
            let descriptor: RawFd = call.as_raw_fd();
            // Relaxed: the handler is not there yet.
            CALL.store(descriptor, Ordering::Relaxed);
            let handler: extern "C" fn(libc::c_int) = note;
            // SAFETY: the handler loads an atomic and calls write() and signal(), which POSIX
            // allows in a handler.
            let before = unsafe { libc::signal(libc::SIGINT, handler as libc::sighandler_t) };
            Ok(Self {
                noted,
                call,
                before,
            })
        }

        pub(super) fn is_there(&self) -> bool {
            let mut fds = [PollFd::new(&self.noted, PollFlags::IN)];
            let at_once = rustix::event::Timespec::default();
            matches!(poll(&mut fds, Some(&at_once)), Ok(1..))
        }

        /// Waits until there is something to read, or its end; false for a Ctrl-C.
        pub(super) fn wait_for_input(&self) -> io::Result<bool> {
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

    impl Drop for Interrupts {
        fn drop(&mut self) {
            // SAFETY: what was there before, as signal() returned it.
            unsafe { libc::signal(libc::SIGINT, self.before) };
            // Relaxed: no handler reads it any more.
            CALL.store(-1, Ordering::Relaxed);
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
}

#[cfg(not(unix))]
mod interrupts {
    use std::io;

    /// Elsewhere Ctrl-C ends the program at once, with what it has printed.
    pub(super) struct Interrupts;

    impl Interrupts {
        pub(super) fn catch() -> io::Result<Self> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub(super) fn is_there(&self) -> bool {
            false
        }

        pub(super) fn wait_for_input(&self) -> io::Result<bool> {
            Ok(true)
        }
    }
}
