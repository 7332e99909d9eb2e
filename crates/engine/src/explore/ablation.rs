//! Faults that a test can switch on, to test the other tests.

/// A part of the algorithm to leave out. Each of these faults makes the explorer wrong and has to
/// make a test fail, which shows that the tests would detect the fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ablation {
    /// Writes revisit reads without the check of the deleted events: the search finds executions
    /// twice.
    AlwaysMaximal,
    /// A revisited read-modify-write does not revisit others.
    NoUpdateRevisits,
    /// A read-modify-write whose place is taken does not move the other read-modify-write behind
    /// itself.
    NoDoomedRevisits,
    /// SeqCst fences take no part in the partial SC order.
    NoFencePsc,
    /// A read-modify-write does not pass on the message that it read.
    NoReleaseSequences,
}

/// The [`Ablation`]s that are switched on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ablations {
    pub(super) always_maximal: bool,
    pub(super) no_update_revisits: bool,
    pub(super) no_doomed_revisits: bool,
    pub(super) no_fence_psc: bool,
    pub(super) no_release_sequences: bool,
}

impl Ablations {
    pub(super) fn switch_on(&mut self, ablation: Ablation) {
        *match ablation {
            Ablation::AlwaysMaximal => &mut self.always_maximal,
            Ablation::NoUpdateRevisits => &mut self.no_update_revisits,
            Ablation::NoDoomedRevisits => &mut self.no_doomed_revisits,
            Ablation::NoFencePsc => &mut self.no_fence_psc,
            Ablation::NoReleaseSequences => &mut self.no_release_sequences,
        } = true;
    }
}
