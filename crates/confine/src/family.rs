//! A process and everything that it starts: a session, which is killed as a whole.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, setsid, waitid};

use crate::Caps;

/// A started process and all that it starts, unless one of those begins a session of its
/// own. None of them outlives this value.
#[derive(Debug)]
pub struct Family {
    leader: Child,
    group: Pid,
    gone: bool,
}

impl Family {
    /// Starts it as the leader of a new session. `enter` is the last step before it runs.
    ///
    /// # Errors
    ///
    /// If it cannot be started, or `enter` fails.
    ///
    /// # Safety
    ///
    /// `enter` is called between fork and exec, in a copy of this process with one thread,
    /// where other threads may have held any lock. It may make system calls and read
    /// memory. It must not allocate, take a lock or panic.
    pub unsafe fn start(
        command: &mut Command,
        caps: Caps,
        enter: impl Fn() -> io::Result<()> + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let enter = move || {
            setsid()?;
            caps.set()?;
            enter()
        };
        // SAFETY: setsid is a system call, and a failed one allocates nothing, not even to turn
        // `Errno` into `io::Error`. For `enter` the caller has promised the same.
        unsafe { command.pre_exec(enter) };
        let leader = command.spawn()?;
        let group = Pid::from_child(&leader);
        Ok(Self {
            leader,
            group,
            gone: false,
        })
    }

    /// The leader, whose outputs the caller may take.
    pub fn leader(&mut self) -> &mut Child {
        &mut self.leader
    }

    /// The exit status of the leader, if it ended by itself before the deadline; then the
    /// rest of the session is killed too.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for.
    pub fn ended_by(&mut self, deadline: Instant) -> io::Result<Option<ExitStatus>> {
        // The leader stays a zombie, so that its number still names the group.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        // The caller has seen the outputs close, so the process usually ends within moments.
        while waitid(WaitId::Pid(self.group), options)?.is_none() {
            if Instant::now() >= deadline {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        self.kill().map(Some)
    }

    /// Kills the whole session and waits for the leader.
    ///
    /// # Errors
    ///
    /// If it cannot be waited for.
    pub fn kill(&mut self) -> io::Result<ExitStatus> {
        if !self.gone {
            self.gone = true;
            // Before the leader is reaped: after that the number may name another group.
            // This fails only if all processes are dead.
            let _ = kill_process_group(self.group, Signal::KILL);
        }
        self.leader.wait()
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
