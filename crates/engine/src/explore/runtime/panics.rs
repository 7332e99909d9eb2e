//! Panics of model threads: recorded with their message, and not printed.

use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::Once;

use super::ending::NO_MESSAGE;
use super::engine::{Engine, active, with_current};
use crate::explore::execution::SourceLine;

/// std's message about a destructor that panics while its thread unwinds, right before std aborts
/// the process.
const CLEANUP: &str = "panic in a destructor during cleanup";

/// Records panics of model threads instead of printing them. All other panics go to the previous
/// hook.
pub(super) fn install_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !active() || !with_current(|engine| record(engine, info)) {
                previous(info);
            }
        }));
    });
}

/// Records the panic with the running thread; false if it is a panic of the engine itself.
fn record(engine: &Engine, info: &PanicHookInfo<'_>) -> bool {
    let Ok(mut state) = engine.state.try_borrow_mut() else {
        engine.broken.set(true);
        return false;
    };
    let text = info.payload_as_str().unwrap_or(NO_MESSAGE);
    let thread = engine.running();
    if text == CLEANUP {
        // When this function returns, the process ends like any Rust program, so it prints the
        // reason now.
        let report = state.last_words(thread);
        let _ = writeln!(std::io::stderr(), "{report}");
        return true;
    }
    let place = info.location().map(|at| SourceLine {
        file: static_text(at.file()),
        line: at.line(),
        column: at.column(),
    });
    state.begin_panic(thread, text.to_owned(), place);
    true
}

/// A text that lives for ever. The location of a panic does too, but the hook's type does not say
/// so. This function leaks each file's name once.
fn static_text(text: &str) -> &'static str {
    use std::collections::HashSet;
    use std::sync::Mutex;
    static TEXTS: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut texts = TEXTS.lock().unwrap_or_else(|e| e.into_inner());
    let texts = texts.get_or_insert_default();
    if let Some(known) = texts.get(text) {
        return known;
    }
    let leaked: &'static str = Box::leak(text.to_owned().into_boxed_str());
    texts.insert(leaked);
    leaked
}
