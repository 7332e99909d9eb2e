//! The command line of a lab's binary.

use std::path::PathBuf;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, FromArgMatches, Subcommand, ValueEnum};

use crate::course::Lab;
use crate::explore::{MemoryModel, Schedule, ScheduleError};

use super::instance::{Instance, Options};
use super::{Error, Refusal, command};

/// The arguments that every lab's binary takes besides the lab's own options.
#[derive(Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) runs: Runs,
    /// When to use colour; auto means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: Color,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// The options of the real runs.
#[derive(Args)]
pub(super) struct Runs {
    /// How many real runs to make [default: about a second's worth]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(super) runs: Option<u64>,
    /// The seed from which the pauses of the threads are derived [default: 1]
    #[arg(long)]
    pub(super) seed: Option<u64>,
    /// Print only the outcomes of the real runs, as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Draw only the outcomes of the real runs, as bars
    #[arg(long, value_name = "FILE", value_parser = drawing, conflicts_with = "json")]
    pub(super) svg: Option<PathBuf>,
}

impl Runs {
    fn given(&self) -> bool {
        self.runs.is_some() || self.seed.is_some() || self.json || self.svg.is_some()
    }
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Ask the lab's question; with an answer, judge it
    Predict(Predict),
    /// Show every execution: how many, which outcomes, an example of each
    ///
    /// The exploration takes at most half a minute. Ctrl-C ends it sooner and shows what it has
    /// covered. If there are many executions, an estimate of their number comes first.
    Explore(Explore),
    /// Show the execution with this schedule
    Replay(Replay),
    /// Be the scheduler: choose which thread moves, step by step, and cause a race
    Play(Play),
    /// Judge your exercise.rs, over all executions
    Check(Check),
    /// Show a hint for the exercise
    Hint(Hint),
}

/// What `predict` takes.
#[derive(Args)]
pub(super) struct Predict {
    /// The letter of your answer
    pub(super) answer: Option<char>,
    /// Show the right answer
    #[arg(long, conflicts_with = "answer")]
    pub(super) tell: bool,
}

#[derive(Args)]
pub(super) struct Explore {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
    /// The memory model: rc11 is Rust's; sc allows interleavings only
    #[arg(long, value_enum, default_value_t, value_name = "MODEL")]
    pub(super) memory_model: Model,
    /// Explore only executions with up to N preemptions, under sequential consistency: for programs
    /// with too many executions
    #[arg(long, value_name = "N", conflicts_with_all = ["memory_model", "graph", "svg", "html"])]
    pub(super) preemptions: Option<usize>,
    /// Use your exercise.rs instead of the demonstration
    #[arg(long)]
    pub(super) exercise: bool,
    /// Write the graph of all states, under sequential consistency: as a drawing if FILE ends in
    /// .svg, as JSON if it ends in .json
    #[arg(long, value_name = "FILE", value_parser = graph)]
    pub(super) graph: Option<PathBuf>,
    /// In a JSON graph, store each part once
    #[arg(long, requires = "graph")]
    pub(super) compact: bool,
    /// In the graph or the page, let a read return an older value as well, where Rust's memory
    /// model allows it: for small programs
    #[arg(long, conflicts_with = "memory_model")]
    pub(super) weak: bool,
    /// Draw the progress graph of two threads, with a path for each outcome
    #[arg(long, value_name = "FILE", value_parser = drawing)]
    pub(super) svg: Option<PathBuf>,
    /// Write a page on which you step the threads, to be opened in a browser
    #[arg(long, value_name = "FILE", value_parser = page, conflicts_with_all = ["graph", "svg", "json"])]
    pub(super) html: Option<PathBuf>,
}

/// What `check` takes.
#[derive(Args)]
pub(super) struct Check {
    /// Write a page with what the check says, and with a walk to what is wrong
    #[arg(long, value_name = "FILE", value_parser = page)]
    pub(super) html: Option<PathBuf>,
}

/// What `hint` takes.
#[derive(Args)]
pub(super) struct Hint {
    /// The number of the hint; the first one without it
    pub(super) number: Option<usize>,
}

#[derive(Args)]
pub(super) struct Replay {
    /// The thread of each step, such as AB2A or ab2a; replay continues a schedule that ends early
    #[arg(value_parser = schedule)]
    pub(super) schedule: Schedule,
    /// Use your exercise.rs instead of the demonstration
    #[arg(long)]
    pub(super) exercise: bool,
    /// Draw the execution as lanes
    #[arg(long, value_name = "FILE", value_parser = drawing)]
    pub(super) svg: Option<PathBuf>,
}

/// The options of `play`.
#[derive(Args, Clone, Debug, Default)]
pub struct Play {
    /// Use your exercise.rs instead of the demonstration
    #[arg(long)]
    pub exercise: bool,
    /// Offer older values to read as well, where Rust's memory model allows them
    #[arg(long)]
    pub weak: bool,
    /// Write a page to play on, to be opened in a browser, instead of playing here
    #[arg(long, value_name = "FILE", value_parser = page)]
    pub html: Option<PathBuf>,
}

/// A memory model, as the student types it.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(super) enum Model {
    #[default]
    Rc11,
    Sc,
}

impl From<Model> for MemoryModel {
    fn from(model: Model) -> Self {
        match model {
            Model::Rc11 => Self::Rc11,
            Model::Sc => Self::Sc,
        }
    }
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Sets when this process prints colour, from here on.
    pub(super) fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// A file name for a drawing.
fn drawing(text: &str) -> Result<PathBuf, String> {
    file(text, &["svg"]).ok_or_else(|| "a drawing is SVG; choose a name that ends in .svg".into())
}

/// A file name for a state graph.
fn graph(text: &str) -> Result<PathBuf, String> {
    file(text, &["svg", "json"])
        .ok_or_else(|| "choose a name that ends in .svg for a drawing, or in .json".into())
}

/// A file for a page.
fn page(text: &str) -> Result<PathBuf, String> {
    file(text, &["html"]).ok_or_else(|| "a page is HTML; choose a name that ends in .html".into())
}

/// A file name whose extension is one of `forms`. A name without an extension, such as /dev/stdout,
/// stands for the last form.
fn file(text: &str, forms: &[&str]) -> Option<PathBuf> {
    let file = PathBuf::from(text);
    let promised = file
        .extension()
        .map(|extension| extension.to_string_lossy());
    promised
        .is_none_or(|promised| forms.contains(&&*promised))
        .then_some(file)
}

fn schedule(text: &str) -> Result<Schedule, ScheduleError> {
    // No two letters of a schedule differ only in case.
    text.to_ascii_uppercase().parse()
}

/// The instance that the lab's own options describe, and all other arguments.
pub(super) type Parsed = (Arc<dyn Instance>, Arguments);

/// Parses the command line; `None` after a request for help, which this prints.
pub(super) fn parse(lab: &Lab, options: &Options) -> Result<Option<Parsed>, Error> {
    let parser = (options.augment)(clap::Command::new(lab.name));
    let mut parser = Arguments::augment_args(parser);
    if let Some(own) = &options.own {
        // For the help only: the lab's own command parses its arguments itself.
        parser = parser.subcommand(clap::Command::new(own.name).about(own.about));
    }
    let Some(matches) = matches(lab, parser)? else {
        return Ok(None);
    };
    if let Some(own) = options.own.as_ref().map(|own| own.name)
        && matches.subcommand_name() == Some(own)
    {
        let help = command(lab, &[own, "--help"]);
        return Err(Refusal::BeforeOwnCommand { own, help }.into());
    }
    let instance = (options.read)(&matches)?;
    let arguments = Arguments::from_arg_matches(&matches)?;
    if arguments.command.is_some() && arguments.runs.given() {
        return Err(Refusal::RunsWithCommand.into());
    }
    arguments.color.apply();
    Ok(Some((instance, arguments)))
}

/// Parses the command line of a lab's binary; `None` after a request for help, which this prints.
pub(super) fn matches(lab: &Lab, parser: clap::Command) -> Result<Option<ArgMatches>, Error> {
    let walkthrough = format!("The walkthrough: {}", lab.chapter());
    let help = match parser.get_after_help().map(ToString::to_string) {
        Some(also) if !also.is_empty() => format!("{also}\n\n{walkthrough}"),
        _ => walkthrough,
    };
    let parser = parser
        .disable_help_subcommand(true)
        .max_term_width(80)
        .bin_name(command(lab, &[]))
        .about(format!("Lab {:02} · {}", lab.number, lab.title))
        .after_help(help);
    or_help(parser.try_get_matches())
}

/// What was parsed; `None` after a request for help, which this prints.
pub(super) fn or_help<T>(parsed: Result<T, clap::Error>) -> Result<Option<T>, Error> {
    match parsed {
        Ok(parsed) => Ok(Some(parsed)),
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {
            anstream::print!("{}", error.render().ansi());
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}
