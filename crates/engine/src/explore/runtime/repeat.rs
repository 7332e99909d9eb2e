//! The check in a replay that the program behaves the same each time.

use super::state::State;
use crate::explore::execution;
use crate::explore::graph::{
    Action, Label, NO_OBJECT, Node, ObjectIndex, OfAtomic, OfCell, ValueType,
};

/// All addresses are at least this.
const LOWEST: u64 = 1 << 20;

/// The distance, in bits, up to which a value counts as near a known address.
const NEAR: u32 = 36;

/// The bits of an address in most processes. Programs often use the other bits for marks.
const ADDRESS_BITS: u64 = (1 << 48) - 1;

impl State {
    pub(super) fn report_change(&mut self, thread: u8, before: &Label, now: &Label) {
        if let Some(what) = self.addresses(before, now) {
            let place = execution::SourceLine::from(now.place);
            self.report_address(&format!("{what} at {place}"));
            return;
        }
        let letter = crate::explore::letter(usize::from(thread));
        let (before, now) = (self.described(before), self.described(now));
        self.report(format!(
            "thread {letter} did something else though it read the same values: {before} before, \
             {now} now"
        ));
    }

    /// Reports this difference between two runs, and what the program has to do without.
    fn report(&mut self, difference: String) {
        let demand = self.demand();
        self.fault.get_or_insert(difference + "; " + demand);
    }

    /// What a program must not depend on, if two of its runs differ.
    pub(in crate::explore) fn demand(&self) -> &'static str {
        match self.loops.known.may_hide_changes() {
            true => {
                "either each round of a loop that waits changes data behind a lock, or the program \
                 depends on more than its schedule (time, randomness, addresses, hash order, \
                 thread_local! or input)"
            }
            false => {
                "an explored program may depend on nothing but its schedule (no time, randomness, \
                 addresses, hash order, thread_local! or input)"
            }
        }
    }

    /// Reports that the graph has further events of a thread whose code has ended: the program
    /// differs from the recorded run.
    pub(super) fn report_missing(&mut self, thread: u8) {
        let me = usize::from(thread);
        let gone = self.threads[me].gone;
        if let Some(node) = self.graph.event_of(thread, gone) {
            let before = self.described(&node.operation);
            let letter = crate::explore::letter(me);
            self.report(format!(
                "thread {letter} ended though it read the same values as in an execution where it \
                 went on with {before}"
            ));
        }
    }

    /// Whether a recorded event read the initial value of an object that now has another one. The
    /// recorded value may be an address of the previous run, so the program must not get it.
    #[inline(always)]
    pub(super) fn began_differently(&self, recorded: &Node) -> bool {
        recorded.source.is_initial() && recorded.reads() && {
            let object = self.graph.object(recorded.operation.object);
            object.class.is_memory() && object.initial != recorded.read
        }
    }

    pub(super) fn report_other_beginning(&mut self, object: ObjectIndex, before: u64) {
        let place = execution::SourceLine::from(self.infos[object as usize].place);
        let (value_type, now) = {
            let object = self.graph.object(object);
            (object.value_type, object.initial)
        };
        let what = format!("the initial value of the object made at {place}");
        let alike = looks_like_an_address(before) && looks_like_an_address(now);
        if is_wide(value_type) && alike {
            self.report_address(&what);
            return;
        }
        self.report(format!(
            "{what} differs between two runs of the same execution"
        ));
    }

    fn report_address(&mut self, what: &str) {
        self.fault.get_or_insert_with(|| {
            format!(
                "{what} differs between two runs of the same execution, and may be an address; \
                 keep pointers in an AtomicPtr, which may differ"
            )
        });
    }

    /// The values in which two operations differ, if the operations agree otherwise and the values
    /// may be addresses. This is a guess: a number can look like an address.
    fn addresses(&self, before: &Label, now: &Label) -> Option<&'static str> {
        let (kind, values) = split(before.action)?;
        let (kind_now, values_now) = split(now.action)?;
        let (recorded, same) = (before.with_action(kind), now.with_action(kind_now));
        let wide = now.object != NO_OBJECT && is_wide(self.graph.object(now.object).value_type);
        let alike =
            |(a, b): (u64, u64)| a == b || looks_like_an_address(a) && looks_like_an_address(b);
        let fits =
            wide && recorded.is_repeated_by(&same) && values.into_iter().zip(values_now).all(alike);
        fits.then_some(match now.action {
            Action::Atomic(OfAtomic::CompareExchange { .. }) => "a value of the compare_exchange",
            Action::Atomic(OfAtomic::Update(..)) => "the operand of the read-modify-write",
            _ => "the value stored",
        })
    }

    fn described(&self, operation: &Label) -> String {
        let name = operation.action.name();
        let place = execution::SourceLine::from(operation.place);
        let value = |bits| self.graph.object(operation.object).value_type.value(bits);
        let with = match operation.action {
            Action::Atomic(OfAtomic::Store(new) | OfAtomic::Update(_, new))
            | Action::Cell(OfCell::Write(new)) => format!(" of {}", value(new)),
            Action::Atomic(OfAtomic::CompareExchange { expected, new, .. }) => {
                format!(" of {} for {}", value(expected), value(new))
            }
            _ => String::new(),
        };
        format!("{name}{with} at {place}")
    }
}

/// Whether an address fits into a value of this type.
fn is_wide(value_type: ValueType) -> bool {
    matches!(value_type, ValueType::U64 | ValueType::I64)
}

/// The action without its operands, and its operands.
fn split(action: Action) -> Option<(Action, [u64; 2])> {
    match action {
        Action::Atomic(action) => {
            let operands = action.operands()?;
            Some((action.with_operands([0, 0]).into(), operands))
        }
        Action::Cell(OfCell::Write(value)) => Some((OfCell::Write(0).into(), [0, value])),
        _ => None,
    }
}

/// Whether the value lies near the heap, the stack or the statics of this process. Marks in its
/// upper bits do not count.
fn looks_like_an_address(value: u64) -> bool {
    static STATIC: u8 = 0;
    let heap = Box::new(0_u8);
    let on_stack = 0_u8;
    let known = [&raw const *heap, &raw const on_stack, &raw const STATIC];
    let address = value & ADDRESS_BITS;
    let is_near = |known: *const u8| address.abs_diff(known.addr() as u64) < 1 << NEAR;
    address >= LOWEST && known.into_iter().any(is_near)
}
