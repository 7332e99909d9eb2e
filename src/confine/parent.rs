//! The parent: starts the child, reads what it says, kills what is left.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, Resource, Rlimit, Signal, WaitId, WaitIdOptions, kill_process_group, setrlimit, setsid,
    waitid,
};
use serde::de::DeserializeOwned;

use super::message::{Answer, Hello, Said};
use super::{Confined, Confinement, Limits, Stopped, VARIABLE};

/// How much is read at a time, and how much of each output is kept at its end.
const CHUNK: usize = 64 << 10;

/// How much of the beginning of each output is kept for the student.
const SHOWN: usize = 1 << 10;

/// How many of its last lines are quoted of a child that crashed, and how much of
/// each.
const LAST_LINES: usize = 3;
const LINE_LENGTH: usize = 400;

/// The longest answer that is taken.
const LONGEST_ANSWER: usize = 64 << 20;

/// Starts the child and returns what came of it.
pub(super) fn run<T: DeserializeOwned>(confinement: &Confinement) -> io::Result<Confined<T>> {
    let limits = &confinement.limits;
    let nonce = format!("{:032x}", rand::random::<u128>());
    let (mut socket, childs) = UnixStream::pair()?;
    let deadline = Instant::now() + limits.wall;
    let mut family = Family::start(confinement, childs)?;
    let mut hello = serde_json::to_vec(&Hello {
        nonce: nonce.clone(),
    })?;
    hello.push(b'\n');
    // A child that is dead already says why by its status.
    let _ = socket.write_all(&hello);

    let mut ears = Ears::new(socket.into(), &mut family.leader, limits.output)?;
    let heard = ears.listen(deadline)?;
    let status = match heard {
        // The child is ending or has ended, and its status says how.
        Heard::Silence => family.ended_by(deadline)?,
        _ => None,
    };
    family.kill()?;
    ears.drain()?;
    let result = match heard {
        // What came with the answer counts as well.
        _ if ears.is_flooded() => Err(Stopped::OutputLimit(limits.output)),
        Heard::Answer => answer(&nonce, ears.answer(), limits),
        Heard::Late | Heard::Flood => Err(Stopped::TimeLimit(limits.wall)),
        Heard::Silence => Err(match status {
            Some(status) => judge(status, limits, &ears),
            None => Stopped::TimeLimit(limits.wall),
        }),
    };
    Ok(Confined {
        result,
        printed: ears.printed(),
    })
}

/// The child and whatever it has started: a session of their own.
struct Family {
    leader: Child,
    group: Pid,
    gone: bool,
}

impl Family {
    fn start(confinement: &Confinement, socket: UnixStream) -> io::Result<Self> {
        let limits = confinement.limits.clone();
        // On Linux the very file that runs, though it may have been built anew.
        let binary = match cfg!(target_os = "linux") {
            true => "/proc/self/exe".into(),
            false => std::env::current_exe()?,
        };
        let mut arguments = std::env::args_os();
        let mut command = Command::new(binary);
        if let Some(name) = arguments.next() {
            command.arg0(name);
        }
        command
            .args(arguments)
            .env(VARIABLE, "1")
            .envs(confinement.environment.iter().cloned())
            .stdin(OwnedFd::from(socket))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // SAFETY: between fork and exec only system calls are made: no lock is
        // taken and nothing is allocated, `Errno` to `io::Error` included.
        unsafe { command.pre_exec(move || restrict(&limits)) };
        let leader = command.spawn()?;
        let group = Pid::from_child(&leader);
        Ok(Self {
            leader,
            group,
            gone: false,
        })
    }

    /// How the leader ended by itself, if it did before the deadline. It stays a
    /// zombie, so that its number is that of the group.
    fn ended_by(&mut self, deadline: Instant) -> io::Result<Option<ExitStatus>> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        // It has closed its socket, so as a rule it is nearly gone.
        while waitid(WaitId::Pid(self.group), options)?.is_none() {
            if Instant::now() >= deadline {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        self.kill().map(Some)
    }

    /// Kills the whole group and waits for the leader.
    fn kill(&mut self) -> io::Result<ExitStatus> {
        if !self.gone {
            self.gone = true;
            // Before the leader is waited for: then the number may be another's.
            // Fails only if all are dead.
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

/// Makes the calling process the leader of a session, and sets its limits.
fn restrict(limits: &Limits) -> io::Result<()> {
    setsid()?;
    let set = |resource, soft: u64, hard: u64| {
        let [current, maximum] = [soft, hard].map(Some);
        setrlimit(resource, Rlimit { current, maximum })
    };
    let seconds = limits.processor.as_secs() + u64::from(limits.processor.subsec_nanos() > 0);
    // SIGXCPU at the first; whoever ignores it is killed at the second.
    set(Resource::Cpu, seconds, seconds + 1)?;
    set(Resource::Fsize, limits.file, limits.file)?;
    set(Resource::Core, 0, 0)?;
    #[cfg(not(target_vendor = "apple"))]
    set(Resource::As, limits.memory, limits.memory)?;
    Ok(())
}

/// What ends the listening.
enum Heard {
    /// A whole line.
    Answer,
    /// The child has closed its end.
    Silence,
    /// The deadline.
    Late,
    /// Too much output.
    Flood,
}

/// What comes from the child.
struct Ears {
    answer: Stream,
    outputs: [Stream; 2],
    limit: usize,
}

impl Ears {
    fn new(socket: OwnedFd, child: &mut Child, limit: usize) -> io::Result<Self> {
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(io::Error::other("the child's outputs are pipes"));
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

    /// Reads until there is an answer, or there will be none.
    fn listen(&mut self, deadline: Instant) -> io::Result<Heard> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Heard::Late);
            }
            self.wait(left)?;
            for stream in [&mut self.answer].into_iter().chain(&mut self.outputs) {
                stream.read()?;
            }
            if self.is_flooded() {
                return Ok(Heard::Flood);
            }
            if self.answer.beginning.ends_with(b"\n") {
                return Ok(Heard::Answer);
            }
            if self.answer.source.is_none() {
                return Ok(Heard::Silence);
            }
        }
    }

    /// Waits until one of the streams has something to say.
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

    /// Reads what the dead have left behind. Never waits: somebody may have got away
    /// who keeps an output open.
    fn drain(&mut self) -> io::Result<()> {
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

    fn is_flooded(&self) -> bool {
        self.outputs
            .iter()
            .map(|output| output.total)
            .sum::<usize>()
            > self.limit
    }

    fn answer(&self) -> &[u8] {
        &self.answer.beginning
    }

    /// The beginnings of both outputs.
    fn printed(&self) -> String {
        let texts = self.outputs.iter().map(|output| {
            let mut text = sanitized(&output.beginning);
            if output.total > output.beginning.len() {
                text.push_str("...\n");
            }
            text
        });
        texts.collect()
    }

    /// The last lines of standard error that say something, in front of a backtrace.
    fn last_words(&self) -> Vec<String> {
        let text = sanitized(&self.outputs[1].end);
        let text = text.split("stack backtrace:").next().unwrap_or_default();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let lines: Vec<_> = lines
            .map(|line| line.chars().take(LINE_LENGTH).collect::<String>())
            .collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].to_vec()
    }
}

/// One direction of what comes from the child.
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

    /// Reads a chunk if there is one.
    fn read(&mut self) -> io::Result<()> {
        let Some(source) = &mut self.source else {
            return Ok(());
        };
        let mut chunk = [0; CHUNK];
        let read = match source.read(&mut chunk) {
            Ok(read) => read,
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted => return Ok(()),
                // The child is dead and had not read its first line.
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

/// What the child's answer says; one without the nonce is none.
fn answer<T: DeserializeOwned>(nonce: &str, line: &[u8], limits: &Limits) -> Result<T, Stopped> {
    let said = serde_json::from_slice::<Answer<T>>(line)
        .ok()
        .filter(|answer| answer.nonce == nonce)
        .map(|answer| answer.said);
    match said {
        Some(Said::Done(result)) => Ok(result),
        Some(Said::StackOverflow) => Err(Stopped::StackOverflow),
        Some(Said::Idle) => Err(Stopped::Waiting(limits.idle)),
        Some(Said::Silent) => Err(Stopped::EndlessLoop(limits.silence)),
        None => Err(Stopped::Forged),
    }
}

/// What a status says that came without an answer.
fn judge(status: ExitStatus, limits: &Limits, ears: &Ears) -> Stopped {
    let last_words = ears.last_words();
    let last = |what: fn(&str) -> bool| last_words.iter().rev().find(|line| what(line));
    // For a stack or a thread, say; whoever only pretends it has failed as well.
    if last(|line| line.contains("Cannot allocate memory")).is_some() {
        return Stopped::MemoryLimit(limits.memory);
    }
    let Some(signal) = status.signal() else {
        return Stopped::Exited {
            status: status.code().unwrap_or_default(),
            last_words,
        };
    };
    match Signal::from_named_raw(signal) {
        Some(Signal::XCPU) => return Stopped::TimeLimit(limits.processor),
        Some(Signal::XFSZ) => return Stopped::FileLimit(limits.file),
        // Before it aborts, a process says why.
        Some(Signal::ABORT) => {
            if last(|line| line.starts_with("memory allocation of ")).is_some() {
                return Stopped::MemoryLimit(limits.memory);
            }
            if last(|line| line.contains("has overflowed its stack")).is_some() {
                return Stopped::StackOverflow;
            }
            let destructor = |line: &str| {
                line.starts_with("racelab: a destructor of ")
                    || line.contains("panic in a destructor during cleanup")
            };
            if let Some(words) = last(destructor) {
                let words = words.trim_start_matches("racelab: ");
                let words = words.trim_end_matches(" Do not panic in Drop.").to_owned();
                return Stopped::DestructorPanic { words };
            }
        }
        _ => {}
    }
    Stopped::Killed { signal, last_words }
}

/// Text of somebody else's, fit for a terminal: without control characters, and
/// without those that reverse the direction of writing.
fn sanitized(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let harmless = text.chars().map(|c| match c {
        '\n' => c,
        '\t' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    });
    harmless.collect()
}
