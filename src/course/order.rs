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

    /// The next lab of those that are not done: the first that is begun; or else the first of a part
    /// in which a lab is done; or else the first of all, in the suggested order of the parts.
    /// `None` if all are done.
    ///
    /// ```
    /// use racelab::course::{Lab, Part};
    ///
    /// let next = |done: &[u8], begun: &[u8]| {
    ///     let is_in = |labs: &[u8], lab: &Lab| labs.contains(&lab.number);
    ///     Part::next(|lab| is_in(done, lab), |lab| is_in(begun, lab)).map(|lab| lab.number)
    /// };
    /// assert_eq!(next(&[], &[]), Some(4));
    /// assert_eq!(next(&[1], &[]), Some(2), "a part goes on");
    /// assert_eq!(next(&[4, 5, 6, 7, 8, 9, 10], &[]), Some(14));
    /// assert_eq!(next(&[1], &[17]), Some(17));
    /// ```
    pub fn next(
        is_done: impl Fn(&Lab) -> bool,
        is_begun: impl Fn(&Lab) -> bool,
    ) -> Option<&'static Lab> {
        let open = |part: Self| part.labs().filter(|lab| !is_done(lab));
        let begun = || {
            Self::SUGGESTED
                .into_iter()
                .flat_map(open)
                .find(|lab| is_begun(lab))
        };
        let goes_on = |part: &Self| part.labs().any(&is_done);
        let going_on = Self::SUGGESTED.into_iter().filter(goes_on);
        let first = || {
            going_on
                .chain(Self::SUGGESTED)
                .find_map(|part| open(part).next())
        };
        begun().or_else(first)
    }
}
