//! Lab 06: what an account is, and the proof that nobody ever sees it half done.

use std::fmt;

use racelab::proof::{Claim, Report, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::MANY;

/// What is on the account at the beginning, all of it in the first field.
const MONEY: u64 = 100;

/// What one transfer moves.
const AMOUNT: u64 = 10;

/// Why loom judges the smallest instance only: a lock that waits on a condition
/// variable takes it seconds beyond that, the explorer milliseconds.
const LOOM_IS_SLOW: &str = "beyond the smallest instance it can take many seconds";

/// The two fields of an account. They are plain memory: whoever accesses them from
/// two threads must see to it that one comes after the other.
#[derive(Debug)]
pub struct Fields {
    /// What can be spent.
    pub checking: Arc<PlainCell<u64>>,
    /// What has been put aside.
    pub savings: Arc<PlainCell<u64>>,
}

/// What the exercise implements: an account that threads share.
pub trait Account: Send + Sync + 'static {
    /// An account that keeps its money in these fields.
    fn new(fields: Fields) -> Self;

    /// Moves the amount from checking to savings. Any number of threads call it at
    /// the same time, and there is always enough.
    fn transfer(&self, amount: u64);

    /// Checking and savings, both as they were at one moment: before or after every
    /// transfer, never within one.
    fn read(&self) -> (u64, u64);
}

/// What was seen of an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Audit {
    /// What a thread has read while others made their transfers, in its order.
    meanwhile: Vec<(u64, u64)>,
    /// What one of several that made transfers has read after its own.
    after: Option<(u64, u64)>,
    /// What was read when all were done.
    end: (u64, u64),
    /// What stands in the fields then.
    fields: (u64, u64),
}

impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (checking, savings) in &self.meanwhile {
            write!(f, "{checking}+{savings}, ")?;
        }
        write!(f, "end {}+{}", self.end.0, self.end.1)
    }
}

/// Lets so many threads make so many transfers each, while one more thread reads
/// the account as often as each of them transfers. If there are several, the first of
/// them reads too, after its transfers, so that two may read while another one writes.
pub fn audit<A: Account>(threads: u8, transfers: u32) -> Audit {
    let checking = Arc::new(PlainCell::new(MONEY).named("checking"));
    let savings = Arc::new(PlainCell::new(0).named("savings"));
    let account = Arc::new(A::new(Fields {
        checking: Arc::clone(&checking),
        savings: Arc::clone(&savings),
    }));
    let movers = (0..threads).map(|mover| {
        let account = Arc::clone(&account);
        thread::spawn(move || {
            for _ in 0..transfers {
                account.transfer(AMOUNT);
            }
            (mover == 0 && threads > 1).then(|| account.read())
        })
    });
    let movers: Vec<_> = movers.collect();
    let reader = thread::spawn({
        let account = Arc::clone(&account);
        move || (0..transfers).map(|_| account.read()).collect()
    });
    // A panic of the student's code has ended the execution before this.
    let joined = movers
        .into_iter()
        .map(|mover| mover.join().expect("no transfer panics"));
    let after = joined.fold(None, Option::or);
    let meanwhile = reader.join().expect("no reading panics");
    let end = account.read();
    // The threads have been joined: nothing races with these two.
    let fields = (checking.get(), savings.get());
    Audit {
        meanwhile,
        after,
        end,
        fields,
    }
}

/// Says what is wrong with an account that so many transfers were made on.
///
/// # Errors
///
/// If anything is.
pub fn judge(audit: &Audit, transfers: u64) -> Result<(), Wrong> {
    let moved = transfers * AMOUNT;
    let expected = (MONEY - moved, moved);
    for &(checking, savings) in audit.meanwhile.iter().chain(&audit.after) {
        if checking + savings != MONEY {
            return Err(Wrong::outcome(format!(
                "the reader saw {checking} and {savings}, a transfer that is half done"
            )));
        }
    }
    if let Some((checking, savings @ ..AMOUNT)) = audit.after {
        return Err(Wrong::outcome(format!(
            "who had made a transfer saw {checking} and {savings}, as if it had not"
        )));
    }
    let mut before = 0;
    for &(_, savings) in &audit.meanwhile {
        if savings < before {
            return Err(Wrong::outcome(format!(
                "the reader saw savings of {savings} after it had seen {before}"
            )));
        }
        before = savings;
    }
    if audit.end == expected && audit.fields == (MONEY, 0) {
        return Err(Wrong::outcome(
            "nothing was written to the fields; keep the money there, where the checker sees it",
        ));
    }
    let (checking, savings) = audit.fields;
    let transfers = counted(transfers, "transfer");
    let sentence = format!("the fields are {checking} and {savings} after {transfers}");
    if checking > expected.0 || savings < expected.1 {
        return Err(Wrong::lost_update(sentence));
    }
    if audit.fields != expected {
        return Err(Wrong::outcome(sentence));
    }
    if audit.end != expected {
        let (checking, savings) = audit.end;
        return Err(Wrong::outcome(format!(
            "at the end {checking} and {savings} are read, and the fields are not so"
        )));
    }
    Ok(())
}

/// Proves that no transfer of `A` is lost and none is seen half done: with one
/// thread that transfers and one that reads, which shows most mistakes in the fewest
/// steps; with two that transfer, one of which reads too; and with one that transfers
/// twice while another reads twice, and must not go back in time.
pub fn check<A: Account>() -> Report {
    let sizes = [(1, 1), (2, 1), (1, 2)];
    let proofs = sizes.into_iter().map(|(threads, transfers)| {
        let all = u64::from(threads) * u64::from(transfers);
        let claim = Claim::new(instance(threads, transfers), move || {
            audit::<A>(threads, transfers)
        })
        .judged(move |audit| judge(audit, all))
        .arguments(format!(
            "--exercise --threads {threads} --increments {transfers}"
        ));
        match (threads, transfers) {
            (1, 1) => claim.prove(),
            (2, 1) => claim.without_loom(LOOM_IS_SLOW).prove(),
            _ => {
                let proof = claim.without_loom(LOOM_IS_SLOW).prove();
                proof.and_in_sequence(in_sequence::<A>)
            }
        }
    });
    Report::new(
        "In every execution, your account is seen before or after a transfer.",
        proofs,
    )
}

/// Has one thread make many transfers of many amounts.
fn in_sequence<A: Account>() -> Result<(), Wrong> {
    let money = 10 * MANY;
    let account = A::new(Fields {
        checking: Arc::new(PlainCell::new(money)),
        savings: Arc::new(PlainCell::new(0)),
    });
    let mut moved = 0;
    for amount in (0..MANY).map(|number| number % 10) {
        account.transfer(amount);
        moved += amount;
        let (checking, savings) = account.read();
        if (checking, savings) != (money - moved, moved) {
            let expected = money - moved;
            return Err(Wrong::outcome(format!(
                "{checking} and {savings} are read after a transfer of {amount}, where \
                 {expected} and {moved} should stand"
            )));
        }
    }
    Ok(())
}

/// The size of an instance, in words.
fn instance(threads: u8, transfers: u32) -> String {
    let threads = counted(threads, "thread");
    let transfers = counted(transfers, "transfer");
    format!("{threads}, {transfers} each, 1 reader")
}
