//! The fault run, with a `main` of its own; see `pool/faults.rs`.

#[cfg(unix)]
#[path = "pool/faults.rs"]
mod faults;
#[cfg(unix)]
#[path = "pool/support.rs"]
#[allow(dead_code, reason = "written for all tests of processes")]
mod support;

fn main() {
    // Other systems have no processes of this kind.
    #[cfg(unix)]
    faults::main();
}
