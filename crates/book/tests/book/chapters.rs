//! What becomes of chapters, on a made-up book and pages that no lab has written.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use racelab::view::page::Figure;
use racelab_book::{Error, preprocess, supports};
use serde_json::{Value, json};

/// A page whose program ends at its first step.
fn page(lab: &str, words: &[String]) -> String {
    let goals: Vec<Value> = match words[0].as_str() {
        "play" => vec![],
        _ => vec![
            json!({ "task": "see \"<b>\"", "nodes": [1] }),
            json!({ "task": "see it again", "nodes": [1] }),
        ],
    };
    let graph = json!({
        "schema": 1, "lab": lab, "title": "x", "instance": words.join(" "), "command": "x",
        "outcome": "x", "ratings": {}, "goals": goals, "sources": [], "lengths": [["A", 1]],
        "interleavings": 1, "complete": true, "states": 2,
        "parts": [[], {
            "thread": "A", "schedule": "A", "operation": "</script> \n\n\"quoted\"",
            "file": "x", "line": 1
        }],
        "nodes": [[0, 0, 0, [], null, 0], [0, 0, 0, [], null, 0]], "steps": [[0, 1, 1]]
    });
    let figure = Figure {
        text: "read x -> 0 & more\n\n  replay A".to_owned(),
        graph: Some(graph.to_string()),
        ..Figure::default()
    };
    figure.html()
}

/// A folder for the root of a book, with this manifest.
fn folder(manifest: &str) -> PathBuf {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    // Relaxed: the number orders no other access.
    let number = MADE.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("book-{number}"));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    folder
}

/// The book of these chapters, preprocessed.
fn print(root: &Path, chapters: &[(&str, &str)]) -> Result<Vec<Value>, Error> {
    let mut items: Vec<Value> = chapters
        .iter()
        .zip(1..)
        .map(|((path, content), number)| {
            json!({ "Chapter": {
                "name": path, "content": content, "number": [number], "sub_items": [],
                "path": path, "source_path": path, "parent_names": []
            }})
        })
        .collect();
    items.push("Separator".into());
    let input = json!([{ "root": root, "renderer": "html" }, { "items": items }]);
    let book = preprocess(&input.to_string(), &mut |_, lab, words| {
        Ok(page(lab, words))
    })?;
    let book: Value = serde_json::from_str(&book).unwrap();
    Ok(book["items"].as_array().unwrap().clone())
}

/// The text of the one chapter of a book.
fn printed(path: &str, content: &str) -> String {
    let items = print(&folder(""), &[(path, content)]).unwrap();
    items[0]["Chapter"]["content"].as_str().unwrap().to_owned()
}

const MARKER: &str = "<!-- figure: 05_racy_counter explore --atomic; goal: 2 -->";

#[test]
fn only_a_browser_shows_figures() {
    assert!(supports("html"));
    assert!(!supports("markdown"));
}

#[test]
fn a_figure_takes_the_place_of_the_block_behind_its_marker() {
    let text =
        format!("before\n\n{MARKER}\n<!-- run: x -->\n```text\nlanes\n\nmore\n```\nbehind\n");
    let text = printed("05_racy_counter.md", &text);
    assert!(
        text.starts_with("before\n\n<div class=\"walk\" id=\"figure-05-1\">\n"),
        "{text}"
    );
    assert!(
        text.contains("<race-walker id=\"05-1\" data-goal=\"2\""),
        "{text}"
    );
    assert!(
        text.contains("<div data-replaced>\n\n```text\nlanes\n\nmore\n```\n\n</div>\n</div>\n")
    );
    assert!(text.ends_with("</div>\nbehind\n"), "{text}");
}

#[test]
fn a_figure_without_a_block_has_the_text_of_its_page() {
    let text = printed(
        "05_racy_counter.md",
        &format!("{MARKER}\n\nbehind\n\n```text\nother\n```\n"),
    );
    assert!(
        text.contains("\n\n```text\nread x -> 0 & more\n\n  replay A\n```\n\n</div>"),
        "{text}"
    );
    assert!(
        text.ends_with("\nbehind\n\n```text\nother\n```\n"),
        "{text}"
    );
}

/// Markdown ends a block of HTML at an empty line, and would make quotes of it typographic.
#[test]
fn the_graph_reaches_the_browser_as_it_is() {
    let text = printed("05_racy_counter.md", MARKER);
    let (html, _) = text.split_once("<div data-replaced>").unwrap();
    assert!(!html.trim_end().contains("\n\n"), "{html}");
    let (_, graph) = html.split_once("application/json\">").unwrap();
    let (graph, behind) = graph.split_once("</script>").unwrap();
    assert_eq!(behind, "</race-walker>\n");
    let graph: Value = serde_json::from_str(graph).unwrap();
    assert_eq!(graph["parts"][1]["operation"], "</script> \n\n\"quoted\"");
}

#[test]
fn a_marker_within_a_block_is_code() {
    let text = format!("````text\n{MARKER}\n```text\nx\n```\n````\n");
    assert_eq!(printed("05_racy_counter.md", &text), text);
}

#[test]
fn identifiers_occur_once() {
    let chapters = [
        ("05_racy_counter.md", format!("{MARKER}\n\n{MARKER}\n")),
        ("06_mutex_counter.md", MARKER.to_owned()),
        ("play.md", MARKER.to_owned()),
    ];
    let chapters = chapters
        .each_ref()
        .map(|(path, text)| (*path, text.as_str()));
    let items = print(&folder(""), &chapters).unwrap();
    let text = Value::from(items).to_string();
    let ids: Vec<&str> = text
        .split("<race-walker id=\\\"")
        .skip(1)
        .map(|rest| rest.split('\\').next().unwrap())
        .collect();
    assert_eq!(ids, ["05-1", "05-2", "06-1", "play-1"]);
}

#[test]
fn the_number_of_a_chapter_is_that_of_its_lab() {
    let chapters = [
        ("01_hello_process.md", ""),
        ("play.md", ""),
        ("14_philosophers.md", ""),
    ];
    let items = print(&folder(""), &chapters).unwrap();
    let number = |at: usize| items[at]["Chapter"]["number"].clone();
    assert_eq!(
        [number(0), number(1), number(2)],
        [json!([1]), Value::Null, json!([14])]
    );
}

#[test]
fn a_wrong_marker_is_an_error_that_says_how_to_write_it() {
    for (words, why) in [
        ("05_racy explore", "no lab is named"),
        ("05_racy_counter check", "`explore` or `play`"),
        ("05_racy_counter", "`explore` or `play`"),
        ("05_racy_counter explore; goal: 0", "names no goal"),
        ("05_racy_counter explore; goal 1", "names no goal"),
        ("05_racy_counter explore; goal: 3", "there are 2 goals"),
    ] {
        let text = format!("<!-- figure: {words} -->");
        let error = print(&folder(""), &[("play.md", &text)])
            .unwrap_err()
            .to_string();
        assert!(error.contains(why), "{words}: {error}");
        assert!(
            error.contains("<!-- figure: 05_racy_counter explore"),
            "{error}"
        );
    }
    let broken = print(
        &folder(""),
        &[("play.md", "<!-- figure: 05_racy_counter explore")],
    );
    assert!(broken.unwrap_err().to_string().contains("does not end"));
}

#[test]
fn an_input_that_is_no_book_is_an_error() {
    for input in ["", "{}", "[{}, {}]", "[{\"root\": \".\"}, {\"items\": 1}]"] {
        let error = preprocess(input, &mut |_, lab, words| Ok(page(lab, words))).unwrap_err();
        assert!(matches!(error, Error::NoBook(_)), "{input}: {error}");
    }
}

#[test]
fn links_out_of_the_book_lead_to_the_repository() {
    let text = "see [labs/05](../labs/05/README.md), [its\nexercise](../labs/05/exercise.rs#L3), \
                [lab 06](06_mutex_counter.md) and [std](https://doc.rust-lang.org).\n\n\
                ```text\n[a](../b)\n```\n";
    let print_in = |manifest: &str| {
        let items = print(&folder(manifest), &[("play.md", text)]).unwrap();
        items[0]["Chapter"]["content"].as_str().unwrap().to_owned()
    };
    let led = print_in("[package]\nrepository = \"https://example.org/racelab/\"\n");
    let [readme, exercise] = ["README.md", "exercise.rs#L3"]
        .map(|file| format!("https://example.org/racelab/blob/HEAD/labs/05/{file}"));
    let others = "[lab 06](06_mutex_counter.md) and [std](https://doc.rust-lang.org).\n\n\
                  ```text\n[a](../b)\n```\n";
    assert_eq!(
        led,
        format!("see [labs/05]({readme}), [its\nexercise]({exercise}), {others}")
    );
    // Without an address the reader is told the file.
    let bare = "see labs/05, its\nexercise (`labs/05/exercise.rs#L3`), ";
    assert_eq!(print_in("[package]\n"), format!("{bare}{others}"));
}

/// Each goal of each explored lab, in the order of the course, with a link to its figure.
#[test]
fn the_page_of_games_lists_every_goal() {
    let (lab_06, lab_05) = (
        MARKER.replace("05_racy", "06_mutex"),
        format!("{MARKER}\n\n{MARKER}"),
    );
    let chapters = [
        ("06_mutex_counter.md", lab_06.as_str()),
        ("05_racy_counter.md", &lab_05),
    ];
    let items = print(&folder(""), &chapters).unwrap();
    assert_eq!(items[3], "Separator");
    let games = &items[2]["Chapter"];
    assert_eq!(
        (&games["name"], &games["path"]),
        (&"All games".into(), &"games.md".into())
    );
    let text = games["content"].as_str().unwrap();
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("<li"))
        .collect();
    let escaped = "see &quot;&lt;b&gt;&quot;";
    let line = |lab: &str, file: &str, id: &str, goal: usize, task: &str| {
        format!(
            "<li data-lab=\"{lab}\" data-program=\"explore --atomic\" data-task=\"{task}\">\
             <a href=\"{file}?goal={goal}#figure-{id}\">{}.</a> explore --atomic</li>",
            task.replace("see", "See")
        )
    };
    let [five, six] = [
        ("05_racy_counter", "05_racy_counter.html", "05-1"),
        ("06_mutex_counter", "06_mutex_counter.html", "06-1"),
    ];
    let wanted = [five, five, six, six]
        .into_iter()
        .zip([(1, escaped), (2, "see it again")].into_iter().cycle());
    let wanted: Vec<String> = wanted
        .map(|((lab, file, id), (goal, task))| line(lab, file, id, goal, task))
        .collect();
    assert_eq!(lines, wanted);
}

#[test]
fn script_and_style_are_written_once_for_the_book() {
    let root = folder("");
    print(&root, &[("05_racy_counter.md", MARKER)]).unwrap();
    let read = |name: &str| fs::read_to_string(root.join("target/figures").join(name)).unwrap();
    assert!(read("walker.js").contains("customElements.define(\"race-walker\""));
    let style = read("walker.css");
    // Nothing of a page's style is for what is around the walk.
    let (walk, _) = style.split_once("/* The place of a walk").unwrap();
    let walk = walk.trim_end();
    assert!(
        walk.starts_with("race-walker {") && walk.ends_with("\n}"),
        "{walk}"
    );
    for rest in [
        ":root",
        "prefers-color-scheme",
        "race-walker {\n& {\n  color-scheme",
    ] {
        assert!(!walk.contains(rest), "{rest} is left");
    }
    assert_eq!(walk.matches('{').count(), walk.matches('}').count());
    assert!(walk.contains(":is(.coal, .navy, .ayu) & {"));
    // A rem of mdBook's is ten pixels; that of a condition stays.
    assert!(
        walk.contains("@media (max-width: 52rem)"),
        "a condition is another"
    );
}
