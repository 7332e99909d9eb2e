//! What the course has built already, for a new workshop: the libraries that every lab is
//! linked with are the same there, and to build them takes half a minute.
//!
//! Cargo decides what of it will do. It goes by features, profiles and the times of files,
//! and builds whatever it is in doubt about.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// From this size on a file is shared and not copied. Cargo and the compiler never write
/// into one of these, a library or a program, but put another in its place; into the small
/// ones, in which cargo keeps its books, they do write.
const SHARED: u64 = 64 << 10;

/// Takes over into `to` what of the libraries is in `from`, both folders of cargo's. There
/// is nothing in `to` yet; if this fails, there is nothing in it afterwards either.
pub(super) fn sow(from: &Path, to: &Path) -> io::Result<()> {
    // Whole, or not at all: what was left half-done is never taken for it.
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

/// Copies a folder with the times of its files; of `deps` only what belongs to libraries,
/// since a lab's binary is never one that was built elsewhere.
fn copy(from: &Path, to: &Path, is_deps: bool) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        let metadata = entry.metadata()?;
        let kind = path.extension().and_then(|kind| kind.to_str());
        if metadata.is_dir() {
            copy(&path, &place, is_deps)?;
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
