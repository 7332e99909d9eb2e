//! The parent: starts the child, judges its end, kills what is left.

use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Resource, Signal, getrlimit};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ears::{Ears, Heard};
use crate::family::Family;
use crate::message::{Hello, Said, Signed, Word};
use crate::stillness::Stillness;
use crate::terms::{Confined, Limits, Terms, VARIABLE};
use crate::{Attendant, Caps, Stopped};

/// The most of a line that is handed on to the child, in characters: it is taken in
/// at once, while a longer one might have to wait.
const LONGEST_LINE: usize = 4 << 10;

/// The longest time that one turn of listening may take off the limit on the clock.
const TURN: Duration = Duration::from_millis(100);

/// How many times the limit on the clock a child is let go on that is held up.
const PATIENCE: u32 = 10;

/// How long nothing moves in a child that is asked what it waits for, until it has no answer.
const TO_REPORT: Duration = Duration::from_secs(1);

/// The least time that a child is given to end in, once it has sent its result.
const TO_END: Duration = Duration::from_secs(10);

/// This program once more, with the same arguments.
pub(super) fn again() -> io::Result<Command> {
    let mut arguments = std::env::args_os();
    let mut command = Command::new(racelab_again::program()?);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    command.args(arguments);
    Ok(command)
}

/// Starts the child, attends to it, and returns what came of it.
pub(super) fn run<T: DeserializeOwned>(
    terms: &Terms,
    command: Command,
    attendant: &mut dyn Attendant,
) -> io::Result<Confined<T>> {
    let limits = &terms.limits;
    let nonce = format!("{:032x}", rand::random::<u128>());
    let (mut socket, childs) = UnixStream::pair()?;
    let mut family = start(terms, command, childs)?;
    let hello = Hello {
        nonce: nonce.clone(),
        silence: limits.silence,
    };
    say(&mut socket, &hello);

    let hearing = socket.try_clone()?.into();
    let mut ears = Ears::new(hearing, family.leader(), limits.output)?;
    let mut stillness = Stillness::of(Pid::from_child(family.leader()));
    let mut inquiry = Inquiry::default();
    let (mut started, mut told) = (false, false);
    let mut left = limits.wall;
    // Time in which the child is held up by others does not count; but even that ends.
    let mut patience = limits.wall * PATIENCE;
    let (result, silent) = loop {
        if left.is_zero() {
            break (Err(Stopped::TimeLimit(limits.wall)), false);
        }
        if patience.is_zero() {
            let why = "others keep its process from running".to_owned();
            break (Err(Stopped::Machine(why)), false);
        }
        let begun = Instant::now();
        let heard = ears.listen(left.min(stillness.until_look()))?;
        // Counted in turns, and no more for each than it takes: a parent that is stopped,
        // or stands still with the whole machine, does not hear the child in that time.
        let turn = begun.elapsed().min(TURN);
        left = left.saturating_sub(turn);
        patience = patience.saturating_sub(turn);
        let said = match heard {
            Heard::Line(line) => Some(said(&nonce, &line)),
            Heard::Nothing => None,
            Heard::Flood => break (Err(Stopped::OutputLimit(limits.output)), false),
            Heard::Silence => break (Err(Stopped::TimeLimit(limits.wall)), true),
        };
        match said {
            // The work's time, and not that of a busy machine to start a process. It
            // starts once.
            Some(Said::Start) if !started => {
                started = true;
                left = limits.wall;
                patience = limits.wall * PATIENCE;
                stillness.end();
            }
            Some(Said::Beat) => stillness.end(),
            Some(Said::Waits(report)) => inquiry.report = Some(report),
            Some(Said::Tell(words)) => attendant.hear(&words),
            Some(Said::Ask) => {
                let mut line = attendant.answer();
                if let Some(line) = &mut line {
                    *line = line.chars().take(LONGEST_LINE).collect();
                }
                say(&mut socket, &Word::Line(line));
                stillness.end();
            }
            // Who has sent a result ends at once.
            Some(Said::Done(result)) => break (Ok(result), true),
            Some(said) => break (Err(stopped(&said, limits)), false),
            None => {}
        }
        let still = stillness.look(ears.length());
        if let Some(waiting) = inquiry.judge(still, limits.idle, &mut socket) {
            break (Err(waiting), false);
        }
        left = (left + stillness.held_up()).min(limits.wall);
        if !told && attendant.is_enough() {
            told = true;
            say(&mut socket, &Word::Enough);
        }
    };
    let status = match silent {
        // The child is ending or has ended, and its status says how.
        true => family.ended_by(Instant::now() + left.max(TO_END))?,
        false => None,
    };
    family.kill()?;
    ears.drain()?;
    let result = match status {
        // What came with the answer counts as well.
        _ if ears.is_flooded() => Err(Stopped::OutputLimit(limits.output)),
        // Nothing of the work has run yet.
        Some(status) if !started && status.code() != Some(0) && !is_refused(status) => {
            Err(Stopped::Machine(unstarted(status, &ears)))
        }
        Some(status) if result.is_err() || !status.success() => Err(judge(status, limits, &ears)),
        // An answer, and no end: whoever works on after it is no check.
        None if silent && result.is_ok() => Err(Stopped::Forged),
        _ => result,
    };
    Ok(Confined {
        result,
        printed: ears.printed(),
    })
}

/// What is asked of a child in which nothing moves.
#[derive(Default)]
struct Inquiry {
    asked: bool,
    /// What the child has answered.
    report: Option<Option<String>>,
}

impl Inquiry {
    /// Nothing has moved for so long: whether the child waits. It is asked what for.
    fn judge(
        &mut self,
        still: Duration,
        idle: Duration,
        socket: &mut UnixStream,
    ) -> Option<Stopped> {
        if still < idle {
            *self = Self::default();
            return None;
        }
        if !self.asked {
            self.asked = true;
            say(socket, &Word::Report);
        }
        let late = still >= idle + TO_REPORT;
        let report = self.report.take().or(late.then_some(None))?;
        let limit = idle;
        Some(Stopped::Waiting { limit, report })
    }
}

/// Says something to the child. One that is dead already says why by its status.
fn say(socket: &mut UnixStream, word: &impl Serialize) {
    let mut line = serde_json::to_vec(word).expect("what is said can be written as JSON");
    line.push(b'\n');
    let _ = socket.write_all(&line);
}

/// Starts the child, with the socket as its standard input.
fn start(terms: &Terms, mut command: Command, socket: UnixStream) -> io::Result<Family> {
    let caps = Caps {
        processor: terms.limits.processor,
        memory: terms.limits.memory,
        file: terms.limits.file,
    };
    let sandbox = terms.sandbox.clone();
    command
        .env(VARIABLE, "1")
        .envs(terms.environment.iter().cloned())
        .stdin(OwnedFd::from(socket))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let enter = move || {
        keep_nothing()?;
        sandbox.as_ref().map_or(Ok(()), |enter| enter())
    };
    // SAFETY: to keep nothing only makes system calls. Whoever has brought a sandbox has
    // promised the same of it.
    unsafe { Family::start(&mut command, caps, enter) }
}

/// Marks whatever the calling process has open, but for standard input and the outputs,
/// to be closed when it becomes another program: somebody may have left files or pipes
/// open to this one, which are no affair of what is confined.
fn keep_nothing() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        let (all, closed) = (libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC);
        // SAFETY: nothing is closed yet, and no memory is concerned.
        if unsafe { libc::syscall(libc::SYS_close_range, 3, all, closed) } == 0 {
            return Ok(());
        }
        // Linux before 5.11 cannot do it in one.
    }
    let open = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    // Far more than anybody leaves open, where there is no limit.
    for number in 3..open.min(1 << 16) {
        let number = libc::c_int::try_from(number).map_err(|_| Errno::BADF)?;
        // SAFETY: only marks it; a number that is not open is an error of the call.
        unsafe { libc::fcntl(number, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    Ok(())
}

/// What the child says; a line without the nonce is not the child's.
fn said<T: DeserializeOwned>(nonce: &str, line: &[u8]) -> Said<T> {
    let answer = serde_json::from_slice::<Signed<T>>(line).ok();
    let answer = answer.filter(|answer| answer.nonce == nonce);
    answer.map_or(Said::Forged, |answer| answer.said)
}

/// What the child's last word says, if it is no result.
fn stopped<T>(said: &Said<T>, limits: &Limits) -> Stopped {
    match said {
        Said::StackOverflow => Stopped::StackOverflow,
        Said::Silent => Stopped::EndlessLoop(limits.silence),
        Said::Machine(why) => Stopped::Machine(why.clone()),
        Said::Start
        | Said::Beat
        | Said::Tell(_)
        | Said::Ask
        | Said::Waits(_)
        | Said::Done(_)
        | Said::Forged => Stopped::Forged,
    }
}

fn is_refused(status: ExitStatus) -> bool {
    status.signal().and_then(Signal::from_named_raw) == Some(Signal::SYS)
}

/// Why a child came to no beginning, as far as it says so.
fn unstarted(status: ExitStatus, ears: &Ears) -> String {
    match ears.last_words().last() {
        Some(words) => format!("its process did not begin ({words})"),
        None => format!("its process did not begin ({status})"),
    }
}

/// What a status says that came without an answer.
fn judge(status: ExitStatus, limits: &Limits, ears: &Ears) -> Stopped {
    let last_words = ears.last_words();
    let last = |what: fn(&str) -> bool| last_words.iter().rev().find(|line| what(line));
    // The explorer's own panic, which no code of a model comes by.
    let no_thread = |line: &str| line.contains("the system starts no thread to explore on");
    if let Some(why) = last(no_thread) {
        return Stopped::Machine(why.clone());
    }
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
        Some(Signal::SYS) => return Stopped::Refused,
        // From outside: an exercise has no way to it, and each limit has another one.
        Some(Signal::KILL) => {
            return Stopped::Machine("it ended its process, perhaps for want of memory".to_owned());
        }
        Some(Signal::TERM | Signal::INT | Signal::HUP) => {
            return Stopped::Machine("a signal from outside ended its process".to_owned());
        }
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
