//! The child: does the work and sends the result.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use rustix::io::fcntl_dupfd_cloexec;
use rustix::stdio::{dup2_stdin, stdin};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::line::Line;
use crate::message::{Hello, Said, Signed};
use crate::terms::Terms;
use crate::{overflow, talk, watch};

/// Does the work, sends its result, and ends the process.
pub(super) fn run<T, R>(terms: &Terms, work: impl FnOnce() -> T) -> io::Result<R>
where
    T: Serialize + DeserializeOwned,
{
    let socket = take_socket()?;
    let hello: Hello = serde_json::from_slice(&first_line(&socket)?)?;
    let nonce = hello.nonce;

    let overflowed = Signed::line(&nonce, Said::<()>::StackOverflow);
    overflow::install(terms.is_stack_guard, socket.as_raw_fd(), overflowed);
    let lifeline = socket.try_clone()?;
    let line = Arc::new(Line::new(socket, nonce));
    let ear = talk::open(lifeline, Arc::clone(&line));
    watch::start(ear, Arc::clone(&line), hello.silence)?;
    line.say(Said::Start)?;

    let result = work();
    // Flush, so that the parent sees all output before the result.
    let _ = io::stdout().flush();
    line.send(Said::Done(result))?;
    // _exit, so that no exit handler of any linked library runs.
    // SAFETY: _exit has no precondition.
    unsafe { libc::_exit(0) }
}

/// Reads the first line, and no byte after it.
fn first_line(mut socket: &UnixStream) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    while line.last() != Some(&b'\n') {
        let mut byte = [0];
        socket.read_exact(&mut byte)?;
        line.extend(byte);
    }
    Ok(line)
}

/// Takes the socket away from standard input, which becomes empty: programs that the work
/// starts inherit nothing.
fn take_socket() -> io::Result<UnixStream> {
    let socket = fcntl_dupfd_cloexec(stdin(), 3)?;
    dup2_stdin(File::open("/dev/null")?)?;
    let socket = UnixStream::from(socket);
    // If another program has set the variable, this is not a socket, and an error.
    socket.peer_addr()?;
    Ok(socket)
}
