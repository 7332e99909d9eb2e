//! Files and TCP, by Landlock: what is not named here cannot be opened.
//!
//! So a check cannot open `/proc/self/mem` either, where the nonce of its answer is.

use std::error::Error;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetError, Scope,
};

/// The newest version whose rights are all taken away, where the kernel has it.
const NEWEST: ABI = ABI::V6;

/// What a program reads when it starts: libraries and their index, how many processors
/// there are, how memory is given out, randomness for its hash maps.
const READ: &[&str] = &[
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/nix/store",
    "/gnu/store",
    "/dev/random",
    "/dev/urandom",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
];

/// The version of Landlock that is in force; 0 if there is none.
pub(super) fn version() -> i64 {
    const VERSION: libc::c_uint = 1;
    let none = std::ptr::null::<libc::c_void>();
    // SAFETY: with this flag the call takes no attributes, and returns a number.
    let version =
        unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, none, 0_usize, VERSION) };
    version.max(0)
}

/// Takes everything away but what this binary needs to run; `None` where the kernel has no
/// Landlock.
pub(super) fn ruleset(binary: &Path) -> Result<Option<OwnedFd>, Box<dyn Error>> {
    let run = AccessFs::Execute | AccessFs::ReadFile;
    let mut rules = vec![(binary.to_owned(), run)];
    if let Some(loader) = loader(binary)? {
        rules.push((loader, run));
    }
    rules.extend(
        READ.iter()
            .map(|path| (path.into(), AccessFs::ReadFile.into())),
    );
    let null = AccessFs::ReadFile | AccessFs::WriteFile;
    rules.push(("/dev/null".into(), null));
    Ok(built(&rules)?)
}

fn built(rules: &[(PathBuf, BitFlags<AccessFs>)]) -> Result<Option<OwnedFd>, RulesetError> {
    let mut ruleset = Ruleset::default()
        .handle_access(AccessFs::from_all(NEWEST))?
        .handle_access(AccessNet::from_all(NEWEST))?
        .scope(Scope::from_all(NEWEST))?
        .create()?;
    for (path, access) in rules {
        // What is not on this system needs no rule.
        if let Ok(opened) = PathFd::new(path) {
            ruleset = ruleset.add_rule(PathBeneath::new(opened, *access))?;
        }
    }
    Ok(ruleset.into())
}

/// Puts the calling thread, which is the only one of its process, under the rules. Only
/// makes a system call.
pub(super) fn enter(ruleset: Option<&OwnedFd>) -> io::Result<()> {
    let Some(ruleset) = ruleset else {
        return Ok(());
    };
    // SAFETY: the call takes a descriptor, which is open, and flags, of which there are
    // none.
    let done = unsafe { libc::syscall(libc::SYS_landlock_restrict_self, ruleset.as_raw_fd(), 0) };
    match done {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The program that loads this one, as its ELF header names it; `None` if it needs none.
/// (System V ABI, chapter 5: the segment of type `PT_INTERP`.)
fn loader(binary: &Path) -> io::Result<Option<PathBuf>> {
    const PT_INTERP: u64 = 3;
    let mut head = Vec::new();
    File::open(binary)?.take(64 << 10).read_to_end(&mut head)?;
    let number = |at: usize, bytes: usize| -> Option<u64> {
        let bytes = head.get(at..at + bytes)?.iter().rev();
        Some(bytes.fold(0, |number, &byte| number << 8 | u64::from(byte)))
    };
    // Of 64 bits and little-endian, as every system is that has been tried.
    let found = || -> Option<PathBuf> {
        if !head.starts_with(b"\x7fELF\x02\x01") {
            return None;
        }
        let table = usize::try_from(number(32, 8)?).ok()?;
        let size = usize::try_from(number(54, 2)?).ok()?;
        let count = usize::try_from(number(56, 2)?).ok()?;
        let segment = (0..count)
            .map(|index| table + index * size)
            .find(|&at| number(at, 4) == Some(PT_INTERP))?;
        let start = usize::try_from(number(segment + 8, 8)?).ok()?;
        let length = usize::try_from(number(segment + 32, 8)?).ok()?;
        let name = head
            .get(start..start + length)?
            .split(|&byte| byte == 0)
            .next()?;
        Some(PathBuf::from(std::ffi::OsString::from_vec(name.to_vec())))
    };
    Ok(found())
}
