//! The files and folders at the root of the course, in one list: which belong to it, which a
//! build of the labs needs, and which affect a grade.

/// A file or folder at the root of the course, which may be missing.
struct Part {
    name: &'static str,
    needed_for: Use,
}

/// The use of a part; each use includes the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// It belongs to the course.
    Course,
    /// A build of the labs needs it too.
    Build,
    /// It affects a grade too.
    Grade,
}

const fn part(name: &'static str, needed_for: Use) -> Part {
    Part { name, needed_for }
}

/// Other files and folders there, such as last year's submissions, are the instructor's.
const PARTS: [Part; 18] = [
    part(".cargo", Use::Build),
    part(".ci", Use::Course),
    part(".gitignore", Use::Course),
    part("CHANGELOG.md", Use::Course),
    part("CONTRIBUTING.md", Use::Course),
    part("Cargo.lock", Use::Grade),
    part("Cargo.toml", Use::Grade),
    part("LICENSE-APACHE", Use::Course),
    part("LICENSE-MIT", Use::Course),
    part("README.md", Use::Course),
    part("benches", Use::Course),
    part("book.toml", Use::Course),
    part("crates", Use::Grade),
    part("docs", Use::Course),
    part("labs", Use::Grade),
    part("rust-toolchain.toml", Use::Build),
    part("src", Use::Grade),
    part("tests", Use::Course),
];

/// Whether the file or folder with this name belongs to the course.
pub(crate) fn is_of_course(name: &str) -> bool {
    PARTS.iter().any(|part| part.name == name)
}

/// The parts that a build of the labs needs.
pub(crate) fn built() -> impl Iterator<Item = &'static str> {
    of(Use::Build)
}

/// The parts that affect a grade.
pub(crate) fn decisive() -> impl Iterator<Item = &'static str> {
    of(Use::Grade)
}

fn of(least: Use) -> impl Iterator<Item = &'static str> {
    let parts = PARTS.iter().filter(move |part| part.needed_for >= least);
    parts.map(|part| part.name)
}
