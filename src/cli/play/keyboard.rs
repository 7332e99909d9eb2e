//! Standard input of a player, which Ctrl-C brings to its end: what was played so far is told
//! then, as at the end of any input.

use std::io::{self, BufReader, Read};

use super::super::interrupts::Interrupts;

/// What a player types.
pub(super) type Typed = BufReader<Keyboard>;

/// Standard input. Behind a Ctrl-C nothing more comes from it.
pub(super) struct Keyboard {
    interrupts: Option<Interrupts>,
}

impl Keyboard {
    /// Listens, and catches the first Ctrl-C.
    pub(super) fn listen() -> Typed {
        BufReader::new(Self {
            // Without, Ctrl-C ends the program as ever.
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
        // Whatever has come stands in the buffer of this reader, none in that of std's.
        io::stdin().lock().read(buffer)
    }
}
