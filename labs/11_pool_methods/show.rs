//! The demonstration: the notebook's table, with each cell observed on a running pool.

use std::error::Error;

use labs::lab_11;
use racelab::cli::{self, Notice, Program, Question};
use racelab::proof::Report;
use racelab::view::screen::{paragraph, width};
use racelab::view::table;

use crate::exercise::Exercise;
use crate::observe::{METHODS, Method, Observed, Order, observe};

/// The options of the demonstration.
#[derive(clap::Args)]
pub(crate) struct Methods {
    /// How many processes the pool has
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(2..=16))]
    processes: u16,
    /// Print the observations, as JSON
    #[arg(long)]
    json: bool,
}

impl Program for Methods {
    const LAB: &'static str = "11_pool_methods";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const QUESTION: Question = Question {
        text: "A program makes eight calls of apply_async on a pool of four processes. Then it \
               calls get on the eight handles, from the first to the last. In which order do \
               the results come?",
        choices: &[
            "in the order of the calls",
            "in the order in which the tasks are finished",
            "in no order that can be relied on",
        ],
        right: 0,
        because: "Each call returns its own handle, and get on the first handle waits for the \
                  first result, however long that takes. Callbacks come in the order of \
                  completion, and so do the results of imap_unordered.",
        shown_by: &["--processes", "4"],
    };

    fn show(&self) -> Result<(), Box<dyn Error>> {
        let notice = Notice::new("Observing the methods of a pool.");
        let observed = METHODS.map(|method| {
            notice.say(&format!(
                "Observing the methods of a pool: {}.",
                name(method)
            ));
            let observed = observe(method, self.processes.into());
            observed.map(|observed| (method, observed))
        });
        let observed = observed.into_iter().collect::<Result<Vec<_>, _>>()?;
        drop(notice);
        match self.json {
            true => print(&observed),
            false => self.tell(&observed),
        }
        Ok(())
    }

    fn check() -> Report {
        lab_11::check::<Exercise>()
    }
}

/// The columns of each cell of the table.
const CELLS: [usize; 5] = [22, 11, 14, 14, 0];

impl Methods {
    fn tell(&self, observed: &[(Method, Observed)]) {
        anstream::println!("{}", cli::heading(Self::LAB));
        let text = format!(
            "{} tasks on {} processes with each method, as the pool's log shows them:",
            2 * self.processes,
            self.processes
        );
        anstream::println!("{}", paragraph(&text, 2, width()));
        let heads = ["", "arguments", "concurrent", "blocking", "ordered"];
        let heads: Vec<_> = heads
            .iter()
            .zip(CELLS)
            .map(|(h, n)| format!("{h:n$}"))
            .collect();
        let rows = observed.iter().map(|(method, observed)| {
            let [arguments, concurrent, blocking, ordered] = cells(*method, observed);
            let cells = [
                name(*method).to_owned(),
                arguments,
                concurrent,
                blocking,
                ordered,
            ];
            let cells = cells
                .iter()
                .zip(CELLS)
                .map(|(cell, n)| format!("{cell:n$}"));
            cells.collect::<Vec<_>>()
        });
        let rows: Vec<_> = rows.collect();
        anstream::println!("{}", table(&heads, &rows, width()));
        for (head, meaning) in [
            ("arguments", "how many the function gets; one may be a pair"),
            (
                "concurrent",
                "how many workers were at work at the same time",
            ),
            (
                "blocking",
                "how many tasks were finished when the call returned; a loop over imap waits \
                 later, for one result at a time",
            ),
            (
                "ordered",
                "the order of the results: as asked, or as finished",
            ),
        ] {
            let meaning = paragraph(meaning, 14, width());
            anstream::print!("  {head:12}{}", meaning.trim_start());
        }
        let note = "* The notebook's table differs. apply_async takes several arguments. Calls of \
                    apply keep the order, and so does get on one handle after the other. Of the \
                    notebook's four methods, only callbacks come as finished.";
        anstream::println!("\n{}", paragraph(note, 2, width()));
        anstream::print!("{}", cli::next(Self::LAB));
    }
}

/// The method's name in the table.
fn name(method: Method) -> &'static str {
    match method {
        Method::Apply => "apply",
        Method::ApplyAsync => "apply_async, get",
        Method::Callback => "apply_async, callback",
        Method::Map => "map",
        Method::MapAsync => "map_async",
        Method::Starmap => "starmap",
        Method::Imap => "imap",
        Method::ImapUnordered => "imap_unordered",
    }
}

/// What the notebook's table says: multiple arguments, concurrence, blocking, ordered
/// results. It knows four methods.
fn notebook(method: Method) -> Option<[bool; 4]> {
    match method {
        Method::Map => Some([false, true, true, true]),
        Method::Apply => Some([true, false, true, false]),
        Method::MapAsync => Some([false, true, false, true]),
        Method::ApplyAsync => Some([false, true, false, false]),
        _ => None,
    }
}

/// The observations, in the notebook's words and in numbers, with a star where the
/// notebook differs.
fn cells(method: Method, observed: &Observed) -> [String; 4] {
    let (at_work, processes) = observed.at_work;
    let (done, asked) = observed.done;
    let seen = [
        (observed.arguments > 1, observed.arguments.to_string()),
        (at_work > 1, format!("{at_work} of {processes}")),
        (observed.is_blocking(), format!("{done} of {asked}")),
        (
            observed.order == Order::Asked,
            order(observed.order).to_owned(),
        ),
    ];
    let mut column = 0;
    seen.map(|(holds, figures)| {
        let word = if holds { "yes" } else { "no" };
        let differs = notebook(method).is_some_and(|said| said[column] != holds);
        column += 1;
        let star = if differs { "*" } else { "" };
        format!("{:5}{figures}", format!("{word}{star}"))
    })
}

fn order(order: Order) -> &'static str {
    match order {
        Order::Asked => "as asked",
        Order::Finished => "as finished",
        Order::Neither => "neither",
    }
}

fn print(observed: &[(Method, Observed)]) {
    let methods = observed.iter().map(|(method, observed)| {
        format!(
            "    {{\"method\": \"{}\", \"arguments\": {}, \"at_work\": {}, \"processes\": {}, \
             \"done_at_return\": {}, \"asked\": {}, \"results\": \"{}\"}}",
            name(*method),
            observed.arguments,
            observed.at_work.0,
            observed.at_work.1,
            observed.done.0,
            observed.done.1,
            order(observed.order)
        )
    });
    anstream::println!(
        "{{\n  \"schema\": 1,\n  \"lab\": \"{}\",\n  \"methods\": [\n{}\n  ]\n}}",
        Methods::LAB,
        methods.collect::<Vec<_>>().join(",\n")
    );
}
