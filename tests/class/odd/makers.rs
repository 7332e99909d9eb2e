//! Makes odd submissions in a folder.

use std::ffi::{CString, OsStr};
use std::fs::{self, Permissions};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use racelab::course::{LABS, Lab};

/// The paths of an exercise, in a checkout and as a single file.
pub(super) const PLACE: &str = "labs/05_racy_counter/exercise.rs";
pub(super) const ALONE: &str = "05_racy_counter.rs";

pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn lab_05() -> &'static Lab {
    &LABS[4]
}

/// The stub.
pub(super) fn text() -> String {
    fs::read_to_string(root().join(lab_05().stub())).unwrap()
}

pub(super) fn write(folder: &Path, place: &str, bytes: &[u8]) {
    let file = folder.join(place);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
}

/// The stub, at this path.
pub(super) fn stub(folder: &Path, place: &str) {
    write(folder, place, text().as_bytes());
}

/// An edited exercise whose ruling needs no compiler.
pub(super) fn edited(folder: &Path, place: &str) {
    write(folder, place, (text() + "\nuse std::fs;\n").as_bytes());
}

pub(super) fn utf16(folder: &Path) {
    let text = format!("\u{feff}{}", text());
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    write(folder, ALONE, &bytes);
}

pub(super) fn not_utf8(folder: &Path) {
    let name = OsStr::from_bytes(b"05_racy_counter\xff.rs");
    fs::write(folder.join(name), text()).unwrap();
}

/// Every file that would affect a build if it were read from this folder.
pub(super) fn manifests(folder: &Path) {
    stub(folder, PLACE);
    write(folder, "Cargo.toml", b"[package]\nname = \"evil\"\n");
    write(folder, "build.rs", b"fn main() { panic!() }");
    write(
        folder,
        ".cargo/config.toml",
        b"[build]\nrustc = \"/bin/false\"\n",
    );
    write(folder, "labs/05_racy_counter/check.rs", b"fn check() {}");
}

/// Makes one, if the system permits this to the test.
pub(super) fn node(folder: &Path, kind: libc::mode_t) -> bool {
    let path = CString::new(folder.join(ALONE).into_os_string().into_vec()).unwrap();
    // SAFETY: the path is a string that ends with a zero.
    unsafe { libc::mknod(path.as_ptr(), kind | 0o600, libc::makedev(1, 5)) == 0 }
}

/// A device like /dev/zero.
pub(super) fn device(folder: &Path) {
    assert!(node(folder, libc::S_IFCHR));
}

pub(super) fn closed(folder: &Path) {
    stub(folder, ALONE);
    fs::set_permissions(folder, Permissions::from_mode(0o000)).unwrap();
}

pub(super) fn closed_folder(folder: &Path) {
    stub(folder, "sent/05_racy_counter.rs");
    fs::set_permissions(folder.join("sent"), Permissions::from_mode(0o000)).unwrap();
}
