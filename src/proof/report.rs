//! The results of a check.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::confine;
use crate::explore::Execution;

use super::advice;
use super::case::Refuted;
use super::second_opinion::SecondOpinion;
use super::verdict::Verdict;

/// The advice for a wrong outcome without an execution that shows it.
const FOLLOW: &str = "Follow your code by hand with the values in that sentence, up to the first \
                      step that does not do what you expect.";

/// The result of one [`Claim`](super::Claim).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Proof {
    /// The judged instance in words: "2 threads, 2 increments each".
    pub instance: String,
    /// The arguments with which a lab's binary replays the example, after `replay SCHEDULE`.
    pub arguments: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The finding, as a sentence without its full stop.
    pub sentence: String,
    /// The consequence in the example, where it is known: a data race may lose an update. A
    /// sentence without its full stop.
    pub consequence: Option<String>,
    /// The execution that shows the failure.
    pub example: Option<Execution>,
    /// The number of executions explored under RC11; 0 if the check explored none.
    pub executions: u64,
    /// Whether the exploration left out spurious wake-ups and failures.
    pub without_spurious: bool,
    /// loom's opinion.
    pub second_opinion: SecondOpinion,
    /// The advice in place of the verdict's own, where that does not fit.
    pub(super) advice: Option<&'static str>,
    /// The program, where an execution of it shows what is wrong.
    pub(super) refuted: Option<Refuted>,
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
            refuted: None,
            is_replayed: true,
        }
    }

    /// Adds the execution that shows the failure.
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

    /// Replaces the verdict's own advice.
    pub fn advising(mut self, advice: &'static str) -> Self {
        self.advice = Some(advice);
        self
    }

    /// What to try next, in a sentence or two; `None` if there is no advice.
    pub fn advice(&self) -> Option<&'static str> {
        let example = || advice::of_example(self.verdict, self.example.as_ref()?);
        // The verdict's advice is about a replay, which needs an execution.
        let general = || match (self.verdict, &self.example) {
            (Verdict::WrongOutcome, None) => Some(FOLLOW),
            (verdict, _) => verdict.advice(),
        };
        self.advice.or_else(example).or_else(general)
    }

    /// The finding, as a sentence with its capital letter and its full stop.
    pub fn found(&self) -> String {
        whole(&self.sentence)
    }

    /// The consequence in the example, as a sentence; empty if none is known.
    pub fn comes_of_it(&self) -> String {
        self.consequence.as_deref().map_or_else(String::new, whole)
    }

    /// Records why loom was not asked.
    pub fn without_loom(mut self, reason: &'static str) -> Self {
        self.second_opinion = SecondOpinion::NotAsked(reason);
        self
    }

    /// Runs a part of a check that calls the student's code outside the explorer. A panic there
    /// becomes a verdict.
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
            // The payload may be of a student's type, whose `drop` may panic too.
            std::mem::forget(payload);
            Self::new(instance, Verdict::Panic, sentence)
        })
    }
}

/// The sentence with its capital letter and its full stop.
fn whole(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence.push('.');
    sentence
}

/// Whether the panic says that the system refuses a thread, although this process has few.
fn is_want_of_threads(text: &str) -> bool {
    /// With this number of threads or more, the program itself may be the reason.
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
    /// Collects the proofs up to the first one that failed. A lazy iterator never begins the proofs
    /// after that. `conclusion` is the meaning of all of them together, as a sentence for the
    /// student. A confined process reports each proof that holds to its parent at once.
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
            // The parent has this result even if the next proof kills the process.
            confine::tell(&format!("{}\t{}", proof.verdict.name(), proof.instance));
            taken.push(proof);
        }
        assert!(!taken.is_empty(), "a check proves something");
        Self {
            conclusion,
            proofs: taken,
        }
    }

    /// The meaning of the proofs together, if none failed.
    pub fn conclusion(&self) -> &'static str {
        self.conclusion
    }

    /// The limitation of the proofs, as a sentence, if any: the instances that were explored
    /// without spurious wake-ups and failures.
    pub fn reservation(&self) -> Option<String> {
        let without = self.proofs.iter().filter(|proof| proof.without_spurious);
        let instances: Vec<_> = without.map(|proof| proof.instance.as_str()).collect();
        let sentence = "Explored without spurious wake-ups and failures";
        (!instances.is_empty()).then(|| format!("{sentence}: {}.", instances.join("; ")))
    }

    /// The proofs that hold, and last the one that failed.
    pub fn proofs(&self) -> &[Proof] {
        &self.proofs
    }

    /// The claim that failed.
    pub fn failed(&self) -> Option<&Proof> {
        self.proofs.last().filter(|proof| !proof.verdict.holds())
    }

    /// The overall verdict: proved, or passed, only if every claim is.
    pub fn verdict(&self) -> Verdict {
        let last = self.proofs.last();
        last.map_or(Verdict::NoVerdict, |proof| proof.verdict)
    }
}
