//! The start, end, spawn and join of threads.

use super::{Asks, Named, Primitive, Turn};
use crate::explore::execution;
use crate::explore::graph::{EventId, Graph, Node, OfThread, Pasts};
use crate::explore::schedule::letter;

impl Primitive for OfThread {
    fn waits(self) -> bool {
        matches!(self, Self::Join(_) | Self::Await(_))
    }

    fn is_enabled(self, asks: &Asks<'_>) -> bool {
        match self {
            Self::Join(child) => asks.graph.end_of(child).is_some(),
            Self::Await(child) => asks.graph.return_of(child).is_some(),
            _ => true,
        }
    }

    fn source(self, asks: &Asks<'_>) -> Option<EventId> {
        match self {
            Self::Start => asks.graph.spawn_of(asks.thread),
            Self::Join(child) => asks.graph.end_of(child),
            Self::Await(child) => asks.graph.return_of(child),
            Self::Leave | Self::End | Self::Spawn(_) => None,
        }
    }

    fn lets_go_on(self) -> bool {
        matches!(self, Self::Leave | Self::End)
    }

    fn learn(self, graph: &Graph, id: EventId, pasts: &mut Pasts) {
        if let Self::Start | Self::Join(_) | Self::Await(_) = self {
            pasts.know(graph, graph.node(id).source);
        }
    }

    fn is_step(self) -> bool {
        false
    }

    fn turn(self, graph: &Graph, id: EventId) -> Turn {
        Turn::behind(graph.node(id).source)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Start => "its start",
            Self::Leave => "its return",
            Self::End => "its end",
            Self::Spawn(_) => "a spawn",
            Self::Join(_) | Self::Await(_) => "a join",
        }
    }

    fn asked(self, _object: &Named<'_>) -> String {
        match self {
            Self::Start => "start".to_owned(),
            Self::Leave => "return".to_owned(),
            Self::End => "end".to_owned(),
            Self::Spawn(_) => "spawn a thread".to_owned(),
            Self::Join(child) | Self::Await(child) => {
                format!("join {}", letter(usize::from(child)))
            }
        }
    }

    fn reason(self, _asks: &Asks<'_>, _name: &str) -> Option<String> {
        match self {
            Self::Join(child) | Self::Await(child) => Some(format!(
                "waits for the end of {}",
                letter(usize::from(child))
            )),
            _ => None,
        }
    }

    fn told(self, _node: &Node, _object: &Named<'_>) -> execution::Operation {
        match self {
            Self::Start => execution::Operation::Start,
            Self::Leave => execution::Operation::Return,
            Self::End => execution::Operation::End,
            Self::Spawn(child) => execution::Operation::Spawn(usize::from(child)),
            Self::Join(child) | Self::Await(child) => {
                execution::Operation::Join(usize::from(child))
            }
        }
    }
}

impl Graph {
    /// The spawn of this thread.
    fn spawn_of(&self, child: u8) -> Option<EventId> {
        self.events()
            .find(|(_, node)| node.operation.action == OfThread::Spawn(child))
            .map(|(id, _)| id)
    }

    /// The event at which the function of this thread returns.
    fn return_of(&self, child: u8) -> Option<EventId> {
        let nodes = self.threads.get(usize::from(child))?;
        let leave = nodes
            .iter()
            .position(|n| n.operation.action == OfThread::Leave);
        match leave {
            Some(index) => Some(EventId::at(usize::from(child), index)),
            None => self.end_of(child),
        }
    }

    /// The end of this thread, if the graph has it.
    fn end_of(&self, child: u8) -> Option<EventId> {
        let last = self.threads.get(usize::from(child))?.last()?;
        (last.operation.action == OfThread::End).then(|| self.last_event(child))
    }
}
