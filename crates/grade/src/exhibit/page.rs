//! The page of a failing lab: what the student is told, with a walk to what is wrong.

use std::path::Path;

use racelab::confine::Confinement;
use racelab::course::Lab;
use racelab::examination;
use racelab::view::page::Figure;

use crate::report::{harmless, one_line, title};
use crate::{Record, sandbox};

use super::judge::limits;

/// The page of this record; without the walk if the binary is missing or does not make one.
pub(super) fn page(lab: &'static Lab, record: &Record, binary: Option<&Path>) -> Figure {
    let judged = record.checks.iter().find(|check| !check.holds);
    Figure {
        id: format!("{:02}", lab.number),
        lead: format!("{} · {}", one_line(&record.student), record.ruling),
        title: title(record),
        program: judged.map_or_else(String::new, |check| check.name.clone()),
        heading: "What the check says".to_owned(),
        text: harmless(&record.message),
        stays: true,
        // The grade is known. What this run does, and how it ends, changes nothing about it.
        graph: binary.and_then(|binary| walk(lab, binary)),
    }
}

/// The walk that the check of this binary makes, in a run of its own.
fn walk(lab: &'static Lab, binary: &Path) -> Option<String> {
    let confinement = sandbox::around(Confinement::new(limits(lab)), lab, binary).ok()?;
    let figure = examination::figure(confinement, binary).ok()?;
    figure?.graph
}
