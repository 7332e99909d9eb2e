//! `watch`: checks an exercise after each save.

use std::path::PathBuf;
use std::process::{Child, ExitCode, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crate::course::Lab;
use crate::view::screen::{FAINT, paragraph, styled, width};

use super::super::Error;
use super::keys::{Key, Keys};
use super::{Choice, Course, Words};

/// The interval between two looks at the file.
const TICK: Duration = Duration::from_millis(100);

/// After this time the terminal shows that the check still runs.
const LONG: Duration = Duration::from_secs(3);

/// The keys and their effects.
const KEYS: &str = "Enter checks it now, h shows a hint, q stops.";

/// A running check.
struct Running {
    child: Child,
    begun: Instant,
    /// Whether the terminal shows already that the check still runs.
    is_said: bool,
}

impl Drop for Running {
    /// Kills a check that was restarted or given up. Its confined process ends with it.
    fn drop(&mut self) {
        // kill fails only if the process has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Course {
    /// Checks an exercise, and again after each save, until the student presses q. A save during a
    /// check kills that check and starts the next one.
    ///
    /// # Errors
    ///
    /// If there is no such lab, or cargo cannot be started.
    pub fn watch(&mut self, choice: &Choice) -> Result<ExitCode, Error> {
        let lab = self.chosen(choice)?;
        let file = self.root.join(lab.exercise());
        let opening = format!(
            "Watching {}: each time you save it, it is checked. {KEYS}",
            lab.exercise()
        );
        anstream::println!("{}", paragraph(&opening, 2, width()));
        let keys = Keys::listen();
        let mut seen = read(&file);
        let mut running = Some(self.begin(lab)?);
        let mut is_closing = false;
        loop {
            match keys.next(TICK) {
                Ok(Key::Letter('q') | Key::Stop) => return Ok(ExitCode::SUCCESS),
                Ok(Key::Letter('h')) => {
                    let words = vec![lab.name.to_owned()];
                    self.hint(&Words { words })?;
                }
                Ok(Key::Letter(_)) => anstream::println!("  {KEYS}"),
                // The old check is killed before the new one starts.
                Ok(Key::Enter) => {
                    drop(running.take());
                    running = Some(self.begin(lab)?);
                }
                Err(RecvTimeoutError::Timeout) => {}
                // The input has ended, so no key can come.
                Err(RecvTimeoutError::Disconnected) if running.is_none() => {
                    return Ok(ExitCode::SUCCESS);
                }
                Err(RecvTimeoutError::Disconnected) => {
                    is_closing = true;
                    std::thread::sleep(TICK);
                }
            }
            // A missing file is about to reappear: some editors save that way.
            let now = read(&file);
            if now.is_some() && now != seen {
                seen = now;
                if running.is_some() {
                    anstream::println!("  Saved meanwhile: the check starts again.\n");
                }
                drop(running.take());
                running = Some(self.begin(lab)?);
            }
            self.attend(&mut running, lab, is_closing)?;
        }
    }

    /// Says that the check has ended, or that it still runs.
    fn attend(
        &mut self,
        running: &mut Option<Running>,
        lab: &'static Lab,
        is_closing: bool,
    ) -> Result<(), Error> {
        let Some(check) = running else {
            return Ok(());
        };
        let ended = check.child.try_wait();
        if let Some(status) = ended.map_err(Error::system("wait for the check"))? {
            *running = None;
            self.congratulate(status)?;
            self.judge(lab, status);
            if !is_closing {
                let waits = format!("Waiting until {} is saved. {KEYS}", lab.exercise());
                let waits = paragraph(&waits, 2, width());
                anstream::println!("\n{}", styled(FAINT, waits));
            }
        } else if !check.is_said && check.begun.elapsed() >= LONG {
            check.is_said = true;
            let waits = "Still building or checking. Save it or press Enter to start again, q \
                         stops.";
            anstream::println!("{}", styled(FAINT, paragraph(waits, 2, width())));
        }
        Ok(())
    }

    fn begin(&self, lab: &Lab) -> Result<Running, Error> {
        let mut command = self.program(lab);
        // The keys are for this program, not for the check.
        let child = command.arg("check").stdin(Stdio::null()).spawn();
        Ok(Running {
            child: child.map_err(Error::Cargo)?,
            begun: Instant::now(),
            is_said: false,
        })
    }
}

fn read(file: &PathBuf) -> Option<Vec<u8>> {
    std::fs::read(file).ok()
}
