//! The lower bound for `apply`: a ping-pong with a process that does nothing else.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::time::Instant;

use racelab::process::Result;

use crate::ours::median;

/// The argument that makes this program the other end of the ping-pong.
const ECHO: &str = "--echo";

/// Seconds for 16 bytes, there and back; the median of many.
pub(crate) fn ping_pong() -> Result<f64> {
    let measure = || -> io::Result<f64> {
        let (mut ours, theirs) = UnixStream::pair()?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg(ECHO)
            .stdin(OwnedFd::from(theirs))
            .spawn()?;
        let mut times = Vec::new();
        for call in 0..2_200 {
            let start = Instant::now();
            let mut bytes = [0; 16];
            ours.write_all(&bytes)?;
            ours.read_exact(&mut bytes)?;
            if call >= 200 {
                times.push(start.elapsed().as_secs_f64());
            }
        }
        drop(ours);
        child.wait()?;
        Ok(median(times))
    };
    measure().map_err(|error| racelab::process::Error::Misuse {
        why: error.to_string(),
    })
}

/// Whether this process is the other end.
pub(crate) fn is_echo() -> bool {
    std::env::args().nth(1).as_deref() == Some(ECHO)
}

/// The other end: sends back each message, until the stream ends.
pub(crate) fn echo() -> io::Result<()> {
    let mut stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut bytes = [0; 16];
    while stream.read_exact(&mut bytes).is_ok() {
        stream.write_all(&bytes)?;
    }
    Ok(())
}
