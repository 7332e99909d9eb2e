//! The parts of the course.

/// A part of the course: labs that build on each other. A student may begin with any part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Processes and pools, after a notebook on Python's `multiprocessing`.
    Processes,
    /// Threads that share a counter.
    Counter,
    /// Threads that wait for each other.
    Waiting,
}

impl Part {
    /// Every part, in the order of the map.
    pub const ALL: [Self; 3] = [Self::Processes, Self::Counter, Self::Waiting];

    /// Its number, as the map has it.
    pub fn number(self) -> &'static str {
        match self {
            Self::Processes => "I",
            Self::Counter => "II",
            Self::Waiting => "III",
        }
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Processes => "Processes and pools",
            Self::Counter => "The counter",
            Self::Waiting => "Waiting for each other",
        }
    }
}
