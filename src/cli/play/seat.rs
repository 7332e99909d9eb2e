//! The player's place: a terminal or a pipe. A child process plays the student's code, and
//! exchanges all lines with the player through its parent.

use std::cell::RefCell;
use std::io::{self, BufRead, Read, Write};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::Arc;

use crate::confine::{self, Attendant};

use super::super::Error;
use super::super::arguments::Play;
use super::super::confinement::{self, is_at_a_terminal};
use super::super::instance::Instance;
use super::converse;
use super::keyboard::{Keyboard, Typed};
use crate::examination::Page;

/// The status of a program that Ctrl-C ended, by the shells' convention: 128 and the signal's
/// number.
const INTERRUPTED: u8 = 130;

/// Plays on standard input and output, with prompts if both are a terminal. The student's code runs
/// confined.
pub(in super::super) fn sit_down(
    instance: &Arc<dyn Instance>,
    options: &Play,
) -> Result<ExitCode, Error> {
    if confine::is_child() {
        return confined(instance, options, Box::new(()), None);
    }
    let typed = Rc::new(RefCell::new(Keyboard::listen()));
    let status = match options.exercise {
        true => {
            let player = Player {
                typed: Rc::clone(&typed),
                is_gone: false,
            };
            confined(instance, options, Box::new(player), Some(&typed))?
        }
        false => {
            here(instance, options, &typed)?;
            ExitCode::SUCCESS
        }
    };
    let is_interrupted = typed.borrow().get_ref().is_interrupted();
    Ok(match is_interrupted {
        true => ExitCode::from(INTERRUPTED),
        false => status,
    })
}

/// Plays in this process.
fn here(instance: &Arc<dyn Instance>, options: &Play, typed: &RefCell<Typed>) -> Result<(), Error> {
    let (input, output) = (&mut *typed.borrow_mut(), &mut anstream::stdout());
    converse(instance, options, input, output, is_at_a_terminal())
}

/// Plays the student's code in a child process, which talks to its parent.
fn confined(
    instance: &Arc<dyn Instance>,
    options: &Play,
    player: Box<dyn Attendant>,
    typed: Option<&Rc<RefCell<Typed>>>,
) -> Result<ExitCode, Error> {
    confinement::show(instance.limits(), false, player, None, &|| {
        match typed {
            // This system has no confinement.
            Some(typed) if !confine::is_child() => here(instance, options, typed)?,
            _ => {
                let (input, output) = (&mut Parent::default(), &mut Telling::default());
                converse(instance, options, input, output, is_at_a_terminal())?;
            }
        }
        Ok(Page::default())
    })
}

/// The player, from the side of the parent process.
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing is confined there"))]
struct Player {
    typed: Rc<RefCell<Typed>>,
    /// Whether the reader of standard output has closed it.
    is_gone: bool,
}

impl Attendant for Player {
    fn hear(&mut self, words: &str) {
        let mut output = anstream::stdout();
        let written = output.write_all(words.as_bytes());
        self.is_gone |= written.and_then(|()| output.flush()).is_err();
    }

    fn answer(&mut self) -> Option<String> {
        if self.is_gone {
            return None;
        }
        let mut line = Vec::new();
        match self.typed.borrow_mut().read_until(b'\n', &mut line) {
            Ok(read) if read > 0 => Some(String::from_utf8_lossy(&line).into_owned()),
            _ => None,
        }
    }
}

/// The parent as a reader: its answers are the player's lines.
#[derive(Default)]
struct Parent {
    line: Vec<u8>,
}

impl Read for Parent {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Parent {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.line.is_empty() {
            self.line = confine::ask().unwrap_or_default().into_bytes();
        }
        Ok(&self.line)
    }

    fn consume(&mut self, amount: usize) {
        self.line.drain(..amount);
    }
}

/// The parent as a writer: each flush sends it the text since the last one.
#[derive(Default)]
struct Telling(Vec<u8>);

impl Write for Telling {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        confine::tell(&String::from_utf8_lossy(&self.0));
        self.0.clear();
        Ok(())
    }
}
