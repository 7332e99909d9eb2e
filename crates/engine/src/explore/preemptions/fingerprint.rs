//! Fingerprints of execution graphs, in 128 bits.

use crate::explore::graph::{Action, Graph, OfThread};

/// The fingerprint of an execution graph: equal for equal graphs.
///
/// It depends on everything that the text of a graph in the state graph contains: for each thread
/// its events in program order, each with its source, its choice, its place in coherence order,
/// and the child that it spawns. The operations and values follow from these, since a program with
/// the same reads behaves the same.
///
/// Two different graphs practically never have the same fingerprint. With random fingerprints,
/// three million graphs would contain such a pair with a probability of 2^-85. Then the search
/// would take one graph for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::explore) struct Fingerprint(u64, u64);

impl Fingerprint {
    pub(in crate::explore) fn of(graph: &Graph) -> Self {
        let mut fingerprint = Self(0, 0);
        for nodes in &graph.threads {
            fingerprint.add(nodes.len() as u64);
            for node in nodes {
                let source = match node.reads() {
                    true => u64::from(node.source.thread) << 16 | u64::from(node.source.index),
                    false => 0,
                };
                let child = match node.operation.action {
                    Action::Thread(OfThread::Spawn(child)) => u64::from(child),
                    _ => 0,
                };
                let choice = u64::from(node.choice);
                let place = u64::from(node.position);
                fingerprint.add(source << 32 | child << 24 | choice << 16 | place);
            }
        }
        fingerprint
    }

    /// Mixes in a number, by two independent multiplications.
    fn add(&mut self, number: u64) {
        self.0 = mix(self.0 ^ number, 0x9e37_79b9_7f4a_7c15);
        self.1 = mix(self.1 ^ number, 0xd6e8_feb8_6659_fd93);
    }

    /// A part of the fingerprint, which two different graphs seldom share.
    pub(super) fn part(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// The exclusive or of both halves of a product. (Without the mask, a number of 0 would stay 0.)
fn mix(number: u64, factor: u64) -> u64 {
    let product = u128::from(number ^ !factor) * u128::from(factor);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the lower half is asked for"
    )]
    let low = product as u64;
    low ^ (product >> 64) as u64
}
