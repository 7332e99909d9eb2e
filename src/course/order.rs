//! The order of the labs: which ones a part has, and which one comes next.

use super::{LABS, Lab, Part};

impl Part {
    /// Every part, in the order for a student: the first one introduces the terms of the others.
    const SUGGESTED: [Self; 3] = [Self::Counter, Self::Waiting, Self::Processes];

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

    /// The next lab: the first one that is not done, in a part that the student has begun, or else
    /// in the first part of the suggested order. `None` if all are done.
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
