//! The count is a text in decimal, which is parsed and written anew.

use std::fmt::Write as _;

use labs::lab_05::Counter;
use racelab::sync::Mutex;

pub struct Exercise {
    text: Mutex<String>,
}

impl Counter for Exercise {
    fn new() -> Self {
        Self {
            text: Mutex::new(r#"0"#.to_owned()),
        }
    }

    fn increment(&self) {
        let mut text = self.text.lock();
        let number: u64 = text.parse().expect("it is a number");
        text.clear();
        write!(text, "{}", number + 1).expect("a string takes all");
    }

    fn get(&self) -> u64 {
        self.text.lock().parse().expect("it is a number")
    }
}
