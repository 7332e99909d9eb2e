//! Where somebody sits who plays: a terminal, or a pipe. What is not trusted is
//! played in a child process, which says and asks everything through its parent.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::process::ExitCode;
use std::sync::Arc;

use crate::confine::{self, Attendant};

use super::super::WrongUse;
use super::super::arguments::Play;
use super::super::confinement::{self, Page};
use super::super::instance::Instance;
use super::converse;

/// Plays on standard input and output; with prompts if both are a terminal. The
/// student's code is confined.
pub(in super::super) fn sit_down(
    instance: &Arc<dyn Instance>,
    options: &Play,
) -> Result<ExitCode, WrongUse> {
    let prompt = io::stdin().is_terminal() && io::stdout().is_terminal();
    let here = || {
        let (input, output) = (&mut io::stdin().lock(), &mut anstream::stdout());
        converse(instance, options, input, output, prompt)
    };
    if !options.exercise {
        return here().map(|()| ExitCode::SUCCESS);
    }
    let player = Box::new(Player {
        prompt,
        is_gone: false,
    });
    confinement::show(instance.limits(), false, player, &|| {
        match confine::is_child() {
            true => {
                let (input, output) = (&mut Parent::default(), &mut Telling::default());
                converse(instance, options, input, output, false)?;
            }
            // There is no confinement on this system.
            false => here()?,
        }
        Ok(Page::default())
    })
}

/// Whoever plays, as the parent process sees them.
#[cfg_attr(not(unix), allow(dead_code, reason = "nothing is confined there"))]
struct Player {
    prompt: bool,
    /// Whether nobody reads any more.
    is_gone: bool,
}

impl Attendant for Player {
    fn hear(&mut self, words: &str) {
        let mut output = anstream::stdout();
        let written = output.write_all(words.as_bytes());
        self.is_gone |= written.and_then(|()| output.flush()).is_err();
    }

    fn answer(&mut self) -> Option<String> {
        if self.prompt {
            self.hear("> ");
        }
        if self.is_gone {
            return None;
        }
        let mut line = Vec::new();
        match io::stdin().lock().read_until(b'\n', &mut line) {
            Ok(read) if read > 0 => Some(String::from_utf8_lossy(&line).into_owned()),
            _ => {
                if self.prompt {
                    self.hear("\n");
                }
                None
            }
        }
    }
}

/// The parent as a reader: what it answers.
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

/// The parent as a writer: what is told, at each flush.
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
