//! The proof or the refutation of a claim.

use crate::explore::{Exploration, MemoryModel, SourceLine, StoppedBy};

use super::advice;
use super::case::{Case, Refuted};
use super::finding::Finding;
use super::report::Proof;
use super::returned::Returned;
use super::search::Searched;
use super::verdict::Verdict;

impl Case {
    /// Explores every execution and judges it; asks loom for a second opinion on a proof.
    pub(super) fn prove(&self) -> Proof {
        let mut weak = self.explore_first();
        let mut found = self.worst(&weak).map(|finding| self.refuted(finding));
        if self.goes_on(&weak) {
            found = self.search_shortly().map(|finding| self.shown(finding));
            if found.is_none() {
                weak = self.explore();
                found = self.worst(&weak).map(|finding| self.refuted(finding));
            }
        }
        let mut proof = found.unwrap_or_else(|| self.unrefuted(&weak));
        proof.executions = weak.executions();
        if proof.verdict == Verdict::Proved {
            proof.second_opinion = self.second_opinion(&weak);
        }
        proof
    }

    /// A refutation, if an explored execution is wrong, or if no execution at all shows what has to
    /// be possible.
    pub(super) fn refutation(&self) -> Option<Proof> {
        let weak = self.explore();
        let wrong = self.worst(&weak).map(|finding| self.refuted(finding));
        let missing = || {
            let deadlock = self.without_deadlock(&weak);
            deadlock.or_else(|| self.without_outcome(&weak))
        };
        wrong.or_else(|| weak.complete().then(missing).flatten())
    }

    /// The refutation of a program that fails. A failure under sequential consistency is preferred:
    /// it is easier to understand, and the program has it in any case.
    fn refuted(&self, weak: Finding) -> Proof {
        let finding = match weak.verdict {
            // A nondeterministic program is as nondeterministic under any model.
            Verdict::NoVerdict => weak,
            _ => self.simplest(weak),
        };
        self.shown(finding)
    }

    fn shown(&self, finding: Finding) -> Proof {
        let advice = (self.explain)(finding.verdict, &finding.example);
        let (sentence, example) = self.told(finding.sentence, finding.example);
        Proof {
            consequence: finding.consequence,
            refuted: Some(Refuted::of(self)),
            advice,
            ..self.proof(finding.verdict, sentence)
        }
        .shown_by(example)
    }

    /// The failure under sequential consistency, if there is one too.
    fn simplest(&self, weak: Finding) -> Finding {
        let strong = self.explore_for_examples(MemoryModel::Sc);
        if let Some(finding) = self.worst(&strong) {
            return finding;
        }
        let easiest = self.worst(&self.explore_for_examples(MemoryModel::Rc11));
        let weak = easiest.unwrap_or(weak);
        match strong.complete() {
            true => weak.into_ordering(),
            false => weak,
        }
    }

    fn unrefuted(&self, exploration: &Exploration<Returned>) -> Proof {
        if let Some(reason) = exploration.stopped_by() {
            let sentence = format!("nothing wrong was found, but not all was seen: {reason}");
            return match reason {
                StoppedBy::Unmodelled(_) | StoppedBy::Idle(_) => {
                    self.proof(Verdict::NoVerdict, sentence)
                }
                _ => {
                    let proof = self.searched(exploration, sentence);
                    match exploration.busiest_line() {
                        Some(line) if proof.verdict == Verdict::TooBig => too_long(proof, line),
                        _ => proof,
                    }
                }
            };
        }
        if let Some(proof) = self.without_deadlock(exploration) {
            return proof;
        }
        if exploration.outcomes().is_empty() {
            let sentence = "no execution came to an end that could be judged";
            return self.proof(Verdict::NoVerdict, sentence);
        }
        if let Some(meet) = &self.without_conflicts {
            return self.met(exploration, meet);
        }
        if !exploration.conflicts() {
            let sentence = "there is one execution: the order of the threads makes no difference \
                            to any lock, atomic or cell of racelab::sync";
            let mut examples = exploration.outcomes().values().map(|found| &found.example);
            let advice = examples.find_map(advice::of_lone_threads);
            return Proof {
                advice,
                ..self.proof(Verdict::NoConcurrency, sentence)
            };
        }
        let missing = self.without_outcome(exploration);
        missing.unwrap_or_else(|| self.right())
    }

    /// The refutation if a deadlock has to be possible and no execution has one.
    fn without_deadlock(&self, exploration: &Exploration<Returned>) -> Option<Proof> {
        let never = self.possible_deadlock.as_ref()?;
        let mut failures = exploration.failures().iter();
        let is_there = failures.any(|failure| self.is_permitted(failure.kind));
        (!is_there).then(|| self.proof(Verdict::WrongOutcome, never))
    }

    /// The refutation if an outcome has to be possible and no execution has it.
    fn without_outcome(&self, exploration: &Exploration<Returned>) -> Option<Proof> {
        let never = self.impossible(exploration)?;
        let sentence = format!("there is no execution in which {never}");
        let proof = self.proof(Verdict::NoConcurrency, sentence);
        Some(proof.advising(
            "Nothing goes wrong, but the threads exclude each other more than they have to. Look \
             for a lock that is held for too long, or for one lock where there could be several.",
        ))
    }

    /// The sentence about threads that must not interact, if they do.
    fn met(&self, exploration: &Exploration<Returned>, meet: &str) -> Proof {
        if !exploration.conflicts() {
            return self.right();
        }
        let proof = self.proof(Verdict::NoConcurrency, meet);
        let exploration = self.explore_for_examples(MemoryModel::Rc11);
        let mut examples = exploration.outcomes().values().map(|found| &found.example);
        match examples.next() {
            Some(example) => proof.shown_by(self.with_calls(example.clone())),
            None => proof,
        }
    }

    fn right(&self) -> Proof {
        let sentence = match self.without_spurious {
            true => "every execution without spurious wake-ups and failures is right",
            false => "every execution is right",
        };
        self.proof(Verdict::Proved, sentence)
    }

    /// The result for a program that is too big: a failure that the search finds, or else this
    /// sentence.
    fn searched(&self, exploration: &Exploration<Returned>, sentence: String) -> Proof {
        match self.search_after(exploration) {
            Searched::Wrong(finding) => self.shown(finding),
            Searched::Nothing(None) => self.proof(Verdict::TooBig, sentence),
            Searched::Nothing(Some(seen)) => {
                self.proof(Verdict::TooBig, format!("{sentence}; {seen}"))
            }
        }
    }

    /// The first outcome that has to be possible and that no execution has.
    fn impossible(&self, exploration: &Exploration<Returned>) -> Option<&str> {
        let mut possible = self.possible.iter();
        let missing = possible.find(|(_, shows)| !exploration.outcomes().keys().any(|o| shows(o)));
        missing.map(|(sentence, _)| sentence.as_str())
    }

    pub(super) fn proof(&self, verdict: Verdict, sentence: impl Into<String>) -> Proof {
        Proof {
            arguments: self.arguments.clone(),
            without_spurious: self.without_spurious,
            ..Proof::new(self.instance.clone(), verdict, sentence)
        }
    }
}

/// Adds the line of the loop in which an execution exceeds the limit of operations.
fn too_long(proof: Proof, line: SourceLine) -> Proof {
    let sentence = format!(
        "{}; a thread comes to {line} again and again",
        proof.sentence
    );
    Proof { sentence, ..proof }.advising(
        "The explorer cannot see that this loop only waits, because each round changes something \
         or reads a new value. Let a round that waits change nothing; or wait with a lock, a \
         condition variable or a channel.",
    )
}
