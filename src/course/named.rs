//! The items in an exercise that its lab has the student build.

use super::Lab;

/// The words in front of the name of an item that is defined there.
const DEFINING: [&str; 6] = ["struct", "enum", "trait", "type", "fn", "mod"];

impl Lab {
    /// The first line of an exercise that names an item which the student is to
    /// [build](Lab::builds): its number, from 1, and the path of the item. An item of that name
    /// that the exercise defines is the student's own.
    ///
    /// This looks for words, which is enough for a note; a grader resolves paths.
    ///
    /// ```
    /// use racelab::course::LABS;
    ///
    /// let lab = LABS.iter().find(|lab| lab.number == 17).unwrap();
    /// let named = |source| lab.names_what_it_builds(source);
    /// assert_eq!(named("// no Barrier\nuse racelab::sync::Barrier;"), Some((2, "sync::Barrier")));
    /// assert_eq!(named("struct Barrier; // my own"), None);
    /// assert_eq!(named("use racelab::sync::Mutex;"), None);
    /// ```
    pub fn names_what_it_builds(&self, source: &str) -> Option<(usize, &'static str)> {
        let words: Vec<(&str, usize)> = source
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .zip(1..)
            .flat_map(|(line, number)| words(line).map(move |word| (word, number)))
            .collect();
        self.builds.iter().find_map(|&path| {
            let name = path.rsplit("::").next()?;
            let defines =
                |pair: &[(&str, usize)]| pair[1].0 == name && DEFINING.contains(&pair[0].0);
            let (_, line) = words.iter().find(|&&(word, _)| word == name)?;
            (!words.windows(2).any(defines)).then_some((*line, path))
        })
    }
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty())
}
