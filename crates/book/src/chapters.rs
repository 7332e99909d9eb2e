//! The book as mdBook sends it, and what becomes of its chapters.

use std::fs;
use std::path::{Path, PathBuf};

use racelab::course::Lab;
use serde_json::{Value, json};

use crate::figure::Figure;
use crate::marker::Marker;
use crate::page::Page;
use crate::{Error, assets, games, links};

/// Whether the book is made for this renderer: a walk needs a browser.
pub fn supports(renderer: &str) -> bool {
    renderer == "html"
}

/// What writes a page: it gets the root of the course, the name of a lab, and the arguments.
pub type Source<'a> = dyn FnMut(&Path, &str, &[String]) -> Result<String, Error> + 'a;

/// The book with its figures, its numbers, its links out and its page of games, as mdBook expects
/// it back. Script and style of the walks are written beside it.
///
/// # Errors
///
/// If the input is no book, a comment asks for a figure that there is not, or a page cannot be
/// made.
pub fn preprocess(input: &str, source: &mut Source<'_>) -> Result<String, Error> {
    let no_book = |why: &str| Error::NoBook(why.to_owned());
    let input: Value = serde_json::from_str(input).map_err(|e| Error::NoBook(e.to_string()))?;
    let root = input[0]["root"]
        .as_str()
        .ok_or_else(|| no_book("no root"))?;
    let mut book = input[1].clone();
    let items = book["items"].as_array_mut();
    let items = items.ok_or_else(|| no_book("no items"))?;
    let manifest = fs::read_to_string(Path::new(root).join("Cargo.toml")).unwrap_or_default();
    let mut press = Press {
        root: root.into(),
        repository: links::repository(&manifest).map(str::to_owned),
        source,
        figures: Vec::new(),
    };
    press.print_all(items)?;
    let page = press.games()?;
    // In front of the pages that are no chapters.
    let place = items.iter().rposition(|item| item == "Separator");
    items.insert(place.unwrap_or(items.len()), page);
    if let Some(figure) = press.figures.first() {
        assets::write(&press.root, &figure.page)?;
    }
    Ok(book.to_string())
}

struct Press<'a, 'b> {
    root: PathBuf,
    repository: Option<String>,
    source: &'a mut Source<'b>,
    figures: Vec<Figure>,
}

impl Press<'_, '_> {
    fn print_all(&mut self, items: &mut [Value]) -> Result<(), Error> {
        for item in items {
            let Some(chapter) = item.get_mut("Chapter") else {
                continue;
            };
            self.print(chapter)?;
            if let Some(items) = chapter["sub_items"].as_array_mut() {
                self.print_all(items)?;
            }
        }
        Ok(())
    }

    /// A chapter about a lab has the lab's number; any other has none.
    fn print(&mut self, chapter: &mut Value) -> Result<(), Error> {
        // A draft has no file.
        let Some(file) = chapter["path"].as_str().map(str::to_owned) else {
            return Ok(());
        };
        let lab = Lab::named(file.trim_end_matches(".md"));
        chapter["number"] = lab.map_or(Value::Null, |lab| json!([lab.number]));
        let content = chapter["content"].as_str().unwrap_or_default();
        let content = links::led_out(content, self.repository.as_deref());
        chapter["content"] = self.with_figures(&content, lab, &file)?.into();
        Ok(())
    }

    /// The text with a figure in place of each comment that asks for one, and of the block that
    /// follows the comment.
    fn with_figures(&mut self, text: &str, lab: Option<&Lab>, file: &str) -> Result<String, Error> {
        let (prefix, chapter) = match lab {
            Some(lab) => (format!("{:02}", lab.number), format!("{}.", lab.number)),
            None => (file.trim_end_matches(".md").to_owned(), String::new()),
        };
        let mut made = String::with_capacity(text.len());
        let mut count = 0;
        let mut fence: Option<&str> = None;
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
            match fence {
                Some(begun) if line == begun => fence = None,
                None if ticks.len() >= 3 => fence = Some(ticks),
                _ => {}
            }
            match Marker::of(line).filter(|_| fence.is_none()) {
                Some(marker) => {
                    count += 1;
                    let block = block(&mut lines);
                    let marker = marker?;
                    let id = format!("{prefix}-{count}");
                    let figure =
                        self.figure(&marker, id, format!("Figure {chapter}{count}"), file)?;
                    if figure.page.tasks.len() < marker.goal.max(1) && marker.goal > 1 {
                        return Err(Error::Marker {
                            marker: line.to_owned(),
                            why: format!("there are {} goals", figure.page.tasks.len()),
                        });
                    }
                    made += &figure.markdown(marker.goal, block.as_deref());
                    self.figures.push(figure);
                }
                None => {
                    made += line;
                    made.push('\n');
                }
            }
        }
        Ok(made)
    }

    fn figure(
        &mut self,
        marker: &Marker,
        id: String,
        name: String,
        file: &str,
    ) -> Result<Figure, Error> {
        let html = (self.source)(&self.root, marker.lab.name, &marker.arguments)?;
        let page = Page::of(&html).ok_or_else(|| Error::NoPage {
            command: format!("{} {}", marker.lab.name, marker.arguments.join(" ")),
            why: "its page has no walk".to_owned(),
        })?;
        Ok(Figure {
            id,
            name,
            file: file.replace(".md", ".html"),
            page,
        })
    }

    fn games(&mut self) -> Result<Value, Error> {
        let chapters = self.figures.clone();
        let content = games::page(&chapters, |lab| {
            let marker = Marker {
                lab,
                arguments: vec!["play".to_owned()],
                goal: 1,
            };
            let number = format!("{:02}", lab.number);
            let id = format!("games-{number}");
            self.figure(&marker, id, format!("Lab {number}"), games::FILE)
        })?;
        let chapter = json!({
            "name": games::TITLE, "content": content, "number": null, "sub_items": [],
            "path": games::FILE, "source_path": null, "parent_names": []
        });
        Ok(json!({ "Chapter": chapter }))
    }
}

/// The block of code that directly follows, behind other comments; the lines move on behind it.
fn block(lines: &mut std::str::Lines<'_>) -> Option<String> {
    let mut ahead = lines.clone();
    let first = ahead.by_ref().find(|line| !line.starts_with("<!--"))?;
    let ticks = &first[..first.len() - first.trim_start_matches('`').len()];
    if ticks.len() < 3 {
        return None;
    }
    let mut block = vec![first];
    for line in ahead.by_ref() {
        block.push(line);
        if line == ticks {
            *lines = ahead;
            return Some(block.join("\n"));
        }
    }
    None
}
