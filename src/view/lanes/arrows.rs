//! The arrows between drawn lanes: what a thread learns from another one, and what it overwrites.

use crate::explore::{Event, Operation, Received, Sent};
use crate::view::svg::{Stroke, Svg, Tone};

use super::sheet::Sheet;

/// The distance of an arrow from a lane before it slants, doubled at its head.
const BESIDE: f64 = 7.0;

/// The messages of an execution.
#[derive(Default)]
pub(super) struct Messages {
    /// The positions of a send and of its receive.
    received: Vec<(usize, usize)>,
    /// The sends whose message was dropped with the receiver.
    pub(super) lost: Vec<usize>,
}

impl Messages {
    pub(super) fn of<'e>(events: impl Iterator<Item = &'e Event>) -> Self {
        let mut found = Self::default();
        // The channel and the position of each send without a receive so far.
        let mut sent: Vec<(usize, usize)> = Vec::new();
        for (at, event) in events.enumerate() {
            let Some(object) = event.object else {
                continue;
            };
            match event.operation {
                Operation::Send(true) | Operation::TrySend(Sent::Message) => {
                    sent.push((object, at));
                }
                Operation::Receive(Received::From(_))
                | Operation::TryReceive(Received::From(_)) => {
                    let first = sent.iter().position(|&(channel, _)| channel == object);
                    let send = first.map(|first| sent.remove(first).1);
                    found.received.extend(send.map(|send| (send, at)));
                }
                Operation::Close => {
                    let left = sent.extract_if(.., |&mut (channel, _)| channel == object);
                    found.lost.extend(left.map(|(_, send)| send));
                }
                _ => {}
            }
        }
        found
    }
}

/// What an arrow between two lanes means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrow {
    Value,
    Message,
    Overwrites,
}

impl Arrow {
    pub(super) const ALL: [(Self, &'static str); 3] = [
        (
            Self::Value,
            "An arrow leads from a write to the read that sees its value.",
        ),
        (
            Self::Message,
            "An arrow leads from a send to the receive of its message.",
        ),
        (
            Self::Overwrites,
            "The dashed arrow leads from a write to the lost update that it overwrites.",
        ),
    ];
}

/// Draws an arrow for each value or message that a thread receives from another one, and for each
/// update of another thread that it overwrites. Returns the kinds of arrows that it drew.
pub(super) fn draw_arrows(
    svg: &mut Svg,
    sheet: &Sheet<'_>,
    messages: &Messages,
    lost: &[usize],
) -> Vec<Arrow> {
    let events = || sheet.rows.iter().map(|row| (row.event, sheet.event(row)));
    let values = events().filter_map(|(at, event)| {
        let from = event.read.as_ref()?.from?;
        Some((Arrow::Value, from, at))
    });
    let overwritten = events().filter_map(|(at, event)| {
        let over = event.written.as_ref()?.over?;
        (lost.contains(&over)).then_some((Arrow::Overwrites, at, over))
    });
    let received = messages.received.iter();
    let received = received.map(|&(send, receive)| (Arrow::Message, send, receive));
    let mut drawn = Vec::new();
    for (kind, from, to) in values.chain(received).chain(overwritten) {
        let (Some(from), Some(to)) = (sheet.row(from), sheet.row(to)) else {
            continue;
        };
        if sheet.rows[from].thread == sheet.rows[to].thread {
            continue;
        }
        let (start, end) = (sheet.middle(from), sheet.middle(to));
        let side = (end.0 - start.0).signum();
        // It slants between the lanes, so that it crosses no card of either.
        let half = |row: usize| sheet.halves[sheet.lane(sheet.rows[row].thread)];
        let points = [
            (start.0 + side * sheet.wide(from) / 2.0, start.1),
            (start.0 + side * (half(from) + BESIDE), start.1),
            (end.0 - side * (half(to) + BESIDE * 2.0), end.1),
            (end.0 - side * sheet.wide(to) / 2.0, end.1),
        ];
        let stroke = match kind {
            Arrow::Overwrites => Stroke::dashed(1.6, Tone::Forbidden),
            _ => Stroke::solid(1.6, Tone::Number(sheet.number(sheet.rows[from].thread))),
        };
        svg.arrow(&points, stroke);
        if !drawn.contains(&kind) {
            drawn.push(kind);
        }
    }
    drawn
}
