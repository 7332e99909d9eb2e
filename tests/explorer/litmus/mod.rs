//! Litmus tests: small programs, each with the whole set of its outcomes.
//!
//! Each test compares its expectation with the explorer and with the naive enumerator, so that the
//! expectation itself is reliable.

mod coherence;
mod ordering;
mod sequential;
mod updates;

use std::collections::BTreeSet;

use racelab::explore::{Explorer, MemoryModel};

use crate::oracle::enumerator::enumerate;
use crate::oracle::program::Program;
use crate::oracle::seam::explore;

/// A litmus test.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Litmus {
    pub(crate) name: &'static str,
    /// In the language of the oracle.
    program: &'static str,
    /// The registers and variables that the outcomes below show, in this order.
    observe: &'static str,
    rc11: Expected,
    sc: Expected,
}

/// The number of execution graphs, and the outcomes, separated by blanks.
type Expected = (u64, &'static str);

/// All litmus tests.
pub(crate) fn all() -> impl Iterator<Item = &'static Litmus> {
    let rooms = [coherence::ALL, ordering::ALL, sequential::ALL, updates::ALL];
    rooms.into_iter().flatten()
}

/// Every two, three and four binary digits.
const BITS_2: &str = "00 01 10 11";
const BITS_3: &str = "000 001 010 011 100 101 110 111";
const BITS_4: &str = "0000 0001 0010 0011 0100 0101 0110 0111 \
                      1000 1001 1010 1011 1100 1101 1110 1111";

/// Declares litmus tests: each a test of its name, all of them in `ALL`.
macro_rules! litmus {
    ($($(#[doc = $doc:literal])* $name:ident {
        program: $program:expr,
        observe: $observe:expr,
        rc11: ($rc11_graphs:expr, $rc11:expr),
        sc: ($sc_graphs:expr, $sc:expr),
    })*) => {
        pub(super) const ALL: &[$crate::litmus::Litmus] = &[
            $($crate::litmus::Litmus {
                name: stringify!($name),
                program: $program,
                observe: $observe,
                rc11: ($rc11_graphs, $rc11),
                sc: ($sc_graphs, $sc),
            }),*
        ];
        $(
            $(#[doc = $doc])*
            #[test]
            fn $name() {
                let found = ALL.iter().find(|litmus| litmus.name == stringify!($name));
                found.expect("it is declared").check();
            }
        )*
    };
}
use litmus;

impl Litmus {
    /// Checks that this explorer, and the axioms, give exactly the expectation.
    ///
    /// # Panics
    ///
    /// If they do not.
    fn check(&self) {
        self.believe()
            .unwrap_or_else(|e| panic!("{}: the axioms under {e}", self.name));
        self.judge(&Explorer::new())
            .unwrap_or_else(|e| panic!("{}: {e}", self.name));
    }

    /// An error unless the axioms give exactly the expectation.
    pub(crate) fn believe(&self) -> Result<(), String> {
        for (model, expected) in [(MemoryModel::Rc11, self.rc11), (MemoryModel::Sc, self.sc)] {
            let program = self.program();
            let found = enumerate(&program, model);
            let seen = found
                .outcomes
                .keys()
                .map(|o| program.observe(self.observe, o));
            let compared = compare((found.graphs, seen.collect()), expected);
            compared.map_err(|e| format!("{model}: {e}"))?;
        }
        Ok(())
    }

    /// An error unless this explorer gives exactly the expectation, for every order of the spawns.
    pub(crate) fn judge(&self, explorer: &Explorer) -> Result<(), String> {
        for program in self.program().thread_orders() {
            for (model, expected) in [(MemoryModel::Rc11, self.rc11), (MemoryModel::Sc, self.sc)] {
                let found = explore(explorer, &program, model)?;
                let outcomes = found.outcomes().keys();
                let seen = outcomes.map(|o| program.observe(self.observe, o)).collect();
                let compared = compare((found.executions(), seen), expected);
                compared.map_err(|e| format!("{model}: {e}\n\n{program}"))?;
            }
        }
        Ok(())
    }

    pub(crate) fn program(&self) -> Program {
        self.program
            .parse()
            .expect("the program is in the language")
    }
}

fn compare(found: (u64, BTreeSet<String>), expected: Expected) -> Result<(), String> {
    let outcomes = expected.1.split_whitespace().map(String::from);
    let expected = (expected.0, outcomes.collect::<BTreeSet<_>>());
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "{} graphs and the outcomes {:?}, not {} and {:?}",
        found.0, found.1, expected.0, expected.1
    ))
}
