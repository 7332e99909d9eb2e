//! Every picture of a page is what its command draws.
//!
//! The command stands in a comment above it and ends with the picture's file:
//!
//! ````text
//! <!-- draw: cargo run --bin 05_racy_counter -- replay AB2A --svg docs/pictures/NAME.svg -->
//! ![what it shows](docs/pictures/NAME.svg)
//! ````
//!
//! Real runs are never the same twice. So a picture of them is drawn from runs that the same
//! command has recorded, with `--json` in place of `--svg` and the file; behind the command
//! stands `; recorded: docs/pictures/NAME.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use racelab::course::LABS;
use racelab::view::{Rating, Row, Subject, counted, histogram};
use serde_json::Value;

use crate::pages;
use crate::support::{is_stub, root, run, side_by_side, stderr};

/// A picture, and how it is made.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Picture {
    /// From the root of the course, as the command names it.
    file: String,
    lab: String,
    /// Behind the name of the lab, up to the file.
    arguments: Vec<String>,
    /// The recorded runs that it shows.
    recorded: Option<String>,
}

impl Picture {
    /// Reads the comment above a picture.
    fn of(comment: &str) -> Option<Self> {
        let command = comment.strip_prefix("<!-- draw: cargo run --bin ")?;
        let command = command.strip_suffix(" -->")?;
        let (command, recorded) = match command.split_once("; recorded: ") {
            Some((command, recorded)) => (command, Some(recorded.to_owned())),
            None => (command, None),
        };
        let (lab, arguments) = command.split_once(" -- ")?;
        let mut arguments: Vec<_> = arguments.split(' ').map(str::to_owned).collect();
        let file = arguments.pop()?;
        Some(Self {
            file,
            lab: lab.to_owned(),
            arguments,
            recorded,
        })
    }

    /// What the command draws; `None` if the lab does not compile.
    fn drawn(&self) -> Option<String> {
        if let Some(recorded) = &self.recorded {
            return Some(self.of_runs(&read(root().join(recorded))));
        }
        let name = Path::new(&self.file)
            .file_name()
            .expect("a file has a name");
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let mut arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        arguments.push(file.to_str().expect("a plain path"));
        let output = run(&self.lab, &arguments)?;
        assert!(
            output.status.success(),
            "{}: {}",
            self.file,
            stderr(&output)
        );
        Some(read(file))
    }

    /// The picture of real runs, from their JSON.
    fn of_runs(&self, json: &str) -> String {
        let runs: Value = serde_json::from_str(json).expect("a recording is JSON");
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let number = |value: &Value| value.as_u64().expect("a number");
        assert_eq!(
            text(&runs["lab"]),
            self.lab,
            "{} is of another lab",
            self.file
        );
        let rows = runs["outcomes"].as_array().expect("outcomes").iter();
        let rows: Vec<Row> = rows
            .map(|row| Row {
                outcome: text(&row["outcome"]),
                count: number(&row["runs"]),
                rating: match text(&row["rating"]).as_str() {
                    "expected" => Rating::Expected,
                    "interesting" => Rating::Interesting,
                    _ => Rating::Forbidden,
                },
                sentence: text(&row["sentence"]),
                schedule: None,
            })
            .collect();
        let lab = LABS.iter().find(|lab| lab.name == self.lab);
        let subject = Subject {
            title: lab.expect("the lab exists").title.to_owned(),
            program: text(&runs["program"]),
            outcome: text(&runs["name"]),
            ..Subject::default()
        };
        let made = counted(number(&runs["runs"]), "real run");
        let made = format!("{made}, seed {}", number(&runs["seed"]));
        let number = |row: &Row| row.outcome.parse().ok();
        let rows = histogram::gathered(&rows, histogram::ROWS, number);
        histogram::svg(&subject, &made, &rows)
    }
}

fn read(file: PathBuf) -> String {
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The pictures of all pages, each once, with the pages that show it.
fn pictures() -> BTreeMap<Picture, Vec<String>> {
    let mut found: BTreeMap<Picture, Vec<String>> = BTreeMap::new();
    for page in pages() {
        let text = read(page.clone());
        let mut above = "";
        for (number, line) in (1..).zip(text.lines()) {
            let place = format!("{}:{number}", page.display());
            let comment = std::mem::replace(&mut above, line);
            let Some((alternative, link)) = line
                .strip_prefix("![")
                .and_then(|rest| rest.strip_suffix(')'))
                .and_then(|rest| rest.split_once("]("))
            else {
                assert!(
                    !line.contains(".svg)"),
                    "{place}: a picture has a line of its own"
                );
                let without = comment.starts_with("<!-- draw: ");
                assert!(!without, "{place}: the picture must follow the command");
                continue;
            };
            let words = alternative.split(' ').count();
            assert!(words >= 12, "{place}: say what the picture shows");
            let picture = Picture::of(comment);
            let picture = picture.unwrap_or_else(|| panic!("{place}: what draws {link}?"));
            let shown = page.parent().expect("a page is in a folder").join(link);
            assert_eq!(shown, root().join(&picture.file), "{place}: another file");
            found.entry(picture).or_default().push(place);
        }
    }
    found
}

/// `BLESS=1` draws them anew.
#[test]
fn every_picture_is_what_its_command_draws() {
    let pictures: Vec<_> = pictures().into_iter().collect();
    assert!(pictures.len() > 5, "only {} pictures", pictures.len());
    side_by_side(&pictures, |(picture, places)| {
        let Some(drawn) = picture.drawn() else {
            return;
        };
        let file = root().join(&picture.file);
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(file.parent().expect("it is in a folder")).unwrap();
            fs::write(&file, drawn).unwrap();
            return;
        }
        let is_same = read(file) == drawn;
        assert!(
            is_same,
            "{}: BLESS=1 draws it anew ({places:?})",
            picture.file
        );
    });
}

#[test]
fn every_file_beside_the_pictures_is_of_one() {
    let mut used = BTreeSet::new();
    for picture in pictures().into_keys() {
        used.extend(picture.recorded);
        used.insert(picture.file);
    }
    for entry in fs::read_dir(root().join("docs/pictures")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let file = format!("docs/pictures/{name}");
        assert!(used.contains(&file), "no page shows {file}");
    }
}

/// A picture has a light and a dark scheme, means the same without colours, and has words for a
/// screen reader.
#[test]
fn every_picture_has_both_schemes_and_words() {
    for picture in pictures().into_keys() {
        let svg = read(root().join(&picture.file));
        for part in [
            "prefers-color-scheme: dark",
            "role=\"img\"",
            "<title id=\"title\">",
            "<desc id=\"description\">",
        ] {
            assert!(svg.contains(part), "{} has no {part}", picture.file);
        }
        // Every colour comes from the style sheet, which has each twice.
        let (_, shapes) = svg.split_once("</style>").expect("a style sheet");
        assert!(
            !shapes.contains("=\"#"),
            "{} has its own colours",
            picture.file
        );
    }
}

/// The README of a lab that can be explored offers both drawings, of instances that are small
/// enough.
#[test]
fn every_explored_lab_says_how_to_draw_it() {
    let mut commands = Vec::new();
    for lab in LABS {
        let readme = read(root().join("labs").join(lab.name).join("README.md"));
        if !readme.contains(" -- explore") {
            continue;
        }
        for option in ["--svg ", "--graph "] {
            assert!(readme.contains(option), "{}: no {option}", lab.name);
        }
        let start = format!("`cargo run --bin {} -- ", lab.name);
        let rest = readme.split(&start).skip(1);
        let typed = rest.filter_map(|rest| rest.split('`').next());
        // What it costs to measure, the tests of the labs pay once.
        let drawing = typed.filter(|c| c.ends_with(".svg") && !c.starts_with("measure "));
        let drawing = drawing.filter(|c| is_stub(lab) || !c.contains("--exercise"));
        commands.extend(drawing.map(|command| (lab.name, command.to_owned())));
    }
    assert!(commands.len() > 10, "{commands:?}");
    side_by_side(&commands, |(lab, command)| {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        let name = arguments.pop().expect("a file comes last");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let file = folder.join(format!("readme-{lab}-{name}"));
        arguments.push(file.to_str().expect("a plain path"));
        let Some(output) = run(lab, &arguments) else {
            return;
        };
        assert!(output.status.success(), "{command}: {}", stderr(&output));
        assert!(read(file).starts_with("<svg "), "{command}");
    });
}
