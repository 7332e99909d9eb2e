//! verdict: proved
//!
//! Strings that continue in the next line, raw strings, nested comments, quotation marks as
//! characters: right, however it is written.

use labs::lab_05::Counter;
use racelab::sync::Mutex;

const _NOTES: (&str, &str, &[u8], usize) = (
    "a string \
     that goes on, with std::sync::Mutex in it",
    r##"a "raw" one, r#"std::thread::spawn"#, include!("x")"##,
    b"\"unsafe\" \\",
    c"// no comment".to_bytes().len(),
);

/* A comment /* in a comment: " */ and ' */
pub struct Exercise {
    r#value: Mutex<u64>,
}

impl Counter for Exercise {
    fn new() -> Self {
        let value = Mutex::new(0x_0_u64).named("value");
        Self { value }
    }

    fn increment(&self) {
        'tries: for quote in ['"', '\'', '\u{7d}'] {
            if quote == '}' {
                *self.value.lock() += 0x_1_u64;
                break 'tries;
            }
        }
    }

    fn get(&self) -> u64 {
        *self.r#value.lock()
    }
}
