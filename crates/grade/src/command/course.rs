//! `release` and `verify`: the course itself.

use std::path::Path;
use std::process::ExitCode;

use indicatif::ProgressBar;
use racelab::course::{self, LABS};
use racelab::view::counted;
use racelab::view::screen::{BAD, GOOD, paragraph, styled, width};
use racelab_grade::release::release as copy;
use racelab_grade::verify::{self, BrokenPromise};
use racelab_grade::{Level, Workshop};

use super::Error;
use super::pace::{TICK, style};
use super::voice::note;

/// The template of `verify`'s progress bar.
const PACE: &str = "  {spinner} {bar:24} {pos} of {len} answers judged";

/// Makes the student's copy.
///
/// # Errors
///
/// If it cannot be made there.
pub(crate) fn release(folder: &Path) -> Result<ExitCode, Error> {
    let release = copy(&course::root()?, folder)?;
    if !release.left.is_empty() {
        note(&format!(
            "not released, because these are not part of the course: {}",
            release.left.join(", ")
        ));
    }
    let text = format!(
        "Wrote {} into {}: the course without solutions, wrong fixes, and the tests of both. Have \
         a look at it before you give it away: run `cargo test` there.",
        counted(release.files as u64, "file"),
        folder.display()
    );
    anstream::print!("{}", paragraph(&text, 2, width()));
    Ok(ExitCode::SUCCESS)
}

/// Checks that the course is intact. The status is 1 if it is not.
///
/// # Errors
///
/// If there is no course, or it cannot be built.
pub(crate) fn verify() -> Result<ExitCode, Error> {
    let root = course::root()?;
    let place = Workshop::place(&root)?;
    let mut broken = 0_u64;
    let say = |finding: &BrokenPromise| {
        let sentence = paragraph(&finding.to_string(), 11, width());
        let name = styled(BAD, "problem");
        anstream::print!("  {name}  {}", sentence.trim_start());
    };
    // On standard error, if that is a terminal, because it takes minutes.
    let bar = ProgressBar::new(0).with_style(style(PACE));
    let found = verify::verify(
        &root,
        &place,
        &mut |finding| {
            broken += 1;
            bar.suspend(|| say(finding));
        },
        &mut |done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            bar.enable_steady_tick(TICK);
        },
    );
    bar.finish_and_clear();
    found?;
    let level = Level::here().to_string();
    anstream::print!("{}", paragraph(&level, 2, width()));
    let labs = counted(LABS.len() as u64, "lab");
    match broken {
        0 => anstream::println!("  {}  {labs}: the course is intact.", styled(GOOD, "ok")),
        _ => {
            let problems = counted(broken, "problem");
            anstream::println!("\n  {problems} in {labs}. Fix that, then verify again.");
        }
    }
    Ok(ExitCode::from(u8::from(broken > 0)))
}
