//! The state of a paused execution that threads share besides memory: the contents of each
//! channel, and the waiting threads.
//!
//! ```text
//!   Channel inbox: 2 messages: 1 from B, 1 from C; 2 senders
//!   Waiting: A and B on turn, C for lock door
//! ```

use crate::explore::{Awaits, Channel, Execution, Situation, Standing, letter};

use super::counted;
use super::screen::paragraph;

/// The channels of the execution, a line each.
pub(super) fn channels(execution: &Execution, width: usize) -> String {
    let channels = execution.channels();
    let lines = channels.iter().map(|channel| {
        let line = format!("Channel {}: {}", channel.object, words(channel));
        paragraph(&line, 2, width)
    });
    lines.collect()
}

fn words(channel: &Channel) -> String {
    let senders = match channel.senders {
        0 => "no sender left".to_owned(),
        some => counted(some as u64, "sender"),
    };
    let messages = counted(channel.messages.len() as u64, "message");
    match (channel.receiver, channel.messages.is_empty()) {
        (false, true) => format!("the receiver has gone; {senders}"),
        (false, false) => format!("the receiver has gone, with {messages} in it; {senders}"),
        (true, true) => format!("empty; {senders}"),
        (true, false) => {
            let all_known: Option<Vec<_>> = channel.values.iter().copied().collect();
            let from = channel.messages.iter();
            let (joint, each): (_, Vec<String>) = match all_known {
                Some(values) => (
                    ":",
                    from.zip(values)
                        .map(|(from, v)| format!("{v} from {from}"))
                        .collect(),
                ),
                None => (", from", from.map(char::to_string).collect()),
            };
            format!("{messages}{joint} {}; {senders}", each.join(", "))
        }
    }
}

fn named(thread: usize) -> String {
    letter(thread).to_string()
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
