//! The parts of the course.

use super::{LABS, Lab};

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

    /// Every part, in the order in which to take them: first what the others' words come from.
    const SUGGESTED: [Self; 3] = [Self::Counter, Self::Waiting, Self::Processes];

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

    /// Its labs, in their order.
    ///
    /// ```
    /// use racelab::course::Part;
    ///
    /// let numbers: Vec<_> = Part::Processes.labs().map(|lab| lab.number).collect();
    /// assert_eq!(numbers, [1, 2, 3, 11, 12, 13]);
    /// ```
    pub fn labs(self) -> impl Iterator<Item = &'static Lab> {
        LABS.iter().filter(move |lab| lab.part == self)
    }

    /// The lab to do next: the first that is not done of a part in which one is; else of the
    /// first part that is suggested. `None` if all are done.
    ///
    /// ```
    /// use racelab::course::Part;
    ///
    /// let next = |done: &[u8]| Part::next(|lab| done.contains(&lab.number)).map(|lab| lab.number);
    /// assert_eq!(next(&[]), Some(4));
    /// assert_eq!(next(&[1]), Some(2), "a part that is begun goes on");
    /// assert_eq!(next(&[4, 5, 6, 7, 8, 9, 10]), Some(14));
    /// ```
    pub fn next(is_done: impl Fn(&Lab) -> bool) -> Option<&'static Lab> {
        let open = |part: Self| part.labs().find(|lab| !is_done(lab));
        let is_begun = |part: &Self| part.labs().any(&is_done);
        let begun = Self::SUGGESTED.into_iter().filter(is_begun);
        begun.chain(Self::SUGGESTED).find_map(open)
    }
}
