//! The subject of a drawing: words that neither a graph nor an execution contains.

use std::collections::BTreeMap;

use super::outcomes::Rating;
use super::svg::Tone;

/// The program that a drawing shows, and the ratings of its outcomes.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The title, as in `A counter without a lock`.
    pub title: String,
    /// The program, as in `2 threads, 1 increment each`.
    pub program: String,
    /// The name of what an outcome is, as in `counter`.
    pub outcome: String,
    /// The rating of each outcome and its reason, by the outcome's text. An outcome without one is
    /// drawn without an opinion.
    pub ratings: BTreeMap<String, (Rating, String)>,
}

impl Subject {
    /// The rating of a way to end; a failure is forbidden.
    pub(super) fn rating(&self, text: &str, failed: bool) -> Option<Rating> {
        match failed {
            true => Some(Rating::Forbidden),
            false => self.ratings.get(text).map(|(rating, _)| *rating),
        }
    }

    /// `forbidden: an increment is lost`; empty where nothing is known.
    pub(super) fn verdict(&self, text: &str, failed: bool) -> String {
        match (failed, self.ratings.get(text)) {
            (true, _) => Rating::Forbidden.to_string(),
            (false, Some((rating, why))) => format!("{rating}: {why}"),
            (false, None) => String::new(),
        }
    }

    /// A way to end in words: `counter = 1`, `deadlock`.
    pub(super) fn said(&self, text: &str, failed: bool) -> String {
        match failed {
            true => text.to_owned(),
            false => format!("{} = {text}", self.outcome),
        }
    }
}

/// The tone of an outcome with this rating.
pub(super) fn tone(rating: Option<Rating>) -> Tone {
    match rating {
        None => Tone::Ink,
        Some(Rating::Expected) => Tone::Expected,
        Some(Rating::Interesting) => Tone::Interesting,
        Some(Rating::Forbidden) => Tone::Forbidden,
    }
}
