//! Decides which `Arc` a name means: std's, whose count no check sees, or the seam's.
//!
//! A file that never names std's `Arc` has none. In a file that does, a function that
//! reveals the number of owners must belong to a name that can mean only the
//! seam's: it is imported from there and means nothing else anywhere in the file.

/// Functions that reveal the number of owners, after any type: it may be `Arc` under
/// another name.
const COUNTS: &[&str] = &[
    "downgrade",
    "make_mut",
    "new_cyclic",
    "strong_count",
    "try_unwrap",
    "unwrap_or_clone",
    "weak_count",
];

/// More such functions, whose names other types have too.
const COUNTS_OF_ARC: &[&str] = &["get_mut", "into_inner"];

const REASON: &str = "no check sees the other owners of std's Arc; use that of racelab::sync, under a name of its own";

/// A file's uses of `Arc`, in their order.
#[derive(Default)]
pub(super) struct Arcs {
    names_stds: bool,
    /// The names under which the seam's `Arc` and `Weak` are imported.
    seams: Vec<String>,
    /// Every other name that the file defines or imports, and whether it may mean std's
    /// `Arc`.
    others: Vec<(String, bool)>,
    /// The types and traits that the file declares.
    own: Vec<String>,
    /// Whether the file has an `impl` for a type that it does not declare: `Self` may be any type.
    gives_to_others: bool,
    /// The calls of functions that reveal the number of owners.
    asked: Vec<Asked>,
}

struct Asked {
    /// The place of the path's first token.
    at: usize,
    path: Vec<String>,
    /// Whether tokens before the path belong to it, as in `<Arc<u8>>::get_mut`.
    goes_on: bool,
}

impl Arcs {
    /// The file contains a path, in an import or elsewhere.
    pub(super) fn named(&mut self, path: &[&str]) {
        self.names_stds |= is_stds(path);
    }

    /// An import gives this name to a path.
    pub(super) fn imported(&mut self, path: &[&str], name: &str) {
        self.named(path);
        match path {
            ["racelab", "sync", "Arc" | "Weak"] => self.seams.push(name.to_owned()),
            _ => self.others.push((name.to_owned(), is_stds(path))),
        }
    }

    /// The file declares this name itself; `keyword` says as what.
    pub(super) fn declared(&mut self, keyword: &str, name: &str) {
        self.others.push((name.to_owned(), keyword == "type"));
        if !matches!(keyword, "type" | "mod") {
            self.own.push(name.to_owned());
        }
    }

    /// The file has an `impl` for this type; `None` if the type has no plain name.
    pub(super) fn given(&mut self, name: Option<&str>) {
        let is_own = name.is_some_and(|name| self.own.iter().any(|own| own == name));
        self.gives_to_others |= !is_own;
    }

    /// A path that may end at a function.
    pub(super) fn called(&mut self, at: usize, path: &[&str], goes_on: bool) {
        let Some((function, of)) = path.split_last() else {
            return;
        };
        if of.is_empty() && !goes_on {
            return;
        }
        if COUNTS.contains(function) || COUNTS_OF_ARC.contains(function) {
            self.asked.push(Asked {
                at,
                path: path.iter().map(|&name| name.to_owned()).collect(),
                goes_on,
            });
        }
    }

    /// The calls on an `Arc` that may be std's: the place, the path, the reason.
    pub(super) fn refused(self) -> Vec<(usize, String, &'static str)> {
        let asked = self.asked.iter().filter(|asked| self.may_be_stds(asked));
        asked
            .map(|asked| (asked.at, asked.path.join("::"), REASON))
            .collect()
    }

    fn may_be_stds(&self, asked: &Asked) -> bool {
        if !self.names_stds {
            return false;
        }
        let path: Vec<&str> = asked.path.iter().map(String::as_str).collect();
        let (function, of) = path.split_last().expect("a path has a name");
        if let ["racelab", "sync", "Arc" | "Weak"] = of
            && !self.means_other("racelab")
        {
            return false;
        }
        let seams = |name: &&str| self.seams.iter().any(|seams| seams == name);
        if let [name] = of
            && !asked.goes_on
            && seams(name)
            && !self.means_other(name)
        {
            return false;
        }
        // A type that the file declares has its own functions.
        if let [name] = of
            && !asked.goes_on
            && (self.is_own(name) || *name == "Self" && !self.gives_to_others)
        {
            return false;
        }
        // A name that the file does not define is a type of std with such functions.
        let known = of.last().is_some_and(|name| {
            !matches!(*name, "Arc" | "Self")
                && !seams(name)
                && !self.others.contains(&((*name).to_owned(), true))
        });
        COUNTS.contains(function) || !known
    }

    /// Whether the file declares a type of this name, and uses the name for nothing else.
    fn is_own(&self, name: &str) -> bool {
        let named = |list: &[String]| list.iter().filter(|other| *other == name).count();
        let others = self.others.iter().filter(|(other, _)| other == name);
        named(&self.own) > 0 && others.count() == named(&self.own) && named(&self.seams) == 0
    }

    fn means_other(&self, name: &str) -> bool {
        self.others.iter().any(|(other, _)| other == name)
    }
}

fn is_stds(path: &[&str]) -> bool {
    matches!(path, ["std" | "core" | "alloc", "sync", "Arc", ..])
}
