//! What a check found out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::confine;
use crate::explore::Execution;

use super::advice;
use super::second_opinion::SecondOpinion;
use super::verdict::Verdict;

/// What to try next where an outcome is wrong and there is no execution to look at.
const FOLLOW: &str = "Follow your code by hand with what the sentence names, up to the first step \
                      that does something else than you expect.";

/// What became of one [`Claim`](super::Claim).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proof {
    /// What was judged, in words: "2 threads, 2 increments each".
    pub instance: String,
    /// What a lab's binary takes behind `replay SCHEDULE` to replay the example.
    pub arguments: String,
    /// The verdict.
    pub verdict: Verdict,
    /// What was found, in a sentence without its full stop.
    pub sentence: String,
    /// What comes of it in the example, where that is known: a sentence without its full
    /// stop. A data race may lose an update.
    pub consequence: Option<String>,
    /// The execution that shows what is wrong.
    pub example: Option<Execution>,
    /// How many executions were explored under RC11; 0 where none needed to be.
    pub executions: u64,
    /// Whether executions with spurious wake-ups and failures were left out.
    pub without_spurious: bool,
    /// What loom says.
    pub second_opinion: SecondOpinion,
    /// What to try next, where the verdict's own advice does not fit.
    pub(super) advice: Option<&'static str>,
    /// Whether the lab's binary replays the example too.
    pub(crate) is_replayed: bool,
}

impl Proof {
    /// A verdict, without an example. `sentence` has no full stop.
    pub fn new(instance: impl Into<String>, verdict: Verdict, sentence: impl Into<String>) -> Self {
        Self {
            instance: instance.into(),
            arguments: String::new(),
            verdict,
            sentence: sentence.into(),
            consequence: None,
            example: None,
            executions: 0,
            without_spurious: false,
            second_opinion: SecondOpinion::NotAsked("only what is proved gets a second opinion"),
            advice: None,
            is_replayed: true,
        }
    }

    /// The execution that shows what is wrong.
    pub fn shown_by(mut self, example: Execution) -> Self {
        self.example = Some(example);
        self
    }

    /// Says that only the check runs the program of the example: the lab's binary replays
    /// another one.
    pub fn of_the_check_alone(mut self) -> Self {
        self.is_replayed = false;
        self
    }

    /// Says what to try next, in place of the verdict's own advice.
    pub fn advising(mut self, advice: &'static str) -> Self {
        self.advice = Some(advice);
        self
    }

    /// What to try next, in a sentence or two; `None` where there is nothing.
    pub fn advice(&self) -> Option<&'static str> {
        let example = || advice::of_example(self.verdict, self.example.as_ref()?);
        // Where there is no execution, nothing can be replayed.
        let general = || match (self.verdict, &self.example) {
            (Verdict::WrongOutcome, None) => Some(FOLLOW),
            (verdict, _) => verdict.advice(),
        };
        self.advice.or_else(example).or_else(general)
    }

    /// What was found, as a sentence with its capital letter and its full stop.
    pub fn found(&self) -> String {
        whole(&self.sentence)
    }

    /// What comes of it in the example, as a sentence; empty if that is not known.
    pub fn comes_of_it(&self) -> String {
        self.consequence.as_deref().map_or_else(String::new, whole)
    }

    /// Says why loom is not asked.
    pub fn without_loom(mut self, reason: &'static str) -> Self {
        self.second_opinion = SecondOpinion::NotAsked(reason);
        self
    }

    /// Runs a part of a check that calls the student's code outside the explorer;
    /// a panic of it becomes a verdict.
    pub fn guarded(instance: &str, judge: impl FnOnce() -> Self) -> Self {
        catch_unwind(AssertUnwindSafe(judge)).unwrap_or_else(|payload| {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
            if let Some(text) = text
                && is_want_of_threads(text)
            {
                confine::has_no_room(text);
            }
            let sentence = format!("the code panicked: {}", text.unwrap_or("without a message"));
            Self::new(instance, Verdict::Panic, sentence)
        })
    }
}

/// With its capital letter and its full stop.
fn whole(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence.push('.');
    sentence
}

/// Whether a panic says that the system starts no thread, though this process has few.
fn is_want_of_threads(text: &str) -> bool {
    /// The number of threads from which on a program may itself be the reason.
    const MANY: usize = 200;
    let refused = text.contains("thread") && text.contains("WouldBlock");
    let threads = || std::fs::read_dir("/proc/self/task").map_or(0, |threads| threads.count());
    refused && threads() < MANY
}

/// The proofs of a lab's check, up to the first that failed.
#[derive(Clone, Debug)]
pub struct Report {
    conclusion: &'static str,
    proofs: Vec<Proof>,
}

impl Report {
    /// Takes the proofs up to the first that failed; those that a lazy iterator
    /// has behind it are never begun. `conclusion` is what they prove together, as
    /// a sentence for the student. In a confined process the parent is told of each that
    /// holds as soon as it does.
    ///
    /// # Panics
    ///
    /// If there is no proof: nothing would be checked.
    pub fn new(conclusion: &'static str, proofs: impl IntoIterator<Item = Proof>) -> Self {
        let mut taken = Vec::new();
        for proof in proofs {
            if !proof.verdict.holds() {
                taken.push(proof);
                break;
            }
            // It is known even if the next one ends the process.
            confine::tell(&format!("{}\t{}", proof.verdict.name(), proof.instance));
            taken.push(proof);
        }
        assert!(!taken.is_empty(), "a check proves something");
        Self {
            conclusion,
            proofs: taken,
        }
    }

    /// What the proofs prove together, if none failed.
    pub fn conclusion(&self) -> &'static str {
        self.conclusion
    }

    /// What the proofs leave out, as a sentence, if they leave anything out: the
    /// instances that were explored without spurious wake-ups and failures.
    pub fn reservation(&self) -> Option<String> {
        let without = self.proofs.iter().filter(|proof| proof.without_spurious);
        let instances: Vec<_> = without.map(|proof| proof.instance.as_str()).collect();
        let sentence = "Explored without spurious wake-ups and failures";
        (!instances.is_empty()).then(|| format!("{sentence}: {}.", instances.join("; ")))
    }

    /// What was proved, and last what was not.
    pub fn proofs(&self) -> &[Proof] {
        &self.proofs
    }

    /// The claim that failed.
    pub fn failed(&self) -> Option<&Proof> {
        self.proofs.last().filter(|proof| !proof.verdict.holds())
    }

    /// The verdict on the whole: proved, or passed, only if every claim is.
    pub fn verdict(&self) -> Verdict {
        let last = self.proofs.last();
        last.map_or(Verdict::NoVerdict, |proof| proof.verdict)
    }
}
