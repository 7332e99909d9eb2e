//! Our pool beside Python's and procspawn's, with the same work in one run.
//!
//! `cargo bench --bench pool` measures each row several times, all sides in turn. The
//! figures are the least of each: whatever else the machine does can only add to them.
//! (Within a round, `apply` takes the median of its calls.) Names of rows after a `--`
//! leave out the others.
//!
//! Python is `python3` (or what `PYTHON` names) with the script `benches/pool.py`, and
//! its workers are forked. procspawn is measured if it has been built, by
//! `cargo build --release --manifest-path benches/procspawn/Cargo.toml`. Without them,
//! our figures stand alone. The row `apply` keeps both sides of it on one processor,
//! and has a floor: a ping-pong of 16 bytes over a socket pair with a process that does
//! nothing else.

#[cfg(unix)]
mod floor;
#[cfg(unix)]
mod ours;
#[cfg(unix)]
mod peers;
#[cfg(unix)]
mod processor;
#[cfg(unix)]
mod table;

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    if floor::is_echo() {
        return floor::echo();
    }
    racelab::tasks![ours::same];
    table::print()
}

#[cfg(not(unix))]
fn main() {}
