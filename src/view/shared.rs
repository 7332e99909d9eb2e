//! The state of a paused execution that threads share besides memory: the contents of each
//! channel, and the waiting threads.
//!
//! ```text
//!   Channel inbox: 2 messages, from B, C; 2 senders
//!   Waiting: A and B on turn, C for lock door
//! ```

use std::collections::{BTreeMap, VecDeque};

use crate::explore::{
    Awaits, Event, Execution, Operation, Received, Sent, Situation, Standing, letter,
};

use super::counted;
use super::screen::paragraph;

/// A channel: its messages, and its senders and receiver.
struct Channel {
    /// The threads that have sent the messages, first to last.
    messages: VecDeque<usize>,
    senders: usize,
    /// Whether the receiver was dropped.
    closed: bool,
}

/// The channels of the execution, a line each.
pub(super) fn channels(execution: &Execution, width: usize) -> String {
    let mut channels: BTreeMap<usize, Channel> = BTreeMap::new();
    for event in &execution.events {
        let Some(object) = event.object.filter(|_| is_of_channel(event.operation)) else {
            continue;
        };
        let channel = channels.entry(object).or_insert(Channel {
            messages: VecDeque::new(),
            senders: 1,
            closed: false,
        });
        channel.follow(event);
    }
    let lines = channels.iter().map(|(&object, channel)| {
        let line = format!(
            "Channel {}: {}",
            execution.objects[object].name,
            channel.words()
        );
        paragraph(&line, 2, width)
    });
    lines.collect()
}

impl Channel {
    fn follow(&mut self, event: &Event) {
        match event.operation {
            Operation::Send(true) | Operation::TrySend(Sent::Message) => {
                self.messages.push_back(event.thread);
            }
            Operation::Receive(Received::From(_)) | Operation::TryReceive(Received::From(_)) => {
                self.messages.pop_front();
            }
            Operation::CloneSender => self.senders += 1,
            Operation::DropSender => self.senders = self.senders.saturating_sub(1),
            Operation::Close => self.closed = true,
            _ => {}
        }
    }

    fn words(&self) -> String {
        let senders = match self.senders {
            0 => "no sender left".to_owned(),
            some => counted(some as u64, "sender"),
        };
        if self.closed {
            let lost = match self.messages.len() {
                0 => String::new(),
                some => format!(", with {} in it", counted(some as u64, "message")),
            };
            return format!("the receiver has gone{lost}; {senders}");
        }
        match self.messages.len() {
            0 => format!("empty; {senders}"),
            some => {
                let from: Vec<String> = self.messages.iter().map(|&t| named(t)).collect();
                let messages = counted(some as u64, "message");
                format!("{messages}, from {}; {senders}", from.join(", "))
            }
        }
    }
}

fn named(thread: usize) -> String {
    letter(thread).to_string()
}

fn is_of_channel(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Send(_)
            | Operation::TrySend(_)
            | Operation::Admit(_)
            | Operation::Receive(_)
            | Operation::TryReceive(_)
            | Operation::Close
            | Operation::CloneSender
            | Operation::DropSender
    )
}

/// The threads that wait in queues, on one line; empty if none does. A thread that joins
/// another, or goes round a loop, waits in no queue.
pub(super) fn queues<O>(situation: &Situation<O>, width: usize) -> String {
    let mut queues: Vec<(String, Vec<String>)> = Vec::new();
    for (thread, standing) in situation.threads.iter().enumerate() {
        let Standing::Waiting { awaits, at, .. } = standing else {
            continue;
        };
        let at = at.as_deref().unwrap_or_default();
        let place = match awaits {
            Awaits::Lock { .. } => format!("for lock {at}"),
            Awaits::Message => format!("for a message on {at}"),
            Awaits::Room => format!("for room in {at}"),
            Awaits::Notification => format!("on condvar {at}"),
            Awaits::Token => "for a token, parked".to_owned(),
            Awaits::Completion => format!("for the end of {at}"),
            Awaits::Others => format!("at barrier {at}"),
            Awaits::Permit => format!("for a permit of {at}"),
            Awaits::End(_) | Awaits::Change => continue,
        };
        match queues.iter_mut().find(|(known, _)| *known == place) {
            Some((_, threads)) => threads.push(named(thread)),
            None => queues.push((place, vec![named(thread)])),
        }
    }
    if queues.is_empty() {
        return String::new();
    }
    let queues = queues.iter().map(|(place, threads)| {
        let threads = threads.join(" and ");
        format!("{threads} {place}")
    });
    let queues: Vec<String> = queues.collect();
    paragraph(&format!("Waiting: {}", queues.join(", ")), 2, width)
}
