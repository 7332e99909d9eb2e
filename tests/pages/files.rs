//! What holds of the files.

use racelab::view::page::LARGEST;

use crate::browser::Tab;
use crate::page::{Page, pages};
use crate::support;

/// The policy names script and style by their hashes. Where one is wrong, the browser's complaint
/// says which hash belongs into `src/view/page/html.rs`.
#[test]
fn the_policy_names_script_and_style() {
    let Some(mut tab) = Tab::open() else { return };
    let Some(page) = Page::of("05_racy_counter", &["explore"]) else {
        return;
    };
    tab.load(&page.file, "");
    tab.has_no_complaint();
    assert_eq!(tab.evaluate("document.querySelectorAll('.card').length"), 3);
}

#[test]
fn every_page_is_one_file_of_at_most_300_kilobytes() {
    for page in pages() {
        let name = page.file.display();
        assert!(page.html.len() <= LARGEST, "{name}: {}", page.html.len());
        for outside in [" src=", " href=", "@import", "url(", "fetch(", " style="] {
            let (_, rest) = page.html.split_once("<body>").unwrap();
            let markup = rest.split("<script").next().unwrap();
            assert!(!markup.contains(outside), "{name} has {outside}");
        }
    }
}

/// A large graph keeps what is near a shortest way, and says so; a step that leads away has no end.
#[test]
fn a_large_graph_is_cut() {
    let Some(page) = Page::of(
        "05_racy_counter",
        &["explore", "--atomic", "--threads", "3", "--increments", "2"],
    ) else {
        return;
    };
    let graph = page.graph.as_ref().unwrap();
    assert_eq!(graph["complete"], false);
    let nodes = graph["nodes"].as_array().unwrap().len();
    assert!((nodes as u64) < graph["states"].as_u64().unwrap());
    let steps = graph["steps"].as_array().unwrap();
    assert!(steps.iter().any(|step| step[1].is_null()));
    let task = graph["goals"][0]["task"].as_str().unwrap();
    assert_eq!(task, "lose an increment: make counter end below 6");
    assert!(page.way().is_some_and(|way| !way.is_empty()));
}

#[test]
fn a_name_that_promises_another_form_is_an_error() {
    for command in ["explore", "play", "check"] {
        let words = [command, "--html", "page.svg"];
        let Some(output) = support::run("05_racy_counter", &words) else {
            return;
        };
        assert_eq!(output.status.code(), Some(2));
        assert!(support::stderr(&output).contains("ends in .html"));
    }
}
