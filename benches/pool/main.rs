//! Our pool compared with Python's and procspawn's, on the same work in one run.
//!
//! `cargo bench --bench pool` measures each row several times, all pools in turn. The
//! figures are the smallest of each, since other programs on the machine can only add to them.
//! (Within a round, `apply` takes the median of its calls.) Names of rows after a `--`
//! select these rows.
//!
//! Python is `python3` (or the program in `PYTHON`) with the script `benches/pool.py`, and
//! forks its workers. procspawn is measured if it has been built, by
//! `cargo build --release --manifest-path benches/procspawn/Cargo.toml`. Without them,
//! the table has only our figures. The row `apply` keeps both ends of a call on one processor,
//! and shows a lower bound: a ping-pong of 16 bytes over a socket pair with a process that does
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
