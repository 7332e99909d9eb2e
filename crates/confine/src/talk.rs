//! The conversation between child and parent while the work goes on.
//!
//! ```text
//!   child                             parent
//!   tell(words)  ---- Tell ------->   Attendant::hear
//!   ask()        ---- Ask -------->   Attendant::answer
//!                <--- Line --------
//!   is_interrupted() <- Enough ----   once Attendant::is_enough
//!                <--- Report ------   no thread moves any more
//!   report_waits ---- Waits ------>   part of Stopped::Waiting
//! ```
//!
//! The thread that watches the child reads the parent's messages, and passes them on
//! here.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::line::Line;
use crate::message::{Said, Word};

/// The child's writing end, once there is one.
static MOUTH: OnceLock<Mouth> = OnceLock::new();

/// Whether the parent wants the work to stop.
static ENOUGH: AtomicBool = AtomicBool::new(false);

/// The function that reports what the work waits for.
static REPORT: OnceLock<fn() -> Option<String>> = OnceLock::new();

struct Mouth {
    line: Arc<Line>,
    /// The parent's answers; `None` if the parent has no more lines.
    answers: Mutex<Receiver<Option<String>>>,
}

/// The parent's messages, in the pieces in which they arrive.
pub(super) struct Ear {
    socket: UnixStream,
    piece: Vec<u8>,
    answers: Sender<Option<String>>,
}

/// Opens the conversation over the socket; `line` is the other direction.
pub(super) fn open(socket: UnixStream, line: Arc<Line>) -> Ear {
    let (sender, answers) = mpsc::channel();
    let answers = Mutex::new(answers);
    // There is one child in a process, and so one conversation.
    let _ = MOUTH.set(Mouth { line, answers });
    Ear {
        socket,
        piece: Vec::new(),
        answers: sender,
    }
}

/// See [`crate::tell`].
pub(super) fn tell(words: &str) {
    if let Some(mouth) = MOUTH.get() {
        // If it cannot be sent, the parent is gone, and this process ends soon.
        let _ = mouth.line.say(Said::Tell(words.to_owned()));
    }
}

/// See [`crate::ask`].
pub(super) fn ask() -> Option<String> {
    let mouth = MOUTH.get()?;
    mouth.line.say(Said::Ask).ok()?;
    let answers = mouth.answers.lock();
    let answers = answers.unwrap_or_else(PoisonError::into_inner);
    answers.recv().ok()?
}

/// See [`crate::report_waits`].
pub(super) fn report_waits(report: fn() -> Option<String>) {
    // There is one kind of work in a process, and so one report.
    let _ = REPORT.set(report);
}

/// Sends what the work waits for.
fn report() {
    let report = REPORT.get().and_then(|report| report());
    if let Some(mouth) = MOUTH.get() {
        // As in `tell`.
        let _ = mouth.line.say(Said::Waits(report));
    }
}

/// See [`crate::has_no_room`].
pub(super) fn has_no_room(why: &str) {
    if let Some(mouth) = MOUTH.get() {
        // If it cannot be sent, the parent is gone, and this process ends soon.
        let _ = mouth.line.send(Said::<()>::Machine(why.to_owned()));
        // SAFETY: _exit has no precondition.
        unsafe { libc::_exit(1) }
    }
}

/// See [`crate::is_interrupted`].
pub(super) fn is_interrupted() -> bool {
    // Relaxed: the flag orders no other access.
    ENOUGH.load(Ordering::Relaxed)
}

impl Ear {
    /// What to poll for.
    pub(super) fn socket(&self) -> &UnixStream {
        &self.socket
    }

    /// Reads the messages that have come; false if the stream has ended.
    pub(super) fn listen(&mut self) -> bool {
        let mut bytes = [0; 4 << 10];
        let read = match self.socket.read(&mut bytes) {
            Ok(0) => return false,
            Ok(read) => read,
            Err(error) => return error.kind() == io::ErrorKind::Interrupted,
        };
        self.piece.extend_from_slice(&bytes[..read]);
        while let Some(end) = self.piece.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.piece.drain(..=end).collect();
            match serde_json::from_slice(&line) {
                // Only one thread asks at a time, and it takes this answer.
                Ok(Word::Line(line)) => drop(self.answers.send(line)),
                // Relaxed: as above.
                Ok(Word::Enough) => ENOUGH.store(true, Ordering::Relaxed),
                Ok(Word::Report) => report(),
                Err(_) => return false,
            }
        }
        true
    }
}
