//! Copies what the course has built already into a new workshop: both link every lab with the
//! same libraries, and building them takes half a minute.
//!
//! Cargo decides which files it can use. It compares features, profiles and the times of files,
//! and builds everything that it is in doubt about.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Files from this size on are hard links and not copies. Cargo and the compiler never write
/// into one of these, a library or a program, but replace it. They do write into the small
/// files, in which cargo keeps its records.
const SHARED: u64 = 64 << 10;

/// Copies the libraries in `from` to `to`, both target folders of cargo. `to` is empty before;
/// if this fails, it is empty afterwards, too.
pub(super) fn sow(from: &Path, to: &Path) -> io::Result<()> {
    // Copy to another name first, so that an incomplete copy is never used.
    let half = to.with_extension("half");
    if half.exists() {
        fs::remove_dir_all(&half)?;
    }
    let (from, into) = (from.join("debug"), half.join("debug"));
    for part in [".fingerprint", "build", "deps"] {
        copy(&from.join(part), &into.join(part), part == "deps")?;
    }
    fs::rename(half, to)
}

/// Copies a folder with the times of its files; of `deps` only the files of libraries,
/// because a lab's binary is always built in the workshop.
fn copy(from: &Path, to: &Path, is_deps: bool) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        let metadata = entry.metadata()?;
        let kind = path.extension().and_then(|kind| kind.to_str());
        if metadata.is_dir() {
            // A folder of `deps` is a compiler's scratch, left there by one that was killed.
            if !is_deps {
                copy(&path, &place, is_deps)?;
            }
        } else if !is_deps || matches!(kind, Some("d" | "dylib" | "rlib" | "rmeta" | "so")) {
            let is_shared = metadata.len() >= SHARED && fs::hard_link(&path, &place).is_ok();
            if !is_shared {
                fs::copy(&path, &place)?;
                File::options()
                    .append(true)
                    .open(&place)?
                    .set_modified(metadata.modified()?)?;
            }
        }
    }
    Ok(())
}
