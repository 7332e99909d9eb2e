//! Restricts files and TCP by Landlock: a check can open only the files that are named here.
//!
//! So it cannot open `/proc/self/mem` either, which contains the nonce of its answer.

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

/// The newest version of Landlock whose rights are taken away, if the kernel has it.
const NEWEST: ABI = ABI::V6;

/// What a program reads when it starts: libraries and their index, the number of processors,
/// settings of the memory allocator, randomness for its hash maps.
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

/// The version of Landlock on this system; 0 if there is none.
pub(super) fn version() -> i64 {
    const VERSION: libc::c_uint = 1;
    let none = std::ptr::null::<libc::c_void>();
    // SAFETY: with this flag the call takes no attributes, and returns a number.
    let version =
        unsafe { libc::syscall(libc::SYS_landlock_create_ruleset, none, 0_usize, VERSION) };
    version.max(0)
}

/// A ruleset that denies everything except what this binary needs to run; `None` if the kernel has
/// no Landlock.
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
        // A file that this system lacks needs no rule.
        if let Ok(opened) = PathFd::new(path) {
            ruleset = ruleset.add_rule(PathBeneath::new(opened, *access))?;
        }
    }
    Ok(ruleset.into())
}

/// Applies the rules to the calling thread, which is the only one of its process. Makes only
/// one system call.
pub(super) fn enter(ruleset: Option<&OwnedFd>) -> io::Result<()> {
    let Some(ruleset) = ruleset else {
        return Ok(());
    };
    // SAFETY: the call takes an open descriptor, and no flags.
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
    // 64 bits and little-endian, as on every system that was tried.
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
