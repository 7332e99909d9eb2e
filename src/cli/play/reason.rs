//! Why a step leads to the goal, in the words of the program's primitives. What is said is a
//! fact of the execution that the way makes: what is read, overwritten, held, sent, received.

use std::collections::VecDeque;

use crate::explore::{Awaits, Event, Execution, Operation, Received, Sent, Waiting, letter};
use crate::view::counted;

/// Why the event at this position stands on the way to where the execution ends: sentences
/// with their full stops.
pub(super) fn reason(end: &Execution, at: usize) -> String {
    let Some(event) = end.events.get(at) else {
        return String::new();
    };
    let way = Way { end, at, event };
    let of_memory = match (&event.read, &event.written) {
        (Some(_), None) => way.of_read(),
        (None, Some(_)) => way.of_write(),
        (Some(_), Some(_)) => way.of_update(),
        (None, None) => None,
    };
    of_memory
        .or_else(|| way.of_lock())
        .or_else(|| way.of_channel())
        .or_else(|| way.of_queue())
        .unwrap_or_else(|| way.of_what_follows())
}

/// A step on a way.
struct Way<'e> {
    /// The execution that the whole way makes.
    end: &'e Execution,
    at: usize,
    event: &'e Event,
}

impl<'e> Way<'e> {
    fn me(&self) -> char {
        letter(self.event.thread)
    }

    fn name(&self) -> &'e str {
        self.event
            .object
            .map_or("", |object| &self.end.objects[object].name)
    }

    /// Later events, each with its position.
    fn later(&self) -> impl Iterator<Item = (usize, &'e Event)> {
        self.end.events.iter().enumerate().skip(self.at + 1)
    }

    /// Later events of this thread.
    fn own(&self) -> impl Iterator<Item = (usize, &'e Event)> {
        let thread = self.event.thread;
        self.later().filter(move |(_, e)| e.thread == thread)
    }

    /// Later writes of other threads to the same memory.
    fn others_writes(&self) -> impl Iterator<Item = (usize, &'e Event)> {
        let (thread, object) = (self.event.thread, self.event.object);
        self.later()
            .filter(move |(_, e)| e.thread != thread && e.object == object && e.written.is_some())
    }

    /// Where the thread of a write read the memory last, if it writes without reading again.
    fn read_for(&self, write: usize) -> Option<usize> {
        let event = &self.end.events[write];
        if event.read.is_some() {
            return None;
        }
        self.end.events[..write]
            .iter()
            .rposition(|e| e.thread == event.thread && e.object == event.object && e.read.is_some())
    }

    /// A later write of another thread that goes by what it read before the event at `before`.
    fn overwriter(&self, before: usize) -> Option<(usize, &'e Event)> {
        self.others_writes()
            .filter(|(at, _)| *at > before)
            .find(|(at, _)| self.read_for(*at).is_some_and(|read| read < before))
    }

    fn of_read(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let read = self.event.read.as_ref()?;
        let value = read.value;
        let older = match read.newer {
            Some(_) => " It is an older value: nothing orders the newer write before this read.",
            None => "",
        };
        // What the thread makes of it, unless it reads again before.
        let object = self.event.object;
        let next = self
            .own()
            .find(|(_, e)| e.object == object && (e.read.is_some() || e.written.is_some()));
        let own = next.filter(|(_, e)| e.read.is_none());
        let Some((written_at, write)) = own else {
            let writer = read.from.map(|from| self.end.events[from].thread);
            return Some(match writer.filter(|&by| by != self.event.thread) {
                Some(by) => format!("{me} reads the {value} that {} wrote.{older}", letter(by)),
                None => match self.others_writes().next() {
                    Some((_, other)) => format!(
                        "{me} reads {value} from {name}, before {} writes {}.{older}",
                        letter(other.thread),
                        written(other)
                    ),
                    None => format!("{me} reads {value} from {name}.{older}"),
                },
            });
        };
        let over = written(write);
        let mut between = self.others_writes().filter(|(at, _)| *at < written_at);
        if let Some((_, other)) = between.next() {
            let other_thread = letter(other.thread);
            return Some(format!(
                "{me} reads {value} and goes by it. Then {other_thread} writes {} to {name}, and \
                 {me} writes {over} over that.{older}",
                written(other)
            ));
        }
        if let Some((at, other)) = self.overwriter(written_at) {
            let other_thread = letter(other.thread);
            let reads = match self.read_for(at).is_some_and(|read| read < self.at) {
                true => "has read",
                false => "reads",
            };
            return Some(format!(
                "{me} reads {value} and will write {over}. {other_thread} {reads} {name} before \
                 that, so {other_thread} writes {} over it.{older}",
                written(other)
            ));
        }
        let from = read.from.map(|from| self.end.events[from].thread);
        let whose = match from.filter(|&by| by != self.event.thread) {
            Some(by) => format!("the {value} that {} wrote", letter(by)),
            None => value.to_string(),
        };
        Some(format!(
            "{me} reads {whose} and writes {over}, and no other thread writes {name} in between.\
             {older}"
        ))
    }

    fn of_write(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let value = written(self.event);
        if let Some(read) = self.read_for(self.at) {
            let went_by = self.end.events[read].read.as_ref()?.value;
            let object = self.event.object;
            let lost = self.end.events[read..self.at].iter().rfind(|e| {
                e.thread != self.event.thread && e.object == object && e.written.is_some()
            });
            if let Some(lost) = lost {
                let other = letter(lost.thread);
                return Some(format!(
                    "{me} still goes by the {went_by} that it read. Its {value} goes over the {} \
                     that {other} has written since.",
                    written(lost)
                ));
            }
        }
        if let Some((_, other)) = self.overwriter(self.at) {
            let thread = letter(other.thread);
            return Some(format!(
                "{thread} has read {name} already, and goes by that: it writes {} over this \
                 {value}.",
                written(other)
            ));
        }
        self.of_what_is_left(value)
    }

    fn of_update(&self) -> Option<String> {
        let value = written(self.event);
        self.of_what_is_left(value)
    }

    /// Of a write: who reads it, or what it overwrites.
    fn of_what_is_left(&self, value: String) -> Option<String> {
        let name = self.name();
        let mut later = self.later();
        let reader = later.find(|(_, e)| {
            // What main reads while it is alone is how it looks at the result.
            e.step
                && e.thread != self.event.thread
                && e.read
                    .as_ref()
                    .is_some_and(|read| read.from == Some(self.at))
        });
        if let Some((_, reader)) = reader {
            let reader = letter(reader.thread);
            return Some(format!("{reader} reads this {value} from {name} later."));
        }
        let mut others = self.others_writes();
        Some(match others.next() {
            Some((_, other)) => format!(
                "{name} is {value} then, until {} writes {}.",
                letter(other.thread),
                written(other)
            ),
            None => format!("{name} is {value} from then on."),
        })
    }

    fn of_lock(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let object = self.event.object;
        let mut of_object = self.later().filter(|(_, e)| e.object == object);
        match self.event.operation {
            Operation::Lock
            | Operation::LockShared
            | Operation::TryLock(true)
            | Operation::TryWrite(true)
            | Operation::TryLockShared(true) => {
                let release = self.own().find(|(_, e)| {
                    e.object == object
                        && matches!(e.operation, Operation::Unlock | Operation::UnlockShared)
                });
                let Some((release, _)) = release else {
                    return self.of_kept_lock();
                };
                let mut inside = self.own().take_while(|(at, _)| *at < release);
                let (_, first) = inside.find(|(_, e)| e.step && e.object.is_some())?;
                let verb = in_words(first)?;
                let object = &self.end.objects[first.object?].name;
                Some(format!("{me} takes {name} and then {verb} {object}."))
            }
            Operation::TryLock(false)
            | Operation::TryWrite(false)
            | Operation::TryLockShared(false) => Some(format!(
                "Another thread has {name}, so {me} does not get it and goes on."
            )),
            Operation::Unlock | Operation::UnlockShared => {
                let (_, next) = of_object.find(|(_, e)| {
                    e.thread != self.event.thread
                        && !matches!(e.operation, Operation::Unlock | Operation::UnlockShared)
                })?;
                let next = letter(next.thread);
                Some(format!("{me} lets go of {name}, and {next} takes it next."))
            }
            _ => None,
        }
    }

    /// Of a lock that the thread holds to the end.
    fn of_kept_lock(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let waits = |w: &&Waiting| {
            w.awaits
                == Awaits::Lock {
                    holder: Some(self.event.thread),
                }
                && w.reason.contains(name)
        };
        let waiting = self.end.waiting.iter().find(waits)?;
        let other = letter(waiting.thread);
        let own = self
            .end
            .waiting
            .iter()
            .find(|w| w.thread == self.event.thread);
        let own = own.map_or(String::new(), |own| format!(" {me} itself {}.", own.reason));
        Some(format!(
            "{me} takes {name} and keeps it: {other} will wait for it.{own}"
        ))
    }

    fn of_channel(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        match self.event.operation {
            Operation::Send(true) | Operation::TrySend(Sent::Message) => {
                if let Some(receiver) = self.receiver_of(self.at) {
                    let receiver = letter(receiver);
                    return Some(format!("{receiver} receives this message later."));
                }
                let closed = self.later().find(|(_, e)| {
                    e.object == self.event.object && e.operation == Operation::Close
                });
                Some(match closed {
                    Some((_, gone)) => format!(
                        "The send succeeds, and {} drops the receiver before it receives this \
                         message.",
                        letter(gone.thread)
                    ),
                    None => format!("No receive takes this message from {name}."),
                })
            }
            Operation::Send(false) | Operation::TrySend(Sent::Disconnected) => Some(format!(
                "The receiver of {name} has gone, so this send returns an error."
            )),
            Operation::TrySend(Sent::Full) => {
                Some(format!("{name} is full, so this message is not sent."))
            }
            Operation::Receive(what) | Operation::TryReceive(what) => Some(match what {
                Received::From(by) => {
                    let by = letter(by);
                    let next = self.own().find(|(_, e)| e.object == self.event.object);
                    match next.is_some_and(|(_, e)| e.operation == Operation::Close) {
                        true => format!(
                            "{me} receives the message of {by}, and its next step drops the \
                             receiver."
                        ),
                        false => format!("{me} receives the message of {by}."),
                    }
                }
                Received::Empty => format!("{me} finds {name} empty and goes on."),
                Received::Disconnected => {
                    format!("{name} is empty and every sender has gone, so {me} goes on.")
                }
            }),
            Operation::Close => {
                let left = self.left_in_channel();
                Some(match left {
                    0 => format!("{name} is empty here. A send fails from now on."),
                    _ => {
                        let messages = counted(left as u64, "message");
                        let (are, them) = if left == 1 {
                            ("is", "it")
                        } else {
                            ("are", "them")
                        };
                        format!(
                            "{messages} {are} still in {name}, and the receiver takes {them} \
                             along. Each send of {them} has succeeded."
                        )
                    }
                })
            }
            Operation::DropSender => Some(match self.senders_left() {
                0 => format!(
                    "It is the last sender of {name}. From now on a receive waits for no message."
                ),
                left => format!(
                    "{} of {name} {} left then.",
                    counted(left as u64, "sender"),
                    if left == 1 { "is" } else { "are" }
                ),
            }),
            _ => None,
        }
    }

    /// The thread that receives the message of this send.
    fn receiver_of(&self, send: usize) -> Option<usize> {
        let mut queue = VecDeque::new();
        for (at, event) in self.end.events.iter().enumerate() {
            if event.object != self.event.object {
                continue;
            }
            if sends(event) {
                queue.push_back(at);
            } else if receives(event) && queue.pop_front() == Some(send) {
                return Some(event.thread);
            }
        }
        None
    }

    /// How many messages are in the channel before this event.
    fn left_in_channel(&self) -> usize {
        let before = self.end.events[..self.at].iter();
        let of_channel = before.filter(|e| e.object == self.event.object);
        of_channel.fold(0_usize, |left, event| {
            (left + usize::from(sends(event))).saturating_sub(usize::from(receives(event)))
        })
    }

    /// How many senders the channel has behind this event.
    fn senders_left(&self) -> usize {
        let until = self.end.events[..=self.at].iter();
        let of_channel = until.filter(|e| e.object == self.event.object);
        of_channel.fold(1_usize, |left, event| match event.operation {
            Operation::CloneSender => left + 1,
            Operation::DropSender => left.saturating_sub(1),
            _ => left,
        })
    }

    /// Of what threads wait at: condition variables, tokens, barriers, semaphores.
    fn of_queue(&self) -> Option<String> {
        let (me, name) = (self.me(), self.name());
        let stuck = self
            .end
            .waiting
            .iter()
            .any(|w| w.thread == self.event.thread);
        Some(match self.event.operation {
            Operation::Wait => {
                let woken = self.own().find_map(|(_, e)| match e.operation {
                    Operation::Wake(by) if e.object == self.event.object => Some(by),
                    _ => None,
                });
                match woken {
                    Some(Some(by)) => {
                        format!("{me} waits on {name} until {} notifies it.", letter(by))
                    }
                    Some(None) => format!("{me} waits on {name}, and wakes up spuriously."),
                    None if stuck => {
                        format!("{me} waits on {name}, and no notification comes any more.")
                    }
                    None => format!("{me} waits on {name}."),
                }
            }
            Operation::NotifyOne(None) | Operation::NotifyAll(0) => format!(
                "No thread waits on {name} now, so this notification wakes none and is lost."
            ),
            Operation::NotifyOne(Some(whom)) => {
                format!("The notification wakes {}.", letter(whom))
            }
            Operation::NotifyAll(woken) => {
                format!(
                    "The notification wakes {}.",
                    counted(woken as u64, "thread")
                )
            }
            Operation::Unpark(whom) => {
                format!("{} has a token then: its park returns.", letter(whom))
            }
            Operation::Park => format!("{me} has a token, so its park returns."),
            Operation::Acquire | Operation::TryAcquire(true) => {
                format!("{me} takes a permit of {name}.")
            }
            Operation::TryAcquire(false) => format!("{name} has no permit, and {me} goes on."),
            Operation::Release(_) => format!("{me} gives a permit of {name} back."),
            Operation::Arrive => format!("{me} comes to {name}, where the threads wait for all."),
            _ => return None,
        })
    }

    /// Where nothing else is to be said: how far the thread has to go.
    fn of_what_follows(&self) -> String {
        let me = self.me();
        match self.own().filter(|(_, event)| event.step).count() {
            0 => format!("It is the last step that {me} makes on this way."),
            more => format!(
                "{me} has to get further: {} of its own come behind this one.",
                counted(more as u64, "step")
            ),
        }
    }
}

fn written(event: &Event) -> String {
    event
        .written
        .as_ref()
        .map_or(String::new(), |written| written.value.to_string())
}

fn sends(event: &Event) -> bool {
    matches!(
        event.operation,
        Operation::Send(true) | Operation::TrySend(Sent::Message)
    )
}

fn receives(event: &Event) -> bool {
    matches!(
        event.operation,
        Operation::Receive(Received::From(_)) | Operation::TryReceive(Received::From(_))
    )
}

/// What an event does to its object, in the third person.
fn in_words(event: &Event) -> Option<&'static str> {
    Some(match (event.read.is_some(), event.written.is_some()) {
        (true, false) => "reads",
        (false, true) => "writes",
        (true, true) => "updates",
        (false, false) => match event.operation {
            Operation::Lock | Operation::LockShared => "takes",
            Operation::Send(_) => "sends on",
            Operation::Receive(_) => "receives from",
            Operation::Wait => "waits on",
            Operation::NotifyOne(_) | Operation::NotifyAll(_) => "notifies",
            _ => return None,
        },
    })
}
