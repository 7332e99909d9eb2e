//! Schedules: an execution as a short string that replays it.
//!
//! A schedule names, step by step, the thread that makes the next operation.
//! Threads are letters, `A` the first one spawned, `B` the second; `M` is the
//! main thread of the explored closure (so the thirteenth child is `N`). A
//! number after a letter is a run: `A2B2` is A, A, B, B.
//!
//! A step with another choice than the obvious one carries a mark and stands alone:
//!
//! | mark   | choice                                                           |
//! |--------|------------------------------------------------------------------|
//! | `A~2`  | the read returned a value two writes older than the newest       |
//! | `A_1`  | the write took its place before one that was made earlier        |
//! | `A.C`  | the notification woke thread C, not the first waiter             |
//! | `A-`   | the weak compare-exchange failed spuriously; or the wait or park |
//! |        | that begins here ends without a notification or a token          |
//!
//! No character needs escaping in a URL.
//!
//! Steps are operations on memory and locks. Starting, ending and joining a thread are no choices
//! and have no letter. The operations of the main thread while no other thread can move have no
//! letter either, unless it has a choice: which of several waiters to wake, which of several values
//! to read, whether a weak compare-exchange fails or a wait or park ends spuriously.

use std::fmt;
use std::iter::{Enumerate, Peekable};
use std::str::{Chars, FromStr};

use serde::{Serialize, Serializer};

use super::limits::MAX_THREADS;

/// The letters of the threads, by number: main first, then in order of spawning.
const LETTERS: &[u8; MAX_THREADS] = b"MABCDEFGHIJKLNOP";

/// The letter that stands for a thread in schedules and lanes: `M` for the main
/// thread (number 0), then `A`, `B`, ... in the order of spawning.
///
/// # Panics
///
/// If `thread` is not below [`MAX_THREADS`].
///
/// ```
/// assert_eq!(racelab::explore::letter(0), 'M');
/// assert_eq!(racelab::explore::letter(1), 'A');
/// ```
pub fn letter(thread: usize) -> char {
    char::from(LETTERS[thread])
}

fn thread_of(letter: char) -> Option<u8> {
    let position = LETTERS.iter().position(|&l| char::from(l) == letter)?;
    u8::try_from(position).ok()
}

/// A choice of a step besides its thread, if it is not the obvious one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The read returned the value of the write this many places (1 or more) before the newest one
    /// in coherence order.
    Older(u16),
    /// The write took its place in coherence order before this many writes (1 or more) that were
    /// made earlier.
    Behind(u16),
    /// The notification woke this thread, although a lower-numbered thread waited.
    Woke(u8),
    /// A compare_exchange_weak failed spuriously, or the wait or park that begins here ends
    /// spuriously.
    Spurious,
}

impl Mark {
    /// Whether a search offers a step with this mark: an older value or place only under `weak`
    /// memory, and a spurious step only if it offers those.
    pub fn is_offered(self, weak: bool, spurious: bool) -> bool {
        match self {
            Self::Woke(_) => true,
            Self::Older(_) | Self::Behind(_) => weak,
            Self::Spurious => spurious,
        }
    }
}

/// One step of a [`Schedule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The number of the thread that moves: 0 is the main thread.
    pub thread: u8,
    /// Its other choice; `None` for the newest value, the newest place, the first waiter and no
    /// spurious failure.
    pub mark: Option<Mark>,
}

/// The thread of each step of an execution.
///
/// [`str::parse`] reads a schedule, and [`ToString`] prints it as the same text.
///
/// ```
/// use racelab::explore::Schedule;
///
/// let lost_update: Schedule = "AB2A".parse()?;
/// assert_eq!(lost_update.steps().len(), 4);
/// assert_eq!(lost_update.to_string(), "AB2A");
/// # Ok::<(), racelab::explore::ScheduleError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schedule {
    steps: Vec<Step>,
}

impl Schedule {
    /// The schedule with these steps.
    pub fn new(steps: Vec<Step>) -> Self {
        Self { steps }
    }

    /// The steps, first to last.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.steps.as_slice();
        while let Some(&Step { thread, mark }) = rest.first() {
            write!(f, "{}", letter(usize::from(thread)))?;
            let mut run = 1;
            match mark {
                None => {
                    run = rest.iter().take_while(|&s| *s == rest[0]).count();
                    if run > 1 {
                        write!(f, "{run}")?;
                    }
                }
                Some(Mark::Older(by)) => write!(f, "~{by}")?,
                Some(Mark::Behind(by)) => write!(f, "_{by}")?,
                Some(Mark::Woke(thread)) => write!(f, ".{}", letter(usize::from(thread)))?,
                Some(Mark::Spurious) => f.write_str("-")?,
            }
            rest = &rest[run..];
        }
        Ok(())
    }
}

impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The reason why a text is no schedule, or why a schedule does not fit the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleError {
    message: String,
}

impl ScheduleError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ScheduleError {}

/// The longest run that a schedule may write, the step limit of an execution.
const MAX_STEPS: usize = 60_000;

/// Reads the number behind character `at`.
fn count(chars: &mut Peekable<Enumerate<Chars<'_>>>, at: usize) -> Result<u16, ScheduleError> {
    let mut digits = String::new();
    while let Some((_, digit)) = chars.next_if(|(_, c)| c.is_ascii_digit()) {
        digits.push(digit);
    }
    match digits.parse::<u16>() {
        Ok(n) if n > 0 && usize::from(n) <= MAX_STEPS => Ok(n),
        _ => Err(ScheduleError::new(format!(
            "behind character {} of the schedule must stand a number from 1 to \
             {MAX_STEPS}, as in A2 or A~1",
            at + 1
        ))),
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        let mut steps = Vec::new();
        let mut chars = text.chars().enumerate().peekable();
        while let Some((at, c)) = chars.next() {
            let thread = thread_of(c).ok_or_else(|| {
                ScheduleError::new(format!(
                    "character {} of the schedule is '{}', which is no thread; \
                     write a letter for each step, as in AB2A",
                    at + 1,
                    c.escape_default()
                ))
            })?;
            let mark = match chars.peek().map(|&(_, c)| c) {
                Some('~') => {
                    chars.next();
                    Some(Mark::Older(count(&mut chars, at)?))
                }
                Some('_') => {
                    chars.next();
                    Some(Mark::Behind(count(&mut chars, at)?))
                }
                Some('.') => {
                    chars.next();
                    let woken = chars.next().and_then(|(_, c)| thread_of(c));
                    let thread = woken.ok_or_else(|| {
                        ScheduleError::new(format!(
                            "after character {} of the schedule a thread's letter \
                             must follow the point, as in A.C",
                            at + 1
                        ))
                    })?;
                    Some(Mark::Woke(thread))
                }
                Some('-') => {
                    chars.next();
                    Some(Mark::Spurious)
                }
                Some(d) if d.is_ascii_digit() => {
                    let run = count(&mut chars, at)?;
                    steps.extend((1..run).map(|_| Step { thread, mark: None }));
                    None
                }
                _ => None,
            };
            steps.push(Step { thread, mark });
            if steps.len() > MAX_STEPS {
                return Err(ScheduleError::new(format!(
                    "the schedule has more than {MAX_STEPS} steps"
                )));
            }
        }
        Ok(Self { steps })
    }
}
