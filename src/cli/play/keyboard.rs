//! The standard input of a player. Ctrl-C ends it, so `play` then prints the schedule so far, as at
//! the end of any input.

use std::io::{self, BufReader, Read};

use super::super::interrupts::Interrupts;

/// The lines that a player types.
pub(super) type Typed = BufReader<Keyboard>;

/// Standard input that ends at the first Ctrl-C.
pub(super) struct Keyboard {
    interrupts: Option<Interrupts>,
}

impl Keyboard {
    /// Opens standard input, and catches the first Ctrl-C.
    pub(super) fn listen() -> Typed {
        BufReader::new(Self {
            // If that fails, Ctrl-C ends the program as usual.
            interrupts: Interrupts::catch().ok(),
        })
    }

    /// Whether there was a Ctrl-C.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupts.as_ref().is_some_and(Interrupts::is_there)
    }
}

impl Read for Keyboard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(interrupts) = &self.interrupts
            && !interrupts.wait_for_input()?
        {
            return Ok(0);
        }
        // This reader buffers all input itself, so std's buffer is empty and poll sees what comes.
        io::stdin().lock().read(buffer)
    }
}
