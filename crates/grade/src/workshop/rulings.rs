//! The rulings on an exercise that is not run, in words: from the scan and from the compiler.

use crate::inspection::Inspection;
use crate::{Ruling, text};

use super::unit::Unit;

/// A ruling, its sentence, and what to try next.
pub(super) type Ruled = (Ruling, String, &'static str);

/// The ruling of a scan that stops the exercise; `None` if nothing does.
pub(super) fn of_scan(inspection: Inspection) -> Option<Ruled> {
    let whole = |words: &str| format!("{}.", text::capitalized(words));
    Some(match inspection {
        Inspection::Stub | Inspection::Clean => return None,
        Inspection::Uncut(why) => (
            Ruling::DoesNotCompile,
            whole(&why),
            "Fix it, and check again; nothing after this place was read.",
        ),
        Inspection::Refused(first, more) => {
            let more = match more {
                0 => String::new(),
                1 => " There is one more of the kind.".to_owned(),
                more => format!(" There are {more} more of the kind."),
            };
            let advice = "Remove it, and check again.";
            (Ruling::Forbidden, whole(&first) + &more, advice)
        }
        Inspection::Unfinished(todo) => (
            Ruling::Incomplete,
            whole(&todo),
            "Write the missing code, and check again.",
        ),
        Inspection::Endless(why) => (
            Ruling::CompilerLimit,
            format!("The scan of the exercise did not finish: {why}."),
            "Write less, and plainer.",
        ),
    })
}

/// The ruling on an exercise for which the compiler made no binary.
pub(super) fn of_compiler(unit: &Unit) -> Ruled {
    match (&unit.died, unit.count) {
        (_, 1..) if unit.is_unsafe => (
            Ruling::Forbidden,
            format!("The exercise has unsafe code.\n\n{}", unit.errors.concat()),
            "Remove it, and check again.",
        ),
        (None, count) => {
            let errors = match count {
                1 => "an error".to_owned(),
                count => format!("{count} errors"),
            };
            (
                Ruling::DoesNotCompile,
                format!("The compiler found {errors}.\n\n{}", unit.errors.concat()),
                "Fix the first error first: others may follow from it.",
            )
        }
        (Some(how), _) => (
            Ruling::CompilerLimit,
            format!(
                "The compiler did not finish the exercise within its limits ({}).",
                text::plain(how).trim_end()
            ),
            "Look for a constant that is computed without end, a type that contains itself, or \
             very deep nesting.",
        ),
    }
}
