//! Lab 06: what an account must do, and the proof that no reader sees a transfer half done.

use std::fmt;

use racelab::proof::{Claim, Report, Sequence, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::counted;

use crate::{MANY, joined};

/// The money on the account at the beginning, all of it in checking.
const MONEY: u64 = 100;

/// What one transfer moves.
const AMOUNT: u64 = 10;

/// Why loom judges the smallest instance only. If the student's lock waits on a condition variable,
/// loom needs seconds for a larger instance and the explorer milliseconds.
const LOOM_IS_SLOW: &str = "beyond the smallest instance it can take many seconds";

/// How many executions with three readers the check explores at most. A plain lock has fewer.
/// Threads that wait on condition variables have more, and to explore all would take minutes.
const SOME: u64 = 10_000;

/// How many executions of three threads that transfer the check explores at most. Each of them has
/// many more steps.
const FEW: u64 = 1_000;

/// The two fields of an account. They are plain memory: of two accesses from different
/// threads, at least one a write, one must happen before the other.
#[derive(Debug)]
pub struct Fields {
    /// What can be spent.
    pub checking: Arc<PlainCell<u64>>,
    /// What has been put aside.
    pub savings: Arc<PlainCell<u64>>,
}

impl Fields {
    /// Fields without names, for an account that no picture shows.
    fn unnamed(money: u64) -> Self {
        Self {
            checking: Arc::new(PlainCell::new(money)),
            savings: Arc::new(PlainCell::new(0)),
        }
    }
}

/// What the exercise implements: an account that threads share.
pub trait Account: Send + Sync + 'static {
    /// An account that keeps its money in these fields.
    fn new(fields: Fields) -> Self;

    /// Moves the amount from checking to savings. Any number of threads may call it at
    /// the same time, and checking always holds enough.
    fn transfer(&self, amount: u64);

    /// Checking and savings, both as they were at one moment: before or after every
    /// transfer, never within one.
    fn read(&self) -> (u64, u64);
}

/// What the threads of a run read from an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Audit {
    /// What each reader read during the transfers, in its order.
    meanwhile: Vec<Vec<(u64, u64)>>,
    /// What the first of several threads read after its own transfers.
    after: Option<(u64, u64)>,
    /// What was read when every thread had ended.
    end: (u64, u64),
    /// The two fields after that.
    fields: (u64, u64),
}

impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (checking, savings) in self.meanwhile.iter().flatten() {
            write!(f, "{checking}+{savings}, ")?;
        }
        write!(f, "end {}+{}", self.end.0, self.end.1)
    }
}

/// Runs `threads` threads with `transfers` transfers each, while `readers` others read the
/// account as often. Of three threads, the first one also transfers on an account of its own. If
/// several threads transfer, the first of them also reads after its own
/// transfers, so that two threads may read while another one writes.
pub fn audit<A: Account>(threads: u8, transfers: u32, readers: u8) -> Audit {
    let checking = Arc::new(PlainCell::new(MONEY).named("checking"));
    let savings = Arc::new(PlainCell::new(0).named("savings"));
    let account = Arc::new(A::new(Fields {
        checking: Arc::clone(&checking),
        savings: Arc::clone(&savings),
    }));
    let movers = (0..threads).map(|mover| {
        let account = Arc::clone(&account);
        thread::spawn(move || {
            if mover == 0 && threads > 2 {
                // A lock in a static is one lock for both accounts.
                A::new(Fields::unnamed(MONEY)).transfer(AMOUNT);
            }
            for _ in 0..transfers {
                account.transfer(AMOUNT);
            }
            (mover == 0 && threads > 1).then(|| account.read())
        })
    });
    let movers: Vec<_> = movers.collect();
    let readers = (0..readers).map(|_| {
        let account = Arc::clone(&account);
        thread::spawn(move || (0..transfers).map(|_| account.read()).collect())
    });
    let readers: Vec<_> = readers.collect();
    let after = joined(movers).into_iter().fold(None, Option::or);
    let meanwhile = joined(readers);
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

/// Says what is wrong with an account after `transfers` transfers.
///
/// # Errors
///
/// If anything is wrong.
pub fn judge(audit: &Audit, transfers: u64) -> Result<(), Wrong> {
    let moved = transfers * AMOUNT;
    let expected = (MONEY - moved, moved);
    for &(checking, savings) in audit.meanwhile.iter().flatten().chain(&audit.after) {
        if checking + savings != MONEY {
            return Err(Wrong::outcome(format!(
                "the reader saw {checking} and {savings}, in the middle of a transfer"
            )));
        }
    }
    if let Some((checking, savings @ ..AMOUNT)) = audit.after {
        return Err(Wrong::outcome(format!(
            "a thread read {checking} and {savings} after its own transfer, which is missing"
        )));
    }
    for seen in &audit.meanwhile {
        if let Some(back) = seen.windows(2).find(|two| two[1].1 < two[0].1) {
            let (before, savings) = (back[0].1, back[1].1);
            return Err(Wrong::outcome(format!(
                "the reader saw savings of {savings} after savings of {before}"
            )));
        }
    }
    if audit.end == expected && audit.fields == (MONEY, 0) {
        return Err(Wrong::outcome(
            "no transfer wrote to the fields; keep the money there, where the checker sees it",
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
            "at the end read returns {checking} and {savings}, and the fields hold other values"
        )));
    }
    Ok(())
}

/// Proves that no transfer of `A` is lost and no reader sees the middle of one, in three instances.
/// One thread transfers and one reads: that shows most mistakes in the fewest steps. Two transfer,
/// and one of them reads too. One transfers twice while another reads twice: the second read must
/// not be older than the first. Then it tries three readers, three threads that transfer, of which
/// one also uses another account, and one thread that makes many transfers.
pub fn check<A: Account>() -> Report {
    let sizes = [(1, 1), (2, 1), (1, 2)];
    let proofs = sizes.into_iter().map(|(threads, transfers)| {
        let claim = claim::<A>(threads, transfers, 1);
        match (threads, transfers) {
            (1, 1) => claim.prove(),
            // With spurious wake-ups it would have twenty times as many executions.
            (2, 1) => claim
                .without_loom(LOOM_IS_SLOW)
                .without_spurious()
                .prove()
                .and_some_of(SOME, || self::claim::<A>(1, 1, 3).without_spurious())
                .and_some_of(FEW, || self::claim::<A>(3, 1, 0).without_spurious()),
            _ => claim
                .without_loom(LOOM_IS_SLOW)
                .prove()
                .and_in_sequence("transfer", in_sequence::<A>),
        }
    });
    Report::new(
        "In every execution, your account is seen before or after a transfer.",
        proofs,
    )
}

/// The claim about an instance of this size.
fn claim<A: Account>(threads: u8, transfers: u32, readers: u8) -> Claim<Audit> {
    let all = u64::from(threads) * u64::from(transfers);
    let more = match readers {
        1 => String::new(),
        readers => format!(" --readers {readers}"),
    };
    Claim::new(instance(threads, transfers, readers), move || {
        audit::<A>(threads, transfers, readers)
    })
    .judged(move |audit| judge(audit, all))
    .arguments(format!(
        "--exercise --threads {threads} --increments {transfers}{more}"
    ))
}

/// Has one thread make many transfers of different amounts, on two accounts in turn, and then
/// transfer all that a third, new account holds.
fn in_sequence<A: Account>(done: &Sequence) -> Result<(), Wrong> {
    let money = 10 * MANY;
    let account = || A::new(Fields::unnamed(money));
    let accounts = [account(), account()];
    let mut moved = [0, 0];
    for number in 0..MANY {
        for (of, (account, moved)) in (0..).zip(accounts.iter().zip(&mut moved)) {
            let amount = (number + of) % 10;
            account.transfer(amount);
            *moved += amount;
            done.count();
            let seen = account.read();
            is_moved(
                seen,
                money,
                *moved,
                &format!("after a transfer of {amount} on one of two accounts"),
            )?;
        }
    }
    let new = account();
    is_moved(new.read(), money, 0, "before any transfer of this account")?;
    new.transfer(money);
    done.count();
    let when = format!("after one transfer of all {money}");
    is_moved(new.read(), money, money, &when)
}

/// Whether a read returned the fields as they are after `moved` was moved.
fn is_moved(seen: (u64, u64), money: u64, moved: u64, when: &str) -> Result<(), Wrong> {
    let expected = (money - moved, moved);
    if seen == expected {
        return Ok(());
    }
    Err(Wrong::outcome(format!(
        "read returned {} and {} {when}, and {} and {} is right",
        seen.0, seen.1, expected.0, expected.1
    )))
}

/// The size of an instance, in words.
fn instance(threads: u8, transfers: u32, readers: u8) -> String {
    let threads = counted(threads, "thread");
    let transfers = counted(transfers, "transfer");
    let readers = counted(readers, "reader");
    format!("{threads}, {transfers} each, {readers}")
}
