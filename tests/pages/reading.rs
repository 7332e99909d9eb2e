//! Roles and names, narrow windows, print, no JavaScript.

use std::collections::BTreeSet;

use serde_json::json;

use crate::browser::Tab;
use crate::page::{Page, pages};

/// The accessibility tree has the roles that a screen reader needs, and each button has a name.
#[test]
fn a_screen_reader_finds_its_way() {
    let Some(mut tab) = Tab::open() else { return };
    let page = Page::of("06_mutex_counter", &["explore", "--lock", "two"]);
    let Some(page) = page else { return };
    tab.load(&page.file, "#06=AB");
    let tree = tab.call("Accessibility.getFullAXTree", json!({}));
    let of = |node: &serde_json::Value, member: &str| {
        node[member]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let nodes = tree["nodes"].as_array().unwrap().iter();
    let nodes = nodes.filter(|node| node["ignored"] == false);
    let all: Vec<(String, String)> = nodes.map(|n| (of(n, "role"), of(n, "name"))).collect();
    let has = |role: &str, name: &str| all.iter().any(|(r, n)| r == role && n.starts_with(name));
    for (role, name) in [
        ("heading", "A counter behind a lock"),
        ("group", "Goal: "),
        ("toolbar", "Walk"),
        ("status", ""),
        ("button", "Step A: "),
        ("button", "Step B: "),
        ("button", "Undo"),
        ("button", "Show me"),
        ("image", "Progress: A 1 of"),
        ("region", "Thread A"),
        ("region", "Source"),
        ("columnheader", "A"),
        ("rowheader", "2"),
    ] {
        assert!(has(role, name), "no {role} {name:?} in {all:?}");
    }
    let nameless = all
        .iter()
        .filter(|(role, name)| role == "button" && name.is_empty());
    assert_eq!(nameless.count(), 0);
}

/// Each element that takes the focus is reached by Tab alone, and Escape leaves the walk.
#[test]
fn the_keyboard_reaches_every_button() {
    let Some(mut tab) = Tab::open() else { return };
    let Some(page) = Page::of("05_racy_counter", &["explore"]) else {
        return;
    };
    tab.load(&page.file, "");
    let all = tab.evaluate("document.querySelectorAll('race-walker button').length");
    let mut reached = BTreeSet::new();
    for _ in 0..30 {
        for kind in ["rawKeyDown", "keyUp"] {
            let tabulator = json!({
                "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9
            });
            tab.call("Input.dispatchKeyEvent", tabulator);
        }
        let name = tab.evaluate("document.activeElement.closest('button')?.textContent ?? ''");
        reached.insert(name.as_str().unwrap().to_owned());
    }
    reached.remove("");
    assert_eq!(all, reached.len(), "{reached:?}");
    tab.press("Escape");
    assert_eq!(
        tab.evaluate("document.activeElement === document.body"),
        true
    );
}

/// A narrow window has no horizontal scroll bar: a table that is too wide scrolls by itself.
#[test]
fn pages_fit_a_window_of_320_pixels() {
    let Some(mut tab) = Tab::open() else { return };
    tab.resize(320, 640);
    for page in pages() {
        tab.load(&page.file, "");
        for _ in 0..4 {
            tab.press("s");
        }
        let wide = tab.evaluate("document.documentElement.scrollWidth");
        assert_eq!(wide, 320, "{}", page.file.display());
    }
}

/// Whether the element that this selector finds takes room on the page.
fn is_shown(tab: &mut Tab, selector: &str) -> bool {
    tab.evaluate(&format!(
        "document.querySelector({selector:?}).offsetHeight > 0"
    )) == true
}

#[test]
fn print_shows_the_lanes_and_the_command() {
    let Some(mut tab) = Tab::open() else { return };
    let Some(page) = Page::of("05_racy_counter", &["explore"]) else {
        return;
    };
    tab.load(&page.file, "");
    assert!(!is_shown(&mut tab, ".told") && is_shown(&mut tab, "race-walker"));
    tab.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    assert!(is_shown(&mut tab, ".told") && !is_shown(&mut tab, "race-walker"));
    let told = tab.text(".told");
    assert!(told.contains("write counter <- 1"), "{told}");
    assert!(
        told.contains("cargo run --bin 05_racy_counter -- replay "),
        "{told}"
    );
}

#[test]
fn without_javascript_the_lanes_and_the_command_stand_there() {
    let Some(mut tab) = Tab::open() else { return };
    tab.call(
        "Emulation.setScriptExecutionDisabled",
        json!({ "value": true }),
    );
    for page in pages() {
        tab.load(&page.file, "");
        // The protocol's own scripts run all the same.
        assert!(is_shown(&mut tab, ".told"), "{}", page.file.display());
        assert_eq!(
            tab.evaluate("document.querySelectorAll('button').length"),
            0
        );
        // A verdict that no execution shows has nothing to replay.
        let command = match page.html.contains("<race-walker") {
            true => "replay ",
            false => "cargo run ",
        };
        let text = tab.text(".told pre");
        assert!(text.contains(command), "{}: {text}", page.file.display());
    }
}
