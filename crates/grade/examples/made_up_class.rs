//! Makes a class to try the grader on, and to measure it with.
//!
//! ```console
//! $ cargo run -p racelab-grade --example made_up_class -- ../class 100
//! $ time cargo lab grade ../class/* --out ../grades.jsonl --csv ../grades.csv
//! ```
//!
//! Each student submits ten labs. Of twenty exercises one does not end, one is still the
//! stub, one does not compile, eight are solutions, and the others come from
//! `tests/submissions/`. The class is the same in each run.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use racelab::course::{self, LABS, Lab};

/// How many labs each student submits.
const EACH: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments
        .next()
        .ok_or("name a folder, and how many students")?;
    let students: usize = arguments.next().ok_or("say how many students")?.parse()?;
    let root = course::root()?;
    for student in 1..=students {
        let place = Path::new(&folder).join(format!("student_{student:03}"));
        fs::create_dir_all(&place)?;
        for (at, lab) in LABS.iter().take(EACH).enumerate() {
            // One more than the number of labs, so that no lab always gets the same kind.
            let number = student * (EACH + 1) + at;
            let source = exercise(&root, lab, number)?;
            fs::write(place.join(format!("{}.rs", lab.name)), source)?;
        }
    }
    Ok(())
}

/// The exercise with this number.
fn exercise(root: &Path, lab: &Lab, number: usize) -> Result<String, Box<dyn Error>> {
    let read = |file: String| fs::read_to_string(root.join(file));
    let solution = || read(lab.solution());
    Ok(match number % 20 {
        0 => endless(&solution()?),
        1 => read(lab.stub())?,
        2 => solution()? + "\nfn missing_brace() {\n",
        3..=10 => solution()?,
        _ => {
            let folder = root.join("tests/submissions").join(lab.name);
            let files = fs::read_dir(folder)?.map(|file| file.map(|file| file.path()));
            let mut files: Vec<PathBuf> = files.collect::<Result<_, _>>()?;
            files.sort();
            fs::read_to_string(&files[number / 20 % files.len()])?
        }
    })
}

/// The solution, changed so that no function returns.
fn endless(solution: &str) -> String {
    let mut text = String::new();
    let mut is_head = false;
    for line in solution.lines() {
        is_head |= line
            .trim_start()
            .trim_start_matches("pub ")
            .starts_with("fn ");
        text.push_str(line);
        if is_head && line.trim_end().ends_with('{') {
            text.push_str(" loop {}");
            is_head = false;
        }
        text.push('\n');
    }
    text
}
