//! Runs cargo, and everything that it starts, in a session of its own and within
//! limits.

use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use racelab::confine::{Caps, Family};

/// How much of the beginning of standard error is kept.
const KEPT: usize = 256 << 10;

/// The longest line that is accepted, and the largest number of lines: enough for thousands of
/// errors.
const LONGEST_LINE: usize = 1 << 20;
const MOST: usize = 256 << 20;

/// How it ended.
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
    wall: Duration,
    caps: Caps,
    mut hear: impl FnMut(&[u8]) + Send,
) -> io::Result<Ended> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // SAFETY: `restrict` makes only system calls: it takes no lock and allocates
    // nothing, not even to turn `Errno` into `io::Error`.
    let mut family = unsafe { Family::start(&mut command, caps, die_with_parent) }?;
    let leader = family.leader();
    let (Some(stdout), Some(mut stderr)) = (leader.stdout.take(), leader.stderr.take()) else {
        return Err(io::Error::other("its outputs are not pipes"));
    };
    let deadline = Instant::now() + wall;
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

/// If the grader dies, so does cargo; what it has started notices at its pipes.
fn die_with_parent() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    Ok(())
}
