//! What a lab's exercise may use, by the rules that its check and a grader share.

use racelab_scan::{Offence, Permits, scan, unfinished};

use super::Lab;

impl Lab {
    /// The permits of its exercise: the seam in labs whose threads are explored; processes,
    /// factors and std's threads in the others; and never `unsafe`.
    pub const fn permits(&self) -> Permits {
        Permits {
            lab: self.number,
            modules: match self.number {
                // An exercise of lab 04 may find its schedule with any tool.
                4 => &["sync", "explore", "cli::Window"],
                _ if self.proved => &["sync"],
                _ => &["process", "factor", "sync"],
            },
            builds: self.builds,
            threads: !self.proved,
            unsafe_code: false,
        }
    }

    /// Why a grader gives no points for this source of its exercise, whatever its check finds: the
    /// first forbidden construct, or a `todo!()`.
    ///
    /// ```
    /// use racelab::course::Lab;
    ///
    /// let lab = Lab::named("17_barrier").unwrap();
    /// let refused = lab.refuses("use racelab::sync::Barrier;").unwrap();
    /// assert_eq!((refused.line, refused.what.as_str()), (1, "racelab::sync::Barrier"));
    /// assert!(lab.refuses("struct Barrier; // my own").is_none());
    /// assert!(lab.refuses("fn wait() { todo!() }").is_some());
    /// ```
    pub fn refuses(&self, source: &str) -> Option<Offence> {
        let source = source.as_bytes();
        let mut offences = scan(source, &self.permits()).into_iter();
        offences.next().or_else(|| unfinished(source))
    }
}
