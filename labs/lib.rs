//! What the labs ask of their exercises: for each a trait, and the check that judges an
//! implementation of it.

pub mod bar;
#[cfg(unix)]
#[path = "01_hello_process/check.rs"]
pub mod lab_01;
#[cfg(unix)]
#[path = "02_five_processes/check.rs"]
pub mod lab_02;
#[cfg(unix)]
#[path = "03_threads_share/check.rs"]
pub mod lab_03;
#[path = "04_one_two_or_three/check.rs"]
pub mod lab_04;
#[path = "05_racy_counter/check.rs"]
pub mod lab_05;
#[path = "06_mutex_counter/check.rs"]
pub mod lab_06;
#[path = "07_atomic_counter/check.rs"]
pub mod lab_07;
#[path = "08_channel_counter/check.rs"]
pub mod lab_08;
#[path = "09_counters_compared/check.rs"]
pub mod lab_09;
#[cfg(unix)]
#[path = "10_giant_lock/check.rs"]
pub mod lab_10;
#[cfg(unix)]
#[path = "11_pool_methods/check.rs"]
pub mod lab_11;
#[cfg(unix)]
#[path = "12_largest_prime_factor/check.rs"]
pub mod lab_12;
#[cfg(unix)]
#[path = "13_forty_processes/check.rs"]
pub mod lab_13;
#[path = "14_philosophers/check.rs"]
pub mod lab_14;
#[path = "15_bounded_buffer/check.rs"]
pub mod lab_15;
#[path = "16_semaphore/check.rs"]
pub mod lab_16;
#[path = "17_barrier/check.rs"]
pub mod lab_17;
#[path = "18_readers_writers/check.rs"]
pub mod lab_18;
#[path = "19_once/check.rs"]
pub mod lab_19;
#[cfg(unix)]
mod laws;
#[cfg(unix)]
mod run;
mod threads;
pub mod typed;
#[cfg(unix)]
pub mod worker;

pub use threads::{counting, joined};

/// Makes loom the second judge in a build with the feature `loom`, such as the grader's.
pub fn plug_in_loom() {
    #[cfg(feature = "loom")]
    racelab_loom::plug_in();
}

/// How many operations a check makes in sequence, after a proof about a few: more than a
/// byte can count.
const MANY: u64 = 300;
