//! Runs cargo, and everything that it starts, in a session of its own and within
//! limits.

use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use racelab::confine::Family;
use rustix::process::{Resource, Rlimit, setrlimit};

/// How much of the beginning of standard error is kept.
const KEPT: usize = 256 << 10;

/// The longest line that is accepted, and the largest number of lines: enough for thousands of
/// errors.
const LONGEST_LINE: usize = 1 << 20;
const MOST: usize = 256 << 20;

/// The limits of a program and of everything that it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Elapsed time of the program.
    pub(super) wall: Duration,
    /// Processor time of each of its processes, in whole seconds.
    pub(super) processor: u64,
    /// Address space of each of its processes, in bytes. Not on macOS.
    #[cfg_attr(
        target_vendor = "apple",
        allow(dead_code, reason = "not enforced there")
    )]
    pub(super) memory: u64,
    /// The size of any file that is written, in bytes.
    pub(super) file: u64,
}

/// The end of a program.
#[derive(Debug)]
pub(super) struct Ended {
    /// `None` if it was killed, because it did not finish or wrote too much.
    pub(super) status: Option<ExitStatus>,
    /// Its standard error.
    pub(super) stderr: String,
}

/// Runs it, and passes each line of its standard output to `hear`.
pub(super) fn run(
    mut command: Command,
    limits: Limits,
    mut hear: impl FnMut(&[u8]) + Send,
) -> io::Result<Ended> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // SAFETY: `restrict` makes only system calls: it takes no lock and allocates
    // nothing, not even to turn `Errno` into `io::Error`.
    let mut family = unsafe { Family::start(&mut command, move || restrict(limits)) }?;
    let leader = family.leader();
    let (Some(stdout), Some(mut stderr)) = (leader.stdout.take(), leader.stderr.take()) else {
        return Err(io::Error::other("its outputs are not pipes"));
    };
    let deadline = Instant::now() + limits.wall;
    thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        let saying = scope.spawn(move || {
            let _done = done;
            each_line(stdout, &mut hear)
        });
        let complaining = scope.spawn(move || {
            let mut kept = Vec::new();
            let mut chunk = [0; 4 << 10];
            while let Ok(read @ 1..) = stderr.read(&mut chunk) {
                let room = KEPT.saturating_sub(kept.len()).min(read);
                kept.extend_from_slice(&chunk[..room]);
            }
            String::from_utf8_lossy(&kept).into_owned()
        });
        // Nothing is ever sent: the receive ends when the sender is dropped, or at the deadline.
        let left = deadline.saturating_duration_since(Instant::now());
        let is_late = is_done.recv_timeout(left) == Err(mpsc::RecvTimeoutError::Timeout);
        let status = if is_late {
            None
        } else {
            family.ended_by(deadline)?
        };
        family.kill()?;
        let whole = saying.join().unwrap_or(false);
        let stderr = complaining.join().unwrap_or_default();
        Ok(Ended {
            status: status.filter(|_| whole),
            stderr,
        })
    })
}

/// Passes on each line; returns whether those were all.
fn each_line(mut from: impl Read, hear: &mut impl FnMut(&[u8])) -> bool {
    let mut line = Vec::new();
    let (mut total, mut too_long) = (0, false);
    let mut chunk = vec![0; 64 << 10];
    loop {
        let read = match from.read(&mut chunk) {
            Ok(0) => return true,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return false,
        };
        total += read;
        if total > MOST {
            return false;
        }
        for piece in chunk[..read].split_inclusive(|&byte| byte == b'\n') {
            too_long |= line.len() + piece.len() > LONGEST_LINE;
            if !too_long {
                line.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                if !too_long {
                    hear(&line);
                }
                line.clear();
                too_long = false;
            }
        }
    }
}

/// Sets the limits of the calling process.
fn restrict(limits: Limits) -> io::Result<()> {
    // If the grader dies, so does cargo; its children notice that their pipes are closed.
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    let set = |resource, most: u64| {
        let [current, maximum] = [most, most].map(Some);
        setrlimit(resource, Rlimit { current, maximum })
    };
    // SIGXCPU at the first limit, and not the SIGKILL that the system sends if memory is short.
    let [current, maximum] = [limits.processor, limits.processor + 10].map(Some);
    setrlimit(Resource::Cpu, Rlimit { current, maximum })?;
    set(Resource::Fsize, limits.file)?;
    set(Resource::Core, 0)?;
    #[cfg(not(target_vendor = "apple"))]
    set(Resource::As, limits.memory)?;
    Ok(())
}
