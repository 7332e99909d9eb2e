//! The table of points in a terminal.

use racelab::view::counted;
use racelab::view::screen::{BAD, FAINT, GOOD, ODD, STRONG, paragraph, styled, wrap};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::{Record, Ruling};

use super::{by_student, labs, one_line, place_of, points, sorted, title};

/// The largest width of a student's name.
const NAME: usize = 20;

/// The table of points, at most `width` columns wide, grader faults first. For one student it has a
/// line for each lab, for several students a line for each student.
pub fn table(records: &[Record], width: usize) -> String {
    let records = sorted(records);
    let mut text = faulty(&records, width);
    let students = by_student(&records).count();
    match students {
        0 => text += "  Nothing was graded.\n",
        1 => text += &of_one(&records, width),
        _ => text += &of_many(&records, width),
    }
    text
}

/// The grader faults, each with its sentence.
fn faulty(records: &[&Record], width: usize) -> String {
    let faults: Vec<_> = records
        .iter()
        .filter(|r| r.ruling == Ruling::GraderFault)
        .collect();
    if faults.is_empty() {
        return String::new();
    }
    let many = counted(faults.len() as u64, "grader fault");
    let note = "These are not the students' faults, and cost no points. Fix the causes below, then \
                run the same command again: it grades only these labs.";
    let mut text = format!("  {}\n{}", styled(BAD, many), paragraph(note, 2, width));
    for record in faults {
        let (student, lab) = (one_line(&record.student), one_line(&record.lab));
        let sentence = format!("{student}, {lab}: {}", one_line(&record.sentence));
        text += &paragraph(&sentence, 4, width);
    }
    text + "\n"
}

/// A student's labs, a line each.
fn of_one(records: &[&Record], width: usize) -> String {
    let names: Vec<_> = records.iter().map(|record| title(record)).collect();
    let name = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let rulings = records.iter().map(|record| record.ruling.name().len());
    let taken = 2 + 2 + 10 + 2 + rulings.max().unwrap_or(0);
    let name = name.min(width.saturating_sub(taken).max(6));
    let student = records.first().map_or("", |record| &record.student);
    let mut text = format!("  {}\n", styled(STRONG, cut(&one_line(student), width - 2)));
    for (record, title) in records.iter().zip(&names) {
        let points = format!("{} of {}", points(record.earned()), points(record.worth()));
        let ruling = styled(style(record.ruling), record.ruling);
        text += &format!("  {:name$}  {points:>10}  {ruling}\n", cut(title, name));
    }
    let sum = format!("{} of {}", points(earned(records)), points(worth(records)));
    let sum = styled(STRONG, format_args!("{sum:>10}"));
    text + &format!("  {:name$}  {sum}\n", "points")
}

/// Students, a line each; folded where the labs do not fit next to each other.
fn of_many(records: &[&Record], width: usize) -> String {
    let labs = labs(records);
    let students: Vec<_> = by_student(records).collect();
    let names = students.iter().map(|of| one_line(&of[0].student).width());
    let name = names.max().unwrap_or(0).clamp(7, NAME);
    let cells = records.iter().map(|record| cell(record).chars().count());
    let cell_width = cells.max().unwrap_or(0).max(2) + 2;
    let sums = students.iter().map(|of| sum(of).chars().count());
    let sum_width = sums.max().unwrap_or(0).max(6) + 2;
    let room = width.saturating_sub(2 + name + sum_width) / cell_width;
    let blocks: Vec<_> = labs.chunks(room.max(1)).collect();
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        let is_last = at + 1 == blocks.len();
        let mut head = format!("  {:name$}", "student");
        head.extend(
            block
                .iter()
                .map(|lab| format!("{:>cell_width$}", number(lab))),
        );
        if is_last {
            head += &format!("{:>sum_width$}", "points");
        }
        text += &format!("{}\n", styled(STRONG, head));
        for of_student in &students {
            let shown = cut(&one_line(&of_student[0].student), name);
            text += &format!("  {shown}{:1$}", "", name - shown.width());
            for lab in *block {
                let record = of_student.iter().find(|record| record.lab == *lab);
                let shown = record.map_or(String::new(), |record| cell(record));
                let shown = format!("{shown:>cell_width$}");
                text += &match record {
                    Some(record) => styled(style(record.ruling), shown),
                    None => shown,
                };
            }
            if is_last {
                text += &format!("{:>sum_width$}", sum(of_student));
            }
            text.push('\n');
        }
        text.push('\n');
    }
    text + &legend(records, width)
}

/// The contents of a cell: the points, or a sign if there is nothing to judge.
fn cell(record: &Record) -> String {
    match record.ruling {
        Ruling::GraderFault => "!".to_owned(),
        ruling if ruling.is_unstarted() => "-".to_owned(),
        _ => points(record.earned()),
    }
}

/// The meaning of the signs in the table.
fn legend(records: &[&Record], width: usize) -> String {
    let has = |is: fn(Ruling) -> bool| records.iter().any(|record| is(record.ruling));
    let mut signs = vec!["the numbers are points"];
    if has(Ruling::is_unstarted) {
        signs.push("- is not started or missing");
    }
    if has(|ruling| ruling == Ruling::GraderFault) {
        signs.push("! is a grader fault");
    }
    let lines = wrap(&signs.join("; "), width.saturating_sub(2));
    lines
        .iter()
        .map(|line| format!("  {}\n", styled(FAINT, line)))
        .collect()
}

fn sum(records: &[&Record]) -> String {
    format!("{} of {}", points(earned(records)), points(worth(records)))
}

fn earned(records: &[&Record]) -> u32 {
    records.iter().map(|record| record.earned()).sum()
}

fn worth(records: &[&Record]) -> u32 {
    records.iter().map(|record| record.worth()).sum()
}

/// A lab's number, or if it has none the beginning of its name.
fn number(lab: &str) -> String {
    match place_of(lab) < racelab::course::LABS.len() {
        true => lab.chars().take(2).collect(),
        false => cut(&one_line(lab), 4),
    }
}

/// The beginning of the text, at most `width` columns wide.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    // A letter and its accent may be two characters and one column.
    for c in text.chars() {
        if kept.width() + c.width().unwrap_or(0) >= width {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

fn style(ruling: Ruling) -> anstyle::Style {
    match ruling {
        ruling if ruling.passes() => GOOD,
        ruling if ruling.is_unstarted() => FAINT,
        Ruling::GraderFault => ODD,
        _ => BAD,
    }
}
