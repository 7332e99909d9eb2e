//! Relations between the events of one execution: boolean matrices.
//!
//! The operators are those of the papers: `a.then(&b)` is a;b, `a.or(&b)` is
//! a u b, `a.maybe()` is a?, `a.plus()` is a+.

/// The most events that an execution may have, initial writes included.
pub(crate) const MAX_EVENTS: usize = 32;

/// A relation: row `a` has bit `b` where `a` is related to `b`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Relation {
    events: usize,
    rows: [u32; MAX_EVENTS],
}

impl Relation {
    /// The empty relation on this many events.
    pub(crate) fn empty(events: usize) -> Self {
        assert!(
            events <= MAX_EVENTS,
            "{events} events are too many for the oracle"
        );
        Self {
            events,
            rows: [0; MAX_EVENTS],
        }
    }

    /// All pairs that satisfy a condition.
    pub(crate) fn all(events: usize, holds: impl Fn(usize, usize) -> bool) -> Self {
        let mut relation = Self::empty(events);
        for a in 0..events {
            for b in 0..events {
                if holds(a, b) {
                    relation.add(a, b);
                }
            }
        }
        relation
    }

    /// `[S]`: the identity on the events of a set.
    pub(crate) fn identity(events: usize, contains: impl Fn(usize) -> bool) -> Self {
        Self::all(events, |a, b| a == b && contains(a))
    }

    /// Relates `a` to `b`.
    pub(crate) fn add(&mut self, a: usize, b: usize) {
        self.rows[a] |= 1 << b;
    }

    /// Whether `a` is related to `b`.
    pub(crate) fn has(&self, a: usize, b: usize) -> bool {
        self.rows[a] >> b & 1 == 1
    }

    /// The pairs of either relation.
    pub(crate) fn or(mut self, other: &Self) -> Self {
        for a in 0..self.events {
            self.rows[a] |= other.rows[a];
        }
        self
    }

    /// The pairs of this relation that satisfy a condition.
    pub(crate) fn filter(&self, holds: impl Fn(usize, usize) -> bool) -> Self {
        Self::all(self.events, |a, b| self.has(a, b) && holds(a, b))
    }

    /// Composition: `a` to `c` if some `b` is in between.
    pub(crate) fn then(&self, next: &Self) -> Self {
        let mut composed = Self::empty(self.events);
        for a in 0..self.events {
            let mut between = self.rows[a];
            while between != 0 {
                composed.rows[a] |= next.rows[between.trailing_zeros() as usize];
                between &= between - 1;
            }
        }
        composed
    }

    /// The inverse relation.
    pub(crate) fn inverse(&self) -> Self {
        Self::all(self.events, |a, b| self.has(b, a))
    }

    /// The reflexive closure.
    pub(crate) fn maybe(self) -> Self {
        self.or(&Self::identity(self.events, |_| true))
    }

    /// The transitive closure (Warshall's algorithm).
    pub(crate) fn plus(mut self) -> Self {
        for between in 0..self.events {
            for a in 0..self.events {
                if self.has(a, between) {
                    self.rows[a] |= self.rows[between];
                }
            }
        }
        self
    }

    /// Whether no event is related to itself.
    pub(crate) fn irreflexive(&self) -> bool {
        (0..self.events).all(|a| !self.has(a, a))
    }

    /// Whether the relation has no cycle.
    pub(crate) fn acyclic(&self) -> bool {
        self.plus().irreflexive()
    }
}
