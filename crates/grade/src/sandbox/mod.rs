//! What a check may do, beyond its limits: nearly nothing.
//!
//! On Linux the child gives up its rights between fork and exec, before anything of a
//! student's runs: files and TCP by Landlock, other system calls by seccomp. Neither needs
//! root. On other systems there are the limits of [`confine`](racelab::confine), and a
//! session that ends as a whole.
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

/// What a check has to be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    /// Threads of its own, and nothing else.
    Model,
    /// Its own binary once more, and pairs of sockets to talk to that.
    Processes,
}

/// How many files a check may have open. Of each process that it starts it holds a socket,
/// so that one that never stops to start some comes to an end before the machine does; the
/// labs need some hundred.
#[cfg(target_os = "linux")]
const OPEN_FILES: u64 = 1024;

/// Puts the check of a lab, which is in this binary, into a sandbox, as good a one as this
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
    let profile = match lab.proved {
        true => Profile::Model,
        false => Profile::Processes,
    };
    enclose(confinement, profile, binary)
        .map_err(|why| Fault::new(format!("cannot set up the sandbox: {why}")))
}

#[cfg(target_os = "linux")]
fn enclose(
    confinement: Confinement,
    profile: Profile,
    binary: &Path,
) -> Result<Confinement, Box<dyn Error>> {
    let ruleset = files::ruleset(binary)?;
    let filters = calls::Filters::of(profile)?;
    // Nobody may raise what the system allows at most.
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
    // SAFETY: all that `enter` does is system calls with memory that was made ready here,
    // or is on its stack. It allocates nothing, takes no lock and does not panic.
    Ok(unsafe { confinement.sandbox(enter) })
}

#[cfg(not(target_os = "linux"))]
fn enclose(confinement: Confinement, _: Profile, _: &Path) -> Result<Confinement, Box<dyn Error>> {
    Ok(confinement)
}

/// From here on no program that this process becomes has more rights than it has.
#[cfg(target_os = "linux")]
fn give_up_privileges() -> std::io::Result<()> {
    // SAFETY: this option takes numbers only.
    match unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) } {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

/// How well a check is closed in on this system. Displayed it is a sentence for a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Level {
    /// It can read and write no files but the system's libraries.
    pub files: bool,
    /// It can open and take no TCP connections, even if a call of the network got through.
    pub tcp: bool,
    /// It can send no signals to processes that it has not started.
    pub signals: bool,
    /// System calls that no exercise needs end it: other programs, the network, the memory
    /// of other processes.
    pub calls: bool,
}

impl Level {
    /// What is in force on this system.
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

    /// Whether no wall is missing.
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
