//! The lab that somebody means.

use strsim::levenshtein;

use super::{LABS, Lab};

impl Lab {
    /// The lab that these words mean: its number, its name, or the beginning of its
    /// name, with the number or without, if no other begins so.
    ///
    /// # Errors
    ///
    /// A sentence that names the nearest lab, or those that the words might mean.
    ///
    /// ```
    /// use racelab::course::Lab;
    ///
    /// for words in ["5", "05", "05_racy_counter", "racy"] {
    ///     assert_eq!(Lab::meant(words).map(|lab| lab.number), Ok(5));
    /// }
    /// assert_eq!(
    ///     Lab::meant("rasy_counter").unwrap_err(),
    ///     "there is no lab 'rasy_counter'; do you mean 05_racy_counter?"
    /// );
    /// ```
    pub fn meant(words: &str) -> Result<&'static Self, String> {
        let words = words.trim().to_ascii_lowercase();
        let number = words.parse::<u64>().ok();
        let is_meant = |lab: &&Self| number == Some(lab.number.into()) || lab.name == words;
        if let Some(lab) = LABS.iter().find(is_meant) {
            return Ok(lab);
        }
        // A number is not the beginning of another.
        let is_open = number.is_none() && !words.is_empty();
        let begins = |lab: &&Self| lab.name.starts_with(&words) || lab.topic().starts_with(&words);
        let mut beginning = LABS.iter().filter(begins);
        if let (true, Some(lab)) = (is_open, beginning.next()) {
            let others: Vec<_> = beginning.map(|lab| lab.name).collect();
            if others.is_empty() {
                return Ok(lab);
            }
            return Err(format!(
                "'{words}' may be {} or {}; type more of it",
                lab.name,
                others.join(" or ")
            ));
        }
        let typed: String = words.chars().filter(|c| !c.is_control()).take(40).collect();
        let distance = |lab: &&Self| match number {
            Some(number) => u64::from(lab.number).abs_diff(number),
            None => levenshtein(lab.name, &typed).min(levenshtein(lab.topic(), &typed)) as u64,
        };
        let nearest = LABS.iter().min_by_key(distance);
        let nearest = nearest.map_or("", |lab| lab.name);
        let typed = match number {
            Some(_) => typed,
            None => format!("'{typed}'"),
        };
        Err(format!("there is no lab {typed}; do you mean {nearest}?"))
    }

    /// The name without the number in front.
    fn topic(&self) -> &'static str {
        self.name
            .split_once('_')
            .map_or(self.name, |(_, rest)| rest)
    }
}
