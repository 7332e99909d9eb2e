//! The source of a program, with a mark at the line of each thread.
//!
//! ```text
//!   check.rs
//!     B>   31  let seen = x.load(Relaxed);
//!          32  pauses.pause();
//!     A>   33  x.store(seen + addend, Relaxed);
//! ```

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use crate::explore::SourceLine;

use super::screen::{FAINT, STRONG, columns, styled};

/// If two lines are so far apart or less, the lines between them are shown too.
const GAP: usize = 4;

/// The most lines of one file, so that a screen of 24 lines has room for the threads as well.
/// If there are more, only lines near a thread are shown.
const MOST: usize = 12;

/// The lines of a program with operations. They are read from the path that the
/// compiler recorded, relative to this folder or to one above; a file that is not
/// there is left out.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// By name.
    files: Vec<(&'static str, File)>,
}

#[derive(Clone, Debug)]
struct File {
    text: Vec<String>,
    /// The lines that operate on memory or locks, from 1.
    lines: BTreeSet<usize>,
}

impl Source {
    /// The source of these places.
    pub fn of(places: impl IntoIterator<Item = SourceLine>) -> Self {
        let mut source = Self::default();
        for place in places {
            source.add(place);
        }
        source
    }

    /// Adds a place.
    pub fn add(&mut self, place: SourceLine) {
        let at = self.files.partition_point(|(name, _)| *name < place.file);
        if self
            .files
            .get(at)
            .is_none_or(|(name, _)| *name != place.file)
        {
            let file = File {
                text: read(place.file),
                lines: BTreeSet::new(),
            };
            self.files.insert(at, (place.file, file));
        }
        let (_, file) = &mut self.files[at];
        let line = place.line as usize;
        if (1..=file.text.len()).contains(&line) {
            file.lines.insert(line);
        }
    }

    /// The lines, with the letters of the threads at each line in the margin;
    /// as many lines as needed, each ended. The margin has room for `most` letters.
    pub fn with(&self, threads: &[(char, SourceLine)], most: usize, width: usize) -> String {
        let mut text = String::new();
        for (name, file) in &self.files {
            let here = threads.iter().filter(|(_, place)| place.file == *name);
            let here: Vec<_> = here.map(|&(t, place)| (t, place.line as usize)).collect();
            if file.lines.is_empty() || (here.is_empty() && self.files.len() > 1) {
                continue;
            }
            let short = name.rsplit(['/', '\\']).next().unwrap_or(name);
            text += &format!("  {}\n", styled(FAINT, short));
            text += &file.with(&here, most.max(threads.len()), width);
        }
        text
    }
}

/// The source lines of these places, each once, after the name of the place; lines
/// that cannot be read are left out.
///
/// ```text
///   exercise.rs:16  let seen = self.value.get();
/// ```
pub fn quoted(places: &[SourceLine], width: usize) -> String {
    let names = places.iter().map(|place| columns(&place.to_string()));
    let name = names.max().unwrap_or(0);
    let mut told = Vec::new();
    let mut text = String::new();
    for place in places {
        let lines = read(place.file);
        let line = (place.line as usize)
            .checked_sub(1)
            .and_then(|at| lines.get(at));
        let here = (place.file, place.line);
        let Some(code) = line.filter(|_| !told.contains(&here)) else {
            continue;
        };
        told.push(here);
        let left = format!("  {:name$}  ", place.to_string());
        let room = width.saturating_sub(columns(&left));
        text += &styled(FAINT, left);
        text += &cut(code.trim(), room);
        text.push('\n');
    }
    text
}

/// These lines of a file and as many around each as `beside` says, with their numbers and
/// without the indentation that all of them have; none if the file cannot be read.
pub(super) fn around(file: &str, lines: &BTreeSet<usize>, beside: usize) -> Vec<(usize, String)> {
    let text = read(file);
    let within = |line: usize, beside: usize| {
        let first = line.saturating_sub(beside);
        lines.range(first..=line + beside).next().is_some()
    };
    // One line that would be missing between two others is shown as well.
    let near = |line: usize| {
        within(line, beside) || line > 1 && within(line - 1, beside) && within(line + 1, beside)
    };
    let blank = |line: usize| text.get(line - 1).is_none_or(|code| code.trim().is_empty());
    let is_edge =
        |line: usize| line > 1 && !near(line - 1) || !near(line + 1) || line == text.len();
    let is_mark = |code: &&String| !code.trim_start().starts_with("// ANCHOR");
    let shown = (1..).zip(&text).filter(|(line, _)| near(*line));
    let shown = shown.filter(|(line, _)| !(blank(*line) && is_edge(*line)));
    let shown: Vec<(usize, &String)> = shown.filter(|(_, code)| is_mark(code)).collect();
    let least = shown.iter().filter_map(|(_, code)| indent(code)).min();
    let cut = |code: &str| {
        code.get(least.unwrap_or(0)..)
            .unwrap_or_default()
            .to_owned()
    };
    let shown = shown.into_iter();
    shown.map(|(line, code)| (line, cut(code))).collect()
}

/// The beginning of a line of code that fits.
fn cut(code: &str, room: usize) -> String {
    if code.chars().count() <= room {
        return code.to_owned();
    }
    let beginning = code.chars().take(room.saturating_sub(3));
    beginning.collect::<String>() + "..."
}

impl File {
    fn with(&self, here: &[(char, usize)], letters: usize, width: usize) -> String {
        let shown = self.shown(here);
        let indents = shown
            .iter()
            .filter_map(|&line| indent(&self.text[line - 1]));
        let indent = indents.min().unwrap_or(0);
        let mut text = String::new();
        let mut before = None;
        for line in shown {
            let between = before.map_or(line..line, |before| before + 1..line);
            if between.into_iter().any(|line| !self.is_mark(line)) {
                text += &format!("  {:letters$}     ...\n", "");
            }
            before = Some(line);
            let standing = here.iter().filter(|(_, at)| *at == line);
            let mut mark: String = standing.map(|(letter, _)| *letter).collect();
            let arrow = if mark.is_empty() { " " } else { ">" };
            mark = format!("{mark:>letters$}{arrow}");
            let mut row = format!("  {} {line:>4}  ", styled(STRONG, mark));
            let code = self.text[line - 1].get(indent..).unwrap_or_default();
            let room = width.saturating_sub(columns(&row));
            row += &cut(code, room);
            text += row.trim_end();
            text.push('\n');
        }
        text
    }

    /// The lines to show: those with operations, the lines between two near ones,
    /// and the line before each group.
    fn shown(&self, here: &[(char, usize)]) -> Vec<usize> {
        let mut operating = self.lines.clone();
        operating.extend(here.iter().map(|(_, line)| *line));
        operating.retain(|&line| (1..=self.text.len()).contains(&line));
        let all = self.filled(&operating);
        if all.len() <= MOST {
            return all;
        }
        let mut near = Vec::new();
        for distance in [GAP, 2, 1] {
            operating.retain(|line| here.iter().any(|(_, at)| at.abs_diff(*line) <= distance));
            near = self.filled(&operating);
            if near.len() <= MOST {
                return near;
            }
        }
        // Only the lines themselves, without those between them.
        near.retain(|line| here.iter().any(|(_, at)| at == line));
        near
    }

    fn filled(&self, lines: &BTreeSet<usize>) -> Vec<usize> {
        let mut all: Vec<usize> = Vec::new();
        for &line in lines {
            match all.last() {
                Some(&last) if line <= last + GAP => all.extend(last + 1..=line),
                _ => all.extend(self.front(line)..=line),
            }
        }
        all.retain(|&line| !self.is_mark(line));
        all
    }

    /// The first line to show of a group that begins here: the line before it, if that is
    /// code.
    fn front(&self, line: usize) -> usize {
        let before = (1..line).rev().find(|&line| !self.is_mark(line));
        let is_code = |&line: &usize| {
            let code = self.text[line - 1].trim_start();
            !code.is_empty() && !code.starts_with("//")
        };
        before.filter(is_code).unwrap_or(line)
    }

    /// Whether the line is a mark by which a chapter finds the code that it shows.
    fn is_mark(&self, line: usize) -> bool {
        self.text[line - 1].trim_start().starts_with("// ANCHOR")
    }
}

/// How far a line is indented; `None` if it is blank.
fn indent(line: &str) -> Option<usize> {
    let text = line.trim_start();
    (!text.is_empty()).then(|| line.len() - text.len())
}

/// A file whose text is part of this program, as it was when it was compiled: its path from
/// the course's folder, and the text.
static EMBEDDED: OnceLock<(String, &'static str)> = OnceLock::new();

/// Takes the lines of this file from this text from now on. A check in a grader's sandbox cannot
/// read the file, and elsewhere the file may have changed since the build.
pub(crate) fn embed(file: String, text: &'static str) {
    if !text.is_empty() {
        // A program has one exercise.
        let _ = EMBEDDED.set((file, text));
    }
}

/// The text that is part of this program; `None` if it has none.
pub(crate) fn embedded() -> Option<&'static str> {
    EMBEDDED.get().map(|(_, text)| *text)
}

/// The lines of a file; none if it cannot be read.
fn read(file: &str) -> Vec<String> {
    let embedded = EMBEDDED.get();
    let own = embedded.filter(|(embedded, _)| Path::new(file).ends_with(embedded));
    let text = match own {
        Some((_, text)) => Some(Cow::Borrowed(*text)),
        None => from_disk(file).map(Cow::Owned),
    };
    let lines = text.as_deref().unwrap_or_default().lines();
    lines.map(|line| line.replace('\t', "    ")).collect()
}

fn from_disk(file: &str) -> Option<String> {
    let here = env::current_dir().ok()?;
    let mut folders = here.ancestors();
    folders.find_map(|folder| fs::read_to_string(folder.join(file)).ok())
}
