//! Part two: a flag that guards plain memory, in both directions.

use racelab::proof::{Claim, Proof, Sequence, Verdict, Wrong};
use racelab::sync::atomic::AtomicBool;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, hint, thread};
use racelab::view::counted;

use super::Desk;
use super::served::{Served, judge};
use crate::MANY;

/// A tray at the desk: a place for one form, and a flag that says whether one lies there.
#[derive(Debug)]
pub struct Tray {
    /// Whether the tray holds a form.
    pub full: AtomicBool,
    /// The form. It is plain memory: two threads that access it need an order.
    pub form: PlainCell<u64>,
}

impl Tray {
    fn new() -> Self {
        Self {
            full: AtomicBool::new(false).named("full"),
            form: PlainCell::new(0).named("form"),
        }
    }
}

/// Hands so many forms over, from a thread that puts them into a tray to one that fetches them.
/// Of one form the second thread looks once, and may come too early; then the main thread fetches
/// it in the end. Else both try until all are handed over.
pub fn hand_over<D: Desk>(forms: u32) -> Served {
    let tray = Arc::new(Tray::new());
    let put = thread::spawn({
        let tray = Arc::clone(&tray);
        move || {
            let mut refused = false;
            for form in 1..=u64::from(forms) {
                while !D::put(&tray, form) {
                    refused |= form == 1;
                    hint::spin_loop();
                }
            }
            refused
        }
    });
    let fetch = thread::spawn({
        let tray = Arc::clone(&tray);
        move || match forms {
            1 => vec![D::fetch(&tray)],
            _ => (0..forms).map(|_| Some(fetched::<D>(&tray))).collect(),
        }
    });
    let refused = put.join().expect("putting a form does not panic");
    let fetched = fetch.join().expect("fetching a form does not panic");
    Served::HandedOver {
        left: fetched == [None] && D::fetch(&tray).is_none(),
        refused,
        fetched,
    }
}

/// Fetches the next form, as soon as there is one.
fn fetched<D: Desk>(tray: &Tray) -> u64 {
    loop {
        match D::fetch(tray) {
            Some(form) => return form,
            None => hint::spin_loop(),
        }
    }
}

/// The instance of so many forms, in words.
pub fn instance(forms: u32) -> String {
    match forms {
        1 => "tray: 1 form, one look".to_owned(),
        forms => format!("tray: {}", counted(forms, "form")),
    }
}

/// What must hold of so many forms.
fn claim<D: Desk>(forms: u32) -> Claim<Served> {
    Claim::new(instance(forms), move || hand_over::<D>(forms))
        .judged(|ending| judge(ending, 2, 1))
        .arguments(format!("--exercise --tray --increments {forms}"))
}

/// Proves that one form is handed over whole, if one thread after the other does the right
/// thing; and that two threads can meet at the tray.
pub(super) fn one_look<D: Desk>() -> Proof {
    let instance = instance(1);
    let alone = Proof::guarded(&instance, || match alone::<D>() {
        Ok(()) => Proof::new(&instance, Verdict::Proved, "one thread gets what it put in"),
        Err(sentence) => Proof::new(&instance, Verdict::WrongOutcome, sentence).advising(
            "Part two is the two functions `put` and `fetch`. One thread alone calls them here, \
             so no order is at fault: look at what each does with the flag and the form.",
        ),
    });
    if !alone.verdict.holds() {
        return alone;
    }
    claim::<D>(1)
        .possible(
            "the second thread fetches the form",
            |ending| matches!(ending, Served::HandedOver { fetched, .. } if fetched[0].is_some()),
        )
        .prove()
}

/// Proves that three forms are handed over in turn: the second one comes into plain memory that
/// the other thread has read. Then one thread alone hands many over.
pub(super) fn in_turn<D: Desk>() -> Proof {
    claim::<D>(3)
        .prove()
        .and_in_sequence("form", in_sequence::<D>)
}

/// Has one thread use a tray, step by step.
fn alone<D: Desk>() -> Result<(), &'static str> {
    let tray = Tray::new();
    let steps = [
        (
            D::fetch(&tray).is_none(),
            "fetch gives a form, though the tray is empty",
        ),
        (
            D::put(&tray, 5),
            "put refuses a form, though the tray is empty",
        ),
        (
            !D::put(&tray, 6),
            "put accepts a form, though the last one still lies in the tray",
        ),
        (
            tray.form.get() == 5,
            "the form that was put in does not lie in the tray",
        ),
        (
            D::fetch(&tray) == Some(5),
            "fetch does not give the form that was put in",
        ),
        (D::fetch(&tray).is_none(), "fetch gives a form twice"),
        (
            D::put(&tray, 7),
            "put refuses a form, though the last one was fetched",
        ),
    ];
    match steps.into_iter().find(|(holds, _)| !holds) {
        None => Ok(()),
        Some((_, sentence)) => Err(sentence),
    }
}

/// Has one thread hand many forms over to itself, in two trays.
fn in_sequence<D: Desk>(done: &Sequence) -> Result<(), Wrong> {
    let trays = [Tray::new(), Tray::new()];
    for form in 0..MANY {
        for (tray, form) in trays.iter().zip([form, form + MANY]) {
            let handed_over = D::put(tray, form) && D::fetch(tray) == Some(form);
            done.count();
            if !handed_over {
                return Err(Wrong::outcome(format!(
                    "one of two trays does not hand over form {form}, after {} others",
                    form % MANY
                )));
            }
        }
    }
    Ok(())
}
