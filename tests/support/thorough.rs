//! How much of what is long only since it is thorough is tested.

/// Whether all of it is, and not a sample: `RACELAB_TESTS=all`.
pub(crate) fn thorough() -> bool {
    std::env::var_os("RACELAB_TESTS").is_some_and(|which| which == "all")
}

/// So many; of them one in so many, where a sample will do.
pub(crate) fn sample(all: u64, one_in: u64) -> u64 {
    match thorough() {
        true => all,
        false => all.div_ceil(one_in),
    }
}
