//! The size of the samples in long tests.

#![allow(dead_code, reason = "each test target uses the part that it needs")]

/// Whether all of it is tested, and not a sample: `RACELAB_TESTS=all`.
pub(crate) fn thorough() -> bool {
    std::env::var_os("RACELAB_TESTS").is_some_and(|which| which == "all")
}

/// How many steps it is from one of the tested things to the next: 1 if all of them are tested.
pub(crate) fn every(one_in: usize) -> usize {
    if thorough() { 1 } else { one_in }
}

/// `all`; or one `one_in`-th of it, if a sample is tested.
pub(crate) fn sample(all: u64, one_in: u64) -> u64 {
    match thorough() {
        true => all,
        false => all.div_ceil(one_in),
    }
}
