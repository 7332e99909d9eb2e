//! `lab`: the course on the command line.

use std::process::ExitCode;

use racelab::cli::lab::{self, Command, Course};

fn main() -> ExitCode {
    lab::run(|command| {
        let mut course = Course::here()?;
        match command {
            None => Ok(course.show_map()),
            Some(Command::Tour) => Ok(lab::tour()),
            Some(Command::Next) => Ok(course.show_next()),
            Some(Command::Predict(words)) => course.forward(Some("predict"), &words),
            Some(Command::Run(words)) => course.forward(None, &words),
            Some(Command::Check(words)) => course.check(&words),
            Some(Command::Explore(words)) => course.forward(Some("explore"), &words),
            Some(Command::Play(words)) => course.forward(Some("play"), &words),
            Some(Command::Replay(words)) => course.forward(Some("replay"), &words),
            Some(Command::Measure(words)) => course.measure(&words),
            Some(Command::Hint(words)) => course.hint(&words),
            Some(Command::Watch(choice)) => course.watch(&choice),
            Some(Command::Open(choice)) => course.open(&choice),
            Some(Command::Reset(choice)) => course.reset(&choice),
            Some(Command::Solution { choice, anyway }) => course.solution(&choice, anyway),
            Some(Command::Book) => course.build_book(),
            Some(Command::Doctor) => Ok(course.examine()),
            Some(Command::Grade(words)) => course.instruct("grade", &words),
            Some(Command::Merge(words)) => course.instruct("merge", &words),
            Some(Command::Report(words)) => course.instruct("report", &words),
            Some(Command::Release(words)) => course.instruct("release", &words),
            Some(Command::Verify(words)) => course.instruct("verify", &words),
        }
    })
}
