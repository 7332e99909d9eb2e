//! The sandbox: restricts a check beyond its limits.
//!
//! On Linux the child gives up its rights between fork and exec, before any code of a
//! student runs: files and TCP by Landlock, other system calls by seccomp. Neither needs
//! root. Other systems have only the limits of [`confine`](racelab::confine), and a
//! session that is killed as a whole.
//!
//! | file          | what it holds                                        |
//! |---------------|------------------------------------------------------|
//! | `files.rs`    | what may be read and run (Linux)                     |
//! | `calls.rs`    | which system calls end the process (Linux)           |

#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod files;

use std::error::Error;
use std::fmt;
use std::path::Path;

use racelab::confine::Confinement;
use racelab::course::Lab;
#[cfg(target_os = "linux")]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::Fault;
#[cfg(target_os = "linux")]
use calls::Profile;

/// How many files a check may have open. It holds a socket of each process that it starts,
/// so this limit stops a check that starts processes endlessly before the machine is full; the
/// labs need about a hundred.
#[cfg(target_os = "linux")]
const OPEN_FILES: u64 = 1024;

/// Puts the check of a lab, which is in this binary, into the best sandbox that this
/// system has.
///
/// # Errors
///
/// If the system has one, and it cannot be set up.
pub(crate) fn around(
    confinement: Confinement,
    lab: &Lab,
    binary: &Path,
) -> Result<Confinement, Fault> {
    enclose(confinement, lab, binary)
        .map_err(|why| Fault::new(format!("cannot set up the sandbox: {why}")))
}

#[cfg(target_os = "linux")]
fn enclose(
    confinement: Confinement,
    lab: &Lab,
    binary: &Path,
) -> Result<Confinement, Box<dyn Error>> {
    let ruleset = files::ruleset(binary)?;
    let filters = calls::Filters::of(match lab.proved {
        true => Profile::Model,
        false => Profile::Processes,
    })?;
    // A process cannot raise its hard limit.
    let most = getrlimit(Resource::Nofile).maximum;
    let most = Some(most.map_or(OPEN_FILES, |most| most.min(OPEN_FILES)));
    let few = Rlimit {
        current: most,
        maximum: most,
    };
    let enter = move || {
        give_up_privileges()?;
        setrlimit(Resource::Nofile, few)?;
        files::enter(ruleset.as_ref())?;
        filters.enter()
    };
    // SAFETY: `enter` makes only system calls with memory that was prepared here,
    // or is on its stack. It allocates nothing, takes no lock and does not panic.
    Ok(unsafe { confinement.sandbox(enter) })
}

#[cfg(not(target_os = "linux"))]
fn enclose(confinement: Confinement, _: &Lab, _: &Path) -> Result<Confinement, Box<dyn Error>> {
    Ok(confinement)
}

/// From here on, exec gives this process no further rights.
#[cfg(target_os = "linux")]
fn give_up_privileges() -> std::io::Result<()> {
    // SAFETY: this option takes numbers only.
    match unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

/// Which parts of the sandbox this system has. Displayed as a sentence for a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Level {
    /// It can read and write no files but the system's libraries.
    pub files: bool,
    /// It can open and accept no TCP connections, even if a network call passes the filter.
    pub tcp: bool,
    /// It can send no signals to processes that it has not started.
    pub signals: bool,
    /// System calls that no exercise needs end it: other programs, the network, the memory
    /// of other processes.
    pub calls: bool,
}

impl Level {
    /// The parts that this system has.
    pub fn here() -> Self {
        #[cfg(target_os = "linux")]
        let (landlock, calls) = (files::version(), true);
        #[cfg(not(target_os = "linux"))]
        let (landlock, calls) = (0, false);
        Self {
            files: landlock >= 1,
            tcp: landlock >= 4,
            signals: landlock >= 6,
            calls,
        }
    }

    /// Whether no part is missing.
    pub fn is_whole(&self) -> bool {
        self.files && self.tcp && self.signals && self.calls
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let walls = [
            (self.files, "files"),
            (self.tcp, "TCP"),
            (self.signals, "signals"),
            (self.calls, "system calls"),
        ];
        let named = |wanted: bool| {
            let names = walls.iter().filter(|(is_there, _)| *is_there == wanted);
            names.map(|(_, name)| *name).collect::<Vec<_>>().join(", ")
        };
        f.write_str("Each check ran in a session of its own, within limits of time and output")?;
        let (there, missing) = (named(true), named(false));
        match (there.as_str(), missing.as_str()) {
            (there, "") => write!(f, ", in a sandbox ({there})."),
            ("", _) => f.write_str(
                "; this system has no sandbox: an exercise could use the disk and the network.",
            ),
            (there, missing) => {
                write!(
                    f,
                    ", in a sandbox ({there}; this kernel has none for: {missing})."
                )
            }
        }
    }
}
