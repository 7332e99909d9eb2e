//! graded: forbidden construct
//! unscanned: proved
//!
//! Reads the variables for a registry's token, and compiles only if the compiler has none
//! of them.

use labs::lab_05::Counter;
use racelab::sync::Mutex;

const _: () = assert!(
    option_env!("CARGO_REGISTRY_TOKEN").is_none()
        && option_env!("CARGO_REGISTRIES_MINE_TOKEN").is_none()
        && option_env!("CARGO_HTTP_USER_AGENT").is_none()
        && option_env!("ANOTHER_PROXY").is_none()
        && option_env!("GRADER_SECRET").is_none()
        && option_env!("RUSTFLAGS").is_none()
);

pub struct Exercise {
    value: Mutex<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            value: Mutex::new(0),
        }
    }

    fn increment(&self) {
        *self.value.lock() += 1;
    }

    fn get(&self) -> u64 {
        *self.value.lock()
    }
}
