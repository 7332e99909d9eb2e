//! Decides which `thread_local!` a call means: std's, which has one value for all threads of a
//! check, or the seam's.
//!
//! Without an import the name means std's. It means the seam's only within the scope of an
//! import of the seam's, which is the block of the import, down to the
//! end of its module. So a call is the seam's if such an import is in one of the
//! blocks around it within its module, and nothing makes that import conditional.
//! A call for which this is unclear is refused.

/// Why a call or an import is refused.
pub(super) const REASON: &str = "all threads of a check run on one real thread, so std's would \
                                 be theirs together; put `use racelab::sync::thread_local;` in \
                                 front, in the same module";

const NAME: &str = "thread_local";
const SEAMS: [&str; 3] = ["racelab", "sync", NAME];

/// A file's uses of `thread_local!`.
#[derive(Default)]
pub(super) struct Locals {
    imports: Vec<Import>,
    /// The names of the types and modules that the file declares.
    declared: Vec<String>,
    calls: Vec<Call>,
    /// For each block, the number of blocks before its end.
    ends: Vec<usize>,
}

/// A place in a file. A block is a group of tokens, including one in parentheses:
/// what looks like an import there is an argument of some macro, and applies only to that group.
#[derive(Clone, Copy, Default)]
pub(super) struct Spot {
    /// The number of the innermost block, from 1; 0 is the file.
    block: usize,
    /// The number of the innermost module's block.
    module: usize,
}

struct Import {
    /// The place of its last name.
    at: usize,
    path: Vec<String>,
    /// The name that it gives.
    name: String,
    spot: Spot,
    /// Whether an attribute may remove it.
    conditional: bool,
}

struct Call {
    /// The place of the path's first token.
    at: usize,
    path: Vec<String>,
    spot: Spot,
}

impl Locals {
    /// A block begins at this spot; returns the spot inside.
    pub(super) fn open(&mut self, at: Spot, is_module: bool) -> Spot {
        self.ends.push(usize::MAX);
        let block = self.ends.len();
        let module = if is_module { block } else { at.module };
        Spot { block, module }
    }

    /// The block with this spot inside ends.
    pub(super) fn close(&mut self, inside: Spot) {
        self.ends[inside.block - 1] = self.ends.len();
    }

    /// An import gives this name to a path in the block.
    pub(super) fn imported(
        &mut self,
        at: usize,
        path: &[&str],
        name: &str,
        (spot, conditional): (Spot, bool),
    ) {
        self.imports.push(Import {
            at,
            path: path.iter().map(|&name| name.to_owned()).collect(),
            name: name.to_owned(),
            spot,
            conditional,
        });
    }

    /// The file declares this name itself.
    pub(super) fn declared(&mut self, name: &str) {
        self.declared.push(name.to_owned());
    }

    /// A macro is called by this path.
    pub(super) fn called(&mut self, at: usize, path: &[&str], spot: Spot) {
        if path.last() == Some(&NAME) {
            self.calls.push(Call {
                at,
                path: path.iter().map(|&name| name.to_owned()).collect(),
                spot,
            });
        }
    }

    /// Uses that may mean std's: the place and the path.
    pub(super) fn refused(self) -> Vec<(usize, String)> {
        let calls = self.calls.iter().filter(|call| !self.is_seams(call));
        let calls = calls.map(|call| (call.at, format!("{}!", call.path.join("::"))));
        let named = |import: &&Import| import.path.last().is_some_and(|name| name == NAME);
        let imports = self.imports.iter().filter(named);
        let imports = imports.filter(|import| import.path != SEAMS);
        let imports = imports.map(|import| (import.at, import.path.join("::")));
        calls.chain(imports).collect()
    }

    fn is_seams(&self, call: &Call) -> bool {
        let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
        let is = |name: &str, of: &[&str]| {
            let mut here = self.imports.iter().filter(|import| import.name == name);
            here.any(|import| {
                import.path == of && !import.conditional && self.counts(import.spot, call.spot)
            })
        };
        !self.means_other("racelab", &[])
            && match path[..] {
                [NAME] => is(NAME, &SEAMS),
                [module, NAME] => is(module, &SEAMS[..2]) && !self.means_other(module, &SEAMS[..2]),
                _ => path == SEAMS,
            }
    }

    /// Whether an import at one spot applies at another one.
    fn counts(&self, import: Spot, other: Spot) -> bool {
        let end = match import.block {
            0 => usize::MAX,
            block => self.ends[block - 1],
        };
        import.module == other.module && (import.block..=end).contains(&other.block)
    }

    /// Whether the file uses this name for anything but the path.
    fn means_other(&self, name: &str, path: &[&str]) -> bool {
        let mut imports = self.imports.iter().filter(|import| import.name == name);
        imports.any(|import| import.path != path) || self.declared.iter().any(|own| own == name)
    }
}
