//! The child's way to its parent.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::message::{Said, Signed};

/// The child's end of the socket.
pub(super) struct Line {
    socket: Mutex<UnixStream>,
    nonce: String,
}

impl Line {
    /// Over this socket; the nonce shows that it is the child that speaks.
    pub(super) fn new(socket: UnixStream, nonce: String) -> Self {
        Self {
            socket: Mutex::new(socket),
            nonce,
        }
    }

    /// Says something in front of the answer.
    pub(super) fn say(&self, said: Said<()>) -> io::Result<()> {
        let line = Signed::line(&self.nonce, said);
        let mut socket = self.socket.lock().unwrap_or_else(PoisonError::into_inner);
        socket.write_all(&line)
    }

    /// Sends the one answer. The lock stays held: a second sender waits here for the end of
    /// the process.
    pub(super) fn send<T: Serialize>(&self, said: Said<T>) -> io::Result<()> {
        let line = Signed::line(&self.nonce, said);
        let mut socket = self.socket.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = socket.write_all(&line);
        std::mem::forget(socket);
        sent
    }
}
