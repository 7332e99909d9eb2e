//! The figures of the walkthrough itself, made by the labs.

use std::fs;
use std::path::Path;

use racelab::course::LABS;
use racelab_book::{Labs, preprocess};
use serde_json::{Value, json};

use crate::root;

/// Every explored lab has a figure in its chapter, with a question before it, and every goal of
/// its program is among the games.
#[test]
fn every_explored_lab_has_a_figure_behind_a_question() {
    let mut items = Vec::new();
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        if !file.ends_with(".md") || file == "SUMMARY.md" {
            continue;
        }
        let text = fs::read_to_string(root().join("docs").join(&file)).unwrap();
        items.push(json!({ "Chapter": {
            "name": file, "content": text, "number": null, "sub_items": [], "path": file,
            "source_path": file, "parent_names": []
        }}));
    }
    // Script and style belong into a folder of this test.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("walkthrough");
    let input = json!([{ "root": folder, "renderer": "html" }, { "items": items }]);
    let mut labs = Labs::default();
    let mut source = |_: &Path, lab: &str, words: &[String]| labs.page(root(), lab, words);
    let book = preprocess(&input.to_string(), &mut source).unwrap_or_else(|e| panic!("{e}"));
    let book: Value = serde_json::from_str(&book).unwrap();
    let text = |file: &str| {
        let mut items = book["items"].as_array().unwrap().iter();
        let chapter = items.find(|item| item["Chapter"]["path"] == file).unwrap();
        chapter["Chapter"]["content"].as_str().unwrap().to_owned()
    };
    let games = text("games.md");
    for lab in LABS.iter().filter(|lab| lab.explored) {
        let chapter = text(&format!("{}.md", lab.name));
        let id = format!("id=\"figure-{:02}-1\"", lab.number);
        let before = chapter.split(&id).next().unwrap();
        assert!(before.len() < chapter.len(), "{} has no figure", lab.name);
        let paragraphs: Vec<&str> = before.split("\n\n").collect();
        let near = paragraphs[paragraphs.len().saturating_sub(6)..].join("\n\n");
        assert!(
            near.contains("?\n"),
            "{}: no question before its figure",
            lab.name
        );
        let listed = format!("<li data-lab=\"{}\"", lab.name);
        assert!(games.contains(&listed), "no game of {}", lab.name);
    }
}
