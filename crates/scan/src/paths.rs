//! The paths that an exercise may name.

use super::{Permits, locals};

/// The harmless modules of std, core and alloc, and the items of them that may be called as a
/// macro.
const HARMLESS: &[&str] = &[
    "any",
    "array",
    "ascii",
    "assert",
    "assert_eq",
    "assert_ne",
    "bool",
    "borrow",
    "boxed",
    "cell",
    "char",
    "clone",
    "cmp",
    "collections",
    "concat",
    "convert",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "default",
    "eprint",
    "eprintln",
    "error",
    "f32",
    "f64",
    "fmt",
    "format",
    "format_args",
    "future",
    "hash",
    "hint",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "iter",
    "marker",
    "matches",
    "mem",
    "num",
    "ops",
    "option",
    "pin",
    "primitive",
    "print",
    "println",
    "rc",
    "result",
    "slice",
    "str",
    "string",
    "stringify",
    "task",
    "todo",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "unimplemented",
    "unreachable",
    "usize",
    "vec",
    "write",
    "writeln",
];

/// Modules of which only some items are harmless.
const IN_PART: &[(&str, &[&str])] = &[
    // Trait objects and `std::task::Wake` need std's `Arc`; the seam's `Ordering` is std's.
    ("sync", &["Arc", "atomic::Ordering"]),
    // A length of time is harmless; the time of a clock differs between executions.
    ("time", &["Duration"]),
    // It also has macros, which an import could rename: so the whole module is permitted, or
    // nothing.
    (
        "prelude",
        &[
            "v1::*",
            "rust_2015::*",
            "rust_2018::*",
            "rust_2021::*",
            "rust_2024::*",
        ],
    ),
    (
        "panic",
        &[
            "AssertUnwindSafe",
            "Location",
            "RefUnwindSafe",
            "UnwindSafe",
            "catch_unwind",
            "panic_any",
            "resume_unwind",
        ],
    ),
];

/// Why a module of std is refused.
const REASONS: &[(&str, &str)] = &[
    (
        "sync",
        "no check can see it; what is needed of std::sync is in racelab::sync",
    ),
    (
        "thread",
        "no check can see its threads; use racelab::sync::thread",
    ),
    ("process", "an exercise neither ends nor starts programs"),
    ("fs", "an exercise uses no files"),
    ("path", "an exercise uses no files"),
    ("net", "an exercise uses no network"),
    ("env", "an exercise gets everything from its caller"),
    (
        "io",
        "an exercise neither reads nor writes; println! is there",
    ),
    ("alloc", "an exercise leaves memory to its types"),
    ("prelude", "its items need no path, and may not be renamed"),
    ("time", "an execution takes no time; only Duration is there"),
    ("ptr", "an exercise needs no raw pointers"),
    (
        "backtrace",
        "a backtrace shows what runs the exercise, and not what it does",
    ),
    (
        "panic",
        "an exercise may catch a panic, as in panic::catch_unwind, and nothing else",
    ),
    ("thread_local", locals::REASON),
];

/// Why an exercise may not contain this path; `None` if it may.
///
/// `segments` are its names, which may include a `*`; `imported` says whether it is in a
/// `use`; `depth` is the number of modules of the
/// file around it.
pub(super) fn refused(
    segments: &[&str],
    imported: bool,
    depth: usize,
    permits: &Permits,
) -> Option<&'static str> {
    if !permits.threads && segments.contains(&"RandomState") {
        return Some("random values differ between executions");
    }
    let (&root, rest) = segments.split_first()?;
    // `use std::panic;` is permitted, and then the name `panic` leads to that module.
    let panic = segments.iter().rposition(|name| *name == "panic");
    if let Some(rest) = panic.map(|at| &segments[at..])
        && rest.len() > 1
        && root != "racelab"
    {
        return of_std(rest);
    }
    // A variable may be called `core`; alone, such a name is not a path into std.
    if rest.is_empty() && !imported {
        return None;
    }
    if permits.builds.iter().any(|path| is_at(path, root, rest)) {
        return Some("this is what you are to build");
    }
    match root {
        "std" if permits.threads && matches!(rest, ["io" | "sync" | "thread" | "time", ..]) => None,
        "std" | "core" | "alloc" => of_std(rest),
        "racelab" => {
            let permitted = permits.modules.iter().any(|module| leads(rest, module));
            (!permitted).then_some("this part of racelab is not for this exercise")
        }
        "labs" => {
            let own = format!("lab_{:02}", permits.lab);
            (rest.first() != Some(&own.as_str()))
                .then_some("an exercise knows its own lab, and no other")
        }
        "crate" => Some("an exercise is a file of its own: it uses nothing of its program"),
        "self" | "super" => {
            let ups = segments.iter().skip_while(|s| **s == "self");
            let ups = ups.take_while(|s| **s == "super").count();
            (ups > depth).then_some("this leads out of the exercise's file")
        }
        "anstream" | "clap" | "libc" | "loom" | "parking_lot" | "proc_macro" | "racelab_engine"
        | "racelab_loom" | "rand" | "serde" | "test" => {
            Some("an exercise uses no other crate; what it needs is in racelab::sync")
        }
        _ => None,
    }
}

fn of_std(rest: &[&str]) -> Option<&'static str> {
    let Some(&module) = rest.first() else {
        return Some("name the items that you need, as in `use std::fmt;`");
    };
    if HARMLESS.contains(&module) || module == "panic" && rest.len() == 1 {
        return None;
    }
    let part = IN_PART.iter().find(|(name, _)| *name == module);
    if let Some((_, harmless)) = part
        && harmless.iter().any(|item| leads(&rest[1..], item))
    {
        return None;
    }
    let reason = REASONS.iter().find(|(name, _)| *name == module);
    Some(
        reason.map_or("this part of std is not for exercises", |(_, reason)| {
            reason
        }),
    )
}

/// Whether a path, by its root and the rest, leads to the item `built` of racelab: from `racelab`
/// on, by a `*`, or from a module that was imported.
fn is_at(built: &str, root: &str, rest: &[&str]) -> bool {
    let (module, name) = built.rsplit_once("::").unwrap_or(("", built));
    match root {
        "racelab" => leads(rest, built) || leads(rest, &format!("{module}::*")),
        "labs" | "self" | "super" | "crate" | "Self" => false,
        _ => rest.contains(&name),
    }
}

/// Whether the names begin with those of this path.
fn leads(names: &[&str], path: &str) -> bool {
    let mut names = names.iter();
    path.split("::").all(|name| names.next() == Some(&name))
}
