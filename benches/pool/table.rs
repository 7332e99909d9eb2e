//! The rows of the table, and their measurement: all pools in turn.

use std::io::{self, Write};

use racelab::process::Result;

use crate::floor::ping_pong;
use crate::ours::{apply, map, memory, ready};
use crate::peers::Peer;
use crate::processor::on_one_processor;

/// The number of measurements of each row.
const ROUNDS: usize = 7;

/// A row of the table.
struct Row {
    /// Its name, as the script for Python knows it.
    name: &'static str,
    /// The title of its figures.
    title: &'static str,
    unit: Unit,
    ours: fn() -> Result<f64>,
}

enum Unit {
    Milliseconds,
    Microseconds,
    Nanoseconds,
    Kibibytes,
}

impl Unit {
    fn show(&self, figure: f64) -> String {
        match self {
            Unit::Milliseconds => format!("{:.2} ms", figure * 1e3),
            Unit::Microseconds => format!("{:.1} us", figure * 1e6),
            Unit::Nanoseconds => format!("{:.0} ns", figure * 1e9),
            Unit::Kibibytes => format!("{:.0} KiB", figure / 1024.0),
        }
    }
}

const ROWS: &[Row] = &[
    Row {
        name: "ready 4",
        title: "4 workers ready",
        unit: Unit::Milliseconds,
        ours: || ready(4),
    },
    Row {
        name: "ready 40",
        title: "40 workers ready",
        unit: Unit::Milliseconds,
        ours: || ready(40),
    },
    Row {
        name: "apply",
        title: "apply, one processor",
        unit: Unit::Microseconds,
        ours: || on_one_processor(apply),
    },
    Row {
        name: "map",
        title: "map of 1,000,000, a task",
        unit: Unit::Nanoseconds,
        ours: || map(1_000_000, None),
    },
    Row {
        name: "map by one",
        title: "map in chunks of 1, a task",
        unit: Unit::Microseconds,
        ours: || map(20_000, Some(1)),
    },
    Row {
        name: "memory",
        title: "private memory of a worker",
        unit: Unit::Kibibytes,
        ours: memory,
    },
];

/// Measures the selected rows, and prints them.
pub(crate) fn print() -> io::Result<()> {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let mut peers = [Peer::python(), Peer::procspawn()];
    let mut out = anstream::stdout();
    writeln!(out, "{ROUNDS} rounds of each, in turn; the least of each\n")?;
    for peer in peers.iter().filter(|peer| peer.running.is_none()) {
        writeln!(out, "{}: {}\n", peer.name, peer.absent)?;
    }
    write!(out, "{:<28}{:>12}", "", "racelab")?;
    for peer in peers.iter().filter(|peer| peer.running.is_some()) {
        write!(out, "{:>12}{:>8}", peer.name, "ratio")?;
    }
    writeln!(out)?;
    for row in ROWS {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == row.name) {
            continue;
        }
        let (mut ours, mut floor) = (f64::INFINITY, f64::INFINITY);
        let mut theirs = [f64::INFINITY; 2];
        for _ in 0..ROUNDS {
            ours = ours.min((row.ours)().map_err(io::Error::other)?);
            if row.name == "apply" {
                let figure = on_one_processor(ping_pong).map_err(io::Error::other)?;
                floor = floor.min(figure);
            }
            for (peer, least) in peers.iter_mut().zip(&mut theirs) {
                *least = least.min(peer.measure(row.name).unwrap_or(f64::INFINITY));
            }
        }
        write!(out, "{:<28}{:>12}", row.title, row.unit.show(ours))?;
        for (peer, figure) in peers.iter().zip(theirs) {
            match figure {
                f64::INFINITY if peer.running.is_none() => {}
                // The peer has stopped, and has printed the reason on its standard error.
                f64::INFINITY => write!(out, "{:>12}{:>8}", "-", "-")?,
                _ => write!(out, "{:>12}{:>8.2}", row.unit.show(figure), ours / figure)?,
            }
        }
        writeln!(out)?;
        if floor.is_finite() {
            let title = "  of that, the floor";
            writeln!(
                out,
                "{title:<28}{:>12}    ours is {:.1} times that",
                row.unit.show(floor),
                ours / floor
            )?;
        }
    }
    Ok(())
}
