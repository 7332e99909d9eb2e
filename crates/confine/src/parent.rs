//! The parent: starts the child, judges its end, and kills the processes that are left.

use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Resource, getrlimit};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ears::{Ears, Heard};
use crate::family::Family;
use crate::message::{Hello, Said, Signed, Word};
use crate::status::{is_refused, judge, unstarted};
use crate::stillness::Stillness;
use crate::terms::{Confined, Limits, Terms, VARIABLE};
use crate::{Attendant, Caps, Stopped};

/// The longest line that is passed to the child, in characters: a line of this length fits into
/// the socket, while sending a longer one might wait.
const LONGEST_LINE: usize = 4 << 10;

/// The longest time by which one turn of listening may reduce the limit on elapsed time.
const TURN: Duration = Duration::from_millis(100);

/// How many times the limit on elapsed time a child gets at most, if other programs keep it from
/// running.
const PATIENCE: u32 = 10;

/// How long a child in which nothing moves may take to report what it waits for.
const TO_REPORT: Duration = Duration::from_secs(1);

/// The least time that a child gets to exit after it has sent its result.
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

/// Starts the child, attends to it, and returns the result.
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
    let mut parent = Parent {
        limits,
        nonce,
        socket,
        ears: Ears::new(hearing, family.leader(), limits.output)?,
        stillness: Stillness::of(Pid::from_child(family.leader())),
        inquiry: Inquiry::default(),
        started: false,
        told: false,
        left: limits.wall,
        patience: limits.wall * PATIENCE,
    };
    let End { result, silent } = parent.attend(attendant)?;
    let status = match silent {
        // The child is ending or has ended, and its exit status says how.
        true => family.ended_by(Instant::now() + parent.left.max(TO_END))?,
        false => None,
    };
    family.kill()?;
    let Parent {
        mut ears, started, ..
    } = parent;
    ears.drain()?;
    let result = match status {
        // Output that came with the answer counts as well.
        _ if ears.is_flooded() => Err(Stopped::OutputLimit(limits.output)),
        // No code of the work has run yet.
        Some(status) if !started && status.code() != Some(0) && !is_refused(status) => {
            Err(Stopped::Machine(unstarted(status, &ears)))
        }
        Some(status) if result.is_err() || !status.success() => Err(judge(status, limits, &ears)),
        // An answer, but the child does not exit: a check does no work after its answer.
        None if silent && result.is_ok() => Err(Stopped::Forged),
        _ => result,
    };
    Ok(Confined {
        result,
        printed: ears.printed(),
    })
}

/// What the parent knows of the child that it attends to.
struct Parent<'t> {
    limits: &'t Limits,
    nonce: String,
    socket: UnixStream,
    ears: Ears,
    stillness: Stillness,
    inquiry: Inquiry,
    /// Whether the work has begun.
    started: bool,
    /// Whether the parent has told the child to end.
    told: bool,
    /// What is left of the limit on the clock.
    left: Duration,
    /// What is left of the time in which other programs may keep the child from running.
    patience: Duration,
}

/// How the attending ended.
struct End<T> {
    result: Result<T, Stopped>,
    /// Whether the child says no more: it is ending by itself, or has ended.
    silent: bool,
}

impl<T> From<Stopped> for End<T> {
    fn from(why: Stopped) -> Self {
        Self {
            result: Err(why),
            silent: false,
        }
    }
}

impl Parent<'_> {
    /// Attends to the child until it has an answer, or is to be stopped.
    fn attend<T: DeserializeOwned>(&mut self, attendant: &mut dyn Attendant) -> io::Result<End<T>> {
        let out_of_time = Stopped::TimeLimit(self.limits.wall);
        loop {
            if self.left.is_zero() {
                return Ok(out_of_time.into());
            }
            if self.patience.is_zero() {
                let why = "others keep its process from running".to_owned();
                return Ok(Stopped::Machine(why).into());
            }
            match self.listen()? {
                Heard::Line(line) => {
                    let said = said(&self.nonce, &line);
                    if let Some(end) = self.take(said, attendant) {
                        return Ok(end);
                    }
                }
                Heard::Nothing => {}
                Heard::Flood => return Ok(Stopped::OutputLimit(self.limits.output).into()),
                Heard::Silence => {
                    return Ok(End {
                        result: Err(out_of_time),
                        silent: true,
                    });
                }
            }
            let still = self.stillness.look(self.ears.length());
            let idle = self.limits.idle;
            if let Some(waiting) = self.inquiry.judge(still, idle, &mut self.socket) {
                return Ok(waiting.into());
            }
            self.left = (self.left + self.stillness.held_up()).min(self.limits.wall);
            if !self.told && attendant.is_enough() {
                self.told = true;
                say(&mut self.socket, &Word::Enough);
            }
        }
    }

    /// Listens for a turn, and counts it.
    fn listen(&mut self) -> io::Result<Heard> {
        let begun = Instant::now();
        let heard = self
            .ears
            .listen(self.left.min(self.stillness.until_look()))?;
        // No turn counts for longer than it may take: a parent that is stopped, or stands
        // still with the whole machine, does not hear the child in that time.
        let turn = begun.elapsed().min(TURN);
        self.left = self.left.saturating_sub(turn);
        self.patience = self.patience.saturating_sub(turn);
        Ok(heard)
    }

    /// Takes in what the child says; the end, if it is one.
    fn take<T>(&mut self, said: Said<T>, attendant: &mut dyn Attendant) -> Option<End<T>> {
        match said {
            // The work's time, and not that of a busy machine to start a process. It
            // starts once.
            Said::Start if !self.started => {
                self.started = true;
                self.left = self.limits.wall;
                self.patience = self.limits.wall * PATIENCE;
                self.stillness.end();
            }
            Said::Beat => self.stillness.end(),
            Said::Waits(report) => self.inquiry.report = Some(report),
            Said::Tell(words) => attendant.hear(&words),
            Said::Ask => {
                let mut line = attendant.answer();
                if let Some(line) = &mut line {
                    *line = line.chars().take(LONGEST_LINE).collect();
                }
                say(&mut self.socket, &Word::Line(line));
                self.stillness.end();
            }
            // A child that has sent its result ends at once.
            Said::Done(result) => {
                return Some(End {
                    result: Ok(result),
                    silent: true,
                });
            }
            said => return Some(stopped(&said, self.limits).into()),
        }
        None
    }
}

/// What is asked of a child in which nothing moves.
#[derive(Default)]
struct Inquiry {
    asked: bool,
    /// The child's answer.
    report: Option<Option<String>>,
}

impl Inquiry {
    /// Nothing has moved for the time `still`: decides whether the child waits, and asks it what
    /// for.
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

/// Sends a message to the child. If the child is dead, its exit status says why.
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
    // SAFETY: `keep_nothing` makes only system calls. The caller that set the sandbox has
    // promised the same of it.
    unsafe { Family::start(&mut command, caps, enter) }
}

/// Marks all open descriptors of the calling process, except standard input and the outputs,
/// to be closed on exec: another program may have passed open files or pipes to this one,
/// and the confined code must not have them.
fn keep_nothing() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        let (all, closed) = (libc::c_uint::MAX, libc::CLOSE_RANGE_CLOEXEC);
        // SAFETY: this closes nothing yet, and accesses no memory.
        if unsafe { libc::syscall(libc::SYS_close_range, 3, all, closed) } == 0 {
            return Ok(());
        }
        // Linux before 5.11 has no such flag.
    }
    let open = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    // The cap is far more than the descriptors that any program has, if there is no limit.
    for number in 3..open.min(1 << 16) {
        let number = libc::c_int::try_from(number).map_err(|_| Errno::BADF)?;
        // SAFETY: this only sets a flag; a number that is not open makes the call fail.
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

/// The failure in the child's last message, if that is not a result.
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
