//! The whole book, built by mdBook and read in Chromium.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;

use crate::browser::Tab;
use crate::root;

/// Builds the book; `None` (with a message) if there is no mdBook.
fn build() -> Option<PathBuf> {
    let is_there = Command::new("mdbook")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if is_there.is_err() {
        // The harness does not capture this. An error means that standard error is closed.
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no mdBook to build the book"
        );
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("built");
    let built = Command::new("mdbook")
        .arg("build")
        .arg(root())
        .arg("--dest-dir")
        .arg(&folder)
        .output()
        .expect("mdBook was there");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    Some(folder)
}

fn is_reached(tab: &mut Tab, id: &str) -> bool {
    tab.evaluate(&format!(
        "document.getElementById('{id}-goal').classList.contains('reached')"
    )) == true
}

/// One test, since each part needs the book: a figure is stepped by keys, its goal is kept, the
/// pages are whole, and mdBook's own keys are left alone within a figure.
#[test]
fn a_reader_steps_a_figure_and_finds_the_goal_among_the_games() {
    let Some(book) = build() else { return };
    let Some(mut tab) = Tab::open() else { return };
    let chapter = book.join("05_racy_counter.html");
    tab.load(&chapter, "");
    tab.evaluate(
        "localStorage.removeItem('racelab-reached'), document.querySelector('.step').focus()",
    );
    for key in ["a", "b", "s", "u", "b", "ArrowRight", "a"] {
        tab.press(key);
    }
    assert!(is_reached(&mut tab, "05-1"), "{}", tab.text(".say"));
    assert_eq!(tab.evaluate("location.hash"), "#05-1=AB2A");
    // Neither turned the page, nor opened the search.
    assert_eq!(
        tab.evaluate("location.pathname.endsWith('/05_racy_counter.html')"),
        true
    );
    let searches = "document.getElementById('mdbook-search-wrapper').classList.contains('hidden')";
    assert_eq!(tab.evaluate(searches), true);
    // A step that "show me" makes counts for nothing.
    let kept = "JSON.parse(localStorage.getItem('racelab-reached') ?? '[]').length";
    assert_eq!(tab.evaluate(kept), 0);
    for key in ["r", "a", "b", "b", "a"] {
        tab.press(key);
    }
    assert_eq!(tab.evaluate(kept), 1);

    // The address leads to the same state, and one of a heading to none.
    tab.load(&chapter, "#05-1=AB2A");
    assert!(is_reached(&mut tab, "05-1"));
    tab.load(&chapter, "#data-race-and-race-condition");
    assert!(!is_reached(&mut tab, "05-1"));
    assert_eq!(
        tab.evaluate("location.hash"),
        "#data-race-and-race-condition"
    );
    assert!(
        !tab.text(".say").contains("no step"),
        "{}",
        tab.text(".say")
    );

    tab.load(&book.join("games.html"), "");
    let done = tab.text(".games .done");
    assert!(
        done.contains("atomic load and store") && done.contains("reached"),
        "{done}"
    );
    assert!(
        tab.text(".games-reached")
            .starts_with("This browser has reached 1 of ")
    );
    tab.evaluate("document.querySelector('.games-forget').click()");
    assert_eq!(
        tab.evaluate("document.querySelectorAll('.games .done').length"),
        0
    );
    // Each link leads to its figure, with its goal.
    let links = tab.evaluate(
        "[...document.querySelectorAll('.games li')].map((line) => \
         [line.querySelector('a').getAttribute('href'), line.dataset.task])",
    );
    for link in links.as_array().unwrap() {
        let [address, task] = [0, 1].map(|at| link[at].as_str().unwrap());
        let (page, figure) = address.split_once('#').unwrap();
        let (file, query) = page.split_at(page.find('?').unwrap_or(page.len()));
        tab.load(&book.join(file), &format!("{query}#{figure}"));
        let goal = tab.text(&format!("[id='{figure}'] .goal"));
        let goal = goal.to_lowercase();
        assert!(
            goal.contains(&task.to_lowercase()),
            "{address} shows {goal}"
        );
    }

    tab.resize(320, 640);
    for entry in fs::read_dir(&book).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        // Of its own accord the page for print opens a dialog, and the others load another.
        if !name.ends_with(".html")
            || ["print.html", "toc.html", "404.html"].contains(&name.as_str())
        {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("href=\"../"), "{name} links out of the book");
        tab.load(&file, "");
        let wide = tab.evaluate("document.documentElement.scrollWidth");
        assert_eq!(wide, 320, "{name} is wider than its window");
        let waiting =
            tab.evaluate("document.querySelectorAll('race-walker:not([role=group])').length");
        assert_eq!(waiting, 0, "{name} has a figure that does not run");
    }
    tab.has_no_complaint();

    if let Some(axe) = tab.axe() {
        tab.resize(1000, 800);
        // The page for print opens a dialog of its own accord.
        let silent = json!({ "source": "print = () => {}" });
        tab.call("Page.addScriptToEvaluateOnNewDocument", silent);
        for entry in fs::read_dir(&book).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".html") || ["toc.html", "404.html"].contains(&name.as_str()) {
                continue;
            }
            tab.load(&file, "");
            let found = tab.barriers(&axe);
            assert!(found.is_empty(), "{name}: {found:#?}");
        }
    }

    // In print each figure is its text.
    tab.load(&chapter, "");
    let shown = |tab: &mut Tab, selector: &str| {
        tab.evaluate(&format!(
            "document.querySelector({selector:?}).offsetHeight > 0"
        )) == true
    };
    assert!(shown(&mut tab, "race-walker") && !shown(&mut tab, "[data-replaced]"));
    tab.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    assert!(!shown(&mut tab, "race-walker") && shown(&mut tab, "[data-replaced]"));

    let print = fs::read_to_string(book.join("print.html")).unwrap();
    let mut ids: Vec<&str> = print.split("<race-walker id=\"").skip(1).collect();
    ids.iter_mut()
        .for_each(|rest| *rest = rest.split('"').next().unwrap());
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert!(count > 8 && ids.len() == count, "{ids:?}");
    let numbers = fs::read_dir(&book)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let contents = numbers.filter(|file| file.to_string_lossy().contains("toc"));
    let contents: String = contents
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    assert!(
        contents.contains("14.</strong> Five philosophers"),
        "the numbers are not the labs'"
    );
    assert!(!contents.contains("</strong> Be the scheduler"));
}
