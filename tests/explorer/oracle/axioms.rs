//! The axioms of RC11 and of sequential consistency, as in the paper.
//!
//! RC11 is Lahav, Vafeiadis, Kang, Hur, Dreyer: "Repairing Sequential Consistency
//! in C/C++11" (PLDI 2017). Two differences: a release sequence is a chain of
//! read-modify-writes only (C++20), and a read-modify-write is one event, so that
//! its write part has no name of its own.

use std::sync::atomic::Ordering::SeqCst;

use super::relation::Relation;
use super::run::{Event, Run};

/// A candidate execution: events, and a choice of the relations between them.
pub(crate) struct Graph<'r> {
    events: &'r [Event],
    /// Program order.
    sb: Relation,
    /// Reads-from.
    rf: Relation,
    /// Coherence order, per variable, the initial write first.
    co: Relation,
    /// From the unlocks of a mutex to its later locks.
    lo: Relation,
    /// From a read to the writes that overwrite what it read.
    fr: Relation,
    /// Happens-before.
    hb: Relation,
}

/// hb = (sb u sw u lo)+, where an unlock synchronizes with every later lock, and
/// sw = \[E rel\]; (\[F\]; sb)?; rs; rf; \[R\]; (sb; \[F\])?; \[E acq\]
/// with rs = \[W\]; (rf; \[RMW\])*, where W and R are the atomic ones.
pub(crate) fn happens_before(run: &Run, rf: &Relation, lo: &Relation) -> Relation {
    let of =
        |holds: fn(&Event) -> bool| Relation::identity(run.events.len(), |e| holds(&run.events[e]));
    let (sb, fences, updates) = (run.sb, of(|e| e.fence), of(|e| e.reads && e.writes));
    let rs = of(|e| e.writes && !e.plain).then(&rf.then(&updates).plus().maybe());
    let sw = of(Event::releases)
        .then(&fences.then(&sb).maybe())
        .then(&rs)
        .then(rf)
        .then(&sb.then(&fences).maybe())
        .then(&of(Event::acquires));
    sb.or(&sw).or(lo).plus()
}

impl<'r> Graph<'r> {
    /// The candidate with these relations; `hb` is their [`happens_before`].
    pub(crate) fn new(
        run: &'r Run,
        rf: Relation,
        co: Relation,
        lo: Relation,
        hb: Relation,
    ) -> Self {
        // fr = rf^-1; co, without a read-modify-write overwriting its own source.
        let fr = rf.inverse().then(&co).filter(|a, b| a != b);
        Self {
            events: &run.events,
            sb: run.sb,
            rf,
            co,
            lo,
            fr,
            hb,
        }
    }

    /// Whether RC11 allows the candidate.
    pub(crate) fn is_rc11(&self) -> bool {
        let eco = || self.rf.or(&self.co).or(&self.fr).plus();
        self.is_atomic()
            && self.is_coherent(&eco())
            && self.sb.or(&self.rf).or(&self.lo).acyclic()
            && self.psc(&eco()).acyclic()
    }

    /// Whether sequential consistency allows the candidate, as an interleaving.
    pub(crate) fn is_sc(&self) -> bool {
        let all = self.sb.or(&self.rf).or(&self.co).or(&self.fr).or(&self.lo);
        self.is_atomic() && all.acyclic()
    }

    /// ATOMICITY: no write comes between the two parts of a read-modify-write.
    fn is_atomic(&self) -> bool {
        self.fr.then(&self.co).irreflexive()
    }

    /// COHERENCE: hb; eco? is irreflexive. As a read-modify-write is one event,
    /// eco must be irreflexive by itself, too.
    fn is_coherent(&self, eco: &Relation) -> bool {
        self.hb.then(&eco.maybe()).irreflexive() && eco.irreflexive()
    }

    /// The partial SC order, which must be acyclic (axiom SC).
    fn psc(&self, eco: &Relation) -> Relation {
        let n = self.events.len();
        let place = |e: usize| self.events[e].location;
        let same = |r: &Relation| r.filter(|a, b| place(a).is_some() && place(a) == place(b));
        let (sb, hb) = (&self.sb, &self.hb);
        let sb_elsewhere = sb.filter(|a, b| place(a).is_none() || place(a) != place(b));
        let scb = sb
            .or(&sb_elsewhere.then(hb).then(&sb_elsewhere))
            .or(&same(hb))
            .or(&self.co)
            .or(&self.fr);
        let is_sc = |e: usize| self.events[e].thread.is_some() && self.events[e].ordering == SeqCst;
        let sc = Relation::identity(n, is_sc);
        let fences = Relation::identity(n, |e| is_sc(e) && self.events[e].fence);
        let psc_base = sc
            .or(&fences.then(&hb.maybe()))
            .then(&scb)
            .then(&sc.or(&hb.maybe().then(&fences)));
        let between = hb.or(&hb.then(eco).then(hb));
        psc_base.or(&fences.then(&between).then(&fences))
    }

    /// Whether two accesses of one of these variables conflict, and no
    /// happens-before orders them.
    pub(crate) fn races(&self, plain: &[bool]) -> bool {
        let conflicts = |a: usize, b: usize| {
            let (x, y) = (self.events[a], self.events[b]);
            let on_plain = x.location.is_some_and(|l| plain.get(l) == Some(&true));
            on_plain && x.location == y.location && (x.writes || y.writes)
        };
        let n = self.events.len();
        let unordered = |a, b| a != b && !self.hb.has(a, b) && !self.hb.has(b, a);
        (0..n).any(|a| (0..n).any(|b| conflicts(a, b) && unordered(a, b)))
    }
}
