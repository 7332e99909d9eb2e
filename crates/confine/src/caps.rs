//! The limits that the system itself enforces on each process.

use std::io;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};

/// The limits of each process of a [`Family`](crate::Family).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Processor time, in whole seconds (rounded up).
    pub processor: Duration,
    /// Address space in bytes. Not on macOS, which does not enforce it.
    pub memory: u64,
    /// The size of any file that is written, in bytes.
    pub file: u64,
}

impl Caps {
    /// Sets the limits of the calling process. Only makes system calls.
    pub(super) fn set(self) -> io::Result<()> {
        let set = |resource, soft: u64, hard: u64| {
            let [current, maximum] = [soft, hard].map(Some);
            setrlimit(resource, Rlimit { current, maximum })
        };
        let seconds = self.processor.as_secs() + u64::from(self.processor.subsec_nanos() > 0);
        // SIGXCPU comes at the soft limit, and ends the process at once, since no handler ignores
        // it. The hard limit sends SIGKILL, which would look as if the machine were out of memory,
        // so it is higher.
        set(Resource::Cpu, seconds, seconds + 10)?;
        set(Resource::Fsize, self.file, self.file)?;
        set(Resource::Core, 0, 0)?;
        #[cfg(not(target_vendor = "apple"))]
        set(Resource::As, self.memory, self.memory)?;
        Ok(())
    }
}
