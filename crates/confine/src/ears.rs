//! The parent's reading side: the child's answer and its two outputs.

use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::process::Child;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::terms::for_terminal;

/// How much one read takes, and how much of the end of each output is kept.
const CHUNK: usize = 64 << 10;

/// How much of the beginning of each output is kept for the student.
const SHOWN: usize = 1 << 10;

/// How many of its last lines the report about a crashed child quotes, and how many characters of
/// each.
const LAST_LINES: usize = 3;
const LINE_LENGTH: usize = 400;

/// The longest answer that is accepted.
const LONGEST_ANSWER: usize = 64 << 20;

/// The result of one turn of listening.
pub(super) enum Heard {
    /// A whole line from the child.
    Line(Vec<u8>),
    /// No whole line.
    Nothing,
    /// The child has closed its end.
    Silence,
    /// Too much output.
    Flood,
}

/// The three streams from the child.
pub(super) struct Ears {
    answer: Stream,
    outputs: [Stream; 2],
    limit: usize,
}

impl Ears {
    pub(super) fn new(socket: OwnedFd, child: &mut Child, limit: usize) -> io::Result<Self> {
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("the child's outputs are not pipes"));
        };
        Ok(Self {
            answer: Stream::new(socket, LONGEST_ANSWER)?,
            outputs: [
                Stream::new(stdout.into(), SHOWN)?,
                Stream::new(stderr.into(), SHOWN)?,
            ],
            limit,
        })
    }

    /// Waits at most `most` for a line; returns early if only output has come.
    pub(super) fn listen(&mut self, most: Duration) -> io::Result<Heard> {
        // More than one line may have come at once.
        if let Some(line) = self.answer.take_line() {
            return Ok(Heard::Line(line));
        }
        self.wait(most)?;
        for stream in [&mut self.answer].into_iter().chain(&mut self.outputs) {
            stream.read()?;
        }
        if self.is_flooded() {
            return Ok(Heard::Flood);
        }
        Ok(match self.answer.take_line() {
            Some(line) => Heard::Line(line),
            None if self.answer.source.is_none() => Heard::Silence,
            None => Heard::Nothing,
        })
    }

    /// Waits until one of the streams is readable or has ended.
    fn wait(&self, most: Duration) -> io::Result<()> {
        let streams = [&self.answer].into_iter().chain(&self.outputs);
        let mut fds: Vec<_> = streams
            .filter_map(|stream| stream.source.as_ref())
            .map(|source| PollFd::new(source, PollFlags::IN))
            .collect();
        let most = Timespec::try_from(most).ok();
        match poll(&mut fds, most.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the rest of the outputs after the child is dead. Never waits, because a process
    /// that left the session may still hold an output open.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        for at in 0..self.outputs.len() {
            loop {
                let before = self.outputs[at].total;
                self.outputs[at].read()?;
                if self.outputs[at].total == before || self.is_flooded() {
                    break;
                }
            }
        }
        Ok(())
    }

    pub(super) fn is_flooded(&self) -> bool {
        self.length() > self.limit
    }

    /// The length of both outputs so far, in bytes.
    pub(super) fn length(&self) -> usize {
        self.outputs.iter().map(|output| output.total).sum()
    }

    /// The beginnings of both outputs.
    pub(super) fn printed(&self) -> String {
        let texts = self.outputs.iter().map(|output| {
            let mut text = sanitized(&output.beginning);
            if output.total > output.beginning.len() {
                text.push_str("...\n");
            }
            text
        });
        texts.collect()
    }

    /// The last lines of standard error that are not empty, before any backtrace.
    pub(super) fn last_words(&self) -> Vec<String> {
        let text = sanitized(&self.outputs[1].end);
        let text = text.split("stack backtrace:").next().unwrap_or_default();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<_> = lines
            .map(|line| line.chars().take(LINE_LENGTH).collect::<String>())
            .collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].to_vec()
    }
}

/// One stream from the child.
struct Stream {
    /// `None` once it is closed.
    source: Option<std::fs::File>,
    /// Its first bytes, `most` at most.
    beginning: Vec<u8>,
    most: usize,
    /// Its last bytes, a chunk at most.
    end: Vec<u8>,
    /// How many bytes have come in all.
    total: usize,
}

impl Stream {
    fn new(source: OwnedFd, most: usize) -> io::Result<Self> {
        rustix::io::ioctl_fionbio(source.as_fd(), true)?;
        Ok(Self {
            source: Some(source.into()),
            beginning: Vec::new(),
            most,
            end: Vec::new(),
            total: 0,
        })
    }

    /// Removes the first line from the beginning, and returns it.
    fn take_line(&mut self) -> Option<Vec<u8>> {
        let end = self.beginning.iter().position(|&byte| byte == b'\n')?;
        Some(self.beginning.drain(..=end).collect())
    }

    /// Reads a chunk if one is available.
    fn read(&mut self) -> io::Result<()> {
        let Some(source) = &mut self.source else {
            return Ok(());
        };
        let mut chunk = [0; CHUNK];
        let read = match source.read(&mut chunk) {
            Ok(read) => read,
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => return Ok(()),
                // The child died before it read its first line.
                io::ErrorKind::ConnectionReset => 0,
                _ => return Err(error),
            },
        };
        if read == 0 {
            self.source = None;
            return Ok(());
        }
        let chunk = &chunk[..read];
        self.total += read;
        let room = (self.most - self.beginning.len()).min(read);
        self.beginning.extend_from_slice(&chunk[..room]);
        self.end.extend_from_slice(chunk);
        let old = self.end.len().saturating_sub(CHUNK);
        self.end.drain(..old);
        Ok(())
    }
}

/// The printed text, without characters that a terminal would interpret.
fn sanitized(bytes: &[u8]) -> String {
    for_terminal(&String::from_utf8_lossy(bytes))
}
