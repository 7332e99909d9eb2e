//! The keys that a student presses while a command runs.

use std::io::{BufRead, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Enter,
    /// A letter, in lower case.
    Letter(char),
    /// Ctrl-C, or the end of the input.
    Stop,
}

/// The key presses, as they come. On a terminal each counts at once, without Enter. Through a pipe
/// the first letter of each line counts.
pub(super) struct Keys {
    pressed: Receiver<Key>,
    /// Dropped, it restores the terminal's settings.
    #[cfg(unix)]
    #[expect(dead_code, reason = "held for as long as somebody listens")]
    terminal: Option<terminal::Unbuffered>,
}

impl Keys {
    /// Reads standard input until this process ends.
    pub(super) fn listen() -> Self {
        let (sender, pressed) = mpsc::channel();
        #[cfg(unix)]
        let terminal = match std::io::IsTerminal::is_terminal(&std::io::stdin()) {
            true => terminal::Unbuffered::stdin(),
            false => None,
        };
        #[cfg(unix)]
        let at_once = terminal.is_some();
        #[cfg(not(unix))]
        let at_once = false;
        // The thread ends with the process: nothing else ends its read.
        std::thread::spawn(move || match at_once {
            true => hear_bytes(&sender),
            false => hear_lines(&sender),
        });
        Self {
            pressed,
            #[cfg(unix)]
            terminal,
        }
    }

    /// The next key that comes within this time. `Disconnected` means that no more keys come.
    pub(super) fn next(&self, within: Duration) -> Result<Key, RecvTimeoutError> {
        self.pressed.recv_timeout(within)
    }
}

fn hear_lines(sender: &Sender<Key>) {
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let first = line.trim().chars().next();
        let key = first.map_or(Key::Enter, |c| Key::Letter(c.to_ascii_lowercase()));
        if sender.send(key).is_err() {
            break;
        }
    }
}

fn hear_bytes(sender: &Sender<Key>) {
    for byte in std::io::stdin().lock().bytes().map_while(Result::ok) {
        let key = match byte {
            b'\n' | b'\r' => Key::Enter,
            // Ctrl-C and Ctrl-D.
            3 | 4 => Key::Stop,
            byte if byte.is_ascii_alphabetic() => Key::Letter(byte.to_ascii_lowercase().into()),
            _ => continue,
        };
        if sender.send(key).is_err() {
            break;
        }
    }
}

#[cfg(unix)]
mod terminal {
    use std::mem::MaybeUninit;

    /// While this value lives, the terminal delivers each key at once, echoes none, and turns
    /// Ctrl-C into a key: a process that the signal ends could not restore the settings.
    pub(super) struct Unbuffered {
        before: libc::termios,
    }

    impl Unbuffered {
        /// Unbuffered standard input; `None` if the terminal refuses.
        pub(super) fn stdin() -> Option<Self> {
            let mut before = MaybeUninit::uninit();
            // SAFETY: the pointer leads to memory for a termios, which tcgetattr writes before it
            // is read.
            let before = unsafe {
                if libc::tcgetattr(libc::STDIN_FILENO, before.as_mut_ptr()) != 0 {
                    return None;
                }
                before.assume_init()
            };
            let mut now = before;
            now.c_lflag &= !(libc::ICANON | libc::ECHO | libc::ISIG);
            set(&now).then_some(Self { before })
        }
    }

    impl Drop for Unbuffered {
        fn drop(&mut self) {
            set(&self.before);
        }
    }

    fn set(mode: &libc::termios) -> bool {
        // SAFETY: the pointer leads to a complete termios, which tcsetattr only reads.
        unsafe { libc::tcsetattr(libc::STDIN_FILENO, libc::TCSANOW, mode) == 0 }
    }
}
