//! The names of events and objects.

/// The name of an event: the `index`-th of its thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::explore) struct EventId {
    pub(in crate::explore) thread: u8,
    pub(in crate::explore) index: u16,
}

impl EventId {
    /// The write of an object's initial value, which comes before every event.
    pub(in crate::explore) const INITIAL: Self = Self {
        thread: u8::MAX,
        index: 0,
    };

    /// The `index`-th event of a thread.
    pub(in crate::explore) fn at(thread: usize, index: usize) -> Self {
        Self {
            thread: u8::try_from(thread).expect("at most 16 threads"),
            index: u16::try_from(index).expect("the step limit"),
        }
    }

    /// The previous event of the thread.
    pub(in crate::explore) fn previous(self) -> Option<Self> {
        let index = self.index.checked_sub(1)?;
        Some(Self { index, ..self })
    }

    /// The next event of the thread.
    pub(in crate::explore) fn next(self) -> Self {
        let index = self.index + 1;
        Self { index, ..self }
    }

    pub(in crate::explore) fn is_initial(self) -> bool {
        self.thread == u8::MAX
    }
}

/// The number of an object in a graph.
pub(in crate::explore) type ObjectIndex = u32;

/// Stands for the object of an event without one.
pub(in crate::explore) const NO_OBJECT: ObjectIndex = u32::MAX;
