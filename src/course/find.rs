//! Finds the lab that an argument names.

use strsim::levenshtein;

use super::{CourseError, LABS, Lab};

impl Lab {
    /// The lab that this argument names: by its number, its name, or the beginning of its name,
    /// with or without the number, if only one lab begins so.
    ///
    /// # Errors
    ///
    /// If there is no such lab, or there are several.
    ///
    /// ```
    /// use racelab::course::Lab;
    ///
    /// for words in ["5", "05", "05_racy_counter", "racy"] {
    ///     assert_eq!(Lab::meant(words).unwrap().number, 5);
    /// }
    /// assert_eq!(
    ///     Lab::meant("rasy_counter").unwrap_err().to_string(),
    ///     "there is no lab 'rasy_counter'; do you mean 05_racy_counter?"
    /// );
    /// ```
    pub fn meant(words: &str) -> Result<&'static Self, CourseError> {
        let words = words.trim().to_ascii_lowercase();
        let number = words.parse::<u64>().ok();
        let is_meant = |lab: &&Self| number == Some(lab.number.into()) || lab.name == words;
        if let Some(lab) = LABS.iter().find(is_meant) {
            return Ok(lab);
        }
        // A number must be complete: 1 does not mean 10.
        let is_open = number.is_none() && !words.is_empty();
        let begins = |lab: &&Self| lab.name.starts_with(&words) || lab.topic().starts_with(&words);
        if is_open {
            let labs: Vec<_> = LABS.iter().filter(begins).collect();
            match labs[..] {
                [] => {}
                [lab] => return Ok(lab),
                _ => {
                    let labs = labs.iter().map(|lab| lab.name).collect();
                    return Err(CourseError::Ambiguous { typed: words, labs });
                }
            }
        }
        let typed: String = words.chars().filter(|c| !c.is_control()).take(40).collect();
        let distance = |lab: &&Self| match number {
            Some(number) => u64::from(lab.number).abs_diff(number),
            None => lab.unlike(&typed),
        };
        let nearest = LABS.iter().min_by_key(distance);
        let nearest = nearest.map_or("", |lab| lab.name);
        Err(CourseError::NoLab { typed, nearest })
    }

    /// How much these words differ from the name, or from its beginning: a student may have typed
    /// only that.
    fn unlike(&self, words: &str) -> u64 {
        let names = [self.name, self.topic()];
        let beginnings = names.map(|name| name.get(..words.len()).unwrap_or(name));
        let distances = names.into_iter().chain(beginnings);
        distances
            .map(|name| levenshtein(name, words) as u64)
            .min()
            .unwrap_or(u64::MAX)
    }

    /// The name without the number.
    fn topic(&self) -> &'static str {
        self.name
            .split_once('_')
            .map_or(self.name, |(_, rest)| rest)
    }
}
