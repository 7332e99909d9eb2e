//! axe-core finds no barrier on any kind of page, in any state of a walk.

use std::fs;
use std::path::{Path, PathBuf};

use racelab::view::page::Figure;

use crate::browser::Tab;
use crate::page::Page;

/// A page without a walk: what a check says of a crash.
fn message() -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("message.html");
    let figure = Figure {
        lead: "Lab 05 · crashed".to_owned(),
        title: "A counter without a lock".to_owned(),
        heading: "What the check says".to_owned(),
        text: "crashed: The program was ended by SIGSEGV.".to_owned(),
        stays: true,
        ..Figure::default()
    };
    fs::write(&file, figure.html()).unwrap();
    file
}

#[test]
fn no_page_has_a_barrier() {
    let Some(mut tab) = Tab::open() else { return };
    let Some(axe) = tab.axe() else { return };
    let walks = [
        // Two threads, three, older values, two locks, messages, a student's own code.
        ("05_racy_counter", vec!["explore"], "AB2A"),
        ("05_racy_counter", vec!["explore", "--threads", "3"], "ABC"),
        (
            "07_atomic_counter",
            vec!["explore", "--how", "flag", "--weak"],
            "A2",
        ),
        ("06_mutex_counter", vec!["explore", "--lock", "two"], "AB"),
        (
            "08_channel_counter",
            vec!["explore", "--increments", "1"],
            "BC",
        ),
        ("15_bounded_buffer", vec!["check"], "B3"),
    ];
    let walks = walks.into_iter().filter_map(|(lab, words, schedule)| {
        let page = Page::of(lab, &words)?;
        Some((page.file, format!("#{schedule}")))
    });
    let mut pages: Vec<(PathBuf, String)> = walks.collect();
    pages.push((message(), String::new()));
    for (file, fragment) in pages {
        for (scheme, width) in [("light", 1000), ("dark", 320)] {
            tab.prefer(scheme);
            tab.resize(width, 800);
            for fragment in ["", &fragment] {
                tab.load(&file, fragment);
                let found = tab.barriers(&axe);
                let name = file.display();
                assert!(
                    found.is_empty(),
                    "{name}{fragment}, {scheme}, {width}: {found:#?}"
                );
            }
        }
    }
}
