//! The child's writing end of the socket.

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
    /// A line over this socket; the nonce proves that the message comes from the child's own code.
    pub(super) fn new(socket: UnixStream, nonce: String) -> Self {
        Self {
            socket: Mutex::new(socket),
            nonce,
        }
    }

    /// Sends a message before the answer.
    pub(super) fn say(&self, said: Said<()>) -> io::Result<()> {
        let line = Signed::line(&self.nonce, said);
        let mut socket = self.socket.lock().unwrap_or_else(PoisonError::into_inner);
        socket.write_all(&line)
    }

    /// Sends the only answer. The lock stays held, so a second sender waits here until
    /// the process ends.
    pub(super) fn send<T: Serialize>(&self, said: Said<T>) -> io::Result<()> {
        let line = Signed::line(&self.nonce, said);
        let mut socket = self.socket.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = socket.write_all(&line);
        std::mem::forget(socket);
        sent
    }
}
